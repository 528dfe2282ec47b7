"""Physical relations: where the rows of a table are and what they are called in DuckDB.

A table with catalog id N is `_ecomsim.t_N` (the rows as they are now) and `_ecomsim.h_N` (every image that was
updated or deleted). Hidden columns: "$row" (identity, never reused, grows with insertion), "$from" (version the image
appeared in), and in history "$to" (version it ended in). Rows are only ever appended, so both relations stay
clustered by version: an update removes the old image and appends the new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ecomsim.catalog.objects import TableColumn
from ecomsim.names import quote
from ecomsim.values.types import SnowflakeType

if TYPE_CHECKING:
    import duckdb

INTERNAL = "_ecomsim"
ROW = '"$row"'
FROM = '"$from"'
TO = '"$to"'
FIRST = 1
"""The version in which a table is born with its rows."""
PLACE = "$place"
"""Name of a column that holds DuckDB's rowid: where a row stands, as long as the snapshot lasts."""


def is_hidden(name: str) -> bool:
    """Whether a column of that name is the engine's own. `$1` is not: a table made of VALUES has columns called so."""
    return name.startswith("$") and not name[1:].isdigit()


def current(table_id: int) -> str:
    return f"{INTERNAL}.t_{table_id}"


def history(table_id: int) -> str:
    return f"{INTERNAL}.h_{table_id}"


def sums(table_id: int) -> str:
    """Sums that a dynamic table keeps beside its rows (dynamic_tables.sums); most tables have none."""
    return f"{INTERNAL}.s_{table_id}"


def sequence(sequence_id: int) -> str:
    return f"{INTERNAL}.seq_{sequence_id}"


def column_list(columns: Sequence[TableColumn], prefix: str = "") -> str:
    """The stored visible columns, quoted, comma separated; never empty because a table has at least one."""
    return ", ".join(prefix + quote(column.duckdb) for column in columns if column.expression is None)


def create(duck: duckdb.DuckDBPyConnection, table_id: int, columns: Sequence[TableColumn]) -> None:
    """Create the two relations of a table, empty."""
    declared = ", ".join(
        f"{quote(column.duckdb)} {column.type.duckdb}" for column in columns if column.expression is None
    )
    duck.execute(f"CREATE TABLE {current(table_id)} ({declared}, {ROW} BIGINT, {FROM} BIGINT)")
    duck.execute(f"CREATE TABLE {history(table_id)} ({declared}, {ROW} BIGINT, {FROM} BIGINT, {TO} BIGINT)")


def drop(duck: duckdb.DuckDBPyConnection, table_id: int) -> None:
    duck.execute(f"DROP TABLE IF EXISTS {current(table_id)}")
    duck.execute(f"DROP TABLE IF EXISTS {history(table_id)}")
    duck.execute(f"DROP TABLE IF EXISTS {sums(table_id)}")


def add_column(duck: duckdb.DuckDBPyConnection, table_id: int, column: TableColumn, default: str = "NULL") -> None:
    """Add a column to both relations; `default` is DuckDB SQL for the existing rows."""
    name = quote(column.duckdb)
    for relation in (current(table_id), history(table_id)):
        duck.execute(f"ALTER TABLE {relation} ADD COLUMN {name} {column.type.duckdb} DEFAULT {default}")
        duck.execute(f"ALTER TABLE {relation} ALTER COLUMN {name} DROP DEFAULT")


def drop_column(duck: duckdb.DuckDBPyConnection, table_id: int, column: TableColumn) -> None:
    for relation in (current(table_id), history(table_id)):
        duck.execute(f"ALTER TABLE {relation} DROP COLUMN {quote(column.duckdb)}")


def rename_column(duck: duckdb.DuckDBPyConnection, table_id: int, column: TableColumn, to: TableColumn) -> None:
    if column.duckdb == to.duckdb:
        return
    for relation in (current(table_id), history(table_id)):
        duck.execute(f"ALTER TABLE {relation} RENAME COLUMN {quote(column.duckdb)} TO {quote(to.duckdb)}")


def change_type(duck: duckdb.DuckDBPyConnection, table_id: int, column: TableColumn, kind: SnowflakeType) -> None:
    for relation in (current(table_id), history(table_id)):
        duck.execute(f"ALTER TABLE {relation} ALTER COLUMN {quote(column.duckdb)} TYPE {kind.duckdb}")
