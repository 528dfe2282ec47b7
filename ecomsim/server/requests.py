"""Reading requests: bodies within their limit, unpacked and parsed; the address the client sees.

A body that is no JSON object is a client's mistake and is told as such, before any session is touched.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

LONG = 200_000
"""Bytes of a body that is parsed beside the event loop."""


async def body(request: Request, limit: int) -> bytes:
    """The request's body, unpacked when it is gzip. Raises 413 beyond `limit` bytes, packed or not."""
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > limit:
        raise _too_large(limit)
    parts = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        parts.append(part)
    data = b"".join(parts)
    if request.headers.get("content-encoding", "").lower() != "gzip":
        return data
    return unpacked(data, limit)


def unpacked(data: bytes, limit: int) -> bytes:
    """The content of a gzip body; no more than `limit` bytes are ever unpacked."""
    reader = zlib.decompressobj(wbits=31)
    try:
        content = reader.decompress(data, limit)
    except zlib.error as cause:
        raise HTTPException(422, "The body is not gzip.") from cause
    if reader.unconsumed_tail:
        raise _too_large(limit)
    if not reader.eof:
        raise HTTPException(422, "The gzip body ends too early.")
    return content


async def json_object(request: Request, limit: int) -> dict[str, Any]:
    """The body as a JSON object; an empty body is an empty object. Raises 422 for anything else."""
    data = await body(request, limit)
    if len(data) > LONG:
        return await asyncio.to_thread(parsed, data)
    return parsed(data)


def parsed(data: bytes) -> dict[str, Any]:
    if not data.strip():
        return {}
    try:
        value = json.loads(data)
        if b"\\ud" in data or b"\\uD" in data:  # halves of characters, which no text of the engine can hold
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as cause:
        raise HTTPException(422, "The body is not JSON.") from cause
    if not isinstance(value, dict):
        raise HTTPException(422, "The body is not a JSON object.")
    return value


def base_url(request: Request) -> str:
    """Scheme, host and port as the client wrote them, so that addresses work through a forwarded port."""
    host = request.headers.get("host") or "{}:{}".format(*request.scope["server"])
    return f"{request.url.scheme}://{host}"


def request_id(request: Request) -> str:
    return request.query_params.get("requestId") or request.query_params.get("request_id") or ""


def _too_large(limit: int) -> HTTPException:
    return HTTPException(413, f"The body is larger than {limit} bytes.")
