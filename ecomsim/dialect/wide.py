"""Products and quotients of NUMBERs whose way to the result needs more than 38 digits.

DuckDB computes in 128 bits; NUMBER(38,20) by NUMBER(38,20) has 40 digits behind the point before it is rounded to 20.
Values that are small enough, as nearly all are, stay in DuckDB; the rest is computed with Python's integers. Invariant:
both ways give the same value, rounded half away from zero, and 100046 when it has more than 38 digits.
Source: spec/sql-semantics.md 1.2.
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim.dialect.functions.model import duck, integer, macro, string, to
from ecomsim.values.types import SnowflakeType

Tree = exp.Expr

SMALL = 38
"""A number below 0.8 * 10^38 has room for one more addition in 128 bits."""


def quotient(
    floating: Tree, scaled: Tree, divisor: Tree, numerator: Tree, denominator: Tree, common: int, scale: int
) -> Tree:
    """numerator / denominator as a whole number of 10^-scale: DECIMAL(38,0).

    floating, scaled, divisor: the operands of sf_divide, which does it within 128 bits; common: the scale to which both
    sides were brought there.
    """
    limits = (_limit(SMALL - common - scale), _limit(SMALL - common))
    places = string(str(scale))
    return macro("sf_divide_wide", floating, scaled, divisor, numerator.copy(), denominator.copy(), places, *limits)


def average(total: Tree, count: Tree, power: Tree, scale1: int, scale: int) -> Tree:
    """A sum of scale `scale1` by the count of what was added, as a whole number of 10^-scale: DECIMAL(38,0).

    power: 10^scale in floating point; scale is at least scale1.
    """
    floating = exp.Mul(
        this=exp.Div(this=to(total.copy(), "DOUBLE"), expression=to(count.copy(), "DOUBLE")), expression=power
    )
    factor = to(integer(2 * 10 ** (scale - scale1)), "HUGEINT")
    limit = _limit(SMALL - scale1 - scale)
    return macro("sf_average", floating, total, count, integer(10**scale1), factor, string(str(scale)), limit)


def product(left: Tree, right: Tree, kind: SnowflakeType, *, where_small: Tree | None = None, digits: int = 0) -> Tree:
    """left * right as `kind`; where_small: the same within 128 bits, for a product with `digits` behind the point."""
    far = to(_python("product", left, right, kind.scale or 0), kind.duckdb)
    if where_small is None:
        return far
    size = exp.Mul(this=to(left.copy(), "DOUBLE"), expression=to(right.copy(), "DOUBLE"))
    fits = exp.LT(this=exp.Abs(this=size), expression=_limit(SMALL - digits))
    known = [exp.Not(this=exp.Is(this=exp.Paren(this=each.copy()), expression=exp.Null())) for each in (left, right)]
    return exp.Case(
        ifs=[exp.If(this=fits, true=where_small), exp.If(this=exp.And(this=known[0], expression=known[1]), true=far)]
    )


def _limit(power: int) -> Tree:
    return exp.Literal.number(f"0.8e{power}")


def _python(name: str, left: Tree, right: Tree, scale: int) -> Tree:
    texts = [to(left.copy(), "VARCHAR"), to(right.copy(), "VARCHAR"), string(str(scale))]
    return duck("ecomsim_python", string(name), exp.Array(expressions=texts))
