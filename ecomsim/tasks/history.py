"""The history of task runs: one row for each run of each task, in the order they were recorded.

Rows are buffered and written in batches: before anyone reads the history, when the buffer is full, and when the
account closes. On the wall clock a row is written when its run starts, so that a crash leaves an EXECUTING row, which
the next start closes as failed. Source: "TASK_HISTORY", spec/tasks.md sections 12 and 18.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ecomsim import logs
from ecomsim.duck import first_row

if TYPE_CHECKING:
    import duckdb

    from ecomsim.account import Account

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

BATCH = 1000
_log = logging.getLogger("ecomsim.tasks")
INTERRUPTED = "The service stopped while the task was running."

_TIME = pa.timestamp("us", tz="UTC")
_TYPES: dict[str, pa.DataType] = {"str": pa.string(), "int": pa.int64(), "datetime": _TIME}


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


_FIELDS = tuple(field.name for field in fields(TaskRun))
_SCHEMA = pa.schema([(field.name, _TYPES[str(field.type).split(" ")[0]]) for field in fields(TaskRun)])


class TaskHistory:
    """The runs of an account. Safe for several threads."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lock = threading.RLock()
        self._turn = threading.Condition(self._lock)
        self._writing = False
        self._noted = self._written = 0  # how many notes were buffered, and up to which one they are in the table
        self._buffer: dict[int, TaskRun] = {}
        self._executing: set[int] = set()  # keys whose EXECUTING row may already be in the table
        self._next_key: int | None = None
        self._failures: dict[int, int] = {}

    def new_key(self) -> int:
        with self._lock:
            self.load()
            assert self._next_key is not None
            self._next_key += 1
            return self._next_key

    def begin(self, run: TaskRun) -> None:
        """Note a run that is executing."""
        with self._lock:
            self._note(run)
            self._executing.add(run.key)
        if not self._account.clock.is_virtual:
            self.flush()

    def record(self, run: TaskRun) -> None:
        """Note how a run ended; called again for the same key, the later one counts."""
        with self._lock:
            self._note(run)
            full = len(self._buffer) >= BATCH
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
        if full:
            self.flush()

    def _note(self, run: TaskRun) -> None:
        self._buffer[run.key] = run
        self._noted += 1

    def flush(self) -> None:
        """Write what is buffered. What threads note while one of them writes goes together in the next batch."""
        with self._turn:
            wanted = self._noted
            while self._writing and self._written < wanted:
                self._turn.wait()
            if self._written >= wanted:
                return
            self._writing = True
            runs, self._buffer, upto = self._buffer, {}, self._noted
            again = [key for key in runs if key in self._executing]
            self._executing = (self._executing - set(again)) | {
                key for key, run in runs.items() if run.state == "EXECUTING"
            }
        try:
            self._write(runs, again)
        except BaseException:
            with self._turn:  # nothing is lost: what was noted meanwhile is newer
                self._buffer = runs | self._buffer
                self._executing |= set(again)
                self._writing = False
                self._turn.notify_all()
            raise
        with self._turn:
            self._writing, self._written = False, upto
            self._turn.notify_all()

    def _write(self, runs: Mapping[int, TaskRun], again: Sequence[int]) -> None:
        """Write one batch; `again`: the keys that the table may already hold."""
        rows = sorted(runs.values(), key=lambda run: run.key)
        data = pa.table(
            [pa.array([getattr(run, name) for run in rows], _SCHEMA.field(name).type) for name in _FIELDS],
            schema=_SCHEMA,
        )
        with self._account.internal() as duck:
            if again:
                duck.execute("DELETE FROM _ecomsim.task_runs WHERE key IN (SELECT unnest(?::BIGINT[]))", [again])
            duck.register("task_runs_batch", data)
            duck.execute("INSERT INTO _ecomsim.task_runs BY NAME SELECT * FROM task_runs_batch")
            duck.unregister("task_runs_batch")

    def read(self, condition: str = "true", parameters: Sequence[Any] = ()) -> list[TaskRun]:
        """Runs that satisfy a DuckDB condition over the table's columns, newest scheduled time first."""
        self.load()
        self.flush()
        with self._account.internal() as duck:
            rows = duck.execute(
                f"SELECT {', '.join(_FIELDS)} FROM _ecomsim.task_runs WHERE {condition} "
                "ORDER BY scheduled_time DESC, key DESC",
                list(parameters),
            ).fetchall()
        return [TaskRun(**dict(zip(_FIELDS, row, strict=True))) for row in rows]

    def last_scheduled(self, task_id: int) -> datetime | None:
        """When the task's last run was scheduled."""
        self.flush()
        with self._account.internal() as duck:
            row = first_row(
                duck.execute("SELECT max(scheduled_time) FROM _ecomsim.task_runs WHERE task_id = ?", [task_id])
            )
        return row[0] if row else None

    def load(self) -> None:
        """Close what a crash left open, once for each start of the account."""
        with self._lock:
            if self._next_key is None:
                self._next_key = self._load()

    # --- consecutive failures ----------------------------------------------------------------------------------

    def failures(self, task_id: int) -> int:
        """Runs of the task that failed since the last one that succeeded or the last RESUME."""
        self.load()
        return self._failures.get(task_id, 0)

    def set_failures(self, task_id: int, failures: int) -> None:
        with self._lock:
            if self.failures(task_id) == failures:
                return
            self._failures[task_id] = failures
            with self._account.internal() as duck:
                duck.execute("DELETE FROM _ecomsim.task_failures WHERE task_id = ?", [task_id])
                if failures:
                    duck.execute("INSERT INTO _ecomsim.task_failures VALUES (?, ?)", [task_id, failures])

    def _load(self) -> int:
        with self._account.internal() as duck:
            self._failures = dict(_rows(duck, "SELECT task_id, failures FROM _ecomsim.task_failures"))
            duck.execute(
                "UPDATE _ecomsim.task_runs SET state = 'FAILED', error_code = '000603', error_message = ?, "
                "completed_time = ? WHERE state = 'EXECUTING'",
                [INTERRUPTED, self._account.clock.now()],
            )
            return int(_rows(duck, "SELECT coalesce(max(key), 0) FROM _ecomsim.task_runs")[0][0])


def _rows(duck: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return duck.execute(sql).fetchall()
