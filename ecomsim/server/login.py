"""Logging in: credentials, the account asked for, the session's beginning and what the client is told of it.

Source: spec/wire-protocol.md 3.1.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from ecomsim import __version__
from ecomsim.access.roles import find_role
from ecomsim.dialect.functions.context_functions import SERVICE_VERSION
from ecomsim.errors import SnowflakeError
from ecomsim.names import Name, parse_name
from ecomsim.server import errors, parameters
from ecomsim.server.errors import RefusedError, envelope
from ecomsim.server.hosting import Hosted, Hosting
from ecomsim.server.sessions import Client, Login, Logins, Tokens
from ecomsim.server.settings import Settings
from ecomsim.session import Session


def open_session(
    data: Mapping[str, Any], query: Mapping[str, str], settings: Settings, hosting: Hosting, logins: Logins
) -> dict[str, Any]:
    """Serve a login request: a new session and the answer that describes it. Raises RefusedError."""
    check_credentials(data, settings)
    given = data.get("SESSION_PARAMETERS") or {}
    if not isinstance(given, Mapping):
        raise RefusedError(390100, "SESSION_PARAMETERS must be an object.")
    own = {str(name).upper(): str(value) for name, value in given.items() if str(name).upper() in parameters.OWN}
    hosted: Hosted | None = None
    try:
        settled = parameters.applicable(given)
        hosted = hosting.acquire(
            own.get("ECOMSIM_ACCOUNT", ""), clock=own.get("ECOMSIM_CLOCK"), start=own.get("ECOMSIM_START")
        )
        engine, missing = begin(hosted, str(data.get("LOGIN_NAME") or "ECOMSIM"), query, settled)
        if missing and str(given.get("CLIENT_VALIDATE_DEFAULT_PARAMETERS", "")).lower() == "true":
            engine.close()
            raise RefusedError(390201, f"The requested {missing[0]} does not exist or not authorized.")
    except (SnowflakeError, RefusedError) as failure:
        if hosted is not None:
            hosting.release(hosted)
        if isinstance(failure, SnowflakeError):
            raise RefusedError(failure.errno, failure.raw_msg) from failure
        raise
    client = Client(str(data.get("CLIENT_APP_ID") or ""), str(data.get("CLIENT_APP_VERSION") or ""))
    login, tokens = logins.add(engine, hosted, client)
    return envelope(_described(login, tokens, settings, missing))


def check_credentials(data: Mapping[str, Any], settings: Settings) -> None:
    """Raises 390100 unless the login is the one the server was started with; without a password any is good."""
    if settings.password is None:
        return
    secret = data.get("PASSWORD") or data.get("TOKEN") or ""
    is_password = hmac.compare_digest(str(secret).encode(), settings.password.encode())
    name = str(data.get("LOGIN_NAME") or "").upper().encode()
    is_user = settings.user is None or hmac.compare_digest(name, settings.user.upper().encode())
    if not (is_password and is_user):
        raise errors.bad_credentials()


def begin(
    hosted: Hosted, user: str, query: Mapping[str, str], settled: dict[str, Any]
) -> tuple[Session, tuple[str, ...]]:
    """The engine session with what of the wished context exists, and the kinds of what does not."""
    catalog = hosted.account.catalog
    wished = {key: _folded(query.get(name)) for key, name in _QUERY_NAMES.items()}
    settings: dict[str, Any] = {"user": user.upper(), "parameters": settled}
    missing = []
    if database := wished["database"]:
        if catalog.get("DATABASE", Name("", "", database)) is None:
            missing.append("database")
        else:
            settings["database"] = database
    schema = wished["schema"] or ("PUBLIC" if "database" in settings else None)
    if schema and "database" in settings and _has_schema(catalog, settings["database"], schema):
        settings["schema"] = schema
    elif wished["schema"]:
        missing.append("schema")
    if warehouse := wished["warehouse"]:
        if catalog.get("WAREHOUSE", Name("", "", warehouse)) is None:
            missing.append("warehouse")
            settings["warehouse"] = None
        else:
            settings["warehouse"] = warehouse
    if role := wished["role"]:
        if find_role(catalog, role) is not None:
            settings["role"] = role
        else:
            missing.append("role")
    engine = hosted.account.session(**settings)
    engine.locals["is_remote"] = True  # the files of this machine are not the client's
    return engine, tuple(missing)


_QUERY_NAMES = {"database": "databaseName", "schema": "schemaName", "warehouse": "warehouse", "role": "roleName"}


def _has_schema(catalog: Any, database: str, schema: str) -> bool:
    return schema == "INFORMATION_SCHEMA" or catalog.get("SCHEMA", Name(database, "", schema)) is not None


def _folded(text: str | None) -> str | None:
    """A name as stored; a text that is no identifier stands for itself (and will not be found)."""
    if not text:
        return None
    try:
        return parse_name(text).last
    except ValueError:
        return text


def _described(login: Login, tokens: Tokens, settings: Settings, missing: tuple[str, ...]) -> dict[str, Any]:
    engine = login.engine
    return {
        "token": tokens.session,
        "masterToken": tokens.master,
        "validityInSeconds": int(settings.session_validity.total_seconds()),
        "masterValidityInSeconds": int(settings.master_validity.total_seconds()),
        "sessionId": engine.id,
        "displayUserName": engine.user,
        "serverVersion": SERVICE_VERSION,
        "ecomsimVersion": __version__,
        "firstLogin": False,
        "healthCheckInterval": 45,
        "idToken": None,
        "mfaToken": None,
        "remMeToken": None,
        "idTokenValidityInSeconds": 0,
        "mfaTokenValidityInSeconds": 0,
        "parameters": parameters.listed(engine),
        "sessionInfo": {
            "databaseName": engine.database,
            "schemaName": engine.schema,
            "warehouseName": engine.warehouse,
            "roleName": None if "role" in missing else engine.role,
        },
    }


def renewed(login: Login, tokens: Tokens, settings: Settings) -> dict[str, Any]:
    """The answer of a token request."""
    return envelope(
        {
            "sessionToken": tokens.session,
            "validityInSecondsST": int(settings.session_validity.total_seconds()),
            "masterToken": tokens.master,
            "validityInSecondsMT": int(settings.master_validity.total_seconds()),
            "sessionId": login.engine.id,
        }
    )
