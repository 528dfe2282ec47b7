"""Products and quotients of NUMBERs, exact whatever their length: what wide.py asks of Python.

Invariant: a result is rounded half away from zero once, and has at most 38 digits. Source: spec/sql-semantics.md 1.2.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction


def _rounded(value: Fraction) -> int:
    """Half away from zero. Raises 100046 for more than 38 digits."""
    whole, rest = divmod(abs(value), 1)
    whole += rest >= Fraction(1, 2)
    if whole >= 10**38:
        raise ValueError("[[100046|22003|Number out of representable range]]")
    return whole if value >= 0 else -whole


def quotient(numerator: str, denominator: str, scale: str) -> str:
    """A whole number of 10^-scale. Raises 100051 for a divisor of zero."""
    divisor = Fraction(denominator)
    if not divisor:
        raise ValueError("[[100051|22012|Division by zero]]")
    return str(_rounded(Fraction(numerator) / divisor * 10 ** int(scale)))


def product(left: str, right: str, scale: str) -> str:
    """A number with `scale` digits behind the point."""
    whole = _rounded(Fraction(left) * Fraction(right) * 10 ** int(scale))
    return format(Decimal(f"{whole}e-{scale}"), "f")


TABLE: dict[str, Callable[..., str]] = {"quotient": quotient, "product": product}
