"""Logging in: credentials, the account asked for, the session's beginning and what the client is told of it.

Source: spec/wire-protocol.md 3.1.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ecomsim import __version__
from ecomsim.access import roles
from ecomsim.catalog.account_objects import User
from ecomsim.catalog.store import Catalog
from ecomsim.dialect.functions.context_functions import SERVICE_VERSION
from ecomsim.errors import SnowflakeError
from ecomsim.histories import logins as history
from ecomsim.histories.logins import Attempt
from ecomsim.names import Name, parse_name
from ecomsim.server import authentication, errors, parameters
from ecomsim.server.errors import RefusedError, envelope
from ecomsim.server.hosting import Hosted, Hosting
from ecomsim.server.sessions import Client, Login, Logins, Tokens
from ecomsim.server.settings import Settings
from ecomsim.sessions.session import Session


def open_session(
    data: Mapping[str, Any],
    query: Mapping[str, str],
    settings: Settings,
    hosting: Hosting,
    logins: Logins,
    caller: str | None,
) -> dict[str, Any]:
    """Serve a login request: a new session and the answer that describes it. Raises RefusedError.

    `caller`: the client's address. Every attempt enters the history of logins.
    """
    claim = authentication.of_login(data)
    environment = data.get("CLIENT_ENVIRONMENT")
    attempt = Attempt(
        user=claim.name.upper(),
        client_ip=caller,
        application=str(data.get("CLIENT_APP_ID") or ""),
        version=str(data.get("CLIENT_APP_VERSION") or ""),
        environment=json.dumps(environment) if isinstance(environment, Mapping) else None,
        factor=_FACTORS[claim.kind],
    )
    try:
        return _opened(claim, attempt, data, query, settings, hosting, logins)
    except RefusedError as refusal:
        history.failed(hosting.main.account, attempt, refusal.code, refusal.message)
        raise


_FACTORS = {"password": "PASSWORD", "token": "RSA_KEYPAIR", "access token": "PROGRAMMATIC_ACCESS_TOKEN"}


def _opened(
    claim: authentication.Claim,
    attempt: Attempt,
    data: Mapping[str, Any],
    query: Mapping[str, str],
    settings: Settings,
    hosting: Hosting,
    logins: Logins,
) -> dict[str, Any]:
    user = None if settings.is_open else authentication.check(claim, settings, hosting.main.account)
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
        if settings.is_open:
            user = authentication.check(claim, settings, hosted.account)
        engine, missing = begin(hosted, user, claim.name or "ECOMSIM", query, settled)
        if missing and str(given.get("CLIENT_VALIDATE_DEFAULT_PARAMETERS", "")).lower() == "true":
            engine.close()
            raise RefusedError(390201, f"The requested {missing[0]} does not exist or not authorized.")
    except (SnowflakeError, RefusedError) as failure:
        if hosted is not None:
            hosting.release(hosted)
        if isinstance(failure, SnowflakeError):
            raise RefusedError(failure.errno, failure.raw_msg) from failure
        raise
    event_id = history.succeeded(hosted.account, replace(attempt, user=engine.user), engine.id)
    login, tokens = logins.add(engine, hosted, Client(attempt.application, attempt.version), event_id)
    return envelope(_described(login, tokens, settings, missing))


def begin(
    hosted: Hosted, user: User | None, name: str, query: Mapping[str, str], settled: dict[str, Any]
) -> tuple[Session, tuple[str, ...]]:
    """The engine session with what of the wished context exists, and the kinds of what does not.

    A user whom the account knows begins with its defaults and in a role that it has; one that it does not know is an
    administrator. Raises 390189 for a role that the user was not granted.
    """
    catalog = hosted.account.catalog
    wished = {key: _folded(query.get(name)) for key, name in _QUERY_NAMES.items()}
    if user is not None:
        wished = _with_defaults(wished, user)
    settings: dict[str, Any] = {"user": user.name.last if user is not None else name.upper(), "parameters": settled}
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
    if user is not None:
        settings["role"] = _granted(user, wished["role"], catalog)
    elif role := wished["role"]:
        if roles.find_role(catalog, role) is not None:
            settings["role"] = role
        else:
            missing.append("role")
    engine = hosted.account.session(**settings)
    if user is not None:
        engine.locals["role_restriction"] = user.options.get(authentication.RESTRICTION)
        engine.secondary_roles = roles.default_secondary(user)
    engine.locals["is_remote"] = True  # the files of this machine are not the client's
    return engine, tuple(missing)


def _with_defaults(wished: dict[str, str | None], user: User) -> dict[str, str | None]:
    """What was wished, with DEFAULT_NAMESPACE and DEFAULT_WAREHOUSE for what was not."""
    database, _, schema = str(user.options.get("DEFAULT_NAMESPACE") or "").partition(".")
    filled = dict(wished)
    if not wished["database"] and not wished["schema"]:
        filled |= {"database": _folded(database), "schema": _folded(schema)}
    filled["warehouse"] = wished["warehouse"] or _folded(str(user.options.get("DEFAULT_WAREHOUSE") or ""))
    return filled


def _granted(user: User, wished: str | None, catalog: Catalog) -> str:
    """The role a session of the user begins in; PUBLIC when the default one is not granted."""
    available = roles.available(catalog, user.name.last)
    if authentication.RESTRICTION in user.options:
        available &= {user.options[authentication.RESTRICTION]}
    if wished and wished not in available:
        raise errors.role_not_granted(wished)
    default = _folded(str(user.options.get("DEFAULT_ROLE") or "")) or "PUBLIC"
    return wished or (default if default in available else "PUBLIC")


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
