"""The REST API of objects: databases, schemas, tables and the like as JSON, each request one SQL statement.

The caller shows a connector's session token or a bearer token; the statement runs in a session of its own, which stands
in the schema of the address. Statuses are real HTTP statuses.
Source: spec/wire-protocol.md 13; Snowflake documentation, "Snowflake REST APIs reference".
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ecomsim.metadata.literals import text
from ecomsim.names import parse_name
from ecomsim.server import answers, errors, guests, object_sql, object_values, requests, sql_api
from ecomsim.server.object_sql import KINDS, Kind
from ecomsim.server.object_values import BadObjectError
from ecomsim.server.queries import Finished
from ecomsim.server.service import Service

Endpoint = Callable[[Request], Awaitable[Response]]
APPLICATION = "RESTAPI"


def routes(service: Service) -> list[Route]:
    pages = Pages(service)
    return [Route("/api/v2/{path:path}", guarded(pages.serve), methods=["GET", "POST", "DELETE", "PUT"])]


def guarded(endpoint: Endpoint) -> Endpoint:
    """Failures as the API tells them: a status, and a JSON object with error_code and message."""

    async def page(request: Request) -> Response:
        try:
            return await endpoint(request)
        except errors.RefusedError as refused:
            return _failed(401, f"{refused.code:06d}", refused.message)
        except BadObjectError as wrong:
            return _failed(400, "391902", str(wrong))
        except HTTPException as failure:
            return _failed(failure.status_code, f"{391900 + failure.status_code % 100:06d}", failure.detail)
        except Exception as bug:
            error = errors.as_snowflake_error(bug, "")
            return _failed(_STATUSES.get(error.errno, 400), f"{error.errno:06d}", error.raw_msg)

    return page


_STATUSES = {2002: 409, 2003: 404, 2043: 404, 3001: 403, 3540: 403, 390201: 404}
"""HTTP statuses of SQL errors; 400 is that of all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What a path means. container: database and schema as SQL; name: the object, '' for the whole collection."""

    collection: str
    container: tuple[str, ...]
    name: str = ""
    action: str = ""

    @property
    def kind(self) -> Kind:
        return KINDS[self.collection]

    @property
    def places(self) -> dict[str, str]:
        """Where the statement's session stands, so that names in a definition are those beside the object."""
        return dict(zip(("databaseName", "schemaName"), self.container, strict=False))

    @property
    def full(self) -> str:
        return ".".join((*self.container, object_values.name(self.name)))


def address(path: str) -> Address | None:
    """databases/D/schemas/S/tables/T[:action] and what is shorter; None for what no collection serves."""
    parts = [part for part in path.split("/") if part]
    container: list[str] = []
    for word in ("databases", "schemas"):
        if len(parts) > 2 and parts[0] == word:
            container.append(object_values.name(parts[1]))
            parts = parts[2:]
        else:
            break
    found = KINDS.get(parts[0]) if parts else None
    if found is None or len(parts) > 2 or ("account", "database", "schema")[len(container)] != found.level:
        return None
    name, _, action = parts[1].rpartition(":") if ":" in "".join(parts[1:]) else ("".join(parts[1:]), "", "")
    return Address(collection=parts[0], container=tuple(container), name=name, action=action)


class Pages:
    """The one endpoint, over all addresses."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def serve(self, request: Request) -> Response:
        where = address(request.path_params["path"])
        if where is None:
            raise HTTPException(404, "Not Found")
        options = request.query_params
        match request.method, bool(where.name), bool(where.action):
            case "GET", False, False:
                return await self._list(request, where, options)
            case "GET", True, False:
                return await self._fetch(request, where)
            case "POST", False, False:
                body = await requests.json_object(request, self.service.settings.max_request)
                mode = options.get("createMode", "")
                return await self._run(request, where, object_sql.create(where.collection, body, where.container, mode))
            case "DELETE", True, False:
                when = "IF EXISTS " if options.get("ifExists", "").lower() == "true" else ""
                return await self._run(request, where, f"DROP {where.kind.kind} {when}{where.full}")
            case "POST", True, True if where.action in where.kind.actions:
                sql = where.kind.actions[where.action].format(kind=where.kind.kind, name=where.full)
                return await self._run(request, where, sql)
        raise HTTPException(405, f"{request.method} is not emulated here; run the SQL statement instead.")

    async def _list(self, request: Request, where: Address, options: Mapping[str, str]) -> Response:
        clauses = [f"LIKE {text(options['like'])}"] if "like" in options else []
        clauses.append(_scope(where))
        if "startsWith" in options:
            clauses.append(f"STARTS WITH {text(options['startsWith'])}")
        if "showLimit" in options:
            clauses.append(f"LIMIT {object_values.integer(options['showLimit'])}")
            if "fromName" in options:
                clauses.append(f"FROM {text(options['fromName'])}")
        finished = await self._finished(request, where, f"SHOW {where.kind.kind}S {' '.join(clauses)}")
        return _reply(_objects(finished))

    async def _fetch(self, request: Request, where: Address) -> Response:
        wanted = parse_name(where.name).last
        finished = await self._finished(request, where, f"SHOW {where.kind.kind}S LIKE {text(wanted)} {_scope(where)}")
        for found in _objects(finished):
            if found["name"] == wanted:
                return _reply(found)
        raise HTTPException(404, f"{where.kind.kind.capitalize()} {where.full} does not exist or not authorized.")

    async def _run(self, request: Request, where: Address, sql: str) -> Response:
        finished = await self._finished(request, where, sql)
        assert finished.result is not None
        rows = finished.result.rows()
        return _reply({"status": str(rows[0][0]) if rows else "Statement executed successfully."})

    async def _finished(self, request: Request, where: Address, sql: str) -> Finished:
        """Run a statement for the caller. Raises its SnowflakeError."""
        service, places = self.service, where.places
        if request.headers.get("authorization", "").lower().startswith("bearer "):
            user = await guests.user(request, service)
            login = await service.work(guests.session, user, places, APPLICATION, service)
        else:
            caller = service.logins.authenticate(request.headers)
            login = await service.work(guests.beside, caller, places, APPLICATION, service)
        query = service.submit(login, str(uuid.uuid4()), {"sqlText": sql}, run=sql_api.run_and_leave)
        finished = await self.service.outcome(query)
        while finished is None:
            finished = await self.service.outcome(query)
        if finished.error is not None:
            raise finished.error
        return finished


def _scope(where: Address) -> str:
    if not where.container:
        return ""
    return f"IN {where.kind.level.upper()} {'.'.join(where.container)}"


def _objects(finished: Finished) -> list[dict[str, Any]]:
    """The rows of SHOW as JSON objects."""
    assert finished.result is not None
    names = [column.name for column in finished.columns]
    return [{key: _value(key, value) for key, value in zip(names, row, strict=True)} for row in finished.result.rows()]


def _value(key: str, value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if key.startswith("is_") and value in ("Y", "N"):
        return value == "Y"
    return value


def _failed(status: int, code: str, message: str) -> Response:
    content = {"error_code": code, "code": code, "message": message, "request_id": str(uuid.uuid4())}
    return _reply(content, status)


def _reply(content: Any, status: int = 200) -> Response:
    return Response(answers.dumps(content), status, media_type="application/json")
