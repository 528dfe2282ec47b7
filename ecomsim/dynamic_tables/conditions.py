"""Conditions and expressions of a definition, taken apart: what AND connects, what is equal across a join."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sqlglot import exp

from ecomsim.dynamic_tables import algebra
from ecomsim.dynamic_tables.algebra import NotFollowed, plain, used

_CALLS = (exp.Window, exp.Filter, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)


def checked(expression: exp.Expr) -> exp.Expr:
    if expression.find(exp.Select, exp.Subquery, exp.Unnest, exp.Explode) is not None:
        raise NotFollowed("subquery in an expression")
    return expression


def parts(condition: exp.Expr | None) -> Iterator[exp.Expr]:
    """The conditions that AND connects."""
    if isinstance(condition, exp.And):
        yield from parts(condition.this)
        yield from parts(condition.expression)
    elif isinstance(condition, exp.Paren):
        yield from parts(condition.this)
    elif condition is not None:
        yield condition


def all_of(conditions: Sequence[exp.Expr]) -> exp.Expr | None:
    return exp.and_(*conditions, copy=True) if conditions else None


def aliases_of(expression: exp.Expr) -> set[str]:
    return {column.table for column in expression.find_all(exp.Column)}


def operands(condition: exp.Expr, left: frozenset[str], right: frozenset[str]) -> tuple[exp.Expr, exp.Expr] | None:
    """The operands of an equality between the two sides, the left side's first; None for other conditions."""
    if not isinstance(condition, (exp.EQ, exp.NullSafeEQ)):
        return None
    one, other = condition.this.unnest(), condition.expression.unnest()
    columns, more = used(one), used(other)
    if not columns or not more:
        return None
    if columns <= left and more <= right:
        return one, other
    if columns <= right and more <= left:
        return other, one
    return None


def with_columns(expression: exp.Expr, known: Sequence[tuple[exp.Expr, str]]) -> exp.Expr:
    """The expression with columns in the place of the expressions that they hold."""
    wanted = [(_bare(each), column) for each, column in known]

    def replaced(node: exp.Expr) -> exp.Expr:
        kind = type(node.unnest())
        found = next((column for each, column in wanted if kind is type(each) and _bare(node) == each), None)
        return node if found is None else exp.column(found)

    return expression.transform(replaced)


def over_columns(
    conditions: Sequence[exp.Expr], names: Callable[[int], tuple[str, ...]]
) -> tuple[list[exp.Expr], dict[str, exp.Expr]]:
    """Conditions over columns with names of their own, and what these hold: every aggregate, window and column."""
    held: dict[str, exp.Expr] = {}

    def replaced(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, _CALLS) and not algebra.is_aggregate(node) and plain(node) is None:
            return node
        name = next((name for name, each in held.items() if each == node), None) or names(1)[0]
        held.setdefault(name, node.copy())
        return exp.column(name)

    return [each.transform(replaced) for each in conditions], held


def _bare(expression: exp.Expr) -> exp.Expr:
    """The tree without parentheses, to be compared: its shape says what they say."""
    return expression.transform(lambda node: node.unnest())


def beside_groups(expression: exp.Expr) -> set[str]:
    """Columns outside of the aggregates."""
    if algebra.is_aggregate(expression):
        return set()
    if plain(expression) is not None:
        return {expression.name}
    found: set[str] = set()
    for child in expression.iter_expressions():
        found |= beside_groups(child)
    return found
