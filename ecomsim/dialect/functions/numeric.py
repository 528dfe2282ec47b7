"""Numeric functions: rounding, logarithms, trigonometry, bits, division that forgives a zero.

Invariant: a NUMBER stays exact: only functions that Snowflake itself computes in FLOAT go through DOUBLE.
Source: spec/sql-semantics.md section 1; Snowflake reference, "Numeric functions".
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, operators
from ecomsim.dialect.functions import binaries, dates, decfloats
from ecomsim.dialect.functions.kit import aliases, as_double, as_integer, as_number, simple
from ecomsim.dialect.functions.model import Bound, Call, Function, failing, integer, string, to
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import FLOAT, INTEGER, SnowflakeType, number

_FAMILY = "Numeric"


def _digits(kind: SnowflakeType) -> tuple[int, int]:
    return kind.precision or 38, kind.scale or 0


def _rounded_type(kind: SnowflakeType, scale: int) -> SnowflakeType:
    """NUMBER(p,s) after rounding to `scale` digits: one more leading digit, for 9.9 becomes 10."""
    precision, digits = _digits(kind)
    kept = max(min(digits, scale), 0)
    return number(min(38, precision - digits + kept + (1 if scale < digits else 0)), kept)


def _scale_argument(call: Call) -> int | None:
    """The constant second argument (0 when absent); None when it is computed."""
    if not call.has(1):
        return 0
    value = call.bound(1).constant
    if call.bound(1).is_null or isinstance(value, bool | str):
        raise call.invalid_types()
    return None if not call.bound(1).is_constant else int(value)


def _by_scale(call: Call, subject: Bound, one: Any) -> Bound:
    """Apply `one(tree, scale)`, a template for a constant scale, for each scale a computed argument may have."""
    precision, digits = _digits(subject.type)
    scale = as_integer(call.bound(1))
    result = number(38, digits)
    case = exp.Case(ifs=[], default=to(subject.tree.copy(), result.duckdb))
    for candidate in range(digits - precision, digits):
        case.append(
            "ifs",
            exp.If(
                this=sql("_0 = _1", scale.copy(), integer(candidate)),
                true=to(one(subject.tree.copy(), candidate), result.duckdb),
            ),
        )
    return Bound(case, result)


def _fit(tree: exp.Expr, kind: SnowflakeType) -> Bound:
    return Bound(to(tree, kind.duckdb), kind)


def _round(call: Call) -> Bound:
    """ROUND(x [, scale [, mode]]): half away from zero, or 'HALF_TO_EVEN'."""
    mode = str(call.literal(2)).upper() if call.has(2) else "HALF_AWAY_FROM_ZERO"
    if mode not in ("HALF_AWAY_FROM_ZERO", "HALF_TO_EVEN"):
        raise errors.invalid_value(f"invalid value [{mode}] for parameter 'rounding_mode'")
    subject, scale = as_number(call, 0), _scale_argument(call)
    function = "round_even" if mode == "HALF_TO_EVEN" else "round"
    if subject.type.name == "FLOAT":
        if mode == "HALF_TO_EVEN":
            raise errors.unsupported("ROUND of FLOAT with HALF_TO_EVEN")
        places = integer(scale) if scale is not None else to(as_integer(call.bound(1)), "INTEGER")
        return Bound(_float_round(subject.tree, places, scale), FLOAT)
    if scale is None:
        return _by_scale(call, subject, lambda tree, at: sql(f"{function}(_0, {at})", tree))
    if scale >= (subject.type.scale or 0):
        return Bound(subject.tree, subject.type, subject.constant, physical=subject.physical)
    exact = convert.exact(subject)
    return _fit(sql(f"{function}(_0, {scale})", exact), _rounded_type(subject.type, scale))


def _float_round(tree: exp.Expr, places: exp.Expr, scale: int | None) -> exp.Expr:
    """DOUBLE; a computed number of places goes through powers of ten, DuckDB wants a constant one."""
    if scale is not None:
        return sql("round(_0, _1)", tree, places)
    return sql("round(_0 * pow(10, _1)) / pow(10, _1)", tree, places)


def _truncate(call: Call) -> Bound:
    """TRUNC(x [, scale]); TRUNC(date, part) is DATE_TRUNC."""
    if call.bound(0).type.name in ("DATE", "TIME") or call.bound(0).type.is_timestamp:
        return dates.truncate(call, 0, call.date_part(1) if call.has(1) else "day")
    subject, scale = as_number(call, 0), _scale_argument(call)
    if subject.type.name == "FLOAT":
        power = "1" if scale == 0 else f"1e{scale}" if scale is not None else "pow(10, _1)"
        places = () if scale is not None else (as_integer(call.bound(1)),)
        cut = f"trunc(_0 * {power}) / {power}" if scale != 0 else "trunc(_0)"
        return Bound(sql(f"{cut} + 0.0::DOUBLE", subject.tree, *places), FLOAT)  # no negative zero
    if scale is None:
        return _by_scale(call, subject, lambda tree, at: sql(f"trunc(_0, {at})", tree))
    if scale >= (subject.type.scale or 0):
        return Bound(subject.tree, subject.type, subject.constant, physical=subject.physical)
    return _fit(sql(f"trunc(_0, {scale})", convert.exact(subject)), _rounded_type(subject.type, scale))


def _toward(call: Call) -> Bound:
    """CEIL and FLOOR(x [, scale])."""
    name = "ceil" if call.name == "CEIL" else "floor"
    subject, scale = as_number(call, 0), _scale_argument(call)
    if subject.type.name == "FLOAT":
        if scale == 0:
            return Bound(sql(f"{name}(_0)", subject.tree), FLOAT)
        places = integer(scale) if scale is not None else as_integer(call.bound(1))
        return Bound(sql(f"{name}(_0 * pow(10, _1)) / pow(10, _1)", subject.tree, places), FLOAT)
    if scale is None:
        return _by_scale(call, subject, lambda tree, at: _step(tree, at, name))
    if scale >= (subject.type.scale or 0):
        return Bound(subject.tree, subject.type, subject.constant, physical=subject.physical)
    exact = convert.exact(subject)
    if scale == 0:
        return _fit(sql(f"{name}(_0)", exact), _rounded_type(subject.type, 0))
    return _fit(_step(exact, scale, name), _rounded_type(subject.type, scale))


def _step(tree: exp.Expr, scale: int, name: str) -> exp.Expr:
    """Truncate to `scale` digits, then one unit up (down) if that was below (above) the value."""
    unit = f"CAST(1 AS DECIMAL(38,0)) * {10**-scale}" if scale <= 0 else "0." + "0" * (scale - 1) + "1"
    compare, sign = (">", "+") if name == "ceil" else ("<", "-")
    cut = f"trunc(_0, {scale})"
    return sql(f"{cut} {sign} CASE WHEN _0 {compare} {cut} THEN {unit} ELSE 0 END", tree)


def _absolute(call: Call) -> Bound:
    subject = as_number(call, 0)
    return Bound(sql("abs(_0)", subject.tree), subject.type, physical=subject.physical)


def _sign(call: Call) -> Bound:
    subject = as_number(call, 0)
    if subject.type.name == "FLOAT":
        return Bound(sql("CAST(sign(_0) AS DOUBLE)", subject.tree), FLOAT)
    return Bound(sql("sign(_0)", subject.tree), number(1, 0), physical="TINYINT")


def _modulo(call: Call) -> Bound:
    return operators.arithmetic("%", as_number(call, 0), as_number(call, 1), call.node)


def _forgiving_division(call: Call) -> Bound:
    """DIV0 and DIV0NULL: 0 for a zero divisor (DIV0NULL: or a NULL one), with the type of a division."""
    left, right = as_number(call, 0), as_number(call, 1)
    divisor = right.tree
    test = "_0 = 0" if call.name == "DIV0" else "_0 = 0 OR _0 IS NULL"
    known = Bound(sql("nullif(_0, 0)", divisor.copy()), right.type, physical=right.physical)
    quotient = operators.arithmetic("/", left, known)
    zero = to(integer(0), quotient.physical or quotient.type.duckdb)
    tree = sql(
        f"CASE WHEN {test} THEN CASE WHEN _2 IS NOT NULL THEN _3 END ELSE _1 END",
        divisor,
        quotient.tree,
        left.tree.copy(),
        zero,
    )
    return Bound(tree, quotient.type, physical=quotient.physical)


def _checked(name: str, template: str, valid: str) -> Function:
    """A FLOAT function of one FLOAT with a domain: outside it Snowflake raises."""

    def rule(call: Call) -> Bound:
        argument = as_double(call.bound(0))
        tree = sql(
            f"CASE WHEN {valid} OR _0 IS NULL THEN {template} "
            "ELSE error(concat(_1, _ecomsim.sf_float_text(_0), ')]]')) END",
            argument,
            string(f"[[100050|22003|Invalid floating point operation: {name.lower()}("),
        )
        return Bound(tree, FLOAT)

    return Function(name=name, rule=rule, min_args=1, max_args=1, family=_FAMILY)


def _logarithm(call: Call) -> Bound:
    """LOG(base, x)."""
    base, subject = as_double(call.bound(0)), as_double(call.bound(1))
    tree = sql(
        "CASE WHEN _0 <= 0 OR _0 = 1 OR _1 <= 0 THEN error('[[100050|22003|Invalid floating point operation: log]]') "
        "ELSE log(_0, _1) END",
        base,
        subject,
    )
    return Bound(tree, FLOAT)


def _bits(call: Call) -> Bound:
    """Bit operations on integers of up to 128 bits, and on BINARY."""
    if call.bound(0).type.name == "BINARY":
        return binaries.bits(call)
    if call.has(2):  # a side to pad on, which numbers have not
        raise call.invalid_types()
    arguments = [sql("CAST(_0 AS HUGEINT)", convert.exact(as_number(call, index))) for index in range(len(call.args))]
    return Bound(sql(_BITS[call.name], *arguments), INTEGER, physical="HUGEINT")


_BITS = {
    "BITAND": "_0 & _1",
    "BITOR": "_0 | _1",
    "BITXOR": "xor(_0, _1)",
    "BITNOT": "-_0 - 1",
    "BITSHIFTLEFT": "_0 << _1",
    "BITSHIFTRIGHT": "_0 >> _1",
    "GETBIT": "(_0 >> _1) & 1",
}


def _bit_entries() -> tuple[Function, ...]:
    def entry(name: str, known_as: str) -> Function:
        def rule(call: Call) -> Bound:
            call.name = known_as
            return _bits(call)

        fewest = 1 if known_as == "BITNOT" else 2
        most = 3 if known_as in ("BITAND", "BITOR", "BITXOR") else fewest
        return Function(name=name, rule=rule, min_args=fewest, max_args=most, family="Bitwise expression")

    names = {
        "BITAND": "BIT_AND",
        "BITOR": "BIT_OR",
        "BITXOR": "BIT_XOR",
        "BITNOT": "BIT_NOT",
        "BITSHIFTLEFT": "BIT_SHIFTLEFT",
        "BITSHIFTRIGHT": "BIT_SHIFTRIGHT",
        "GETBIT": "",
    }
    return tuple(entry(name, known) for known, other in names.items() for name in (known, other) if name)


def _width_bucket(call: Call) -> Bound:
    subject, low, high = (as_double(call.bound(index)) for index in range(3))
    tree = sql(
        "CASE WHEN _3 <= 0 OR _1 = _2 THEN error('[[100051|22012|Invalid WIDTH_BUCKET arguments]]') "
        "WHEN _0 < _1 THEN 0 WHEN _0 >= _2 THEN _3 + 1 ELSE CAST(floor((_0 - _1) / (_2 - _1) * _3) AS BIGINT) + 1 END",
        subject,
        low,
        high,
        as_integer(call.bound(3)),
    )
    return Bound(tree, INTEGER, physical="BIGINT")


def _bitmap(call: Call) -> Bound:
    """BITMAP_BUCKET_NUMBER and BITMAP_BIT_POSITION: buckets of 32768 numbers, counted from 1."""
    template = {
        "BITMAP_BUCKET_NUMBER": "CASE WHEN _0 > 0 THEN (_0 - 1) // 32768 + 1 ELSE _0 // 32768 END",
        "BITMAP_BIT_POSITION": "CASE WHEN _0 > 0 THEN (_0 - 1) % 32768 ELSE abs(_0) % 32768 END",
    }[call.name]
    return Bound(sql(template, as_integer(call.bound(0))), INTEGER, physical="BIGINT")


def _factorial(call: Call) -> Bound:
    argument = as_integer(call.bound(0))
    tree = sql(
        "CASE WHEN _0 BETWEEN 0 AND 33 THEN factorial(CAST(_0 AS INTEGER)) WHEN _0 IS NOT NULL THEN _1 END",
        argument,
        failing(100039, "22003", "Invalid argument for FACTORIAL: 0 to 33 is allowed"),
    )
    return Bound(tree, INTEGER, physical="HUGEINT")


def _float(name: str, kinds: str, template: str) -> Function:
    return simple(name, kinds, FLOAT, template, family=_FAMILY)


def _rule(name: str, rule: Any, fewest: int, most: int) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=_FAMILY)


_HAVERSINE = (
    "2 * 6371 * asin(sqrt(pow(sin(radians(_2 - _0) / 2), 2) + "
    "cos(radians(_0)) * cos(radians(_2)) * pow(sin(radians(_3 - _1) / 2), 2)))"
)

_ENTRIES: tuple[Function, ...] = (
    _rule("ABS", _absolute, 1, 1),
    _rule("CEIL", _toward, 1, 2),
    _rule("FLOOR", _toward, 1, 2),
    replace(_rule("ROUND", _round, 1, 3), parameters=("EXPR", "SCALE", "ROUNDING_MODE")),
    *aliases(_rule("TRUNC", _truncate, 1, 2), "TRUNCATE"),
    _rule("MOD", _modulo, 2, 2),
    _rule("SIGN", _sign, 1, 1),
    _rule("DIV0", _forgiving_division, 2, 2),
    _rule("DIV0NULL", _forgiving_division, 2, 2),
    _float("CBRT", "d", "CASE WHEN pow(round(cbrt(_0)), 3) = _0 THEN round(cbrt(_0)) ELSE cbrt(_0) END"),
    _float("EXP", "d", "exp(_0)"),
    _checked("LN", "ln(_0)", "_0 > 0"),
    _rule("LOG", _logarithm, 2, 2),
    *aliases(_float("POWER", "dd", "pow(_0, _1)"), "POW"),
    _checked("SQRT", "sqrt(_0)", "_0 >= 0"),
    _float("SQUARE", "d", "_0 * _0"),
    _rule("FACTORIAL", _factorial, 1, 1),
    _rule("BITMAP_BUCKET_NUMBER", _bitmap, 1, 1),
    _rule("BITMAP_BIT_POSITION", _bitmap, 1, 1),
    _float("SIN", "d", "sin(_0)"),
    _float("COS", "d", "cos(_0)"),
    _float("TAN", "d", "tan(_0)"),
    _float("COT", "d", "1 / tan(_0)"),
    _checked("ASIN", "asin(_0)", "_0 BETWEEN -1 AND 1"),
    _checked("ACOS", "acos(_0)", "_0 BETWEEN -1 AND 1"),
    _float("ATAN", "d", "atan(_0)"),
    _float("ATAN2", "dd", "atan2(_0, _1)"),
    _float("SINH", "d", "sinh(_0)"),
    _float("COSH", "d", "cosh(_0)"),
    _float("TANH", "d", "tanh(_0)"),
    _float("ASINH", "d", "asinh(_0)"),
    _checked("ACOSH", "acosh(_0)", "_0 >= 1"),
    _checked("ATANH", "atanh(_0)", "_0 > -1 AND _0 < 1"),
    _float("DEGREES", "d", "degrees(_0)"),
    _float("RADIANS", "d", "_0 * pi() / 180"),
    simple("PI", "", FLOAT, "pi()", family=_FAMILY),
    _float("HAVERSINE", "dddd", _HAVERSINE),
    _rule("WIDTH_BUCKET", _width_bucket, 4, 4),
    *_bit_entries(),
)

FUNCTIONS: tuple[Function, ...] = tuple(map(decfloats.taught, _ENTRIES))
