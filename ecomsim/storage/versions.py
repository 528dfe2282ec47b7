"""Timelines: the committed versions of every table.

A version is numbered per table, stamped with its commit time and with the account's commit sequence, which orders
commits that share an instant. `next_row` is the first row id that the table had not used yet after that version, so
the rows born between two versions are a range of ids. In memory the timeline is a cache of `_ecomsim.versions`; a
table's versions become objects when somebody first asks for them, so opening thousands of tables costs little.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ecomsim.duck import again

if TYPE_CHECKING:
    import duckdb

TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.versions (
        table_id BIGINT, version BIGINT, committed_at TIMESTAMPTZ, sequence BIGINT, next_row BIGINT, query_id VARCHAR,
        changed BOOLEAN)""",
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Version:
    """One committed version. `changed` is False for a version that holds no change of rows (CREATE). `images`: how many
    row images appeared and how many ended in it; None when that is not at hand, as in a timeline read from the file.
    """

    number: int
    committed_at: datetime
    sequence: int
    next_row: int
    query_id: str
    changed: bool = True
    images: tuple[int, int] | None = None


Stored = tuple[int, int, int, int, int, str, bool]
"""A row of `_ecomsim.versions`, its time in microseconds since 1970."""


def _version(row: Stored) -> Version:
    _, number, micros, sequence, next_row, query_id, changed = row
    return Version(number, _EPOCH + timedelta(microseconds=micros), sequence, next_row, query_id, changed)


class Timelines:
    """The versions of all tables; read by any thread, appended to under the account's commit lock."""

    def __init__(self) -> None:
        self._lines: dict[int, list[Version]] = {}
        self._stored: dict[int, list[Stored]] = {}  # as read from the file, until somebody asks

    def load(self, duck: duckdb.DuckDBPyConnection) -> int:
        """Read `_ecomsim.versions`; returns the highest commit sequence."""
        highest = 0
        rows: list[Stored] = duck.execute(
            "SELECT table_id, version, epoch_us(committed_at), sequence, next_row, query_id, changed "
            "FROM _ecomsim.versions ORDER BY table_id, version"
        ).fetchall()
        for row in rows:
            self._stored.setdefault(row[0], []).append(row)
            highest = max(highest, row[3])
        return highest

    def append(self, table_id: int, version: Version) -> None:
        self._lines.setdefault(table_id, self.line(table_id)).append(version)

    def forget(self, table_id: int) -> None:
        self._stored.pop(table_id, None)
        self._lines.pop(table_id, None)

    def prune(self, table_id: int, before: int) -> None:
        """Drop the versions older than `before`, keeping the one that was current then."""
        line = self.line(table_id)
        cut = bisect.bisect_right(line, before, key=lambda version: version.number) - 1
        if cut > 0:
            self._lines[table_id] = line[cut:]

    def line(self, table_id: int) -> list[Version]:
        """The table's versions, oldest first. Two threads that ask first get one and the same list."""
        line = self._lines.get(table_id)
        if line is None and (stored := self._stored.get(table_id)) is not None:
            line = self._lines.setdefault(table_id, [_version(row) for row in stored])
            self._stored.pop(table_id, None)
        return self._lines.get(table_id, []) if line is None else line

    def head(self, table_id: int) -> Version | None:
        line = self.line(table_id)
        return line[-1] if line else None

    def number(self, table_id: int) -> int:
        """The latest committed version; 0 for a table that was never committed."""
        line = self.line(table_id)
        return line[-1].number if line else 0

    def at_sequence(self, table_id: int, sequence: int) -> int:
        """The version that was current when the account had made `sequence` commits."""
        line = self.line(table_id)
        index = bisect.bisect_right(line, sequence, key=lambda version: version.sequence)
        return line[index - 1].number if index else 0

    def at_time(self, table_id: int, instant: datetime) -> Version | None:
        """The version that was current at `instant`, its own commit included; None before the first."""
        line = self.line(table_id)
        index = bisect.bisect_right(line, instant, key=lambda version: version.committed_at)
        return line[index - 1] if index else None

    def before_time(self, table_id: int, instant: datetime) -> Version | None:
        """The version that was current just before `instant`."""
        line = self.line(table_id)
        index = bisect.bisect_left(line, instant, key=lambda version: version.committed_at)
        return line[index - 1] if index else None

    def find(self, table_id: int, number: int) -> Version | None:
        line = self.line(table_id)
        index = bisect.bisect_right(line, number, key=lambda version: version.number)
        return line[index - 1] if index else None

    def changed_between(self, table_id: int, after: int, upto: int) -> bool:
        """Whether any version in (after, upto] changed rows."""
        line = self.line(table_id)
        first, end = (bisect.bisect_right(line, number, key=lambda version: version.number) for number in (after, upto))
        return any(line[index].changed for index in range(first, end))

    def images_between(self, table_id: int, after: int, upto: int) -> tuple[int, int] | None:
        """How many images appeared and how many ended in the versions in (after, upto]; None: that is not at hand."""
        line = self.line(table_id)
        first, end = (bisect.bisect_right(line, number, key=lambda version: version.number) for number in (after, upto))
        appeared = ended = 0
        for index in range(first, end):
            version = line[index]
            if version.changed:
                if version.images is None:
                    return None
                appeared += version.images[0]
                ended += version.images[1]
        return appeared, ended


def record(duck: duckdb.DuckDBPyConnection, versions: Iterable[tuple[int, Version]]) -> None:
    """Write versions in the caller's transaction."""
    rows = [
        [table_id, v.number, v.committed_at, v.sequence, v.next_row, v.query_id, v.changed] for table_id, v in versions
    ]
    if rows:
        places = ", ".join(["(?, ?, ?, ?, ?, ?, ?)"] * len(rows))
        again(duck, f"INSERT INTO _ecomsim.versions VALUES {places}", [value for row in rows for value in row])
