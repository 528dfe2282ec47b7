"""What statements say of a task: the Task that CREATE describes, and a Task after one action of ALTER.

Values in, values out; nothing is published here, and links between tasks are checked by who publishes. Source: "CREATE
TASK", "ALTER TASK", spec/tasks.md sections 1 and 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import Task
from ecomsim.names import Name, ObjectName
from ecomsim.sqltext import nodes
from ecomsim.sqltext.options import TAGS
from ecomsim.tags import tagging
from ecomsim.tasks import validation
from ecomsim.tasks.condition import compile_condition
from ecomsim.tasks.lifecycle import became_root

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

OWN_FIELDS = frozenset({"WAREHOUSE", "SCHEDULE", "CONFIG", "COMMENT", "ALLOW_OVERLAPPING_EXECUTION", validation.USER})


def described(statement: nodes.CreateTask, given: Mapping[str, Any], name: Name, session: Session) -> Task:
    """The task a CREATE statement describes, suspended and not yet checked against its graph."""
    if not statement.body.strip():
        raise errors.syntax_error(1, len(statement.text), "<EOF>")
    validation.check_values(given)
    _check_user(given, session)
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
        execute_as_user=given.get(validation.USER),
        allow_overlapping_execution=overlapping,
        tags=tagging.given(statement.options.get(TAGS, ()), session),
    )


def _check_user(given: Mapping[str, Any], session: Session) -> None:
    """EXECUTE AS USER: raises 002003 for a user who is not there or whom the role must not impersonate."""
    user = given.get(validation.USER)
    if user is None:
        return
    found = session.catalog.get("USER", Name("", "", user))
    if found is None:
        raise errors.does_not_exist("User", user)
    checks.use(session, found, "IMPERSONATE")


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


def clone(source: Task, name: Name) -> Task:
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


def altered(existing: Task, wanted: Task, now: datetime) -> Task:
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
        execute_as_user=wanted.execute_as_user,
        allow_overlapping_execution=wanted.allow_overlapping_execution,
    )
    return became_root(altered, existing, now)


def applied(task: Task, action: nodes.AlterAction, session: Session) -> Task:
    """The task after one action."""
    match action:
        case nodes.SetOptions(options=options):
            return _with_options(task, options, session)
        case nodes.UnsetOptions(names=names):
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
    _check_user(given, session)
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
        execute_as_user=given.get(validation.USER, task.execute_as_user),
        comment=given.get("COMMENT", task.comment),
    )


def _without_options(task: Task, names: tuple[str, ...]) -> Task:
    for key in names:
        if key in validation.UNSUPPORTED:
            raise errors.unsupported(f"{key} of a task")
        known = key in validation.PROPERTIES or key == validation.USER or key in task.options
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
            case validation.USER:
                task = replace(task, execute_as_user=None)
            case "COMMENT":
                task = replace(task, comment="")
            case "ALLOW_OVERLAPPING_EXECUTION":
                task = replace(task, allow_overlapping_execution=False)
            case _:
                if key == "OVERLAP_POLICY":
                    task = replace(task, allow_overlapping_execution=False)
                task = replace(task, options={k: v for k, v in task.options.items() if k != key})
    return task
