"""Logins and the sessions that they opened: LOGIN_HISTORY of ACCOUNT_USAGE and INFORMATION_SCHEMA, SESSIONS.

Source: "LOGIN_HISTORY view", "SESSIONS view", "LOGIN_HISTORY, LOGIN_HISTORY_BY_USER".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ecomsim.metadata import grid
from ecomsim.metadata.arguments import WEEK, Arguments, recent_range
from ecomsim.metadata.grid import Row, names, typed, view_columns
from ecomsim.metadata.usage_view import UsageView
from ecomsim.names import parse_name
from ecomsim.statements.result import Result

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

YEAR = timedelta(days=365)
_CLIENTS = {"PYTHONCONNECTOR": "PYTHON_DRIVER", "JDBC": "JDBC_DRIVER", "ODBC": "ODBC_DRIVER", "GO": "GO_DRIVER"}
"""REPORTED_CLIENT_TYPE by the name a client gives itself; OTHER for any other."""

_TAIL = (
    "USER_NAME, CLIENT_IP, REPORTED_CLIENT_TYPE, REPORTED_CLIENT_VERSION, FIRST_AUTHENTICATION_FACTOR, "
    "SECOND_AUTHENTICATION_FACTOR, IS_SUCCESS, ERROR_CODE, ERROR_MESSAGE, RELATED_EVENT_ID, CONNECTION, "
    "CLIENT_PRIVATE_LINK_ID, FIRST_AUTHENTICATION_FACTOR_ID, SECOND_AUTHENTICATION_FACTOR_ID, LOGIN_DETAILS"
)
_TYPES = typed(
    times="EVENT_TIMESTAMP, CREATED_ON", integers="EVENT_ID, ERROR_CODE, RELATED_EVENT_ID, SESSION_ID, LOGIN_EVENT_ID"
)
LOGIN_COLUMNS = view_columns(names(f"EVENT_ID, EVENT_TIMESTAMP, EVENT_TYPE, {_TAIL}"), _TYPES)
FUNCTION_COLUMNS = view_columns(names(f"EVENT_TIMESTAMP, EVENT_ID, EVENT_TYPE, {_TAIL}"), _TYPES)
SESSION_COLUMNS = view_columns(
    names(
        "SESSION_ID, CREATED_ON, USER_NAME, AUTHENTICATION_METHOD, LOGIN_EVENT_ID, CLIENT_APPLICATION_VERSION, "
        "CLIENT_APPLICATION_ID, CLIENT_ENVIRONMENT, CLIENT_BUILD_ID, CLIENT_VERSION, CLOSED_REASON"
    ),
    _TYPES,
)


def _stored(session: Session, since: datetime) -> Iterator[dict[str, Any]]:
    """The attempts since then, latest first."""
    with session.account.internal() as duck:
        found = duck.execute("SELECT * FROM _ecomsim.logins WHERE logged_in >= ? ORDER BY event_id DESC", [since])
        keys = [column[0] for column in found.description or ()]
        rows = found.fetchall()
    for row in rows:
        yield dict(zip(keys, row, strict=True))


def login_rows(session: Session, since: datetime | None = None) -> Iterator[Row]:
    """LOGIN_HISTORY of the last year, or since a time; there is no second factor and no private link."""
    for each in _stored(session, since or session.now - YEAR):
        yield {
            **dict.fromkeys(names(_TAIL)),
            "EVENT_ID": each["event_id"],
            "EVENT_TIMESTAMP": each["logged_in"],
            "EVENT_TYPE": "LOGIN",
            "USER_NAME": each["user_name"],
            "CLIENT_IP": each["client_ip"],
            "REPORTED_CLIENT_TYPE": _CLIENTS.get(each["application"].upper(), "OTHER"),
            "REPORTED_CLIENT_VERSION": each["version"] or None,
            "FIRST_AUTHENTICATION_FACTOR": each["factor"],
            "IS_SUCCESS": "NO" if each["error_code"] is not None else "YES",
            "ERROR_CODE": each["error_code"],
            "ERROR_MESSAGE": each["error_message"],
        }


def session_rows(session: Session) -> Iterator[Row]:
    """SESSIONS: what logins of the last year opened. Ids are those of QUERY_HISTORY."""
    for each in _stored(session, session.now - YEAR):
        if each["session_id"] is not None:
            yield {
                "SESSION_ID": each["session_id"],
                "CREATED_ON": each["logged_in"],
                "USER_NAME": each["user_name"],
                "AUTHENTICATION_METHOD": each["factor"],
                "LOGIN_EVENT_ID": each["event_id"],
                "CLIENT_APPLICATION_VERSION": each["version"] or None,
                "CLIENT_APPLICATION_ID": f"{each['application']} {each['version']}".strip() or None,
                "CLIENT_ENVIRONMENT": each["environment"],
                "CLIENT_BUILD_ID": None,
                "CLIENT_VERSION": None,
                "CLOSED_REASON": each["closed_reason"],
            }


def _history(given: Mapping[str | int, Any], session: Session) -> Result:
    """LOGIN_HISTORY([TIME_RANGE_START, TIME_RANGE_END, RESULT_LIMIT])."""
    arguments = Arguments("LOGIN_HISTORY", given, ("TIME_RANGE_START", "TIME_RANGE_END", "RESULT_LIMIT"))
    return _listed(arguments, None, session)


def _history_by_user(given: Mapping[str | int, Any], session: Session) -> Result:
    """LOGIN_HISTORY_BY_USER([USER_NAME, …]): the current user's without a name."""
    arguments = Arguments(
        "LOGIN_HISTORY_BY_USER", given, ("USER_NAME", "TIME_RANGE_START", "TIME_RANGE_END", "RESULT_LIMIT")
    )
    written = arguments.text("USER_NAME")
    return _listed(arguments, session.user if written is None else parse_name(written).last, session)


def _listed(arguments: Arguments, user: str | None, session: Session) -> Result:
    begin, end = recent_range(arguments, "TIME_RANGE_START", "TIME_RANGE_END", session)
    limit = arguments.integer("RESULT_LIMIT", 100, 1, 10_000)
    found = [
        row
        for row in login_rows(session, begin or session.now - WEEK)
        if (end is None or row["EVENT_TIMESTAMP"] <= end) and (user is None or row["USER_NAME"] == user)
    ]
    return grid.result(FUNCTION_COLUMNS, found[:limit], statement_type="SELECT")


FUNCTIONS = {"LOGIN_HISTORY": _history, "LOGIN_HISTORY_BY_USER": _history_by_user}
VIEWS: dict[str, UsageView] = {
    "LOGIN_HISTORY": UsageView(LOGIN_COLUMNS, login_rows),
    "SESSIONS": UsageView(SESSION_COLUMNS, session_rows),
}
