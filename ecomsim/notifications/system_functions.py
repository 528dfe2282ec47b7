"""SYSTEM$SEND_EMAIL and SYSTEM$SEND_SNOWFLAKE_NOTIFICATION, with the builders of the latter's arguments.

Nothing is sent unless everything is in order: one recipient who is not allowed, and nobody gets the message.
Source: "SYSTEM$SEND_EMAIL", "SYSTEM$SEND_SNOWFLAKE_NOTIFICATION", spec/tasks.md section 17.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.account_objects import NotificationIntegration
from ecomsim.names import Name, ObjectName, parse_name
from ecomsim.notifications.outbox import Message
from ecomsim.values.types import BOOLEAN, TEXT, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

Value = tuple[Any, SnowflakeType]
REFUSED = 394204
MIME_TYPES = ("text/plain", "text/html")
EMAIL_CONFIG = ("toAddress", "ccAddress", "bccAddress")


def send_email(session: Session, arguments: Sequence[Any]) -> Value:
    """SYSTEM$SEND_EMAIL('integration', 'a@x, b@y', 'subject', 'body' [, mime type]): TRUE."""
    if not 4 <= len(arguments) <= 5 or not all(isinstance(each, str) for each in arguments):
        raise errors.compilation(938, "22023", "SYSTEM$SEND_EMAIL takes four or five string arguments.")
    name, to, subject, body = arguments[:4]
    mime_type = arguments[4] if len(arguments) == 5 else "text/plain"
    integration = _integration(name, session)
    _post(integration, addresses(to), subject, body, mime_type, session)
    return True, BOOLEAN


def send_snowflake_notification(session: Session, arguments: Sequence[Any]) -> Value:
    """SYSTEM$SEND_SNOWFLAKE_NOTIFICATION(message(s), integration configuration(s)): 'Enqueued notifications.'"""
    if len(arguments) != 2:
        raise errors.compilation(938, "22023", "SYSTEM$SEND_SNOWFLAKE_NOTIFICATION takes two arguments.")
    bodies: dict[str, str] = {}
    for part in _documents(arguments[0]):
        bodies.update(part)
    mime_type = next((each for each in reversed(MIME_TYPES) if each in bodies), None)
    if mime_type is None:
        raise errors.unsupported(f"messages of type {', '.join(bodies) or 'none'} in notifications by e-mail")
    posts = []
    for target in _documents(arguments[1]):
        for name, settings in target.items():
            integration = _integration(name, session)
            to = tuple(each for key in EMAIL_CONFIG for each in settings.get(key, ())) or integration.default_recipients
            subject = settings.get("subject") or integration.default_subject
            _check(integration, to, subject, bodies[mime_type], mime_type)
            posts.append((integration, to, subject))
    for integration, to, subject in posts:
        _post(integration, to, subject, bodies[mime_type], mime_type, session)
    return "Enqueued notifications.", TEXT


def _body(mime_type: str) -> Callable[[Any, Sequence[Any]], Value]:
    """SNOWFLAKE.NOTIFICATION.TEXT_PLAIN('…') and its kin: a message as JSON text."""

    def function(session: Session, arguments: Sequence[Any]) -> Value:
        return json.dumps({mime_type: str(arguments[0])}), TEXT

    return function


def email_integration_config(session: Session, arguments: Sequence[Any]) -> Value:
    """SNOWFLAKE.NOTIFICATION.EMAIL_INTEGRATION_CONFIG(name, subject, to [, cc [, bcc]]) as JSON text."""
    name, subject = str(arguments[0]), str(arguments[1])
    settings: dict[str, Any] = {"subject": subject}
    for key, given in zip(EMAIL_CONFIG, arguments[2:], strict=False):
        found = _list(given)
        if found:
            settings[key] = found
    return json.dumps({name: settings}), TEXT


def integration_config(session: Session, arguments: Sequence[Any]) -> Value:
    """SNOWFLAKE.NOTIFICATION.INTEGRATION(name): the integration with its own defaults, as JSON text."""
    return json.dumps({str(arguments[0]): {}}), TEXT


def addresses(text: str) -> tuple[str, ...]:
    """The addresses of a comma-separated list."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _list(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return json.loads(value) if value.lstrip().startswith("[") else list(addresses(value))
    return [str(each) for each in value]


def _documents(value: Any) -> list[dict[str, Any]]:
    """One JSON object or an array of them, given as text or as a value. Raises when it is neither."""
    try:
        found = json.loads(value) if isinstance(value, str) else value
        found = [found] if isinstance(found, dict) else [json.loads(e) if isinstance(e, str) else e for e in found]
    except (TypeError, ValueError) as cause:
        raise errors.invalid_value("A notification is given as a JSON object or an array of them.") from cause
    if not all(isinstance(each, dict) for each in found):
        raise errors.invalid_value("A notification is given as a JSON object or an array of them.")
    return list(found)


def _integration(name: str, session: Session) -> NotificationIntegration:
    try:
        written = parse_name(name)
    except ValueError:
        written = ObjectName((name,))
    found = session.catalog.get(NotificationIntegration.kind, Name("", "", written.last))
    if not isinstance(found, NotificationIntegration):
        raise errors.does_not_exist("Integration", name)
    if not found.enabled:
        raise errors.fail(REFUSED, "22023", f"Integration '{found.name}' is not enabled.")
    return found


def _check(integration: NotificationIntegration, to: tuple[str, ...], subject: str, body: str, mime_type: str) -> None:
    if not to:
        raise errors.fail(REFUSED, "22023", "Email recipients must not be empty.")
    if not subject.strip():
        raise errors.fail(REFUSED, "22023", "Email subject must not be empty.")
    if not body.strip():
        raise errors.fail(REFUSED, "22023", "Email body must not be empty.")
    if mime_type not in MIME_TYPES:
        raise errors.fail(REFUSED, "22023", f"Invalid MIME type '{mime_type}'; it is one of {', '.join(MIME_TYPES)}.")
    allowed = integration.allowed_recipients
    if allowed is None:
        return
    known = {each.lower() for each in allowed}
    refused = [each for each in to if each.lower() not in known]
    if refused:
        raise errors.fail(
            REFUSED,
            "22023",
            f"Email recipients in the given list at indexes {[to.index(each) for each in refused]} are not allowed. "
            "Either these email addresses are not yet validated or do not belong to any user in the current account.",
        )


def _post(
    integration: NotificationIntegration,
    to: tuple[str, ...],
    subject: str,
    body: str,
    mime_type: str,
    session: Session,
) -> None:
    _check(integration, to, subject, body, mime_type)
    session.account.outbox.post(
        Message(
            sent_on=session.clock.now(),
            integration=integration.name.last,
            recipients=to,
            subject=subject,
            body=body,
            mime_type=mime_type,
        )
    )


FUNCTIONS: dict[str, Callable[[Any, Sequence[Any]], Value]] = {
    "SYSTEM$SEND_EMAIL": send_email,
    "SYSTEM$SEND_SNOWFLAKE_NOTIFICATION": send_snowflake_notification,
    "SNOWFLAKE.NOTIFICATION.TEXT_PLAIN": _body("text/plain"),
    "SNOWFLAKE.NOTIFICATION.TEXT_HTML": _body("text/html"),
    "SNOWFLAKE.NOTIFICATION.APPLICATION_JSON": _body("application/json"),
    "SNOWFLAKE.NOTIFICATION.EMAIL_INTEGRATION_CONFIG": email_integration_config,
    "SNOWFLAKE.NOTIFICATION.INTEGRATION": integration_config,
}
