"""What is told of whole runs of task graphs: COMPLETE_TASK_GRAPHS, CURRENT_TASK_GRAPHS and the view of ACCOUNT_USAGE.

A graph's row is computed from the rows of its tasks; a retry is an attempt with a row of its own. Source: spec/tasks.md
sections 12.1 and 12.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ecomsim.statements.result import Result, of_rows
from ecomsim.tasks import graph, privileges
from ecomsim.tasks.history import TaskRun
from ecomsim.tasks.table_functions import (
    ERRORS,
    TIME,
    WINDOW,
    Arguments,
    columns,
    named,
    result_limit,
    same,
    scheduled,
)
from ecomsim.values.types import INTEGER, TEXT

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

RECENT = timedelta(minutes=60)
GRAPHS = columns(
    ("ROOT_TASK_NAME", TEXT),
    ("DATABASE_NAME", TEXT),
    ("SCHEMA_NAME", TEXT),
    ("STATE", TEXT),
    ("FIRST_ERROR_TASK_NAME", TEXT),
    ("FIRST_ERROR_CODE", TEXT),
    ("FIRST_ERROR_MESSAGE", TEXT),
    ("SCHEDULED_TIME", TIME),
    ("QUERY_START_TIME", TIME),
    ("NEXT_SCHEDULED_TIME", TIME),
    ("COMPLETED_TIME", TIME),
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


def complete_task_graphs(arguments: Arguments, session: Session) -> Result:
    """COMPLETE_TASK_GRAPHS(RESULT_LIMIT, ROOT_TASK_NAME, ERROR_ONLY): graph runs that ended in the last hour."""
    given = named(arguments, "RESULT_LIMIT", "ROOT_TASK_NAME", "ERROR_ONLY")
    limit = result_limit(given, 1000, 10_000, lowest=0)
    found = [
        attempt
        for attempt in _attempts(session.now - WINDOW, session)
        if attempt[-1].completed_time is not None
        and max(run.completed_time for run in attempt if run.completed_time) >= session.now - RECENT
        and same(given.get("ROOT_TASK_NAME"), attempt[0].root_name)
        and (not given.get("ERROR_ONLY") or _graph_state(attempt) in ERRORS)
        and not _in_progress(attempt, session)
    ]
    rows = [_graph_row(attempt, completed=True) for attempt in found]
    rows.sort(key=lambda row: row[10], reverse=True)
    return of_rows(GRAPHS, rows[:limit])


def finished_graphs(since: datetime, session: Session) -> Iterator[dict[str, Any]]:
    """The attempts that have ended since then, under the names of GRAPHS, the oldest first."""
    names = [column.name for column in GRAPHS]
    for attempt in _attempts(since, session):
        if any(run.completed_time is not None for run in attempt) and not _in_progress(attempt, session):
            yield dict(zip(names, _graph_row(attempt, completed=True), strict=True))


def current_task_graphs(arguments: Arguments, session: Session) -> Result:
    """CURRENT_TASK_GRAPHS(RESULT_LIMIT, ROOT_TASK_NAME): graphs that run now or are scheduled."""
    given = named(arguments, "RESULT_LIMIT", "ROOT_TASK_NAME")
    limit = result_limit(given, 1000, 10_000, lowest=0)
    running = [attempt for attempt in _attempts(session.now - WINDOW, session) if _in_progress(attempt, session)]
    sees = privileges.history_filter(session)
    waiting = [[run] for run in scheduled(session) if sees(run.task_id)]
    rows = [
        _graph_row(attempt, completed=False)
        for attempt in (*running, *waiting)
        if same(given.get("ROOT_TASK_NAME"), attempt[0].root_name)
    ]
    rows.sort(key=lambda row: row[7], reverse=True)
    kept = [index for index, column in enumerate(GRAPHS) if column.name != "COMPLETED_TIME"]
    return of_rows([GRAPHS[index] for index in kept], [[row[index] for index in kept] for row in rows[:limit]])


def _attempts(since: datetime, session: Session) -> list[list[TaskRun]]:
    """Graph attempts that the role sees, each as its task runs in order; runs of skipped roots are left out."""
    sees = privileges.history_filter(session)
    groups: dict[tuple[int, int, int], list[TaskRun]] = {}
    runs = session.account.agenda.history.read("completed_time IS NULL OR completed_time >= ?", [since])
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


FUNCTIONS: dict[str, Callable[[Arguments, Any], Result]] = {
    "COMPLETE_TASK_GRAPHS": complete_task_graphs,
    "CURRENT_TASK_GRAPHS": current_task_graphs,
}
