"""The vocabulary of function rules: a call comes in, a typed DuckDB expression goes out.

A rule is a pure function `Call -> Bound`. `Bound.tree` is a fresh tree nobody else holds; its DuckDB type is
`Bound.physical` (normally `type.duckdb`).  A rule may give a number in another DuckDB number type (BIGINT, DOUBLE …) by
saying so in `physical`; whoever needs the exact type calls convert.exact().
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Protocol

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.context import Context
from ecomsim.sqltext import queries
from ecomsim.values.types import SnowflakeType

NULL_TYPE = SnowflakeType("NULL")
"""The type of a bare NULL: takes any type it meets; VARCHAR when nothing else decides."""


class Missing(Enum):
    """The absence of a constant (None is the constant NULL)."""

    MISSING = 0


MISSING = Missing.MISSING


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound expression.

    constant: the Python value of a literal (int, Decimal, float, str, bool, None …), MISSING for anything else;
    nullable: False only when it can never be NULL; physical: the DuckDB type of `tree`, None for type.duckdb.
    """

    tree: exp.Expr
    type: SnowflakeType
    constant: Any = MISSING
    nullable: bool = True
    physical: str | None = None

    @property
    def is_null(self) -> bool:
        return self.type.name == "NULL"

    @property
    def is_constant(self) -> bool:
        return self.constant is not MISSING


class Binder(Protocol):
    """What a rule may ask of the walk it is part of."""

    @property
    def context(self) -> Context: ...

    def bind(self, node: exp.Expr) -> Bound: ...

    def mark_uncacheable(self) -> None: ...

    def is_stored(self, tree: exp.Expr) -> bool:
        """Whether `tree` is a column of a stored table as DuckDB sees it: no query or view is behind its name."""

    @property
    def draws(self) -> Sequence[tuple[exp.Expr, exp.Expr]]:
        """For each relation of FROM the column with a random number of the row and the one with its place."""

    def fresh(self, prefix: str) -> str:
        """A name no user can have written."""

    def generator_row(self) -> exp.Expr | None:
        """The row number of the GENERATOR in FROM, if there is one."""

    def columns_of(self, node: exp.Column) -> Sequence[Any]:
        """The columns that t.* stands for (scope.ScopeColumn)."""

    def visible(self) -> Any:
        """The columns that * stands for (scope.ScopeColumn)."""


class Call:
    """One call of a built-in function, arguments not yet bound.

    name: upper-case; node: the exp.Anonymous; args: raw arguments in order; distinct: F(DISTINCT …); order: raw
    exp.Ordered of WITHIN GROUP; window: the raw exp.Window it stands in; ignore_nulls: IGNORE NULLS was said.
    """

    __slots__ = (
        "_bound",
        "_parts",
        "args",
        "binder",
        "context",
        "distinct",
        "ignore_nulls",
        "name",
        "node",
        "order",
        "window",
    )

    def __init__(
        self,
        name: str,
        node: exp.Expr,
        args: Sequence[exp.Expr],
        binder: Binder,
        *,
        distinct: bool = False,
        order: Sequence[exp.Expr] = (),
        window: exp.Window | None = None,
        ignore_nulls: bool = False,
    ) -> None:
        self.name = name
        self.node = node
        self.args = tuple(args)
        self.binder = binder
        self.context = binder.context
        self.distinct = distinct
        self.order = tuple(order)
        self.window = window
        self.ignore_nulls = ignore_nulls
        self._parts: set[int] = set()  # arguments that are date parts: they have no type
        self._bound: dict[int, Bound] = {}

    def has(self, index: int) -> bool:
        """Whether there is an argument `index` (from 0)."""
        return index < len(self.args)

    def seen(self) -> list[Bound]:
        """The arguments that have been bound."""
        return list(self._bound.values())

    def bound(self, index: int) -> Bound:
        """Argument `index`, bound once. Use its tree once; a second use in the result needs tree.copy()."""
        found = self._bound.get(index)
        if found is None:
            found = self._bound[index] = self.binder.bind(self.args[index])
        return found

    def give(self, index: int, value: Bound) -> None:
        """Let argument `index` be another value from here on."""
        self._bound[index] = value

    def all(self) -> list[Bound]:
        """Every argument, bound."""
        return [self.bound(index) for index in range(len(self.args))]

    def literal(self, index: int) -> Any:
        """The Python constant of argument `index`; 001015 when it is not constant."""
        value = self.bound(index).constant
        if value is MISSING:
            raise errors.compilation(
                1015,
                "22023",
                f"argument {index + 1} to function {self.name} needs to be constant, "
                f"found '{self.args[index].sql('snowflake')}'",
            )
        return value

    def whole(self, index: int) -> int:
        """The constant whole number of argument `index`; 100038 for text that is none, 001044 for anything else."""
        value = self.literal(index)
        if isinstance(value, str):
            try:
                return int(value)
            except ValueError:
                raise errors.fail(100038, "22018", f"Numeric value '{value}' is not recognized") from None
        if isinstance(value, bool) or not isinstance(value, (int, Decimal, float)):
            raise self.invalid_types()
        return int(value)

    def date_part(self, index: int) -> str:
        """Argument `index`, an identifier or a string, as a canonical date part: year, dayofweekiso, nanosecond …"""
        node = self.args[index]
        text = node.name if isinstance(node, (exp.Column, exp.Identifier, exp.Literal, exp.Var)) else None
        if text is None:
            constant = self.bound(index).constant
            text = constant if isinstance(constant, str) else None
        part = DATE_PARTS.get(text.strip().lower()) if text else None
        if part is None:
            raise errors.compilation(
                2018,
                "22023",
                f"'{text or node.sql('snowflake')}' is not a valid date/time component for function {self.name}.",
            )
        self._parts.add(index)
        return part

    def invalid_types(self) -> errors.SnowflakeError:
        """001044: the error to raise when the argument types make no sense for this function."""
        typed = (index for index in range(len(self.args)) if index not in self._parts)
        return invalid_argument_types(self.name, [self.bound(index).type for index in typed], self.node)


Rule = Callable[[Call], Bound]
Kind = Literal["scalar", "aggregate", "window", "table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function Snowflake has.

    max_args None: any number; family: the chapter of the reference it is in; parameters: the names by which the
    arguments may be given, () when they have none.
    """

    name: str
    rule: Rule
    min_args: int
    max_args: int | None
    family: str
    kind: Kind = "scalar"
    parameters: tuple[str, ...] = ()


def invalid_argument_types(
    name: str, types: Sequence[SnowflakeType], node: exp.Expr | None = None
) -> errors.SnowflakeError:
    """001044 (42P13), positioned at `node` when its place is known."""
    listed = ", ".join("NULL" if kind.name == "NULL" else str(kind) for kind in types)
    line, position = place(node)
    return errors.at_position(
        1044, "42P13", line, position, f"Invalid argument types for function '{name}': ({listed})"
    )


def no_cast(source: SnowflakeType, target: SnowflakeType) -> errors.SnowflakeError:
    """001007: the types do not convert."""
    verb = {"FLOAT": "DOUBLE"}.get(target.name, target.name)
    return errors.compilation(1007, "22023", f"invalid type [CAST({source} AS {target})] for parameter 'TO_{verb}'")


def place(node: exp.Expr | None) -> tuple[int, int]:
    """(line from 1, position from 0) of the first name in `node`; (1, 0) when unknown."""
    return (1, 0) if node is None else queries.place(node)


# --- building DuckDB trees -------------------------------------------------------------------------------------


def duck(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """A call of a DuckDB function, rendered as it is."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def macro(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A call of one of our macros or functions: _ecomsim.name(…)."""
    return exp.Dot(
        this=exp.Identifier(this="_ecomsim", quoted=False),
        expression=exp.Anonymous(this=name, expressions=list(arguments)),
    )


def string(text: str) -> exp.Literal:
    return exp.Literal(this=text, is_string=True)


def integer(value: int) -> exp.Expr:
    """A small DuckDB integer literal (INTEGER or BIGINT, not DECIMAL)."""
    literal = exp.Literal(this=str(abs(value)), is_string=False)
    return exp.Neg(this=literal) if value < 0 else literal


def to(tree: exp.Expr, duckdb_type: str) -> exp.Expr:
    """CAST(tree AS duckdb_type), unchecked by Snowflake's rules."""
    return exp.Cast(this=tree, to=named_type(duckdb_type))


def named_type(duckdb_type: str) -> exp.DataType:
    """A DuckDB type, rendered as it is."""
    return exp.DataType(this=exp.DataType.Type.USERDEFINED, kind=duckdb_type)


def followed(tree: exp.Expr, words: str) -> exp.Expr:
    """`tree` and then these words: x IGNORE NULLS, t TABLESAMPLE …."""
    return exp.Introducer(this=tree, expression=exp.Var(this=words))


def now() -> exp.Placeholder:
    """CURRENT_TIMESTAMP of the statement, a TIMESTAMPTZ given at run time as $ecom_now."""
    return exp.Placeholder(this="ecom_now")


def failing(errno: int, sqlstate: str, text: str) -> exp.Expr:
    """A DuckDB expression that raises this Snowflake error when it is evaluated."""
    return duck("error", string(f"[[{errno}|{sqlstate}|{text}]]"))


_PARTS = {
    "year": "y yy yyy yyyy yr years yrs",
    "month": "mm mon mons months",
    "day": "d dd days dayofmonth",
    "dayofweek": "weekday dow dw",
    "dayofweekiso": "weekday_iso dow_iso dw_iso dayofweek_iso",
    "dayofyear": "yearday doy dy",
    "week": "w wk weekofyear woy wy",
    "weekiso": "week_iso weekofyeariso weekofyear_iso",
    "quarter": "q qtr qtrs quarters",
    "yearofweek": "",
    "yearofweekiso": "",
    "hour": "h hh hr hours hrs hour24",
    "minute": "m mi min minutes mins",
    "second": "s sec seconds secs",
    "millisecond": "ms msec milliseconds",
    "microsecond": "us usec microseconds",
    "nanosecond": "ns nsec nanosec nsecond nanoseconds nanosecs nseconds",
    "epoch_second": "epoch epoch_seconds",
    "epoch_millisecond": "epoch_milliseconds",
    "epoch_microsecond": "epoch_microseconds",
    "epoch_nanosecond": "epoch_nanoseconds",
    "timezone_hour": "tzh",
    "timezone_minute": "tzm",
    "decade": "decades",
    "century": "c cent cents centuries",
    "millennium": "mil mils millenia millennia",
}
DATE_PARTS: dict[str, str] = {alias: part for part, aliases in _PARTS.items() for alias in (part, *aliases.split())}
