"""Logins: an engine session behind a pair of tokens.

Tokens are random, kept only as digests, compared in constant time, and expire: the session token soon, renewed with
the master token, which lasts while the session is used. A session that nobody uses any more is closed.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ecomsim.server import errors
from ecomsim.server.hosting import Hosted
from ecomsim.server.settings import Settings
from ecomsim.sessions.session import Session

_HEADER = 'Snowflake Token="'


@dataclass(frozen=True, slots=True)
class Client:
    """Who calls: CLIENT_APP_ID and CLIENT_APP_VERSION of the login."""

    application: str
    version: str

    @property
    def major(self) -> int:
        number = self.version.partition(".")[0]
        return int(number) if number.isdecimal() else 0


@dataclass(slots=True, eq=False, kw_only=True)
class Login:
    """One logged-in session. `guard` protects what a cancel reads while a statement runs.

    event_id: of the login in the account's history; 0 for a guest, who did not log in.
    """

    id: int
    engine: Session
    hosted: Hosted
    client: Client
    event_id: int = 0
    session_digest: bytes = b""
    session_expires: float = 0.0
    master_digest: bytes = b""
    master_expires: float = 0.0
    guard: threading.Lock = field(default_factory=threading.Lock)
    sent: dict[str, Any] = field(default_factory=dict)

    @property
    def user(self) -> str:
        return self.engine.user


@dataclass(frozen=True, slots=True)
class Tokens:
    session: str
    master: str


class Logins:
    """The open sessions of a server, found by token."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._by_session: dict[bytes, Login] = {}
        self._by_master: dict[bytes, Login] = {}

    def add(self, engine: Session, hosted: Hosted, client: Client, event_id: int) -> tuple[Login, Tokens]:
        login = Login(id=next(self._ids), engine=engine, hosted=hosted, client=client, event_id=event_id)
        engine.spill_limit = self._settings.spill
        return login, self._issue(login)

    def _issue(self, login: Login) -> Tokens:
        """New tokens; the old ones are worth nothing from now on."""
        tokens = Tokens(secrets.token_urlsafe(48), secrets.token_urlsafe(48))
        now = time.monotonic()
        with self._lock:
            self._by_session.pop(login.session_digest, None)
            self._by_master.pop(login.master_digest, None)
            login.session_digest, login.master_digest = digest(tokens.session), digest(tokens.master)
            login.session_expires = now + self._settings.session_validity.total_seconds()
            login.master_expires = now + self._settings.master_validity.total_seconds()
            self._by_session[login.session_digest] = login
            self._by_master[login.master_digest] = login
        return tokens

    def authenticate(self, headers: Mapping[str, str]) -> Login:
        """The session of a request's token. Raises RefusedError: no token, an expired one, or one of no session."""
        given = digest(token(headers))
        login = self._by_session.get(given)
        if login is None or not hmac.compare_digest(login.session_digest, given):
            raise errors.session_gone()
        now = time.monotonic()
        if now >= login.session_expires:
            raise errors.session_expired()
        login.master_expires = now + self._settings.master_validity.total_seconds()
        return login

    def renew(self, headers: Mapping[str, str]) -> tuple[Login, Tokens]:
        """New tokens for the session of a master token."""
        given = digest(token(headers))
        login = self._by_master.get(given)
        if login is None or not hmac.compare_digest(login.master_digest, given):
            raise errors.master_unknown()
        if time.monotonic() >= login.master_expires:
            raise errors.master_expired()
        return login, self._issue(login)

    def remove(self, login: Login) -> bool:
        """Forget a session; False when another thread did it first."""
        with self._lock:
            self._by_master.pop(login.master_digest, None)
            return self._by_session.pop(login.session_digest, None) is not None

    def abandoned(self) -> list[Login]:
        """Sessions whose master token has expired: nobody can use them again."""
        now = time.monotonic()
        with self._lock:
            return [login for login in self._by_session.values() if now >= login.master_expires]

    def all(self) -> list[Login]:
        with self._lock:
            return list(self._by_session.values())


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()


def token(headers: Mapping[str, str]) -> str:
    """The token of the Authorization header."""
    header = headers.get("authorization")
    if header is None:
        raise errors.no_header()
    return header[len(_HEADER) : -1] if header.startswith(_HEADER) and header.endswith('"') else ""
