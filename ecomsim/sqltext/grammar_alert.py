"""CREATE ALERT, EXECUTE ALERT and CREATE NOTIFICATION INTEGRATION.

Condition and action of an alert keep their source text: SHOW prints it, and a run executes it as any other text.
Source: "CREATE ALERT", "CREATE NOTIFICATION INTEGRATION (email)", spec/tasks.md 16 and 17.
"""

from __future__ import annotations

from typing import Any

from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.grammar_table import not_exists
from ecomsim.sqltext.nodes import (
    AlterAction,
    CreateAlert,
    CreateIntegration,
    ExecuteAlert,
    IfExists,
    ModifyAction,
    ModifyCondition,
    Statement,
    Verb,
)
from ecomsim.sqltext.options import read_properties, tag_clause

ALERT_PROPERTIES = frozenset(
    {"SCHEDULE", "WAREHOUSE", "COMMENT", "CONFIG", "RUNBOOK", "SUSPEND_ALERT_AFTER_NUM_FAILURES"}
)
INTEGRATION_PROPERTIES = frozenset(
    {
        *("TYPE", "ENABLED", "ALLOWED_RECIPIENTS", "DEFAULT_RECIPIENTS", "DEFAULT_SUBJECT", "COMMENT"),
        *("DIRECTION", "NOTIFICATION_PROVIDER", "WEBHOOK_URL", "WEBHOOK_SECRET", "WEBHOOK_BODY_TEMPLATE"),
    }
)


def alert(cursor: Cursor, if_exists: IfExists) -> Statement:
    """What follows CREATE … ALERT."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name()
    if cursor.take("CLONE"):
        clone = cursor.name()
        cursor.finish()
        return CreateAlert(text=cursor.text, name=name, if_exists=if_exists, clone=clone)
    options = read_properties(cursor, kind="ALERT", known=ALERT_PROPERTIES, clause=tag_clause, stops=("IF",))
    cursor.expect("IF", "(")
    condition = _exists(cursor)
    cursor.expect(")", "THEN")
    if cursor.at_end:
        cursor.fail()
    return CreateAlert(
        text=cursor.text,
        name=name,
        if_exists=if_exists,
        options=options,
        condition=condition,
        action=cursor.rest(),
    )


def _exists(cursor: Cursor) -> str:
    """EXISTS (query): the text of the query."""
    cursor.expect("EXISTS")
    first = cursor.index + 1
    cursor.skip_parentheses()
    text = cursor.source(first, cursor.index - 1)
    if not text:
        cursor.fail()
    return text


def alert_actions(cursor: Cursor) -> tuple[AlterAction, ...] | None:
    """RESUME, SUSPEND and MODIFY of ALTER ALERT; None for SET and UNSET."""
    verb = cursor.take_any("RESUME", "SUSPEND")
    if verb:
        return (Verb(verb=verb),)
    if cursor.take("MODIFY", "CONDITION"):
        return (ModifyCondition(condition=_exists(cursor)),)
    if cursor.take("MODIFY", "ACTION"):
        if cursor.at_end:
            cursor.fail()
        return (ModifyAction(action=cursor.rest()),)
    return None


def execute_alert(cursor: Cursor) -> Statement:
    """EXECUTE ALERT name."""
    cursor.expect("EXECUTE", "ALERT")
    name = cursor.name()
    cursor.finish()
    return ExecuteAlert(text=cursor.text, name=name)


def notification_integration(cursor: Cursor, if_exists: IfExists) -> Statement:
    """What follows CREATE … NOTIFICATION INTEGRATION."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name(1)
    options: dict[str, Any] = read_properties(
        cursor, kind="NOTIFICATION_INTEGRATION", known=INTEGRATION_PROPERTIES, clause=tag_clause
    )
    cursor.finish()
    return CreateIntegration(text=cursor.text, name=name, if_exists=if_exists, options=options)
