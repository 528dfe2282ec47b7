"""Sizes of tables, as SHOW TABLES, INFORMATION_SCHEMA and TABLE_STORAGE_METRICS report them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecomsim.duck import first_row
from ecomsim.storage import layout

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def rows(session: Session, table_id: int) -> int:
    """The number of rows now."""
    row = first_row(session.duck.execute(f"SELECT count(*) FROM {layout.current(table_id)}"))
    return int(row[0]) if row else 0


def is_empty(session: Session, table_id: int) -> bool:
    """Whether there is no row now. Counting looks at every row of a table of which many were updated."""
    return first_row(session.duck.execute(f"SELECT 1 FROM {layout.current(table_id)} LIMIT 1")) is None


def bytes(session: Session, table_id: int) -> int:
    """An estimate of the active bytes: eight for each value (DuckDB keeps no exact size of one table)."""
    return _values(session, f"t_{table_id}") * 8


def history_bytes(session: Session, table_id: int) -> int:
    """The same estimate for the images kept for time travel and streams."""
    return _values(session, f"h_{table_id}") * 8


def all_bytes(session: Session) -> dict[str, int]:
    """The estimates of every relation at once, by its full name (`_ecomsim.t_1`)."""
    found = session.duck.execute(
        "SELECT table_name, estimated_size * column_count * 8 FROM duckdb_tables() WHERE schema_name = ?",
        [layout.INTERNAL],
    ).fetchall()
    return {f"{layout.INTERNAL}.{name}": int(size) for name, size in found}


def _values(session: Session, relation: str) -> int:
    row = first_row(
        session.duck.execute(
            "SELECT estimated_size * column_count FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?",
            [layout.INTERNAL, relation],
        )
    )
    return int(row[0]) if row else 0


def next_value(session: Session, sequence_id: int) -> int:
    """The value that NEXTVAL gives next."""
    row = first_row(
        session.duck.execute(
            "SELECT coalesce(last_value + increment_by, start_value) FROM duckdb_sequences() WHERE sequence_name = ?",
            [f"seq_{sequence_id}"],
        )
    )
    return int(row[0]) if row else 0
