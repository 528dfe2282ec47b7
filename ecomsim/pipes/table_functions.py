"""PIPE_USAGE_HISTORY and VALIDATE_PIPE_LOAD of INFORMATION_SCHEMA, and the view PIPE_USAGE_HISTORY of ACCOUNT_USAGE.

Both read the load history. Nobody is billed for what pipes load here. Source: their pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.metadata import grid
from ecomsim.metadata.arguments import Arguments, recent_range
from ecomsim.metadata.grid import Row, names, typed, view_columns
from ecomsim.pipes import definition
from ecomsim.pipes.files import MEMORY
from ecomsim.staging import history, validation
from ecomsim.statements.result import Result, of_rows

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

DEFAULT_RANGE = timedelta(minutes=10)
STEPS = ((timedelta(hours=1), timedelta(minutes=5)), (timedelta(days=1), timedelta(hours=1)))
"""Ranges up to a length with the periods they are shown in; longer ones are shown in days."""

_TYPED = typed(times="START_TIME, END_TIME", integers="BYTES_INSERTED, FILES_INSERTED", credits="CREDITS_USED")
USAGE = view_columns(names("START_TIME, END_TIME, PIPE_NAME, CREDITS_USED, BYTES_INSERTED, FILES_INSERTED"), _TYPED)


def pipe_usage_history(given: Mapping[str | int, Any], session: Session) -> Result:
    """PIPE_USAGE_HISTORY(DATE_RANGE_START, DATE_RANGE_END, PIPE_NAME); without a pipe the sum over all of them."""
    start, end = "DATE_RANGE_START", "DATE_RANGE_END"
    arguments = Arguments("PIPE_USAGE_HISTORY", given, (start, end, "PIPE_NAME"))
    begin, stop = recent_range(arguments, start, end, session, reach=MEMORY)
    stop = stop or datetime.combine(session.now.astimezone(_zone(session)).date(), time(), _zone(session))
    begin = begin or stop - DEFAULT_RANGE
    wanted = arguments.text("PIPE_NAME")
    pipe = None if wanted is None else definition.named(wanted, session)
    if not checks.free(session) and "MONITOR USAGE" not in checks.held_on_account(session):
        return grid.result(USAGE, [], statement_type="SELECT")
    loads = history.of_pipes(begin, stop, session)
    if pipe is not None:
        loads = [each for each in loads if each["pipe_id"] == pipe.id]
    period = next((step for length, step in STEPS if stop - begin <= length), timedelta(days=1))
    name = None if pipe is None else pipe.name.last
    found = ({"PIPE_NAME": name, **_used(at, period, group)} for (at, _), group in _grouped(loads, period, lambda _: 0))
    return grid.result(USAGE, list(found), statement_type="SELECT")


def _zone(session: Session) -> ZoneInfo:
    return ZoneInfo(str(session.parameters["TIMEZONE"]))


def account_usage(begin: datetime, session: Session) -> Iterator[Row]:
    """The view PIPE_USAGE_HISTORY: what each pipe loaded, hour by hour."""
    hour = timedelta(hours=1)
    loads = history.of_pipes(begin, session.now, session)
    for (at, pipe_id), group in _grouped(loads, hour, lambda load: load["pipe_id"]):
        used = _used(at, hour, group)
        billed = used["BYTES_INSERTED"]
        yield {"PIPE_ID": pipe_id, "PIPE_NAME": group[0]["pipe_name"], **used, "BYTES_BILLED": billed}


def _grouped(
    loads: Iterable[Row], period: timedelta, key: Callable[[Row], int]
) -> list[tuple[tuple[datetime, int], list[Row]]]:
    """Loads by the period in which they ended and by `key`, in this order."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    groups: dict[tuple[datetime, int], list[Row]] = {}
    for load in loads:
        at = epoch + (load["loaded_at"] - epoch) // period * period
        groups.setdefault((at, key(load)), []).append(load)
    return sorted(groups.items())


def _used(at: datetime, period: timedelta, loads: list[Row]) -> dict[str, Any]:
    good = [load for load in loads if load["rows_loaded"] or load["status"] == "LOADED"]
    return {
        "START_TIME": at,
        "END_TIME": at + period,
        "CREDITS_USED": grid.credits(0),
        "BYTES_INSERTED": sum(load["size"] for load in good),
        "FILES_INSERTED": len(good),
    }


def validate_pipe_load(given: Mapping[str | int, Any], session: Session) -> Result:
    """VALIDATE_PIPE_LOAD(PIPE_NAME, START_TIME [, END_TIME]): the first error of each file that has any.

    Raises for a pipe whose COPY transforms its rows.
    """
    arguments = Arguments("VALIDATE_PIPE_LOAD", given, ("PIPE_NAME", "START_TIME", "END_TIME"))
    pipe = definition.named(arguments.required("PIPE_NAME"), session)
    arguments.required("START_TIME")
    begin, stop = recent_range(arguments, "START_TIME", "END_TIME", session, reach=MEMORY)
    assert begin is not None, "a required argument"
    if "MONITOR EXECUTION" not in checks.held_on_account(session):
        checks.use(session, pipe, "MONITOR")
    if definition.parsed(pipe.definition).query is not None:
        raise errors.compilation(2095, "0A000", "VALIDATE_PIPE_LOAD does not support a COPY with a transformation.")
    rows = [_error(load) for load in history.of_pipe(pipe, begin, stop or session.now, session) if load["first_error"]]
    return of_rows(validation.COLUMNS[:-1], rows, kind="query", statement_type="SELECT")


def _error(load: Row) -> tuple[Any, ...]:
    category = "file" if load["error_row"] is None else "conversion" if load["first_error_column"] else "parsing"
    return (
        *(load["first_error"], load["file"], load["first_error_line"], load["first_error_character"], None, category),
        *(load["error_code"], load["error_state"], load["first_error_column"], load["error_row"]),
        load["first_error_line"],
    )


FUNCTIONS: dict[str, Callable[[Mapping[str | int, Any], Any], Result]] = {
    "PIPE_USAGE_HISTORY": pipe_usage_history,
    "VALIDATE_PIPE_LOAD": validate_pipe_load,
}
