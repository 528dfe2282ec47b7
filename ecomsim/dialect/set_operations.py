"""Set operations: UNION, INTERSECT, EXCEPT, by position or BY NAME.

Invariant: both sides have the common type of their columns before they meet, so DuckDB converts nothing on its own.
Source: spec/sql-semantics.md section 8.
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, keys
from ecomsim.dialect.functions.model import NULL_TYPE, Bound
from ecomsim.dialect.outputs import (
    Output,
    Relation,
    all_of,
    distinct,
    limit,
    named_output,
    order_by,
    relation_of,
    retype,
    wrap,
)
from ecomsim.dialect.scope import Scope
from ecomsim.dialect.table_expressions import unequal, with_clause
from ecomsim.names import distinct_names

Tree = exp.Expr


def set_operation(node: exp.SetOperation, outer: Scope) -> Relation:
    """Bind a set operation: from the first of its queries on, for hundreds of them may stand one after the other."""
    chain = []
    first: Tree = node
    scope = outer.child()
    while isinstance(first, exp.SetOperation):
        if not first.args.get("distinct") and not isinstance(first, exp.Union):
            raise errors.unsupported(f"{type(first).__name__.upper()} ALL")
        if first.args.get("with_") is not None:
            scope = scope.child()
        chain.append((first, scope, with_clause(first.args.get("with_"), scope)))
        first = first.this
    left = scope.statement.query(first, scope)
    for each, around, with_ in reversed(chain):
        left = _united(each, left, around.statement.query(each.expression, around), around, with_)
    return left


def _united(node: exp.SetOperation, left: Relation, right: Relation, scope: Scope, with_: exp.With | None) -> Relation:
    args, sides = node.args, [left, right]
    if args.get("by_name"):
        sides = _by_name(sides, scope)
    left, right = sides
    if len(left.types) != len(right.types):
        raise unequal(len(left.types), len(right.types))
    for index in range(len(left.types)):
        bounds = [outputs[index].bound for side in sides for outputs in side.branches]
        if all(bound.is_null for bound in bounds):
            continue
        kind = convert.common_type(bounds, type(node).__name__.upper(), node)
        retype(left, index, kind)
        retype(right, index, kind)
    tree: Tree = type(node)(
        this=_operand(left.tree, node), expression=_operand(right.tree, None), distinct=bool(args.get("distinct"))
    )
    relation = Relation(
        tree, left.names, left.physical, left.types, [True] * len(left.types), left.branches + right.branches
    )
    if args.get("distinct") and any(map(keys.is_key, relation.types)):
        relation = _distinct_by_key(relation, sides, node, scope)
    if args.get("order") is not None:
        relation = _ordered_set(relation, args["order"], scope)
    if with_ is not None:
        relation.tree.set("with_", with_)
    limit(args, relation.tree, scope)
    return relation


def _distinct_by_key(relation: Relation, sides: list[Relation], node: exp.SetOperation, scope: Scope) -> Relation:
    """A set operation without duplicates where values with one key are duplicates."""
    if isinstance(node, exp.Union):
        relation.tree.set("distinct", False)
        wrapped, _ = wrap(relation, scope)
    else:
        wrapped, _ = wrap(sides[0], scope)
        wrapped.tree.set("where", exp.Where(this=_is_among(wrapped, sides[1], node, scope)))
    wrapped.tree.set("distinct", distinct(wrapped.branches[0]))
    return wrapped


def _is_among(left: Relation, right: Relation, node: exp.SetOperation, scope: Scope) -> Tree:
    """Whether a row of `left` is one of `right` (INTERSECT), or is not (EXCEPT); NULL equals NULL."""
    other, _ = wrap(right, scope)
    pairs = zip(left.branches[0], other.branches[0], strict=True)
    tests: list[Tree] = [
        exp.NullSafeEQ(
            **{side: _whole(output.bound) for side, output in zip(("this", "expression"), pair, strict=True)}
        )
        for pair in pairs
    ]
    other.tree.set("expressions", [exp.Literal.number(1)])
    other.tree.set("where", exp.Where(this=all_of(tests)))
    found: Tree = exp.Exists(this=other.tree)
    return found if isinstance(node, exp.Intersect) else exp.Not(this=found)


def _whole(bound: Bound) -> Tree:
    return keys.key(bound.tree.copy(), bound.type) if keys.is_key(bound.type) else bound.tree.copy()


def _operand(tree: Tree, parent: exp.SetOperation | None) -> Tree:
    """An operand that keeps its meaning: in parentheses when it is another kind of set operation or has a tail."""
    if isinstance(tree, exp.SetOperation) and (parent is None or type(tree) is not type(parent)):
        return exp.Subquery(this=tree)
    if isinstance(tree, exp.SetOperation) and parent is not None:
        same = bool(tree.args.get("distinct")) == bool(parent.args.get("distinct"))
        return tree if same and not _has_tail(tree) else exp.Subquery(this=tree)
    return exp.Subquery(this=tree) if _has_tail(tree) else tree


def _has_tail(tree: Tree) -> bool:
    return any(tree.args.get(key) is not None for key in ("order", "limit", "offset", "with_"))


def _ordered_set(relation: Relation, order: exp.Order, scope: Scope) -> Relation:
    """ORDER BY over a set operation: output names and positions, or expressions over them."""
    outputs = relation.branches[0]
    simple = all(named_output(item.this, outputs) is not None for item in order.expressions)
    if simple and not any(map(keys.is_order_key, relation.types)):
        relation.tree.set("order", order_by(order, outputs, scope))
        return relation
    wrapped, inner = wrap(relation, scope)
    wrapped.tree.set("order", order_by(order, wrapped.branches[0], inner))
    return wrapped


def _by_name(sides: list[Relation], scope: Scope) -> list[Relation]:
    """UNION BY NAME: both sides with all names, in the order they first appear; NULL where a side has none."""
    names = list(dict.fromkeys(sides[0].names + sides[1].names))
    physical = distinct_names(names)
    answer = []
    for side in sides:
        wrapped, _ = wrap(side, scope)
        existing = dict(zip(side.names, wrapped.branches[0], strict=True))
        outputs = []
        for name, alias in zip(names, physical, strict=True):
            output = existing.get(name)
            bound = output.bound if output is not None else Bound(exp.Null(), NULL_TYPE, None)
            outputs.append(
                Output(name, bound, exp.Alias(this=convert.exact(bound), alias=exp.Identifier(this=alias, quoted=True)))
            )
        wrapped.tree.set("expressions", [output.alias for output in outputs])
        answer.append(relation_of(wrapped.tree, [outputs]))
    return answer
