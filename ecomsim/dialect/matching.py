"""LIKE and ILIKE, plain, with ESCAPE, with ANY and ALL of a list of patterns or of a query.

Invariant: both sides are text; without ESCAPE no character escapes. Of many patterns ANY is OR and ALL is AND, NULLs
included, whether they stand in a list or come from a query.
Source: Snowflake documentation, "LIKE ANY", "LIKE ALL" (a subquery).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import collations, convert, relations, whole
from ecomsim.dialect.functions.model import Bound
from ecomsim.dialect.functions.template import sql
from ecomsim.dialect.operators import paren
from ecomsim.dialect.scope import Scope, source_of
from ecomsim.values.types import BOOLEAN, TEXT, SnowflakeType

Tree = exp.Expr
Handler = Callable[[Any, Scope], Bound]
Test = Callable[[Bound], Tree]
"""The test of the subject against one pattern."""

_QUERIES = (exp.Subquery, exp.Select, exp.SetOperation, exp.Values)
_ANY_OF_ROWS = "CASE WHEN bool_or(_0) THEN TRUE WHEN count(*) > count(_0) THEN NULL ELSE FALSE END"
_ALL_OF_ROWS = "CASE WHEN NOT bool_and(_0) THEN FALSE WHEN count(*) > count(_0) THEN NULL ELSE TRUE END"


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
    """subject LIKE pattern, LIKE ANY (…) or LIKE ALL (…)."""
    value = scope.bind(node.this)
    subject, kind_of = convert.implicit(value, TEXT), value.type
    if collations.is_key(kind_of) and not collations.folds_only(kind_of):
        raise collations.refused(name, kind_of)
    if collations.is_key(kind_of):
        subject = collations.key(subject, kind_of.collation)
    escape_character = None if escaping is None else scope.bind(escaping).tree

    def test(pattern: Bound) -> Tree:
        tree: Tree = kind(this=paren(subject.copy()), expression=paren(_pattern(pattern, kind_of, name)))
        if escape_character is not None:
            return exp.Escape(this=tree, expression=escape_character.copy())
        return whole.test(tree, subject, scope) if kind is exp.Like else tree

    quantified = node.expression
    if not isinstance(quantified, (exp.Any, exp.All)):
        return Bound(exp.Paren(this=test(scope.bind(quantified))), BOOLEAN)
    inner = quantified.this
    if isinstance(inner, _QUERIES):
        return _of_rows(inner, type(quantified), test, scope)
    patterns = inner.expressions if isinstance(inner, exp.Tuple) else [inner.unnest()]
    if not patterns:
        raise errors.unsupported(f"{name} ANY ()")
    joiner = exp.Or if isinstance(quantified, exp.Any) else exp.And
    tests = [test(scope.bind(pattern)) for pattern in patterns]
    return Bound(exp.Paren(this=reduce(lambda left, right: joiner(this=left, expression=right), tests)), BOOLEAN)


def _of_rows(query: Tree, quantifier: type[Tree], test: Test, scope: Scope) -> Bound:
    """The test against every row of `query`, as a scalar subquery over it."""
    relation = scope.statement.query(query, scope)
    if len(relation.types) != 1:
        raise errors.compilation(1789, "42601", "a subquery beside ANY or ALL must return exactly one column")
    alias = scope.fresh("q")
    source = source_of(None, alias, relation.columns())
    verdict = sql(_ANY_OF_ROWS if quantifier is exp.Any else _ALL_OF_ROWS, test(source.columns[0].bound()))
    rows = relations.derived(relation.tree, alias)
    return Bound(exp.Subquery(this=exp.Select(expressions=[verdict], from_=exp.From(this=rows))), BOOLEAN)
