"""Virtual columns (`name [type] AS (expression)`): computed whenever their table is read, in whatever version.

Nothing of them is stored: storage knows the other columns alone, and every relation over a table (now, at a version, a
stream's changes, the target of DML) passes through `shown`. An expression sees the columns to its left.
Source: "CREATE TABLE", virtual columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import TableColumn
from ecomsim.dialect.bind import BoundExpression, assign, bind_expression
from ecomsim.dialect.context import BoundRelation, Context
from ecomsim.dialect.scope import ScopeColumn
from ecomsim.sqltext.parse import parse_expression
from ecomsim.values.types import TEXT, Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

UNKNOWN = SnowflakeType("NULL")
"""The type of a virtual column that was declared without one, until `checked` has found it."""
_ROWS = "$stored"
_NOT_SCALAR = (exp.Query, exp.AggFunc, exp.Window)


def any_in(columns: Sequence[TableColumn]) -> bool:
    return any(column.expression is not None for column in columns)


def checked(columns: Sequence[TableColumn], session: Session) -> tuple[TableColumn, ...]:
    """The columns with the types of their expressions. Raises what is wrong with an expression."""
    if not any_in(columns):
        return tuple(columns)
    if all(column.expression is not None for column in columns):
        raise errors.compilation(2140, "42601", "A table needs a column that is not virtual.")
    kinds = {column.name: bound.type for column, bound in _bound(columns, session.context())}
    return tuple(
        replace(column, type=TEXT if (found := kinds[column.name]).name == "NULL" else found)
        if column.type == UNKNOWN
        else column
        for column in columns
    )


def shown(relation: BoundRelation, columns: Sequence[TableColumn], session: Session) -> BoundRelation:
    """`relation`, which has the stored ones of `columns` and perhaps others after them, with the virtual ones too."""
    if not any_in(columns):
        return relation
    computed = {column.name: (column, bound) for column, bound in _bound(columns, session.context())}
    own = {column.name for column in columns}
    extra = [pair for pair in zip(relation.columns, relation.names(), strict=True) if pair[0].name not in own]
    items = [
        exp.alias_(_value(*computed[column.name], session.context()), column.duckdb, quoted=True)
        if column.name in computed
        else _stored(column.duckdb)
        for column in columns
    ]
    source = relation.tree.copy()
    source.set("alias", exp.TableAlias(this=exp.to_identifier(_ROWS, quoted=True)))
    select = exp.select(*items, *(_stored(place) for _, place in extra)).from_(source)
    shown_ = (Column(column.name, column.type, column.nullable) for column in columns)
    return replace(
        relation,
        tree=exp.Subquery(this=select),
        columns=(*shown_, *(column for column, _ in extra)),
        physical=(*(column.duckdb for column in columns), *(place for _, place in extra)),
        cacheable=relation.cacheable and all(bound.cacheable for _, bound in computed.values()),
    )


def _stored(name: str) -> exp.Expr:
    return exp.column(exp.to_identifier(name, quoted=True), table=exp.to_identifier(_ROWS, quoted=True))


def _value(column: TableColumn, bound: BoundExpression, context: Context) -> exp.Expr:
    """An expression as a value of the column's declared type."""
    return exp.cast(assign(bound.tree, bound.type, Column(column.name, column.type), context), column.type.duckdb)


def _bound(columns: Sequence[TableColumn], context: Context) -> Iterator[tuple[TableColumn, BoundExpression]]:
    """Each virtual column with its expression over the stored columns."""
    known: list[ScopeColumn] = [
        ScopeColumn(name=column.name, type=column.type, duckdb=(_ROWS, column.duckdb), nullable=column.nullable)
        for column in columns
        if column.expression is None
    ]
    for column in columns:
        if column.expression is None:
            continue
        tree = parse_expression(column.expression)
        if tree.find(*_NOT_SCALAR) is not None:
            raise errors.unsupported("a subquery, aggregate or window in a virtual column")
        bound = bind_expression(tree, known, context)
        kind = bound.type if column.type == UNKNOWN else column.type
        value = bound.tree if column.type == UNKNOWN else _value(column, bound, context)
        known.append(ScopeColumn(name=column.name, type=kind, duckdb=exp.paren(value)))
        yield column, bound
