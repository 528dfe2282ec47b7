"""Operators: arithmetic with Snowflake's NUMBER rules, comparison after bringing both sides to one type.

Each rule takes bound operands and gives a bound result. Invariant: the precision and scale of a NUMBER result are those
of spec/sql-semantics.md 1.2, and its value is rounded half away from zero to that scale.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import beside, collations, convert, decfloats, intervals, keys, structured, wide
from ecomsim.dialect.context import Context
from ecomsim.dialect.functions.model import (
    MISSING,
    Bound,
    duck,
    integer,
    invalid_argument_types,
    macro,
    to,
)
from ecomsim.dialect.intervals import INTERVAL, Step
from ecomsim.values.types import (
    BOOLEAN,
    DATE,
    DECFLOAT,
    FLOAT,
    INTEGER,
    TEXT,
    VARIANT,
    SnowflakeType,
    number,
    timestamp_ltz,
    timestamp_ntz,
    varchar,
)

Tree = exp.Expr

NARROW = 18
"""Digits that DuckDB computes with in 64 bits."""

DIGITS = 38
"""Digits that a NUMBER may have, and those that DuckDB computes with in 128 bits."""

_NODES: dict[str, type[Tree]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul, "%": exp.Mod, "/": exp.Div}


def paren(tree: Tree) -> Tree:
    """`tree`, in parentheses when it is an operator."""
    if isinstance(tree, (exp.Binary, exp.Unary, exp.Between, exp.In)) and not isinstance(tree, (exp.Paren, exp.Dot)):
        return exp.Paren(this=tree)
    return tree


def arithmetic(operator: str, left: Bound, right: Bound, node: Tree | None = None) -> Bound:
    """left operator right, for + - * / %. 001044 when the types have no such operator."""
    if operator in "+-":
        moved = _dates(operator, left, right, node)
        if moved is not None:
            return moved
    if "DECFLOAT" in (left.type.name, right.type.name):
        return _decimal_float(operator, left, right, node)
    left, right = _numeric_operands(operator, left, right, node)
    if left.type.name == "FLOAT" or right.type.name == "FLOAT":
        if operator == "/":
            return Bound(macro("sf_float_divide", _double(left), _double(right)), FLOAT)
        tree = _NODES[operator](this=paren(_double(left)), expression=paren(_double(right)))
        return Bound(tree, FLOAT)
    if operator == "/":
        return divide(left, right)
    return _exact_arithmetic(operator, left, right)


def _decimal_float(operator: str, left: Bound, right: Bound, node: Tree | None) -> Bound:
    """An operation with a DECFLOAT: whatever the other side is becomes one."""
    if not {left.type.name, right.type.name} <= _BESIDE_DECFLOAT:
        raise invalid_argument_types(operator, [left.type, right.type], node)
    trees = [convert.implicit(side, DECFLOAT) for side in (left, right)]
    return Bound(decfloats.arithmetic(operator, *trees), DECFLOAT)


_BESIDE_DECFLOAT = frozenset({"DECFLOAT", "NUMBER", "FLOAT", "VARCHAR", "BOOLEAN", "VARIANT", "NULL"})


def divide(left: Bound, right: Bound) -> Bound:
    """NUMBER / NUMBER: scaled integer division, exact to the result's scale; 100051 when the divisor is zero."""
    scale1, scale2 = left.type.scale or 0, right.type.scale or 0
    scale = max(scale1, min(scale1 + 6, 12))
    leading = (left.type.precision or 38) - scale1 + scale2
    kind = number(min(38, max(leading, 0) + scale), scale)
    common = max(scale1, scale2)
    numerator, divisor = convert.exact(left), convert.exact(right)
    quotient = exp.Mul(
        this=exp.Div(this=to(numerator.copy(), "DOUBLE"), expression=to(divisor.copy(), "DOUBLE")),
        expression=_power(scale, "e"),
    )
    scaled = exp.Mul(this=_unscaled(numerator, scale1, common), expression=to(integer(10**scale), "HUGEINT"))
    whole_divisor = _unscaled(divisor, scale2, common)
    widest1 = (left.type.precision or 38) - scale1 + common + scale
    widest2 = (right.type.precision or 38) - scale2 + common
    if max(widest1, widest2) <= DIGITS:
        whole = macro("sf_divide", quotient, scaled, whole_divisor)
    else:
        whole = wide.quotient(quotient, scaled, whole_divisor, numerator, divisor, common, scale)
    return Bound(to(exp.Mul(this=whole, expression=_unit(scale)), kind.duckdb), kind)


def average(total: Tree, scale1: int, count: Tree, kind: SnowflakeType) -> Bound:
    """The average of a sum: NUMBER of scale `scale1` by a BIGINT count, as `kind`, of a scale that is no smaller; NULL
    when the count is zero.
    """
    scale = kind.scale or 0
    whole = wide.average(total, count, _power(scale, "e"), scale1, scale)
    return Bound(to(exp.Mul(this=whole, expression=_unit(scale)), kind.duckdb), kind)


def negate(operand: Bound, node: Tree | None = None) -> Bound:
    """-x; text is read as a number."""
    if operand.type.name == "DECFLOAT":
        return Bound(decfloats.negated(operand.tree), DECFLOAT, nullable=operand.nullable)
    if operand.type.name not in ("NUMBER", "FLOAT"):
        operand = _number(operand, None, "-", [operand], node)
    constant = operand.constant
    if constant is not MISSING and constant is not None and not isinstance(constant, (str, bool)):
        constant = -constant
    return Bound(exp.Neg(this=paren(operand.tree)), operand.type, constant, operand.nullable, operand.physical)


def concat(left: Bound, right: Bound, node: Tree | None = None) -> Bound:
    """left || right: text of both; BINARY stays BINARY."""
    if left.type.name == right.type.name == "BINARY":
        length = min((left.type.length or 0) + (right.type.length or 0), 8_388_608)
        return Bound(exp.DPipe(this=paren(left.tree), expression=paren(right.tree)), replace(left.type, length=length))
    trees, lengths = [], []
    for side in (left, right):
        trees.append(convert.implicit(side, TEXT))
        lengths.append(side.type.length if side.type.is_text else 0 if side.is_null else None)
    total = None if None in lengths else sum(length or 0 for length in lengths)
    tree = exp.DPipe(this=paren(trees[0]), expression=paren(trees[1]))
    constant: Any = MISSING
    if isinstance(left.constant, str) and isinstance(right.constant, str):
        constant = left.constant + right.constant
    kind = TEXT if total is None else varchar(max(1, min(total, 16_777_216)))
    if left.type.collation or right.type.collation:
        kind = collations.with_collation(kind, collations.agreed([left.type, right.type]))
    return Bound(tree, kind, constant)


def comparable(left: Bound, right: Bound, operator: str, node: Tree | None = None) -> tuple[Tree, Tree]:
    """Both sides as DuckDB values that compare as Snowflake compares them."""
    if left.type.is_structured or right.type.is_structured:
        kind = convert.common_type([left, right], operator, node)
        first, second = convert.implicit(left, kind), convert.implicit(right, kind)
        return structured.ordered(first, kind, convert.implicit), structured.ordered(second, kind, convert.implicit)
    if left.type.name == "VARIANT" or right.type.name == "VARIANT":
        if collations.is_key(left.type) or collations.is_key(right.type):
            raise errors.unsupported(f"{operator} of a VARIANT and text with a collation")
        return _variant_sides(left, right)
    if left.type.name == right.type.name and left.type.name in _PLAINLY_COMPARED:
        if left.type.collation or right.type.collation:
            return _collated_sides(left, right, node)
        return _sides(left), _sides(right)
    if {left.type.name, right.type.name} == {"NUMBER", "FLOAT"}:
        return _sides(left), _sides(right)
    kind = convert.common_type([left, right], operator, node)
    trees = convert.implicit(left, kind), convert.implicit(right, kind)
    if kind.name == "TIMESTAMP_TZ":
        instants = [duck("struct_extract", tree, exp.Literal.string("instant")) for tree in trees]
        return instants[0], instants[1]
    if kind.is_json:
        return keys.key(trees[0], kind), keys.key(trees[1], kind)
    return trees


def _collated_sides(left: Bound, right: Bound, node: Tree | None) -> tuple[Tree, Tree]:
    """Two texts of which at least one has a collation."""
    operands = [node.args.get(name) for name in ("this", "expression", "low", "high")] if node is not None else []
    spoken = collations.explicit_in(*(each for each in operands if isinstance(each, exp.Expr)))
    agreed = collations.agreed([left.type, right.type], spoken)
    return collations.key(left.tree, agreed), collations.key(right.tree, agreed)


def order_key(value: Bound) -> Tree:
    """What to sort `value` by: VARIANT and structured types by value, text by its collation; all else by itself."""
    if collations.is_key(value.type):
        return collations.key(value.tree, value.type.collation)
    if value.type.is_structured:
        return structured.ordered(value.tree, value.type, convert.implicit)
    return macro("sf_variant_key", value.tree) if value.type.name == "VARIANT" else value.tree


def nulls_first(item: Tree, context: Context) -> bool:
    """Whether NULLs come first in an ORDER BY item: as it says, else as DEFAULT_NULL_ORDERING has them, high or low."""
    if item.meta.get("nulls_placed"):
        return bool(item.args.get("nulls_first"))
    is_low = context.parameter("DEFAULT_NULL_ORDERING") == "FIRST"
    return bool(item.args.get("desc")) is not is_low


def condition(value: Bound) -> Tree:
    """`value` as a BOOLEAN: numbers are true unless zero, text is read."""
    return value.tree if value.type.name == "BOOLEAN" else convert.implicit(value, BOOLEAN)


# --- numbers ---------------------------------------------------------------------------------------------------

_PLAINLY_COMPARED = frozenset(
    ["NUMBER", "FLOAT", "VARCHAR", "BOOLEAN", "DATE", "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "BINARY"]
)


def _sides(value: Bound) -> Tree:
    """A side compared in whatever DuckDB number type it has: literals stay literals."""
    return value.tree


def _numeric_operands(operator: str, left: Bound, right: Bound, node: Tree | None) -> tuple[Bound, Bound]:
    both = [left, right]
    return _number(left, right, operator, both, node), _number(right, left, operator, both, node)


def _number(value: Bound, other: Bound | None, operator: str, both: list[Bound], node: Tree | None) -> Bound:
    """An operand as NUMBER or FLOAT."""
    name = value.type.name
    if name in ("NUMBER", "FLOAT"):
        return value
    if name == "NULL":
        kind = other.type if other is not None and other.type.name in ("NUMBER", "FLOAT") else INTEGER
        return Bound(to(value.tree, kind.duckdb), kind)
    if name == "VARCHAR":
        beside = other is not None and other.type.name == "NUMBER"
        kind = convert.number_of_text(value) if beside or (other is None and value.constant is not MISSING) else FLOAT
        return Bound(convert.implicit(value, kind), kind)
    if name == "VARIANT":
        return Bound(convert.implicit(value, FLOAT), FLOAT)
    if name == "BOOLEAN":
        return Bound(convert.implicit(value, INTEGER), number(1, 0), physical=INTEGER.duckdb)
    raise invalid_argument_types(operator, [bound.type for bound in both], node)


def _double(value: Bound) -> Tree:
    return value.tree if value.type.name == "FLOAT" else to(value.tree, "DOUBLE")


def _exact_arithmetic(operator: str, left: Bound, right: Bound) -> Bound:
    scale1, scale2 = left.type.scale or 0, right.type.scale or 0
    leading1, leading2 = (left.type.precision or 38) - scale1, (right.type.precision or 38) - scale2
    if operator == "*":
        scale, leading = min(scale1 + scale2, max(scale1, scale2, 12)), leading1 + leading2
        return _product(left, right, number(max(1, min(38, leading + scale)), scale))
    scale = max(scale1, scale2)
    leading = max(leading1, leading2) + (0 if operator == "%" else 1)
    kind = number(max(1, min(38, leading + scale)), scale)
    tree = _NODES[operator](this=paren(convert.exact(left)), expression=paren(convert.exact(right)))
    if operator == "%" and scale == 0:
        tree = _in_64_bits(tree, left, right)
    return Bound(tree, kind, physical=None if operator in "+-" else "DECIMAL")


def _in_64_bits(remainder: Tree, left: Bound, right: Bound) -> Tree:
    """A remainder of whole numbers that computes in 64 bits where a value fits, as nearly all do: dividing 128 bits
    takes five times as long. Only for a column by a constant, which cost nothing to stand there twice.
    """
    wide = (left.type.precision or 38) > NARROW
    narrow = isinstance(right.constant, int) and 0 < abs(right.constant) < 10**NARROW
    if not (wide and narrow and isinstance(left.tree, exp.Column)):
        return remainder
    short = exp.TryCast(this=left.tree.copy(), to=exp.DataType.build(f"DECIMAL({NARROW},0)", dialect="duckdb"))
    rest = to(remainder, f"DECIMAL({NARROW},0)")  # smaller than the divisor; what is compared with it stays in 64 bits
    return duck("coalesce", exp.Mod(this=short, expression=paren(convert.exact(right))), rest)


def _product(left: Bound, right: Bound, kind: SnowflakeType) -> Bound:
    """DuckDB multiplies scales exactly; the excess digits are rounded away afterwards. Where they may take more than 38
    digits though the rounded product does not, the product is computed beside DuckDB.
    """
    exact = (left.type.scale or 0) + (right.type.scale or 0)
    trees = [convert.exact(left), convert.exact(right)]
    if exact > DIGITS:
        return Bound(wide.product(trees[0], trees[1], kind), kind)
    tree = exp.Mul(this=paren(trees[0]), expression=paren(trees[1]))
    if exact == kind.scale:
        return Bound(tree, kind)
    rounded = to(tree, kind.duckdb)
    if (left.type.precision or 38) + (right.type.precision or 38) > DIGITS:
        rounded = wide.product(trees[0].copy(), trees[1].copy(), kind, where_small=rounded, digits=exact)
    return Bound(rounded, kind)


def _unscaled(tree: Tree, scale: int, common: int) -> Tree:
    """A DECIMAL of `scale` times 10^common, as HUGEINT; common is at least scale."""
    if scale == 0:
        whole = to(tree.copy(), "HUGEINT")
        if common == 0:
            return whole
        return exp.Paren(this=exp.Mul(this=whole, expression=to(integer(10**common), "HUGEINT")))
    return to(exp.Mul(this=paren(tree.copy()), expression=integer(10**common)), "HUGEINT")


def _unit(scale: int) -> Tree:
    """0.000001 for scale 6: multiplying by it only moves the point."""
    return to(exp.Literal.number(f"0.{'0' * (scale - 1)}1" if scale else "1"), f"DECIMAL({scale + 1},{scale})")


def _power(scale: int, letter: str) -> Tree:
    return exp.Literal.number(f"1{letter}{scale}")


# --- dates -----------------------------------------------------------------------------------------------------


def _dates(operator: str, left: Bound, right: Bound, node: Tree | None) -> Bound | None:
    """Date arithmetic, or None when neither side is a date or an interval."""
    if right.type == INTERVAL and left.type != INTERVAL:
        return _add_interval(operator, left, right, node)
    if left.type == INTERVAL:
        if operator == "+" and right.type != INTERVAL:
            return _add_interval(operator, right, left, node)
        raise invalid_argument_types(operator, [left.type, right.type], node)
    if left.type == DATE:
        if right.type == DATE and operator == "-":
            return Bound(exp.Sub(this=paren(left.tree), expression=paren(right.tree)), number(9, 0), physical="BIGINT")
        if right.type.name in ("NUMBER", "FLOAT", "VARCHAR", "NULL"):
            if right.type.is_text and operator == "-":
                other = convert.implicit(right, DATE)
                return Bound(exp.Sub(this=paren(left.tree), expression=paren(other)), number(9, 0), physical="BIGINT")
            return Bound(_NODES[operator](this=paren(left.tree), expression=_days(right)), DATE)
    if right.type == DATE and operator == "+" and left.type.name in ("NUMBER", "FLOAT", "NULL"):
        return Bound(exp.Add(this=paren(right.tree), expression=_days(left)), DATE)
    temporal = {"DATE", "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"}
    if left.type.name in temporal or right.type.name in temporal:
        raise invalid_argument_types(operator, [left.type, right.type], node)
    return None


def _days(value: Bound) -> Tree:
    if isinstance(value.constant, int):
        return integer(value.constant)
    return to(to(convert.implicit(value, INTEGER), INTEGER.duckdb), "INTEGER")


def _add_interval(operator: str, value: Bound, interval: Bound, node: Tree | None) -> Bound:
    """A date, time or timestamp moved by an INTERVAL constant; a DATE stays one unless the interval has hours."""
    steps: tuple[Step, ...] = interval.constant
    kind, tree = value.type, value.tree
    if kind.is_text:
        kind = timestamp_ntz()
        tree = convert.implicit(value, kind)
    node_type = _NODES[operator]
    if kind.name == "TIMESTAMP_TZ":
        instant = intervals.moved(node_type, duck("struct_extract", tree, exp.Literal.string("instant")), steps)
        return Bound(
            duck("struct_update", tree.copy(), exp.PropertyEQ(this=exp.to_identifier("instant"), expression=instant)),
            kind,
        )
    if kind.name not in ("DATE", "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ"):
        raise invalid_argument_types(operator, [value.type, INTERVAL], node)
    moved = intervals.moved(node_type, tree, steps)
    if kind == DATE and not any(rest % timedelta(days=1) for _, rest in steps):
        return Bound(to(moved, "DATE"), DATE)
    return Bound(moved, timestamp_ntz() if kind == DATE else kind)


# --- VARIANT beside something else -------------------------------------------------------------------------------


def _variant_sides(left: Bound, right: Bound) -> tuple[Tree, Tree]:
    if left.type.name == right.type.name:
        return macro("sf_variant_key", left.tree), macro("sf_variant_key", right.tree)
    variant, other = (left, right) if left.type.name == "VARIANT" else (right, left)
    kind = other.type
    if kind.name == "NUMBER":
        first, second = beside.sides(variant.tree, other)
        return (first, second) if variant is left else (second, first)
    if kind.name == "NULL" or kind.is_semi_structured:
        kind = VARIANT
    first, second = convert.implicit(variant, kind), convert.implicit(other, kind) if kind == VARIANT else other.tree
    return (first, second) if variant is left else (second, first)


__all__ = ["arithmetic", "comparable", "concat", "condition", "divide", "negate", "timestamp_ltz"]
