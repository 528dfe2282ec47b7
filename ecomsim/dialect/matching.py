"""LIKE and ILIKE, plain, with ESCAPE, with ANY and ALL.

Invariant: both sides are text; without ESCAPE no character escapes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import collations, convert, whole
from ecomsim.dialect.functions.model import Bound
from ecomsim.dialect.operators import paren
from ecomsim.dialect.scope import Scope
from ecomsim.values.types import BOOLEAN, TEXT, SnowflakeType

Tree = exp.Expr
Handler = Callable[[Any, Scope], Bound]


def like(kind: type[Tree], name: str) -> Handler:
    def handler(node: Tree, scope: Scope) -> Bound:
        return _match(kind, name, node, None, scope)

    return handler


def escape(node: exp.Escape, scope: Scope) -> Bound:
    inner = node.this
    if type(inner) not in (exp.Like, exp.ILike):
        raise errors.unsupported(f"expression {node.sql('snowflake')[:80]}")
    return _match(type(inner), "LIKE" if type(inner) is exp.Like else "ILIKE", inner, node.expression, scope)


def _pattern(value: Bound, subject: SnowflakeType, name: str) -> Tree:
    """A pattern, in the spelling of its subject's collation."""
    if value.type.collation not in ("", subject.collation):
        raise collations.refused(name, value.type)
    tree = convert.implicit(value, TEXT)
    return collations.key(tree, subject.collation) if collations.is_key(subject) else tree


def _match(kind: type[Tree], name: str, node: Tree, escaping: Tree | None, scope: Scope) -> Bound:
    """One test for each pattern."""
    value = scope.bind(node.this)
    subject, kind_of = convert.implicit(value, TEXT), value.type
    if collations.is_key(kind_of) and not collations.folds_only(kind_of):
        raise collations.refused(name, kind_of)
    if collations.is_key(kind_of):
        subject = collations.key(subject, kind_of.collation)
    patterns = [node.expression]
    joiner: type[Tree] = exp.Or
    if isinstance(node.expression, (exp.Any, exp.All)):
        joiner = exp.Or if isinstance(node.expression, exp.Any) else exp.And
        inner = node.expression.this
        if isinstance(inner, (exp.Subquery, exp.Select)):
            raise errors.unsupported(f"{name} ANY with a subquery")
        patterns = (
            inner.expressions
            if isinstance(inner, exp.Tuple)
            else [inner.this if isinstance(inner, exp.Paren) else inner]
        )
    tree: Tree | None = None
    for pattern in patterns:
        test: Tree = kind(
            this=paren(subject if tree is None else subject.copy()),
            expression=paren(_pattern(scope.bind(pattern), kind_of, name)),
        )
        if escaping is not None:
            test = exp.Escape(this=test, expression=scope.bind(escaping).tree)
        elif kind is exp.Like:
            test = whole.test(test, subject, scope)
        tree = test if tree is None else joiner(this=tree, expression=test)
    if tree is None:
        raise errors.unsupported(f"{name} ANY ()")
    return Bound(exp.Paren(this=tree), BOOLEAN)
