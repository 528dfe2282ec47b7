"""Writing a refresh: the first content of a table, or the net difference to what it holds.

Rows that stay keep their row id and are not written, so a stream on the table sees the true change and nothing else.
A row that changed while its key stayed is an update: the old image goes, the new one takes over its row id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from ecomsim.dynamic_tables.definition import Definition
from ecomsim.names import quote
from ecomsim.storage import layout
from ecomsim.storage.effects import Effect
from ecomsim.transactions import registered

if TYPE_CHECKING:
    from ecomsim.catalog.objects import DynamicTable
    from ecomsim.session import Session
    from ecomsim.transactions import Transaction


@dataclass(frozen=True, slots=True)
class Written:
    """Row images a refresh wrote: an update is one inserted and one deleted."""

    inserted: int = 0
    deleted: int = 0


def fill(session: Session, table_id: int, definition: Definition, values: Mapping[str, Any]) -> int:
    """Write the first rows of a new table, as version 1 with row ids from 0; returns how many."""
    return session.write(
        f"INSERT INTO {layout.current(table_id)} SELECT *, row_number() OVER () - 1, 1 FROM ({definition.sql}) AS rows",
        values,
    )


def overwrite(
    session: Session, transaction: Transaction, table: DynamicTable, definition: Definition, values: Mapping[str, Any]
) -> Written:
    """Replace every row; none keeps its row id."""
    old = session.fetch(f"SELECT {layout.ROW} FROM {layout.current(table.id)}")
    new = session.fetch(definition.sql, values)
    added = numbered(new, transaction, table.id)
    if old.num_rows or new.num_rows:
        transaction.apply(Effect(table_id=table.id, removed=old, added=added))
    return Written(new.num_rows, old.num_rows)


def net_difference(
    session: Session,
    transaction: Transaction,
    table: DynamicTable,
    definition: Definition,
    values: Mapping[str, Any],
    *,
    query: str = "",
    stored: str = "",
) -> Written:
    """Make the content equal the query's result, as a multiset, by writing only what differs.

    `query` and `stored` (a relation with "$row" and "$place") restrict both sides to the same part of the result,
    outside of which nothing differs; without them the whole is compared.
    """
    names = layout.column_list(table.columns)
    current = stored or located(table)
    difference = session.fetch(
        f'SELECT {names}, sum("$side")::BIGINT AS "$n" FROM ('
        f'SELECT {names}, 1 AS "$side" FROM ({query or definition.sql}) AS new UNION ALL '
        f"SELECT {names}, -1 FROM {current} AS stored"
        f') AS both_sides GROUP BY {names} HAVING sum("$side") <> 0',
        values,
    )
    written = _write(session, transaction, table, definition, difference, current)
    if written is None:
        raise AssertionError("a stored row of the comparison is not stored")
    return written


def signed(
    session: Session,
    transaction: Transaction,
    table: DynamicTable,
    definition: Definition,
    difference: pa.Table,
    column: str,
) -> Written | None:
    """Write a net difference: the table's columns and "$n", how many more there are of each row.

    `column`: the one by which the rows to remove are looked for. None, and nothing written, when a row to remove is not
    stored: then what the difference was computed from is not what the table holds.
    """
    with registered(session, difference) as relation:
        name = quote(column)
        wanted = f'(SELECT {name} AS k FROM {relation} WHERE "$n" < 0)'
        stored = f"(SELECT t.* FROM {located(table)} AS t SEMI JOIN {wanted} AS d ON t.{name} = d.k"
        if difference.column(column).null_count:
            stored += f" UNION ALL SELECT * FROM {located(table)} AS t WHERE {name} IS NULL"
        return _write(session, transaction, table, definition, difference, f"{stored})")


def located(table: DynamicTable) -> str:
    """The stored rows as a relation, with "$row" and where they stand."""
    names = layout.column_list(table.columns)
    return f'(SELECT {names}, {layout.ROW}, rowid AS "{layout.PLACE}" FROM {layout.current(table.id)})'


def _write(
    session: Session,
    transaction: Transaction,
    table: DynamicTable,
    definition: Definition,
    difference: pa.Table,
    stored: str,
) -> Written | None:
    """Remove and add what a difference says; `stored`: a relation with the rows to remove."""
    if not difference.num_rows:
        return Written()
    names, keys = layout.column_list(table.columns), definition.keys
    amounts = difference.column("$n")
    gone = -(pc.sum(pc.filter(amounts, pc.less(amounts, 0))).as_py() or 0)
    with registered(session, difference) as relation:
        removed = session.fetch(_removed(table, stored, relation, keys)) if gone else None
        if removed is not None and removed.num_rows != gone:
            return None
        copies = f'SELECT {names}, unnest(range("$n")) AS "$copy" FROM {relation} WHERE "$n" > 0'
        if removed is None or not keys:
            rows = f'SELECT {names}, NULL::BIGINT AS "$row" FROM ({copies}) AS added ORDER BY ALL'
            added = session.fetch(rows)
        else:
            same = " AND ".join(f"a.{quote(key)} IS NOT DISTINCT FROM r.{quote(key)}" for key in keys)
            with registered(session, removed) as old:
                rows = f'SELECT a.*, r."$row" FROM (SELECT {names} FROM ({copies}) AS added) AS a LEFT JOIN {old} AS r'
                added = session.fetch(f"{rows} ON {same} ORDER BY ALL")
    added = numbered(added, transaction, table.id)
    places = removed.select(["$row", layout.PLACE]) if removed is not None else None
    transaction.apply(Effect(table_id=table.id, removed=places, added=added))
    return Written(added.num_rows, gone)


def _removed(table: DynamicTable, stored: str, relation: str, keys: tuple[str, ...]) -> str:
    """Row ids, places and key columns of the stored rows that are too many; of equal rows the youngest go."""
    same = " AND ".join(
        f"t.{quote(column.name)} IS NOT DISTINCT FROM d.{quote(column.name)}" for column in table.columns
    )
    shown = "".join(f", {quote(key)}" for key in keys)
    found = "".join(f", t.{quote(key)}" for key in keys)
    place = f'"{layout.PLACE}"'
    return (
        f'SELECT {layout.ROW}, {place}{shown} FROM (SELECT t.{layout.ROW}, t.{place}{found}, -d."$n" AS "$excess", '
        f'row_number() OVER (PARTITION BY d."$d" ORDER BY t.{layout.ROW} DESC) AS "$k" FROM {stored} AS t JOIN '
        f'(SELECT *, row_number() OVER () AS "$d" FROM {relation} WHERE "$n" < 0) AS d ON {same}) AS gone '
        'WHERE "$k" <= "$excess"'
    )


def numbered(added: pa.Table, transaction: Transaction, table_id: int) -> pa.Table:
    """New images with row ids in "$row": the one they have there, else a new one, in the order of the rows."""
    if "$row" not in added.column_names:
        added = added.append_column("$row", pa.nulls(added.num_rows, pa.int64()))
    rows = added.column("$row")
    unknown = pc.is_null(rows)
    first = transaction.reserve(table_id, rows.null_count)
    fresh = pc.add(pc.cumulative_sum(unknown.cast(pa.int64())), first - 1)
    return added.set_column(added.column_names.index("$row"), "$row", pc.if_else(unknown, fresh, rows))
