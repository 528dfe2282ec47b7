"""CREATE and ALTER NOTIFICATION INTEGRATION, of type EMAIL.

Source: "CREATE NOTIFICATION INTEGRATION (email)", spec/tasks.md 17.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.account_objects import NotificationIntegration
from ecomsim.names import Name
from ecomsim.sqltext import nodes
from ecomsim.sqltext.options import TAGS
from ecomsim.statements.result import Result, status
from ecomsim.tags import tagging

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

KIND = NotificationIntegration.kind
DONE = "Statement executed successfully."
MOST_RECIPIENTS = 50
MOST_SUBJECT = 256
DEFAULT_SUBJECT = "Snowflake Email Notification"
_ELSEWHERE = ("DIRECTION", "NOTIFICATION_PROVIDER", "WEBHOOK_URL", "WEBHOOK_SECRET", "WEBHOOK_BODY_TEMPLATE")


def create(statement: nodes.CreateIntegration, session: Session) -> Result:
    """CREATE [OR REPLACE] NOTIFICATION INTEGRATION [IF NOT EXISTS] name TYPE = EMAIL ENABLED = …"""
    name = Name("", "", statement.name.last)
    if statement.if_exists == "alter":
        raise errors.unsupported("CREATE OR ALTER NOTIFICATION INTEGRATION")
    existing = session.catalog.get(KIND, name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE")
    if existing is not None and statement.if_exists == "error":
        raise errors.already_exists(name)
    given = dict(statement.options)
    for key in ("TYPE", "ENABLED"):
        if key not in given:
            raise errors.compilation(2029, "42601", f"Missing option(s): [{key}]")
    if given["TYPE"] != "EMAIL":
        raise errors.unsupported(f"notification integrations of type {given['TYPE']}")
    del given["TYPE"]
    tags = tagging.given(given.pop(TAGS, ()), session)
    with session.ddl() as change:
        if existing is not None:
            change.drop(existing, restorable=False)
        empty = NotificationIntegration(
            id=change.new_id(), name=name, created_on=change.now, owner=session.role, enabled=False, tags=tags
        )
        change.add(_with(empty, given))
    return status(f"Integration {name.last} successfully created.", "CREATE")


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER NOTIFICATION INTEGRATION [IF EXISTS] name SET … | UNSET …"""
    name = Name("", "", statement.name.last)
    if statement.if_exists and session.catalog.get(KIND, name) is None:
        return status(DONE, "ALTER")
    for action in statement.actions:
        integration: NotificationIntegration = session.find(KIND, statement.name)
        match action:
            case nodes.SetOptions(options=options):
                changed = _with(integration, options)
            case nodes.UnsetOptions(names=names):
                changed = _without(integration, names)
            case _:
                raise errors.unsupported(f"ALTER NOTIFICATION INTEGRATION … {type(action).__name__}")
        with session.ddl() as change:
            change.replace(changed)
    return status(DONE, "ALTER")


def _with(integration: NotificationIntegration, given: Mapping[str, Any]) -> NotificationIntegration:
    """The integration with new properties. Raises on what an e-mail integration does not have, and on bad values."""
    for key, value in given.items():
        match key:
            case "ENABLED" if isinstance(value, bool):
                integration = replace(integration, enabled=value)
            case "ALLOWED_RECIPIENTS":
                integration = replace(integration, allowed_recipients=_recipients(key, value))
            case "DEFAULT_RECIPIENTS":
                integration = replace(integration, default_recipients=_recipients(key, value))
            case "DEFAULT_SUBJECT" if isinstance(value, str) and len(value) <= MOST_SUBJECT:
                integration = replace(integration, default_subject=value)
            case "COMMENT" if isinstance(value, str):
                integration = replace(integration, comment=value)
            case _ if key in _ELSEWHERE:
                raise errors.compilation(1008, "42601", f"invalid property '{key}' for 'EMAIL'")
            case _:
                raise errors.compilation(1008, "42601", f"invalid value [{value}] for parameter '{key}'")
    return integration


def _without(integration: NotificationIntegration, names: tuple[str, ...]) -> NotificationIntegration:
    for key in names:
        match key:
            case "ALLOWED_RECIPIENTS":
                integration = replace(integration, allowed_recipients=None)
            case "DEFAULT_RECIPIENTS":
                integration = replace(integration, default_recipients=())
            case "DEFAULT_SUBJECT":
                integration = replace(integration, default_subject=DEFAULT_SUBJECT)
            case "COMMENT":
                integration = replace(integration, comment="")
            case _:
                raise errors.compilation(1008, "42601", f"invalid property '{key}' for 'NOTIFICATION_INTEGRATION'")
    return integration


def _recipients(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, tuple) or not all(isinstance(each, str) and "@" in each for each in value):
        raise errors.invalid_value(f"{key} must be a list of e-mail addresses.")
    if len(value) > MOST_RECIPIENTS:
        raise errors.invalid_value(f"{key} holds {len(value)} addresses; the most are {MOST_RECIPIENTS}.")
    return value
