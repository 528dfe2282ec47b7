"""Running one alert: look at the condition, act when it gives rows, leave one row in the history.

Condition and action are two statements of one session of the owner, each with its own query id. An alert never raises:
what goes wrong is in its row. Source: "Setting up alerts based on data in Snowflake", spec/tasks.md section 16.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.alerts.history import AlertHistory, AlertRun
from ecomsim.catalog.objects import Alert
from ecomsim.errors import SnowflakeError
from ecomsim.statements.resolver import Arrivals
from ecomsim.tasks import privileges
from ecomsim.warehouses.state import SERVERLESS

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.sessions.session import Session

LOCAL = "alert_run"
"""The key under which an alert's session keeps its Evaluating in `session.locals`."""
_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Evaluating:
    """An alert that is running right now, as SNOWFLAKE.ALERT functions see it."""

    alert: Alert
    scheduled_time: datetime
    last_successful_scheduled_time: datetime | None
    condition_query_id: str | None = None


def evaluate(
    alert: Alert,
    scheduled: datetime,
    scheduled_from: str,
    history: AlertHistory,
    account: Account,
    arrivals: Arrivals | None = None,
) -> AlertRun:
    """Run the alert once and return the row that was recorded for it; `arrivals` are the rows that it looks at when it
    is one on new data.
    """
    run = started(alert, scheduled, scheduled_from, history.new_key())
    evaluating = Evaluating(
        alert=alert,
        scheduled_time=scheduled,
        last_successful_scheduled_time=history.last_success(alert.id, scheduled) or alert.resumed_on,
    )
    history.note(run, at_once=True)
    with account.session(
        database=alert.name.database,
        schema=alert.name.schema,
        warehouse=alert.warehouse,
        role=alert.owner,
        internal=True,
    ) as session:
        session.locals[LOCAL] = evaluating
        session.locals[SERVERLESS] = alert.warehouse is None
        run = _permitted(run, alert, account)
        session.arrivals = arrivals
        run = _look(run, session, evaluating)
        session.arrivals = None
        run = _act(run, session)
    run = replace(run, completed_time=account.clock.now())
    history.note(run, at_once=True)
    return run


def started(alert: Alert, scheduled: datetime, scheduled_from: str, key: int) -> AlertRun:
    """The row of an evaluation that begins."""
    return AlertRun(
        key=key,
        alert_id=alert.id,
        name=alert.name.last,
        database_name=alert.name.database,
        schema_name=alert.name.schema,
        condition=alert.condition,
        action=alert.action,
        state="EXECUTING",
        scheduled_time=scheduled,
        scheduled_from=scheduled_from,
        runbook=alert.runbook,
        config=alert.config,
    )


def _permitted(run: AlertRun, alert: Alert, account: Account) -> AlertRun:
    """The row of a run that begins: FAILED when its owner may not run alerts any more."""
    try:
        privileges.check(alert, account.catalog)
    except SnowflakeError as failure:
        return _failed(run, "FAILED", failure)
    return run


def _look(run: AlertRun, session: Session, evaluating: Evaluating) -> AlertRun:
    """The row after the condition: still EXECUTING when it gave rows."""
    if run.state != "EXECUTING":
        return run
    query_id = session.account.new_query_id()
    run = replace(run, condition_query_id=query_id)
    try:
        result = session.execute(run.condition, query_id=query_id)
    except Exception as failure:
        return _failed(run, "CONDITION_FAILED", failure)
    evaluating.condition_query_id = query_id
    session.results.add(query_id, result)  # RESULT_SCAN in the action reads what the condition found
    return run if result.data.num_rows else replace(run, state="CONDITION_FALSE")


def _act(run: AlertRun, session: Session) -> AlertRun:
    if run.state != "EXECUTING":
        return run
    query_id = session.account.new_query_id()
    run = replace(run, action_query_id=query_id)
    try:
        session.execute(run.action, query_id=query_id)
    except Exception as failure:
        return _failed(run, "ACTION_FAILED", failure)
    return replace(run, state="TRIGGERED")


def _failed(run: AlertRun, state: str, failure: Exception) -> AlertRun:
    """The row of a failure; the scheduler outlives a bug in the engine, and the log keeps its traceback."""
    if isinstance(failure, SnowflakeError):
        error = failure
    else:
        _log.error("Alert %s failed with an internal error", run.name, exc_info=failure)
        error = errors.internal(f"{type(failure).__name__}: {failure}")
    return replace(run, state=state, sql_error_code=f"{error.errno:06d}", sql_error_message=error.raw_msg)
