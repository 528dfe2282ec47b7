"""The outbox: every message the account was asked to send, in order, and whether it left the machine.

A message is written in a transaction of its own at the moment of the call, as Snowflake sends it at once whatever the
caller's transaction does later. Without a mail server in the configuration nothing leaves the machine: the outbox is
where messages are read. Source: "SYSTEM$SEND_EMAIL", spec/tasks.md 17.3.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account

TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.outbox (
        sent_on TIMESTAMPTZ, integration VARCHAR, recipients VARCHAR[], subject VARCHAR, body VARCHAR,
        mime_type VARCHAR, delivery VARCHAR, error VARCHAR)""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A row of the outbox. `delivery`: KEPT (no mail server is configured), SENT or FAILED."""

    sent_on: datetime
    integration: str
    recipients: tuple[str, ...]
    subject: str
    body: str
    mime_type: str = "text/plain"
    delivery: str = "KEPT"
    error: str | None = None


class Outbox:
    """The messages of an account. Safe for several threads."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lock = threading.Lock()

    def post(self, message: Message) -> None:
        """Keep a message and hand it to the mail server, if there is one. A server that refuses is noted, not raised:
        Snowflake's call has returned by then as well.
        """
        from ecomsim.notifications import mail  # Python's mail library is needed by those who send

        delivery, error = mail.deliver(message)
        with self._lock, self._account.internal() as duck:
            duck.execute(
                "INSERT INTO _ecomsim.outbox VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    message.sent_on,
                    message.integration,
                    list(message.recipients),
                    message.subject,
                    message.body,
                    message.mime_type,
                    delivery,
                    error,
                ],
            )

    def messages(self) -> list[Message]:
        """Everything that was posted, oldest first."""
        with self._account.internal() as duck:
            rows = duck.execute(
                "SELECT sent_on, integration, recipients, subject, body, mime_type, delivery, error "
                "FROM _ecomsim.outbox ORDER BY rowid"
            ).fetchall()
        return [
            Message(
                sent_on=sent_on,
                integration=integration,
                recipients=tuple(recipients),
                subject=subject,
                body=body,
                mime_type=mime_type,
                delivery=delivery,
                error=error,
            )
            for sent_on, integration, recipients, subject, body, mime_type, delivery, error in rows
        ]
