"""Outcomes as answers: the JSON of a query's result with its rows inline, and the chunks behind their addresses.

Source: spec/wire-protocol.md 4.1, 5.3, 7.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from typing import Any

from ecomsim.server import errors, results_arrow, results_json, rowtype, transfers
from ecomsim.server.errors import envelope
from ecomsim.server.queries import Book, Finished, Query
from ecomsim.statements.result import row_counts

RUNNING = "333333"
SUBMITTED = "333334"


def dumps(answer: Any) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def of_query(query: Query, finished: Finished, base_url: str, book: Book) -> bytes:
    """The answer of a finished query; chunk addresses begin with `base_url`."""
    if finished.error is not None:
        return dumps(errors.statement_failed(finished.error, query.id))
    if finished.transfer is not None:
        return dumps(envelope({**transfers.addressed(finished.transfer, base_url), "queryId": query.id}))
    return dumps(envelope(_data(query, finished, base_url, book)))


def is_small(finished: Finished) -> bool:
    """Whether the answer is made in no time."""
    return finished.error is not None or finished.rows * len(finished.columns) <= 1000


def _data(query: Query, finished: Finished, base_url: str, book: Book) -> dict[str, Any]:
    context = finished.context
    data: dict[str, Any] = {
        "parameters": context.parameters,
        "rowtype": rowtype.rowtype(finished.columns),
        "total": finished.rows,
        "returned": finished.rows,
        "queryId": query.id,
        "databaseProvider": None,
        "finalDatabaseName": context.database,
        "finalSchemaName": context.schema,
        "finalWarehouseName": context.warehouse,
        "finalRoleName": context.role,
        "numberOfBinds": finished.binds,
        "arrayBindSupported": finished.takes_arrays,
        "statementTypeId": finished.type_id,
        "version": 1,
        "sendResultTime": int(time.time() * 1000),
        "queryResultFormat": finished.format,
        **_rows(finished),
    }
    if len(finished.parts) > 1:
        token = book.offer_chunks(query, secrets.token_urlsafe(32))
        data["chunks"] = [_chunk(finished, f"{base_url}/chunks/{token}/{index}", index) for index in _rest(finished)]
        data["chunkHeaders"] = {}
        data["qrmk"] = None
    if finished.children:
        data["resultIds"] = ",".join(child for child, _ in finished.children)
        data["resultTypes"] = ",".join(str(type_id) for _, type_id in finished.children)
    if finished.result is not None and finished.result.kind == "dml" and finished.rows:
        counts = row_counts(finished.result)
        data["stats"] = {
            "numRowsInserted": counts.inserted or 0,
            "numRowsUpdated": counts.updated or 0,
            "numRowsDeleted": counts.deleted or 0,
            "numDmlDuplicates": 0,
        }
    return data


def _rows(finished: Finished) -> dict[str, Any]:
    """The inline part."""
    if finished.format == "json":
        rows = results_json.rows(finished.columns, finished.part(0)) if finished.result is not None else []
        finished.let_go()
        return {"rowset": rows}
    stream = results_arrow.stream(finished.part(0), finished.arrow_columns)
    finished.let_go()
    return {"rowsetBase64": base64.b64encode(stream).decode()}


def _rest(finished: Finished) -> range:
    return range(1, len(finished.parts))


def _chunk(finished: Finished, url: str, index: int) -> dict[str, Any]:
    start, stop = finished.parts[index]
    size = max(1, finished.bytes * (stop - start) // max(1, finished.rows))
    return {"url": url, "rowCount": stop - start, "uncompressedSize": size, "compressedSize": size}


def chunk(finished: Finished, index: int) -> bytes | memoryview:
    """The body of a chunk. Raises IndexError for one that was never offered."""
    if index not in _rest(finished):
        raise IndexError(index)
    try:
        if finished.format == "json":
            return results_json.chunk(finished.columns, finished.part(index))
        return results_arrow.stream(finished.part(index), finished.arrow_columns)
    finally:
        finished.let_go()


def running(query: Query, code: str) -> dict[str, Any]:
    """The answer while a query runs: come back for the result."""
    data = {
        "queryId": query.id,
        "getResultUrl": f"/queries/{query.id}/result",
        "queryAbortsAfterSecs": 300,
        "progressDesc": None,
    }
    text = "Query execution in progress." if code == RUNNING else "Asynchronous execution in progress."
    return envelope(data, code=code, message=text)


def status(query: Query | None) -> dict[str, Any]:
    """The monitoring page of one query."""
    return envelope({"queries": [] if query is None else [_status(query)]})


def _status(query: Query) -> dict[str, Any]:
    error = query.outcome.result().error if query.is_done else query.stopped_by
    ended = query.ended or time.time()
    return {
        "id": query.id,
        "status": query.status,
        "state": query.status,
        "errorCode": None if error is None else f"{error.errno:06d}",
        "errorMessage": "" if error is None else error.raw_msg,
        "sqlText": query.text,
        "sessionId": query.login.engine.id,
        "startTime": int(query.started * 1000),
        "endTime": int(query.ended * 1000),
        "totalDuration": int((ended - query.started) * 1000),
        "stats": {},
    }
