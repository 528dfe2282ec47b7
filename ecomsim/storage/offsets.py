"""Stream offsets: how far each stream has been consumed.

An offset is one version per base table. It is written in the transaction that consumed the stream, so a crash keeps or
loses both. In memory the account holds the committed offsets of all streams; in the file each move is a row of its own,
the last one of a stream counts, and the earlier ones go when the file is opened or history is pruned.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.stream_offsets (
        stream_id BIGINT, versions VARCHAR, initial BOOLEAN, advanced_at TIMESTAMPTZ)""",
)


@dataclass(frozen=True, slots=True)
class Offset:
    """`versions`: base table id to the last version already consumed; `initial`: the first read shows the rows the
    source held at the offset (SHOW_INITIAL_ROWS); `advanced_at`: last consumption or creation, UTC.
    """

    versions: Mapping[int, int] = field(default_factory=dict)
    initial: bool = False
    advanced_at: datetime | None = None

    def advanced(self, now: datetime) -> Offset:
        return replace(self, advanced_at=now)


def load(duck: duckdb.DuckDBPyConnection) -> dict[int, Offset]:
    compact(duck)
    rows = duck.execute("SELECT stream_id, versions, initial, advanced_at FROM _ecomsim.stream_offsets").fetchall()
    return {
        stream_id: Offset({int(key): value for key, value in json.loads(text).items()}, initial, advanced_at)
        for stream_id, text, initial, advanced_at in rows
    }


def record(duck: duckdb.DuckDBPyConnection, moved: Mapping[int, Offset]) -> None:
    """Write offsets in the caller's transaction, after the streams' earlier ones."""
    if not moved:
        return
    values: list[Any] = []
    for stream_id, offset in moved.items():
        values += [stream_id, json.dumps(dict(offset.versions)), offset.initial, offset.advanced_at]
    duck.execute(f"INSERT INTO _ecomsim.stream_offsets VALUES {', '.join(['(?, ?, ?, ?)'] * len(moved))}", values)


def compact(duck: duckdb.DuckDBPyConnection) -> None:
    """Remove the offsets that a stream has left behind. Rows stand in the order in which they were committed."""
    duck.execute(
        "DELETE FROM _ecomsim.stream_offsets WHERE rowid NOT IN "
        "(SELECT max(rowid) FROM _ecomsim.stream_offsets GROUP BY stream_id)"
    )


def forget(duck: duckdb.DuckDBPyConnection, stream_id: int) -> None:
    duck.execute("DELETE FROM _ecomsim.stream_offsets WHERE stream_id = ?", [stream_id])
