"""Loading: a generated data set into the five source tables, by files, in one transaction.

The same statements on either backend: each table is written as Parquet files, PUT on a temporary stage, and copied in.
Either all five tables hold the data set or none of them has changed; tables that already hold rows are left alone
unless the caller asks to replace them. Time is linear in the rows, and memory beyond the numbers that the shop was
drawn with is that of one file.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecomsim.ecommerce.generator import Tables

SCHEMA = "ECOMMERCE_DB.RAW_DATA"
TABLES = ("CUSTOMERS", "PRODUCTS", "ORDERS", "ORDER_ITEMS", "INVENTORY_MOVEMENTS")
STAGE = f"{SCHEMA}.LOAD_FILES"
FILE_ROWS = 500_000
"""Rows of one Parquet file: some 20 MB, so several are uploaded and read at once."""

OnRows = Callable[[str, int], None]


class AlreadyLoadedError(Exception):
    """The source tables hold rows. `str()` says which, and what to do."""

    def __init__(self, rows: Mapping[str, int]) -> None:
        self.rows = dict(rows)
        held = ", ".join(f"{table} {count:,}" for table, count in rows.items() if count)
        super().__init__(f"The source tables already hold rows ({held}). Add --replace to delete them first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The statements of a load in order. `copies` are (table, COPY INTO), parents before children."""

    before: tuple[str, ...]
    uploads: tuple[str, ...]
    deletes: tuple[str, ...]
    copies: tuple[tuple[str, str], ...]
    after: tuple[str, ...]

    def statements(self) -> tuple[str, ...]:
        copies = tuple(statement for _, statement in self.copies)
        return (*self.before, *self.uploads, "BEGIN TRANSACTION", *self.deletes, *copies, "COMMIT", *self.after)


def plan(folder: Path | str, *, emptied: Sequence[str] = ()) -> Plan:
    """How the Parquet files of `folder` get into the tables; `emptied` are the tables whose rows go first."""
    at = str(folder).replace("\\", "/").replace("'", "\\'").rstrip("/")
    return Plan(
        before=(f"CREATE OR REPLACE TEMPORARY STAGE {STAGE}",),
        uploads=tuple(
            f"PUT 'file://{at}/{table.lower()}_*.parquet' @{STAGE}/{table.lower()}/ "
            "AUTO_COMPRESS = FALSE OVERWRITE = TRUE PARALLEL = 8"
            for table in TABLES
        ),
        deletes=tuple(f"DELETE FROM {SCHEMA}.{table}" for table in reversed(TABLES) if table in emptied),
        copies=tuple(
            (
                table,
                f"COPY INTO {SCHEMA}.{table} FROM @{STAGE}/{table.lower()}/ "
                "FILE_FORMAT = (TYPE = PARQUET USE_LOGICAL_TYPE = TRUE) "
                "MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE ON_ERROR = ABORT_STATEMENT",
            )
            for table in TABLES
        ),
        after=(f"DROP STAGE IF EXISTS {STAGE}",),
    )


def counts(connection: Any, tables: Mapping[str, Any] | tuple[str, ...]) -> dict[str, int]:
    """Rows in each of the source tables named."""
    with connection.cursor() as cursor:
        return {table: cursor.execute(f"SELECT COUNT(*) FROM {SCHEMA}.{table}").fetchone()[0] for table in tables}


def load(
    connection: Any,
    shop: Tables,
    *,
    replace: bool = False,
    on_rows: OnRows = lambda table, rows: None,
) -> dict[str, int]:
    """Copy `shop` in; returns rows per table. `on_rows` hears the table and how many more rows it got.

    Raises AlreadyLoadedError when a table holds rows and `replace` is false.
    """
    held = counts(connection, TABLES)
    if any(held.values()) and not replace:
        raise AlreadyLoadedError(held)
    heights = shop.heights()
    with own_folder() as folder, connection.cursor() as cursor:
        for table in heights:
            write(shop, folder, table)
        steps = plan(folder, emptied=[table for table, count in held.items() if count])
        for statement in (*steps.before, *steps.uploads):
            cursor.execute(statement)
        cursor.execute("BEGIN TRANSACTION")
        try:
            for statement in steps.deletes:
                cursor.execute(statement)
            for table, statement in steps.copies:
                cursor.execute(statement)
                on_rows(table, heights[table])
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")
        for statement in steps.after:
            cursor.execute(statement)
    return heights


@contextmanager
def own_folder() -> Iterator[Path]:
    """A temporary folder that nobody else uses, gone afterwards.

    It has the same name in every run that finds it free, because PUT puts its path into the query history, and two
    runs with one seed have the same history.
    """
    for number in count(1):
        folder = Path(tempfile.gettempdir(), f"ecomsim-load-{number}")
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            continue
        break
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write(shop: Tables, folder: Path, table: str) -> list[Path]:
    """A table as Parquet files of at most FILE_ROWS rows, in order; one without rows is one file without rows."""
    paths = []
    for number, part in enumerate(shop.parts(table, FILE_ROWS)):
        path = folder / f"{table.lower()}_{number:05d}.parquet"
        part.write_parquet(path, compression="snappy")
        paths.append(path)
    return paths
