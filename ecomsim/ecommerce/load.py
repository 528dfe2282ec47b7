"""Loading: a generated data set into the five source tables, in one transaction.

Either all five tables hold the data set or none of them has changed. Tables that already hold rows are left
alone unless the caller asks to replace them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from ecomsim.ecommerce.generator import Dataset

SCHEMA = "ECOMMERCE_DB.RAW_DATA"
TABLES = ("CUSTOMERS", "PRODUCTS", "ORDERS", "ORDER_ITEMS", "INVENTORY_MOVEMENTS")
CHUNK_ROWS = 50_000
"""Rows sent with one INSERT; bounds the memory taken by Python values at large scales."""

OnRows = Callable[[str, int], None]


class AlreadyLoadedError(Exception):
    """The source tables hold rows. `str()` says which, and what to do."""

    def __init__(self, rows: Mapping[str, int]) -> None:
        self.rows = dict(rows)
        held = ", ".join(f"{table} {count:,}" for table, count in rows.items() if count)
        super().__init__(f"The source tables already hold rows ({held}). Add --replace to delete them first.")


def counts(connection: Any, tables: Mapping[str, Any] | tuple[str, ...]) -> dict[str, int]:
    """Rows in each of the source tables named."""
    with connection.cursor() as cursor:
        return {table: cursor.execute(f"SELECT COUNT(*) FROM {SCHEMA}.{table}").fetchone()[0] for table in tables}


def load(
    connection: Any,
    dataset: Dataset,
    *,
    replace: bool = False,
    on_rows: OnRows = lambda table, rows: None,
) -> dict[str, int]:
    """Insert `dataset`; returns rows per table. `on_rows` hears the table and how many more rows it got.

    Raises AlreadyLoadedError when a table holds rows and `replace` is false.
    """
    frames = dataset.tables()
    held = counts(connection, frames)
    if any(held.values()) and not replace:
        raise AlreadyLoadedError(held)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN TRANSACTION")
        try:
            for table in reversed(frames):
                if held[table]:
                    cursor.execute(f"DELETE FROM {SCHEMA}.{table}")
            for table, frame in frames.items():
                insert(cursor, table, frame, on_rows)
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")
    return {table: frame.height for table, frame in frames.items()}


def insert(cursor: Any, table: str, frame: pl.DataFrame, on_rows: OnRows = lambda table, rows: None) -> None:
    """Insert a frame whose columns are named as the table's."""
    columns = ", ".join(frame.columns)
    marks = ", ".join("?" for _ in frame.columns)
    statement = f"INSERT INTO {SCHEMA}.{table} ({columns}) VALUES ({marks})"
    for chunk in frame.iter_slices(CHUNK_ROWS):
        cursor.executemany(statement, chunk.rows(), _force_qmark_paramstyle=True)
        on_rows(table, chunk.height)
