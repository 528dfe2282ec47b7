"""The SQL API, version 2: statements over plain HTTP, without a session of their own.

Each request runs in a session that begins with it and ends with its statement; results are kept by handle. Statuses
are real HTTP statuses here. Source: spec/wire-protocol.md 12.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ecomsim.catalog.account_objects import User
from ecomsim.errors import SnowflakeError
from ecomsim.server import answers, errors, guests, requests, results_json, rowtype, statements
from ecomsim.server.queries import Book, Finished, Query
from ecomsim.server.service import Service
from ecomsim.server.sessions import Login
from ecomsim.statements.result import row_counts

Endpoint = Callable[[Request], Awaitable[Response]]
PATH = "/api/v2/statements"
APPLICATION = "SQLAPI"


def routes(service: Service) -> list[Route]:
    pages = Pages(service)
    return [
        Route(PATH, guarded(pages.submit), methods=["POST"]),
        Route(PATH + "/{handle}", guarded(pages.result), methods=["GET"]),
        Route(PATH + "/{handle}/cancel", guarded(pages.cancel), methods=["POST"]),
    ]


def guarded(endpoint: Endpoint) -> Endpoint:
    """Failures as the API tells them: their status, and a JSON object with code and message."""

    async def page(request: Request) -> Response:
        try:
            return await endpoint(request)
        except errors.RefusedError as refused:
            return _reply({"code": f"{refused.code:06d}", "message": refused.message}, 401)
        except HTTPException as failure:
            return _reply(
                {"code": f"{391900 + failure.status_code % 100:06d}", "message": failure.detail}, failure.status_code
            )
        except Exception as bug:
            return _failed(errors.as_snowflake_error(bug, ""), "")

    return page


class Pages:
    """The endpoints of the API."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def submit(self, request: Request) -> Response:
        user = await guests.user(request, self.service)
        content = await requests.json_object(request, self.service.settings.max_request)
        if not isinstance(content.get("statement"), str):
            raise HTTPException(400, "The request has no 'statement'.")
        guest = await self.service.work(self._guest, user, content)
        query = self.service.submit(guest, requests.request_id(request), _options(content), run=run_and_leave)
        if query.login is not guest:  # a retry: the first request's session does the work
            await self.service.work(guest.engine.close)
        if request.query_params.get("async") == "true":
            return _running(query, answers.SUBMITTED)
        return await self._answer(query, 0)

    async def result(self, request: Request) -> Response:
        partition = request.query_params.get("partition", "0")
        if not partition.isdecimal():
            raise HTTPException(400, "The partition is not a number.")
        return await self._answer(await self._find(request), int(partition))

    async def cancel(self, request: Request) -> Response:
        query = await self._find(request)
        if not query.cancel():
            raise HTTPException(422, "The statement is not running.")
        return _reply({"code": "000604", "sqlState": "57014", "message": "Statement canceled.", **_handle(query)})

    # --- who and where ---------------------------------------------------------------------------------------

    def _guest(self, user: User | None, content: Mapping[str, Any]) -> Login:
        places = {wire: str(content[name]) for name, wire in _PLACES.items() if isinstance(content.get(name), str)}
        return guests.session(user, places, APPLICATION, self.service)

    async def _find(self, request: Request) -> Query:
        user = await guests.user(request, self.service)
        query = self.service.book.by_id(request.path_params["handle"])
        name = user.name.last if user is not None else guests.USER
        if query is None or query.login.client.application != APPLICATION or query.login.user != name:
            raise HTTPException(404, "There is no statement with this handle.")
        return query

    # --- answers ---------------------------------------------------------------------------------------------

    async def _answer(self, query: Query, partition: int) -> Response:
        finished = await self.service.outcome(query)
        if finished is None:
            return _running(query, answers.RUNNING)
        if finished.error is not None:
            return _failed(finished.error, query.id)
        if partition >= len(finished.parts):
            raise HTTPException(404, "The result has no such partition.")
        return _reply(await self.service.work(_content, query, finished, partition))


_PLACES = {"database": "databaseName", "schema": "schemaName", "warehouse": "warehouse", "role": "roleName"}


def run_and_leave(query: Query, book: Book) -> None:
    """Run a query, then end the session that was made for it."""
    statements.run_query(query, book)
    query.login.engine.close()


def _options(content: Mapping[str, Any]) -> dict[str, Any]:
    """The request as a query request has it."""
    given = content.get("parameters")
    own = {str(name).upper(): value for name, value in given.items()} if isinstance(given, Mapping) else {}
    if content.get("timeout"):
        own["STATEMENT_TIMEOUT_IN_SECONDS"] = content["timeout"]
    return {"sqlText": content["statement"], "bindings": content.get("bindings"), "parameters": own}


def _content(query: Query, finished: Finished, partition: int) -> dict[str, Any]:
    """A result, or one of its later partitions, which are rows alone."""
    rows = results_json.rows(finished.columns, finished.part(partition), booleans=("false", "true"))
    finished.let_go()
    if partition:
        return {"data": rows}
    sizes = [(stop - start) for start, stop in finished.parts]
    content: dict[str, Any] = {
        "code": "090001",
        "sqlState": "00000",
        "message": "Statement executed successfully.",
        **_handle(query),
        "createdOn": int(query.started * 1000),
        "resultSetMetaData": {
            "numRows": finished.rows,
            "format": "jsonv2",
            "partitionInfo": [{"rowCount": rows, "uncompressedSize": _share(finished, rows)} for rows in sizes],
            "rowType": rowtype.rowtype(finished.columns),
        },
        "data": rows,
    }
    if finished.children:
        content["statementHandles"] = [child for child, _ in finished.children]
    if finished.result is not None and finished.result.kind == "dml":
        counts = row_counts(finished.result)
        content["stats"] = {
            "numRowsInserted": counts.inserted or 0,
            "numRowsUpdated": counts.updated or 0,
            "numRowsDeleted": counts.deleted or 0,
            "numDuplicateRowsUpdated": 0,
        }
    return content


def _share(finished: Finished, rows: int) -> int:
    return finished.bytes * rows // max(1, finished.rows)


def _handle(query: Query) -> dict[str, str]:
    return {"statementHandle": query.id, "statementStatusUrl": f"{PATH}/{query.id}"}


def _running(query: Query, code: str) -> Response:
    text = "Asynchronous execution in progress. Use provided query id to perform query monitoring and management."
    return _reply({"code": code, "message": text, **_handle(query)}, 202)


def _failed(error: SnowflakeError, query_id: str) -> Response:
    status = 408 if error.errno == 630 else 422
    content = {
        "code": f"{error.errno:06d}",
        "sqlState": error.sqlstate,
        "message": error.raw_msg,
        "statementHandle": query_id,
    }
    return _reply(content, status)


def _reply(content: Mapping[str, Any], status: int = 200) -> Response:
    return Response(answers.dumps(content), status, media_type="application/json")
