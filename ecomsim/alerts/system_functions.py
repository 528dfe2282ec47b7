"""What condition and action of an alert can ask about their own run. Source: spec/tasks.md 16.7."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.alerts.runs import LOCAL, Evaluating
from ecomsim.tasks.schedule import REFUSED
from ecomsim.values.types import TEXT, SnowflakeType, timestamp_ltz

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

Value = tuple[Any, SnowflakeType]


def scheduled_time(session: Session, arguments: Sequence[Any]) -> Value:
    """SNOWFLAKE.ALERT.SCHEDULED_TIME()."""
    return _evaluating(session, "SCHEDULED_TIME").scheduled_time, timestamp_ltz()


def last_successful_scheduled_time(session: Session, arguments: Sequence[Any]) -> Value:
    """SNOWFLAKE.ALERT.LAST_SUCCESSFUL_SCHEDULED_TIME(): before the first success, the moment of RESUME."""
    return _evaluating(session, "LAST_SUCCESSFUL_SCHEDULED_TIME").last_successful_scheduled_time, timestamp_ltz()


def condition_query_uuid(session: Session, arguments: Sequence[Any]) -> Value:
    """SNOWFLAKE.ALERT.GET_CONDITION_QUERY_UUID(): for RESULT_SCAN in the action."""
    return _evaluating(session, "GET_CONDITION_QUERY_UUID").condition_query_id, TEXT


def alert_config(session: Session, arguments: Sequence[Any]) -> Value:
    """SYSTEM$GET_ALERT_CONFIG(['key']): text; NULL without CONFIG or for a missing key."""
    config = _evaluating(session, "SYSTEM$GET_ALERT_CONFIG").alert.config
    if config is None or not arguments:
        return config, TEXT
    found = json.loads(config).get(str(arguments[0]))
    return found if found is None or isinstance(found, str) else json.dumps(found), TEXT


def _evaluating(session: Session, function: str) -> Evaluating:
    found = session.locals.get(LOCAL)
    if not isinstance(found, Evaluating):
        raise errors.fail(REFUSED, "22000", f"Function {function} must be called from within an alert.")
    return found


FUNCTIONS: dict[str, Callable[[Any, Sequence[Any]], Value]] = {
    "SNOWFLAKE.ALERT.SCHEDULED_TIME": scheduled_time,
    "SNOWFLAKE.ALERT.LAST_SUCCESSFUL_SCHEDULED_TIME": last_successful_scheduled_time,
    "SNOWFLAKE.ALERT.GET_CONDITION_QUERY_UUID": condition_query_uuid,
    "SYSTEM$GET_ALERT_CONFIG": alert_config,
}
