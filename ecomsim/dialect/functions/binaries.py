"""The forms that functions of text and of integers have for BINARY: positions, pads and bits.

Invariant: lengths and positions count bytes; the bytes are looked at as pairs of hexadecimal digits.
Source: Snowflake reference, POSITION, LPAD, RPAD, "Bitwise expression functions".
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.functions.kit import COUNT, as_binary, as_integer, python
from ecomsim.dialect.functions.model import Bound, Call, integer, string, to
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import binary

_PAIRS = "regexp_replace(hex({0}), '(..)', '\\1.', 'g')"
"""DuckDB text: 'AB.CD.', in which what is found begins at a byte."""


def position(call: Call) -> Bound:
    """POSITION(what, subject [, start]) of BINARY: 0 when absent."""
    what, subject = as_binary(call.bound(0)), as_binary(call.bound(1))
    start = as_integer(call.bound(2)) if call.has(2) else integer(1)
    rest = f"substr({_PAIRS.format('_0')}, (greatest(_2, 1) - 1) * 3 + 1)"
    found = f"instr({rest}, {_PAIRS.format('_1')})"
    tree = sql(
        f"CASE WHEN {found} > 0 THEN ({found} - 1) // 3 + greatest(_2, 1) "
        "WHEN _0 IS NOT NULL AND _1 IS NOT NULL AND _2 IS NOT NULL THEN 0 END",
        subject,
        what,
        start,
    )
    return Bound(tree, COUNT, physical="BIGINT")


def pad(call: Call, length: exp.Expr) -> Bound:
    """LPAD and RPAD of BINARY, which need a pad. Raises 001044 without it."""
    if not call.has(2):
        raise call.invalid_types()
    digits = [sql("hex(_0)", as_binary(call.bound(index))) for index in (0, 2)]
    name = call.name.lower()
    template = f"unhex(CASE WHEN _2 = '' THEN left(_0, 2 * _1) ELSE {name}(_0, 2 * _1, _2) END)"
    return Bound(sql(template, digits[0], length, digits[1]), binary())


def bits(call: Call) -> Bound:
    """BITAND, BITOR, BITXOR(a, b [, 'LEFT' | 'RIGHT']), BITNOT(a), BITSHIFTLEFT, BITSHIFTRIGHT(a, n) of BINARY."""
    digits = sql("hex(_0)", as_binary(call.bound(0)))
    if call.name == "BITNOT":
        tree = python("binary_inverted", digits)
    elif call.name in ("BITSHIFTLEFT", "BITSHIFTRIGHT"):
        tree = python("binary_shifted", string(call.name), digits, to(as_integer(call.bound(1)), "VARCHAR"))
    elif call.name == "GETBIT":
        raise call.invalid_types()
    else:
        side = str(call.literal(2)).upper() if call.has(2) else ""
        if call.has(2) and side not in ("LEFT", "RIGHT"):
            raise errors.invalid_value(f"Invalid value [{call.literal(2)}] for function '{call.name}', parameter 3")
        other = sql("hex(_0)", as_binary(call.bound(1)))
        tree = python("binary_combined", string(call.name), digits, other, string(side))
    return Bound(sql("unhex(_0)", tree), binary())
