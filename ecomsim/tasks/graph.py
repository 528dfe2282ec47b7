"""Task graphs: which tasks belong together, and whether they may run.

Pure functions over the tasks of one schema, keyed by name. A graph is a root (no predecessors, no finalizer's
target), everything below it and its finalizer. While a root is started nothing in its graph may change.
Source: "Create a sequence of tasks with a task graph", spec/tasks.md sections 5 to 7.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ecomsim import errors
from ecomsim.catalog.objects import Task
from ecomsim.names import Name
from ecomsim.tasks.schedule import REFUSED

MAX_TASKS = 1000
MAX_LINKS = 100
_NAMESPACE = uuid.UUID("5f0b9a54-6c1e-4f0e-9d3c-27a3c9d9f1aa")

Tasks = Mapping[Name, Task]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """One version of a graph: the root, every task below it (any state, sorted by name) and the finalizer."""

    root: Task
    children: tuple[Task, ...]
    finalizer: Task | None

    @property
    def members(self) -> tuple[Task, ...]:
        return (self.root, *self.children, *((self.finalizer,) if self.finalizer else ()))


def task_uuid(task_id: int) -> str:
    """The id of SHOW TASKS and TASK_HISTORY.ROOT_TASK_ID: a UUID that stays with the task's id."""
    return str(uuid.uuid5(_NAMESPACE, str(task_id)))


def by_name(tasks: Iterable[Task]) -> dict[Name, Task]:
    return {task.name: task for task in tasks}


def is_root(task: Task) -> bool:
    """Standalone tasks are roots too."""
    return not task.predecessors and task.finalize is None


def children_of(name: Name, tasks: Tasks) -> list[Task]:
    return sorted((task for task in tasks.values() if name in task.predecessors), key=lambda task: task.name)


def finalizer_of(name: Name, tasks: Tasks) -> Task | None:
    return next((task for task in tasks.values() if task.finalize == name), None)


def descendants(name: Name, tasks: Tasks) -> list[Task]:
    """Every task below `name`, sorted by name; ends on cycles too."""
    below: dict[Name, list[Task]] = {}
    for task in tasks.values():
        for predecessor in task.predecessors:
            below.setdefault(predecessor, []).append(task)
    found: dict[Name, Task] = {}
    waiting = [name]
    while waiting:
        for child in below.get(waiting.pop(), ()):
            if child.name not in found:
                found[child.name] = child
                waiting.append(child.name)
    return sorted(found.values(), key=lambda task: task.name)


def roots_of(task: Task, tasks: Tasks) -> list[Task]:
    """The roots above `task` (itself when it is one), sorted by name; a finalizer's root is its target."""
    if task.finalize is not None:
        target = tasks.get(task.finalize)
        return [target] if target else []
    found: dict[Name, Task] = {}
    seen: set[Name] = set()
    waiting = [task]
    while waiting:
        current = waiting.pop()
        if current.name in seen:
            continue
        seen.add(current.name)
        above = [tasks[name] for name in current.predecessors if name in tasks]
        if not current.predecessors:
            found[current.name] = current
        waiting.extend(above)
    return sorted(found.values(), key=lambda root: root.name)


def graph_of(root: Task, tasks: Tasks) -> Graph:
    return Graph(root=root, children=tuple(descendants(root.name, tasks)), finalizer=finalizer_of(root.name, tasks))


def fingerprint(graph: Graph) -> str:
    """Equal for equal versions of a graph: all that a user can change except the state of the root."""
    facts = [
        [
            task.id,
            str(task.name),
            task.definition,
            task.schedule,
            task.warehouse,
            task.condition,
            [str(name) for name in task.predecessors],
            str(task.finalize),
            task.config,
            task.comment,
            task.execute_as_user,
            sorted((key, str(value)) for key, value in task.options.items()),
            None if task.id == graph.root.id else task.state,
        ]
        for task in graph.members
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def check_unlocked(task: Task, tasks: Tasks) -> None:
    """091421 when a root above `task` (or the task itself, being a root) is started."""
    for root in roots_of(task, tasks):
        if root.state == "started":
            raise locked(root.name)


def locked(root: Name) -> errors.SnowflakeError:
    return errors.fail(
        91421,
        "22000",
        f"Unable to update graph with root task {root} since that root task is not suspended.",
    )


def check_runnable(task: Task, tasks: Tasks) -> None:
    """What RESUME and EXECUTE TASK check: no cycle, one root."""
    graph_tasks = [task, *descendants(task.name, tasks)]
    for member in graph_tasks:
        if _reaches_itself(member, tasks):
            raise errors.fail(REFUSED, "22000", f"Graph has at least one cycle containing task {member.name}.")
        roots = roots_of(member, tasks)
        if len(roots) > 1:
            names = ", ".join(str(root.name) for root in roots)
            raise errors.fail(
                REFUSED,
                "22000",
                f"The graph has more than one root task (one without predecessors): {names}.",
            )


def check_limits(task: Task, tasks: Tasks) -> None:
    """At most 1000 tasks in a graph, 100 predecessors and 100 children per task. `tasks` includes `task`."""
    if len(task.predecessors) > MAX_LINKS:
        raise errors.fail(REFUSED, "22000", f"Task {task.name} cannot have more than {MAX_LINKS} predecessors.")
    for name in task.predecessors:
        if len(children_of(name, tasks)) > MAX_LINKS:
            raise errors.fail(REFUSED, "22000", f"Task {name} cannot have more than {MAX_LINKS} child tasks.")
    if len(tasks) <= MAX_TASKS:
        return  # no graph among them has more
    for root in roots_of(task, tasks):
        if len(graph_of(root, tasks).members) > MAX_TASKS:
            raise errors.fail(
                REFUSED, "22000", f"Graph with root task {root.name} cannot have more than {MAX_TASKS} tasks."
            )


def relations(task: Task, tasks: Tasks) -> str:
    """SHOW TASKS' task_relations: compact JSON, names sorted."""
    document: dict[str, object] = {}
    if task.finalize is not None:
        document["FinalizedRootTask"] = str(task.finalize)
    document["Predecessors"] = sorted(str(name) for name in task.predecessors)
    finalizer = finalizer_of(task.name, tasks)
    if finalizer is not None:
        document["FinalizerTask"] = str(finalizer.name)
    return json.dumps(document, separators=(",", ":"))


def _reaches_itself(task: Task, tasks: Tasks) -> bool:
    seen: set[Name] = set()
    waiting = list(task.predecessors)
    while waiting:
        name = waiting.pop()
        if name == task.name:
            return True
        if name not in seen and name in tasks:
            seen.add(name)
            waiting.extend(tasks[name].predecessors)
    return False
