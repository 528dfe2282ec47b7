"""INTERVAL constants: '1 year, 3 months 2 h' as steps, each some months and then a duration.

Invariant: a constant is either readable as a whole or a syntax error; a bare number counts seconds; parts are added in
their order, so months after days begin a step of their own.
Source: Snowflake documentation, "Interval constants".
"""

from __future__ import annotations

import re
from datetime import timedelta

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.functions.model import DATE_PARTS, Bound, string, to
from ecomsim.dialect.scope import Scope
from ecomsim.values.types import SnowflakeType

INTERVAL = SnowflakeType("INTERVAL")
"""An INTERVAL constant; it only lives beside a date. Bound.constant holds its steps."""

Step = tuple[int, timedelta]
"""Months, and then a duration."""

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


def interval(node: exp.Interval, scope: Scope) -> Bound:
    """An INTERVAL literal, or INTERVAL $name; Bound.constant is its steps, Bound.tree all of them at once."""
    unit = node.args.get("unit")
    text = node.this.name if node.this is not None else ""
    if isinstance(node.this, exp.Parameter):
        text = str(scope.bind(node.this).constant)
    if unit is not None:
        text = f"{text} {unit.name}"
    steps = parse(text)
    months, duration = sum(step[0] for step in steps), sum((step[1] for step in steps), timedelta())
    return Bound(step_tree((months, duration)), INTERVAL, steps, nullable=False)


def parse(text: str) -> tuple[Step, ...]:
    """The steps of an interval. Raises 001003-like errors for what is none."""
    steps: list[tuple[int, float]] = [(0, 0.0)]
    position = 0
    while position < len(text.rstrip()):
        match = _PART.match(text, position)
        part = _PARTS.get((match.group(2) or "second").lower()) if match else None
        if match is None or part is None or (part not in _MONTHS and part not in _MICROSECONDS):
            raise errors.compilation(1003, "42000", f"invalid interval constant '{text}'")
        amount = float(match.group(1))
        months, microseconds = steps[-1]
        if part not in _MONTHS:
            steps[-1] = months, microseconds + amount * _MICROSECONDS[part]
        elif microseconds:
            steps.append((round(amount * _MONTHS[part]), 0.0))
        else:
            steps[-1] = months + round(amount * _MONTHS[part]), 0.0
        position = match.end()
    return tuple((months, timedelta(microseconds=round(microseconds))) for months, microseconds in steps)


def moved(operator: type[exp.Expr], tree: exp.Expr, steps: tuple[Step, ...]) -> exp.Expr:
    """`tree` + or - one step after the other."""
    for step in steps:
        tree = operator(this=tree if isinstance(tree, exp.Column) else exp.Paren(this=tree), expression=step_tree(step))
    return tree


def step_tree(step: Step) -> exp.Expr:
    """DuckDB's INTERVAL, which adds the months first."""
    months, rest = step
    return to(string(f"{months} months {rest // timedelta(microseconds=1)} microseconds"), "INTERVAL")
