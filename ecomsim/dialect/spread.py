"""The spread operator: ** array, in an IN list or among the arguments of a function, stands for the array's members.

The array is constant: a literal, a bind, a session variable, or an argument of a SQL function that was given a literal.
Invariant: what comes out are raw literals, bound like any the user wrote; a plan that holds the members of anything but
a literal serves only once. Source: "Expansion operators".
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import literals
from ecomsim.dialect.scope import Scope, unknown
from ecomsim.values import variant

Tree = exp.Expr

_CONSTANTS = (exp.Literal, exp.Boolean, exp.Null, exp.Neg, exp.Cast)


def expanded(nodes: Sequence[Tree], scope: Scope) -> list[Tree]:
    """The nodes, with the members of each ** array in its place."""
    found: list[Tree] = []
    for node in nodes:
        if isinstance(node, exp.Mul) and isinstance(node.this, exp.Star):
            found.extend(_members(node.expression, scope))
        else:
            found.append(node)
    return found


def literal_members(node: Tree) -> tuple[Tree, ...] | None:
    """The members of an array that is written out with constants; None for any other expression."""
    is_array = isinstance(node, exp.Anonymous) and node.name == "ARRAY_CONSTRUCT"
    if is_array and all(isinstance(each, _CONSTANTS) for each in node.expressions):
        return tuple(node.expressions)
    return None


def _members(node: Tree, scope: Scope) -> Sequence[Tree]:
    written = literal_members(node)
    if written is not None:
        return written
    if isinstance(node, exp.Column):
        found = scope.find(node)
        if found is None:
            raise unknown(node)
        if not isinstance(found.constant, tuple):
            raise errors.unsupported("** of an array that is not constant")
        return found.constant
    scope.mark_uncacheable()
    if isinstance(node, exp.Placeholder):
        value = literals.bind_value(node, scope)
    else:
        value = scope.context.resolver.evaluate(node)
    members = variant.value(value) if isinstance(value, str) else None
    if not isinstance(members, list):
        raise errors.unsupported("** of anything but an array")
    return [_literal(member) for member in members]


def _literal(value: Any) -> Tree:
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, str):
        return exp.Literal.string(value)
    if isinstance(value, (int, float, Decimal)):
        number = exp.Literal.number(str(abs(value)))
        return exp.Neg(this=number) if value < 0 else number
    raise errors.unsupported("** of an array that holds arrays or objects")
