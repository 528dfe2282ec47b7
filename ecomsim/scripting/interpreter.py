"""Running a block: control flow here, every SQL statement through the session like any other.

A statement of a block commits, consumes streams and enters the query history by itself. What goes wrong becomes a
Raised with its place; handlers are tried from the innermost block outwards, and what nobody handles ends the block as
"Uncaught exception of type … on line … at position …". Source: spec/scripting.md sections 3 to 10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors, result, types
from ecomsim.errors import SnowflakeError
from ecomsim.execution import Typed
from ecomsim.result import Result
from ecomsim.scripting import nodes, values
from ecomsim.scripting.nodes import Expression, Place
from ecomsim.scripting.parse import parse_block
from ecomsim.sqltext.split import split
from ecomsim.types import Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.session import Session

UNCATCHABLE = frozenset({604, 630, 390111})
"""Cancelled, timed out, session gone: no handler sees these."""

COUNTER = types.number(9, 0)


@dataclass(slots=True)
class Variable:
    value: Typed
    type: SnowflakeType | None
    is_counter: bool = False


@dataclass(slots=True)
class ResultSet:
    answer: Result | None = None


@dataclass(slots=True)
class CursorState:
    declared: nodes.DeclareCursor
    answer: Result | None = None
    position: int = 0


@dataclass(slots=True)
class Record:
    fields: Mapping[str, Typed]


Slot = Variable | ResultSet | CursorState | Record | nodes.DeclareException


class Raised(Exception):  # noqa: N818 - an event of the language, not an error of the engine
    """An exception on its way to a handler. `declared` is the declaration behind RAISE, None for built-in kinds."""

    def __init__(
        self, kind: str, error: SnowflakeError, place: Place, declared: nodes.DeclareException | None = None
    ) -> None:
        super().__init__(kind)
        self.kind, self.error, self.place, self.declared = kind, error, place, declared

    def uncaught(self) -> SnowflakeError:
        """What the client sees when no handler took it."""
        return errors.fail(
            self.error.errno,
            self.error.sqlstate,
            f"Uncaught exception of type '{self.kind}' on line {self.place.line} at position {self.place.position} : "
            f"{self.error.raw_msg}",
        )


@dataclass(frozen=True, slots=True)
class Left:
    """BREAK or CONTINUE on its way to its loop."""

    kind: str
    label: str | None


@dataclass(frozen=True, slots=True)
class Returned:
    """The block's answer: one value, or a whole result.

    is_plain: the value is a literal or a variable; out: the last values of the arguments that were asked for.
    """

    value: Typed = values.NULL
    table: Result | None = None
    is_plain: bool = False
    out: Mapping[str, Typed] = field(default_factory=dict)


Flow = Left | Returned | None


def run_block(text: str, session: Session, arguments: Mapping[str, Typed] | None = None) -> Result:
    """Run DECLARE … BEGIN … END and give its answer: one row in column "anonymous block", or RETURN TABLE's rows.

    `arguments`: folded name to value with its type. Raises SnowflakeError: a compilation error before anything ran,
    else the uncaught exception.
    """
    returned = run(parse_block(text, tuple(arguments or ())), session, arguments or {})
    if returned.table is not None:
        return returned.table
    column = Column("anonymous block", answer_type(returned.value.type))
    return Result(
        columns=(column,),
        data=result.table((column,), [(returned.value.value,)]),
        kind="call",
        rowcount=1,
        statement_type="BEGIN_END_BLOCK",
    )


def run(block: nodes.Block, session: Session, arguments: Mapping[str, Typed], out: tuple[str, ...] = ()) -> Returned:
    """Run a parsed block; every statement in it is nested in the one that runs it.

    `out`: arguments whose values at the end are part of the answer.
    """
    interpreter = _Interpreter(session, arguments)
    session.depth += 1
    try:
        flow = interpreter.block(block)
    except Raised as raised:
        raise raised.uncaught() from raised.error
    finally:
        session.depth -= 1
    returned = flow if isinstance(flow, Returned) else Returned()
    return replace(returned, out={name: interpreter.variable(name).value for name in out}) if out else returned


def answer_type(kind: SnowflakeType) -> SnowflakeType:
    """Text and binary answers have the greatest length (spec 8.3)."""
    if kind.is_text:
        return types.TEXT
    return types.binary() if kind.name == "BINARY" else kind


@dataclass(slots=True)
class _Interpreter:
    session: Session
    arguments: Mapping[str, Typed]
    scopes: list[dict[str, Slot]] = field(default_factory=list)
    handlers: list[tuple[nodes.Handler, ...]] = field(default_factory=list)
    caught: list[Raised] = field(default_factory=list)

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
        with self._scope({}):
            for declaration in block.declarations:
                self._declare(declaration)
            self.handlers.append(block.handlers)
            depth = len(self.handlers)
            try:
                with self._scope({}):
                    return self._statements(block.body, top=True)
            except Raised as raised:
                failed_in_handler = len(self.handlers) < depth
                del self.handlers[depth - 1 :]
                handler = None if failed_in_handler else _matching(block.handlers, raised)
                if handler is None:
                    raise
                return self._handle(handler, raised)
            finally:
                del self.handlers[depth - 1 :]

    def _handle(self, handler: nodes.Handler, raised: Raised) -> Flow:
        self.caught.append(raised)
        before = self._error_status(raised)
        try:
            with self._scope({}):
                return self._statements(handler.body)
        finally:
            self.caught.pop()
            self.scopes[0].update(before)

    def _error_status(self, raised: Raised) -> dict[str, Slot]:
        """Set SQLCODE, SQLERRM and SQLSTATE; returns what they were."""
        names = ("SQLCODE", "SQLERRM", "SQLSTATE")
        before = {name: self.scopes[0][name] for name in names}
        found = (raised.error.errno, raised.error.raw_msg, raised.error.sqlstate)
        for name, value, kind in zip(names, found, (types.INTEGER, types.TEXT, types.TEXT), strict=True):
            self.scopes[0][name] = Variable(Typed(value, kind), kind)
        return before

    def _continued(self, raised: Raised) -> tuple[bool, Flow]:
        """Run the innermost block's CONTINUE handler for `raised`; (False, None) when it has none.

        The handler runs outside its block's protection: an error in it goes to the enclosing block.
        """
        handler = _matching(self.handlers[-1], raised) if self.handlers else None
        if handler is None or not handler.continues:
            return False, None
        protection = self.handlers.pop()
        flow = self._handle(handler, raised)
        self.handlers.append(protection)
        return True, flow

    def _statements(self, body: nodes.Body, *, top: bool = False) -> Flow:
        """Run statements in order; `top`: this is the body of a block, where CONTINUE handlers go on."""
        for node in body:
            try:
                flow = _RUN[type(node)](self, node)
            except Raised as raised:
                if not top:
                    raise
                continued, flow = self._continued(raised)
                if not continued:
                    raise
            if flow is not None:
                return flow
        return None

    def _round(self, body: nodes.Body, label: str | None) -> tuple[bool, Flow]:
        """One round of a loop: (whether the loop goes on, what leaves it)."""
        try:
            flow = self._statements(body)
        except Raised as raised:
            continued, flow = self._continued(raised)
            if not continued:
                raise
        if not isinstance(flow, Left):
            return flow is None, flow
        if flow.label is not None and flow.label != label:
            return False, flow
        return flow.kind == "CONTINUE", None

    # --- names and values ----------------------------------------------------------------------------------

    @contextmanager
    def _scope(self, names: dict[str, Slot]) -> Iterator[None]:
        self.scopes.append(names)
        depth = len(self.scopes)
        try:
            yield
        finally:
            del self.scopes[depth - 1 :]

    def _slot(self, name: str) -> Slot:
        for level in reversed(self.scopes):
            if name in level:
                return level[name]
        # declared by a LET in a branch that did not run
        return Variable(values.NULL, None)

    def variable(self, name: str) -> Variable:
        slot = self._slot(name)
        assert isinstance(slot, Variable)
        return slot

    def _value(self, expression: Expression, target: SnowflakeType | None = None) -> Typed:
        found: dict[str, Typed] = {}
        for reference in expression.references:
            slot = self._slot(reference.name)
            if isinstance(slot, Record):
                found[reference.placeholder] = self._field(slot, reference, expression.place)
            else:
                assert isinstance(slot, Variable)
                found[reference.placeholder] = slot.value
        try:
            return values.evaluate(expression, found, self.session, target)
        except SnowflakeError as error:
            raise _raised("EXPRESSION_ERROR", error, expression.place) from error

    def _field(self, record: Record, reference: nodes.Reference, place: Place) -> Typed:
        if reference.field is None or reference.field not in record.fields:
            error = errors.invalid_identifier(f"{reference.name}.{reference.field}", place.line, place.position)
            raise _raised("EXPRESSION_ERROR", error, place)
        return record.fields[reference.field]

    def _holds(self, condition: Expression) -> bool:
        return bool(self._value(condition, types.BOOLEAN).value)

    def _set(self, name: str, value: Typed, place: Place) -> None:
        variable = self.variable(name)
        try:
            variable.value = values.converted(value, variable.type, self.session)
        except SnowflakeError as error:
            raise _raised("EXPRESSION_ERROR", error, place) from error

    def _declare(self, node: Any) -> None:
        slot: Slot
        match node:
            case nodes.DeclareVariable(type=kind, value=None):
                slot = Variable(Typed(None, kind or types.TEXT), kind)
            case nodes.DeclareVariable(type=None, value=Expression() as expression):
                value = values.inferred(self._value(expression), expression)
                slot = Variable(value, value.type)
            case nodes.DeclareVariable(type=kind, value=Expression() as expression):
                slot = Variable(self._value(expression, kind), kind)
            case nodes.DeclareCursor():
                slot = CursorState(node)
            case nodes.DeclareResultSet(source=source):
                slot = ResultSet(self._answer(source) if source is not None else None)
            case _:
                slot = node
        self.scopes[-1][node.name] = slot

    def _assign(self, node: nodes.Assign) -> None:
        if isinstance(node.value, Expression):
            variable = self.variable(node.name)
            variable.value = self._value(node.value, variable.type)
        else:
            slot = self._slot(node.name)
            assert isinstance(slot, ResultSet)
            slot.answer = self._answer(node.value)

    # --- SQL -----------------------------------------------------------------------------------------------

    def _answer(self, node: nodes.Runnable, using: tuple[str, ...] = ()) -> Result:
        """Run a statement and set the status variables."""
        try:
            if isinstance(node, nodes.Sql):
                binds: Any = {name: self.variable(name).value for name in node.references}
                self.session.out = {}
                answer = self.session.execute(node.text, [self.variable(name).value for name in using] or binds)
            else:
                answer = self._immediate(node)
        except SnowflakeError as error:
            raise _raised("STATEMENT_ERROR", error, node.place) from error
        for name, value in self.session.out.items():
            self._set(name, value, node.place)
        self.session.out = {}
        count = answer.rowcount if answer.kind == "dml" else None
        self._status("SQLROWCOUNT", count)
        self._status("SQLFOUND", None if count is None else count > 0)
        self._status("SQLNOTFOUND", None if count is None else count == 0)
        self._status("ACTIVITY_COUNT", answer.data.num_rows if count is None else count)
        self._status("SQLID", answer.query_id)
        return answer

    def _immediate(self, node: nodes.ExecuteImmediate) -> Result:
        text = self._value(node.source).value
        return execute_text(text, self.session, [self.variable(name).value for name in node.using])

    def _status(self, name: str, value: Any) -> None:
        variable = self.scopes[0][name]
        assert isinstance(variable, Variable)
        variable.value = Typed(value, variable.value.type)

    def _sql(self, node: nodes.Runnable) -> None:
        answer = self._answer(node)
        if not isinstance(node, nodes.Sql) or not node.into:
            return
        if answer.data.num_rows > 1:
            error = errors.fail(
                1003,
                "P0000",
                f"SELECT INTO statement expects exactly 1 returned row, but got {answer.data.num_rows}.",
            )
            raise _raised("STATEMENT_ERROR", error, node.place)
        if answer.data.num_columns != len(node.into):
            error = errors.compilation(
                2020,
                "21S01",
                f"SELECT INTO list has {len(node.into)} variable(s) for {answer.data.num_columns} column(s)",
            )
            raise _raised("STATEMENT_ERROR", error, node.place)
        self._spread(answer, 0, node.into, node.place)

    def _spread(self, answer: Result, index: int, names: tuple[str, ...], place: Place) -> None:
        """Fill variables from a row by position; past the last row they become NULL."""
        if index >= answer.data.num_rows:
            for name in names:
                variable = self.variable(name)
                variable.value = Typed(None, variable.type or variable.value.type)
            return
        for name, value in zip(names, values.row(answer.data, answer.columns, index).values(), strict=False):
            self._set(name, value, place)

    # --- branches and loops --------------------------------------------------------------------------------

    def _if(self, node: nodes.If) -> Flow:
        for condition, body in node.branches:
            if self._holds(condition):
                return self._statements(body)
        return self._statements(node.otherwise)

    def _for_range(self, node: nodes.ForRange) -> Flow:
        first, last = (self._value(bound, types.INTEGER).value for bound in (node.start, node.end))
        if first is None or last is None:
            error = errors.fail(100183, "22004", "The bounds of a FOR loop must not be NULL")
            raise _raised("EXPRESSION_ERROR", error, node.start.place)
        counted = range(first, last + 1)
        for number in reversed(counted) if node.reverse else counted:
            with self._scope({node.variable: Variable(Typed(number, COUNTER), COUNTER, is_counter=True)}):
                goes_on, flow = self._round(node.body, node.label)
            if not goes_on:
                return flow
        return None

    def _for_rows(self, node: nodes.ForRows) -> Flow:
        slot = self._slot(node.source)
        if isinstance(slot, CursorState):
            self._open_state(slot, (), node.place)
            state = slot
        else:
            assert isinstance(slot, ResultSet)
            state = CursorState(nodes.DeclareCursor(name=node.source), self._filled(slot, node.source, node.place))
        answer = state.answer
        assert answer is not None
        try:
            while state.position < answer.data.num_rows:  # a FETCH in the body moves the position too
                fields = values.row(answer.data, answer.columns, state.position)
                state.position += 1
                with self._scope({node.variable: Record(fields)}):
                    goes_on, flow = self._round(node.body, node.label)
                if not goes_on:
                    return flow
        finally:
            state.answer = None
        return None

    def _loop(self, node: nodes.Loop) -> Flow:
        while node.condition is None or node.until or self._holds(node.condition):
            goes_on, flow = self._round(node.body, node.label)
            if not goes_on:
                return flow
            if node.until and node.condition is not None and self._holds(node.condition):
                return None
        return None

    # --- cursors -------------------------------------------------------------------------------------------

    def _open(self, node: nodes.OpenCursor) -> None:
        self._open_state(self._cursor(node.name), node.using, node.place)

    def _open_state(self, state: CursorState, using: tuple[str, ...], place: Place) -> None:
        declared = state.declared
        if declared.resultset is not None:
            slot = self._slot(declared.resultset)
            assert isinstance(slot, ResultSet)
            state.answer = self._filled(slot, declared.resultset, place)
        else:
            assert declared.query is not None
            state.answer = self._answer(declared.query, using)
        state.position = 0

    def _fetch(self, node: nodes.Fetch) -> None:
        state = self._cursor(node.name)
        self._spread(self._opened(state, node.place), state.position, node.into, node.place)
        state.position += 1

    def _close(self, node: nodes.CloseCursor) -> None:
        state = self._cursor(node.name)
        self._opened(state, node.place)
        state.answer = None

    def _cursor(self, name: str) -> CursorState:
        slot = self._slot(name)
        assert isinstance(slot, CursorState)
        return slot

    def _opened(self, state: CursorState, place: Place) -> Result:
        if state.answer is None:
            error = errors.fail(90238, "P0000", f"Cursor '{state.declared.name}' is not open.")
            raise _raised("STATEMENT_ERROR", error, place)
        return state.answer

    def _filled(self, slot: ResultSet, name: str, place: Place) -> Result:
        if slot.answer is None:
            error = errors.fail(90239, "P0000", f"Result set '{name}' has not been assigned.")
            raise _raised("STATEMENT_ERROR", error, place)
        return slot.answer

    # --- leaving -------------------------------------------------------------------------------------------

    def _leave(self, node: nodes.Leave) -> Flow:
        return Left(node.kind, node.label)

    def _return(self, node: nodes.Return) -> Flow:
        if node.table is not None:
            slot = self._slot(node.table)
            if isinstance(slot, CursorState):
                return Returned(table=self._opened(slot, node.place))
            assert isinstance(slot, ResultSet)
            return Returned(table=self._filled(slot, node.table, node.place))
        if node.value is None:
            return Returned()
        counter = self._bare_counter(node.value)
        is_plain = isinstance(node.value.tree, (exp.Placeholder, exp.Literal, exp.Boolean))
        return Returned(self._value(node.value, types.TEXT if counter else None), is_plain=is_plain)

    def _bare_counter(self, expression: Expression) -> bool:
        """RETURN of the bare counter of a FOR loop is text (spec 4.4)."""
        if len(expression.references) != 1 or expression.tree.name != expression.references[0].placeholder:
            return False
        slot = self._slot(expression.references[0].name)
        return isinstance(slot, Variable) and slot.is_counter

    def _raise(self, node: nodes.Raise) -> None:
        if node.name is None:
            if not self.caught:
                error = errors.fail(90237, "P0000", "RAISE without an exception is allowed only in a handler.")
                raise _raised("STATEMENT_ERROR", error, node.place)
            raise self.caught[-1]
        declared = self._slot(node.name)
        assert isinstance(declared, nodes.DeclareException)
        raise Raised(node.name, errors.fail(declared.number, "P0001", declared.message), node.place, declared)

    def _nothing(self, node: nodes.Nothing) -> None:
        return None


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


def _matching(handlers: tuple[nodes.Handler, ...], raised: Raised) -> nodes.Handler | None:
    return next((handler for handler in handlers if raised.kind in handler.names or "OTHER" in handler.names), None)


def _raised(kind: str, error: SnowflakeError, place: Place) -> Raised | SnowflakeError:
    return error if error.errno in UNCATCHABLE else Raised(kind, error, place)


_RUN: dict[type, Callable[[_Interpreter, Any], Flow]] = {
    nodes.Sql: _Interpreter._sql,
    nodes.ExecuteImmediate: _Interpreter._sql,
    nodes.DeclareVariable: _Interpreter._declare,
    nodes.DeclareCursor: _Interpreter._declare,
    nodes.DeclareResultSet: _Interpreter._declare,
    nodes.DeclareException: _Interpreter._declare,
    nodes.Assign: _Interpreter._assign,
    nodes.If: _Interpreter._if,
    nodes.ForRange: _Interpreter._for_range,
    nodes.ForRows: _Interpreter._for_rows,
    nodes.Loop: _Interpreter._loop,
    nodes.Leave: _Interpreter._leave,
    nodes.Return: _Interpreter._return,
    nodes.Raise: _Interpreter._raise,
    nodes.OpenCursor: _Interpreter._open,
    nodes.Fetch: _Interpreter._fetch,
    nodes.CloseCursor: _Interpreter._close,
    nodes.Nothing: _Interpreter._nothing,
    nodes.Block: _Interpreter.block,
}
