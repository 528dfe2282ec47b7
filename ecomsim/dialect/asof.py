"""ASOF JOIN: each row of the left side with the closest row of the right one, or with NULLs.

Invariant: a column in MATCH_CONDITION or ON is of one side, and every equality has a column of either side on its own.
Source: "ASOF JOIN", the errors among its examples.
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.operators import condition
from ecomsim.dialect.scope import Scope
from ecomsim.sqltext import match_condition

Tree = exp.Expr

_NEAREST = (exp.GT, exp.GTE, exp.LT, exp.LTE)


def require_relation(node: Tree) -> None:
    """Raises 010004 for LATERAL on the right side."""
    if isinstance(node, exp.Lateral):
        raise errors.compilation(
            10004, "42601", "ASOF JOIN is not supported for joins with LATERAL table functions or LATERAL views."
        )


def nearest(node: Tree, before: int, scope: Scope) -> Tree:
    """MATCH_CONDITION, bound; the right side is the scope's sources from `before` on. Raises 010001 and 010002."""
    match = node.this if isinstance(node, exp.Paren) else node
    if not isinstance(match, _NEAREST):
        raise match_condition.refused()
    if "right" in _sides(match.this, before, scope) or "left" in _sides(match.expression, before, scope):
        raise errors.compilation(
            10002,
            "42601",
            "MATCH_CONDITION clause is invalid: The left side allows only column references from the left side table, "
            "and the right side allows only column references from the right side table.",
        )
    return condition(scope.bind(match))


def equalities(node: Tree, before: int, scope: Scope) -> list[Tree]:
    """The parts of ON, bound. Raises 010010 for what is no equality of two values that are of one side each."""
    node = node.unnest()
    if isinstance(node, exp.And):
        return [*equalities(node.this, before, scope), *equalities(node.expression, before, scope)]
    if not isinstance(node, exp.EQ) or any(
        len(_sides(side, before, scope)) > 1 for side in (node.this, node.expression)
    ):
        raise errors.compilation(
            10010,
            "42601",
            "ON clause for ASOF JOIN must contain conjunctions of equality conditions only. Disjunctions are not "
            "allowed. Each side of an equality condition must only refer to either the left table or the right table. "
            f"{_written(node)} is invalid.",
        )
    return [condition(scope.bind(node))]


def _sides(value: Tree, before: int, scope: Scope) -> set[str]:
    """Which sides the columns of `value` are of: left, right."""
    found = set()
    for column in value.find_all(exp.Column):
        right = [source for source in scope.sources[before:] if column.table in ("", source.name)]
        is_right = any(own.name == column.name for source in right for own in source.columns)
        found.add("right" if is_right else "left")
    return found


def _written(node: Tree) -> str:
    """The condition as the error shows it: what AND and OR join stands in parentheses."""
    if isinstance(node, (exp.And, exp.Or)):
        sides = (f"({_written(side.unnest())})" for side in (node.this, node.expression))
        return f" {node.key.upper()} ".join(sides)
    return node.sql("snowflake")
