"""INFORMATION_SCHEMA's table functions about tasks: what ran, what runs, what depends on what.

Arguments filter before the limit; the newest scheduled time comes first. Graph rows are computed from the rows of
their tasks. Source: spec/tasks.md sections 12.1 and 12.2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import Task
from ecomsim.names import Name, parse_name
from ecomsim.result import Result, of_rows
from ecomsim.tasks import graph, privileges
from ecomsim.tasks.history import TaskRun
from ecomsim.tasks.schedule import REFUSED
from ecomsim.types import INTEGER, TEXT, Column, SnowflakeType, timestamp_ltz

if TYPE_CHECKING:
    from ecomsim.session import Session

Arguments = Mapping[str | int, Any]

WINDOW = timedelta(days=7)
RECENT = timedelta(minutes=60)
ERRORS = ("FAILED", "FAILED_AND_AUTO_SUSPENDED", "CANCELLED")
_TIME = timestamp_ltz(3)


def _columns(*named: tuple[str, SnowflakeType]) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name, kind in named)


HISTORY = _columns(
    ("QUERY_ID", TEXT),
    ("NAME", TEXT),
    ("DATABASE_NAME", TEXT),
    ("SCHEMA_NAME", TEXT),
    ("QUERY_TEXT", TEXT),
    ("CONDITION_TEXT", TEXT),
    ("STATE", TEXT),
    ("ERROR_CODE", TEXT),
    ("ERROR_MESSAGE", TEXT),
    ("SCHEDULED_TIME", _TIME),
    ("QUERY_START_TIME", _TIME),
    ("NEXT_SCHEDULED_TIME", _TIME),
    ("COMPLETED_TIME", _TIME),
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
GRAPHS = _columns(
    ("ROOT_TASK_NAME", TEXT),
    ("DATABASE_NAME", TEXT),
    ("SCHEMA_NAME", TEXT),
    ("STATE", TEXT),
    ("FIRST_ERROR_TASK_NAME", TEXT),
    ("FIRST_ERROR_CODE", TEXT),
    ("FIRST_ERROR_MESSAGE", TEXT),
    ("SCHEDULED_TIME", _TIME),
    ("QUERY_START_TIME", _TIME),
    ("NEXT_SCHEDULED_TIME", _TIME),
    ("COMPLETED_TIME", _TIME),
    ("ROOT_TASK_ID", TEXT),
    ("GRAPH_VERSION", INTEGER),
    ("RUN_ID", INTEGER),
    ("ATTEMPT_NUMBER", INTEGER),
    ("SCHEDULED_FROM", TEXT),
    ("CONFIG", TEXT),
    ("GRAPH_RUN_GROUP_ID", INTEGER),
    ("BACKFILL_INFO", TEXT),
    ("SCHEDULED_BY_USER", TEXT),
)
DEPENDENTS = _columns(
    ("CREATED_ON", _TIME),
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
            and _same(given.get("TASK_NAME"), run.name)
            and _same(given.get("DATABASE_NAME"), run.database_name)
            and _same(given.get("SCHEMA_NAME"), run.schema_name)
            and (not given.get("ERROR_ONLY") or run.state in ERRORS)
            and given.get("ROOT_TASK_ID") in (None, graph.task_uuid(run.root_task_id))
            and sees(run.task_id)
        )

    agenda = session.account.agenda
    runs = agenda.history.read("scheduled_time >= ?", [begin or now - WINDOW])
    found = [run for run in (*_scheduled(session), *runs) if wanted(run)]
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


def finished_runs(session: Session) -> list[TaskRun]:
    """What ACCOUNT_USAGE.TASK_HISTORY holds: runs that ended in the last 365 days, newest first."""
    return session.account.agenda.history.read(
        "state <> 'EXECUTING' AND scheduled_time >= ?", [session.now - timedelta(days=365)]
    )


def complete_task_graphs(arguments: Arguments, session: Session) -> Result:
    """COMPLETE_TASK_GRAPHS(RESULT_LIMIT, ROOT_TASK_NAME, ERROR_ONLY): graph runs that ended in the last hour."""
    given = named(arguments, "RESULT_LIMIT", "ROOT_TASK_NAME", "ERROR_ONLY")
    limit = result_limit(given, 1000, 10_000, lowest=0)
    found = [
        attempt
        for attempt in _attempts(session)
        if attempt[-1].completed_time is not None
        and max(run.completed_time for run in attempt if run.completed_time) >= session.now - RECENT
        and _same(given.get("ROOT_TASK_NAME"), attempt[0].root_name)
        and (not given.get("ERROR_ONLY") or _graph_state(attempt) in ERRORS)
        and not _in_progress(attempt, session)
    ]
    rows = [_graph_row(attempt, completed=True) for attempt in found]
    rows.sort(key=lambda row: row[10], reverse=True)
    return of_rows(GRAPHS, rows[:limit])


def current_task_graphs(arguments: Arguments, session: Session) -> Result:
    """CURRENT_TASK_GRAPHS(RESULT_LIMIT, ROOT_TASK_NAME): graphs that run now or are scheduled."""
    given = named(arguments, "RESULT_LIMIT", "ROOT_TASK_NAME")
    limit = result_limit(given, 1000, 10_000, lowest=0)
    running = [attempt for attempt in _attempts(session) if _in_progress(attempt, session)]
    sees = privileges.history_filter(session)
    waiting = [[run] for run in _scheduled(session) if sees(run.task_id)]
    rows = [
        _graph_row(attempt, completed=False)
        for attempt in (*running, *waiting)
        if _same(given.get("ROOT_TASK_NAME"), attempt[0].root_name)
    ]
    rows.sort(key=lambda row: row[7], reverse=True)
    kept = [index for index, column in enumerate(GRAPHS) if column.name != "COMPLETED_TIME"]
    return of_rows([GRAPHS[index] for index in kept], [[row[index] for index in kept] for row in rows[:limit]])


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


def _scheduled(session: Session) -> list[TaskRun]:
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


def _attempts(session: Session) -> list[list[TaskRun]]:
    """Recent graph attempts that the role sees, each as its task runs in order; runs of skipped roots are left out."""
    sees = privileges.history_filter(session)
    groups: dict[tuple[int, int, int], list[TaskRun]] = {}
    runs = session.account.agenda.history.read("completed_time IS NULL OR completed_time >= ?", [session.now - WINDOW])
    for run in sorted(runs, key=lambda run: run.key):
        groups.setdefault((run.root_task_id, run.graph_run_group_id, run.attempt_number), []).append(run)
    return [
        attempt
        for (root, _, _), attempt in groups.items()
        if sees(root) and not any(run.task_id == run.root_task_id and run.state == "SKIPPED" for run in attempt)
    ]


def _in_progress(attempt: Sequence[TaskRun], session: Session) -> bool:
    return attempt[0].graph_run_group_id in session.account.agenda.roots.active() or any(
        run.state == "EXECUTING" for run in attempt
    )


def _graph_state(attempt: Sequence[TaskRun]) -> str:
    states = {run.state for run in attempt}
    if states & {"FAILED", "FAILED_AND_AUTO_SUSPENDED"}:
        return "FAILED"
    return "CANCELLED" if "CANCELLED" in states else "SUCCEEDED"


def _graph_row(attempt: Sequence[TaskRun], *, completed: bool) -> tuple[Any, ...]:
    first = attempt[0]
    failed = [run for run in attempt if run.state in ERRORS and run.completed_time is not None]
    worst = min(failed, key=lambda run: (run.completed_time or run.scheduled_time, run.key), default=None)
    scheduled = first.state == "SCHEDULED"
    starts = [run.query_start_time for run in attempt if run.query_start_time is not None]
    ends = [run.completed_time for run in attempt if run.completed_time is not None]
    return (
        first.root_name,
        first.database_name,
        first.schema_name,
        _graph_state(attempt) if completed else "SCHEDULED" if scheduled else "EXECUTING",
        worst.name if worst else None,
        worst.error_code if worst else None,
        worst.error_message if worst else None,
        first.scheduled_time,
        min(starts, default=None),
        first.next_scheduled_time,
        max(ends, default=None),
        graph.task_uuid(first.root_task_id),
        first.graph_version,
        first.run_id,
        first.attempt_number,
        first.scheduled_from,
        first.config,
        first.graph_run_group_id or None,
        None,
        None,
    )


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


def _same(wanted: Any, name: str) -> bool:
    """Names in arguments are compared without regard to case."""
    return wanted is None or str(wanted).upper() == name.upper()


FUNCTIONS: dict[str, Callable[[Arguments, Any], Result]] = {
    "TASK_HISTORY": task_history,
    "COMPLETE_TASK_GRAPHS": complete_task_graphs,
    "CURRENT_TASK_GRAPHS": current_task_graphs,
    "TASK_DEPENDENTS": task_dependents,
}
