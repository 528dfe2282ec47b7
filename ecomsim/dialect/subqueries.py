"""Subqueries inside expressions: scalar, EXISTS, IN, and comparisons with ANY or ALL.

Invariant: the subquery is bound in a scope inside the expression's, so it may be correlated; its columns have exact
types.
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import collations, convert, keys
from ecomsim.dialect.functions.model import Bound
from ecomsim.dialect.operators import paren
from ecomsim.dialect.outputs import Relation, retype
from ecomsim.dialect.scope import Scope
from ecomsim.values.types import BOOLEAN, TEXT

Tree = exp.Expr


def scalar(node: Tree, scope: Scope) -> Bound:
    """(SELECT …) as a value: NULL when it has no row."""
    relation = scope.statement.query(node, scope)
    if len(relation.types) != 1:
        raise errors.compilation(2057, "42601", "Invalid expression: a scalar subquery must return exactly one column")
    return Bound(exp.Subquery(this=relation.tree), relation.types[0])


def exists(node: exp.Exists, scope: Scope) -> Bound:
    return Bound(exp.Exists(this=scope.statement.query(node.this, scope).tree), BOOLEAN, nullable=False)


def in_query(node: exp.In, query: Tree, scope: Scope) -> Bound:
    """x IN (SELECT …), also with several columns on both sides."""
    relation = scope.statement.query(query, scope)
    if isinstance(node.this, exp.Tuple):
        values = [scope.bind(part) for part in node.this.expressions]
        if len(values) != len(relation.types):
            raise errors.compilation(1789, "42601", "the two sides of IN have different numbers of columns")
        trees = [_matched(value, relation, index, node) for index, value in enumerate(values)]
        return Bound(exp.In(this=exp.Tuple(expressions=trees), query=exp.Subquery(this=relation.tree)), BOOLEAN)
    if len(relation.types) != 1:
        raise errors.compilation(1789, "42601", "a subquery in IN must return exactly one column")
    subject = _matched(scope.bind(node.this), relation, 0, node)
    return Bound(exp.In(this=paren(subject), query=exp.Subquery(this=relation.tree)), BOOLEAN)


def quantified(node: Tree, kind: type[Tree], operator: str, scope: Scope) -> Bound:
    """x = ANY (SELECT …), x > ALL (SELECT …)."""
    inner = node.expression.this
    if not isinstance(inner, (exp.Subquery, exp.Select, exp.SetOperation, exp.Values)):
        raise errors.unsupported(f"expression {node.sql('snowflake')[:80]}")
    relation = scope.statement.query(inner, scope)
    if len(relation.types) != 1:
        raise errors.compilation(1789, "42601", "a subquery beside ANY or ALL must return exactly one column")
    subject = _matched(scope.bind(node.this), relation, 0, node)
    wrapper = type(node.expression)
    return Bound(kind(this=paren(subject), expression=wrapper(this=exp.Subquery(this=relation.tree))), BOOLEAN)


def _matched(value: Bound, relation: Relation, index: int, node: Tree) -> Tree:
    """Bring `value` and column `index` of the subquery to one type; gives the value's tree."""
    other = Bound(exp.Null(), relation.types[index])
    if value.type.is_text and other.type.is_text:
        spoken = collations.explicit_in(node.this if not isinstance(node.this, exp.Tuple) else None)
        kind = collations.with_collation(value.type, collations.agreed([value.type, other.type], spoken))
        if collations.is_key(kind):
            for outputs in relation.branches:
                outputs[index].alias.set("this", keys.key(outputs[index].alias.this, kind))
            return keys.key(value.tree, kind)
    if value.type.name == other.type.name and value.type.name in ("NUMBER", "VARCHAR", "FLOAT", "BOOLEAN", "DATE"):
        return convert.exact(value)
    kind = convert.common_type([value, other], "IN", node)
    if "VARIANT" in (value.type.name, other.type.name):
        kind = TEXT if TEXT.name in (value.type.name, other.type.name) else kind
    retype(relation, index, kind)
    matched = convert.implicit(value, kind)
    if keys.is_key(kind):
        for outputs in relation.branches:
            outputs[index].alias.set("this", keys.key(outputs[index].alias.this, kind))
        return keys.key(matched, kind)
    return matched
