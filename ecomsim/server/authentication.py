"""Who may log in: the server's own user, and the users of its account who have a password or a key.

A server without a password and key of its own is open: it takes any name and secret, except for users who were given a
password or a key in SQL and are held to them. What exactly was wrong with a login is said in the log alone.
Source: spec/wire-protocol.md 1, 3.1; Snowflake documentation, "Key-pair authentication".
"""

from __future__ import annotations

import hmac
import logging
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from ecomsim.access import credentials, roles, tokens
from ecomsim.accounts.account import Account
from ecomsim.catalog.account_objects import User
from ecomsim.catalog.store import Catalog
from ecomsim.names import quote
from ecomsim.server import errors, keypair
from ecomsim.server.settings import Settings

log = logging.getLogger("ecomsim.server")

RESTRICTION = "ROLE_RESTRICTION"
_ACCESS_TOKEN = "PROGRAMMATIC_ACCESS_TOKEN"
_KEY_PAIR = ("SNOWFLAKE_JWT", "KEYPAIR_JWT")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a login says of itself: a name and what is to prove it."""

    name: str
    secret: str
    kind: Literal["password", "token", "access token"]


def of_login(data: Mapping[str, Any]) -> Claim:
    """The claim in a login request."""
    name = str(data.get("LOGIN_NAME") or "")
    if str(data.get("AUTHENTICATOR") or "").upper() in _KEY_PAIR:
        return Claim(name, str(data.get("TOKEN") or ""), "token")
    if str(data.get("AUTHENTICATOR") or "").upper() == _ACCESS_TOKEN:
        return Claim(name, str(data.get("TOKEN") or data.get("PASSWORD") or ""), "access token")
    return Claim(name, str(data.get("PASSWORD") or data.get("TOKEN") or ""), "password")


def of_bearer(secret: str, kind: str, settings: Settings, catalog: Catalog) -> Claim:
    """The claim of a bearer header: a token leads to its user, a password is the server's own user's.

    Raises 390144 for a token that cannot be read.
    """
    if kind.upper() in _KEY_PAIR or (not kind and keypair.looks_like_token(secret)):
        return Claim(_read(secret).user, secret, "token")
    if kind.upper() in ("", _ACCESS_TOKEN) and (owner := tokens.owner(catalog, secret)) is not None:
        return Claim(roles.logs_in_as(owner), secret, "access token")
    return Claim(settings.user or "", secret, "password")


def check(claim: Claim, settings: Settings, account: Account) -> User | None:
    """The user of the account who logs in; None for one that the account does not know and the server accepts.

    A user with a programmatic access token that is restricted to a role comes with RESTRICTION among its options.
    Raises 390100 for a wrong name or password, 390144 for a key pair's token that is not valid, 394400 for a
    programmatic one, 390101 for a disabled user.
    """
    catalog = account.catalog
    user = roles.find_login(catalog, claim.name)
    if user is not None and user.options.get("DISABLED") is True:
        raise errors.user_disabled()
    options = user.options if user is not None else {}
    keys = credentials.public_keys(options)
    is_own = settings.user is None or _same(claim.name.upper(), settings.user.upper())
    if settings.public_key and settings.user and is_own:
        keys.append(settings.public_key)
    held = user.tokens if user is not None else ()
    if settings.is_open and not keys and not held and not credentials.has_password(options):
        return user
    if user is not None and claim.kind != "token":
        opened = tokens.matching(user, claim.secret, account.clock.now())
        if opened is not None:
            return _restricted(user, opened.role, catalog)
    if claim.kind == "access token":
        raise errors.bad_access_token()
    if claim.kind == "token":
        _check_token(claim, keys)
    elif not (is_own and _is_own_password(claim.secret, settings)) and not credentials.is_password(
        options, claim.secret
    ):
        raise errors.bad_credentials()
    return user


def _restricted(user: User, role: str | None, catalog: Catalog) -> User:
    """The user in the one role of its token. Raises 394400 when it lost the role."""
    if role is None:
        return user
    if role not in roles.available(catalog, user.name.last):
        raise errors.bad_access_token()
    return replace(user, options={**user.options, "DEFAULT_ROLE": quote(role), RESTRICTION: role})


def _is_own_password(secret: str, settings: Settings) -> bool:
    return settings.password is not None and _same(secret, settings.password)


def _check_token(claim: Claim, keys: list[str]) -> None:
    token = _read(claim.secret)
    try:
        if not _same(token.user, claim.name.upper()):
            raise keypair.InvalidTokenError("the token is another user's")
        keypair.verify(token, keys, time.time())
    except keypair.InvalidTokenError as reason:
        raise _refused(reason) from reason


def _read(secret: str) -> keypair.Token:
    try:
        return keypair.read(secret)
    except keypair.InvalidTokenError as reason:
        raise _refused(reason) from reason


def _refused(reason: keypair.InvalidTokenError) -> errors.RefusedError:
    number = str(uuid.uuid4())
    log.warning("login %s refused: %s", number, reason)
    return errors.bad_token(number)


def _same(first: str, second: str) -> bool:
    """Equality in a time that tells nothing of where two texts differ."""
    return hmac.compare_digest(first.encode("utf-8", "surrogatepass"), second.encode("utf-8", "surrogatepass"))
