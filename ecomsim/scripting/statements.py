"""Declarations, assignments, SQL, cursors and child jobs of a block.

Every SQL statement goes through the session like any other: it commits, consumes streams and enters the query history
by itself. Source: spec/scripting.md sections 3, 5 to 7, 10 and 11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.errors import SnowflakeError
from ecomsim.scripting import nested, nodes, values
from ecomsim.scripting.machine import Machine
from ecomsim.scripting.nodes import Expression, Place
from ecomsim.scripting.state import CursorState, Job, Raised, ResultSet, Slot, Variable, failed
from ecomsim.sqltext.split import split
from ecomsim.statements.execution import Typed
from ecomsim.statements.result import Result
from ecomsim.values import types

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def declare(machine: Machine, node: Any) -> None:
    slot: Slot
    match node:
        case nodes.DeclareVariable(type=kind, value=None):
            slot = Variable(Typed(None, kind or types.TEXT), kind)
        case nodes.DeclareVariable(type=None, value=Expression() as expression):
            value = values.inferred(machine.value(expression), expression)
            slot = Variable(value, value.type)
        case nodes.DeclareVariable(type=kind, value=Expression() as expression):
            slot = Variable(machine.value(expression, kind), kind)
        case nodes.DeclareCursor():
            slot = CursorState(node)
        case nodes.DeclareResultSet(source=source):
            slot = ResultSet()
            if source is not None:
                _fill(machine, slot, source)
        case _:
            slot = node
    machine.scopes[-1][node.name] = slot


def assign(machine: Machine, node: nodes.Assign) -> None:
    if isinstance(node.value, Expression):
        variable = machine.variable(node.name)
        variable.value = machine.value(node.value, variable.type)
    else:
        slot = machine.slot(node.name)
        assert isinstance(slot, ResultSet)
        _fill(machine, slot, node.value)


def evaluate(machine: Machine, node: nodes.Evaluate) -> None:
    machine.value(node.value)


def _fill(machine: Machine, slot: ResultSet, source: nodes.Runnable | nodes.Async) -> None:
    """Give a RESULTSET its rows, or the child job that has them."""
    slot.answer, slot.job, slot.status = None, None, "FAILED_WITH_ERROR"
    if isinstance(source, nodes.Async):
        slot.job = start_job(machine, source)
        slot.status = "SUCCESS" if slot.job.failure is None else "FAILED_WITH_ERROR"
    else:
        slot.answer = run(machine, source)
        slot.status = "SUCCESS"


# --- SQL -----------------------------------------------------------------------------------------------


def run(machine: Machine, node: nodes.Runnable, using: tuple[str, ...] = ()) -> Result:
    """Run a statement and set the status variables."""
    answer = _executed(machine, node, using)
    count = answer.rowcount if answer.kind == "dml" else None
    _status(machine, "SQLROWCOUNT", count)
    _status(machine, "SQLFOUND", None if count is None else count > 0)
    _status(machine, "SQLNOTFOUND", None if count is None else count == 0)
    _status(machine, "ACTIVITY_COUNT", answer.data.num_rows if count is None else count)
    _status(machine, "SQLID", answer.query_id)
    return answer


def _executed(machine: Machine, node: nodes.Runnable, using: tuple[str, ...] = ()) -> Result:
    try:
        if isinstance(node, nodes.Sql):
            binds: Any = {name: machine.variable(name).value for name in node.references}
            machine.session.out = {}
            answer = machine.session.execute(node.text, [machine.variable(name).value for name in using] or binds)
        elif isinstance(node, nodes.CallNested):
            answer = nested.call(machine, node)
        else:
            answer = _immediate(machine, node)
    except SnowflakeError as error:
        raise failed("STATEMENT_ERROR", error, node.place) from error
    for name, value in machine.session.out.items():
        machine.set(name, value, node.place)
    machine.session.out = {}
    return answer


def _immediate(machine: Machine, node: nodes.ExecuteImmediate) -> Result:
    text = machine.value(node.source).value
    return execute_text(text, machine.session, [machine.variable(name).value for name in node.using])


def _status(machine: Machine, name: str, value: Any) -> None:
    variable = machine.scopes[0][name]
    assert isinstance(variable, Variable)
    variable.value = Typed(value, variable.value.type)


def run_sql(machine: Machine, node: nodes.Runnable) -> None:
    answer = run(machine, node)
    if isinstance(node, nodes.ExecuteImmediate) or not node.into:
        return
    if answer.data.num_rows > 1:
        error = errors.fail(
            1003,
            "P0000",
            f"SELECT INTO statement expects exactly 1 returned row, but got {answer.data.num_rows}.",
        )
        raise failed("STATEMENT_ERROR", error, node.place)
    if answer.data.num_columns != len(node.into):
        error = errors.compilation(
            2020,
            "21S01",
            f"SELECT INTO list has {len(node.into)} variable(s) for {answer.data.num_columns} column(s)",
        )
        raise failed("STATEMENT_ERROR", error, node.place)
    _spread(machine, answer, 0, node.into, node.place)


def _spread(machine: Machine, answer: Result, index: int, names: tuple[str, ...], place: Place) -> None:
    """Fill variables from a row by position; past the last row they become NULL."""
    if index >= answer.data.num_rows:
        for name in names:
            variable = machine.variable(name)
            variable.value = Typed(None, variable.type or variable.value.type)
        return
    for name, value in zip(names, values.row(answer.data, answer.columns, index).values(), strict=False):
        machine.set(name, value, place)


# --- child jobs ----------------------------------------------------------------------------------------------


def start_job(machine: Machine, node: nodes.Async) -> Job:
    """ASYNC (statement): it runs here and now, one job after the other; its failure waits for AWAIT."""
    job = Job()
    machine.session.starts_job = True
    try:
        job.answer = _executed(machine, node.source)
    except Raised as raised:
        job.failure = raised
    finally:
        machine.session.starts_job = False
    machine.jobs.append(job)
    return job


def run_async(machine: Machine, node: nodes.Async) -> None:
    start_job(machine, node)


def await_jobs(machine: Machine, node: nodes.Await) -> None:
    """AWAIT ALL, AWAIT resultset: the failure of a job is raised here."""
    if node.name is None:
        jobs, machine.jobs = machine.jobs, []
        for slot in (slot for level in machine.scopes for slot in level.values() if isinstance(slot, ResultSet)):
            _collect(slot)
    else:
        slot = _resultset(machine, node.name)
        jobs = [slot.job] if slot.job is not None else []
        machine.jobs = [job for job in machine.jobs if job is not slot.job]
        _collect(slot)
    for job in jobs:
        if job.failure is not None:
            raise job.failure


def _collect(slot: ResultSet) -> None:
    if slot.job is not None:
        slot.answer, slot.job = slot.job.answer, None


def cancel_job(machine: Machine, node: nodes.Cancel) -> None:
    """CANCEL resultset: the job has ended by now, so there is nothing to stop; its rows are gone."""
    slot = _resultset(machine, node.name)
    machine.jobs = [job for job in machine.jobs if job is not slot.job]
    slot.job, slot.status = None, "ABORTED"


def _resultset(machine: Machine, name: str) -> ResultSet:
    slot = machine.slot(name)
    assert isinstance(slot, ResultSet)
    return slot


# --- cursors -------------------------------------------------------------------------------------------


def open_cursor(machine: Machine, node: nodes.OpenCursor) -> None:
    start(machine, _cursor(machine, node.name), node.using, node.place)


def start(machine: Machine, state: CursorState, using: tuple[str, ...], place: Place) -> None:
    declared = state.declared
    if declared.resultset is not None:
        slot = machine.slot(declared.resultset)
        assert isinstance(slot, ResultSet)
        state.answer = filled(slot, declared.resultset, place)
    else:
        assert declared.query is not None
        state.answer = run(machine, declared.query, using)
    state.position = 0


def fetch(machine: Machine, node: nodes.Fetch) -> None:
    state = _cursor(machine, node.name)
    _spread(machine, opened(state, node.place), state.position, node.into, node.place)
    state.position += 1


def close_cursor(machine: Machine, node: nodes.CloseCursor) -> None:
    state = _cursor(machine, node.name)
    opened(state, node.place)
    state.answer = None


def _cursor(machine: Machine, name: str) -> CursorState:
    slot = machine.slot(name)
    assert isinstance(slot, CursorState)
    return slot


def opened(state: CursorState, place: Place) -> Result:
    if state.answer is None:
        error = errors.fail(90238, "P0000", f"Cursor '{state.declared.name}' is not open.")
        raise failed("STATEMENT_ERROR", error, place)
    return state.answer


def filled(slot: ResultSet, name: str, place: Place) -> Result:
    if slot.job is not None:
        error = errors.fail(90239, "P0000", f"Result set '{name}' is not ready: AWAIT {name} comes first.")
        raise failed("STATEMENT_ERROR", error, place)
    if slot.answer is None:
        error = errors.fail(90239, "P0000", f"Result set '{name}' has not been assigned.")
        raise failed("STATEMENT_ERROR", error, place)
    return slot.answer


def execute_text(text: Any, session: Session, using: list[Typed]) -> Result:
    """EXECUTE IMMEDIATE: exactly one statement; a block counts as one. Raises 000008 for several."""
    written = "" if text is None else str(text)
    count = len(split(written))
    if count > 1:
        raise errors.fail(8, "0A000", f"Actual statement count {count} did not match the desired statement count 1.")
    session.depth += 1
    try:
        return session.execute(written, using)
    finally:
        session.depth -= 1
