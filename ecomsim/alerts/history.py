"""The history of alerts: one row for each evaluation, in the order they were recorded.

Rows are buffered and written in batches; on the wall clock a row is written when its evaluation starts, so that a crash
leaves an EXECUTING row, which the next start closes as failed. Source: "ALERT_HISTORY", spec/tasks.md 16.9.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecomsim.duck import first_row

if TYPE_CHECKING:
    from ecomsim.account import Account

TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.alert_runs (
        key BIGINT, alert_id BIGINT, name VARCHAR, database_name VARCHAR, schema_name VARCHAR, condition VARCHAR,
        condition_query_id VARCHAR, action VARCHAR, action_query_id VARCHAR, state VARCHAR, sql_error_code VARCHAR,
        sql_error_message VARCHAR, scheduled_time TIMESTAMPTZ, completed_time TIMESTAMPTZ, scheduled_from VARCHAR,
        runbook VARCHAR, was_auto_suspended BOOLEAN, config VARCHAR)""",
)
BATCH = 500
INTERRUPTED = "The service stopped while the alert was running."
EVALUATED = ("TRIGGERED", "CONDITION_FALSE")
"""States of evaluations that succeeded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRun:
    """One evaluation, field for field a row of `_ecomsim.alert_runs`; `key` grows with every one of the account."""

    key: int
    alert_id: int
    name: str
    database_name: str
    schema_name: str
    condition: str
    condition_query_id: str | None = None
    action: str
    action_query_id: str | None = None
    state: str
    sql_error_code: str | None = None
    sql_error_message: str | None = None
    scheduled_time: datetime
    completed_time: datetime | None = None
    scheduled_from: str
    runbook: str | None
    was_auto_suspended: bool = False
    config: str | None


_FIELDS = tuple(field.name for field in fields(AlertRun))


class AlertHistory:
    """The evaluations of an account. Safe for several threads."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lock = threading.RLock()
        self._buffer: dict[int, AlertRun] = {}
        self._written: set[int] = set()  # keys of EXECUTING rows in the table
        self._next_key: int | None = None

    def new_key(self) -> int:
        with self._lock:
            self.load()
            assert self._next_key is not None
            self._next_key += 1
            return self._next_key

    def record(self, run: AlertRun) -> None:
        """Note a run; called again for the same key, the later one counts."""
        with self._lock:
            self._buffer[run.key] = run
            if len(self._buffer) >= BATCH or not self._account.clock.is_virtual:
                self.flush()

    def flush(self) -> None:
        """Write what is buffered."""
        with self._lock:
            if not self._buffer:
                return
            runs, self._buffer = self._buffer, {}
            again = [key for key in runs if key in self._written]
            self._written -= set(again)
            self._written |= {key for key, run in runs.items() if run.state == "EXECUTING"}
            with self._account.internal() as duck:
                if again:
                    duck.execute("DELETE FROM _ecomsim.alert_runs WHERE key IN (SELECT unnest(?::BIGINT[]))", [again])
                marks = ", ".join("?" for _ in _FIELDS)
                duck.executemany(
                    f"INSERT INTO _ecomsim.alert_runs ({', '.join(_FIELDS)}) VALUES ({marks})",
                    [astuple(runs[key]) for key in sorted(runs)],
                )

    def read(self, condition: str = "true", parameters: Sequence[Any] = ()) -> list[AlertRun]:
        """Runs that satisfy a DuckDB condition over the table's columns, newest scheduled time first."""
        self.load()
        self.flush()
        with self._account.internal() as duck:
            rows = duck.execute(
                f"SELECT {', '.join(_FIELDS)} FROM _ecomsim.alert_runs WHERE {condition} "
                "ORDER BY scheduled_time DESC, key DESC",
                list(parameters),
            ).fetchall()
        return [AlertRun(**dict(zip(_FIELDS, row, strict=True))) for row in rows]

    def last_success(self, alert_id: int, before: datetime) -> datetime | None:
        """When the last evaluation that succeeded was scheduled."""
        found = self.read(
            f"alert_id = ? AND scheduled_time < ? AND state IN {EVALUATED} QUALIFY row_number() OVER "
            "(ORDER BY scheduled_time DESC, key DESC) = 1",
            [alert_id, before],
        )
        return found[0].scheduled_time if found else None

    def load(self) -> None:
        """Close what a crash left open, once for each start of the account."""
        with self._lock:
            if self._next_key is not None:
                return
            with self._account.internal() as duck:
                duck.execute(
                    "UPDATE _ecomsim.alert_runs SET state = 'FAILED', sql_error_code = '000603', "
                    "sql_error_message = ?, completed_time = ? WHERE state = 'EXECUTING'",
                    [INTERRUPTED, self._account.clock.now()],
                )
                row = first_row(duck.execute("SELECT coalesce(max(key), 0) FROM _ecomsim.alert_runs"))
            self._next_key = int(row[0]) if row else 0
