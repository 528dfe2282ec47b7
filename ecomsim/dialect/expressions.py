"""Scalar expressions: one function per node type, from a raw tree and a scope to a typed DuckDB tree.

Invariant: the input tree is never changed and none of its nodes end up in the output. A node type without an entry is
something this emulator does not do, and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import (
    calls,
    collations,
    convert,
    keys,
    literals,
    matching,
    operators,
    paths,
    recognize,
    spread,
    subqueries,
    whole,
)
from ecomsim.dialect.datatypes import snowflake_type
from ecomsim.dialect.functions import collation
from ecomsim.dialect.functions.model import Bound, duck, string, to
from ecomsim.dialect.intervals import INTERVAL, interval
from ecomsim.dialect.operators import condition, paren
from ecomsim.dialect.scope import Scope, unknown
from ecomsim.names import ObjectName
from ecomsim.values.types import BOOLEAN, INTEGER

Tree = exp.Expr
Handler = Callable[[Any, Scope], Bound]


def bind(node: Tree, scope: Scope) -> Bound:
    """Bind one scalar expression in `scope`."""
    handler = HANDLERS.get(type(node))
    if handler is None:
        raise errors.unsupported(f"expression {node.sql('snowflake')[:80]}")
    found = handler(node, scope)
    if found.type.collation:
        collations.guard(node, found.type)
    return found


def bind_condition(node: Tree, scope: Scope) -> Tree:
    """Bind `node` as a BOOLEAN: WHERE, ON, HAVING, QUALIFY, WHEN."""
    return condition(bind(node, scope))


# --- names -------------------------------------------------------------------------------------------------------


def _column(node: exp.Column, scope: Scope) -> Bound:
    if isinstance(node.this, exp.Parameter):
        table = node.args.get("table")
        return scope.positional(int(node.this.name), node, table.name if table else None).bound()
    if isinstance(node.this, exp.Star):
        raise errors.compilation(1003, "42000", f"unexpected '{node.sql('snowflake')}'")
    found = scope.find(node)
    if found is not None:
        return found
    if node.name == "NEXTVAL" and node.args.get("table") is not None:
        name = ObjectName(tuple(part.name for part in node.parts[:-1]))
        return Bound(duck("nextval", string(scope.context.resolver.sequence(name))), INTEGER, physical="BIGINT")
    raise unknown(node)


# --- operators -------------------------------------------------------------------------------------------------


def _arithmetic(operator: str) -> Handler:
    def handler(node: Tree, scope: Scope) -> Bound:
        left, right = bind(node.this, scope), bind(node.expression, scope)
        return operators.arithmetic(operator, left, right, node)

    return handler


def _comparison(kind: type[Tree], operator: str) -> Handler:
    def handler(node: Tree, scope: Scope) -> Bound:
        right = node.expression
        if isinstance(right, (exp.Any, exp.All)):
            return subqueries.quantified(node, kind, operator, scope)
        if isinstance(node.this, exp.Tuple) and isinstance(right, exp.Tuple):
            return _tuples(node, kind, operator, scope)
        first, second = operators.comparable(bind(node.this, scope), bind(right, scope), operator, node)
        return Bound(kind(this=paren(first), expression=paren(second)), BOOLEAN)

    return handler


def _tuples(node: Tree, kind: type[Tree], operator: str, scope: Scope) -> Bound:
    """Rows of values: equal as far as each pair is, so NULL where a NULL leaves it open."""
    if not isinstance(node.expression, exp.Tuple) or len(node.this.expressions) != len(node.expression.expressions):
        raise errors.compilation(1789, "42601", f"the two sides of {operator} have different numbers of columns")
    pairs = [
        operators.comparable(bind(left, scope), bind(right, scope), operator, node)
        for left, right in zip(node.this.expressions, node.expression.expressions, strict=True)
    ]
    if kind in (exp.EQ, exp.NEQ):
        tests: list[Tree] = [kind(this=paren(first), expression=paren(second)) for first, second in pairs]
        join = exp.And if kind is exp.EQ else exp.Or
        return Bound(exp.Paren(this=reduce(lambda left, right: join(this=left, expression=right), tests)), BOOLEAN)
    rows = [duck("row", *(pair[side] for pair in pairs)) for side in (0, 1)]
    return Bound(kind(this=rows[0], expression=rows[1]), BOOLEAN)


def _logic(kind: type[Tree]) -> Handler:
    def handler(node: Tree, scope: Scope) -> Bound:
        sides = []
        current: Tree = node
        while type(current) is kind:  # a long chain is deep on its left side
            sides.append(current.expression)
            current = current.this
        tree = paren(bind_condition(current, scope))
        for side in reversed(sides):
            tree = kind(this=tree, expression=paren(bind_condition(side, scope)))
        return Bound(tree, BOOLEAN)

    return handler


def _not(node: exp.Not, scope: Scope) -> Bound:
    inner = node.this
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return Bound(exp.Not(this=exp.Is(this=paren(bind(inner.this, scope).tree), expression=exp.Null())), BOOLEAN)
    test = bind_condition(inner, scope)
    plain = test.this if isinstance(test, exp.Paren) else test
    if type(plain) is exp.Like:  # DuckDB expects most rows to pass NOT LIKE, few to pass NOT (x LIKE y)
        return Bound(duck(_NOT_LIKE, plain.this, plain.expression), BOOLEAN)
    return Bound(exp.Not(this=paren(test)), BOOLEAN)


_NOT_LIKE = '"!~~"'
"""The name of DuckDB's operator NOT LIKE as a function."""


def _negative(node: exp.Neg, scope: Scope) -> Bound:
    return operators.negate(bind(node.this, scope), node)


def _paren(node: exp.Paren, scope: Scope) -> Bound:
    inner = bind(node.this, scope)
    tree = exp.Paren(this=inner.tree) if isinstance(inner.tree, (exp.Binary, exp.Unary)) else inner.tree
    return replace(inner, tree=tree)


def _concatenation(node: exp.DPipe, scope: Scope) -> Bound:
    return operators.concat(bind(node.this, scope), bind(node.expression, scope), node)


def _is(node: exp.Is, scope: Scope) -> Bound:
    subject = bind(node.this, scope)
    what = node.expression
    negated = isinstance(what, exp.Not)
    if negated:
        what = what.this
    if isinstance(what, exp.Boolean):
        tree: Tree = exp.Is(this=paren(condition(subject)), expression=exp.Boolean(this=what.this))
    elif isinstance(what, exp.Null):
        tree = exp.Is(this=paren(subject.tree), expression=exp.Null())
    else:
        raise errors.unsupported(f"expression {node.sql('snowflake')[:80]}")
    return Bound(exp.Not(this=exp.Paren(this=tree)) if negated else tree, BOOLEAN, nullable=False)


def _between(node: exp.Between, scope: Scope) -> Bound:
    if node.args.get("symmetric") is not None:
        raise errors.unsupported("BETWEEN SYMMETRIC")
    subject = bind(node.this, scope)
    low, high = bind(node.args["low"], scope), bind(node.args["high"], scope)
    first, lower = operators.comparable(subject, low, "BETWEEN", node)
    second, upper = operators.comparable(subject, high, "BETWEEN", node)
    tree = exp.And(
        this=exp.Paren(this=exp.GTE(this=paren(first), expression=paren(lower))),
        expression=exp.Paren(this=exp.LTE(this=paren(second.copy()), expression=paren(upper))),
    )
    return Bound(exp.Paren(this=tree), BOOLEAN)


def _in(node: exp.In, scope: Scope) -> Bound:
    query = node.args.get("query")
    if query is not None:
        return subqueries.in_query(node, query, scope)
    values = spread.expanded(node.expressions, scope)
    if not values:
        raise errors.unsupported(f"expression {node.sql('snowflake')[:80]}")
    if isinstance(node.this, exp.Tuple):
        tests = [
            _tuples(exp.EQ(this=node.this.copy(), expression=value.copy()), exp.EQ, "IN", scope).tree
            for value in values
        ]
        tree = tests[0]
        for test in tests[1:]:
            tree = exp.Or(this=tree, expression=test)
        return Bound(exp.Paren(this=tree), BOOLEAN)
    subject = bind(node.this, scope)
    items = [bind(value, scope) for value in values]
    if subject.type.name == "VARIANT" or any(item.type.name == "VARIANT" for item in items):
        pairs = [operators.comparable(subject, item, "IN", node) for item in items]
        tree = exp.EQ(this=paren(pairs[0][0]), expression=paren(pairs[0][1]))
        for left, right in pairs[1:]:
            tree = exp.Or(this=tree, expression=exp.EQ(this=paren(left.copy()), expression=paren(right)))
        return Bound(exp.Paren(this=tree), BOOLEAN)
    spoken = collations.explicit_in(node.this, *values)
    if spoken:
        subject, *items = (
            replace(each, type=collations.with_collation(each.type, spoken)) for each in (subject, *items)
        )
    kind = convert.common_type([subject, *items], "IN", node)
    plain = kind.name in ("NUMBER", "VARCHAR", "FLOAT")
    trees = [
        item.tree if plain and item.type.name == kind.name else convert.implicit(item, kind)
        for item in (subject, *items)
    ]
    if keys.is_key(kind):
        trees = [keys.key(tree, kind) for tree in trees]
    tree = exp.In(this=paren(trees[0]), expressions=trees[1:])
    return Bound(whole.test(tree, trees[0], scope) if kind.is_text else tree, BOOLEAN)


def _null_safe(kind: type[Tree]) -> Handler:
    def handler(node: Tree, scope: Scope) -> Bound:
        first, second = operators.comparable(bind(node.this, scope), bind(node.expression, scope), "=", node)
        return Bound(kind(this=paren(first), expression=paren(second)), BOOLEAN, nullable=False)

    return handler


def _case(node: exp.Case, scope: Scope) -> Bound:
    subject = node.this
    values = [bind(branch.args["true"], scope) for branch in node.args["ifs"]]
    default = node.args.get("default")
    if default is not None:
        values.append(bind(default, scope))
    kind = convert.common_type(values, "CASE", node)
    ifs = []
    for branch, value in zip(node.args["ifs"], values, strict=False):
        if subject is None:
            test = bind_condition(branch.this, scope)
        else:
            first, second = operators.comparable(bind(subject, scope), bind(branch.this, scope), "=", node)
            test = exp.EQ(this=paren(first), expression=paren(second))
        ifs.append(exp.If(this=test, true=convert.implicit(value, kind)))
    tree = exp.Case(ifs=ifs, default=convert.implicit(values[-1], kind) if default is not None else None)
    return Bound(tree, kind, nullable=default is None or any(value.nullable for value in values))


def _cast(node: exp.Cast, scope: Scope) -> Bound:
    source = bind(node.this, scope)
    target = snowflake_type(node.args["to"], scope.context)
    fields = node.args.get("action")
    if fields is not None:
        return Bound(convert.cast_fields(source, target, fields.name.upper()), target, nullable=source.nullable)
    if source.is_null:
        return Bound(to(source.tree, target.duckdb), target, None)
    if source.type == INTERVAL:
        raise errors.unsupported("CAST of INTERVAL")
    tree = convert.cast(source, target)
    if isinstance(source.constant, str) and target.name == "VARCHAR":
        return Bound(tree, target, source.constant, nullable=False)
    return Bound(tree, target, nullable=source.nullable)


def _try_cast(node: exp.TryCast, scope: Scope) -> Bound:
    target = snowflake_type(node.args["to"], scope.context)
    return Bound(convert.try_cast(bind(node.this, scope), target), target)


def _collate(node: exp.Collate, scope: Scope) -> Bound:
    """text COLLATE 'specification'."""
    return collation.collated(bind(node.this, scope), node.expression.name)


# --- subqueries and what stands only in some places ----------------------------------------------------------------


def _subquery(node: Tree, scope: Scope) -> Bound:
    return subqueries.scalar(node, scope)


def _interval(node: exp.Interval, scope: Scope) -> Bound:
    return interval(node, scope)


def _tuple(node: exp.Tuple, scope: Scope) -> Bound:
    raise errors.unsupported(f"row value {node.sql('snowflake')[:80]}")


def _prior(node: exp.Prior, scope: Scope) -> Bound:
    raise errors.unsupported("PRIOR outside CONNECT BY")


def _dynamic(node: exp.Expr, scope: Scope) -> Bound:
    """IDENTIFIER('name') where a column is expected; IDENTIFIER('name')(…) calls the function of that name."""
    parts = calls.dotted(literals.constant_text(node.this, scope))
    arguments = node.args.get("expressions")
    if arguments is not None:
        return calls.named(ObjectName(parts), arguments, scope, node)
    keys = ("catalog", "db", "table", "this")[-len(parts) :]
    return _column(
        exp.Column(**{key: exp.to_identifier(part, quoted=True) for key, part in zip(keys, parts, strict=True)}), scope
    )


HANDLERS: dict[type[Tree], Handler] = {
    **literals.HANDLERS,
    exp.Column: _column,
    exp.Add: _arithmetic("+"),
    exp.Sub: _arithmetic("-"),
    exp.Mul: _arithmetic("*"),
    exp.Div: _arithmetic("/"),
    exp.Mod: _arithmetic("%"),
    exp.EQ: _comparison(exp.EQ, "="),
    exp.NEQ: _comparison(exp.NEQ, "<>"),
    exp.GT: _comparison(exp.GT, ">"),
    exp.GTE: _comparison(exp.GTE, ">="),
    exp.LT: _comparison(exp.LT, "<"),
    exp.LTE: _comparison(exp.LTE, "<="),
    exp.And: _logic(exp.And),
    exp.Or: _logic(exp.Or),
    exp.Not: _not,
    exp.Neg: _negative,
    exp.Paren: _paren,
    exp.DPipe: _concatenation,
    exp.Is: _is,
    exp.Between: _between,
    exp.In: _in,
    exp.Like: matching.like(exp.Like, "LIKE"),
    exp.ILike: matching.like(exp.ILike, "ILIKE"),
    exp.Escape: matching.escape,
    exp.NullSafeEQ: _null_safe(exp.NullSafeEQ),
    exp.NullSafeNEQ: _null_safe(exp.NullSafeNEQ),
    exp.Case: _case,
    exp.Cast: _cast,
    exp.TryCast: _try_cast,
    exp.Collate: _collate,
    exp.JSONExtract: paths.path,
    exp.Bracket: paths.bracket,
    exp.Subquery: _subquery,
    exp.Select: _subquery,
    exp.Union: _subquery,
    exp.Exists: subqueries.exists,
    exp.Interval: _interval,
    exp.Tuple: _tuple,
    exp.Prior: _prior,
    exp.DynamicIdentifier: _dynamic,
    exp.Anonymous: calls.call,
    exp.Window: calls.window,
    exp.WithinGroup: calls.call,
    exp.IgnoreNulls: calls.call,
    exp.RespectNulls: calls.call,
    exp.Filter: calls.filtered,
    exp.Dot: calls.qualified,
    exp.Extract: calls.extract,
    exp.StrPosition: calls.position,
    exp.RegexpLike: calls.regexp_like,
    exp.MatchRecognize: recognize.matches,
}
