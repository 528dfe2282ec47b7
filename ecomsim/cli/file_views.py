"""Names for the `duckdb` program: a script after which a file's tables are there under their Snowflake names.

An account's file holds a table as `_ecomsim.t_<id>`. The script attaches the file, read only, and makes for every
database one of DuckDB's in memory, with views over the visible columns. Invariants: every table has a view of its own;
neither the script nor its making changes the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from ecomsim import __version__
from ecomsim.accounts import database_file, upgrades
from ecomsim.catalog import codec
from ecomsim.catalog.objects import DynamicTable, Table
from ecomsim.duck import literal
from ecomsim.errors import OperationalError
from ecomsim.names import free, quote
from ecomsim.storage import layout

RESERVED = frozenset({"MAIN", "MEMORY", "SYSTEM", "TEMP"})
"""Databases that the `duckdb` program has itself: one of that name gets a number."""
FILE = quote("ecomsim file")
"""What the file is called in the script."""


def script(path: str) -> str:
    """The script for the account in the file `path`, for `duckdb -init`.

    Raises OperationalError when there is no file, when another process holds it, or when it is not an account in the
    format this version writes.
    """
    if not Path(path).is_file():
        raise database_file.cannot_open(path, "there is no such file")
    try:
        with duckdb.connect(path, read_only=True) as duck:
            _check(duck, path)
            tables = _tables(duck)
    except duckdb.Error as cause:
        raise database_file.cannot_open(path, database_file.why_closed(path, cause)) from cause
    lines = [f"ATTACH {literal(str(Path(path).resolve()))} AS {FILE} (READ_ONLY);", *_views(tables)]
    return "\n".join(lines) + "\n"


def _check(duck: duckdb.DuckDBPyConnection, path: str) -> None:
    if not duck.execute("SELECT 1 FROM duckdb_tables() WHERE schema_name = '_ecomsim'").fetchall():
        raise database_file.cannot_open(path, "it holds no account")
    ((written,),) = duck.execute("SELECT value FROM _ecomsim.meta WHERE key = 'format'").fetchall()
    upgrades.check(int(written), __version__)
    if int(written) < upgrades.FORMAT:
        raise OperationalError(
            f"The database has file format {written}; this ecomsim writes {upgrades.FORMAT}. "
            f"Open it once (ecomsim sql 'SELECT 1' --database {path}), which upgrades it.",
            errno=250001,
            sqlstate="08001",
        )


def _tables(duck: duckdb.DuckDBPyConnection) -> list[Table | DynamicTable]:
    """Everything that has rows, by name."""
    found = duck.execute(
        "SELECT body FROM _ecomsim.objects WHERE dropped_on IS NULL AND kind IN ('TABLE', 'DYNAMIC TABLE') "
        "ORDER BY database, schema, name"
    ).fetchall()
    items = [codec.loads(body) for (body,) in found]
    return [item for item in items if isinstance(item, (Table, DynamicTable))]


def _columns(table: Table | DynamicTable) -> Iterator[str]:
    """The stored columns, each under a name that no other one has."""
    taken: set[str] = set()
    for column in table.columns:
        if column.expression is None:
            name = free(column.name, taken, "_")
            yield quote(column.duckdb) + ("" if name == column.duckdb else f" AS {quote(name)}")


class _Names:
    """DuckDB's names for what Snowflake calls by these: DuckDB folds case, so a name that is taken gets a number."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.lower() for name in taken}
        self._known: dict[str, str] = {}

    def of(self, name: str) -> tuple[str, bool]:
        """The name, and whether it was asked for the first time."""
        is_new = name not in self._known
        if is_new:
            self._known[name] = free(name, self._taken, "_")
        return self._known[name], is_new


def _views(tables: list[Table | DynamicTable]) -> Iterator[str]:
    """A view of each table; before one that has another name here, a comment says so."""
    databases = _Names(RESERVED)
    schemas: defaultdict[str, _Names] = defaultdict(_Names)
    relations: defaultdict[tuple[str, str], _Names] = defaultdict(_Names)
    for table in tables:
        database, is_new = databases.of(table.name.database)
        if is_new:
            yield f"ATTACH ':memory:' AS {quote(database)};"
        schema, is_new = schemas[database].of(table.name.schema)
        if is_new:
            yield f"CREATE SCHEMA IF NOT EXISTS {quote(database)}.{quote(schema)};"
        name, _ = relations[database, schema].of(table.name.last)
        place = ".".join(quote(part) for part in (database, schema, name))
        if (database, schema, name) != table.name.parts:
            shown = " ".join(str(table.name).split())  # a comment is one line
            yield f"-- {shown} is here {' '.join(place.split())}"
        columns = ", ".join(_columns(table))
        yield f"CREATE VIEW {place} AS SELECT {columns} FROM {FILE}.{layout.current(table.id)};"
