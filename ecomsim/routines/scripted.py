"""Functions whose body is a block of Snowflake Scripting: run row by row, in a session of their own.

The session sees the function's schema and may read, not write. Source: spec/scripting.md 13.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.catalog.objects import Function
from ecomsim.routines import python_values
from ecomsim.routines.external import Batch, Row
from ecomsim.scripting import interpreter, values
from ecomsim.scripting.parse import parse_block
from ecomsim.statements import result
from ecomsim.statements.execution import Typed
from ecomsim.values.types import Column

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account


def batch(function: Function, account: Account) -> Batch:
    """The block as a function of texts."""
    if function.columns is not None or function.returns is None:
        raise errors.unsupported("table functions with a block as body")
    returns = function.returns
    block = parse_block(function.body, tuple(each.name for each in function.arguments), allows_sql=False)
    readers = [python_values.reader(each.type) for each in function.arguments]
    write = python_values.writer(returns)
    column = Column("V", returns)

    def run(rows: Sequence[Row]) -> list[str | None]:
        answers: list[str | None] = []
        with account.session(
            database=function.name.database, schema=function.name.schema, warehouse=None, internal=True
        ) as session:
            session.now = session.clock.now()
            for row in rows:
                arguments = {
                    parameter.name: Typed(
                        text if text is None or parameter.type.is_json else read(text), parameter.type
                    )
                    for parameter, read, text in zip(function.arguments, readers, row, strict=True)
                }
                returned = interpreter.run(block, session, arguments)
                value = Typed(None, returns) if returned.value.value is None else returned.value
                fitted = values.converted(value, returns, session)
                stored = result.table((column,), [(fitted.value,)]).column(0)[0].as_py()
                if stored is None or returns.is_json:
                    answers.append(stored)
                else:
                    answers.append(write(python_values.from_stored(stored, returns)))
        return answers

    return run
