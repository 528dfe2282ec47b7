"""Requests that run one statement in a session of its own: of a bearer token's user, or beside a session that goes on.

Source: spec/wire-protocol.md 12.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from ecomsim.access import roles
from ecomsim.catalog.account_objects import User
from ecomsim.errors import SnowflakeError
from ecomsim.server import authentication, errors, login
from ecomsim.server.hosting import Hosted
from ecomsim.server.service import Service
from ecomsim.server.sessions import Client, Login

USER = "ECOMSIM"

_NO_LOGIN = 0
"""The login id of all guests: a request id is unique among them."""


async def user(request: Request, service: Service) -> User | None:
    """The user of the account that a bearer token proves. Raises RefusedError."""
    header = request.headers.get("authorization", "")
    if not header.lower().startswith("bearer ") or not header[7:].strip():
        raise errors.no_header()
    kind = request.headers.get("x-snowflake-authorization-token-type", "")
    account = service.hosting.main.account
    claim = authentication.of_bearer(header[7:].strip(), kind, service.settings, account.catalog)
    return await service.work(authentication.check, claim, service.settings, account)


def beside(caller: Login, places: Mapping[str, str], application: str, service: Service) -> Login:
    """A session for one statement, in the account and role of a session that goes on where it stands."""
    engine = caller.engine
    own = {"roleName": engine.role, **({"warehouse": engine.warehouse} if engine.warehouse else {})}
    user = roles.find_login(caller.hosted.account.catalog, engine.user)
    return session(user, {**own, **places}, application, service, hosted=caller.hosted, name=engine.user)


def session(
    found: User | None,
    places: Mapping[str, str],
    application: str,
    service: Service,
    *,
    hosted: Hosted | None = None,
    name: str = USER,
) -> Login:
    """A session for one statement. places: databaseName, schemaName, warehouse, roleName; name: of an unknown user.

    Raises SnowflakeError 390201 for a place that does not exist.
    """
    hosted = hosted or service.hosting.main
    engine, missing = login.begin(hosted, found, name, places, {})
    if missing:
        engine.close()
        raise SnowflakeError(
            f"The requested {missing[0]} does not exist or not authorized.", errno=390201, sqlstate="08004"
        )
    engine.spill_limit = service.settings.spill
    return Login(id=_NO_LOGIN, engine=engine, hosted=hosted, client=Client(application, "2"))
