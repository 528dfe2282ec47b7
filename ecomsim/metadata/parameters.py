"""Parameters: every session, account and object parameter the engine knows, and what becomes of a value.

A value is followed by the engine, told to the client that follows it, idle (of a limit or cache that this account never
meets), or fixed: then any value but the default is refused, because ignoring it would change answers silently.
Source: "Parameters"; spec/metadata.md section 2.1, spec/wire-protocol.md section 3.1, spec/tasks.md T-1.9.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ecomsim import errors
from ecomsim.accounts import account_settings
from ecomsim.catalog.objects import CatalogObject
from ecomsim.metadata.parameter_table import PARAMETERS, Parameter
from ecomsim.names import ObjectName, parse_name
from ecomsim.sqltext.nodes import Show

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

__all__ = ["PARAMETERS", "Parameter", "Setting", "check", "check_name", "default", "find", "listed", "shown"]

Where = Literal["session", "account", "object"]


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter's value somewhere, and the level that gives it: '' for the default, SESSION, TASK, TABLE …"""

    name: str
    value: Any
    level: str


def find(name: str) -> Parameter:
    """The session parameter of this name. Raises 001420 for one that a session does not have."""
    known = PARAMETERS.get(name.upper())
    if known is None or known.scope != "session":
        raise errors.compilation(1420, "22023", f"invalid property '{name.upper()}' for 'SESSION'")
    return known


def check_name(name: str) -> None:
    """Raise 001420 unless `name` is a session parameter (ALTER SESSION UNSET)."""
    find(name)


def default(name: str) -> Any:
    """The value of a session parameter that nobody set."""
    return find(name).default


def check(name: str, value: Any) -> Any:
    """`value` as ALTER SESSION SET stores it: bool, int or str, names of choices in upper case.

    Text that reads as the parameter's type is accepted, as clients send it. Raises 001420 for an unknown parameter,
    001008 for a value that Snowflake refuses, 000002 for one whose effect the engine does not emulate.
    """
    known = find(name)
    normal = _normalise(known, value)
    if known.effect == "fixed" and normal != known.default:
        raise errors.unsupported(f"{known.name} = {shown(normal)}")
    return normal


def _normalise(known: Parameter, value: Any) -> Any:
    match known.type:
        case "BOOLEAN":
            if isinstance(value, bool):
                return value
            word = str(value).lower()
            if word not in ("true", "false"):
                raise _invalid(known, value)
            return word == "true"
        case "NUMBER":
            return _number(known, value)
    text = str(value)
    if known.name == "TIMEZONE":
        return _time_zone(known, text)
    if known.choices:
        if text.upper() not in known.choices:
            raise _invalid(known, value)
        return text.upper()
    if known.high is not None and len(text) > known.high:
        raise _invalid(known, value)
    return text


def _number(known: Parameter, value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"[+-]?\d+", str(value).strip()):
        raise _invalid(known, value)
    number = int(value)
    if (known.low is not None and number < known.low) or (known.high is not None and number > known.high):
        raise _invalid(known, value)
    return number


def _time_zone(known: Parameter, text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise _invalid(known, text) from cause
    return text


def _invalid(known: Parameter, value: Any) -> errors.SnowflakeError:
    return errors.invalid_value(f"invalid value [{shown(value)}] for parameter '{known.name}'")


def shown(value: Any) -> str:
    """A value as SHOW PARAMETERS prints it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


# --- SHOW PARAMETERS -------------------------------------------------------------------------------------------

_OBJECT = re.compile(r"(SESSION|ACCOUNT|DATABASE|SCHEMA|TABLE|TASK|WAREHOUSE|USER)\b\s*(.*)\Z", re.I | re.S)


def listed(statement: Show, session: Session) -> list[Setting]:
    """What SHOW PARAMETERS lists: the session's, the account's with IN ACCOUNT, an object's with IN TABLE t."""
    where, name = _place(statement)
    if where in ("SESSION", "USER"):
        return _of_session(session, {"session"})
    if where == "ACCOUNT":
        settings = account_settings.of(session.catalog)
        own = settings.options if settings is not None else {}
        return [_setting(known, own, "ACCOUNT") for known in PARAMETERS.values()]
    if name is None:
        name = _current(where, session)
    item = _object(where, name, session)
    return _of_object(where, item, session)


def _current(where: str, session: Session) -> ObjectName:
    """The current database, schema or warehouse, for IN DATABASE without a name."""
    current = {"DATABASE": session.database, "SCHEMA": session.schema, "WAREHOUSE": session.warehouse}.get(where)
    if current is None:
        raise errors.cannot_be_performed()
    return ObjectName((current,))


def _place(statement: Show) -> tuple[str, ObjectName | None]:
    """What follows IN or FOR: a kind of object and its name, the session without either."""
    match = _OBJECT.match(statement.rest.strip())
    if match is None:
        if statement.rest.strip():
            raise errors.unsupported(f"SHOW PARAMETERS {statement.rest.strip()}")
        return "SESSION", None
    text = match.group(2).strip()
    return match.group(1).upper(), parse_name(text) if text else None


def _object(where: str, name: ObjectName, session: Session) -> CatalogObject:
    return session.find(where, name)


def _of_session(session: Session, scopes: set[str]) -> list[Setting]:
    return [_setting(known, session.parameters, "SESSION") for known in PARAMETERS.values() if known.scope in scopes]


def _setting(known: Parameter, values: Mapping[str, Any], level: str) -> Setting:
    """A session starts with the defaults in place, so a value counts as set when it differs from its default."""
    value = values.get(known.name, known.default)
    return Setting(known.name, value, "" if value == known.default else level)


def _of_object(where: str, item: CatalogObject, session: Session) -> list[Setting]:
    """An object's parameters: explicitly set ones carry the object's level, inherited ones that of the giver."""
    found = []
    for known in PARAMETERS.values():
        if where in known.objects or (where == "TASK" and known.scope == "session"):
            own = _own(known, item)
            given = (own, where) if own is not None else _inherited(known, item, session)
            found.append(Setting(known.name, *given))
    return found


def _inherited(known: Parameter, item: CatalogObject, session: Session) -> tuple[Any, str]:
    """What the nearest container of an object says, with the kind of container that says it; else the default."""
    from ecomsim.tasks.parameters import containers

    for container in containers(item.name, session.catalog):
        if container is not None and container.id != item.id:
            value = _own(known, container)
            if value is not None:
                return value, container.kind
    return known.default, ""


def _own(known: Parameter, item: CatalogObject) -> Any:
    """What was set on the object itself, or None."""
    return item.options.get(known.name, getattr(item, known.name.lower(), None))
