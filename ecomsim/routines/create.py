"""CREATE, ALTER and DROP of procedures and functions.

What can be checked without running is checked when a routine is created: signature, syntax, and for functions in SQL
everything the body names. Source: spec/scripting.md 12.1, 12.2, 12.10, 13.1; spec/metadata.md section 1.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import Function, Parameter, Procedure, Routine, TableColumn
from ecomsim.names import Name
from ecomsim.routines import functions, languages, lookup, properties
from ecomsim.routines.signature import signature
from ecomsim.scripting.parse import parse_block
from ecomsim.sqltext import nodes
from ecomsim.statements.result import Result, status

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

LANGUAGES = ("SQL", "PYTHON", "JAVASCRIPT")


def create(statement: nodes.CreateRoutine, session: Session) -> Result:
    """CREATE [OR REPLACE] [TEMP] PROCEDURE | FUNCTION [IF NOT EXISTS]."""
    written = session.resolve(statement.name, f"CREATE {statement.kind}")
    session.require_container(written)
    routine = _described(statement, written, session)
    existing: Any
    if statement.temporary:  # hides a permanent one of the same signature
        existing = session.routines.get((routine.kind, routine.name))
    else:
        existing = session.catalog.get(routine.kind, routine.name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{written.last} already exists, statement succeeded.", "CREATE")
    if existing is not None and statement.if_exists == "error":
        raise errors.already_exists(written)
    if statement.if_exists == "alter":
        raise errors.unsupported(f"CREATE OR ALTER {statement.kind}")
    _check(routine, session)
    with session.ddl() as change:
        routine = replace(routine, id=change.new_id(), created_on=change.now, owner=session.role)
        if statement.temporary:
            change.catalog = change.catalog.evolve()  # plans that call a routine of this name are not valid any more
            session.routines[routine.kind, routine.name] = routine
            session.account.handlers.keep(routine)
        else:
            if existing is not None:
                change.drop(existing, restorable=False)
            change.add(routine)
    return status(f"Function {written.last} successfully created.", "CREATE")


def anonymous(statement: nodes.CreateRoutine, session: Session) -> Procedure:
    """The procedure of WITH … AS PROCEDURE, checked like one that is stored."""
    routine = _described(statement, Name(session.database or "", session.schema or "", statement.name.last), session)
    _check(routine, session)
    assert isinstance(routine, Procedure)
    return routine


def _described(statement: nodes.CreateRoutine, written: Name, session: Session) -> Routine:
    kind = Procedure if statement.kind == "PROCEDURE" else Function
    columns = None
    if statement.returns_table is not None:
        columns = tuple(TableColumn(name=name, type=each) for name, each in statement.returns_table)
    return kind(
        id=0,
        name=Name(
            written.database, written.schema, signature(written.last, [each.type for each in statement.arguments])
        ),
        created_on=session.now,
        comment=statement.comment or "",
        options=dict(statement.options),
        routine=written.last,
        arguments=tuple(
            Parameter(name=each.name, type=each.type, mode=each.mode, default=each.default_text)
            for each in statement.arguments
        ),
        returns=statement.returns,
        columns=columns,
        returns_not_null=statement.returns_not_null,
        language=statement.language.upper(),
        strict=statement.strict,
        secure=statement.secure,
        execute_as=statement.execute_as,
        body=statement.body,
        session_id=session.id if statement.temporary else None,
    )


def _check(routine: Routine, session: Session) -> None:
    if routine.language not in LANGUAGES:
        raise errors.unsupported(f"LANGUAGE {routine.language}")
    properties.check(routine)
    names = [each.name for each in routine.arguments]
    if len(set(names)) != len(names):
        raise errors.compilation(2025, "42601", f"duplicate argument name in {routine.routine}")
    optional = [each.default is not None for each in routine.arguments]
    if optional != sorted(optional):
        raise errors.compilation(1003, "42000", "Arguments with a DEFAULT must follow those without one.")
    if any(each.mode == "OUT" and each.default is not None for each in routine.arguments):
        raise errors.compilation(1003, "42000", "An OUT argument has no DEFAULT.")
    if any(each.mode == "OUT" for each in routine.arguments) and (
        routine.kind == "FUNCTION" or routine.language != "SQL"
    ):
        raise errors.unsupported(f"OUT arguments of a {routine.language} {routine.kind.lower()}")
    if routine.kind == "FUNCTION" and routine.columns == ():
        raise errors.compilation(1003, "42000", "RETURNS TABLE of a function must name its columns.")
    if routine.language != "SQL":
        languages.check(routine)
    elif isinstance(routine, Function):
        functions.check(routine, session)
    else:
        parse_block(routine.body, tuple(names))


def drop(statement: nodes.Drop, session: Session) -> Result:
    """DROP PROCEDURE | FUNCTION [IF EXISTS] name(types)."""
    types = statement.argument_types or ()
    found: Any = lookup.exactly(statement.kind, statement.name, types, session)
    shown = statement.name.last
    if found is None:
        if statement.if_exists:
            return status(f"Drop statement executed successfully ({shown} already dropped).", "DROP")
        session.require_container(session.resolve(statement.name, "DROP"))
        raise lookup.absent(statement.kind, statement.name, types)
    with session.ddl() as change:
        if found.session_id is not None:
            change.catalog = change.catalog.evolve()
            del session.routines[found.kind, found.name]
        else:
            change.drop(found, restorable=False)
    return status(f"{shown} successfully dropped.", "DROP")


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER PROCEDURE | FUNCTION name(types): RENAME TO, SET | UNSET COMMENT, SET | UNSET SECURE, EXECUTE AS."""
    done = status("Statement executed successfully.", "ALTER")
    types = statement.argument_types or ()
    found: Any = lookup.exactly(statement.kind, statement.name, types, session)
    if found is None and statement.if_exists:
        return done
    found = lookup.required(statement.kind, statement.name, types, session)
    if found.session_id is not None:
        raise errors.unsupported(f"ALTER of a temporary {statement.kind.lower()}")
    for action in statement.actions:
        found = _altered(found, action, statement.kind, session)
        with session.ddl() as change:
            change.replace(found)
    return done


def _altered(found: Any, action: nodes.AlterAction, kind: str, session: Session) -> Any:
    match action:
        case nodes.RenameTo(name=name):
            full = session.resolve(name, "RENAME")
            session.require_container(full)
            moved = Name(full.database, full.schema, signature(full.last, [each.type for each in found.arguments]))
            return replace(found, name=moved, routine=full.last)
        case nodes.SetOptions(options=options) if set(options) == {"COMMENT"}:
            return replace(found, comment=str(options["COMMENT"]))
        case nodes.UnsetOptions(names=("COMMENT",)):
            return replace(found, comment="")
        case nodes.Verb(verb="SET SECURE" | "UNSET SECURE"):
            return replace(found, secure=action.verb == "SET SECURE")
        case nodes.Verb(verb="EXECUTE AS OWNER" | "EXECUTE AS CALLER") if kind == "PROCEDURE":
            return replace(found, execute_as=action.verb.rsplit(" ", 1)[1])
    raise errors.unsupported(f"ALTER {kind} with this action")
