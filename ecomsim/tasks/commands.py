"""CREATE, ALTER, DROP and EXECUTE TASK.

A command decides on frozen Task values and publishes the result in one catalog change: what is refused leaves
everything as it was. New, replaced and cloned tasks are suspended. Source: the commands' pages, spec/tasks.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import Task
from ecomsim.names import Name, ObjectName
from ecomsim.result import Result, status
from ecomsim.sqltext import nodes
from ecomsim.tasks import graph, validation
from ecomsim.tasks.condition import compile_condition
from ecomsim.tasks.schedule import REFUSED

if TYPE_CHECKING:
    from ecomsim.change import Change
    from ecomsim.session import Session

OWN_FIELDS = frozenset({"WAREHOUSE", "SCHEDULE", "CONFIG", "COMMENT", "ALLOW_OVERLAPPING_EXECUTION"})
DONE = "Statement executed successfully."


def create(statement: nodes.CreateTask, session: Session) -> Result:
    """CREATE [OR REPLACE | OR ALTER] TASK [IF NOT EXISTS], and CLONE."""
    name = session.resolve(statement.name, "CREATE TASK")
    session.require_container(name)
    given = validation.check_properties(statement.options, session.catalog)
    existing = session.catalog.get("TASK", name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE_TASK")
    if existing is not None and statement.if_exists == "error":
        raise errors.already_exists(name)
    assert existing is None or isinstance(existing, Task)
    if statement.clone is not None and statement.if_exists == "alter":
        raise errors.unsupported("CREATE OR ALTER TASK … CLONE")
    if statement.clone is not None:
        wanted = _clone(session.find("TASK", statement.clone), name)
    else:
        wanted = _described(statement, given, name, session)
    with session.ddl() as change:
        tasks = siblings(change, name)
        if existing is not None:
            graph.check_unlocked(existing, tasks)
        others = {other: task for other, task in tasks.items() if other != name}
        if existing is not None and statement.if_exists == "alter":
            wanted = _altered(existing, wanted, change.now)
            _store(wanted, existing, others, change)
            return status(f"Task {name.last} successfully created.", "CREATE_TASK")
        if existing is not None and not graph.is_root(wanted) and graph.finalizer_of(name, others):
            raise validation.refuse(
                f"Cannot replace task {name} with a non-root task because it has a finalizer task. "
                "Please remove the finalizer task first."
            )
        _check(wanted, others)
        if existing is not None:
            change.drop(existing, restorable=False)
        change.add(replace(wanted, id=change.new_id(), created_on=change.now, owner=session.role))
    return status(f"Task {name.last} successfully created.", "CREATE_TASK")


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER TASK [IF EXISTS] name action."""
    name = session.resolve(statement.name, "ALTER TASK")
    if statement.if_exists and session.catalog.get("TASK", name) is None:
        return status(DONE, "ALTER")
    session.find("TASK", statement.name, "ALTER TASK")
    for action in statement.actions:
        match action:
            case nodes.Verb(verb="RESUME"):
                resume(name, session)
            case nodes.Verb(verb="SUSPEND"):
                suspend(name, session, "USER_SUSPENDED")
            case _:
                _change(name, action, session)
    return status(DONE, "ALTER")


def drop(statement: nodes.Drop, session: Session) -> Result:
    """DROP TASK [IF EXISTS]: links to and from the task are severed, children become suspended roots."""
    name = session.resolve(statement.name, "DROP TASK")
    if session.catalog.get("TASK", name) is None and statement.if_exists:
        text = f"Drop statement executed successfully ({name.last} already dropped)."
        return status(text, "DROP_TASK")
    session.find("TASK", statement.name, "DROP TASK")
    with session.ddl() as change:
        tasks = siblings(change, name)
        task = tasks[name]
        graph.check_unlocked(task, tasks)
        for child in graph.children_of(name, tasks):
            change.replace(_without_predecessors(child, {name}, change.now))
        finalizer = graph.finalizer_of(name, tasks)
        if finalizer is not None:
            change.replace(_unfinalized(finalizer, change.now))
        change.drop(task, restorable=False)
    return status(f"{name.last} successfully dropped.", "DROP_TASK")


def execute_task(statement: nodes.ExecuteTask, session: Session) -> Result:
    """EXECUTE TASK: queue one run of a root; on a virtual clock it has run when the statement returns."""
    name = session.resolve(statement.name, "EXECUTE TASK")
    session.require_container(name)
    task = session.catalog.get("TASK", name)
    if not isinstance(task, Task):
        raise errors.does_not_exist("Task", name)
    if not graph.is_root(task):
        raise errors.fail(
            REFUSED,
            "22000",
            f"Execute task cannot be called on non-root task {name}. "
            "Call EXECUTE TASK on the root task of its graph instead.",
        )
    graph.check_runnable(task, graph.by_name(_tasks(session.catalog.all("TASK", name.database, name.schema))))
    override = validation.parse_config(statement.config) if statement.config is not None else None
    agenda = session.account.agenda
    if statement.retry_last or statement.retry_group is not None:
        agenda.retry(fix_version(name, session), statement.retry_group, session)
    else:
        agenda.execute(fix_version(name, session), override, session)
    return status(f"Task {name.last} is scheduled to run immediately.", "EXECUTE_TASK")


def resume(name: Name, session: Session) -> None:
    """Start a task. Resuming a root fixes the graph's version and starts its interval; twice is a no-op."""
    with session.ddl() as change:
        tasks = siblings(change, name)
        task = tasks[name]
        if task.state == "started":
            return
        graph.check_unlocked(task, tasks)
        graph.check_runnable(task, tasks)
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
        change.replace(_suspended(task, reason, change.now))


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
            _start(item, change)
        if graph.is_root(task):
            _fix_version(name, change)
    session.account.agenda.reset_failures(task.id)


def give(task: Task, role: str, change: Change) -> None:
    """GRANT OWNERSHIP: the task is suspended and stands alone; its children and finalizer lose it."""
    tasks = siblings(change, task.name)
    for child in graph.children_of(task.name, tasks):
        change.replace(_without_predecessors(child, {task.name}, change.now))
    finalizer = graph.finalizer_of(task.name, tasks)
    if finalizer is not None:
        change.replace(_unfinalized(finalizer, change.now))
    alone = replace(task, owner=role, predecessors=(), finalize=None)
    change.replace(_suspended(alone, "GRANT_OWNERSHIP", change.now))


def suspended_by_drop(task: Task, now: datetime) -> Task:
    """A task that comes back with its schema or database; one that was started must be resumed."""
    return _suspended(task, "SCHEMA_OR_DATABASE_DELETED", now) if task.state == "started" else task


def fix_version(name: Name, session: Session) -> Task:
    """The root with the version that a run starting now uses; a changed graph gets a new version."""
    task = session.catalog.get("TASK", name)
    assert isinstance(task, Task)
    tasks = graph.by_name(_tasks(session.catalog.all("TASK", name.database, name.schema)))
    if graph.fingerprint(graph.graph_of(task, tasks)) == task.graph_fingerprint:
        return task
    with session.ddl() as change:
        return _fix_version(name, change)


def siblings(change: Change, name: Name) -> dict[Name, Task]:
    """All tasks of the schema of `name`, as the change sees them."""
    return graph.by_name(_tasks(change.catalog.all("TASK", name.database, name.schema)))


def _tasks(items: list[Any]) -> list[Task]:
    return [item for item in items if isinstance(item, Task)]


# --- new tasks ----------------------------------------------------------------------------------------------------


def _described(statement: nodes.CreateTask, given: Mapping[str, Any], name: Name, session: Session) -> Task:
    """The task a CREATE statement describes, suspended and not yet checked against its graph."""
    if not statement.body.strip():
        raise errors.syntax_error(1, len(statement.text), "<EOF>")
    validation.check_values(given)
    _check_body(statement.body)
    if statement.when is not None:
        compile_condition(statement.when)
    options = {key: value for key, value in given.items() if key not in OWN_FIELDS}
    overlapping = given.get("ALLOW_OVERLAPPING_EXECUTION", options.get("OVERLAP_POLICY") == "ALLOW_CHILD_OVERLAP")
    return Task(
        id=0,
        name=name,
        created_on=session.now,
        comment=given.get("COMMENT", ""),
        options=options,
        definition=statement.body,
        schedule=given.get("SCHEDULE"),
        warehouse=given.get("WAREHOUSE"),
        condition=statement.when,
        predecessors=_resolved(statement.after, name, session),
        finalize=_resolved((statement.finalize,), name, session)[0] if statement.finalize else None,
        config=given.get("CONFIG"),
        allow_overlapping_execution=overlapping,
    )


def _check_body(text: str) -> None:
    """A body is parsed when it is stored, never resolved: the objects it names need not exist."""
    from ecomsim.sqltext.parse import parse

    parse(text)


def _resolved(names: tuple[ObjectName, ...], task: Name, session: Session) -> tuple[Name, ...]:
    """Names of other tasks; an unqualified one is in the schema of the task itself."""
    return tuple(
        Name(task.database, task.schema, name.last) if len(name.parts) == 1 else session.resolve(name)
        for name in dict.fromkeys(names)
    )


def _clone(source: Task, name: Name) -> Task:
    """A suspended copy with the source's properties and links and a history of its own."""
    return replace(
        source,
        id=0,
        name=name,
        finalize=None,
        state="suspended",
        last_committed_on=None,
        last_suspended_on=None,
        last_suspended_reason=None,
        resumed_on=None,
        graph_version=0,
        graph_fingerprint="",
    )


def _altered(existing: Task, wanted: Task, now: datetime) -> Task:
    """CREATE OR ALTER: the new properties on the old task, which keeps its state."""
    altered = replace(
        existing,
        comment=wanted.comment,
        options=wanted.options,
        definition=wanted.definition,
        schedule=wanted.schedule,
        warehouse=wanted.warehouse,
        condition=wanted.condition,
        predecessors=wanted.predecessors,
        finalize=wanted.finalize,
        config=wanted.config,
        allow_overlapping_execution=wanted.allow_overlapping_execution,
    )
    return _if_became_root(altered, existing, now)


# --- changes ------------------------------------------------------------------------------------------------------


def _change(name: Name, action: nodes.AlterAction, session: Session) -> None:
    with session.ddl() as change:
        tasks = siblings(change, name)
        task = tasks[name]
        graph.check_unlocked(task, tasks)
        wanted = _if_became_root(_applied(task, action, session), task, change.now)
        _store(wanted, task, {other: item for other, item in tasks.items() if other != name}, change)


def _applied(task: Task, action: nodes.AlterAction, session: Session) -> Task:
    """The task after one action."""
    match action:
        case nodes.SetOptions(options=options, tags=tags):
            if tags:
                raise errors.unsupported("tags of a task")
            return _with_options(task, options, session)
        case nodes.UnsetOptions(names=names, tags=tags):
            if tags:
                raise errors.unsupported("tags of a task")
            return _without_options(task, names)
        case nodes.AddAfter(tasks=names):
            added = _resolved(names, task.name, session)
            return replace(task, predecessors=tuple(dict.fromkeys((*task.predecessors, *added))))
        case nodes.RemoveAfter(tasks=names):
            removed = _resolved(names, task.name, session)
            for name in removed:
                if name not in task.predecessors:
                    raise validation.refuse(f"Task {task.name.last} does not have predecessor {name.last}.")
            return replace(task, predecessors=tuple(name for name in task.predecessors if name not in removed))
        case nodes.SetFinalize(root=root):
            return replace(task, finalize=_resolved((root,), task.name, session)[0] if root else None)
        case nodes.ModifyAs(body=body):
            _check_body(body)
            return replace(task, definition=body)
        case nodes.ModifyWhen(when=when):
            if when is not None:
                compile_condition(when)
            return replace(task, condition=when)
    raise errors.unsupported(f"ALTER TASK … {type(action).__name__}")


def _with_options(task: Task, options: Mapping[str, Any], session: Session) -> Task:
    given = validation.check_properties(options, session.catalog)
    validation.check_values(given)
    own = {key: value for key, value in given.items() if key not in OWN_FIELDS}
    overlapping = task.allow_overlapping_execution
    if "OVERLAP_POLICY" in given:
        overlapping = given["OVERLAP_POLICY"] == "ALLOW_CHILD_OVERLAP"
    merged = {**task.options, **own}
    if "ALLOW_OVERLAPPING_EXECUTION" in given:
        overlapping = given["ALLOW_OVERLAPPING_EXECUTION"]
        if "OVERLAP_POLICY" not in given:
            merged.pop("OVERLAP_POLICY", None)
    return replace(
        task,
        options=merged,
        allow_overlapping_execution=overlapping,
        warehouse=given.get("WAREHOUSE", task.warehouse),
        schedule=given.get("SCHEDULE", task.schedule),
        config=given.get("CONFIG", task.config),
        comment=given.get("COMMENT", task.comment),
    )


def _without_options(task: Task, names: tuple[str, ...]) -> Task:
    for key in names:
        if key in validation.UNSUPPORTED:
            raise errors.unsupported(f"{key} of a task")
        known = key in validation.PROPERTIES or key in task.options
        if not known:
            from ecomsim.metadata import parameters

            if key not in parameters.PARAMETERS:
                raise errors.compilation(1008, "42601", f"invalid property '{key}' for 'TASK'")
        match key:
            case "WAREHOUSE":
                task = replace(task, warehouse=None)
            case "SCHEDULE":
                task = replace(task, schedule=None)
            case "CONFIG":
                task = replace(task, config=None)
            case "COMMENT":
                task = replace(task, comment="")
            case "ALLOW_OVERLAPPING_EXECUTION":
                task = replace(task, allow_overlapping_execution=False)
            case _:
                if key == "OVERLAP_POLICY":
                    task = replace(task, allow_overlapping_execution=False)
                task = replace(task, options={k: v for k, v in task.options.items() if k != key})
    return task


def _store(wanted: Task, before: Task, others: dict[Name, Task], change: Change) -> None:
    _check(wanted, others)
    if wanted != before:
        change.replace(wanted)


def _check(wanted: Task, others: dict[Name, Task]) -> None:
    validation.check_task(wanted, others)
    if not graph.is_root(wanted):
        graph.check_unlocked(wanted, {**others, wanted.name: wanted})


def _if_became_root(task: Task, before: Task, now: datetime) -> Task:
    """A child that loses its last predecessor, or a finalizer its target, is a suspended root with that reason."""
    if graph.is_root(task) and not graph.is_root(before):
        reason = "FINALIZER_BECAME_ROOT" if before.finalize is not None else "CHILD_BECAME_ROOT"
        return _suspended(task, reason, now)
    return task


def _without_predecessors(child: Task, gone: set[Name], now: datetime) -> Task:
    remaining = tuple(name for name in child.predecessors if name not in gone)
    return _if_became_root(replace(child, predecessors=remaining), child, now)


def _unfinalized(finalizer: Task, now: datetime) -> Task:
    return _if_became_root(replace(finalizer, finalize=None), finalizer, now)


def _suspended(task: Task, reason: str, now: datetime) -> Task:
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
    return root
