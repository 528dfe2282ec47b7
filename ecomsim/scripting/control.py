"""Branches, loops, RETURN and RAISE.

Source: spec/scripting.md sections 4, 8 and 9.
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim import errors
from ecomsim.scripting import nodes, values
from ecomsim.scripting.machine import Machine
from ecomsim.scripting.nodes import Expression
from ecomsim.scripting.state import (
    COUNTER,
    CursorState,
    Flow,
    Left,
    Raised,
    Record,
    ResultSet,
    Returned,
    Variable,
    failed,
)
from ecomsim.scripting.statements import filled, opened, start
from ecomsim.statements.execution import Typed
from ecomsim.values import types

# --- branches and loops --------------------------------------------------------------------------------


def branch(machine: Machine, node: nodes.If) -> Flow:
    for condition, body in node.branches:
        if machine.holds(condition):
            return machine.statements(body)
    return machine.statements(node.otherwise)


def for_range(machine: Machine, node: nodes.ForRange) -> Flow:
    first, last = (machine.value(bound, types.INTEGER).value for bound in (node.start, node.end))
    if first is None or last is None:
        error = errors.fail(100183, "22004", "The bounds of a FOR loop must not be NULL")
        raise failed("EXPRESSION_ERROR", error, node.start.place)
    counted = range(first, last + 1)
    for number in reversed(counted) if node.reverse else counted:
        with machine.scope({node.variable: Variable(Typed(number, COUNTER), COUNTER, is_counter=True)}):
            goes_on, flow = machine.round(node.body, node.label)
        if not goes_on:
            return flow
    return None


def for_rows(machine: Machine, node: nodes.ForRows) -> Flow:
    """A loop over a cursor opens and closes it, unless it is open: then OPEN has bound it, and CLOSE is to come."""
    slot = machine.slot(node.source)
    is_open = isinstance(slot, CursorState) and slot.answer is not None
    if isinstance(slot, CursorState):
        if not is_open:
            start(machine, slot, (), node.place)
        state = slot
    else:
        assert isinstance(slot, ResultSet)
        state = CursorState(nodes.DeclareCursor(name=node.source), filled(slot, node.source, node.place))
    answer = state.answer
    assert answer is not None
    try:
        while state.position < answer.data.num_rows:  # a FETCH in the body moves the position too
            fields = values.row(answer.data, answer.columns, state.position)
            state.position += 1
            with machine.scope({node.variable: Record(fields)}):
                goes_on, flow = machine.round(node.body, node.label)
            if not goes_on:
                return flow
    finally:
        if not is_open:
            state.answer = None
    return None


def loop(machine: Machine, node: nodes.Loop) -> Flow:
    while node.condition is None or node.until or machine.holds(node.condition):
        goes_on, flow = machine.round(node.body, node.label)
        if not goes_on:
            return flow
        if node.until and node.condition is not None and machine.holds(node.condition):
            return None
    return None


# --- leaving -------------------------------------------------------------------------------------------


def leave(machine: Machine, node: nodes.Leave) -> Flow:
    return Left(node.kind, node.label)


def give_back(machine: Machine, node: nodes.Return) -> Flow:
    if node.table is not None:
        slot = machine.slot(node.table)
        if isinstance(slot, CursorState):
            return Returned(table=opened(slot, node.place))
        assert isinstance(slot, ResultSet)
        return Returned(table=filled(slot, node.table, node.place))
    if node.value is None:
        return Returned()
    counter = _bare_counter(machine, node.value)
    is_plain = isinstance(node.value.tree, (exp.Placeholder, exp.Literal, exp.Boolean))
    return Returned(machine.value(node.value, types.TEXT if counter else None), is_plain=is_plain)


def _bare_counter(machine: Machine, expression: Expression) -> bool:
    """RETURN of the bare counter of a FOR loop is text (spec 4.4)."""
    if len(expression.references) != 1 or expression.tree.name != expression.references[0].placeholder:
        return False
    slot = machine.slot(expression.references[0].name)
    return isinstance(slot, Variable) and slot.is_counter


def raise_exception(machine: Machine, node: nodes.Raise) -> None:
    if node.name is None:
        if not machine.caught:
            error = errors.fail(90237, "P0000", "RAISE without an exception is allowed only in a handler.")
            raise failed("STATEMENT_ERROR", error, node.place)
        raise machine.caught[-1]
    declared = machine.slot(node.name)
    assert isinstance(declared, nodes.DeclareException)
    raise Raised(node.name, errors.fail(declared.number, "P0001", declared.message), node.place, declared)


def nothing(machine: Machine, node: nodes.Nothing) -> None:
    return None
