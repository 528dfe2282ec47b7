"""The routes: one small function for each address of the protocol.

Every answer of the service is HTTP 200 with an envelope; other statuses are for requests that no client of Snowflake
sends. Source: spec/wire-protocol.md 2, 3.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ecomsim.server import answers, errors, login, objects, requests, sql_api, transfers
from ecomsim.server.answers import dumps
from ecomsim.server.errors import RefusedError, envelope, refusal
from ecomsim.server.service import Service
from ecomsim.server.settings import is_loopback

JSON = "application/json"
Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(service: Service) -> ASGIApp:
    """The ASGI application of a service."""
    pages = Pages(service)
    routes = [
        Route("/session/v1/login-request", guarded(pages.log_in), methods=["POST"]),
        Route("/session/token-request", guarded(pages.renew), methods=["POST"]),
        Route("/session/heartbeat", guarded(pages.heartbeat), methods=["POST"]),
        Route("/session", guarded(pages.session), methods=["POST"]),
        Route("/queries/v1/query-request", guarded(pages.query), methods=["POST"]),
        Route("/queries/v1/abort-request", guarded(pages.abort_request), methods=["POST"]),
        Route("/queries/{query_id}/abort-request", guarded(pages.abort_query), methods=["POST"]),
        Route("/queries/{query_id}/result", guarded(pages.result), methods=["GET"]),
        Route("/monitoring/queries/{query_id}", guarded(pages.monitoring), methods=["GET"]),
        Route("/telemetry/send", guarded(pages.telemetry), methods=["POST"]),
        Route("/chunks/{token}/{index:int}", guarded(pages.chunk), methods=["GET"]),
        Route(f"/{transfers.BUCKET}/{{key}}/{{path:path}}", guarded(pages.staged_file), methods=["GET", "HEAD", "PUT"]),
        Route("/", guarded(pages.health), methods=["GET"]),
        *sql_api.routes(service),
        *objects.routes(service),  # after the statements, which are below the same address
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        sweeper = asyncio.create_task(service.sweep())
        yield
        sweeper.cancel()

    return Gate(Starlette(routes=routes, lifespan=lifespan), service)


class Gate:
    """In front of the routes: doubled slashes become one, and a server for this machine refuses other host names.

    The latter keeps web pages, whose names can be made to point here, from talking to a server without a password.
    """

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._local_only = service.settings.is_open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if "//" in scope["path"]:
                path = re.sub("/{2,}", "/", scope["path"])
                scope = {**scope, "path": path, "raw_path": path.encode()}
            if self._local_only and not is_local(scope):
                response = Response(dumps(refusal(390144, "This server answers on localhost only.")), 403)
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)


def is_local(scope: Scope) -> bool:
    """Whether the Host header names this machine, and no web page of another site sent the request."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"] if name in (b"host", b"origin")}
    names = [urlsplit(f"//{headers.get(b'host', 'localhost')}").hostname]
    if b"origin" in headers:
        names.append(urlsplit(headers[b"origin"]).hostname)
    return all(name is not None and is_loopback(name) for name in names)


def guarded(endpoint: Endpoint) -> Endpoint:
    """Refusals become envelopes; a bug becomes 000603 with its traceback in the log, never a 5xx."""

    async def page(request: Request) -> Response:
        try:
            return await endpoint(request)
        except RefusedError as refused:
            return reply(refused.answer())
        except HTTPException as failure:
            code = f"{failure.status_code:06d}"
            return Response(
                dumps(envelope(None, code=code, message=failure.detail, success=False)),
                failure.status_code,
                media_type=JSON,
            )
        except Exception as bug:
            error = errors.as_snowflake_error(bug, "")
            return reply(errors.statement_failed(error, ""))

    return page


def reply(answer: Any) -> Response:
    return Response(dumps(answer), media_type=JSON)


class Pages:
    """The endpoints, over one service."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.settings = service.settings

    async def health(self, request: Request) -> Response:
        return reply({"service": "ecomsim", "version": login.__version__})

    # --- sessions --------------------------------------------------------------------------------------------

    async def log_in(self, request: Request) -> Response:
        content = await requests.json_object(request, self.settings.max_request)
        data = content.get("data")
        if not isinstance(data, dict):
            raise HTTPException(422, "A login request has an object 'data'.")
        service = self.service
        caller = request.client.host if request.client is not None else None
        answer = await service.work(
            login.open_session, data, request.query_params, self.settings, service.hosting, service.logins, caller
        )
        return reply(answer)

    async def renew(self, request: Request) -> Response:
        found, tokens = self.service.logins.renew(request.headers)
        return reply(login.renewed(found, tokens, self.settings))

    async def heartbeat(self, request: Request) -> Response:
        self.service.logins.authenticate(request.headers)
        return reply(envelope(None))

    async def session(self, request: Request) -> Response:
        """Log out: POST /session?delete=true."""
        if request.query_params.get("delete") != "true":
            raise HTTPException(404, "Not Found")
        found = self.service.logins.authenticate(request.headers)
        await self.service.work(self.service.log_out, found)
        return reply(envelope(None))

    async def telemetry(self, request: Request) -> Response:
        await requests.body(request, self.settings.max_request)
        return reply(envelope("Log Received"))

    # --- queries ---------------------------------------------------------------------------------------------

    async def query(self, request: Request) -> Response:
        found = self.service.logins.authenticate(request.headers)
        content = await requests.json_object(request, self.settings.max_request)
        query = self.service.submit(found, requests.request_id(request), content)
        if content.get("asyncExec") is True:
            return reply(answers.running(query, answers.SUBMITTED))
        return Response(await self.service.answer(query, requests.base_url(request)), media_type=JSON)

    async def result(self, request: Request) -> Response:
        found = self.service.logins.authenticate(request.headers)
        query = self.service.book.find(request.path_params["query_id"], found)
        if query is None:
            error = errors.unknown_query(request.path_params["query_id"])
            return reply(errors.statement_failed(error, request.path_params["query_id"]))
        return Response(await self.service.answer(query, requests.base_url(request)), media_type=JSON)

    async def monitoring(self, request: Request) -> Response:
        found = self.service.logins.authenticate(request.headers)
        return reply(answers.status(self.service.book.find(request.path_params["query_id"], found)))

    async def abort_request(self, request: Request) -> Response:
        found = self.service.logins.authenticate(request.headers)
        content = await requests.json_object(request, self.settings.max_request)
        query = self.service.book.by_request(str(content.get("requestId", "")), found)
        if query is not None:
            query.cancel()
        return reply(envelope(None))

    async def abort_query(self, request: Request) -> Response:
        found = self.service.logins.authenticate(request.headers)
        query = self.service.book.find(request.path_params["query_id"], found)
        if query is None or not query.cancel():
            return reply(refusal(605, "Identified SQL statement is not currently executing."))
        return reply(envelope(None))

    async def staged_file(self, request: Request) -> Response:
        """A file of a PUT or GET, at an address that the statement's answer gave."""
        directions = ("PUT",) if request.method == "PUT" else ("GET", "PUT") if request.method == "HEAD" else ("GET",)
        key, relative = request.path_params["key"], request.path_params["path"]
        header = request.headers.get("authorization", "").removeprefix("Bearer ")
        token = header or request.query_params.get("token", "")
        path = self.service.book.transfers.path(key, relative, token, directions)
        if path is None:
            raise HTTPException(404, "Not Found")
        if request.method == "PUT":
            if not await transfers.receive(request.stream(), path):
                raise HTTPException(413, "The file is too large.")
            return Response(b"")
        if not path.is_file():
            raise HTTPException(404, "Not Found")
        return FileResponse(path, media_type="application/octet-stream")

    async def chunk(self, request: Request) -> Response:
        """A part of a large result; whoever knows its address may read it."""
        query = self.service.book.by_chunk(request.path_params["token"])
        if query is None:
            raise HTTPException(404, "Not Found")
        try:
            content = await self.service.work(answers.chunk, query.outcome.result(), request.path_params["index"])
        except IndexError:
            raise HTTPException(404, "Not Found") from None
        return Response(content, media_type="application/octet-stream")
