"""PIVOT and UNPIVOT over one source, as plain aggregation and unnesting.

Invariant: the result is a derived relation under its own alias; output columns are named as Snowflake names them (a
literal keeps its quotes). Source: Snowflake documentation, "PIVOT", "UNPIVOT".
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import collations, convert
from ecomsim.dialect.functions.model import Bound, duck, place, string, to
from ecomsim.dialect.operators import paren
from ecomsim.dialect.scope import Scope, Source, reference, source_of
from ecomsim.names import distinct_names, quote_if_needed
from ecomsim.values.types import Column, varchar

Tree = exp.Expr


def apply(node: exp.Pivot, source: Source, tree: Tree, alias: str, outer: Scope) -> tuple[Source, Tree]:
    """The source and derived relation after `node`; `tree` is the relation before, already aliased."""
    inner = Scope(outer.statement)
    inner.add(source)
    if any(collations.is_key(column.type) for column in source.columns):
        raise errors.unsupported("PIVOT and UNPIVOT of a relation with a collation")
    if node.args.get("unpivot"):
        outputs, query = _unpivot(node, source, tree, inner)
    else:
        outputs, query = _pivot(node, source, tree, inner)
    physical = [projection.alias for projection in query.expressions]
    found = source_of(source.name, alias, list(zip(outputs, physical, strict=True)), parts=source.parts)
    derived = exp.Subquery(this=query, alias=exp.TableAlias(this=exp.Identifier(this=alias, quoted=True)))
    return found, derived


def renamed(source: Source, name: str | None, names: list[str]) -> Source:
    """AS p (a, b): the alias after the pivot and new names for its first columns."""
    columns = tuple(
        replace(column, name=names[index] if index < len(names) else column.name, qualifier=name)
        for index, column in enumerate(source.columns)
    )
    return Source(name or source.name, columns, (name,) if name else source.parts)


def _pivot(node: exp.Pivot, source: Source, tree: Tree, scope: Scope) -> tuple[list[Column], exp.Select]:
    """SUM(x) FOR k IN ('a', 'b') groups by every other column."""
    fields = node.args.get("fields") or []
    if len(fields) != 1 or not isinstance(fields[0], exp.In):
        raise errors.unsupported("PIVOT with several FOR columns")
    key, values = fields[0].this, fields[0].expressions
    computed = _computed(node, fields[0], scope)
    if computed is not None:
        values = computed
    default = node.args.get("default_on_null")
    used = {key.name}
    for aggregate in node.expressions:
        used |= {column.name for column in aggregate.find_all(exp.Column)}
    groups = [column for column in source.columns if column.name not in used]
    found: list[tuple[Column, Tree]] = []
    for column in groups:
        bound = column.bound()
        found.append((Column(column.name, column.type, column.nullable), bound.tree))
    for value in values:
        label, raw = _label(value)
        for aggregate in node.expressions:
            call = aggregate.this if isinstance(aggregate, exp.Alias) else aggregate
            bound = scope.bind(_only_where(call, key, raw))
            if isinstance(default, exp.Expr):
                bound = _or_default(bound, scope.bind(default))
            name = label if not isinstance(aggregate, exp.Alias) else f"{label}_{aggregate.alias}"
            found.append((Column(name, bound.type), convert.exact(bound)))
    query = _select(found, tree)
    query.set("group", exp.Group(expressions=[column.bound().tree for column in groups]) if groups else None)
    return [column for column, _ in found], query


def _computed(node: exp.Pivot, field: exp.In, scope: Scope) -> list[Tree] | None:
    """The values of IN (ANY [ORDER BY …]) and IN (SELECT …): what the query gives now; None for a list of literals."""
    listed = field.expressions
    query = field.args.get("query")
    if query is None and len(listed) == 1 and isinstance(listed[0], exp.Query):
        query = listed[0]
    if query is not None:
        query = query.unnest().copy()
    elif len(listed) == 1 and isinstance(listed[0], exp.PivotAny):
        if node.parent is None:
            raise errors.unsupported("PIVOT with ANY here")
        source = node.parent.copy()
        source.set("pivots", None)
        order = listed[0].this
        query = exp.Select(expressions=[field.this.copy()], from_=exp.From(this=source))
        query.set("group", exp.Group(expressions=[field.this.copy()]))
        query.set("order", order.copy() if isinstance(order, exp.Order) else _ascending(field.this))
    else:
        return None
    outer = node.parent
    while outer is not None:
        ctes = outer.args.get("with_")
        if ctes is not None:
            known = query.args.get("with_")
            both = [*(each.copy() for each in ctes.expressions), *(known.expressions if known is not None else [])]
            query.set("with_", exp.With(expressions=both, recursive=ctes.args.get("recursive")))
        outer = outer.parent
    scope.mark_uncacheable()
    return [_literal(value) for value in scope.context.resolver.first_column(query)]


def _ascending(key: Tree) -> exp.Order:
    return exp.Order(expressions=[exp.Ordered(this=key.copy(), desc=False, nulls_first=False)])


def _literal(value: object) -> Tree:
    """A value of the key as it would be written in IN (…)."""
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, (int, float, Decimal)):
        return exp.Literal.number(value)
    if isinstance(value, dict):
        raise errors.unsupported("PIVOT by values that a query gives, of DECFLOAT or TIMESTAMP_TZ")
    return exp.Literal.string(str(value))


def _label(value: Tree) -> tuple[str, Tree]:
    if isinstance(value, (exp.Alias, exp.PivotAlias)):
        alias = value.args["alias"]
        return alias.name, value.this
    if isinstance(value, exp.Literal):
        return (f"'{value.name}'" if value.args.get("is_string") else value.name), value
    return value.sql("snowflake"), value


def _only_where(call: Tree, key: Tree, value: Tree) -> Tree:
    """SUM(x) as SUM(CASE WHEN key = value THEN x END), raw."""
    if not isinstance(call, exp.Anonymous) or not call.expressions:
        raise errors.unsupported(f"PIVOT with {call.sql('snowflake')[:60]}")
    argument = call.expressions[0]
    if isinstance(argument, exp.Star):
        argument = exp.Literal.number(1)
    comparison = exp.Is if isinstance(value, exp.Null) else exp.EQ
    test = comparison(this=key.copy(), expression=value.copy())
    chosen = exp.Case(ifs=[exp.If(this=test, true=argument.copy())])
    return exp.Anonymous(this=call.name, expressions=[chosen, *(rest.copy() for rest in call.expressions[1:])])


def _or_default(value: Bound, default: Bound) -> Bound:
    kind = convert.common_type([value, default], "PIVOT")
    return Bound(duck("coalesce", convert.implicit(value, kind), convert.implicit(default, kind)), kind)


def _unpivot(node: exp.Pivot, source: Source, tree: Tree, scope: Scope) -> tuple[list[Column], exp.Select]:
    """amount FOR month IN (jan, feb): one row per named column, without NULLs unless asked for."""
    field = node.args["fields"][0]
    items = [
        (item.args["alias"].name, item.this) if isinstance(item, (exp.Alias, exp.PivotAlias)) else (item.name, item)
        for item in field.expressions
    ]
    value_name, label_name = node.expressions[0].name, field.this.name
    bounds = []
    for _, item in items:
        column = item if isinstance(item, exp.Column) else exp.column(item.name, quoted=True)
        bounds.append(scope.bind(column))
    kind = convert.common_type(bounds, "UNPIVOT", node)
    for bound in bounds:
        if bound.type.name != kind.name and not bound.is_null:
            line, position = place(node)
            raise errors.at_position(
                1789,
                "42601",
                line,
                position,
                f"The type of column '{quote_if_needed(items[0][0])}' conflicts with the type of other "
                "columns in the UNPIVOT list.",
            )
    labels = varchar(max(len(label) for label, _ in items))
    rows = [
        duck("row", string(label), convert.implicit(bound, kind))
        for (label, _), bound in zip(items, bounds, strict=True)
    ]
    names = {item.name for _, item in items}
    kept = [column for column in source.columns if column.name not in names]
    element = scope.fresh("u")
    unnested = duck("unnest", exp.Array(expressions=rows))
    physical = distinct_names([column.name for column in kept])
    inner = exp.Select(
        expressions=[
            *(exp.alias_(column.bound().tree, name, quoted=True) for column, name in zip(kept, physical, strict=True)),
            exp.alias_(unnested, "_pair", quoted=True),
        ],
        from_=exp.From(this=tree),
    )
    pair = reference(element, "_pair")
    label = to(duck("struct_extract", pair, exp.Literal.number(1)), labels.duckdb)
    value = to(duck("struct_extract", pair.copy(), exp.Literal.number(2)), kind.duckdb)
    found: list[tuple[Column, Tree]] = [
        (Column(column.name, column.type, column.nullable), reference(element, name))
        for column, name in zip(kept, physical, strict=True)
    ]
    found.append((Column(label_name, labels, False), label))
    found.append((Column(value_name, kind), value))
    query = _select(
        found, exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.Identifier(this=element, quoted=True)))
    )
    if not node.args.get("include_nulls"):
        query.set("where", exp.Where(this=exp.Not(this=exp.Is(this=paren(value.copy()), expression=exp.Null()))))
    return [column for column, _ in found], query


def _select(found: list[tuple[Column, Tree]], tree: Tree) -> exp.Select:
    names = distinct_names([column.name for column, _ in found])
    return exp.Select(
        expressions=[
            exp.Alias(this=value, alias=exp.Identifier(this=name, quoted=True))
            for (_, value), name in zip(found, names, strict=True)
        ],
        from_=exp.From(this=tree),
    )
