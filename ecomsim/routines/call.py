"""CALL: choose the overload, compute its arguments, run its body in surroundings of its own, answer one value or rows.

Source: spec/scripting.md 8.5 to 8.7 and section 12.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors, execution, result
from ecomsim.catalog.objects import Procedure
from ecomsim.execution import Typed
from ecomsim.names import ObjectName
from ecomsim.result import Result
from ecomsim.routines import languages, lookup, scopes, signature
from ecomsim.scripting import interpreter, values
from ecomsim.scripting.nodes import Expression, Place
from ecomsim.scripting.parse import parse_block
from ecomsim.sqltext import nodes
from ecomsim.sqltext.parse import parse_expression
from ecomsim.types import Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.session import Session


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
    places = signature.positions(procedure, keys) or []
    targets = {
        procedure.arguments[place].name: _target(tree)
        for place, (_, tree) in zip(places, statement.arguments, strict=True)
        if procedure.arguments[place].mode == "OUT"
    }
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
            return _scalar(procedure, Typed(None, procedure.returns or _NULL.type), session), {}
        if procedure.language != "SQL":
            return languages.call_procedure(procedure, arguments, session), {}
        out = tuple(each.name for each in procedure.arguments if each.mode == "OUT")
        block = parse_block(procedure.body, tuple(arguments))
        returned = interpreter.run(block, session, arguments, out)
        if procedure.columns is not None:
            return rows_of(procedure, returned.table), returned.out
        if returned.table is not None:
            raise _mismatch()
        return _scalar(procedure, _fitted(procedure, returned, session), session), returned.out


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


def _fitted(procedure: Procedure, returned: interpreter.Returned, session: Session) -> Typed:
    """A literal, a variable or a value of another family takes the RETURNS type; an expression keeps its own."""
    assert procedure.returns is not None
    value = returned.value
    if value.value is None:
        return Typed(None, procedure.returns)
    if returned.is_plain or value.type.name != procedure.returns.name:
        return values.converted(value, procedure.returns, session)
    return value


def _scalar(procedure: Procedure, value: Typed, session: Session) -> Result:
    if procedure.returns_not_null and value.value is None:
        raise errors.fail(
            100072, "22000", "Stored procedure execution error: NULL value returned for a return type that is NOT NULL."
        )
    return scalar(procedure, value)


def scalar(procedure: Procedure, value: Typed) -> Result:
    """One row in one column named after the procedure."""
    column = Column(procedure.routine, interpreter.answer_type(value.type))
    return Result(
        columns=(column,),
        content=result.table((column,), [(value.value,)]),
        kind="call",
        rowcount=1,
        statement_type="CALL",
    )


def rows_of(procedure: Procedure, answer: Result | None) -> Result:
    """The rows with the names and types that RETURNS TABLE declares, if it declares any."""
    declared = procedure.columns or ()
    if answer is None or (declared and not _matches(answer.columns, [each.type for each in declared])):
        raise _mismatch()
    if not declared:
        return replace(answer, kind="call", rowcount=answer.num_rows, statement_type="CALL")
    columns = tuple(Column(each.name, each.type) for each in declared)
    data = execution.named(answer.data, columns)
    for place, column in enumerate(columns):
        data = data.set_column(place, column.name, data.column(place).cast(result.arrow_type(column.type)))
    return Result(columns=columns, content=data, kind="call", rowcount=data.num_rows, statement_type="CALL")


def _matches(columns: Sequence[Column], declared: Sequence[SnowflakeType]) -> bool:
    return len(columns) == len(declared) and all(
        column.type.name == wanted.name and (column.type.scale or 0) <= (wanted.scale or 0)
        for column, wanted in zip(columns, declared, strict=True)
    )


def _mismatch() -> errors.SnowflakeError:
    return errors.fail(
        100183,
        "P0000",
        "Stored procedure execution error: data type of returned table does not match expected returned table type",
    )


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
    from ecomsim import system_functions

    value, kind = system_functions.call(name, [each.value for each in given], session)
    column = Column(name, kind)
    return Result(
        columns=(column,), content=result.table((column,), [(value,)]), kind="call", rowcount=1, statement_type="CALL"
    )
