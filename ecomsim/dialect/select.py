"""Queries: SELECT, VALUES and what is in parentheses, from raw trees to DuckDB trees with known columns.

Invariant: a clause is bound in the order in which it may see names: FROM, the select list, GROUP BY, HAVING, QUALIFY,
ORDER BY. Source: spec/sql-semantics.md section 8.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, grouping, hierarchy, joins, recognize, relations
from ecomsim.dialect.columns import result_name
from ecomsim.dialect.functions.model import Bound
from ecomsim.dialect.functions.pure import asked_once
from ecomsim.dialect.intervals import INTERVAL
from ecomsim.dialect.operators import condition
from ecomsim.dialect.outputs import Output, Relation, all_of, distinct, limit, order_by, relation_of, wrap
from ecomsim.dialect.scope import Scope
from ecomsim.dialect.set_operations import set_operation
from ecomsim.dialect.stars import expand
from ecomsim.dialect.table_expressions import with_clause
from ecomsim.names import distinct_names

Tree = exp.Expr


def query(node: Tree, outer: Scope) -> Relation:
    """Bind any query; `outer` holds what it may be correlated with, and its CTEs."""
    if isinstance(node, exp.Select):
        return _select(node, outer)
    if isinstance(node, exp.SetOperation):
        return set_operation(node, outer)
    if isinstance(node, exp.Subquery):
        return _parenthesised(node, outer)
    if isinstance(node, exp.Values):
        return _values(node, outer)
    if isinstance(node, exp.Table):
        return _select(exp.Select(expressions=[exp.Star()], from_=exp.From(this=node.copy())), outer)
    raise errors.unsupported(f"query {node.sql('snowflake')[:80]}")


def _select(node: exp.Select, outer: Scope) -> Relation:
    if node.args.get("match") is not None:
        node = recognize.rewritten(node, outer)
    node = joins.with_pivots_applied(node)
    args = node.args
    for feature in ("into", "cluster", "sort", "distribute", "kind"):
        if args.get(feature):
            raise errors.unsupported(f"SELECT … {feature.upper()}")
    if args.get("locks"):  # rows are locked in hybrid tables only
        raise errors.unsupported("SELECT … FOR UPDATE")
    scope = outer.child()
    if args.get("connect") is not None:
        return hierarchy.connect_by(node, scope)
    with_ = with_clause(args.get("with_"), scope)
    where = args.get("where")
    source, joined, conjuncts = joins.from_clause(node, scope)
    scope.aliases = joins.select_aliases(node)
    outputs = _projections(node.expressions, scope)
    selected = exp.Select(expressions=[output.alias for output in outputs])
    if with_ is not None:
        selected.set("with_", with_)
    if source is not None:
        selected.set("from_", exp.From(this=source))
        selected.set("joins", joined)
    if where is not None and conjuncts:
        tests = [asked_once(condition(scope.bind(part))) for part in conjuncts]
        selected.set("where", exp.Where(this=all_of(tests)))
    grouped = None
    if args.get("group") is not None:
        grouped = grouping.group_by(args["group"], [output.computed or output.bound for output in outputs], scope)
        selected.set("group", grouped.clause)
    for clause, kind in (("having", exp.Having), ("qualify", exp.Qualify)):
        if args.get(clause) is not None:
            selected.set(clause, kind(this=asked_once(condition(scope.bind(args[clause].this)))))
    if args.get("distinct") is not None:
        if args["distinct"].args.get("on"):
            raise errors.unsupported("SELECT DISTINCT ON")
        selected.set("distinct", distinct(outputs))
    if args.get("order") is not None:
        has = {"distinct": bool(args.get("distinct")), "grouped": bool(args.get("group"))}
        selected.set("order", order_by(args["order"], outputs, scope, **has))
    if grouped is not None:
        grouping.recognise(selected, grouped)
    limit(args, selected, scope)
    return relation_of(selected, [outputs])


def _projections(nodes: Sequence[Tree], scope: Scope) -> list[Output]:
    found: list[tuple[str, Bound]] = []
    for node in nodes:
        expanded = expand(node, scope)
        if expanded is not None:
            found.extend(expanded)
        else:
            inner = node.this if isinstance(node, exp.Alias) else node
            bound = scope.bind(inner)
            if bound.type == INTERVAL:
                raise errors.unsupported("INTERVAL as a result")
            found.append((result_name(node), bound))
    if not found:
        raise errors.compilation(2038, "42601", "SELECT with no columns")
    physical = distinct_names([name for name, _ in found])
    outputs = []
    for (name, bound), alias in zip(found, physical, strict=True):
        tree = convert.exact(bound)
        outputs.append(
            Output(
                name,
                Bound(tree, bound.type, bound.constant, bound.nullable),
                exp.Alias(this=tree, alias=exp.Identifier(this=alias, quoted=True)),
                bound,
            )
        )
    return outputs


def _parenthesised(node: exp.Subquery, outer: Scope) -> Relation:
    """(query), possibly with ORDER BY, LIMIT or WITH of its own."""
    scope = outer.child()
    with_ = with_clause(node.args.get("with_"), scope)
    relation = query(node.this, scope)
    if with_ is None and not any(node.args.get(key) for key in ("order", "limit", "offset")):
        return relation
    wrapped, inner = wrap(relation, scope)
    if node.args.get("order") is not None:
        wrapped.tree.set("order", order_by(node.args["order"], wrapped.branches[0], inner))
    if with_ is not None:
        wrapped.tree.set("with_", with_)
    limit(node.args, wrapped.tree, scope)
    return wrapped


def _values(node: exp.Values, outer: Scope) -> Relation:
    scope = outer.child()
    tree = relations.values(node, scope)
    outputs = _projections([exp.Star()], scope)
    return relation_of(
        exp.Select(expressions=[output.alias for output in outputs], from_=exp.From(this=tree)), [outputs]
    )
