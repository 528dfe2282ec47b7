"""Query history: one row for every statement, buffered in memory and written in batches.

The buffer is flushed before anyone reads the history, when it is full, and when the account closes; a crash may lose
the last rows of the history, never data. Source: spec/metadata.md section 5, QUERY_HISTORY.
"""

from __future__ import annotations

import logging
import re
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from ecomsim import logs
from ecomsim.duck import first_row
from ecomsim.errors import SnowflakeError
from ecomsim.histories.journal import append
from ecomsim.statements.result import Result, row_counts

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.sessions.session import Session

TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.query_history (
        query_id VARCHAR, query_text VARCHAR, database_name VARCHAR, schema_name VARCHAR, query_type VARCHAR,
        session_id BIGINT, user_name VARCHAR, role_name VARCHAR, warehouse_name VARCHAR, warehouse_size VARCHAR,
        query_tag VARCHAR, execution_status VARCHAR, error_code VARCHAR, error_message VARCHAR,
        start_time TIMESTAMPTZ, end_time TIMESTAMPTZ, total_elapsed_time BIGINT, rows_produced BIGINT,
        rows_inserted BIGINT, rows_updated BIGINT, rows_deleted BIGINT, is_internal BOOLEAN)""",
)

BATCH = 2000
_log = logging.getLogger("ecomsim.statements")
_SECRET = re.compile(r"(\bPASSWORD\s*=\s*)'(?:[^'\\]|\\.|'')*'", re.IGNORECASE)
"""A password in a statement, which the history must not keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """One finished statement; field for field a row of `_ecomsim.query_history`. Times in milliseconds."""

    query_id: str
    query_text: str
    database_name: str | None
    schema_name: str | None
    query_type: str
    session_id: int
    user_name: str
    role_name: str
    warehouse_name: str | None
    warehouse_size: str | None
    query_tag: str
    execution_status: str
    error_code: str | None
    error_message: str | None
    start_time: datetime
    end_time: datetime
    total_elapsed_time: int
    rows_produced: int | None
    rows_inserted: int | None
    rows_updated: int | None
    rows_deleted: int | None
    is_internal: bool


def executed(
    session: Session,
    text: str,
    query_type: str,
    begun: datetime,
    started: int,
    *,
    result: Result | None,
    error: SnowflakeError | None,
) -> Executed:
    """The entry of a statement that has just ended. `started` is the clock's milliseconds at its beginning."""
    counts = row_counts(result)
    return Executed(
        query_id=session.query_id,
        query_text=storable(text),
        database_name=session.database,
        schema_name=session.schema,
        query_type=query_type,
        session_id=session.id,
        user_name=session.user,
        role_name=session.role,
        warehouse_name=session.warehouse,
        warehouse_size=session.account.warehouses.size(session.warehouse),
        query_tag=str(session.parameters.get("QUERY_TAG", "")),
        execution_status="SUCCESS" if error is None else "FAIL",
        error_code=None if error is None else f"{error.errno:06d}",
        error_message=None if error is None else storable(error.raw_msg),
        start_time=begun,
        end_time=session.clock.now(),
        total_elapsed_time=session.clock.milliseconds() - started,
        rows_produced=counts.produced,
        rows_inserted=counts.inserted,
        rows_updated=counts.updated,
        rows_deleted=counts.deleted,
        is_internal=session.internal,
    )


def storable(text: str) -> str:
    """`text` with `?` where it is not Unicode: such a statement failed, but it has its place in the history."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def _say(executed: Executed) -> None:
    """A statement's event: debug when it succeeded, info when it failed."""
    failed = executed.error_code is not None
    logs.event(
        _log,
        logging.INFO if failed else logging.DEBUG,
        "statement failed" if failed else "statement",
        query_id=executed.query_id,
        session_id=executed.session_id,
        user=executed.user_name,
        query_type=executed.query_type,
        milliseconds=executed.total_elapsed_time,
        rows_produced=executed.rows_produced,
        error_code=executed.error_code,
        error_message=executed.error_message,
        query_text=executed.query_text,
    )


class QueryHistory:
    """The statements of an account, newest last."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lock = threading.Lock()
        self._buffer: list[Executed] = []
        self._by_id: dict[str, Executed] = {}

    def add(self, executed: Executed) -> None:
        if _SECRET.search(executed.query_text):
            executed = replace(executed, query_text=_SECRET.sub(r"\1'********'", executed.query_text))
        with self._lock:
            self._buffer.append(executed)
            self._by_id[executed.query_id] = executed
            full = len(self._buffer) >= BATCH
        if _log.isEnabledFor(logging.DEBUG if executed.error_code is None else logging.INFO):
            _say(executed)
        if full:
            self.flush()

    def flush(self) -> None:
        """Write what is buffered."""
        with self._lock:
            rows, self._buffer, self._by_id = self._buffer, [], {}
        if not rows:
            return
        with self._account.internal() as duck:
            append(duck, "_ecomsim.query_history", Executed, rows)

    def find(self, query_id: str) -> tuple[datetime, datetime] | None:
        """When the statement started and ended; None when the account never ran it."""
        with self._lock:
            recent = self._by_id.get(query_id)
        if recent is not None:
            return recent.start_time, recent.end_time
        with self._account.internal() as duck:
            row = first_row(
                duck.execute("SELECT start_time, end_time FROM _ecomsim.query_history WHERE query_id = ?", [query_id])
            )
        return (row[0], row[1]) if row else None
