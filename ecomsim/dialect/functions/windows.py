"""Window functions: ranks, neighbours, first and last values, and Snowflake's event counters.

Invariant: FIRST_VALUE, LAST_VALUE and NTH_VALUE look at the whole partition unless a frame is written.
Source: spec/sql-semantics.md section 7; Snowflake reference, "Window functions".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, operators
from ecomsim.dialect.functions import decfloats
from ecomsim.dialect.functions.model import Bound, Call, Function, duck, followed, integer, macro, place, to
from ecomsim.dialect.functions.template import sql
from ecomsim.dialect.functions.windowing import FROM_HERE, UP_TO_HERE, WHOLE, over
from ecomsim.values.types import FLOAT, number

Tree = exp.Expr
_FAMILY = "Window"
RANK = number(18, 0)

MACROS: tuple[str, ...] = (
    # how often neighbours in a list differ; NULL beside a value is a change, NULL beside NULL is none
    "CREATE OR REPLACE MACRO _ecomsim.sf_changes(values_) AS coalesce(list_sum(list_transform(list_zip(values_[2:], "
    "values_[:-2]), lambda p: CASE WHEN p[1] IS DISTINCT FROM p[2] THEN 1 ELSE 0 END)), 0)",
)


def _needs_window(call: Call) -> None:
    if call.window is None:
        line, position = place(call.node)
        raise errors.at_position(
            2072, "42601", line, position, f"Window function [{call.name}] requires an OVER clause."
        )


def _needs_order(call: Call) -> None:
    """A window whose rows stand in an order."""
    _needs_window(call)
    if call.window is not None and call.window.args.get("order") is None:
        raise errors.compilation(
            2072, "42601", f"Window function type [{call.name}] requires ORDER BY in window specification."
        )


def _rank(name: str, *, floating: bool = False) -> Callable[[Call], Bound]:
    def rule(call: Call) -> Bound:
        _needs_order(call)
        if floating:
            return Bound(over(call, duck(name)), FLOAT, nullable=False)
        return Bound(over(call, duck(name)), RANK, nullable=False, physical="BIGINT")

    return rule


def _ntile(call: Call) -> Bound:
    _needs_order(call)
    buckets = to(convert.exact(call.bound(0)), "BIGINT")
    return Bound(over(call, duck("ntile", buckets)), RANK, physical="BIGINT")


def _neighbour(name: str) -> Callable[[Call], Bound]:
    """LAG, LEAD (value [, offset [, default]])."""

    def rule(call: Call) -> Bound:
        _needs_order(call)
        value = call.bound(0)
        kind = value.type
        arguments: list[Tree] = []
        if call.has(2):
            default = call.bound(2)
            kind = convert.common_type([value, default], call.name, call.node)
            arguments.append(convert.implicit(default, kind))
        if call.has(1):
            arguments.insert(0, to(convert.exact(call.bound(1)), "BIGINT"))
        tree = convert.exact(value) if kind == value.type else convert.implicit(value, kind)
        first = followed(tree, "IGNORE NULLS") if call.ignore_nulls and not arguments else tree
        if call.ignore_nulls and arguments:
            arguments[-1] = followed(arguments[-1], "IGNORE NULLS")
        return Bound(over(call, duck(name, first, *arguments)), kind)

    return rule


def _edge(name: str) -> Callable[[Call], Bound]:
    """FIRST_VALUE, LAST_VALUE, NTH_VALUE."""

    def rule(call: Call) -> Bound:
        _needs_order(call)
        value = call.bound(0)
        arguments = [convert.exact(value)]
        if call.has(1):
            arguments.append(to(convert.exact(call.bound(1)), "BIGINT"))
        if call.ignore_nulls:
            arguments[-1] = followed(arguments[-1], "IGNORE NULLS")
        return Bound(over(call, duck(name, *arguments), frame=WHOLE), value.type)

    return rule


def _filled(call: Call) -> Bound:
    """INTERPOLATE_FFILL and INTERPOLATE_BFILL: the nearest value that is not NULL, before or after the row."""
    _needs_order(call)
    if call.window is not None and call.window.args.get("spec") is not None:
        raise errors.compilation(2072, "42601", f"Window function [{call.name}] does not support a window frame.")
    value = call.bound(0)
    forward = call.name == "INTERPOLATE_FFILL"
    tree = duck("last_value" if forward else "first_value", followed(convert.exact(value), "IGNORE NULLS"))
    return Bound(over(call, tree, frame=UP_TO_HERE if forward else FROM_HERE), value.type)


def _linear(call: Call) -> Bound:
    """INTERPOLATE_LINEAR: what is missing lies on the line between its neighbours, measured by the ORDER BY value.

    Of the argument's type; NULL before the first and after the last value. Source: "INTERPOLATE_LINEAR".
    """
    _needs_window(call)
    assert call.window is not None
    order = call.window.args.get("order")
    if call.window.args.get("spec") is not None or order is None or len(order.expressions) != 1:
        raise errors.compilation(
            2072, "42601", f"Window function [{call.name}] takes one ORDER BY expression and no window frame."
        )
    value, key = call.bound(0), call.binder.bind(order.expressions[0].this)
    if value.type.name not in ("NUMBER", "FLOAT"):
        raise call.invalid_types()
    if key.type.name in ("NUMBER", "FLOAT"):
        at = to(key.tree, "DOUBLE")
    elif key.type.name in ("DATE", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ"):
        at = duck("epoch", key.tree)
    else:
        raise errors.unsupported(f"{call.name} ordered by {key.type.name}")
    given = to(convert.exact(value), "DOUBLE")
    known = exp.Case(ifs=[exp.If(this=sql("_0 IS NOT NULL", given.copy()), true=at.copy())])

    def nearest(name: str, tree: Tree, frame: Mapping[str, str]) -> Tree:
        return over(call, duck(name, followed(tree.copy(), "IGNORE NULLS")), frame=frame)

    line = sql(
        "_0 + (_1 - _0) * (_4 - _2) / nullif(_3 - _2, 0)",
        nearest("last_value", given, UP_TO_HERE),
        nearest("first_value", given, FROM_HERE),
        nearest("last_value", known, UP_TO_HERE),
        nearest("first_value", known, FROM_HERE),
        at,
    )
    fitted = convert.cast(Bound(line, FLOAT), value.type)
    return Bound(duck("coalesce", convert.exact(value).copy(), fitted), value.type)


def _ratio(call: Call) -> Bound:
    """RATIO_TO_REPORT(x): x divided by the sum of the window."""
    _needs_window(call)
    value = call.bound(0)
    if decfloats.is_decfloat(value):
        return decfloats.ratio(call)
    if value.type.name not in ("NUMBER", "FLOAT"):
        value = Bound(convert.implicit(value, FLOAT), FLOAT)
    total = over(call, duck("sum", convert.exact(value).copy()))
    total = duck("nullif", total, integer(0))
    if value.type == FLOAT:
        return Bound(exp.Paren(this=exp.Div(this=operators.paren(value.tree), expression=total)), FLOAT)
    return operators.divide(value, Bound(to(total, f"DECIMAL(38,{value.type.scale})"), value.type))


def _true_event(call: Call) -> Bound:
    """A running count of TRUE."""
    _needs_order(call)
    chosen = exp.Case(ifs=[exp.If(this=operators.condition(call.bound(0)), true=integer(1))])
    return Bound(over(call, duck("count", chosen)), RANK, nullable=False, physical="BIGINT")


def _change_event(call: Call) -> Bound:
    """A running count of changes from one row to the next."""
    _needs_order(call)
    seen = over(call, duck("list", convert.exact(call.bound(0))))
    return Bound(macro("sf_changes", seen), RANK, nullable=False, physical="HUGEINT")


def _entry(name: str, rule: Callable[[Call], Bound], fewest: int, most: int) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=_FAMILY, kind="window")


FUNCTIONS: tuple[Function, ...] = (
    _entry("ROW_NUMBER", _rank("row_number"), 0, 0),
    _entry("RANK", _rank("rank"), 0, 0),
    _entry("DENSE_RANK", _rank("dense_rank"), 0, 0),
    _entry("PERCENT_RANK", _rank("percent_rank", floating=True), 0, 0),
    _entry("CUME_DIST", _rank("cume_dist", floating=True), 0, 0),
    _entry("NTILE", _ntile, 1, 1),
    _entry("LAG", _neighbour("lag"), 1, 3),
    _entry("LEAD", _neighbour("lead"), 1, 3),
    _entry("FIRST_VALUE", _edge("first_value"), 1, 1),
    _entry("LAST_VALUE", _edge("last_value"), 1, 1),
    _entry("NTH_VALUE", _edge("nth_value"), 2, 2),
    _entry("INTERPOLATE_FFILL", _filled, 1, 1),
    _entry("INTERPOLATE_BFILL", _filled, 1, 1),
    _entry("INTERPOLATE_LINEAR", _linear, 1, 1),
    _entry("RATIO_TO_REPORT", _ratio, 1, 1),
    _entry("CONDITIONAL_TRUE_EVENT", _true_event, 1, 1),
    _entry("CONDITIONAL_CHANGE_EVENT", _change_event, 1, 1),
)
