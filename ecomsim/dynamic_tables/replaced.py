"""Writing rows that have keys: beside each stored row the one that takes its place, from one query.

As rows with the same key are the same row before and after a refresh, comparing them by their keys says at once which
rows go, which come and whose row id a row takes over.
Invariant: both sides hold every row with the keys in question, and each key once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from ecomsim.dynamic_tables.definition import Definition
from ecomsim.dynamic_tables.difference import Stored, Written, row_ids
from ecomsim.names import quote
from ecomsim.statements.placeholders import needed
from ecomsim.storage import layout
from ecomsim.storage.effects import Effect

if TYPE_CHECKING:
    from ecomsim.catalog.objects import DynamicTable
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction


def write(
    session: Session,
    transaction: Transaction,
    table: DynamicTable,
    definition: Definition,
    new: str,
    stored: Stored,
    nulls: Collection[str],
) -> Written:
    """Put the rows of a query, which has the table's columns, in the place of stored ones.

    `nulls`: keys that are NULL in one of the stored rows, or may be.
    """
    names = definition.places
    sql = _compared(names, definition.keys, new, stored.sql, nulls)
    pairs = session.fetch_over(sql, needed(sql, stored.values), stored.tables)
    came, went = pairs.column("$new").is_valid(), pairs.column("$row").is_valid()
    new_rows, old_rows = pairs.filter(came), pairs.filter(went)
    ids = new_rows.column("$row").fill_null(-1).to_numpy()
    added = _named(new_rows, {f"n{position}": name for position, name in enumerate(names)})
    added = added.append_column("$row", row_ids(ids, transaction, table.id))
    hidden = {name: name for name in ("$row", "$from", layout.PLACE)}
    removed = _named(old_rows, {f"o{position}": name for position, name in enumerate(names)} | hidden)
    if pairs.num_rows:
        transaction.apply(Effect(table_id=table.id, removed=removed, added=added))
    return Written(added.num_rows, removed.num_rows)


def _compared(names: Sequence[str], keys: Collection[str], new: str, stored: str, nulls: Collection[str]) -> str:
    """Rows that differ, by key: "n<i>" are a new row's columns and "$new" tells that there is one, "o<i>" are those of
    a stored one, which has "$row", "$from" and "$place".
    """
    places = {name: position for position, name in enumerate(names)}
    same = " AND ".join(
        f"n.n{places[key]} {'IS NOT DISTINCT FROM' if key in nulls else '='} o.o{places[key]}" for key in keys
    )
    others = (places[name] for name in names if name not in keys)
    differ = " OR ".join(
        ['"$new" IS NULL', f"{layout.ROW} IS NULL", *(f"n.n{each} IS DISTINCT FROM o.o{each}" for each in others)]
    )
    now = ", ".join(f"{quote(name)} AS n{position}" for position, name in enumerate(names))
    was = ", ".join(f"{quote(name)} AS o{position}" for position, name in enumerate(names))
    return (
        f'SELECT n.*, o.* FROM (SELECT {now}, TRUE AS "$new" FROM ({new}) AS r) AS n FULL JOIN '
        f'(SELECT {was}, {layout.ROW}, {layout.FROM}, "{layout.PLACE}" FROM {stored} AS r) AS o ON {same} '
        f"WHERE {differ} ORDER BY {', '.join(f'n.n{places[key]}' for key in keys)}"
    )


def _named(rows: pa.Table, names: Mapping[str, str]) -> pa.Table:
    """Some columns under other names."""
    return rows.select(list(names)).rename_columns(list(names.values()))
