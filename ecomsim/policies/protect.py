"""Reading what policies protect: the rows that the role sees, with the values it may see.

Every relation over a stored table (now, at a version, a stream's changes, the target of DML), and every view, passes
through here when a name becomes a relation, so nothing above can tell a masked value from a stored one: filters, joins
and grouping see masked values, INSERT … SELECT writes them. The row access policy judges stored values. A body is bound
with the names of its own schema and the rights of its owner; CURRENT_ROLE is the session's role all the same.
Source: Snowflake documentation, "Understanding Column-level Security", "Understanding row access policies".
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import Attached, DynamicTable, Table, TableColumn, View
from ecomsim.catalog.policies import Policy
from ecomsim.dialect.bind import BoundExpression, assign, bind_condition, bind_expression
from ecomsim.dialect.context import BoundRelation, Context
from ecomsim.dialect.scope import ScopeColumn
from ecomsim.dynamic_tables import support
from ecomsim.policies import tagged
from ecomsim.sqltext.parse import parse_expression
from ecomsim.statements import virtual_columns
from ecomsim.values.types import Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.statements.resolver import SessionResolver

_ROWS = "$protected"
_STORED = f"$stored_{secrets.token_hex(8)}_"
"""Before the names of stored values beside masked ones; nobody can guess it, so no statement can name them."""


def is_protected(item: Table | View | DynamicTable) -> bool:
    return item.row_access is not None or any(column.masking is not None for column in item.columns)


def stored_name(column: TableColumn) -> str:
    """Where `visible(…, keeps=True)` shows a column, with what its tags bring, as it is stored."""
    return column.name if column.masking is None else _STORED + column.name


def visible(
    relation: BoundRelation, item: Table | DynamicTable, resolver: SessionResolver, *, keeps: bool = False
) -> BoundRelation:
    """`relation`, which has the stored columns of a table and perhaps others, as the session sees it: with its
    policies, then its virtual columns. `keeps`: with masked columns as they are stored too, under `stored_name`.
    """
    return virtual_columns.shown(protected(relation, item, resolver, keeps=keeps), item.columns, resolver.session)


def of(relation: BoundRelation, item: Table | View | DynamicTable, resolver: SessionResolver) -> BoundRelation:
    """`visible` of a table, `protected` of a view."""
    if isinstance(item, View):
        return protected(relation, item, resolver)
    return visible(relation, item, resolver)


def protected(
    relation: BoundRelation, item: Table | View | DynamicTable, resolver: SessionResolver, *, keeps: bool = False
) -> BoundRelation:
    """`relation`, which has the columns of `item` and perhaps others, behind the policies of `item` and its tags."""
    item = tagged.masked(item, resolver.session.catalog)
    if not is_protected(item):
        return relation
    if item.id in resolver.guarded:
        raise errors.compilation(2026, "42601", f"The policies of '{item.name}' read the object they protect.")
    places = dict(zip((column.name for column in relation.columns), relation.names(), strict=True))
    own = {column.name: column for column in item.columns}
    masks = {column.name: column.masking for column in item.columns if column.masking is not None}
    cacheable = relation.cacheable
    items: list[exp.Expr] = []
    for column in relation.columns:
        attached = masks.get(column.name)
        tree = _stored(places[column.name])
        if attached is not None:
            context = _context(attached, item, resolver)
            found = _bound(_policy(attached, resolver), attached, own, places, context, resolver)
            tree, cacheable = _masked(found, own[column.name], context), cacheable and found.cacheable
        items.append(exp.alias_(tree, places[column.name], quoted=True))
    items += [exp.alias_(_stored(each.name), each.name, quoted=True) for each in relation.pseudo]
    kept = [own[name] for name in masks] if keeps else []
    items += [exp.alias_(_stored(places[each.name]), _STORED + places[each.name], quoted=True) for each in kept]
    source = relation.tree.copy()
    source.set("alias", exp.TableAlias(this=exp.to_identifier(_ROWS, quoted=True)))
    select = exp.select(*items).from_(source)
    if item.row_access is not None:
        policy, context = _policy(item.row_access, resolver), _context(item.row_access, item, resolver)
        seen = _bound(policy, item.row_access, own, places, context, resolver)
        select, cacheable = select.where(seen.tree), cacheable and seen.cacheable
    columns = (*relation.columns, *(Column(stored_name(each), each.type, each.nullable) for each in kept))
    physical = (*relation.names(), *(_STORED + places[each.name] for each in kept))
    return replace(relation, tree=exp.Subquery(this=select), columns=columns, physical=physical, cacheable=cacheable)


def _stored(name: str) -> exp.Expr:
    return exp.column(exp.to_identifier(name, quoted=True), table=exp.to_identifier(_ROWS, quoted=True))


def _masked(found: BoundExpression, column: TableColumn, context: Context) -> exp.Expr:
    """What a masking policy gives, as a value of its column: text that is too long for it is an error."""
    target = Column(column.name, column.type)
    return exp.cast(assign(found.tree, found.type, target, context), column.type.duckdb)


def _policy(attached: Attached, resolver: SessionResolver) -> Policy:
    """A table that was undropped may have lost its policy: it stays closed until it gets another one or none."""
    found = resolver.session.catalog.by_id(attached.policy)
    if not isinstance(found, Policy):
        raise errors.compilation(
            2003, "02000", "A policy of this object does not exist any more. Unset it, or attach another one."
        )
    return found


def _context(attached: Attached, item: Table | View | DynamicTable, resolver: SessionResolver) -> Context:
    """Where a policy's body is bound: its own schema, with the session's role."""
    from ecomsim.statements.resolver import SessionResolver

    policy = _policy(attached, resolver)
    inner = SessionResolver(resolver.session, pins=resolver.pins, home=policy.name.container, parent=resolver)
    inner.guarded |= {item.id}
    return replace(resolver.session.context(), resolver=inner, database=policy.name.database, schema=policy.name.schema)


def _bound(
    policy: Policy,
    attached: Attached,
    own: dict[str, TableColumn],
    places: dict[str, str],
    context: Context,
    resolver: SessionResolver,
) -> BoundExpression:
    """A body over the columns that are its arguments; what else it reads, it reads with its owner's rights."""
    tree = parse_expression(policy.body)
    is_refresh = getattr(context.resolver, "pins", None) is not None
    if is_refresh and any(call.name.upper() in support.REFUSED for call in tree.find_all(exp.Anonymous)):
        raise errors.compilation(
            2744, "0A000", f"Security policy '{policy.name}' is not compatible with a dynamic table's refresh."
        )
    known = [
        ScopeColumn(name=argument.name, type=own[name].type, duckdb=_stored(places[name]), nullable=own[name].nullable)
        for argument, name in zip(policy.arguments, attached.columns, strict=True)
    ]
    with checks.acting(resolver.session, policy.owner):
        return _typed(tree, known, policy.returns, context)


def _typed(tree: exp.Expr, known: Sequence[ScopeColumn], returns: SnowflakeType, context: Context) -> BoundExpression:
    if returns.name == "BOOLEAN":
        return bind_condition(tree, known, context)
    found = bind_expression(tree, known, context)
    value = assign(found.tree, found.type, Column("policy", returns), context)
    return replace(found, tree=exp.cast(value, returns.duckdb), type=returns)


def check_body(policy: Policy, context: Context) -> None:
    """Raise what is wrong with a body, before it is attached to anything."""
    known = list(_parameters(policy))
    _typed(parse_expression(policy.body), known, policy.returns, context)


def _parameters(policy: Policy) -> Iterator[ScopeColumn]:
    for argument in policy.arguments:
        yield ScopeColumn(name=argument.name, type=argument.type, duckdb=_stored(argument.name))
