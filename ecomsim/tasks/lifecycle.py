"""The states of tasks: resumed, suspended, cut loose, and the version of a graph that a run uses.

A graph changes only while its root is suspended; a task that loses what it waited for stands alone, suspended, with the
reason. Source: "ALTER TASK", "SYSTEM$TASK_DEPENDENTS_ENABLE", spec/tasks.md sections 3, 5 and 6.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import Task
from ecomsim.names import Name
from ecomsim.tasks import graph, privileges, versions

if TYPE_CHECKING:
    from ecomsim.ddl.change import Change
    from ecomsim.sessions.session import Session


def resume(name: Name, session: Session) -> None:
    """Start a task. Resuming a root fixes the graph's version and starts its interval; twice is a no-op."""
    with session.ddl() as change:
        tasks = siblings(change, name)
        task = tasks[name]
        if task.state == "started":
            return
        graph.check_unlocked(task, tasks)
        graph.check_runnable(task, tasks)
        privileges.check(task, change.catalog)
        _start(task, change)
        if graph.is_root(task):
            _fix_version(name, change)
    session.account.agenda.reset_failures(task.id)


def suspend(name: Name, session: Session, reason: str) -> None:
    """Stop a task; a root may always be suspended, a child only while its root is."""
    with session.ddl() as change:
        tasks = siblings(change, name)
        task = tasks[name]
        if task.state == "suspended":
            return
        if not graph.is_root(task):
            graph.check_unlocked(task, tasks)
        change.replace(suspended(task, reason, change.now))


def enable_dependents(name: Name, session: Session) -> None:
    """SYSTEM$TASK_DEPENDENTS_ENABLE: start a task, everything below it and its finalizer; children first."""
    with session.ddl() as change:
        tasks = siblings(change, name)
        task = tasks[name]
        below = [*graph.descendants(name, tasks)]
        finalizer = graph.finalizer_of(name, tasks)
        waiting = [item for item in (*below, *([finalizer] if finalizer else []), task) if item.state == "suspended"]
        if waiting:
            graph.check_unlocked(task, tasks)
            graph.check_runnable(task, tasks)
        for item in waiting:
            privileges.check(item, change.catalog)
            _start(item, change)
        if graph.is_root(task):
            _fix_version(name, change)
    session.account.agenda.reset_failures(task.id)


def give(task: Task, role: str, change: Change) -> None:
    """GRANT OWNERSHIP: the task is suspended and stands alone; its children and finalizer lose it."""
    tasks = siblings(change, task.name)
    for child in graph.children_of(task.name, tasks):
        change.put(without_predecessors(child, {task.name}, change.now))
    finalizer = graph.finalizer_of(task.name, tasks)
    if finalizer is not None:
        change.put(unfinalized(finalizer, change.now))
    alone = replace(task, owner=role, predecessors=(), finalize=None)
    change.put(suspended(alone, "GRANT_OWNERSHIP", change.now))


def suspended_by_drop(task: Task, now: datetime) -> Task:
    """A task that comes back with its schema or database; one that was started must be resumed."""
    return suspended(task, "SCHEMA_OR_DATABASE_DELETED", now) if task.state == "started" else task


def fix_version(name: Name, session: Session) -> Task:
    """The root with the version that a run starting now uses; a changed graph gets a new version."""
    task = session.catalog.get("TASK", name)
    assert isinstance(task, Task)
    tasks = graph.by_name(tasks_of(session.catalog.all("TASK", name.database, name.schema)))
    if graph.fingerprint(graph.graph_of(task, tasks)) == task.graph_fingerprint:
        return task
    with session.ddl() as change:
        return _fix_version(name, change)


def siblings(change: Change, name: Name) -> dict[Name, Task]:
    """All tasks of the schema of `name`, as the change sees them."""
    return graph.by_name(tasks_of(change.catalog.all("TASK", name.database, name.schema)))


def tasks_of(items: list[Any]) -> list[Task]:
    return [item for item in items if isinstance(item, Task)]


def became_root(task: Task, before: Task, now: datetime) -> Task:
    """A child that loses its last predecessor, or a finalizer its target, is a suspended root with that reason."""
    if graph.is_root(task) and not graph.is_root(before):
        reason = "FINALIZER_BECAME_ROOT" if before.finalize is not None else "CHILD_BECAME_ROOT"
        return suspended(task, reason, now)
    return task


def without_predecessors(child: Task, gone: set[Name], now: datetime) -> Task:
    remaining = tuple(name for name in child.predecessors if name not in gone)
    return became_root(replace(child, predecessors=remaining), child, now)


def unfinalized(finalizer: Task, now: datetime) -> Task:
    return became_root(replace(finalizer, finalize=None), finalizer, now)


def suspended(task: Task, reason: str, now: datetime) -> Task:
    return replace(task, state="suspended", last_suspended_on=now, last_suspended_reason=reason, resumed_on=None)


def _start(task: Task, change: Change) -> None:
    # due times are shown in whole seconds; the fraction of the moment of RESUME would only blur the grid
    change.replace(replace(task, state="started", resumed_on=change.now.replace(microsecond=0)))


def _fix_version(name: Name, change: Change) -> Task:
    """Give the graph its next version when it differs from the last one; returns the root."""
    tasks = siblings(change, name)
    version = graph.graph_of(tasks[name], tasks)
    mark = graph.fingerprint(version)
    root = version.root
    if mark == root.graph_fingerprint:
        return root
    root = replace(root, graph_version=root.graph_version + 1, graph_fingerprint=mark, last_committed_on=change.now)
    change.replace(root)
    for member in version.members[1:]:
        change.replace(replace(member, last_committed_on=change.now))
    versions.record(root, version.members[1:], change)
    return root
