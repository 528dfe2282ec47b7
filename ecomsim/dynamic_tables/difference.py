"""Writing a net difference that is at hand: each row of it once, with how many more or fewer of it there are to be.

One query finds the stored rows that go, and beside each the row of the difference that takes its place because it has
the same key. What they hold is then at hand too, and becomes history without being read again.
Invariant: nothing is written unless every row that is to go is stored as often as the difference says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy
import pyarrow as pa

from ecomsim.dynamic_tables.definition import Definition
from ecomsim.names import quote
from ecomsim.statements.placeholders import needed
from ecomsim.storage.effects import Effect

if TYPE_CHECKING:
    from ecomsim.catalog.objects import DynamicTable
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction

NAME = "ecom_difference"
"""The name by which queries read the difference; its rows are numbered in "$i"."""


@dataclass(frozen=True, slots=True)
class Written:
    """Row images a refresh wrote: an update is one inserted and one deleted."""

    inserted: int = 0
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """SQL of a relation that holds the rows to remove, with "$row", "$from" and "$place"; what that reads."""

    sql: str
    values: Mapping[str, Any]
    tables: Mapping[str, pa.Table]


def write(
    session: Session,
    transaction: Transaction,
    table: DynamicTable,
    definition: Definition,
    difference: pa.Table,
    stored: Stored,
) -> Written | None:
    """Write a difference, the table's columns and "$n", in its order. None, and nothing written, when a row to remove
    is not stored: then what it was computed from is not what the table holds.
    """
    if not difference.num_rows:
        return Written()
    numbers = difference.column("$n").to_numpy()
    more = numpy.flatnonzero(numbers > 0)
    ids = numpy.full(len(numbers), -1, dtype=numpy.int64)
    removed = None
    if len(more) < len(numbers):
        found = _found(session, table, definition.keys, difference, stored)
        removed = _chosen(found, numpy.maximum(-numbers, 0))
        if removed is None:
            return None
        if definition.keys:
            kept = removed.filter(removed.column("$next").is_valid())
            ids[kept.column("$next").to_numpy()] = kept.column("$row").to_numpy()
            removed = removed.drop_columns(["$next"])
        removed = removed.drop_columns(["$i"])
    times = numbers[more]
    added = difference.drop_columns(["$n"]).take(pa.array(numpy.repeat(more, times)))
    added = added.append_column("$row", row_ids(numpy.repeat(ids[more], times), transaction, table.id))
    transaction.apply(Effect(table_id=table.id, removed=removed, added=added))
    return Written(added.num_rows, 0 if removed is None else removed.num_rows)


def _found(
    session: Session, table: DynamicTable, keys: tuple[str, ...], difference: pa.Table, stored: Stored
) -> pa.Table:
    """The stored rows that equal one that is to go: "$i" is its number, "$next" that of the one with the same key."""
    numbered = difference.append_column("$i", pa.array(numpy.arange(difference.num_rows, dtype=numpy.int64)))

    def same(names: tuple[str, ...], one: str, other: str) -> str:
        return " AND ".join(f"{one}.{quote(name)} {_equals(difference, name)} {other}.{quote(name)}" for name in names)

    columns = tuple(name for name in difference.column_names if name != "$n")
    sql = f'SELECT t.*, d."$i" FROM {stored.sql} AS t JOIN {NAME} AS d ON d."$n" < 0 AND {same(columns, "t", "d")}'
    if keys:
        successor = f'(SELECT {", ".join(map(quote, keys))}, "$i" AS "$next" FROM {NAME} WHERE "$n" > 0)'
        sql = f'SELECT g.*, a."$next" FROM ({sql}) AS g LEFT JOIN {successor} AS a ON {same(keys, "g", "a")}'
    tables = {**stored.tables, NAME: numbered}
    return session.fetch_over(sql, needed(sql, stored.values), tables)


def _equals(difference: pa.Table, name: str) -> str:
    """How a column of the difference is compared: one without NULL by what DuckDB can look for."""
    return "IS NOT DISTINCT FROM" if difference.column(name).null_count else "="


def _chosen(found: pa.Table, wanted: numpy.ndarray[Any, Any]) -> pa.Table | None:
    """As many found rows for each number as are wanted, of equal ones the youngest; None when there are fewer."""
    numbers = found.column("$i").to_numpy()
    counts = numpy.bincount(numbers, minlength=len(wanted))
    if (counts < wanted).any():
        return None
    if (counts == wanted).all():
        return found
    order = numpy.lexsort((-found.column("$row").to_numpy(), numbers))
    position = numpy.arange(len(order)) - numpy.repeat(numpy.cumsum(counts) - counts, counts)
    return found.take(pa.array(order[position < wanted[numbers[order]]]))


def row_ids(ids: numpy.ndarray[Any, Any], transaction: Transaction, table_id: int) -> pa.Array:
    """The ids, with new ones where there is none (-1), in the order of the rows."""
    fresh = ids < 0
    count = int(fresh.sum())
    first = transaction.reserve(table_id, count)
    return pa.array(numpy.where(fresh, first - 1 + numpy.cumsum(fresh), ids))
