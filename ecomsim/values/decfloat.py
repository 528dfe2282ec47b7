"""DECFLOAT: decimal numbers of up to 38 digits, each with an exponent of its own.

A value is stored as a pair that DuckDB compares, sorts, groups and joins as the number itself: `rank`, the power of ten
of the first digit, moved so that it is positive, with the sign of the number; then `digits`, always 38 of them, with
that sign too. Zero is (0, 0). Invariant: one number has one pair, so equal pairs are equal numbers, and of two pairs
the lesser one is the lesser number. Source: Snowflake documentation, "Numeric data types", DECFLOAT; its limits and
texts as clients of live accounts have recorded them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from ecomsim.errors import InterfaceError

DIGITS = 38
LEAST, MOST = -16_383, 16_384
"""The exponents that the last of 38 digits may have: what is smaller is rounded away, what is larger is refused."""

CONTEXT = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_UP,
    Emin=LEAST + DIGITS - 1,
    Emax=MOST + DIGITS - 1,
    clamp=1,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
"""Rounds each result once, half up."""

_ZERO_RANK = 20_000
"""The rank of 1: that of every other number is as far from it as its first digit is from the point."""
_INTEGER = re.compile(r"-?\d+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


class OutOfRangeError(ValueError):
    """A number larger than a DECFLOAT can be."""


TOO_LARGE = (OutOfRangeError, Overflow)
"""What a computation in CONTEXT raises for too large a result."""


def read(text: str) -> Decimal | None:
    """The value of a text, rounded to 38 digits; None for what is no number. Raises OutOfRangeError."""
    text = text.strip()
    return fitted(text) if _NUMBER.fullmatch(text) else None


def fitted(number: Decimal | int | str) -> Decimal:
    """A number, or the text of one, as a DECFLOAT, rounded to 38 digits. Raises OutOfRangeError."""
    try:
        return CONTEXT.create_decimal(number)
    except (Overflow, InvalidOperation) as cause:  # the second for an exponent that no Decimal has
        raise OutOfRangeError(str(number)) from cause


def pair(value: Decimal) -> dict[str, int]:
    """How a DECFLOAT is stored."""
    if not value:
        return {"rank": 0, "digits": 0}
    sign = -1 if value.is_signed() else 1
    _, digits, _ = value.as_tuple()
    coefficient = int("".join(map(str, digits)).ljust(DIGITS, "0"))
    return {"rank": sign * (value.adjusted() + _ZERO_RANK), "digits": sign * coefficient}


def of_bind(value: Any) -> dict[str, int] | None:
    """How a bound Python number, or its text, is stored. 251007 for what is none."""
    try:
        number = None if value is None else read(str(value))
    except OutOfRangeError:
        number = None
    if number is None and value is not None:
        raise InterfaceError(f"{value!r} is no DECFLOAT", errno=251007, sqlstate="07001")
    return None if number is None else pair(number)


def written(stored: Mapping[str, Any]) -> str:
    """A pair as DuckDB reads it from text."""
    return f"{{'rank': {stored['rank']}, 'digits': {stored['digits']}}}"


def pair_of(text: str) -> dict[str, int]:
    """The pair that DuckDB wrote as text."""
    rank, digits = (int(number) for number in _INTEGER.findall(text))
    return {"rank": rank, "digits": digits}


def of_pair(stored: Mapping[str, Any]) -> Decimal:
    """The value of a stored pair, as `shown` writes it."""
    return Decimal(shown(Decimal(f"{int(stored['digits'])}e{abs(stored['rank']) - LAST_DIGIT}")))


LAST_DIGIT = _ZERO_RANK + DIGITS - 1
"""What a rank without its sign is less, to be the exponent of the last of the 38 digits."""


def shown(value: Decimal) -> str:
    """The text of a value: plain as long as NUMBER(38, 0 to 37) holds it, else scientific, as in 1.23e7002."""
    if not value:
        return "0"
    sign, digits, exponent = _bare(value)
    if -exponent < DIGITS and exponent + len(digits) <= DIGITS:
        return format(Decimal((sign, tuple(map(int, digits)), exponent)), "f")
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{'-' if sign else ''}{digits[0]}{rest}e{exponent + len(digits) - 1}"


def wire(value: Decimal) -> tuple[int, int]:
    """Exponent and significand, the latter as short as the largest exponent allows."""
    sign, digits, exponent = _bare(value)
    zeros = max(exponent - MOST, 0)
    significand = int(digits + "0" * zeros)
    return exponent - zeros, -significand if sign else significand


def _bare(value: Decimal) -> tuple[int, str, int]:
    """Sign, digits without zeros at their end, and the exponent of the last of them."""
    sign, digits, exponent = value.as_tuple()
    text = "".join(map(str, digits))
    kept = text.rstrip("0") or "0"
    return sign, kept, 0 if kept == "0" else int(exponent) + len(text) - len(kept)


def sorted_text(value: Decimal) -> str:
    """A text that stands before those of larger values with the same sign."""
    rank, digits = pair(fitted(value)).values()
    text = f"{abs(rank):05d}{abs(digits):038d}"
    return text if digits >= 0 else text.translate(_COMPLEMENT)


_COMPLEMENT = str.maketrans("0123456789", "9876543210")


def rounded(value: Decimal, scale: int, rounding: str) -> Decimal:
    """A value with `scale` digits after the point (below zero: zeros before it), rounded as `decimal` names it."""
    return fitted(value.quantize(Decimal(1).scaleb(-scale), rounding, EXACT))


EXACT = Context(prec=4 * (MOST - LEAST + DIGITS), rounding=ROUND_HALF_UP, Emin=-10 * MOST, Emax=10 * MOST)
"""Keeps every digit of sums and remainders, however far apart their operands are."""
