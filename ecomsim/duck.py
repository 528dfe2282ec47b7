"""Small helpers around DuckDB's Python connection."""

from __future__ import annotations

from typing import Any

import duckdb


def first_row(executed: duckdb.DuckDBPyConnection) -> tuple[Any, ...] | None:
    """The first row of an executed statement, its result drained: DuckDB refuses new work beside an open one."""
    rows = executed.fetchall()
    return rows[0] if rows else None
