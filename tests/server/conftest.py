"""One server for the room's tests; every test has an account of its own on it."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
import snowflake.connector

_accounts = itertools.count()


@dataclass(frozen=True)
class Running:
    port: int
    url: str
    service: Any = None  # of a server in this process


@pytest.fixture(scope="session")
def server() -> Iterator[Running]:
    """A server in this process, or the one at ECOMSIM_SERVER_PORT (another environment's client runs the tests)."""
    if port := os.environ.get("ECOMSIM_SERVER_PORT"):
        yield Running(int(port), f"http://127.0.0.1:{port}")
        return
    from ecomsim.server.run import Server
    from ecomsim.server.settings import Settings

    with Server(Settings(port=0)) as running:
        yield Running(running.port, running.url, running.service)


@pytest.fixture
def account() -> str:
    return f"test{os.getpid()}-{next(_accounts)}"


def login(server: Running, account: str) -> dict[str, Any]:
    """How the connector, of either kind, reaches an account of this server."""
    return {
        "user": "me",
        "password": "secret",
        "account": "local",
        "host": "127.0.0.1",
        "port": server.port,
        "protocol": "http",
        "session_parameters": {"ECOMSIM_ACCOUNT": account},
    }


@pytest.fixture
def connect(server: Running, account: str) -> Iterator[Callable[..., Any]]:
    """Connections of the real connector to the test's own account."""
    opened = []

    def open_one(**options: Any) -> Any:
        given = login(server, account)
        given["session_parameters"] |= options.pop("session_parameters", {})
        connection = snowflake.connector.connect(**given, **options)
        opened.append(connection)
        return connection

    yield open_one
    for connection in opened:
        connection.close()


@pytest.fixture
def cursor(connect: Callable[..., Any]) -> Any:
    """A cursor in schema DB1.S1 of an empty account; binds are written `?`."""
    cursor = connect(paramstyle="qmark").cursor()
    cursor.execute("CREATE DATABASE db1")
    cursor.execute("CREATE SCHEMA s1")
    return cursor


@dataclass
class Wire:
    """The protocol without a client: JSON in, JSON out."""

    url: str
    token: str = "None"
    master: str = ""
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def call(
        self, method: str, path: str, content: Any = None, *, headers: dict[str, str] | None = None, token: str = ""
    ) -> tuple[int, bytes]:
        data = content if isinstance(content, bytes | None) else json.dumps(content).encode()
        sent = {"Authorization": f'Snowflake Token="{token or self.token}"', "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, {**sent, **(headers or {})}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def post(self, path: str, content: Any, **options: Any) -> dict[str, Any]:
        status, body = self.call("POST", path, content, **options)
        assert status == 200, body
        return json.loads(body)

    def get(self, path: str, **options: Any) -> dict[str, Any]:
        status, body = self.call("GET", path, **options)
        assert status == 200, body
        return json.loads(body)

    def log_in(self, account: str | None = None, **parameters: Any) -> dict[str, Any]:
        own = {} if account is None else {"ECOMSIM_ACCOUNT": account}
        content = {"data": {"LOGIN_NAME": "me", "PASSWORD": "x", "SESSION_PARAMETERS": {**own, **parameters}}}
        answer = self.post("/session/v1/login-request", content)
        if answer["success"]:
            self.token, self.master = answer["data"]["token"], answer["data"]["masterToken"]
        return answer

    def query(self, sql: str, *, request_id: str | None = None, **fields: Any) -> dict[str, Any]:
        request_id = request_id or f"request-{next(self.numbers)}"
        return self.post(f"/queries/v1/query-request?requestId={request_id}", {"sqlText": sql, **fields})

    def packed(self, path: str, content: Any) -> dict[str, Any]:
        return self.post(path, gzip.compress(json.dumps(content).encode()), headers={"Content-Encoding": "gzip"})


def until(happened: Callable[[], Any]) -> None:
    """Wait for a state; what never happens ends as the failure of the test's own time limit, not of a guess."""
    while not happened():
        time.sleep(0.01)


def until_it_runs(service: Any, query_id: str) -> None:
    """Wait until a query has its session, and every later one of that session has to wait or pass."""
    until(lambda: service.book.by_id(query_id).engine is not None)


@pytest.fixture
def runs(server: Running) -> Callable[[str], None]:
    """Wait until a query of the shared server runs."""
    return partial(until_it_runs, server.service)


@pytest.fixture
def wire(server: Running, account: str) -> Wire:
    """A logged-in session of the test's own account; its rows come as JSON."""
    wire = Wire(server.url)
    assert wire.log_in(account)["success"]
    return wire
