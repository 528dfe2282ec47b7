"""The history of accesses: a row for each statement that read or wrote an object, or changed one by DDL.

What a plan reads and writes is the same each time it runs, so a row only names the content, which is stored once and
written as JSON when rows are. Rows are buffered and written in batches as those of the query history are; a year is
kept. Source: Snowflake documentation, "ACCESS_HISTORY view".
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ecomsim.histories.journal import append

if TYPE_CHECKING:
    import duckdb

    from ecomsim.accounts.account import Account
    from ecomsim.lineage.access import Access
    from ecomsim.sessions.session import Session

TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.access_history (
        query_id VARCHAR, query_start_time TIMESTAMPTZ, user_name VARCHAR, parent_query_id VARCHAR,
        root_query_id VARCHAR, content BIGINT, ddl VARCHAR)""",
    """CREATE TABLE IF NOT EXISTS _ecomsim.accesses (
        content BIGINT PRIMARY KEY, direct VARCHAR, base VARCHAR, modified VARCHAR, policies VARCHAR)""",
)

BATCH = 2000
KEPT = timedelta(days=365)

Json = dict[str, Any]


@dataclass(slots=True)
class Noted:
    """One statement. ddl: what it did to an object's definition, one for each row that the view shows of it."""

    query_id: str
    query_start_time: datetime
    user_name: str
    parent_query_id: str | None
    root_query_id: str | None
    access: Access | None
    ddl: tuple[Json, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Field for field a row of `_ecomsim.access_history`."""

    query_id: str
    query_start_time: datetime
    user_name: str
    parent_query_id: str | None
    root_query_id: str | None
    content: int | None
    ddl: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """Field for field a row of `_ecomsim.accesses`."""

    content: int
    direct: str
    base: str
    modified: str
    policies: str


def note(session: Session, access: Access | None) -> None:
    """The running statement reads and writes this; of several parts it does all."""
    if access is not None:
        session.access = access if session.access is None else session.access | access


class AccessHistory:
    """The accesses of an account."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lock = threading.Lock()
        self._buffer: list[Noted] = []
        self._is_pruned = False

    def add(self, session: Session, begun: datetime) -> None:
        """Note the statement that has just succeeded; it began at `begun`."""
        around = session.running
        noted = Noted(
            query_id=session.query_id,
            query_start_time=begun,
            user_name=session.user,
            parent_query_id=around[-2] if len(around) > 1 else None,
            root_query_id=around[0] if len(around) > 1 else None,
            access=session.access,
            ddl=session.definitions,
        )
        with self._lock:
            self._buffer.append(noted)
            full = len(self._buffer) >= BATCH
        if full:
            self.flush()

    def flush(self) -> None:
        """Write what is buffered."""
        with self._lock:
            noted, self._buffer = self._buffer, []
        if not noted:
            return
        contents: dict[int, _Content] = {}
        known: dict[int, int] = {}  # by the identity of an Access
        rows = []
        for each in noted:
            content = None
            if each.access is not None:
                content = known.get(id(each.access))
                if content is None:
                    made = _content(each.access)
                    content = known[id(each.access)] = made.content
                    contents[content] = made
            own = {name: getattr(each, name) for name in _SAME}
            rows += [_Row(**own, content=content, ddl=_text(ddl)) for ddl in each.ddl or (None,)]
        with self._account.internal() as duck:
            self._prune(duck)
            append(duck, "_ecomsim.accesses", _Content, list(contents.values()), "ON CONFLICT DO NOTHING")
            append(duck, "_ecomsim.access_history", _Row, rows)

    def _prune(self, duck: duckdb.DuckDBPyConnection) -> None:
        """Once for each start of the account: what is older than the view shows."""
        if self._is_pruned:
            return
        since = self._account.clock.now() - KEPT
        duck.execute("DELETE FROM _ecomsim.access_history WHERE query_start_time < ?", [since])
        duck.execute(
            "DELETE FROM _ecomsim.accesses WHERE content NOT IN "
            "(SELECT content FROM _ecomsim.access_history WHERE content IS NOT NULL)"
        )
        self._is_pruned = True

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """The statements of the last year, oldest first; contents are JSON text, None where there is none."""
        self.flush()
        with self._account.internal() as duck:
            found = duck.execute(
                "SELECT h.* EXCLUDE (content), a.* EXCLUDE (content) FROM _ecomsim.access_history AS h "
                "LEFT JOIN _ecomsim.accesses AS a ON a.content = h.content WHERE h.query_start_time >= ? "
                "ORDER BY h.query_start_time, h.rowid",
                [self._account.clock.now() - KEPT],
            )
            names = [column[0] for column in found.description or ()]
            data = found.fetchall()
        return (dict(zip(names, row, strict=True)) for row in data)


_SAME = ("query_id", "query_start_time", "user_name", "parent_query_id", "root_query_id")


def _content(access: Access) -> _Content:
    from hashlib import blake2b  # an account opens without it

    texts = {name: _text(getattr(access, name)) or "[]" for name in ("direct", "base", "modified", "policies")}
    digest = blake2b("\n".join(texts.values()).encode(), digest_size=8).digest()
    return _Content(content=int.from_bytes(digest, signed=True), **texts)


def _text(value: Any) -> str | None:
    return None if value is None else json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=True)
