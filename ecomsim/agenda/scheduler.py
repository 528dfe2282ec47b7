"""The agenda: everything that happens by itself, in the order of time.

Task schedules and triggers, alerts, pipes, dynamic table refreshes, idle warehouses and recurring chores are asked when
they are next due and run when that moment has come: by whoever advances a virtual clock, or by a background thread on
the wall clock. At one instant dynamic tables come first, then tasks by name, then alerts, then pipes, then the rest, so
that a simulated day is the same every time. Nothing that was missed while the account was closed is made up for, but
files that came meanwhile are loaded. Source: spec/tasks.md sections 2, 4.1, 5, 16 and 18.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from ecomsim.agenda.background import Background
from ecomsim.alerts.book import AlertBook
from ecomsim.catalog.objects import Alert, DynamicTable, Task
from ecomsim.errors import fail, internal
from ecomsim.names import Name
from ecomsim.pipes.book import PipeBook
from ecomsim.rooms import Room
from ecomsim.storage import retention
from ecomsim.tasks import lifecycle, parameters, retries
from ecomsim.tasks.fibers import AT_ONCE, Fibers
from ecomsim.tasks.graph import is_root
from ecomsim.tasks.graph_runs import GraphRun, graph_state
from ecomsim.tasks.history import TaskHistory, TaskRun
from ecomsim.tasks.roots import Request, Roots
from ecomsim.tasks.runs import Runner

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.catalog.store import Catalog
    from ecomsim.sessions.session import Session

WORKERS = 32
PRUNING = timedelta(hours=6)  # how often history beyond the retention is removed
GRACE_SECONDS = 5.0  # how long a closing account waits for running tasks before it cancels them
refresh = Room("ecomsim.dynamic_tables.refresh")
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Chore:
    """Something recurring that the account does for itself, such as pruning old versions."""

    every: timedelta
    run: Callable[[datetime], Any]
    due: datetime


@dataclass(frozen=True, slots=True)
class Pool:
    """Tasks of a graph beside each other in threads, on the wall clock."""

    threads: ThreadPoolExecutor

    def spawn(self, run: Callable[[], TaskRun]) -> Future[TaskRun]:
        return self.threads.submit(run)

    def wait_any(self, futures: Sequence[Future[TaskRun]]) -> None:
        wait(futures, return_when=FIRST_COMPLETED)


class Agenda:
    """What is due next in one account."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.history = TaskHistory(account)
        self.runner = Runner(account, self.history)
        self.alerts = AlertBook(account)
        self.pipes = PipeBook(account)
        self.fibers = Fibers()
        self.roots = Roots(account, self.history)
        self._firing = threading.RLock()
        self._firing_thread: int | None = None
        self._chores: list[Chore] = []
        self._looked_at: tuple[Catalog | None, bool] = None, False  # a catalog, and whether it has dynamic tables
        self._background: Background | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._graphs: ThreadPoolExecutor | None = None
        self.every(PRUNING, self._prune)

    # --- time --------------------------------------------------------------------------------------------------

    def next_due(self) -> datetime | None:
        """The next moment at which something happens by itself; None while this thread is already running it."""
        if self._is_inside():
            return None
        candidates = [
            self.fibers.next_due(),
            self._next_refresh(),
            self.account.warehouses.next_due(),
            self.alerts.next_due(),
            self.pipes.next_due(),
            self.roots.next_due(),
            *(chore.due for chore in self._chores),
        ]
        return min((due for due in candidates if due is not None), default=None)

    def _next_refresh(self) -> datetime | None:
        """When the next refresh is due. An account without dynamic tables never imports what refreshes them."""
        catalog = self.account.catalog
        if self._looked_at[0] is not catalog:  # asking each time would go through all objects of an account without
            self._looked_at = catalog, catalog.has(DynamicTable.kind)
        if not self._looked_at[1]:
            return None
        due: datetime | None = refresh.next_due(self.account)
        return due

    def run_due(self, now: datetime) -> int:
        """Run everything due at or before `now` in time order; returns how many things ran."""
        if self._is_inside():
            return 0
        count = 0
        self.pipes.poll()
        with self._firing:
            due = self.next_due()
            while due is not None and due <= now:
                ran, due = self._run_at(due)
                count += ran
        return count

    def run_until(self, target: datetime, move_to: Callable[[datetime], None]) -> None:
        """Run everything due at or before `target` in time order; `move_to` sets the clock to each moment first."""
        self.pipes.poll()
        due = self.next_due()
        while due is not None and due <= target:
            move_to(due)
            _, due = self._run_at(due)

    def _run_at(self, instant: datetime) -> tuple[int, datetime | None]:
        """Run what is due at this instant: how many things ran, and the next instant."""
        with self._firing:
            self._firing_thread = threading.get_ident()
            try:
                ran = self._fire(instant)
            finally:
                self._firing_thread = None
            following = self.next_due()
        if not ran and following == instant:
            raise internal(f"the agenda made no progress at {instant}")
        return ran, following

    def _is_inside(self) -> bool:
        """Whether the calling thread is one that the agenda runs."""
        return self._firing_thread == threading.get_ident() or self.fibers.current is not None

    def _fire(self, instant: datetime) -> int:
        """Run what is due at this instant: waiting runs, dynamic tables, tasks, alerts, pipes, warehouses, chores."""
        count = self.fibers.run_due(instant)
        due = self._next_refresh()
        if due is not None and due <= instant:
            count += refresh.run_due(self.account, instant)
        for run, root in self.roots.take(instant):
            count += 1
            self._start(run, root)
        for run_one in (*self.alerts.take(instant), *self.pipes.take(instant)):
            count += 1
            self._submit(run_one)
        count += self.account.warehouses.run_due(max(instant, self.account.clock.now()))
        for chore in self._chores:
            if chore.due <= instant:
                chore.due = instant + chore.every
                self._submit(partial(chore.run, instant))
                count += 1
        return count

    def _prune(self, instant: datetime) -> None:
        retention.prune(self.account)
        self.pipes.prune()

    def every(self, interval: timedelta, run: Callable[[datetime], Any]) -> None:
        """Run `run(instant)` every `interval` of the account's time from now on."""
        self._chores.append(Chore(interval, run, self.account.clock.now() + interval))

    def catalog_changed(self) -> None:
        """Called after every DDL: look at the tasks again before the next decision."""
        self.roots.catalog_changed()
        self.alerts.catalog_changed()
        self.pipes.catalog_changed()
        self.wake()

    # --- running -----------------------------------------------------------------------------------------------

    def _start(self, run: GraphRun, root: Task) -> None:
        if self._graphs is None:
            self.fibers.start(partial(self._run, run, root))
        else:
            self._graphs.submit(self._run, run, root)

    def _run(self, run: GraphRun, root: Task) -> None:
        """A graph run with its automatic retries, and what follows from its outcome."""
        attempts = parameters.value(root, "TASK_AUTO_RETRY_ATTEMPTS", self.account.catalog)
        first = run.attempt
        all_runs: dict[Name, TaskRun] = {}
        try:
            while True:
                together = self.fibers if self._pool is None else Pool(self._pool)
                runs = self.runner.run_graph(run, together, partial(self.roots.root_done, root))
                all_runs.update(runs)
                outcome = graph_state(runs, run.done)
                if outcome != "FAILED" or run.attempt - first >= attempts:
                    break
                run = retries.next_attempt(run, runs, "AUTOMATIC RETRY", self.account.clock.now())
            if outcome == "SUCCEEDED":
                self.roots.succeeded(run)
            self._count_failures(root, all_runs)
        except Exception:  # nobody waits for this thread's result: without the log the bug would be lost
            _log.exception("The run of graph %s was lost to an internal error", root.name)
            raise
        finally:
            self.roots.ended(root)
            self.wake()

    def _count_failures(self, root: Task, runs: Mapping[Name, TaskRun]) -> None:
        """Count consecutive failures per task; at the limit the root is suspended and the run says so."""
        limit = parameters.value(root, "SUSPEND_TASK_AFTER_NUM_FAILURES", self.account.catalog)
        last: TaskRun | None = None
        for run in runs.values():
            if run.state == "SUCCEEDED":
                self.history.set_failures(run.task_id, 0)
            elif run.state == "FAILED":
                failures = self.history.failures(run.task_id) + 1
                self.history.set_failures(run.task_id, failures)
                if limit and failures >= limit:
                    last = run
        if last is None:
            return
        current = self.account.catalog.by_id(root.id)
        if isinstance(current, Task) and current.state == "started":
            self.history.record(retries.auto_suspended(last), at_once=True)
            with self.account.session(internal=True) as session:
                lifecycle.suspend(root.name, session, "SUSPENDED_DUE_TO_ERRORS")

    # --- requests ----------------------------------------------------------------------------------------------

    def execute(self, root: Task, override: Mapping[str, Any] | None, session: Session) -> None:
        """EXECUTE TASK: one run now; replaces a request that still waits."""
        self._request(Request(root, self.account.clock.now(), override), session)

    def retry(self, root: Task, group_id: str | None, session: Session) -> None:
        """EXECUTE TASK … RETRY: the failed tasks of a graph run and what depends on them. Raises when there is none."""
        now = self.account.clock.now()
        run = retries.prepare(self.history, self.roots.graph(root), group_id, now)
        self._request(Request(root, now, retry=run), session)

    def _request(self, request: Request, session: Session) -> None:
        self.roots.request(request)
        if self._background is not None:
            self.wake()
        elif session.transaction is None and not self._is_inside():
            # nobody else would run it: it runs here, before EXECUTE TASK returns
            self._run_requested(request)

    def _run_requested(self, request: Request) -> None:
        with self._firing:
            self._firing_thread = threading.get_ident()
            try:
                run = self.roots.take_request(request)
                if run is not None:
                    self._start(run, request.task)
            finally:
                self._firing_thread = None

    def execute_alert(self, alert: Alert, session: Session) -> None:
        """EXECUTE ALERT: one run now, before the statement returns unless the wall clock's threads run it."""
        self.alerts.execute(alert)
        self._now(self.alerts.take, session)

    def ingest(self, session: Session) -> None:
        """Load what waits for pipes, before the statement returns unless the wall clock's threads do it."""
        self._now(self.pipes.take, session)

    def _now(self, take: Callable[[datetime], Sequence[Callable[[], None]]], session: Session) -> None:
        if self._background is not None:
            self.wake()
        elif session.transaction is None and not self._is_inside():
            with self._firing:
                self._firing_thread = threading.get_ident()
                try:
                    for run_one in take(self.account.clock.now()):
                        run_one()
                finally:
                    self._firing_thread = None

    def _submit(self, work: Callable[[], Any]) -> None:
        """Do it now, or in a thread of the wall clock's pool, where a failure is logged."""
        if self._graphs is None:
            work()
        else:
            self._graphs.submit(_logged, work)

    def reset_failures(self, task_id: int) -> None:
        """RESUME starts counting anew, for the whole graph."""
        root = self.account.catalog.by_id(task_id)
        if isinstance(root, Task) and is_root(root):
            for member in self.roots.graph(root).members:
                self.history.set_failures(member.id, 0)

    def cancel(self, task_id: int) -> list[str]:
        """Stop the executing runs of one task; returns their query ids."""
        found = [running for running in self.runner.executing() if running.task.id == task_id]
        for running in found:
            running.stop("cancel")
        return [running.query_id for running in found]

    # --- the wall clock ----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Run what falls due in background threads. Raises on a virtual clock, which moves only when it is told to."""
        if self.account.clock.is_virtual:
            raise fail(1008, "22023", "The scheduler runs on the wall clock; a virtual clock is advanced instead.")
        if self._background is not None:
            return
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="task")
        self._graphs = ThreadPoolExecutor(WORKERS, thread_name_prefix="graph")
        self._background = Background(self._tick, at_end=self.stop)

    def stop(self) -> None:
        """Stop the background threads; tasks still running after a grace period are cancelled and recorded so."""
        background, self._background = self._background, None
        if background is not None:
            background.stop()
        if self._graphs is not None and self._pool is not None:
            canceller = threading.Timer(GRACE_SECONDS, self._cancel_all)
            canceller.start()
            self._graphs.shutdown(wait=True)
            self._pool.shutdown(wait=True)
            canceller.cancel()
            self._graphs = self._pool = None
        while self.runner.executing():  # runs that wait on the virtual clock end as cancelled
            self._cancel_all()
            self.fibers.run_due(AT_ONCE)
        self.fibers.close()
        self.runner.close()

    def wake(self) -> None:
        """Have the background thread look again now."""
        if self._background is not None:
            self._background.wake()

    def flush(self) -> None:
        """Write the buffered history."""
        self.history.flush()
        self.alerts.history.flush()

    def _cancel_all(self) -> None:
        for running in self.runner.executing():
            running.stop("cancel")

    def _tick(self) -> datetime | None:
        self.run_due(self.account.clock.now())
        return self.next_due()


def _logged(work: Callable[[], Any]) -> None:
    """Run one due thing; the agenda outlives a bug in it, for all others are due too. The log keeps its traceback."""
    try:
        work()
    except Exception:  # whatever it is: statements have their own errors, so this is a bug of one thing among many
        _log.exception("Something on the agenda failed")
