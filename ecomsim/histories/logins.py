"""Who logged in: a row for each attempt through a server.

A program that embeds the engine does not log in and is not listed. Invariant: an attempt is written once, when it is
decided; its session's end is added when it ends, and stays NULL when the server was killed before.
Source: "LOGIN_HISTORY view", "SESSIONS view".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ecomsim.duck import first_row

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.sessions.session import Session

TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.logins (
        event_id BIGINT, logged_in TIMESTAMPTZ, user_name VARCHAR, client_ip VARCHAR, application VARCHAR,
        version VARCHAR, environment VARCHAR, factor VARCHAR, error_code BIGINT, error_message VARCHAR,
        session_id BIGINT, closed_reason VARCHAR)""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What a login says of itself. factor: PASSWORD, RSA_KEYPAIR or PROGRAMMATIC_ACCESS_TOKEN."""

    user: str
    client_ip: str | None
    application: str
    version: str
    environment: str | None
    factor: str


def succeeded(account: Account, attempt: Attempt, session_id: int) -> int:
    """Write a login that opened a session; the id of the event."""
    return _write(account, attempt, None, None, session_id)


def failed(account: Account, attempt: Attempt, code: int, message: str) -> None:
    _write(account, attempt, code, _REASONS.get(code, message), None)


def closed(account: Account, event_id: int, reason: str) -> None:
    """Write why the session of a login ended: LOGOUT, ABANDONED or UNKNOWN."""
    with account.internal() as duck:
        duck.execute("UPDATE _ecomsim.logins SET closed_reason = ? WHERE event_id = ?", [reason, event_id])


def last_success(user: str, session: Session) -> datetime | None:
    """When the user last logged in."""
    with session.account.internal() as duck:
        row = first_row(
            duck.execute(
                "SELECT max(logged_in) FROM _ecomsim.logins WHERE user_name = ? AND error_code IS NULL", [user]
            )
        )
    return row[0] if row else None


def _write(account: Account, attempt: Attempt, code: int | None, message: str | None, session_id: int | None) -> int:
    with account.internal() as duck:
        row = first_row(duck.execute("SELECT coalesce(max(event_id), 0) + 1 FROM _ecomsim.logins"))
        assert row is not None
        duck.execute(
            "INSERT INTO _ecomsim.logins VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            [
                *(row[0], account.clock.now(), _kept(attempt.user), attempt.client_ip, _kept(attempt.application)),
                *(_kept(attempt.version), _kept(attempt.environment), attempt.factor, code, _kept(message), session_id),
            ],
        )
    return int(row[0])


LONGEST = 10_000
"""Characters that are kept of a text which the client chooses."""


def _kept(text: str | None) -> str | None:
    return None if text is None else text[:LONGEST]


_REASONS = {
    390100: "INCORRECT_USERNAME_PASSWORD",
    390101: "USER_ACCESS_DISABLED",
    390144: "JWT_TOKEN_INVALID",
    390189: "ROLE_NOT_GRANTED",
    394400: "PROGRAMMATIC_ACCESS_TOKEN_INVALID",
}
"""ERROR_MESSAGE by ERROR_CODE."""
