"""Bit by bit over BINARY values: what binaries.py asks of Python, bytes as hexadecimal digits.

Invariant: a result is as long as the longest operand. Source: Snowflake reference, BITAND, BITOR, BITXOR, BITNOT,
BITSHIFTLEFT, BITSHIFTRIGHT.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import and_, or_, xor

_OPERATIONS: dict[str, Callable[[int, int], int]] = {"BITAND": and_, "BITOR": or_, "BITXOR": xor}


def combined(name: str, left: str, right: str, side: str = "") -> str:
    """BITAND, BITOR, BITXOR. side: where the shorter one gets zeros. Raises 100544 for different lengths without it."""
    length = max(len(left), len(right))
    if len(left) != len(right):
        if not side:
            raise ValueError(
                "[[100544|22026|The lengths of two variable-sized fields do not match: first length "
                f"{len(left) // 2}, second length {len(right) // 2}]]"
            )
        pad: Callable[[str, int, str], str] = str.rjust if side == "LEFT" else str.ljust
        left, right = pad(left, length, "0"), pad(right, length, "0")
    return _digits(_OPERATIONS[name](_number(left), _number(right)), length)


def inverted(digits: str) -> str:
    """BITNOT."""
    return _digits(~_number(digits), len(digits))


def shifted(name: str, digits: str, places: str) -> str:
    """BITSHIFTLEFT and BITSHIFTRIGHT: bits that leave at one end are lost, zeros come in at the other."""
    number, count = _number(digits), int(places)
    return _digits(number << count if name == "BITSHIFTLEFT" else number >> count, len(digits))


def _number(digits: str) -> int:
    return int(digits or "0", 16)


def _digits(number: int, length: int) -> str:
    return f"{number & ((1 << 4 * length) - 1):0{length}X}" if length else ""


TABLE: dict[str, Callable[..., str]] = {
    "binary_combined": combined,
    "binary_inverted": inverted,
    "binary_shifted": shifted,
}
