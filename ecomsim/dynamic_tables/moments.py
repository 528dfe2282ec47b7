"""Conditions that name the time of a refresh: what they say at another time, and which rows time alone can turn.

Such a condition is made of comparisons. One that compares a value of the row with an expression of time alone says the
same at two times about every value that does not lie between what the expression gives at either, so rows that turn are
looked for there, where DuckDB's statistics of a column find them. Any other use of time may turn every row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from ecomsim.dynamic_tables.algebra import Block, Constant, Filter, Flatten, Join, Node, Project, TimeFilter, used
from ecomsim.dynamic_tables.definition import TIME

THEN = "ecom_then"
"""The placeholder of the data timestamp of the last refresh; that of this one is TIME."""
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ)
_MOVED = "to_hours(26)"
"""More than what clocks of one zone have ever been moved by."""
_CONNECTIVES = (exp.And, exp.Or, exp.Not, exp.Paren)


def _is_time(node: exp.Expr) -> bool:
    return isinstance(node, exp.Placeholder) and node.name == TIME


def names_time(expression: exp.Expr | None) -> bool:
    """Whether an expression names the time of the refresh."""
    return expression is not None and any(_is_time(each) for each in expression.find_all(exp.Placeholder))


def is_computed_from_time(node: Node) -> bool:
    """Whether an operator names the time anywhere but in the condition of a TimeFilter, where alone it is followed."""
    match node:
        case TimeFilter():
            return False
        case Filter() | Join():
            return names_time(node.condition)
        case Project():
            return any(names_time(each) for each in node.expressions)
        case Block():
            return any(names_time(each) for each in (*node.expressions, node.having, node.qualify))
        case Flatten():
            return names_time(node.rows)
        case Constant():
            return f"${TIME}" in node.sql
    return False


def at(condition: exp.Expr, now: str) -> exp.Expr:
    """The condition at the time of which `now` is the placeholder."""
    if now == TIME:
        return condition
    return condition.transform(lambda node: exp.Placeholder(this=now) if _is_time(node) else node)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A value of the rows compared with `limit`, an expression of time alone."""

    value: exp.Expr
    limit: exp.Expr


def comparisons(condition: exp.Expr) -> list[Comparison] | None:
    """The comparisons through which alone time turns a condition; None when it enters otherwise."""
    if isinstance(condition, _CONNECTIVES):
        parts = [comparisons(each) for each in condition.iter_expressions()]
        known = [part for part in parts if part is not None]
        return [each for part in known for each in part] if len(known) == len(parts) else None
    if not names_time(condition):
        return []
    found = []
    for value, limit in _compared(condition):
        if names_time(value):
            value, limit = limit, value
        if names_time(value) or used(limit):
            return None
        if names_time(limit):
            found.append(Comparison(value, limit))
    return found or None


def _compared(condition: exp.Expr) -> list[tuple[exp.Expr, exp.Expr]]:
    """What a condition compares with one another; nothing for one that does more than that."""
    if isinstance(condition, _COMPARISONS):
        return [(condition.this, condition.expression)]
    if isinstance(condition, exp.Between):
        return [(condition.this, condition.args["low"]), (condition.this, condition.args["high"])]
    if isinstance(condition, exp.In) and condition.expressions:
        return [(condition.this, each) for each in condition.expressions]
    return []


def between(found: Iterable[Comparison]) -> str:
    """SQL that is true of every row that some of the comparisons judge differently now and then; of others perhaps."""
    parts = []
    for each in found:
        value, new, old = (part.sql("duckdb") for part in (each.value, each.limit, at(each.limit, THEN)))
        first, last = f"least({new}, {old})", f"greatest({new}, {old})"
        parts.append(
            f"({_near(each.value, first, last)}({value}) >= {first} AND ({value}) <= {last}) "
            f"OR ({new}) IS NULL OR ({old}) IS NULL"
        )
    return " OR ".join(parts)


def _near(value: exp.Expr, first: str, last: str) -> str:
    """What besides holds when a value lies between two: of a column that a time zone has to be asked about, its own
    values, by which DuckDB finds it. Local times and instants run alike but where clocks are moved, by a day at most.
    """
    value = value.unnest()
    kind = value.args["to"].sql("duckdb") if isinstance(value, exp.Cast) else ""
    if kind not in ("TIMESTAMPTZ", "DATE"):
        return ""
    column = value.this.sql("duckdb")
    if kind == "DATE":
        return (
            f"({column}) >= CAST({first} AS TIMESTAMP) - {_MOVED} AND "
            f"({column}) <= CAST({last} AS TIMESTAMP) + to_days(1) + {_MOVED} AND "
        )
    return (
        f"({column}) >= CAST({first} AS TIMESTAMP) - {_moved(first)} AND "
        f"({column}) <= CAST({last} AS TIMESTAMP) + {_moved(last)} AND "
    )


def _moved(instant: str) -> str:
    """By how much clocks may have been moved about an instant: nothing when it is as far from UTC before and after."""
    before, there, after = (
        f"CAST({each} AS TIMESTAMP) - timezone('UTC', {each})"
        for each in (f"({instant} - {_MOVED})", instant, f"({instant} + {_MOVED})")
    )
    return f"CASE WHEN {before} = {there} AND {after} = {there} THEN to_hours(0) ELSE {_MOVED} END"
