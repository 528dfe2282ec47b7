"""One attempt to run a graph, as values: what it runs, which tasks may start next, and how it ended.

Nothing here runs anything or asks the catalog: an attempt uses the Task values of the version it started with. Source:
spec/tasks.md section 5.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import Task
from ecomsim.errors import SnowflakeError
from ecomsim.names import Name
from ecomsim.tasks import validation
from ecomsim.tasks.graph import Graph
from ecomsim.tasks.history import TaskRun
from ecomsim.tasks.schedule import REFUSED

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphRun:
    """One attempt to run a graph. `run_id` is the root's original scheduled time in epoch milliseconds; `config` the
    merged CONFIG text; `done` and `values` come from earlier attempts: states that are not repeated, return values.
    """

    graph: Graph
    scheduled_time: datetime
    original_scheduled_time: datetime
    next_scheduled_time: datetime | None
    group_id: int
    attempt: int
    scheduled_from: str
    config: str | None
    done: Mapping[Name, str] = field(default_factory=dict)
    values: Mapping[Name, str | None] = field(default_factory=dict)
    last_success: Callable[[], tuple[int, datetime] | None] = lambda: None  # of the graph; read only when asked for

    @property
    def root(self) -> Task:
        return self.graph.root

    @property
    def run_id(self) -> int:
        return round(self.original_scheduled_time.timestamp() * 1000)


@dataclass(slots=True, kw_only=True)
class Running:
    """A task that is executing right now, as system functions and cancellation see it."""

    task: Task
    run: GraphRun
    key: int
    values: Mapping[Name, str | None]
    started: datetime
    deadline: datetime
    query_id: str = ""
    return_value: str | None = None
    session: Session | None = None
    stopped: str | None = None  # 'timeout' or 'cancel', once somebody stopped the run
    wake: Callable[[], None] | None = None  # ends the wait the run is in

    def stop(self, reason: str) -> None:
        """End its wait, or stop the statement that is running."""
        self.stopped = self.stopped or reason
        if self.wake is not None:
            self.wake()
        elif self.session is not None:
            self.session.stop(self.error())

    def error(self) -> SnowflakeError:
        """What the run ends with once it was stopped."""
        if self.stopped == "timeout":
            return errors.timed_out(max(math.ceil((self.deadline - self.started).total_seconds()), 0))
        return errors.canceled()

    @contextmanager
    def in_session(self, session: Session) -> Iterator[None]:
        """The body runs in `session`, where it can be stopped; a run that was stopped before does not begin."""
        with session.stopping.running():
            self.session = session
            try:
                if self.stopped is not None:
                    raise self.error()
                yield
            finally:
                self.session = None

    def predecessor_value(self, name: str | None) -> str | None:
        """What SYSTEM$GET_PREDECESSOR_RETURN_VALUE answers; names are case-sensitive and unqualified."""
        members = {member.name: member for member in self.run.graph.members}
        enabled = [name for name in self.task.predecessors if name in members and takes_part(members[name], self.run)]
        if name is None:
            if len(enabled) != 1:
                raise errors.fail(
                    REFUSED,
                    "22023",
                    "Function SYSTEM$GET_PREDECESSOR_RETURN_VALUE needs the name of a predecessor: "
                    f"task {self.task.name} has {len(enabled)} enabled predecessors.",
                )
            return self.values.get(enabled[0])
        for ancestor in _ancestors(self.task, members):
            if ancestor.last == name and takes_part(members[ancestor], self.run):
                return self.values.get(ancestor)
        raise errors.fail(REFUSED, "22023", f"Task {name} is not an enabled predecessor of task {self.task.name}.")


def graph_state(runs: Mapping[Name, TaskRun], done: Mapping[Name, str]) -> str:
    """SUCCEEDED, FAILED, CANCELLED, or SKIPPED when the root was skipped."""
    states = [run.state for run in runs.values()]
    if any(state.startswith("FAILED") for state in states):
        return "FAILED"
    if "CANCELLED" in states:
        return "CANCELLED"
    return "SKIPPED" if len(runs) == 1 and not done and states == ["SKIPPED"] else "SUCCEEDED"


def merged_config(task: Task, override: Mapping[str, Any] | None) -> str | None:
    """CONFIG of one run: the override of EXECUTE TASK … USING CONFIG merged deeply over the task's own."""
    if override is None:
        return task.config
    base = validation.parse_config(task.config) if task.config is not None else {}
    return json.dumps(_merge(base, override))


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def ready_tasks(run: GraphRun, states: Mapping[Name, str], pending: set[Name]) -> list[Task]:
    """Children that may start now: started, with at least one predecessor that takes part, all of which succeeded."""
    members = {member.name: member for member in run.graph.members}
    found = []
    for task in run.graph.children:
        if task.state != "started" or task.name in states or task.name in pending:
            continue
        taking_part = [name for name in task.predecessors if name in members and takes_part(members[name], run)]
        if taking_part and all(states.get(name) == "SUCCEEDED" for name in taking_part):
            found.append(task)
    return found


def takes_part(task: Task, run: GraphRun) -> bool:
    """The root always runs, even when EXECUTE TASK runs it suspended; others only when they are started."""
    return task.id == run.root.id or task.state == "started"


def _ancestors(task: Task, members: Mapping[Name, Task]) -> list[Name]:
    found: list[Name] = []
    waiting = list(task.predecessors)
    while waiting:
        name = waiting.pop(0)
        if name not in found and name in members:
            found.append(name)
            waiting.extend(members[name].predecessors)
    return found
