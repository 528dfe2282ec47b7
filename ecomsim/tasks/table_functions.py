"""INFORMATION_SCHEMA's table functions about single tasks: what ran, what will run, what depends on what.

Arguments filter before the limit; the newest scheduled time comes first. Source: spec/tasks.md sections 12.1 and 12.2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import Task
from ecomsim.names import Name, parse_name
from ecomsim.statements.result import Result, of_rows
from ecomsim.tasks import graph, privileges
from ecomsim.tasks.history import TaskRun
from ecomsim.tasks.schedule import REFUSED
from ecomsim.values.types import INTEGER, TEXT, Column, SnowflakeType, timestamp_ltz

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

Arguments = Mapping[str | int, Any]

WINDOW = timedelta(days=7)
ERRORS = ("FAILED", "FAILED_AND_AUTO_SUSPENDED", "CANCELLED")
TIME = timestamp_ltz(3)


def columns(*named: tuple[str, SnowflakeType]) -> tuple[Column, ...]:
    """Columns from names and types."""
    return tuple(Column(name, kind) for name, kind in named)


HISTORY = columns(
    ("QUERY_ID", TEXT),
    ("NAME", TEXT),
    ("DATABASE_NAME", TEXT),
    ("SCHEMA_NAME", TEXT),
    ("QUERY_TEXT", TEXT),
    ("CONDITION_TEXT", TEXT),
    ("STATE", TEXT),
    ("ERROR_CODE", TEXT),
    ("ERROR_MESSAGE", TEXT),
    ("SCHEDULED_TIME", TIME),
    ("QUERY_START_TIME", TIME),
    ("NEXT_SCHEDULED_TIME", TIME),
    ("COMPLETED_TIME", TIME),
    ("ROOT_TASK_ID", TEXT),
    ("GRAPH_VERSION", INTEGER),
    ("RUN_ID", INTEGER),
    ("RETURN_VALUE", TEXT),
    ("SCHEDULED_FROM", TEXT),
    ("ATTEMPT_NUMBER", INTEGER),
    ("CONFIG", TEXT),
    ("QUERY_HASH", TEXT),
    ("QUERY_HASH_VERSION", INTEGER),
    ("QUERY_PARAMETERIZED_HASH", TEXT),
    ("QUERY_PARAMETERIZED_HASH_VERSION", INTEGER),
    ("GRAPH_RUN_GROUP_ID", INTEGER),
    ("BACKFILL_INFO", TEXT),
    ("SPCS_JOB_ID", TEXT),
)
DEPENDENTS = columns(
    ("CREATED_ON", TIME),
    ("NAME", TEXT),
    ("DATABASE_NAME", TEXT),
    ("SCHEMA_NAME", TEXT),
    ("OWNER", TEXT),
    ("COMMENT", TEXT),
    ("WAREHOUSE", TEXT),
    ("SCHEDULE", TEXT),
    ("PREDECESSORS", TEXT),
    ("STATE", TEXT),
    ("DEFINITION", TEXT),
    ("CONDITION", TEXT),
)


def task_history(arguments: Arguments, session: Session) -> Result:
    """TASK_HISTORY(SCHEDULED_TIME_RANGE_START, SCHEDULED_TIME_RANGE_END, RESULT_LIMIT, TASK_NAME, …)."""
    given = named(
        arguments,
        "SCHEDULED_TIME_RANGE_START",
        "SCHEDULED_TIME_RANGE_END",
        "RESULT_LIMIT",
        "TASK_NAME",
        "DATABASE_NAME",
        "SCHEMA_NAME",
        "ERROR_ONLY",
        "ROOT_TASK_ID",
    )
    now = session.now
    begin, end = instant(given.get("SCHEDULED_TIME_RANGE_START")), instant(given.get("SCHEDULED_TIME_RANGE_END"))
    for bound in (begin, end):
        if bound is not None and bound < now - WINDOW:
            raise errors.invalid_value("Cannot retrieve data from more than 7 days ago.")
    if given.get("SCHEMA_NAME") is not None and given.get("DATABASE_NAME") is None:
        raise errors.invalid_value("DATABASE_NAME must be specified when SCHEMA_NAME is specified.")
    limit, sees = result_limit(given, 100, 10_000, lowest=1), privileges.history_filter(session)

    def wanted(run: TaskRun) -> bool:
        return (
            (begin or now - WINDOW) <= run.scheduled_time
            and (end is None or run.scheduled_time <= end)
            and same(given.get("TASK_NAME"), run.name)
            and same(given.get("DATABASE_NAME"), run.database_name)
            and same(given.get("SCHEMA_NAME"), run.schema_name)
            and (not given.get("ERROR_ONLY") or run.state in ERRORS)
            and given.get("ROOT_TASK_ID") in (None, graph.task_uuid(run.root_task_id))
            and sees(run.task_id)
        )

    agenda = session.account.agenda
    runs = agenda.history.read("scheduled_time >= ?", [begin or now - WINDOW])
    found = [run for run in (*scheduled(session), *runs) if wanted(run)]
    found.sort(key=lambda run: (run.scheduled_time, run.key), reverse=True)
    return of_rows(HISTORY, [history_row(run) for run in found[:limit]])


def history_row(run: TaskRun) -> tuple[Any, ...]:
    """A run as TASK_HISTORY shows it."""
    return (
        run.query_id,
        run.name,
        run.database_name,
        run.schema_name,
        run.query_text,
        run.condition_text,
        run.state,
        run.error_code,
        run.error_message,
        run.scheduled_time,
        run.query_start_time,
        run.next_scheduled_time,
        run.completed_time,
        graph.task_uuid(run.root_task_id),
        run.graph_version,
        run.run_id,
        run.return_value,
        run.scheduled_from,
        run.attempt_number,
        run.config,
        None,
        None,
        None,
        None,
        run.graph_run_group_id or None,
        None,
        None,
    )


def task_dependents(arguments: Arguments, session: Session) -> Result:
    """TASK_DEPENDENTS(TASK_NAME => 'db.s.t', RECURSIVE => TRUE): the task, then what is below it, and its finalizer."""
    given = named(arguments, "TASK_NAME", "RECURSIVE")
    text = given.get("TASK_NAME")
    try:
        full = session.resolve(parse_name(str(text)))
    except ValueError:
        full = Name("", "", str(text))
    task = session.catalog.get("TASK", full)
    if not isinstance(task, Task):
        raise errors.fail(
            REFUSED,
            "22023",
            f"Invalid value [{text}] for function 'TASK_DEPENDENTS_SCAN', parameter 1: must be a valid task name",
        )
    found = session.catalog.all("TASK", full.database, full.schema)
    tasks = graph.by_name(item for item in found if isinstance(item, Task))
    recursive = given.get("RECURSIVE", True) is not False
    below = graph.descendants(full, tasks) if recursive else graph.children_of(full, tasks)
    finalizer = graph.finalizer_of(full, tasks)
    return of_rows(DEPENDENTS, [_task_row(item) for item in (task, *below, *([finalizer] if finalizer else []))])


def _task_row(task: Task) -> tuple[Any, ...]:
    predecessors = ", ".join(f'"{name}"' for name in task.predecessors)
    return (
        task.created_on,
        task.name.last,
        task.name.database,
        task.name.schema,
        task.owner,
        task.comment,
        task.warehouse,
        task.schedule,
        f"[{predecessors}]",
        task.state,
        task.definition,
        task.condition,
    )


def scheduled(session: Session) -> list[TaskRun]:
    """One SCHEDULED row for every started scheduled task: its next run."""
    return [
        TaskRun(
            key=0,
            task_id=task.id,
            root_task_id=task.id,
            root_name=task.name.last,
            name=task.name.last,
            database_name=task.name.database,
            schema_name=task.name.schema,
            query_text=task.definition,
            condition_text=task.condition,
            state="SCHEDULED",
            scheduled_time=due,
            graph_version=task.graph_version,
            run_id=round(due.timestamp() * 1000),
            scheduled_from="SCHEDULE",
            attempt_number=1,
            config=task.config,
            graph_run_group_id=0,
        )
        for task, due in session.account.agenda.roots.upcoming()
    ]


# --- arguments ----------------------------------------------------------------------------------------------------


def named(arguments: Arguments, *names: str) -> dict[str, Any]:
    """Positional and named arguments by name. Raises on names the function does not have."""
    given: dict[str, Any] = {}
    for key, value in arguments.items():
        if isinstance(key, int):
            if key >= len(names):
                raise errors.compilation(939, "22023", f"too many arguments for function: expected {len(names)}")
            given[names[key]] = value
        elif key.upper() in names:
            given[key.upper()] = value
        else:
            raise errors.compilation(1006, "42601", f"invalid argument name '{key}'")
    return given


def result_limit(given: Mapping[str, Any], default: int, highest: int, *, lowest: int) -> int:
    value = given.get("RESULT_LIMIT")
    limit = default if value is None else int(value)
    if limit > highest:
        raise errors.invalid_value(f"Value for parameter RESULT_LIMIT exceeds maximum allowable value ({highest:,}).")
    if limit < lowest:
        raise errors.invalid_value(f"Value for parameter RESULT_LIMIT must be at least {lowest}.")
    return limit


def instant(value: Any) -> datetime | None:
    """A timestamp argument as UTC; text is read as ISO, values without zone are UTC."""
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as cause:
            raise errors.fail(100035, "22007", f"Timestamp '{value}' is not recognized") from cause
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def same(wanted: Any, name: str) -> bool:
    """Names in arguments are compared without regard to case."""
    return wanted is None or str(wanted).upper() == name.upper()


FUNCTIONS: dict[str, Callable[[Arguments, Any], Result]] = {
    "TASK_HISTORY": task_history,
    "TASK_DEPENDENTS": task_dependents,
}
