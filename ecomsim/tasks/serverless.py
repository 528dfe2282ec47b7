"""SERVERLESS_TASK_HISTORY: hours in which tasks without a warehouse ran, and their credits.

The emulator runs them on compute that nobody is billed for, so the credits are 0, and their sizes
(USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE, SERVERLESS_TASK_MIN_ and MAX_STATEMENT_SIZE) and TARGET_COMPLETION_INTERVAL,
by which Snowflake chooses that compute and nothing else, are checked and shown alone. Source:
"SERVERLESS_TASK_HISTORY", spec/tasks.md T-12.13.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import Task
from ecomsim.statements.result import Result, of_rows
from ecomsim.tasks.table_functions import instant, named
from ecomsim.values.types import TEXT, Column, number, timestamp_ltz

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

Arguments = Mapping[str | int, Any]

COLUMNS = (
    Column("START_TIME", timestamp_ltz(0)),
    Column("END_TIME", timestamp_ltz(0)),
    Column("TASK_NAME", TEXT),
    Column("CREDITS_USED", number(38, 9)),
)
_HOUR = timedelta(hours=1)
_WINDOW = timedelta(minutes=10)
_NOTHING = Decimal("0E-9")


def of_account(since: datetime, session: Session) -> list[tuple[datetime, Task]]:
    """The hours of today's tasks without a warehouse, by hour and name."""
    return _hours(lambda task: True, since, session.now, session)


def _hours(
    wanted: Callable[[Task], bool], begin: datetime, end: datetime, session: Session
) -> list[tuple[datetime, Task]]:
    serverless = {
        task.id: task
        for task in session.catalog.all("TASK")
        if isinstance(task, Task) and task.warehouse is None and wanted(task)
    }
    runs = session.account.agenda.history.read(
        "query_start_time <= ? AND completed_time >= ? AND state NOT IN ('SKIPPED', 'SCHEDULED')", [end, begin]
    )
    hours = {
        (_hour(run.query_start_time), run.task_id)
        for run in runs
        if run.task_id in serverless and run.query_start_time is not None
    }
    found = [(hour, serverless[task_id]) for hour, task_id in hours]
    return sorted(found, key=lambda each: (each[0], each[1].name))


def history(arguments: Arguments, session: Session) -> Result:
    """SERVERLESS_TASK_HISTORY(DATE_RANGE_START, DATE_RANGE_END, TASK_NAME): one row for each task and hour in which it
    ran; by default the ten minutes before the end. TASK_NAME is unqualified or qualified, in any case.
    """
    given = named(arguments, "DATE_RANGE_START", "DATE_RANGE_END", "TASK_NAME")
    end = instant(given.get("DATE_RANGE_END")) or session.now
    begin = instant(given.get("DATE_RANGE_START")) or end - _WINDOW
    wanted = None if given.get("TASK_NAME") is None else str(given["TASK_NAME"]).upper().split(".")
    hours = _hours(lambda task: wanted is None or _is(task, wanted), begin, end, session)
    return of_rows(COLUMNS, [(hour, hour + _HOUR, task.name.last, _NOTHING) for hour, task in hours])


def _is(task: Task, wanted: list[str]) -> bool:
    parts = [task.name.database.upper(), task.name.schema.upper(), task.name.last.upper()]
    return parts[-len(wanted) :] == wanted


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


FUNCTIONS: dict[str, Callable[[Arguments, Any], Result]] = {"SERVERLESS_TASK_HISTORY": history}
