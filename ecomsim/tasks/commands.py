"""CREATE, ALTER, DROP and EXECUTE TASK.

A command decides on frozen Task values and publishes the result in one catalog change: what is refused leaves
everything as it was. New, replaced and cloned tasks are suspended. Source: the commands' pages, spec/tasks.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import Task
from ecomsim.names import Name
from ecomsim.sqltext import nodes
from ecomsim.sqltext.options import TAGS
from ecomsim.statements.result import Result, status
from ecomsim.tasks import definition, graph, privileges, validation
from ecomsim.tasks.lifecycle import (
    became_root,
    fix_version,
    resume,
    siblings,
    suspend,
    tasks_of,
    unfinalized,
    without_predecessors,
)
from ecomsim.tasks.schedule import REFUSED

if TYPE_CHECKING:
    from ecomsim.ddl.change import Change
    from ecomsim.sessions.session import Session

DONE = "Statement executed successfully."


def create(statement: nodes.CreateTask, session: Session) -> Result:
    """CREATE [OR REPLACE | OR ALTER] TASK [IF NOT EXISTS], and CLONE."""
    name = session.resolve(statement.name, "CREATE TASK")
    session.require_container(name)
    properties = {key: value for key, value in statement.options.items() if key != TAGS}
    given = validation.check_properties(properties, session.catalog)
    existing = session.catalog.get("TASK", name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE_TASK")
    if existing is not None and statement.if_exists == "error":
        raise errors.already_exists(name)
    assert existing is None or isinstance(existing, Task)
    if statement.clone is not None and statement.if_exists == "alter":
        raise errors.unsupported("CREATE OR ALTER TASK … CLONE")
    if statement.clone is not None:
        wanted = definition.clone(session.find("TASK", statement.clone), name)
    else:
        wanted = definition.described(statement, given, name, session)
    with session.ddl() as change:
        tasks = siblings(change, name)
        if existing is not None:
            graph.check_unlocked(existing, tasks)
        others = {other: task for other, task in tasks.items() if other != name}
        if existing is not None and statement.if_exists == "alter":
            wanted = definition.altered(existing, wanted, change.now)
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
    task: Task = session.find("TASK", statement.name, "ALTER TASK")
    for action in statement.actions:
        match action:
            case nodes.Verb(verb="RESUME"):
                resume(name, session)
            case nodes.Verb(verb="SUSPEND"):
                suspend(name, session, "USER_SUSPENDED")
            case _:
                checks.own(session, task)
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
            change.replace(without_predecessors(child, {name}, change.now))
        finalizer = graph.finalizer_of(name, tasks)
        if finalizer is not None:
            change.replace(unfinalized(finalizer, change.now))
        change.drop(task, restorable=False)
    return status(f"{name.last} successfully dropped.", "DROP_TASK")


def execute_task(statement: nodes.ExecuteTask, session: Session) -> Result:
    """EXECUTE TASK: queue one run of a root; on a virtual clock it has run when the statement returns."""
    name = session.resolve(statement.name, "EXECUTE TASK")
    session.require_container(name)
    task = session.catalog.get("TASK", name)
    if not isinstance(task, Task):
        raise errors.does_not_exist("Task", name)
    privileges.operate(session, task)
    if not graph.is_root(task):
        raise errors.fail(
            REFUSED,
            "22000",
            f"Execute task cannot be called on non-root task {name}. "
            "Call EXECUTE TASK on the root task of its graph instead.",
        )
    graph.check_runnable(task, graph.by_name(tasks_of(session.catalog.all("TASK", name.database, name.schema))))
    override = validation.parse_config(statement.config) if statement.config is not None else None
    agenda = session.account.agenda
    if statement.retry_last or statement.retry_group is not None:
        agenda.retry(fix_version(name, session), statement.retry_group, session)
    else:
        agenda.execute(fix_version(name, session), override, session)
    return status(f"Task {name.last} is scheduled to run immediately.", "EXECUTE_TASK")


def _change(name: Name, action: nodes.AlterAction, session: Session) -> None:
    with session.ddl() as change:
        tasks = siblings(change, name)
        task = tasks[name]
        graph.check_unlocked(task, tasks)
        wanted = became_root(definition.applied(task, action, session), task, change.now)
        _store(wanted, task, {other: item for other, item in tasks.items() if other != name}, change)


def _store(wanted: Task, before: Task, others: dict[Name, Task], change: Change) -> None:
    _check(wanted, others)
    if wanted != before:
        change.replace(wanted)


def _check(wanted: Task, others: dict[Name, Task]) -> None:
    validation.check_task(wanted, others)
    if not graph.is_root(wanted):
        graph.check_unlocked(wanted, {**others, wanted.name: wanted})
