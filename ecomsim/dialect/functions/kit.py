"""What the tables of scalar functions are written with: argument kinds, result types, one-line entries.

`simple("LEFT", "ti", same(0), "left(_0, _1)")` is a whole function: its arguments are read as the kinds say, put into
the template for that many arguments, and the result has the given type. Invariant: a rule never answers with a tree
whose DuckDB type differs from `Bound.physical` (or from `type.duckdb` when physical is None).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, stars
from ecomsim.dialect.functions.model import Bound, Call, Function, duck, integer, string, to
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import (
    BOOLEAN,
    FLOAT,
    INTEGER,
    MAX_VARCHAR,
    TEXT,
    VARIANT,
    SnowflakeType,
    binary,
    number,
    varchar,
)

ResultType = SnowflakeType | Callable[[Sequence[Bound]], SnowflakeType]

COUNT = SnowflakeType("NUMBER", precision=18, scale=0)
"""The type of lengths and positions."""


# --- reading arguments -----------------------------------------------------------------------------------------


def as_text(bound: Bound) -> exp.Expr:
    """VARCHAR."""
    return bound.tree if bound.type.is_text else convert.implicit(bound, TEXT)


def as_integer(bound: Bound) -> exp.Expr:
    """BIGINT, rounded half away from zero: counts, positions, lengths."""
    if isinstance(bound.constant, int) and not isinstance(bound.constant, bool):
        return integer(bound.constant)
    if isinstance(bound.constant, Decimal):
        return integer(int(bound.constant.quantize(Decimal(1), "ROUND_HALF_UP")))
    if bound.physical in ("BIGINT", "INTEGER"):
        return bound.tree
    if bound.type.name == "FLOAT":
        return sql("CAST(round(_0) AS BIGINT)", bound.tree)
    if bound.type.name == "NUMBER":
        return to(bound.tree, "BIGINT")
    return to(convert.implicit(bound, INTEGER), "BIGINT")


def as_double(bound: Bound) -> exp.Expr:
    """DOUBLE."""
    if bound.type.name == "FLOAT":
        return bound.tree
    if bound.type.name == "NUMBER":
        return to(bound.tree, "DOUBLE")
    return convert.implicit(bound, FLOAT)


def as_boolean(bound: Bound) -> exp.Expr:
    """BOOLEAN: numbers and text by Snowflake's rules."""
    return bound.tree if bound.type.name == "BOOLEAN" else convert.implicit(bound, BOOLEAN)


def as_variant(bound: Bound) -> exp.Expr:
    """JSON; NULL stays SQL NULL."""
    return bound.tree if bound.type.is_semi_structured else convert.implicit(bound, VARIANT)


def as_binary(bound: Bound) -> exp.Expr:
    """BLOB: text is read as hexadecimal digits."""
    return bound.tree if bound.type.name == "BINARY" else convert.implicit(bound, binary())


def as_bytes(bound: Bound) -> exp.Expr:
    """BLOB: the bytes of a BINARY, the UTF-8 bytes of anything else."""
    return bound.tree if bound.type.name == "BINARY" else sql("encode(_0)", as_text(bound))


def as_is(bound: Bound) -> exp.Expr:
    """Whatever it is."""
    return bound.tree


KINDS: dict[str, Callable[[Bound], exp.Expr]] = {
    "t": as_text,
    "i": as_integer,
    "d": as_double,
    "b": as_boolean,
    "v": as_variant,
    "x": as_binary,
    "y": as_bytes,
    "a": as_is,
}


def as_number(call: Call, index: int) -> Bound:
    """Argument `index` as NUMBER or FLOAT: text and VARIANT are read as FLOAT, a bare NULL as NUMBER(38,0)."""
    bound = call.bound(index)
    if bound.type.name in ("NUMBER", "FLOAT"):
        return bound
    if bound.is_null:
        return Bound(convert.implicit(bound, INTEGER), INTEGER, None)
    if bound.type.name == "BOOLEAN":
        return Bound(convert.implicit(bound, INTEGER), INTEGER)
    if bound.type.is_text or bound.type.is_semi_structured:
        return Bound(convert.implicit(bound, FLOAT), FLOAT)
    raise call.invalid_types()


def number_type(call: Call, first: int) -> SnowflakeType:
    """NUMBER with the precision of argument `first` and the scale of the one after it; NUMBER(38,0) without them."""
    precision = call.whole(first) if call.has(first) else 38
    scale = call.whole(first + 1) if call.has(first + 1) else 0
    if not (1 <= precision <= 38 and 0 <= scale <= min(precision, 37)):
        raise errors.invalid_value(f"Invalid precision or scale ({precision}, {scale}) for function {call.name}.")
    return number(precision, scale)


def try_cast(bound: Bound, kind: SnowflakeType) -> exp.Expr:
    """`bound` as `kind`, NULL for text (also inside a VARIANT) that cannot be read."""
    if bound.type.is_semi_structured:
        timed = kind.name in ("DATE", "TIME") or kind.is_timestamp
        text = sql("_ecomsim.sf_moment_text(json_extract_string(_0, '$'))", bound.tree) if timed else None
        bound = Bound(convert.cast(bound, TEXT) if text is None else text, TEXT)
    if bound.type.is_text and kind.name in ("NUMBER", "FLOAT"):
        return sql(f"TRY_CAST(_0 AS {kind.duckdb})", convert.exact(bound))
    return convert.try_cast(bound, kind) if bound.type.is_text or bound.is_null else convert.cast(bound, kind)


def starred(call: Call) -> list[tuple[str | None, Bound]]:
    """Every argument with its column name (None for an expression): `*` and `t.*` stand for the columns they show."""
    scope: Any = call.binder
    found: list[tuple[str | None, Bound]] = []
    for index, node in enumerate(call.args):
        star = node if isinstance(node, exp.Star) else node.this if isinstance(node, exp.Column) else None
        if not isinstance(star, exp.Star):
            found.append((None, call.bound(index)))
            continue
        source = None
        if isinstance(node, exp.Column):
            source = scope.source([part.name for part in node.parts[:-1]], node)
            if source is None:
                raise errors.invalid_identifier(f"{node.table}.*")
        found += stars.modified(star, list(scope.visible(source)), scope)
    return found


def starred_values(call: Call, first: int = 0) -> list[Bound]:
    """The arguments from `first` on, with what stars stand for. Raises 002038 for a star that stands for nothing."""
    found = [value for _, value in starred(call)][first:]
    if not found:
        raise errors.compilation(2038, "42601", "SELECT with no columns")
    return found


# --- result types ----------------------------------------------------------------------------------------------


def same(index: int) -> Callable[[Sequence[Bound]], SnowflakeType]:
    """The type of text argument `index`; VARCHAR without a length for anything that is not text."""

    def kind(arguments: Sequence[Bound]) -> SnowflakeType:
        found = arguments[index].type
        return found if found.is_text else TEXT

    return kind


def joined(arguments: Sequence[Bound]) -> SnowflakeType:
    """VARCHAR as long as all arguments together."""
    lengths = [argument.type.length if argument.type.is_text else None for argument in arguments]
    known = [length for length in lengths if length is not None]
    return varchar(min(sum(known), MAX_VARCHAR)) if len(known) == len(lengths) and known else TEXT


# --- entries ---------------------------------------------------------------------------------------------------


def simple(
    name: str, kinds: str, result: ResultType, *templates: str, family: str, physical: str | None = None
) -> Function:
    """A function whose DuckDB expression is a template.

    kinds: one letter of KINDS per argument; templates: one for each number of arguments, the fewest first, the last
    for all of them; physical: the DuckDB type of the templates when it is not the result's own.
    """
    fewest = len(kinds) - len(templates) + 1

    def rule(call: Call) -> Bound:
        arguments = call.all()
        trees = [KINDS[kind](argument) for kind, argument in zip(kinds, arguments, strict=False)]
        kind = result(arguments) if callable(result) else result
        return Bound(sql(templates[len(arguments) - fewest], *trees), kind, physical=physical)

    return Function(name=name, rule=rule, min_args=fewest, max_args=len(kinds), family=family)


def aliases(function: Function, *names: str) -> tuple[Function, ...]:
    """`function` and the same under other names."""
    return (
        function,
        *(
            Function(
                name=name,
                rule=function.rule,
                min_args=function.min_args,
                max_args=function.max_args,
                family=function.family,
                kind=function.kind,
            )
            for name in names
        ),
    )


# --- Python functions ------------------------------------------------------------------------------------------


def python(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A call of the Python function `name` (see python_functions.py): VARCHAR arguments, VARCHAR result."""
    return duck("ecomsim_python", string(name), exp.Array(expressions=list(arguments)))


def through_python(name: str, kinds: str, result: ResultType, *, family: str, fewest: int | None = None) -> Function:
    """A function that Python computes: arguments and result travel as text (numbers and JSON as their text).

    Missing optional arguments are simply absent; a NULL among the given ones gives NULL.
    """

    def rule(call: Call) -> Bound:
        arguments = call.all()
        trees = [to(KINDS[kind](argument), "VARCHAR") for kind, argument in zip(kinds, arguments, strict=False)]
        kind = result(arguments) if callable(result) else result
        tree = python(name, *trees)
        return Bound(tree if kind.is_text else to(tree, kind.duckdb), kind)

    return Function(
        name=name, rule=rule, min_args=len(kinds) if fewest is None else fewest, max_args=len(kinds), family=family
    )
