"""The roots of an account: when each started one runs next, and what holds it back.

A root is due by its schedule, its trigger or a request; while its graph runs, OVERLAP_POLICY says whether it may run
again, and due times that pass meanwhile are dropped. Nothing that was missed while the account was closed is made up
for. Source: spec/tasks.md sections 2, 4.1, 5 and 8.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import Task
from ecomsim.names import Name
from ecomsim.tasks import retries, triggers
from ecomsim.tasks.graph import Graph, by_name, graph_of, is_root
from ecomsim.tasks.graph_runs import GraphRun, merged_config
from ecomsim.tasks.history import TaskHistory
from ecomsim.tasks.schedule import Schedule, next_run, parse

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account


@dataclass(slots=True)
class Entry:
    """A started root. `due`: its next scheduled run; `trigger`: what a triggered task waits for."""

    task: Task
    schedule: Schedule | None
    due: datetime | None
    trigger: triggers.Trigger | None
    running: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """A run somebody asked for: EXECUTE TASK, or a retry with its prepared graph run."""

    task: Task
    at: datetime
    override: Mapping[str, Any] | None = None
    retry: GraphRun | None = None


class Roots:
    """What is due among the task graphs. Safe for several threads."""

    def __init__(self, account: Account, history: TaskHistory) -> None:
        self._account = account
        self._history = history
        self._since = account.clock.now()
        self._lock = threading.RLock()
        self._stale = True
        self._entries: dict[int, Entry] = {}
        self._requests: dict[int, Request] = {}
        self._active: dict[int, int] = {}  # graph runs in progress by root id
        self._last_success: dict[int, tuple[int, datetime] | None] = {}

    def catalog_changed(self) -> None:
        """Look at the tasks again before the next decision."""
        self._stale = True

    def next_due(self) -> datetime | None:
        """The next moment at which a root runs, as far as is known now."""
        with self._lock:
            self._sync()
            waiting = [self._due(entry) for entry in self._entries.values()]
            asked = [request.at for key, request in self._requests.items() if self._may_run(request.task, key)]
        return min((due for due in (*waiting, *asked) if due is not None), default=None)

    def upcoming(self) -> list[tuple[Task, datetime]]:
        """Started scheduled tasks and their next runs, for the SCHEDULED rows of TASK_HISTORY."""
        with self._lock:
            self._sync()
            now = self._account.clock.now()
            return [
                (entry.task, entry.due or next_run(entry.schedule, now, _base(entry.task)))
                for entry in self._entries.values()
                if entry.schedule is not None
            ]

    def active(self) -> set[int]:
        """Roots whose graph is running now."""
        with self._lock:
            return {root for root, count in self._active.items() if count}

    def take(self, instant: datetime) -> list[tuple[GraphRun, Task]]:
        """The graph runs to start at `instant`, in order; what is taken is no longer due."""
        with self._lock:
            self._sync()
            found: list[tuple[datetime, Name, GraphRun, Task]] = []
            for key, request in list(self._requests.items()):
                if request.at <= instant and self._may_run(request.task, key):
                    del self._requests[key]
                    found.append((request.at, request.task.name, self._requested(request), request.task))
            for entry in self._entries.values():
                due = self._due(entry)
                if due is None or due > instant:
                    continue
                if entry.trigger is not None:
                    triggers.take(entry.trigger, due)
                    run = self._graph_run(entry.task, due, "TRIGGER", None, None)
                    found.append((due, entry.task.name, run, entry.task))
                    continue
                assert entry.schedule is not None
                following = next_run(entry.schedule, due, _base(entry.task))
                # a run in progress holds back the next one; its end sets the next due time
                entry.due = following if _policy(entry.task) == "ALLOW_ALL_OVERLAP" else None
                run = self._graph_run(entry.task, due, "SCHEDULE", None, following)
                found.append((due, entry.task.name, run, entry.task))
            for _, _, _, root in found:
                self._active[root.id] = self._active.get(root.id, 0) + 1
                entry_of_root = self._entries.get(root.id)
                if entry_of_root is not None:
                    entry_of_root.running += 1
        found.sort(key=lambda item: (item[0], item[1]))
        return [(run, root) for _, _, run, root in found]

    def request(self, request: Request) -> None:
        """Run a root when it may; replaces a request of the same root that still waits."""
        with self._lock:
            self._requests[request.task.id] = request

    def take_request(self, request: Request) -> GraphRun | None:
        """The graph run of a request that is to start this moment; None when it was replaced or has to wait."""
        key = request.task.id
        with self._lock:
            if self._requests.get(key) is not request or not self._may_run(request.task, key):
                return None
            del self._requests[key]
            self._active[key] = self._active.get(key, 0) + 1
            return self._requested(request)

    def root_done(self, root: Task) -> None:
        """With ALLOW_CHILD_OVERLAP the next run only waits for the root."""
        if _policy(root) == "ALLOW_CHILD_OVERLAP":
            with self._lock:
                entry = self._entries.get(root.id)
                if entry is not None:
                    self._schedule_next(entry)

    def ended(self, root: Task) -> None:
        """A graph run of this root is over."""
        with self._lock:
            self._active[root.id] -= 1
            entry = self._entries.get(root.id)
            if entry is not None:
                entry.running = max(entry.running - 1, 0)
                self._schedule_next(entry)

    def succeeded(self, run: GraphRun) -> None:
        """Remember it as the last graph run in which nothing failed."""
        self._last_success[run.root.id] = (run.group_id, run.original_scheduled_time)

    def graph(self, root: Task) -> Graph:
        """The graph as it is now: while a root is started nobody can change it."""
        found = self._account.catalog.all("TASK", root.name.database, root.name.schema)
        return graph_of(root, by_name(task for task in found if isinstance(task, Task)))

    # --- deciding ----------------------------------------------------------------------------------------------

    def _sync(self) -> None:
        """Make the entries match the catalog; a task resumed anew starts its schedule anew."""
        if not self._stale:
            return
        self._stale = False
        entries: dict[int, Entry] = {}
        for task in self._account.catalog.all("TASK"):
            if not isinstance(task, Task) or task.state != "started" or not is_root(task):
                continue
            entry = self._entries.get(task.id)
            if entry is None or (entry.task.resumed_on, entry.task.schedule) != (task.resumed_on, task.schedule):
                entry = self._entry(task, running=entry.running if entry else self._active.get(task.id, 0))
            entry.task = task
            entries[task.id] = entry
        self._entries = entries

    def _entry(self, task: Task, running: int) -> Entry:
        after = max(_base(task), self._since)
        if task.schedule is not None:
            schedule = parse(task.schedule)
            return Entry(task, schedule, next_run(schedule, after, _base(task)), None, running)
        trigger = triggers.trigger_of(task, after, self._history.last_scheduled(task.id))
        return Entry(task, None, None, trigger, running)

    def _due(self, entry: Entry) -> datetime | None:
        if entry.trigger is not None:
            return None if entry.running else triggers.due(entry.trigger, entry.task, self._account)
        return None if entry.running and _policy(entry.task) == "NO_OVERLAP" else entry.due

    def _may_run(self, task: Task, root_id: int) -> bool:
        return not self._active.get(root_id) or _policy(task) == "ALLOW_ALL_OVERLAP"

    def _schedule_next(self, entry: Entry) -> None:
        """Due times that passed during a run that allows no overlap are dropped."""
        if entry.schedule is None:
            return
        ended = self._account.clock.now()
        if entry.due is None or (entry.due <= ended and _policy(entry.task) == "NO_OVERLAP"):
            entry.due = next_run(entry.schedule, ended, _base(entry.task))

    # --- graph runs --------------------------------------------------------------------------------------------

    def _requested(self, request: Request) -> GraphRun:
        return request.retry or self._graph_run(request.task, request.at, "EXECUTE_TASK", request.override, None)

    def _graph_run(
        self,
        root: Task,
        scheduled: datetime,
        scheduled_from: str,
        override: Mapping[str, Any] | None,
        following: datetime | None,
    ) -> GraphRun:
        return GraphRun(
            graph=self.graph(root),
            scheduled_time=scheduled,
            original_scheduled_time=scheduled,
            next_scheduled_time=following,
            group_id=self._history.new_key(),
            attempt=1,
            scheduled_from=scheduled_from,
            config=merged_config(root, override),
            last_success=partial(self._last_success_of, root),
        )

    def _last_success_of(self, root: Task) -> tuple[int, datetime] | None:
        if root.id not in self._last_success:
            self._last_success[root.id] = retries.last_success(self._history, root.id)
        return self._last_success[root.id]


def _base(task: Task) -> datetime:
    """What an interval counts from."""
    return task.resumed_on or task.created_on


def _policy(task: Task) -> str:
    if "OVERLAP_POLICY" in task.options:
        return str(task.options["OVERLAP_POLICY"])
    return "ALLOW_CHILD_OVERLAP" if task.allow_overlapping_execution else "NO_OVERLAP"
