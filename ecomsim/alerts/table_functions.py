"""INFORMATION_SCHEMA.ALERT_HISTORY. Source: "ALERT_HISTORY", spec/tasks.md 16.9."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ecomsim.alerts import runs
from ecomsim.alerts.history import AlertRun
from ecomsim.metadata.arguments import Arguments, recent_range
from ecomsim.statements.result import Result, of_rows
from ecomsim.tasks import privileges
from ecomsim.values.types import BOOLEAN, TEXT, Column, SnowflakeType, timestamp_ltz

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

WINDOW = timedelta(days=7)
_TYPES: dict[str, SnowflakeType] = {
    "SCHEDULED_TIME": timestamp_ltz(3),
    "COMPLETED_TIME": timestamp_ltz(3),
    "WAS_AUTO_SUSPENDED": BOOLEAN,
}
_NAMES = (
    *("NAME", "DATABASE_NAME", "SCHEMA_NAME", "CONDITION", "CONDITION_QUERY_ID", "ACTION", "ACTION_QUERY_ID", "STATE"),
    *("SQL_ERROR_CODE", "SQL_ERROR_MESSAGE", "SCHEDULED_TIME", "COMPLETED_TIME", "SCHEDULED_FROM", "RUNBOOK"),
    *("WAS_AUTO_SUSPENDED", "CONFIG"),
)
COLUMNS = tuple(Column(name, _TYPES.get(name, TEXT)) for name in _NAMES)


def alert_history(given: Mapping[str | int, Any], session: Session) -> Result:
    """ALERT_HISTORY(SCHEDULED_TIME_RANGE_START, SCHEDULED_TIME_RANGE_END, RESULT_LIMIT, ALERT_NAME)."""
    start, end = "SCHEDULED_TIME_RANGE_START", "SCHEDULED_TIME_RANGE_END"
    arguments = Arguments("ALERT_HISTORY", given, (start, end, "RESULT_LIMIT", "ALERT_NAME"))
    begin, stop = recent_range(arguments, start, end, session)
    limit = arguments.integer("RESULT_LIMIT", 100, 1, 10_000)
    name = arguments.text("ALERT_NAME")
    book = session.account.agenda.alerts
    since, sees = begin or session.now - WINDOW, privileges.history_filter(session)
    waiting = [runs.started(alert, due, "SCHEDULE", 0) for alert, due in book.upcoming()]
    found = [
        run
        for run in (*waiting, *book.history.read("scheduled_time >= ?", [since]))
        if (stop is None or run.scheduled_time <= stop)
        and (name is None or name.upper() == run.name.upper())
        and sees(run.alert_id)
    ]
    found.sort(key=lambda run: (run.scheduled_time, run.key), reverse=True)
    return of_rows(COLUMNS, [_row(run) for run in found[:limit]])


def _row(run: AlertRun) -> tuple[Any, ...]:
    state = "SCHEDULED" if run.key == 0 else run.state
    return tuple(state if name == "STATE" else getattr(run, name.lower()) for name in _NAMES)


FUNCTIONS: dict[str, Callable[[Mapping[str | int, Any], Any], Result]] = {"ALERT_HISTORY": alert_history}
