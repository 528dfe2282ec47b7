"""Small helpers around DuckDB's Python connection."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    import pyarrow as pa

LONG = 2_000
"""Characters of SQL from which planning a statement costs more than copying its rows once."""

# `arrow` below makes that copy on purpose
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result", category=UserWarning)


def arrow(duck: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None) -> pa.Table:
    """The rows of a query as Arrow. A relation streams its rows but plans twice; a long text is planned once."""
    values = dict(parameters) if parameters else None
    if len(sql) < LONG:
        return duck.sql(sql, params=values).to_arrow_table()
    return duck.execute(sql, values).to_arrow_table()


def first_row(executed: duckdb.DuckDBPyConnection) -> tuple[Any, ...] | None:
    """The first row of an executed statement, its result drained: DuckDB refuses new work beside an open one."""
    rows = executed.fetchall()
    return rows[0] if rows else None
