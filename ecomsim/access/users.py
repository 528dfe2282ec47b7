"""ALTER USER and DESCRIBE USER: a user's properties, password, keys and access tokens.

The session's own user may be altered before anybody created it: it becomes an object with what it had.
Source: Snowflake documentation, "ALTER USER", "DESCRIBE USER".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks, credentials, roles, tokens
from ecomsim.catalog.account_objects import User
from ecomsim.metadata import grid
from ecomsim.names import Name
from ecomsim.sqltext.nodes import Alter, ChangeToken, Describe, RenameTo, SetOptions, UnsetOptions
from ecomsim.statements.result import Result, status

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

DONE = "Statement executed successfully."


def alter(statement: Alter, session: Session) -> Result:
    """ALTER USER u SET | UNSET properties, RENAME TO. Raises 002003 for a user that does not exist."""
    item = roles.find_user(session.catalog, statement.name.last or session.user, session.user)
    if item is None:
        if statement.if_exists:
            return status(DONE, "ALTER_USER")
        raise errors.does_not_exist("User", statement.name)
    if item.name.last != session.user or not all(_is_personal(action) for action in statement.actions):
        checks.own(session, item)
    changed, answer = item, status(DONE, "ALTER_USER")
    for action in statement.actions:
        if isinstance(action, ChangeToken):
            changed, answer = tokens.changed(changed, action, session, session.now)
        else:
            changed = _changed(changed, action, session)
    with session.ddl() as change:
        if item.id:
            change.put(changed)
        else:
            change.add(replace(changed, id=change.new_id(), created_on=change.now, owner=session.role))
    return answer


_PERSONAL = frozenset(
    {
        *("PASSWORD", "DISPLAY_NAME", "FIRST_NAME", "MIDDLE_NAME", "LAST_NAME", "EMAIL"),
        *("DEFAULT_WAREHOUSE", "DEFAULT_NAMESPACE", "DEFAULT_ROLE", "DEFAULT_SECONDARY_ROLES"),
    }
)
"""Properties that users may change for themselves."""


def _is_personal(action: Any) -> bool:
    match action:
        case ChangeToken():
            return True
        case SetOptions():
            return set(action.options) <= _PERSONAL
        case UnsetOptions():
            return set(action.names) <= _PERSONAL
    return False


def _changed(item: User, action: Any, session: Session) -> User:
    match action:
        case RenameTo():
            name = Name("", "", action.name.last)
            if session.catalog.get("USER", name) is not None:
                raise errors.already_exists(name.last)
            return replace(item, name=name)
        case SetOptions():
            comment = str(action.options.get("COMMENT", item.comment) or "")
            return replace(item, options={**item.options, **credentials.kept(action.options)}, comment=comment)
        case UnsetOptions():
            gone = {credentials.HASH if name == "PASSWORD" else name for name in action.names}
            kept = {name: value for name, value in item.options.items() if name not in gone}
            return replace(item, options=kept, comment="" if "COMMENT" in gone else item.comment)
    raise errors.unsupported(f"ALTER USER {type(action).__name__}")


COLUMNS = grid.show_columns(grid.names("property, value, default, description"))

PROPERTIES: Mapping[str, str] = {
    "NAME": "Name",
    "COMMENT": "user comment associated to an object in the dictionary",
    "DISPLAY_NAME": "Display name of the associated object",
    "TYPE": "User type",
    "LOGIN_NAME": "Login name of the user",
    "FIRST_NAME": "First name of the user",
    "MIDDLE_NAME": "Middle name of the user",
    "LAST_NAME": "Last name of the user",
    "EMAIL": "Email address of the user",
    "PASSWORD": "Password of the user",
    "MUST_CHANGE_PASSWORD": "User must change the password",
    "DISABLED": "Whether the user is disabled",
    "DEFAULT_WAREHOUSE": "Default warehouse for this user",
    "DEFAULT_NAMESPACE": "Default database namespace prefix for this user",
    "DEFAULT_ROLE": "Primary principal of user session will be set to this role",
    "DEFAULT_SECONDARY_ROLES": "The secondary roles will be set to all roles provided here",
    "RSA_PUBLIC_KEY_FP": "Fingerprint of user's RSA public key.",
    "RSA_PUBLIC_KEY_2_FP": "Fingerprint of user's second RSA public key.",
}
_DEFAULTS = {"MUST_CHANGE_PASSWORD": "false", "DISABLED": "false"}


def describe(statement: Describe, session: Session) -> Result:
    """DESCRIBE USER: one row for each property."""
    item = roles.find_user(session.catalog, statement.name.last, session.user)
    if item is None:
        raise errors.does_not_exist("User", statement.name)
    rows = [
        {
            "property": name,
            "value": _value(item, name),
            "default": _DEFAULTS.get(name, "null"),
            "description": description,
        }
        for name, description in PROPERTIES.items()
    ]
    return grid.result(COLUMNS, rows, statement_type="DESCRIBE")


def _value(item: User, name: str) -> str:
    """A property as text; the word null for none."""
    options = item.options
    match name:
        case "NAME":
            return item.name.last
        case "COMMENT":
            return item.comment or "null"
        case "PASSWORD":
            return "********" if credentials.has_password(options) else "null"
        case "LOGIN_NAME":
            return str(options.get(name) or item.name.last).upper()
        case "DISPLAY_NAME":
            return str(options.get(name) or item.name.last)
        case "RSA_PUBLIC_KEY_FP" | "RSA_PUBLIC_KEY_2_FP":
            key = options.get(name.removesuffix("_FP"))
            return credentials.fingerprint(str(key)) if key else "null"
        case "MUST_CHANGE_PASSWORD" | "DISABLED":
            return grid.truth(options.get(name) is True)
    value = options.get(name)
    return "null" if value is None else str(value)
