"""Writing a refresh: the first content of a table, or the net difference to what it holds.

Rows that stay keep their row id and are not written, so a stream on the table sees the true change and nothing else.
A row that changed while its key stayed is an update: the old image goes, the new one takes over its row id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ecomsim.dynamic_tables.definition import Definition
from ecomsim.names import quote
from ecomsim.storage import layout
from ecomsim.transactions import Effect, registered

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
    numbered = _numbered(new, transaction.reserve(table.id, new.num_rows))
    if old.num_rows or new.num_rows:
        transaction.apply(Effect(table_id=table.id, removed=old, added=numbered))
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

    `query` and `stored` (a relation) restrict both sides to the same part of the result, outside of which nothing
    differs; without them the whole is compared.
    """
    names = layout.column_list(table.columns)
    current = stored or layout.current(table.id)
    difference = session.fetch(
        f'SELECT {names}, sum("$side")::BIGINT AS "$n", row_number() OVER () AS "$d" FROM ('
        f'SELECT {names}, 1 AS "$side" FROM ({query or definition.sql}) AS new UNION ALL '
        f"SELECT {names}, -1 FROM {current} AS stored"
        f') AS both_sides GROUP BY {names} HAVING sum("$side") <> 0',
        values,
    )
    if not difference.num_rows:
        return Written()
    with registered(session, difference) as relation:
        removed = session.fetch(_removed(table, current, relation, definition.keys))
        added = session.fetch(
            f'SELECT {names}, unnest(range("$n")) AS "$copy" FROM {relation} WHERE "$n" > 0'
        ).drop_columns(["$copy"])
    added = _with_identities(session, transaction, table.id, added, removed, definition.keys)
    transaction.apply(Effect(table_id=table.id, removed=removed.select(["$row"]), added=added))
    return Written(added.num_rows, removed.num_rows)


def _removed(table: DynamicTable, current: str, relation: str, keys: tuple[str, ...]) -> str:
    """Row ids (and key columns) of the stored rows that are too many; of equal rows the youngest go."""
    same = " AND ".join(
        f"t.{quote(column.name)} IS NOT DISTINCT FROM d.{quote(column.name)}" for column in table.columns
    )
    shown = "".join(f", {quote(key)}" for key in keys)
    found = "".join(f", t.{quote(key)}" for key in keys)
    return (
        f'SELECT {layout.ROW}{shown} FROM (SELECT t.{layout.ROW}{found}, -d."$n" AS "$excess", '
        f'row_number() OVER (PARTITION BY d."$d" ORDER BY t.{layout.ROW} DESC) AS "$k" '
        f'FROM {current} AS t JOIN {relation} AS d ON {same} WHERE d."$n" < 0) AS gone WHERE "$k" <= "$excess"'
    )


def _with_identities(
    session: Session,
    transaction: Transaction,
    table_id: int,
    added: pa.Table,
    removed: pa.Table,
    keys: tuple[str, ...],
) -> pa.Table:
    """The new images with their row ids: that of the removed image with the same key, else a new one."""
    if not keys or not removed.num_rows or not added.num_rows:
        return _numbered(added, transaction.reserve(table_id, added.num_rows))
    same = " AND ".join(f"a.{quote(key)} IS NOT DISTINCT FROM r.{quote(key)}" for key in keys)
    with registered(session, added) as new, registered(session, removed) as old:
        born = session.fetch(f"SELECT count(*) FROM {new} AS a ANTI JOIN {old} AS r ON {same}").column(0)[0].as_py()
        first = transaction.reserve(table_id, born)
        return session.fetch(
            f"SELECT a.*, coalesce(r.{layout.ROW}, {first} - 1 + row_number() OVER "
            f"(PARTITION BY r.{layout.ROW} IS NULL)) AS {layout.ROW} FROM {new} AS a LEFT JOIN {old} AS r ON {same}"
        )


def _numbered(data: pa.Table, first: int) -> pa.Table:
    return data.append_column("$row", pa.array(range(first, first + data.num_rows), type=pa.int64()))
