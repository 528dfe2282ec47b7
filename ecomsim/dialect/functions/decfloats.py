"""Functions of DECFLOAT: what a function answers when one of its arguments is one.

`taught` adds that to an entry of another table. Invariant: the answer is a DECFLOAT unless the rule says otherwise; a
function without a rule here takes a DECFLOAT as the FLOAT it reads as, or refuses it.
Source: Snowflake reference, "Numeric functions" (Returns), "Aggregate functions".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, decfloats, operators
from ecomsim.dialect.functions.kit import as_integer
from ecomsim.dialect.functions.model import Bound, Call, Function, duck, string, to
from ecomsim.dialect.functions.template import sql
from ecomsim.dialect.functions.windowing import aggregate, over
from ecomsim.values.types import DECFLOAT, number

Tree = exp.Expr
Rule = Callable[[Call], Bound]


def is_decfloat(value: Bound) -> bool:
    return value.type.name == "DECFLOAT"


def taught(function: Function) -> Function:
    """The entry with the rule that `RULES` has for a DECFLOAT among its arguments."""
    rule = RULES.get(function.name)
    if rule is None:
        return function
    usual, own = function.rule, rule
    return replace(function, rule=lambda call: own(call) if any(map(is_decfloat, call.all())) else usual(call))


def _zero() -> Tree:
    return decfloats.literal(Decimal(0))


def _argument(call: Call, index: int) -> Tree:
    """Argument `index` as a DECFLOAT."""
    return convert.implicit(call.bound(index), DECFLOAT)


def _computed(name: str) -> Rule:
    """The function `name` of ecomsim.values.decfloat_math, of all arguments."""

    def rule(call: Call) -> Bound:
        trees = [decfloats.digits(_argument(call, index)) for index in range(len(call.args))]
        return Bound(decfloats.computed("decfloat_function", string(name), *trees), DECFLOAT)

    return rule


def _absolute(call: Call) -> Bound:
    return Bound(decfloats.absolute(_argument(call, 0)), DECFLOAT)


def _sign(call: Call) -> Bound:
    return Bound(sql("sign(struct_extract(_0, 'rank'))", _argument(call, 0)), number(1, 0), physical="TINYINT")


def _square(call: Call) -> Bound:
    value = _argument(call, 0)
    return Bound(decfloats.arithmetic("*", value, value.copy()), DECFLOAT)


def _rounding(name: str) -> Rule:
    """ROUND, TRUNC, CEIL and FLOOR(x [, scale]). ROUND takes no other rounding of a floating-point number."""

    def rule(call: Call) -> Bound:
        if call.has(2) and str(call.literal(2)).upper() != "HALF_AWAY_FROM_ZERO":
            raise errors.unsupported(f"{name} of DECFLOAT with {call.literal(2)}")
        scale = to(as_integer(call.bound(1)), "VARCHAR") if call.has(1) else string("0")
        digits = decfloats.digits(_argument(call, 0))
        return Bound(decfloats.computed(f"decfloat_{name}", digits, scale), DECFLOAT)

    return rule


def _modulo(call: Call) -> Bound:
    return operators.arithmetic("%", call.bound(0), call.bound(1), call.node)


def _forgiving_division(call: Call) -> Bound:
    """DIV0 and DIV0NULL: 0 for a zero divisor (DIV0NULL: or a NULL one)."""
    left, right = _argument(call, 0), _argument(call, 1)
    test = "_0 = _4" if call.name == "DIV0" else "_0 = _4 OR _0 IS NULL"
    quotient = decfloats.arithmetic("/", left, duck("nullif", right.copy(), _zero()))
    tree = sql(
        f"CASE WHEN {test} THEN CASE WHEN _2 IS NOT NULL THEN _3 END ELSE _1 END",
        right,
        quotient,
        left.copy(),
        _zero(),
        _zero(),
    )
    return Bound(tree, DECFLOAT)


def _zero_if_null(call: Call) -> Bound:
    return Bound(duck("coalesce", _argument(call, 0), _zero()), DECFLOAT, nullable=False)


def _null_if_zero(call: Call) -> Bound:
    return Bound(duck("nullif", _argument(call, 0), _zero()), DECFLOAT)


def _where_both(template: str) -> Rule:
    """REGR_VALX and REGR_VALY."""
    return lambda call: Bound(sql(template, _argument(call, 0), _argument(call, 1)), DECFLOAT)


def _aggregated(name: str) -> Rule:
    """An aggregate that Python computes of the values of a group, whose order does not matter."""

    def rule(call: Call) -> Bound:
        digits = decfloats.digits(_argument(call, 0))
        collected = over(call, aggregate("list", digits, distinct=call.distinct))
        joined = duck("nullif", duck("array_to_string", collected, string(",")), string(""))
        return Bound(decfloats.computed(f"decfloat_{name}", joined), DECFLOAT)

    return rule


def ratio(call: Call) -> Bound:
    """RATIO_TO_REPORT(x): x divided by the sum of the window, NULL when that is 0."""
    total = duck("nullif", RULES["SUM"](call).tree, _zero())
    return Bound(decfloats.arithmetic("/", _argument(call, 0).copy(), total), DECFLOAT)


def _not_there(call: Call) -> Bound:
    raise errors.unsupported(f"{call.name} of DECFLOAT")


def _refused(call: Call) -> Bound:
    """What Snowflake's own documentation says does not take it."""
    raise call.invalid_types()


_COMPUTED = """
    SQRT CBRT EXP LN LOG POWER SIN COS TAN COT ASIN ACOS ATAN ATAN2 SINH COSH TANH ASINH ACOSH ATANH DEGREES RADIANS
"""
_OF_TWO_COLUMNS = """
    CORR COVAR_POP COVAR_SAMP REGR_AVGX REGR_AVGY REGR_INTERCEPT REGR_R2 REGR_SLOPE REGR_SXX REGR_SXY REGR_SYY
"""

RULES: dict[str, Rule] = {
    **{name: _computed(name) for name in _COMPUTED.split()},
    "POW": _computed("POWER"),
    "ABS": _absolute,
    "SIGN": _sign,
    "SQUARE": _square,
    "ROUND": _rounding("ROUND"),
    **dict.fromkeys(("TRUNC", "TRUNCATE"), _rounding("TRUNC")),
    "CEIL": _rounding("CEIL"),
    "FLOOR": _rounding("FLOOR"),
    "MOD": _modulo,
    "DIV0": _forgiving_division,
    "DIV0NULL": _forgiving_division,
    "ZEROIFNULL": _zero_if_null,
    "NULLIFZERO": _null_if_zero,
    "REGR_VALX": _where_both("CASE WHEN _0 IS NOT NULL THEN _1 END"),
    "REGR_VALY": _where_both("CASE WHEN _1 IS NOT NULL THEN _0 END"),
    "SUM": _aggregated("sum"),
    "AVG": _aggregated("avg"),
    **dict.fromkeys(("VARIANCE", "VAR_SAMP", "VARIANCE_SAMP"), _aggregated("var_samp")),
    **dict.fromkeys(("VAR_POP", "VARIANCE_POP"), _aggregated("var_pop")),
    **dict.fromkeys(("STDDEV", "STDDEV_SAMP"), _aggregated("stddev_samp")),
    "STDDEV_POP": _aggregated("stddev_pop"),
    **dict.fromkeys(("SKEW", "KURTOSIS", "MEDIAN", *_OF_TWO_COLUMNS.split()), _not_there),
    **dict.fromkeys(("APPROX_PERCENTILE", "APPROX_TOP_K"), _refused),
}
