"""Sizes of tables, as SHOW TABLES, INFORMATION_SCHEMA and TABLE_STORAGE_METRICS report them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecomsim.storage import layout

if TYPE_CHECKING:
    from ecomsim.session import Session


def rows(session: Session, table_id: int) -> int:
    """The number of rows now."""
    return _count(session, layout.current(table_id))


def history_rows(session: Session, table_id: int) -> int:
    """The number of old images kept for time travel and streams."""
    return _count(session, layout.history(table_id))


def _count(session: Session, relation: str) -> int:
    row = session.duck.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(row[0]) if row else 0


def sizes(session: Session, table_id: int) -> tuple[int, int]:
    """(active bytes, time-travel bytes): the blocks on disk, estimated by DuckDB's row counts and segment sizes.

    In memory there are no blocks; then the estimate is the uncompressed width of the columns times the rows.
    """
    return _bytes(session, f"t_{table_id}"), _bytes(session, f"h_{table_id}")


def _bytes(session: Session, relation: str) -> int:
    row = session.duck.execute(
        "SELECT t.estimated_size, count(*) FROM duckdb_tables() t JOIN duckdb_columns() c ON c.table_oid = t.table_oid "
        "WHERE t.schema_name = ? AND t.table_name = ? GROUP BY t.estimated_size",
        [layout.INTERNAL, relation],
    ).fetchone()
    return int(row[0]) * int(row[1]) * 8 if row else 0
