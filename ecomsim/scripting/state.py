"""What a running block holds: variables, cursors, result sets, and how control leaves a statement.

Values only, no behaviour: the interpreter and its statements change them.
Source: spec/scripting.md sections 3 to 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ecomsim import errors
from ecomsim.errors import SnowflakeError
from ecomsim.scripting import nodes, values
from ecomsim.scripting.nodes import Place
from ecomsim.statements.execution import Typed
from ecomsim.statements.result import Result
from ecomsim.values import types
from ecomsim.values.types import SnowflakeType

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
    """`job`: the child job whose answer it waits for; empty once AWAIT has fetched it.

    status: as SYSTEM$GET_RESULTSET_STATUS names it; None before the first assignment.
    """

    answer: Result | None = None
    job: Job | None = None
    status: str | None = None


@dataclass(slots=True)
class Job:
    """An asynchronous child job. It ran when it was started; AWAIT gives its answer or its failure."""

    answer: Result | None = None
    failure: Raised | None = None


@dataclass(slots=True)
class CursorState:
    declared: nodes.DeclareCursor
    answer: Result | None = None
    position: int = 0


@dataclass(slots=True)
class Record:
    fields: Mapping[str, Typed]


@dataclass(slots=True)
class NestedProcedure:
    """`scopes`: what was visible where it was declared, innermost last."""

    declared: nodes.DeclareProcedure
    scopes: list[dict[str, Slot]]


Slot = Variable | ResultSet | CursorState | Record | NestedProcedure | nodes.DeclareException


class Raised(Exception):  # noqa: N818 - an event of the language, not an error of the engine
    """An exception on its way to a handler. `declared` is the declaration behind RAISE, None for built-in kinds."""

    def __init__(
        self, kind: str, error: SnowflakeError, place: Place, declared: nodes.DeclareException | None = None
    ) -> None:
        super().__init__(kind)
        self.kind, self.error, self.place, self.declared = kind, error, place, declared

    def uncaught(self) -> SnowflakeError:
        """What the client sees when no handler took it; an exception without a message adds none."""
        where = f"Uncaught exception of type '{self.kind}' on line {self.place.line} at position {self.place.position}"
        text = f"{where} : {self.error.raw_msg}" if self.error.raw_msg else where
        return errors.fail(self.error.errno, self.error.sqlstate, text)


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


def matching(handlers: tuple[nodes.Handler, ...], raised: Raised) -> nodes.Handler | None:
    """The first handler that takes `raised`."""
    return next((handler for handler in handlers if raised.kind in handler.names or "OTHER" in handler.names), None)


def failed(kind: str, error: SnowflakeError, place: Place) -> Raised | SnowflakeError:
    """What to raise when a statement or an expression of the block fails with `error`."""
    return error if error.errno in UNCATCHABLE else Raised(kind, error, place)
