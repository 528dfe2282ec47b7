"""What a procedure answers: one value in a column of its name, or the rows that RETURNS TABLE declares.

Invariant: the answer has the type that RETURNS gives, or the call fails. Source: spec/scripting.md 8.5 to 8.7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.catalog.objects import Procedure
from ecomsim.scripting import values
from ecomsim.scripting.state import Returned
from ecomsim.statements import execution, result
from ecomsim.statements.execution import Typed
from ecomsim.statements.result import Result
from ecomsim.values.types import Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def of_block(procedure: Procedure, returned: Returned, session: Session) -> Result:
    """What CALL answers when the body, a block, has ended."""
    if procedure.columns is not None:
        return rows_of(procedure, returned.table)
    if returned.table is not None:
        raise mismatch()
    return scalar(procedure, _fitted(procedure, returned, session))


def _fitted(procedure: Procedure, returned: Returned, session: Session) -> Typed:
    """A literal, a variable or a value of another family takes the RETURNS type; an expression keeps its own."""
    assert procedure.returns is not None
    value = returned.value
    if value.value is None:
        return Typed(None, procedure.returns)
    structured = value.type.is_structured or procedure.returns.is_structured
    if returned.is_plain or structured or value.type.name != procedure.returns.name:
        return values.converted(value, procedure.returns, session)
    return value


def scalar(procedure: Procedure, value: Typed) -> Result:
    """One row in one column named after the procedure."""
    if procedure.returns_not_null and value.value is None:
        raise errors.fail(
            100072, "22000", "Stored procedure execution error: NULL value returned for a return type that is NOT NULL."
        )
    column = Column(procedure.routine, values.answer_type(value.type))
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
        raise mismatch()
    if not declared:
        return replace(answer, kind="call", rowcount=answer.num_rows, statement_type="CALL")
    columns = tuple(Column(each.name, each.type) for each in declared)
    data = execution.named(answer.data, columns)
    for place, column in enumerate(columns):
        data = data.set_column(place, column.name, data.column(place).cast(result.arrow_type(column.type)))
    return Result(columns=columns, content=data, kind="call", rowcount=data.num_rows, statement_type="CALL")


def _matches(columns: Sequence[Column], declared: Sequence[SnowflakeType]) -> bool:
    return len(columns) == len(declared) and all(
        column.type == wanted
        if column.type.is_structured or wanted.is_structured
        else column.type.name == wanted.name and (column.type.scale or 0) <= (wanted.scale or 0)
        for column, wanted in zip(columns, declared, strict=True)
    )


def mismatch() -> errors.SnowflakeError:
    return errors.fail(
        100183,
        "P0000",
        "Stored procedure execution error: data type of returned table does not match expected returned table type",
    )
