"""Medians and percentiles: a value inside the order of a group's values.

Invariant: an interpolated value of a NUMBER is a NUMBER with three more digits on both sides of its point; FLOAT, text
and VARIANT give FLOAT. Source: Snowflake reference, MEDIAN, PERCENTILE_CONT, PERCENTILE_DISC, APPROX_PERCENTILE.
"""

from __future__ import annotations

from decimal import Decimal

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert
from ecomsim.dialect.functions.aggregates import addend, as_addend
from ecomsim.dialect.functions.decfloats import taught
from ecomsim.dialect.functions.model import Bound, Call, Function, duck, to
from ecomsim.dialect.functions.windowing import over
from ecomsim.values.types import FLOAT, SnowflakeType, number

Tree = exp.Expr


def _median(call: Call) -> Bound:
    value, kind, physical = _interpolated(addend(call))
    return Bound(over(call, duck("median", value)), kind, physical=physical)


def _interpolated(value: Bound) -> tuple[Tree, SnowflakeType, str]:
    """A number whose values are to be interpolated, the type of that (three more digits on both sides), DuckDB's."""
    if value.type == FLOAT:
        return value.tree, FLOAT, FLOAT.duckdb
    scale = min((value.type.scale or 0) + 3, 37)
    physical = f"DECIMAL(38,{scale})"
    return to(value.tree, physical), number(min((value.type.precision or 38) + 3, 38), scale), physical


def _percentile_cont(call: Call) -> Bound:
    """PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY number [DESC]): a NUMBER stays one, as with MEDIAN."""
    share, ordered = _share(call)
    value, kind, physical = _interpolated(as_addend(ordered, call))
    return Bound(over(call, duck("quantile_cont", value, share)), kind, physical=physical)


def _percentile_disc(call: Call) -> Bound:
    """PERCENTILE_DISC(p) WITHIN GROUP (ORDER BY value [DESC]): one of the values."""
    share, value = _share(call)
    if value.type.is_semi_structured:
        raise errors.unsupported(f"{call.name} of {value.type.name}")
    return Bound(over(call, duck("quantile_disc", convert.exact(value), share)), value.type)


def _share(call: Call) -> tuple[Tree, Bound]:
    """The share that is asked for, counted from the smallest value, and the value that is ordered."""
    if len(call.order) != 1:
        raise errors.compilation(2076, "42601", f"missing WITHIN GROUP (ORDER BY …) for function {call.name}")
    share = _constant(call, 0)
    share = 1 - share if call.order[0].args.get("desc") else share
    return exp.Literal.number(str(share)), call.binder.bind(call.order[0].this)


def _constant(call: Call, index: int) -> Decimal:
    """A share: a constant from 0 to 1."""
    value = call.literal(index)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise call.invalid_types()
    if not 0 <= value <= 1:
        raise errors.invalid_value(f"Invalid percentile {value} for function {call.name}: between 0 and 1")
    return Decimal(str(value))


def _approximate_percentile(call: Call) -> Bound:
    value = to(addend(call).tree, "DOUBLE")
    return Bound(over(call, duck("quantile_cont", value, exp.Literal.number(str(_constant(call, 1))))), FLOAT)


FUNCTIONS: tuple[Function, ...] = tuple(
    taught(Function(name=name, rule=rule, min_args=count, max_args=count, family="Aggregate", kind="aggregate"))
    for name, rule, count in (
        ("MEDIAN", _median, 1),
        ("PERCENTILE_CONT", _percentile_cont, 1),
        ("PERCENTILE_DISC", _percentile_disc, 1),
        ("APPROX_PERCENTILE", _approximate_percentile, 2),
    )
)
