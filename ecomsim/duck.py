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

_REMARK = "Arrow output on a DB-API result makes an extra copy of the rows"
# `arrow` below makes that copy on purpose
warnings.filterwarnings("ignore", message=_REMARK, category=UserWarning)


def arrow(duck: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None) -> pa.Table:
    """The rows of a query as Arrow. A relation streams its rows but plans twice; a long text is planned once."""
    values = dict(parameters) if parameters else None
    if len(sql) < LONG or not _silent():
        return duck.sql(sql, params=values).to_arrow_table()
    return duck.execute(sql, values).to_arrow_table()


def _silent() -> bool:
    """Whether DuckDB's remark on that copy stays unheard; a program may have set filters of its own since."""
    for action, message, category, module, _ in warnings.filters:
        if issubclass(UserWarning, category) and module is None and (message is None or message.match(_REMARK)):
            return action == "ignore"
    return False


def first_row(executed: duckdb.DuckDBPyConnection) -> tuple[Any, ...] | None:
    """The first row of an executed statement, its result drained: DuckDB refuses new work beside an open one."""
    rows = executed.fetchall()
    return rows[0] if rows else None


def literal(text: str) -> str:
    """`text` as a literal in DuckDB SQL."""
    return "'" + text.replace("'", "''") + "'"
