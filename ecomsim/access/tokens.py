"""Programmatic access tokens: secrets that stand for a password, made and ended in SQL.

A secret is 256 random bits, said once; what is kept is its SHA-256, which nobody can turn back. It works until it
expires, is disabled or removed; one with a ROLE_RESTRICTION opens sessions in that role alone.
Source: Snowflake documentation, "Using programmatic access tokens for authentication", "ALTER USER … ADD PROGRAMMATIC
ACCESS TOKEN", "… ROTATE …", "SHOW USER PROGRAMMATIC ACCESS TOKENS".
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import roles
from ecomsim.catalog.account_objects import AccessToken, User
from ecomsim.catalog.store import Catalog
from ecomsim.metadata import grid
from ecomsim.metadata.grid import Row, names
from ecomsim.sqltext.nodes import ChangeToken
from ecomsim.statements.result import Result, of_rows, status
from ecomsim.values.types import TEXT, Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

MOST = 15
"""Tokens a user can have."""

DEFAULT_DAYS, MOST_DAYS = 15, 365
ROTATED_HOURS = 24
"""How long the old secret still works after ROTATE, unless the statement says otherwise."""

_BYPASS = "MINS_TO_BYPASS_NETWORK_POLICY_REQUIREMENT"


def changed(user: User, action: ChangeToken, session: Session, now: datetime) -> tuple[User, Result]:
    """The user after ALTER USER … PROGRAMMATIC ACCESS TOKEN, and the answer, which alone holds a new secret.

    Raises 002003 for a token that is not there, 002002 for one that is, 001008 for values that are not allowed.
    """
    if action.verb == "ADD":
        return _added(user, action, session, now)
    token = next((each for each in user.tokens if each.name == action.token), None)
    if token is None:
        raise errors.does_not_exist("Programmatic access token", action.token)
    others = tuple(each for each in user.tokens if each is not token)
    done = status("Statement executed successfully.", "ALTER_USER")
    match action.verb:
        case "REMOVE":
            return replace(user, tokens=others), done
        case "ROTATE":
            return _rotated(user, token, action, now)
    if action.new_name is not None:
        _check_free(user, action.new_name)
        return replace(user, tokens=(*others, replace(token, name=action.new_name))), done
    return replace(user, tokens=(*others, _modified(token, action))), done


def _added(user: User, action: ChangeToken, session: Session, now: datetime) -> tuple[User, Result]:
    if any(each.name == action.token for each in user.tokens) and action.if_not_exists:
        return user, status(f"{action.token} already exists, statement succeeded.", "ALTER_USER")
    _check_free(user, action.token)
    if len(user.tokens) >= MOST:
        raise errors.invalid_value(f"A user can have {MOST} programmatic access tokens.")
    days = _number(action.options.get("DAYS_TO_EXPIRY", DEFAULT_DAYS), "DAYS_TO_EXPIRY", 1, MOST_DAYS)
    role = action.options.get("ROLE_RESTRICTION")
    if role is not None and str(role) not in roles.available(session.catalog, user.name.last):
        raise errors.does_not_exist("Role", role)
    if role is None and str(user.options.get("TYPE", "")).upper() == "SERVICE":
        raise errors.invalid_value("A programmatic access token of a service user needs a ROLE_RESTRICTION.")
    secret = secrets.token_urlsafe(32)
    token = AccessToken(
        name=action.token,
        digest=digest(secret),
        created_on=now,
        created_by=session.user,
        expires_at=now + timedelta(days=days),
        role=None if role is None else str(role),
        comment=str(action.options.get("COMMENT", "")),
        bypass_minutes=_minutes(action),
    )
    answer = of_rows(
        (Column("token_name", TEXT), Column("token_secret", TEXT)),
        [(token.name, secret)],
        kind="show",
        statement_type="ALTER_USER",
    )
    return replace(user, tokens=(*user.tokens, token)), answer


def _rotated(user: User, token: AccessToken, action: ChangeToken, now: datetime) -> tuple[User, Result]:
    """A new secret under the old name and for as long again; the old secret keeps working for some hours."""
    key = "EXPIRE_ROTATED_TOKEN_AFTER_HOURS"
    hours = _number(action.options.get(key, ROTATED_HOURS), key, 0, 24 * MOST_DAYS)
    secret = secrets.token_urlsafe(32)
    old = replace(
        token,
        name=f"{token.name}_ROTATED_{int(now.timestamp() * 1000)}",
        expires_at=min(token.expires_at, now + timedelta(hours=hours)),
        rotated_to=token.name,
    )
    new = replace(token, digest=digest(secret), created_on=now, expires_at=now + (token.expires_at - token.created_on))
    kept = tuple(each for each in user.tokens if each is not token)
    answer = of_rows(
        tuple(Column(name, TEXT) for name in ("token_name", "token_secret", "rotated_token_name")),
        [(new.name, secret, old.name)],
        kind="show",
        statement_type="ALTER_USER",
    )
    return replace(user, tokens=(*kept, old, new)), answer


def _modified(token: AccessToken, action: ChangeToken) -> AccessToken:
    options: dict[str, Any] = dict(action.options)
    for name in action.unset:
        if name not in ("DISABLED", _BYPASS, "COMMENT"):
            raise errors.compilation(1008, "42601", f"invalid property '{name}' for 'PROGRAMMATIC_ACCESS_TOKEN'")
        options[name] = {"DISABLED": False, "COMMENT": ""}.get(name)
    disabled = options.get("DISABLED", token.disabled)
    if not isinstance(disabled, bool):
        raise errors.compilation(1008, "42601", f"invalid value [{disabled}] for parameter 'DISABLED'")
    minutes = _minutes(action) if _BYPASS in options else token.bypass_minutes
    return replace(token, disabled=disabled, comment=str(options.get("COMMENT", token.comment)), bypass_minutes=minutes)


def _minutes(action: ChangeToken) -> int | None:
    """Kept and shown; there are no network policies to pass."""
    given = action.options.get(_BYPASS)
    return None if given is None else _number(given, _BYPASS, 1, 24 * 60)


def _number(given: Any, name: str, least: int, most: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
        raise errors.compilation(1008, "42601", f"invalid value [{given}] for parameter '{name}'")
    return given


def _check_free(user: User, name: str) -> None:
    if any(each.name == name for each in user.tokens):
        raise errors.already_exists(name)


# --- logging in ------------------------------------------------------------------------------------------------


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def matching(user: User, secret: str, now: datetime) -> AccessToken | None:
    """The user's token with this secret, if it works now; compared in a time that tells nothing."""
    wanted = digest(secret)
    found = [each for each in user.tokens if hmac.compare_digest(each.digest, wanted)]
    return next((each for each in found if not each.disabled and now < each.expires_at), None)


def owner(catalog: Catalog, secret: str) -> User | None:
    """The user whose token has this secret, whether it still works or not."""
    wanted = digest(secret)
    for user in catalog.all("USER"):
        if isinstance(user, User) and any(hmac.compare_digest(each.digest, wanted) for each in user.tokens):
            return user
    return None


# --- SHOW ------------------------------------------------------------------------------------------------------

COLUMNS = grid.show_columns(
    names(
        "name, user_name, role_restriction, expires_at, status, comment, created_on, created_by, "
        "mins_to_bypass_network_policy_requirement, rotated_to"
    )
)


def show(user: User, session: Session) -> Result:
    """SHOW USER PROGRAMMATIC ACCESS TOKENS."""
    return grid.result(COLUMNS, [_row(user, token, session.now) for token in sorted(user.tokens, key=_name)])


def _name(token: AccessToken) -> str:
    return token.name


def _row(user: User, token: AccessToken, now: datetime) -> Row:
    state = "DISABLED" if token.disabled else "ACTIVE" if now < token.expires_at else "EXPIRED"
    return {
        "name": token.name,
        "user_name": user.name.last,
        "role_restriction": token.role,
        "expires_at": token.expires_at,
        "status": state,
        "comment": token.comment or None,
        "created_on": token.created_on,
        "created_by": token.created_by,
        "mins_to_bypass_network_policy_requirement": token.bypass_minutes,
        "rotated_to": token.rotated_to,
    }
