"""The history of alerts: one row for each evaluation, in the order they were recorded.

Rows are kept in a journal (`ecomsim.histories.journal`) and written in batches.
Source: "ALERT_HISTORY", spec/tasks.md 16.9.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ecomsim.histories.journal import RunHistory

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account

TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.alert_runs (
        key BIGINT, alert_id BIGINT, name VARCHAR, database_name VARCHAR, schema_name VARCHAR, condition VARCHAR,
        condition_query_id VARCHAR, action VARCHAR, action_query_id VARCHAR, state VARCHAR, sql_error_code VARCHAR,
        sql_error_message VARCHAR, scheduled_time TIMESTAMPTZ, completed_time TIMESTAMPTZ, scheduled_from VARCHAR,
        runbook VARCHAR, was_auto_suspended BOOLEAN, config VARCHAR)""",
    "CREATE TABLE IF NOT EXISTS _ecomsim.alert_watermarks (alert_id BIGINT, table_id BIGINT, version BIGINT)",
)
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


class AlertHistory(RunHistory[AlertRun]):
    """The evaluations of an account. Safe for several threads."""

    def __init__(self, account: Account) -> None:
        closed = f"sql_error_code = '000603', sql_error_message = '{INTERRUPTED}'"
        super().__init__(account, "_ecomsim.alert_runs", AlertRun, closed)

    def last_success(self, alert_id: int, before: datetime) -> datetime | None:
        """When the last evaluation that succeeded was scheduled."""
        found = self.read(
            f"alert_id = ? AND scheduled_time < ? AND state IN {EVALUATED} QUALIFY row_number() OVER "
            "(ORDER BY scheduled_time DESC, key DESC) = 1",
            [alert_id, before],
        )
        return found[0].scheduled_time if found else None
