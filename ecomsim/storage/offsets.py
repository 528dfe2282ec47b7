"""Stream offsets: how far each stream has been consumed.

An offset is one version per base table. It is written in the transaction that consumed the stream, so a crash keeps or
loses both. In memory the account holds the committed offsets of all streams.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

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
    rows = duck.execute("SELECT stream_id, versions, initial, advanced_at FROM _ecomsim.stream_offsets").fetchall()
    return {
        stream_id: Offset({int(key): value for key, value in json.loads(text).items()}, initial, advanced_at)
        for stream_id, text, initial, advanced_at in rows
    }


def record(duck: duckdb.DuckDBPyConnection, moved: Mapping[int, Offset]) -> None:
    """Write offsets in the caller's transaction, replacing the streams' earlier ones."""
    for stream_id, offset in moved.items():
        forget(duck, stream_id)
        duck.execute(
            "INSERT INTO _ecomsim.stream_offsets VALUES (?, ?, ?, ?)",
            [stream_id, json.dumps(dict(offset.versions)), offset.initial, offset.advanced_at],
        )


def forget(duck: duckdb.DuckDBPyConnection, stream_id: int) -> None:
    duck.execute("DELETE FROM _ecomsim.stream_offsets WHERE stream_id = ?", [stream_id])
