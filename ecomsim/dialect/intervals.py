"""INTERVAL constants: '1 year, 3 months 2 h' as months and a duration.

Invariant: a constant is either readable as a whole or a syntax error; a bare number counts seconds.
Source: Snowflake documentation, "Interval constants".
"""

from __future__ import annotations

import re
from datetime import timedelta

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.functions.model import DATE_PARTS, Bound, string, to
from ecomsim.dialect.operators import INTERVAL

_PART = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*,?")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_PARTS = {**DATE_PARTS, "weeks": "week"}
_MICROSECONDS = {
    "week": 604_800_000_000,
    "day": 86_400_000_000,
    "hour": 3_600_000_000,
    "minute": 60_000_000,
    "second": 1_000_000,
    "millisecond": 1_000,
    "microsecond": 1,
    "nanosecond": 0.001,
}


def interval(node: exp.Interval) -> Bound:
    """An INTERVAL literal; Bound.constant is (months, timedelta)."""
    unit = node.args.get("unit")
    text = node.this.name if node.this is not None else ""
    if unit is not None:
        text = f"{text} {unit.name}"
    months, microseconds = parse(text)
    tree = to(string(f"{months} months {microseconds} microseconds"), "INTERVAL")
    return Bound(tree, INTERVAL, (months, timedelta(microseconds=microseconds)), nullable=False)


def parse(text: str) -> tuple[int, int]:
    """(months, microseconds). Raises 001003-like errors for what is no interval."""
    months, microseconds, position = 0, 0.0, 0
    while position < len(text.rstrip()):
        match = _PART.match(text, position)
        part = _PARTS.get((match.group(2) or "second").lower()) if match else None
        if match is None or part is None or (part not in _MONTHS and part not in _MICROSECONDS):
            raise errors.compilation(1003, "42000", f"invalid interval constant '{text}'")
        amount = float(match.group(1))
        if part in _MONTHS:
            months += round(amount * _MONTHS[part])
        else:
            microseconds += amount * _MICROSECONDS[part]
        position = match.end()
    return months, round(microseconds)
