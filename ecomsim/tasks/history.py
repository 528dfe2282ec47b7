"""The history of task runs: one row for each run of each task, in the order they were recorded.

Rows are kept in a journal (`ecomsim.histories.journal`) and written before anyone reads the history, when there are
many, and when the account closes. How often each task failed in a row is kept beside them.
Source: "TASK_HISTORY", spec/tasks.md sections 12 and 18.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ecomsim import logs
from ecomsim.duck import first_row
from ecomsim.histories.journal import RunHistory

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account

TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.task_runs (
        key BIGINT, task_id BIGINT, root_task_id BIGINT, root_name VARCHAR, name VARCHAR, database_name VARCHAR,
        schema_name VARCHAR, query_id VARCHAR, query_text VARCHAR, condition_text VARCHAR, state VARCHAR,
        error_code VARCHAR, error_message VARCHAR, scheduled_time TIMESTAMPTZ, query_start_time TIMESTAMPTZ,
        next_scheduled_time TIMESTAMPTZ, completed_time TIMESTAMPTZ, graph_version BIGINT, run_id BIGINT,
        return_value VARCHAR, scheduled_from VARCHAR, attempt_number BIGINT, config VARCHAR,
        graph_run_group_id BIGINT)""",
    "CREATE TABLE IF NOT EXISTS _ecomsim.task_failures (task_id BIGINT, failures BIGINT)",
)

_log = logging.getLogger("ecomsim.tasks")
INTERRUPTED = "The service stopped while the task was running."


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRun:
    """One run of one task, field for field a row of `_ecomsim.task_runs`. `key` grows with every run of the account;
    `graph_run_group_id` is the key of the graph run's first row.
    """

    key: int
    task_id: int
    root_task_id: int
    root_name: str
    name: str
    database_name: str
    schema_name: str
    query_id: str | None = None
    query_text: str
    condition_text: str | None
    state: str
    error_code: str | None = None
    error_message: str | None = None
    scheduled_time: datetime
    query_start_time: datetime | None = None
    next_scheduled_time: datetime | None = None
    completed_time: datetime | None = None
    graph_version: int
    run_id: int
    return_value: str | None = None
    scheduled_from: str
    attempt_number: int
    config: str | None
    graph_run_group_id: int


class TaskHistory(RunHistory[TaskRun]):
    """The runs of an account's tasks, and how often each failed in a row. Safe for several threads."""

    def __init__(self, account: Account) -> None:
        closed = f"error_code = '000603', error_message = '{INTERRUPTED}'"
        super().__init__(account, "_ecomsim.task_runs", TaskRun, closed)
        self._failures: dict[int, int] | None = None

    def record(self, run: TaskRun, *, at_once: bool = False) -> None:
        """Note how a run ended, and tell the log."""
        self.note(run, at_once=at_once)
        logs.event(
            _log,
            logging.INFO,
            "task run",
            task=f"{run.database_name}.{run.schema_name}.{run.name}",
            state=run.state,
            query_id=run.query_id,
            scheduled_time=run.scheduled_time,
            completed_time=run.completed_time,
            error_code=run.error_code,
            error_message=run.error_message,
        )

    def last_scheduled(self, task_id: int) -> datetime | None:
        """When the task's last run was scheduled."""
        self.flush()
        with self.account.internal() as duck:
            row = first_row(
                duck.execute("SELECT max(scheduled_time) FROM _ecomsim.task_runs WHERE task_id = ?", [task_id])
            )
        return row[0] if row else None

    # --- consecutive failures ----------------------------------------------------------------------------------

    def failures(self, task_id: int) -> int:
        """Runs of the task that failed since the last one that succeeded or the last RESUME."""
        with self.lock:
            return self._counts().get(task_id, 0)

    def set_failures(self, task_id: int, failures: int) -> None:
        with self.lock:
            counts = self._counts()
            if counts.get(task_id, 0) == failures:
                return
            counts[task_id] = failures
            with self.account.internal() as duck:
                duck.execute("DELETE FROM _ecomsim.task_failures WHERE task_id = ?", [task_id])
                if failures:
                    duck.execute("INSERT INTO _ecomsim.task_failures VALUES (?, ?)", [task_id, failures])

    def _counts(self) -> dict[int, int]:
        if self._failures is None:
            with self.account.internal() as duck:
                rows = duck.execute("SELECT task_id, failures FROM _ecomsim.task_failures").fetchall()
            self._failures = dict(rows)
        return self._failures
