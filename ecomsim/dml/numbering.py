"""Row ids for the rows of an INSERT, without counting them one after the other.

row_number() makes DuckDB run the whole query in one thread. The rows of VALUES have their ordinal, and rows that come
from one table, filtered and computed, have that table's rowid: both are carried along as one more column, "$place",
which is different for every row. Any other query is counted with row_number().
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from ecomsim.dialect.bind import BoundQuery
from ecomsim.names import quote
from ecomsim.storage import layout

MOST_VALUES = 1000
"""VALUES of more rows than this are counted: their text is long enough."""

MANY = 100_000
"""Rows from which on a table's rowid is worth the look at how far it goes."""

ROW_BY_ROW = (
    exp.Alias, exp.Binary, exp.Boolean, exp.Case, exp.Cast, exp.Coalesce, exp.Column, exp.DataType, exp.DataTypeParam,
    exp.Identifier, exp.If, exp.Literal, exp.Neg, exp.Not, exp.Null, exp.Paren, exp.Placeholder, exp.TryCast, exp.Var,
)  # fmt: skip
SHAPING = (
    "group",
    "distinct",
    "having",
    "qualify",
    "windows",
    "joins",
    "laterals",
    "pivots",
    "with_",
    "with",
    "sample",
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A query with "$place" as its last column: a rowid of the table `table_id`, else an ordinal below `rows`."""

    sql: str
    table_id: int | None
    rows: int


def placed(bound: BoundQuery, selection: Sequence[tuple[str, exp.Expr]]) -> Placed | None:
    """`SELECT selection, "$place" FROM (bound) AS s(c0, c1, …, "$place")`; None when the rows have no place."""
    tree = bound.tree.copy()
    found = _carry(tree)
    if found is None:
        return None
    items = ", ".join(f"{item.sql('duckdb')} AS {quote(name)}" for name, item in selection)
    names = "".join(f'"c{position}", ' for position in range(len(bound.columns)))
    place = quote(layout.PLACE)
    sql = f"SELECT {items}, s.{place} AS {place} FROM ({tree.sql('duckdb')}) AS s({names}{place})"
    return Placed(sql, *found)


def _carry(tree: exp.Expr) -> tuple[int | None, int] | None:
    """Add "$place" to the result of `tree`, in place: (table, rows) it counts, or None for a query of another kind."""
    if isinstance(tree, exp.Subquery):
        return _carry(tree.this)
    if not isinstance(tree, exp.Select) or any(tree.args.get(key) for key in SHAPING):
        return None
    clause = tree.args.get("from_") or tree.args.get("from")
    if clause is None:
        return None
    everything = [type(item) for item in tree.expressions] == [exp.Star]
    if not everything and not all(isinstance(node, ROW_BY_ROW) for item in tree.expressions for node in item.walk()):
        return None
    source = clause.this
    if isinstance(source, exp.Table):
        table_id = _table_id(source)
        if table_id is None or everything:
            return None
        found: tuple[int | None, int] | None = (table_id, 0)
        place = "rowid"
    else:
        found = _count_values(source) if isinstance(source, exp.Values) else _carry(source)
        place = layout.PLACE
        alias = source.args.get("alias")
        if found is None or alias is None:
            return None
        if alias.args.get("columns"):
            alias.append("columns", exp.to_identifier(layout.PLACE, quoted=True))
        elif isinstance(source, exp.Values):
            return None
    if not everything:
        column = exp.column(
            exp.to_identifier(place, quoted=True), table=exp.to_identifier(source.alias_or_name, quoted=True)
        )
        tree.append("expressions", exp.alias_(column, layout.PLACE, quoted=True))
    return found


def _count_values(values: exp.Values) -> tuple[None, int] | None:
    rows = values.expressions
    if len(rows) > MOST_VALUES or not all(isinstance(row, exp.Tuple) for row in rows):
        return None
    for ordinal, row in enumerate(rows):
        row.append("expressions", exp.Literal.number(ordinal))
    return None, len(rows)


def _table_id(table: exp.Table) -> int | None:
    """The id of a table read as it is now."""
    name = table.name
    if table.db != layout.INTERNAL or not name.startswith("t_") or not name[2:].isdigit():
        return None
    return int(name[2:])
