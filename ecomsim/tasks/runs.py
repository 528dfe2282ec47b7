"""Running: one run of one task, and one attempt of a whole graph.

A run uses the Task values of the version its graph run started with, whatever happens to the catalog meanwhile. WHEN
comes first and needs no warehouse; the body runs in a fresh session of the owner and commits by itself. Every run ends
in a row of the history, failures included. Source: spec/tasks.md sections 4, 5 and 10.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from ecomsim import errors
from ecomsim.access import roles
from ecomsim.catalog.account_objects import User
from ecomsim.catalog.objects import Stream, Task
from ecomsim.errors import SnowflakeError
from ecomsim.names import Name, ObjectName
from ecomsim.streams import streams
from ecomsim.tasks import notices, parameters, privileges, validation
from ecomsim.tasks.condition import compile_condition
from ecomsim.tasks.graph_runs import GraphRun, Running, ready_tasks
from ecomsim.tasks.history import TaskHistory, TaskRun
from ecomsim.warehouses.state import SERVERLESS

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.sessions.session import Session

SKIPPED_CODE = "0040003"
SKIPPED_TEXT = "Conditional expression for task evaluated to false."
MAX_TIMEOUT_MS = 604_800_000  # what USER_TASK_TIMEOUT_MS = 0 means
TIMEOUT = "USER_TASK_TIMEOUT_MS"
LOCAL = "task_run"
"""The key under which a task's session keeps its Running in `session.locals`."""

_log = logging.getLogger(__name__)


class Together(Protocol):
    """How tasks of one graph run beside each other: in threads of a pool, or in fibers on a virtual clock."""

    def spawn(self, run: Callable[[], TaskRun]) -> Future[TaskRun]:
        """Start one task's run."""

    def wait_any(self, futures: Sequence[Future[TaskRun]]) -> None:
        """Return when one of `futures` is done."""


class Runner:
    """Runs the tasks and graphs of one account."""

    def __init__(self, account: Account, history: TaskHistory) -> None:
        self.account = account
        self.history = history
        self._lock = threading.Lock()
        self._executing: dict[int, Running] = {}
        self._idle: Session | None = None

    def executing(self) -> list[Running]:
        with self._lock:
            return list(self._executing.values())

    def run_graph(self, run: GraphRun, together: Together, root_done: Callable[[], None]) -> dict[Name, TaskRun]:
        """Run one attempt and return the runs it made by task; nothing but the root's when that was skipped."""
        states, values, runs = dict(run.done), dict(run.values), dict[Name, TaskRun]()
        started = self.account.clock.now()

        def note(done: TaskRun, task: Task) -> None:
            runs[task.name] = done
            states[task.name] = done.state
            values[task.name] = done.return_value

        root = run.root
        if root.name not in states:
            note(self.run_task(root, run, values, started), root)
        root_done()
        if states[root.name] == "SKIPPED":
            return runs
        pending: dict[Future[TaskRun], Task] = {}
        while True:
            ready = ready_tasks(run, states, {task.name for task in pending.values()})
            for task in ready:
                pending[together.spawn(partial(self.run_task, task, run, values, started))] = task
            if not pending:
                break
            together.wait_any(list(pending))
            for future in [future for future in pending if future.done()]:
                note(future.result(), pending.pop(future))
        finalizer = run.graph.finalizer
        if finalizer is not None and finalizer.state == "started":
            note(self.run_task(finalizer, run, values, started), finalizer)
        return runs

    def run_task(
        self, task: Task, run: GraphRun, values: Mapping[Name, str | None], graph_started: datetime
    ) -> TaskRun:
        """One run of one task. Never raises: what goes wrong is in the row it returns and records."""
        key = run.group_id if task.id == run.root.id and run.attempt == 1 else self.history.new_key()
        now = self.account.clock.now()
        row = _row(task, run, key, run.scheduled_time if task.id == run.root.id else now)
        running = Running(
            task=task,
            run=run,
            key=key,
            values=values,
            started=now,
            deadline=self._deadline(task, run, now, graph_started),
        )
        try:
            skipped = task.condition is not None and not self._holds(task, running)
        except SnowflakeError as error:
            return self._finished(row, "FAILED", running, error)
        if skipped:
            row = replace(row, state="SKIPPED", error_code=SKIPPED_CODE, error_message=SKIPPED_TEXT, completed_time=now)
            self.history.record(row)
            return row
        return self._run_body(task, running, row)

    def close(self) -> None:
        if self._idle is not None:
            self._idle.close()
            self._idle = None

    def _deadline(self, task: Task, run: GraphRun, now: datetime, graph_started: datetime) -> datetime:
        """When a run that starts now is stopped: its own limit, or what is left of the root's for the whole graph."""
        own = task.options.get(TIMEOUT)
        if own is not None or task.id == run.root.id:
            limit, since = own, now
        else:
            limit, since = run.root.options.get(TIMEOUT), graph_started
        if limit is None:
            limit = parameters.value(run.root, TIMEOUT, self.account.catalog)
        deadline = since + timedelta(milliseconds=limit or MAX_TIMEOUT_MS)
        statement = task.options.get("STATEMENT_TIMEOUT_IN_SECONDS")
        return min(deadline, now + timedelta(seconds=statement)) if statement else deadline

    def _holds(self, task: Task, running: Running) -> bool:
        assert task.condition is not None
        return compile_condition(task.condition).holds(_Facts(self._observer(), task, running))

    def _observer(self) -> Session:
        """The session in which conditions look at streams; it never has a transaction."""
        with self._lock:
            if self._idle is None or self._idle.closed:
                self._idle = self.account.session(internal=True)
            return self._idle

    def _run_body(self, task: Task, running: Running, row: TaskRun) -> TaskRun:
        clock = self.account.clock
        row = replace(
            row,
            state="EXECUTING",
            query_id=self.account.new_query_id(),
            query_start_time=clock.now(),
        )
        running.query_id = row.query_id or ""
        self.history.note(row, at_once=True)
        with self._lock:
            self._executing[running.key] = running
        timer = None
        session = None
        try:
            privileges.check(task, self.account.catalog)
            session = self._session(task)
            session.locals[LOCAL] = running
            session.locals[SERVERLESS] = task.warehouse is None
            if not clock.is_virtual:
                seconds = max((running.deadline - clock.now()).total_seconds(), 0)
                timer = threading.Timer(seconds, running.stop, ["timeout"])
                timer.daemon = True
                timer.start()
            with running.in_session(session):
                session.execute(task.definition, query_id=row.query_id)
        except SnowflakeError as error:
            return self._finished(row, "FAILED", running, error)
        except Exception as bug:  # the scheduler outlives a bug in the engine; the log keeps its traceback
            _log.exception("Task %s failed with an internal error", task.name)
            return self._finished(row, "FAILED", running, errors.internal(f"{type(bug).__name__}: {bug}"))
        else:
            return self._finished(row, "SUCCEEDED", running)
        finally:
            if timer is not None:
                timer.cancel()
            with self._lock:
                self._executing.pop(running.key, None)
            if session is not None:
                session.close()

    def _session(self, task: Task) -> Session:
        """A fresh session of the owner, in the name of EXECUTE AS USER when there is one, whose default secondary roles
        count too.
        """
        user = task.execute_as_user
        found = None if user is None else self.account.catalog.get("USER", Name("", "", user))
        if user is not None and not isinstance(found, User):
            raise errors.does_not_exist("User", user)
        asked = {} if user is None else {"user": user}
        session = self.account.session(
            database=task.name.database,
            schema=task.name.schema,
            warehouse=task.warehouse,
            role=task.owner,
            parameters=_session_parameters(task),
            internal=True,
            **asked,
        )
        if isinstance(found, User):
            session.secondary_roles = roles.default_secondary(found)
        return session

    def _finished(self, row: TaskRun, state: str, running: Running, error: SnowflakeError | None = None) -> TaskRun:
        now = self.account.clock.now()
        if running.stopped is None and now > running.deadline:
            running.stopped = "timeout"
        if running.stopped == "timeout":
            state, error, now = "FAILED", running.error(), running.deadline
        elif running.stopped == "cancel":
            state, error = "CANCELLED", running.error()
        row = replace(
            row,
            state=state,
            completed_time=now,
            error_code=f"{error.errno:06d}" if error is not None else None,
            error_message=error.raw_msg if error is not None else None,
            return_value=running.return_value if state == "SUCCEEDED" else None,
        )
        self.history.record(row, at_once=True)
        notices.post(row, running.task, self.account)
        return row


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a condition asks, answered for one task."""

    session: Session
    task: Task
    running: Running

    def stream_has_data(self, stream: ObjectName) -> bool:
        found = self.session.catalog.get("STREAM", stream_name(stream, self.task))
        if not isinstance(found, Stream) or not privileges.reads(self.task, found, self.session.catalog):
            raise errors.does_not_exist("Stream", stream)
        return streams.has_data(found, self.session)

    def predecessor_value(self, task: str | None) -> str | None:
        return self.running.predecessor_value(task)


def stream_name(name: ObjectName, task: Task) -> Name:
    """The full name of a stream in a condition, resolved in the task's own database and schema."""
    parts = (task.name.database, task.name.schema)[: 3 - len(name.parts)] + name.parts
    return Name(parts[0], parts[1] or "PUBLIC", parts[2])


def _row(task: Task, run: GraphRun, key: int, scheduled: datetime) -> TaskRun:
    is_root = task.id == run.root.id
    return TaskRun(
        key=key,
        task_id=task.id,
        root_task_id=run.root.id,
        root_name=run.root.name.last,
        name=task.name.last,
        database_name=task.name.database,
        schema_name=task.name.schema,
        query_text=task.definition,
        condition_text=task.condition,
        state="SCHEDULED",
        scheduled_time=scheduled,
        next_scheduled_time=run.next_scheduled_time if is_root else None,
        graph_version=run.root.graph_version,
        run_id=run.run_id,
        scheduled_from=run.scheduled_from,
        attempt_number=run.attempt,
        config=run.config,
        graph_run_group_id=run.group_id,
    )


def _session_parameters(task: Task) -> dict[str, Any]:
    return {key: value for key, value in task.options.items() if key not in validation.PROPERTIES}
