"""What DuckDB calls the columns of a table: names that differ when case is ignored.

`"a"` and `A` are two columns for Snowflake and one name for DuckDB. A column has its own name there as long as no other
column of the table has it; else it gets a place of its own, a variant of the name, which the catalog keeps with it.
Invariant: a place never changes while other columns come and go, and no statement ever sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ecomsim.catalog.objects import TableColumn
from ecomsim.names import free

ROWID = "rowid"
"""DuckDB's own number of a row, which a column of that name would hide."""


def placed(columns: Sequence[TableColumn], stored: Sequence[TableColumn] = ()) -> tuple[TableColumn, ...]:
    """The columns of a table with their places; those that are `stored` already keep theirs."""
    known = {column.name: column.duckdb for column in stored}
    taken = {ROWID, *(place.lower() for place in known.values())}
    return tuple(_at(column, known.get(column.name) or free(column.name, taken)) for column in columns)


def renamed(column: TableColumn, to: str, others: Iterable[TableColumn]) -> TableColumn:
    """The column under another name; where only the case changes its place stays."""
    if to.lower() == column.duckdb.lower():
        return _at(replace(column, name=to), column.duckdb)
    return _at(replace(column, name=to), free(to, {ROWID, *(other.duckdb.lower() for other in others)}))


def _at(column: TableColumn, place: str) -> TableColumn:
    return replace(column, place=None if place == column.name else place)
