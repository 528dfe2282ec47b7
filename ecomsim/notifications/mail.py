"""Delivery to a mail server, when the configuration names one.

ECOMSIM_SMTP_URL is smtp://[user:password@]host[:port] or smtps://…; ECOMSIM_SMTP_SENDER the address messages come from.
A server on smtp:// that offers STARTTLS is spoken to encrypted.
"""

from __future__ import annotations

import os
import smtplib
from email.message import EmailMessage
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from ecomsim.notifications.outbox import Message

URL, SENDER = "ECOMSIM_SMTP_URL", "ECOMSIM_SMTP_SENDER"
DEFAULT_SENDER = "no-reply@ecomsim.localhost"
TIMEOUT_SECONDS = 10


def deliver(message: Message) -> tuple[str, str | None]:
    """('KEPT', None) without a server, ('SENT', None), or ('FAILED', why)."""
    url = os.environ.get(URL)
    if not url:
        return "KEPT", None
    try:
        _send(url, letter(message))
    except (OSError, smtplib.SMTPException, ValueError) as cause:
        return "FAILED", f"{type(cause).__name__}: {cause}"
    return "SENT", None


def letter(message: Message) -> EmailMessage:
    """The message as mail."""
    mail = EmailMessage()
    mail["From"] = os.environ.get(SENDER, DEFAULT_SENDER)
    mail["To"] = ", ".join(message.recipients)
    mail["Subject"] = message.subject
    mail["Date"] = message.sent_on
    mail.set_content(message.body, subtype=message.mime_type.partition("/")[2])
    return mail


def _send(url: str, mail: EmailMessage) -> None:
    """Raises ValueError for a URL that is none, OSError or SMTPException when the server cannot or will not."""
    place = urlsplit(url)
    if place.scheme not in ("smtp", "smtps") or not place.hostname:
        raise ValueError(f"{URL} must look like smtp://host:port or smtps://user:password@host")
    if place.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(place.hostname, place.port or 465, timeout=TIMEOUT_SECONDS)
    else:
        server = smtplib.SMTP(place.hostname, place.port or 25, timeout=TIMEOUT_SECONDS)
    with server:
        server.ehlo()
        if place.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls()
        if place.username:
            server.login(unquote(place.username), unquote(place.password or ""))
        server.send_message(mail)
