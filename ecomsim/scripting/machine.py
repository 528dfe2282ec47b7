"""The state of a running block: scopes, handlers, values of expressions.

What goes wrong becomes a Raised with its place; handlers are tried from the innermost block outwards. Invariant: every
scope and handler that a block opens is closed when control leaves it, whichever way it leaves.
Source: spec/scripting.md sections 1, 3 and 9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.errors import SnowflakeError
from ecomsim.scripting import nodes, values
from ecomsim.scripting.nodes import Expression, Place
from ecomsim.scripting.state import Flow, Job, Left, Raised, Record, ResultSet, Slot, Variable, failed, matching
from ecomsim.statements.execution import Typed
from ecomsim.values import types
from ecomsim.values.types import SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

Runner = Callable[["Machine", Any], Flow]


@dataclass(slots=True)
class Machine:
    """One run of one block. `table` says how each kind of statement runs."""

    session: Session
    table: Mapping[type, Runner]
    arguments: Mapping[str, Typed]
    scopes: list[dict[str, Slot]] = field(default_factory=list)
    handlers: list[tuple[nodes.Handler, ...]] = field(default_factory=list)
    caught: list[Raised] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)

    def __post_init__(self) -> None:
        status: dict[str, Slot] = {
            name: Variable(Typed(None, kind), kind)
            for name, kind in (
                ("SQLROWCOUNT", types.INTEGER),
                ("SQLFOUND", types.BOOLEAN),
                ("SQLNOTFOUND", types.BOOLEAN),
                ("ACTIVITY_COUNT", types.INTEGER),
                ("SQLID", types.TEXT),
                ("SQLCODE", types.INTEGER),
                ("SQLERRM", types.TEXT),
                ("SQLSTATE", types.TEXT),
            )
        }
        self.scopes.append(status)
        self.scopes.append({name: Variable(value, value.type) for name, value in self.arguments.items()})

    # --- blocks and handlers -------------------------------------------------------------------------------

    def block(self, block: nodes.Block) -> Flow:
        with self.scope({}):
            for declaration in block.declarations:
                self.table[type(declaration)](self, declaration)
            self.handlers.append(block.handlers)
            depth = len(self.handlers)
            try:
                with self.scope({}):
                    return self.statements(block.body, top=True)
            except Raised as raised:
                failed_in_handler = len(self.handlers) < depth
                del self.handlers[depth - 1 :]
                handler = None if failed_in_handler else matching(block.handlers, raised)
                if handler is None:
                    raise
                return self.handle(handler, raised)
            finally:
                del self.handlers[depth - 1 :]

    def handle(self, handler: nodes.Handler, raised: Raised) -> Flow:
        self.caught.append(raised)
        before = self.error_status(raised)
        try:
            with self.scope({}):
                return self.statements(handler.body)
        finally:
            self.caught.pop()
            self.scopes[0].update(before)

    def error_status(self, raised: Raised) -> dict[str, Slot]:
        """Set SQLCODE, SQLERRM and SQLSTATE; returns what they were."""
        names = ("SQLCODE", "SQLERRM", "SQLSTATE")
        before = {name: self.scopes[0][name] for name in names}
        found = (raised.error.errno, raised.error.raw_msg, raised.error.sqlstate)
        for name, value, kind in zip(names, found, (types.INTEGER, types.TEXT, types.TEXT), strict=True):
            self.scopes[0][name] = Variable(Typed(value, kind), kind)
        return before

    def continued(self, raised: Raised) -> tuple[bool, Flow]:
        """Run the innermost block's CONTINUE handler for `raised`; (False, None) when it has none.

        The handler runs outside its block's protection: an error in it goes to the enclosing block.
        """
        handler = matching(self.handlers[-1], raised) if self.handlers else None
        if handler is None or not handler.continues:
            return False, None
        protection = self.handlers.pop()
        flow = self.handle(handler, raised)
        self.handlers.append(protection)
        return True, flow

    def statements(self, body: nodes.Body, *, top: bool = False) -> Flow:
        """Run statements in order; `top`: this is the body of a block, where CONTINUE handlers go on."""
        for node in body:
            self.session.stopping.check()
            try:
                flow = self.table[type(node)](self, node)
            except Raised as raised:
                if not top:
                    raise
                continued, flow = self.continued(raised)
                if not continued:
                    raise
            if flow is not None:
                return flow
        return None

    def round(self, body: nodes.Body, label: str | None) -> tuple[bool, Flow]:
        """One round of a loop: (whether the loop goes on, what leaves it)."""
        try:
            flow = self.statements(body)
        except Raised as raised:
            continued, flow = self.continued(raised)
            if not continued:
                raise
        if not isinstance(flow, Left):
            return flow is None, flow
        if flow.label is not None and flow.label != label:
            return False, flow
        return flow.kind == "CONTINUE", None

    # --- names and values ----------------------------------------------------------------------------------

    @contextmanager
    def scope(self, names: dict[str, Slot]) -> Iterator[None]:
        self.scopes.append(names)
        depth = len(self.scopes)
        try:
            yield
        finally:
            del self.scopes[depth - 1 :]

    def slot(self, name: str) -> Slot:
        for level in reversed(self.scopes):
            if name in level:
                return level[name]
        # declared by a LET in a branch that did not run
        return Variable(values.NULL, None)

    def variable(self, name: str) -> Variable:
        slot = self.slot(name)
        assert isinstance(slot, Variable)
        return slot

    def value(self, expression: Expression, target: SnowflakeType | None = None) -> Typed:
        found: dict[str, Typed] = {}
        for reference in expression.references:
            slot = self.slot(reference.name)
            if isinstance(slot, Record):
                found[reference.placeholder] = self.field(slot, reference, expression.place)
            elif isinstance(slot, ResultSet):  # the argument of SYSTEM$GET_RESULTSET_STATUS
                found[reference.placeholder] = Typed(slot.status, types.TEXT)
            else:
                assert isinstance(slot, Variable)
                found[reference.placeholder] = slot.value
        try:
            return values.evaluate(expression, found, self.session, target)
        except SnowflakeError as error:
            raise failed("EXPRESSION_ERROR", error, expression.place) from error

    def field(self, record: Record, reference: nodes.Reference, place: Place) -> Typed:
        if reference.field is None or reference.field not in record.fields:
            error = errors.invalid_identifier(f"{reference.name}.{reference.field}", place.line, place.position)
            raise failed("EXPRESSION_ERROR", error, place)
        return record.fields[reference.field]

    def holds(self, condition: Expression) -> bool:
        return bool(self.value(condition, types.BOOLEAN).value)

    def set(self, name: str, value: Typed, place: Place) -> None:
        variable = self.variable(name)
        try:
            variable.value = values.converted(value, variable.type, self.session)
        except SnowflakeError as error:
            raise failed("EXPRESSION_ERROR", error, place) from error
