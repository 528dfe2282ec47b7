"""Running a block: the table of its statements, and the answer it gives.

A statement of a block commits, consumes streams and enters the query history by itself; what no handler takes ends the
block as "Uncaught exception of type … on line … at position …". Source: spec/scripting.md sections 8 and 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ecomsim.scripting import control, nested, nodes, statements, values
from ecomsim.scripting.machine import Machine, Runner
from ecomsim.scripting.parse import parse_block
from ecomsim.scripting.state import Raised, Returned
from ecomsim.scripting.statements import execute_text
from ecomsim.statements import result
from ecomsim.statements.execution import Typed
from ecomsim.statements.result import Result
from ecomsim.values.types import Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

__all__ = ["Returned", "execute_text", "run", "run_block"]


def run_block(text: str, session: Session, arguments: Mapping[str, Typed] | None = None) -> Result:
    """Run DECLARE … BEGIN … END and give its answer: one row in column "anonymous block", or RETURN TABLE's rows.

    `arguments`: folded name to value with its type. Raises SnowflakeError: a compilation error before anything ran,
    else the uncaught exception.
    """
    returned = run(parse_block(text, tuple(arguments or ())), session, arguments or {})
    if returned.table is not None:
        return returned.table
    column = Column("anonymous block", values.answer_type(returned.value.type))
    return Result(
        columns=(column,),
        content=result.table((column,), [(returned.value.value,)]),
        kind="call",
        rowcount=1,
        statement_type="BEGIN_END_BLOCK",
    )


def run(block: nodes.Block, session: Session, arguments: Mapping[str, Typed], out: tuple[str, ...] = ()) -> Returned:
    """Run a parsed block; every statement in it is nested in the one that runs it.

    `out`: arguments whose values at the end are part of the answer.
    """
    machine = Machine(session, RUN, arguments)
    session.depth += 1
    try:
        flow = machine.block(block)
    except Raised as raised:
        raise raised.uncaught() from raised.error
    finally:
        session.depth -= 1
    returned = flow if isinstance(flow, Returned) else Returned()
    return replace(returned, out={name: machine.variable(name).value for name in out}) if out else returned


RUN: dict[type, Runner] = {
    nodes.Sql: statements.run_sql,
    nodes.ExecuteImmediate: statements.run_sql,
    nodes.CallNested: statements.run_sql,
    nodes.DeclareVariable: statements.declare,
    nodes.DeclareCursor: statements.declare,
    nodes.DeclareResultSet: statements.declare,
    nodes.DeclareException: statements.declare,
    nodes.DeclareProcedure: nested.declare,
    nodes.Assign: statements.assign,
    nodes.Evaluate: statements.evaluate,
    nodes.If: control.branch,
    nodes.ForRange: control.for_range,
    nodes.ForRows: control.for_rows,
    nodes.Loop: control.loop,
    nodes.Leave: control.leave,
    nodes.Return: control.give_back,
    nodes.Raise: control.raise_exception,
    nodes.OpenCursor: statements.open_cursor,
    nodes.Fetch: statements.fetch,
    nodes.CloseCursor: statements.close_cursor,
    nodes.Async: statements.run_async,
    nodes.Await: statements.await_jobs,
    nodes.Cancel: statements.cancel_job,
    nodes.Nothing: control.nothing,
    nodes.Block: Machine.block,
}
