"""CALL: choose the overload, compute its arguments, run its body in surroundings of its own, answer one value or rows.

Source: spec/scripting.md 8.5 to 8.7 and section 12.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import Procedure
from ecomsim.lineage import access as accesses
from ecomsim.lineage.history import note
from ecomsim.names import ObjectName
from ecomsim.routines import answers, create, languages, lookup, scopes, signature
from ecomsim.scripting import interpreter, values
from ecomsim.scripting.nodes import Expression, Place
from ecomsim.scripting.parse import parse_block
from ecomsim.sqltext import nodes
from ecomsim.sqltext.parse import parse_expression
from ecomsim.statements import execution, result
from ecomsim.statements.execution import Typed
from ecomsim.statements.result import Result
from ecomsim.values.types import Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def call(statement: nodes.Call, session: Session) -> Result:
    """CALL name(arguments). Raises 002141 for an unknown procedure, 001044 when no overload takes the arguments."""
    if statement.into is not None:
        raise errors.compilation(1003, "42000", "CALL … INTO is allowed only inside a Snowflake Scripting block.")
    given = [_value(tree, session) for _, tree in statement.arguments]
    if len(statement.name.parts) == 1 and statement.name.last.startswith("SYSTEM$"):
        return _system(statement.name.last, given, session)
    keys = [key for key, _ in statement.arguments]
    if any(keys) and not all(keys):
        raise errors.compilation(1003, "42000", "Arguments are given either all by position or all by name.")
    procedure = lookup.chosen("PROCEDURE", statement.name, [each.type for each in given], keys, session)
    if not isinstance(procedure, Procedure):
        raise errors.compilation(2141, "42601", f"Unknown user-defined function {statement.name}")
    return _called(procedure, statement, given, session)


def call_anonymous(statement: nodes.CallAnonymous, session: Session) -> Result:
    """WITH name AS PROCEDURE … CALL name(…). Raises 001044 when the procedure does not take the arguments."""
    procedure = create.anonymous(statement.routine, session)
    given = [_value(tree, session) for _, tree in statement.call.arguments]
    keys = [key for key, _ in statement.call.arguments]
    if signature.choose([procedure], [each.type for each in given], keys) is None:
        raise lookup.not_taken(procedure.routine, [each.type for each in given])
    return _called(procedure, statement.call, given, session)


def _called(procedure: Procedure, statement: nodes.Call, given: Sequence[Typed], session: Session) -> Result:
    keys = [key for key, _ in statement.arguments]
    places = signature.positions(procedure, keys) or []
    targets = {
        procedure.arguments[place].name: _target(tree)
        for place, (_, tree) in zip(places, statement.arguments, strict=True)
        if procedure.arguments[place].mode == "OUT"
    }
    if targets and session.starts_job:
        raise errors.compilation(1003, "42000", "An asynchronous child job has no OUT arguments.")
    note(session, accesses.of_call(procedure))
    session.starts_job = False  # what the body calls is no job
    answer, out = _run(procedure, dict(zip(places, given, strict=True)), session)
    session.out = {targets[name]: value for name, value in out.items()}
    return answer


def as_table(name: ObjectName, arguments: Mapping[str | int, Any], session: Session) -> Result | None:
    """SELECT … FROM TABLE(procedure(…)); None when there is no such procedure."""
    keys = [key if isinstance(key, str) else None for key in arguments]
    given = [Typed(*execution.typed(value)) if value is not None else _NULL for value in arguments.values()]
    procedure = lookup.chosen("PROCEDURE", name, [each.type for each in given], keys, session)
    if not isinstance(procedure, Procedure):
        return None
    if procedure.columns is None:
        raise errors.compilation(2141, "42601", f"Procedure {name} does not return a table.")
    places = signature.positions(procedure, keys) or []
    session.depth += 1
    try:
        return _run(procedure, dict(zip(places, given, strict=True)), session)[0]
    finally:
        session.depth -= 1


_NULL = Typed(None, SnowflakeType("NULL"))


def _run(procedure: Procedure, given: Mapping[int, Typed], session: Session) -> tuple[Result, Mapping[str, Typed]]:
    """The procedure's answer and the values of its OUT arguments."""
    with scopes.call(procedure, session):
        arguments = _arguments(procedure, given, session)
        if procedure.strict and any(value.value is None for value in arguments.values()):
            return answers.scalar(procedure, Typed(None, procedure.returns or _NULL.type)), {}
        if procedure.language != "SQL":
            return languages.call_procedure(procedure, arguments, session), {}
        out = tuple(each.name for each in procedure.arguments if each.mode == "OUT")
        block = parse_block(procedure.body, tuple(arguments))
        returned = interpreter.run(block, session, arguments, out)
        return answers.of_block(procedure, returned, session), returned.out


def _arguments(procedure: Procedure, given: Mapping[int, Typed], session: Session) -> dict[str, Typed]:
    """Every argument by name, as its declared type; a missing one has its default."""
    found = {}
    for place, parameter in enumerate(procedure.arguments):
        value = given.get(place)
        if value is None:
            assert parameter.default is not None
            value = _evaluated(parse_expression(parameter.default), session)
        found[parameter.name] = values.converted(_or_text(value), parameter.type, session)
    return found


def _or_text(value: Typed) -> Typed:
    """A bare NULL has no type to convert from."""
    return values.NULL if value.type.name == "NULL" else value


# --- arguments -------------------------------------------------------------------------------------------------


def _value(tree: exp.Expr, session: Session) -> Typed:
    if isinstance(tree, exp.Placeholder):
        found = session.binds.get(_bind(tree))
        if found is not None:
            return Typed(*found)
    if isinstance(tree, exp.Null):
        return _NULL
    return _evaluated(tree, session)


def _bind(tree: exp.Placeholder) -> str:
    return str(tree.this) if tree.this else str(tree.meta["bind"])


def _evaluated(tree: exp.Expr, session: Session) -> Typed:
    binds = {name: Typed(*value) for name, value in session.binds.items()}
    return values.evaluate(Expression(tree=tree, place=Place(1, 0)), binds, session)


def _target(tree: exp.Expr) -> str:
    """The variable behind an OUT argument."""
    if not isinstance(tree, exp.Placeholder) or not tree.this:
        raise errors.compilation(1003, "42000", "An OUT argument takes a variable of a block, such as :v.")
    return str(tree.this)


def _system(name: str, given: Sequence[Typed], session: Session) -> Result:
    """CALL SYSTEM$…(…): a system function as a procedure."""
    from ecomsim.statements import system_functions

    value, kind = system_functions.call(name, [each.value for each in given], session)
    column = Column(name, kind)
    return Result(
        columns=(column,), content=result.table((column,), [(value,)]), kind="call", rowcount=1, statement_type="CALL"
    )
