"""Streams in which nothing has happened: a statement that reads several is planned without the rows of the idle ones.

DuckDB plans anew at each run, and a stream's query is long: two scans and two joins that compare every column. When a
run begins, the versions say which streams have nothing to show; their queries are exchanged for an empty relation with
the same columns. Invariant: the result is the same, and the offsets move as they would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlglot import exp

    from ecomsim.storage.versions import Timelines


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRows:
    """A stream's query in a statement: DuckDB text, and that of the same columns without rows."""

    stream_id: int
    table_id: int
    text: str
    nothing: str


def of_streams(read: Mapping[tuple[int, int], tuple[exp.Expr, str]], sql: str) -> tuple[StreamRows, ...]:
    """The streams whose queries stand in a statement's text as they were bound.

    `read`: (stream id, table id) to the bound query and the text of its empty relation.
    """
    found = (
        StreamRows(stream_id=stream, table_id=table, text=tree.sql("duckdb"), nothing=nothing)
        for (stream, table), (tree, nothing) in read.items()
    )
    return tuple(rows for rows in found if rows.text in sql)


def left_out(
    sql: str, values: Mapping[str, Any], streams: Sequence[StreamRows], timelines: Timelines
) -> tuple[str, Mapping[str, Any]]:
    """The text for one run and the values of its placeholders; `values` say which interval each stream would show."""
    idle = tuple(rows for rows in streams if not _has_rows(rows, values, timelines))
    if not idle:
        return sql, values
    gone = {f"ecom_{end}_{rows.stream_id}_{rows.table_id}" for rows in idle for end in ("from", "to", "first", "last")}
    return _shortened(sql, idle), {name: value for name, value in values.items() if name not in gone}


def _has_rows(rows: StreamRows, values: Mapping[str, Any], timelines: Timelines) -> bool:
    start, end = (values[f"ecom_{end}_{rows.stream_id}_{rows.table_id}"] for end in ("from", "to"))
    return timelines.changed_between(rows.table_id, start, end)


@lru_cache(maxsize=256)
def _shortened(sql: str, idle: tuple[StreamRows, ...]) -> str:
    for rows in idle:
        sql = sql.replace(rows.text, rows.nothing)
    return sql
