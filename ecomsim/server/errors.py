"""Failures as the protocol tells them: HTTP status 200, the error in the envelope.

Anything else makes clients retry for minutes. A bug of the engine becomes 000603 without its traceback.
Source: spec/wire-protocol.md 2, 3.1-3.2, 4.2.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from ecomsim import errors
from ecomsim.errors import SnowflakeError

log = logging.getLogger("ecomsim.server")

_PLACE = re.compile(r"error line (\d+) at position (\d+)")


def envelope(data: Any, *, code: str | None = None, message: str | None = None, success: bool = True) -> dict[str, Any]:
    """The frame of every answer."""
    return {"data": data, "code": code, "message": message, "success": success}


def refusal(code: int, message: str) -> dict[str, Any]:
    """A request that failed before any statement: a bad login, an expired token."""
    return envelope(None, code=f"{code:06d}", message=message, success=False)


EXPIRED = 390112
MASTER_EXPIRED = 390114


class RefusedError(Exception):
    """A request that cannot be served: its code and text go into the envelope."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def answer(self) -> dict[str, Any]:
        return refusal(self.code, self.message)


def no_header() -> RefusedError:
    return RefusedError(390101, "Authorization header not found in the request data.")


def session_expired() -> RefusedError:
    return RefusedError(EXPIRED, "Your session has expired. Please login again.")


def session_gone() -> RefusedError:
    return RefusedError(390111, "Session no longer exists. New login required to access the service.")


def master_expired() -> RefusedError:
    return RefusedError(MASTER_EXPIRED, "Authentication token has expired. The user must authenticate again.")


def master_unknown() -> RefusedError:
    return RefusedError(390115, "Master token is invalid. The user must authenticate again.")


def bad_credentials() -> RefusedError:
    return RefusedError(390100, "Incorrect username or password was specified.")


def bad_token(number: str) -> RefusedError:
    return RefusedError(390144, f"JWT token is invalid. [{number}]")


def bad_access_token() -> RefusedError:
    return RefusedError(394400, "Programmatic access token is invalid.")


def user_disabled() -> RefusedError:
    return RefusedError(390101, "User access disabled. Contact your local system administrator.")


def role_not_granted(role: str) -> RefusedError:
    return RefusedError(
        390189,
        f"Role '{role}' specified in the connect string is not granted to this user. "
        "Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.",
    )


def statement_failed(error: SnowflakeError, query_id: str) -> dict[str, Any]:
    """The answer of a statement that failed."""
    place = _PLACE.search(error.raw_msg)
    code = f"{error.errno:06d}"
    data = {
        "internalError": error.errno == 603,
        "errorCode": code,
        "age": 0,
        "sqlState": error.sqlstate,
        "queryId": error.sfqid or query_id,
        "line": int(place.group(1)) if place else -1,
        "pos": int(place.group(2)) if place else -1,
        "type": "COMPILATION" if error.raw_msg.startswith("SQL compilation error") else "EXECUTION",
    }
    return {**envelope(data, code=code, message=error.raw_msg, success=False), "headers": None}


def as_snowflake_error(cause: BaseException, query_id: str) -> SnowflakeError:
    """What a client is told of any failure; bugs are logged here with their traceback and told without it."""
    if isinstance(cause, SnowflakeError):
        return cause
    log.error("internal failure in query %s", query_id, exc_info=cause)
    return errors.internal(f"{type(cause).__name__} in query {query_id}; the server's log has the details.")


def unknown_query(query_id: str) -> SnowflakeError:
    return errors.fail(709, "02000", f"Statement {query_id} not found")
