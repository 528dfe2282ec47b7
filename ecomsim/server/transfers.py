"""PUT and GET: the client moves the files itself, the server only says where.

A file of the machine the server runs on is never read or written for a statement: clients of the same machine copy into
the stage's folder, the others (Python 5.x knows no other way, and Go has none for data that is in no file) send files
here, to an address that knows one stage path and nothing else. Source: spec/wire-protocol.md 10.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import tempfile
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from ecomsim import errors
from ecomsim.errors import SnowflakeError
from ecomsim.server.sessions import Client
from ecomsim.sessions.session import Session
from ecomsim.sqltext import nodes
from ecomsim.sqltext.parse import parse
from ecomsim.staging import places
from ecomsim.staging.places import Place

BUCKET = "ecomsim-stage"
MOST_TRANSFERS = 10_000

_TRANSFER = re.compile(r"\s*(?:(?:--|//)[^\n]*\n\s*|/\*.*?\*/\s*)*(?:PUT|GET)\s", re.IGNORECASE | re.DOTALL)
_MARK = re.compile(r"(?<=\s)\?(?=\s|;|\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """An open address: the stage path it reaches, its secret, and which way files go."""

    place: Place
    token: str
    direction: Literal["PUT", "GET"]


class Transfers:
    """The addresses given out, by id; the oldest are closed when there are too many."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: OrderedDict[str, Transfer] = OrderedDict()

    def offer(self, place: Place, direction: Literal["PUT", "GET"]) -> tuple[str, Transfer]:
        key, transfer = (
            secrets.token_urlsafe(24),
            Transfer(place=place, token=secrets.token_urlsafe(32), direction=direction),
        )
        with self._lock:
            self._open[key] = transfer
            while len(self._open) > MOST_TRANSFERS:
                self._open.popitem(last=False)
        return key, transfer

    def path(self, key: str, relative: str, token: str, directions: tuple[str, ...]) -> Path | None:
        """The file that an address with this token may reach; None for anything else."""
        transfer = self._open.get(key)
        if transfer is None or not hmac.compare_digest(token.encode(), transfer.token.encode()):
            return None
        if transfer.direction not in directions or not relative or relative.endswith("/"):
            return None
        try:
            return places.inside(transfer.place, relative)
        except SnowflakeError:
            return None


def is_transfer(sql: str) -> bool:
    """Whether the text begins with PUT or GET."""
    return _TRANSFER.match(sql) is not None


def instructions(
    sql: str, values: Mapping[str, Any] | None, session: Session, client: Client, transfers: Transfers
) -> dict[str, Any] | None:
    """What the client must know to do a PUT or GET; None for a text that is neither after all.

    Raises 002003 for a stage that does not exist.
    """
    statement = parse(_MARK.sub(lambda _: _quoted(values), sql, count=1))
    if isinstance(statement, nodes.PutFiles):
        return _put(statement, session, client, transfers)
    if isinstance(statement, nodes.GetFiles):
        return _get(statement, session, client, transfers)
    return None


def _quoted(values: Mapping[str, Any] | None) -> str:
    """The bound stage path as a literal."""
    value = (values or {}).get("1")
    if not isinstance(value, str):
        raise errors.compilation(2049, "42601", "Bind variable ? not set.")
    return "'" + value.replace("'", "''") + "'"


def _put(statement: nodes.PutFiles, session: Session, client: Client, transfers: Transfers) -> dict[str, Any]:
    place = places.writable(statement.location, session)
    folder = places.inside(place, place.prefix.rstrip("/")) if place.prefix else place.folder
    folder.mkdir(parents=True, exist_ok=True)
    options = {name.upper(): str(value) for name, value in statement.options.items()}
    return {
        "command": "UPLOAD",
        "operation": "Node",
        "src_locations": [statement.source],
        "autoCompress": options.get("AUTO_COMPRESS", "TRUE").upper() == "TRUE",
        "sourceCompression": options.get("SOURCE_COMPRESSION", "AUTO_DETECT").lower(),
        "overwrite": options.get("OVERWRITE", "FALSE").upper() == "TRUE",
        "parallel": int(options.get("PARALLEL", "4")) if options.get("PARALLEL", "4").isdecimal() else 4,
        "threshold": 209_715_200,
        "clientShowEncryptionParameter": False,
        "encryptionMaterial": None,
        "statementTypeId": None,
        "stageInfo": _stage(Place(folder=folder, prefix="", label=""), "PUT", client, transfers, statement.source),
    }


def _get(statement: nodes.GetFiles, session: Session, client: Client, transfers: Transfers) -> dict[str, Any]:
    place = places.resolve(statement.location, session)
    options = {name.upper(): str(value) for name, value in statement.options.items()}
    found = places.files(place, options.get("PATTERN"))
    return {
        "command": "DOWNLOAD",
        "operation": "Node",
        "src_locations": [file.path.relative_to(place.folder).as_posix() for file in found],
        "localLocation": statement.target,
        "parallel": 4,
        "threshold": 209_715_200,
        "clientShowEncryptionParameter": False,
        "encryptionMaterial": [],
        "statementTypeId": None,
        "stageInfo": _stage(Place(folder=place.folder, prefix="", label=""), "GET", client, transfers),
    }


def _stage(
    place: Place, direction: Literal["PUT", "GET"], client: Client, transfers: Transfers, source: str = ""
) -> dict[str, Any]:
    """Where the stage is for this client; `addressed` completes what is on the server."""
    common = {
        "path": "",
        "region": "local",
        "storageAccount": None,
        "isClientSideEncrypted": False,
        "presignedUrl": None,
    }
    is_python = client.application == "PythonConnector" and client.major >= 5
    if not is_python and not (client.application == "Go" and direction == "PUT"):
        return {**common, "locationType": "LOCAL_FS", "location": f"{place.folder}/", "creds": {}, "endPoint": None}
    key, transfer = transfers.offer(place, direction)
    remote = {**common, "locationType": "GCS", "location": f"{BUCKET}/{key}/", "endPoint": ""}
    if is_python:
        return {**remote, "creds": {"GCS_ACCESS_TOKEN": transfer.token}}
    # this client asks again for each file, with the file's name in the stage as the source
    name = quote(source.replace("\\", "/").rpartition("/")[2])
    return {**remote, "creds": {}, "presignedUrl": f"/{BUCKET}/{key}/{name}?token={transfer.token}"}


def addressed(instructions: Mapping[str, Any], base_url: str) -> dict[str, Any]:
    """The instructions with the server's address, as the client knows it, where files are on the server."""
    stage = dict(instructions["stageInfo"])
    if stage["presignedUrl"]:
        stage["presignedUrl"] = base_url + stage["presignedUrl"]
    elif stage["endPoint"] is not None:
        stage["endPoint"] = base_url
    return {**instructions, "stageInfo": stage}


LARGEST_FILE = 5 << 30
"""Bytes of one upload: what PUT can take."""


async def receive(parts: AsyncIterator[bytes], target: Path, largest: int = LARGEST_FILE) -> bool:
    """Write an upload; the file is there as a whole or not at all. False for one that is too large."""
    size = 0
    target.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=target.parent, prefix=".upload-")
    try:
        with os.fdopen(number, "wb") as file:
            async for part in parts:
                size += len(part)
                if size > largest:
                    break
                file.write(part)
        if size > largest:
            Path(name).unlink(missing_ok=True)
            return False
        os.replace(name, target)
        return True
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
