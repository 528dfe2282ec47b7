"""A scripting block as values: what the grammar reads and the interpreter runs.

Nothing here knows a session. Variables in expressions are already placeholders, so a block can be kept and run again;
expressions compare by identity, which makes them keys of the plan cache.
Source: spec/scripting.md sections 1 to 9.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from ecomsim.values.types import SnowflakeType


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the block's text: line from 1, position (column) from 0."""

    line: int
    position: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A variable, or a field of a record, behind a placeholder of an expression."""

    placeholder: str
    name: str
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Expression:
    """A scalar expression. `infers_type`: a variable without a type may take the type of this value."""

    tree: exp.Expr
    place: Place
    references: tuple[Reference, ...] = ()
    infers_type: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sql:
    """A SQL statement; `references` are the variables it names as :name, `into` those that SELECT … INTO fills."""

    text: str
    place: Place
    references: tuple[str, ...] = ()
    into: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecuteImmediate:
    source: Expression
    using: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNested:
    """CALL of a procedure that the block declares; `arguments` by parameter name, `into` the variable it fills."""

    name: str
    arguments: tuple[tuple[str, Expression], ...]
    into: tuple[str, ...]
    place: Place


Runnable = Sql | ExecuteImmediate | CallNested
"""What a RESULTSET may hold the answer of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Async:
    """ASYNC (statement): a child job."""

    source: Runnable
    place: Place


# --- declarations ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareVariable:
    """DECLARE or LET; without a type the value's type is taken."""

    name: str
    type: SnowflakeType | None
    value: Expression | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareCursor:
    """A query, or the name of a RESULTSET whose rows the cursor walks."""

    name: str
    query: Sql | None = None
    resultset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareResultSet:
    name: str
    source: Runnable | Async | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareException:
    name: str
    number: int = -20000
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareProcedure:
    """name PROCEDURE (arguments) RETURNS … AS block; the block sees what was declared before it."""

    name: str
    signature: Signature
    body: Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Arguments in their order, and what comes back: one type, or the columns of a table (() for any)."""

    arguments: tuple[tuple[str, SnowflakeType], ...]
    returns: SnowflakeType | None
    columns: tuple[tuple[str, SnowflakeType], ...] | None
    not_null: bool


Declaration = DeclareVariable | DeclareCursor | DeclareResultSet | DeclareException | DeclareProcedure


# --- statements ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign:
    name: str
    value: Expression | Runnable | Async


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluate:
    """A call of a system function that stands as a statement: SYSTEM$LOG('info', …);"""

    value: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class If:
    """IF … ELSEIF …; a CASE statement too, its simple form with `subject = value` as conditions."""

    branches: tuple[tuple[Expression, Body], ...]
    otherwise: Body


@dataclass(frozen=True, slots=True, kw_only=True)
class ForRange:
    variable: str
    start: Expression
    end: Expression
    reverse: bool
    body: Body
    label: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForRows:
    """`source` names a cursor or a RESULTSET."""

    variable: str
    source: str
    body: Body
    label: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """WHILE, REPEAT and LOOP: `condition` None loops for ever; `until` tests after each round, for the end."""

    condition: Expression | None
    until: bool
    body: Body
    label: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """BREAK | CONTINUE [label]."""

    kind: Literal["BREAK", "CONTINUE"]
    label: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """RETURN [expression] | RETURN TABLE(resultset | RESULTSET_FROM_CURSOR(cursor))."""

    value: Expression | None = None
    table: str | None = None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """`name` None raises again what the handler caught."""

    name: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCursor:
    name: str
    using: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    name: str
    into: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCursor:
    name: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Await:
    """AWAIT ALL (`name` None) | AWAIT resultset."""

    name: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """CANCEL resultset."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """NULL;"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """WHEN name [OR name …] [EXIT | CONTINUE] THEN …; OTHER takes everything."""

    names: tuple[str, ...]
    continues: bool
    body: Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    declarations: tuple[Declaration, ...]
    body: Body
    handlers: tuple[Handler, ...]


Node = (
    Sql
    | ExecuteImmediate
    | CallNested
    | Declaration
    | Assign
    | Evaluate
    | If
    | ForRange
    | ForRows
    | Loop
    | Leave
    | Return
    | Raise
    | OpenCursor
    | Fetch
    | CloseCursor
    | Async
    | Await
    | Cancel
    | Nothing
    | Block
)
Body = tuple[Node, ...]
