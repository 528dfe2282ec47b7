"""A thousand requests that no client sends: the server stays up, tells nothing, and nothing is written.

They are generated: every kind of mistake and attack that this module knows, in the order of a seeded dice.
"""

from __future__ import annotations

import gzip
import json
import random
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ecomsim", reason="starts servers of its own")

from ecomsim.server.run import Server
from ecomsim.server.settings import Settings
from tests.server.conftest import Wire, until

REQUESTS = 1000
PASSWORD = "pass-4711-word"
SECRET = "secret-0815-row"


@dataclass
class Target:
    """A server with something to lose, and who attacks it: `guest` may do nothing, a stranger has no token at all."""

    server: Server
    owner: Wire
    guest: Wire
    folder: Path
    chunk: str = ""
    dice: random.Random = field(default_factory=lambda: random.Random(20260101))

    @property
    def url(self) -> str:
        return self.server.url


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Target]:
    database = tmp_path / "account.duckdb"
    with Server(
        Settings(port=0, database=str(database), user="owner", password=PASSWORD, max_request=200_000)
    ) as server:
        owner, guest = Wire(server.url), Wire(server.url)
        log_in(owner, "owner", PASSWORD)
        for sql in (
            "CREATE DATABASE d",
            "CREATE TABLE t (a INT, s VARCHAR)",
            f"INSERT INTO t VALUES (1, '{SECRET}')",
            "CREATE STAGE st",
            "CREATE USER guest PASSWORD = 'guest'",
        ):
            assert owner.query(sql)["success"], sql
        log_in(guest, "guest", "guest")
        big = owner.query("SELECT RPAD('x', 99, 'y') FROM d.public.t, TABLE(GENERATOR(ROWCOUNT => 60000))")
        yield Target(server, owner, guest, tmp_path, big["data"]["chunks"][0]["url"].removeprefix(server.url))


def log_in(wire: Wire, name: str, password: str) -> None:
    data = wire.post("/session/v1/login-request", {"data": {"LOGIN_NAME": name, "PASSWORD": password}})["data"]
    wire.token, wire.master = data["token"], data["masterToken"]


def state(target: Target) -> Any:
    """What must not change: objects, rows, users, files of stages, and the files around the database."""
    asked = (
        "SHOW OBJECTS IN ACCOUNT", "SELECT HASH_AGG(a, s), COUNT(*) FROM d.public.t", "SHOW USERS", "SHOW ROLES",
        "SHOW STAGES IN ACCOUNT", "LIST @d.public.st", "SHOW DATABASES",
    )  # fmt: skip
    files = sorted(str(path) for path in target.folder.rglob("*") if path.is_file() and path.suffix != ".wal")
    answers = {sql: target.owner.query(sql) for sql in asked}
    assert [(sql, answer["message"]) for sql, answer in answers.items() if not answer["success"]] == []
    return [answer["data"]["rowset"] for answer in answers.values()], files


# --- what an attacker sends ------------------------------------------------------------------------------------

Attack = Callable[[Target], tuple[int, bytes]]

PATHS = (
    "/", "//", "/nowhere", "/session", "/session?delete=false", "/session/token-request", "/session/heartbeat",
    "/session/v1/login-request", "/queries/v1/query-request?requestId=r", "/queries/v1/abort-request",
    "/queries/../../etc/passwd/result", "/queries/%00/result", "/monitoring/queries/'%20OR%201=1", "/telemetry/send",
    "/chunks/../0", "/chunks/x/-1", "/chunks/x/99999999999999999999", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc",
    "/api/v2/statements", "/api/v2/statements/x", "/api/v2/statements/x/cancel", "/ecomsim-stage/k/f", "/" + "a" * 5000,
    "/ecomsim-stage/../../etc/passwd", "/ecomsim-stage/k/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/docs", "/openapi.json",
)  # fmt: skip
BODIES: tuple[Any, ...] = (
    b"", b"{", b"[" * 50_000, b"null", b"[]", b"5", b'"x"', b"\xff\xfe", b"\x1f\x8b\x08broken", b"{}" * 1000,
    b'{"a":' * 5000, {"data": 5}, {"data": {"SESSION_PARAMETERS": 5}}, {"sqlText": 5}, {"sqlText": None},
    {"sqlText": "SELECT \ud800"}, {"requestId": ["x"]}, {"data": {"LOGIN_NAME": {"x": 1}, "PASSWORD": ["x"]}},
    {"sqlText": "SELECT 1", "bindings": 5}, {"sqlText": "SELECT ?", "bindings": {"1": {"type": "X", "value": {}}}},
    {"sqlText": "SELECT ?", "bindings": {"1": {"type": "DATE", "value": "9" * 40}}},
    {"sqlText": "SELECT ?", "bindings": {"1": {"type": "TEXT", "value": [[1]]}}},
    {"sqlText": "SELECT 1", "parameters": {"MULTI_STATEMENT_COUNT": "many"}}, {"sqlText": "SELECT 1", "parameters": []},
    {"oldSessionToken": "x", "requestType": "ISSUE"}, {"statement": ["SELECT 1"]},
    {"statement": "SELECT 1", "timeout": "x"},
)  # fmt: skip
STATEMENTS = (
    'CREATE TABLE "x""; DROP SCHEMA _ecomsim CASCADE; --" (a INT)', "SELECT * FROM _ecomsim.meta",
    "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/passwd'", "COPY t TO '/tmp/stolen.csv'",
    "ATTACH '/etc/passwd' AS p", "INSTALL httpfs", "PRAGMA database_list", "SET memory_limit = '1KB'",
    "DROP TABLE d.public.t", "DELETE FROM d.public.t", "UPDATE d.public.t SET s = 'x'", "SELECT * FROM d.public.t",
    "GRANT ROLE ACCOUNTADMIN TO USER guest", "USE ROLE ACCOUNTADMIN", "ALTER USER owner SET PASSWORD = 'x'",
    "ALTER USER guest SET LOGIN_NAME = owner; ALTER USER guest SET RSA_PUBLIC_KEY = 'x'", "CREATE DATABASE stolen",
    "PUT file:///etc/passwd @d.public.st", "GET @d.public.st/../../ file:///tmp", "LIST @d.public.st/../..",
    "CREATE STAGE s URL = 'file:///etc/'", "SELECT $1 FROM @d.public.st/../../../etc/passwd",
    "COPY INTO @d.public.st/../../x FROM (SELECT 1)", "REMOVE @d.public.st/..", "SELECT '\x00'",
    "SELECT 1;;;; SELECT",
    "CREATE FUNCTION f() RETURNS INT LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'f' AS 'def f(): return 1'",
    "SELECT " + "(" * 400 + "1" + ")" * 400, "SELECT 1 FROM " + "a," * 3000 + "b",
    "EXECUTE IMMEDIATE 'DROP DATABASE d'",
    "BEGIN DROP TABLE d.public.t; END", "CALL SYSTEM$WAIT('x')",
    "SELECT getenv('HOME'), current_setting('home_directory')",
    "WITH RECURSIVE r AS (SELECT 1 a UNION ALL SELECT a FROM nope) SELECT * FROM r",
)  # fmt: skip


def tokens(target: Target) -> list[str]:
    own = target.owner.token
    return ["", "x", "None", own[:-1], own + "x", own.swapcase(), "é", "0" * 5000, target.owner.master, '" OR "1"="1']


def any_path(target: Target) -> tuple[int, bytes]:
    """A path, a method and a body that do not belong together, from a stranger."""
    dice = target.dice
    method = dice.choice(["POST", "GET", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
    headers = {"Authorization": f'Snowflake Token="{dice.choice(tokens(target))}"'.encode().decode("latin-1")}
    if dice.random() < 0.2:
        headers["Content-Encoding"] = dice.choice(["gzip", "br", "x"])
    if dice.random() < 0.2:
        headers["Authorization"] = dice.choice(
            ["Bearer x", "Bearer " + PASSWORD[:-1], "Bearer eyJ.e30.x", "Basic eDp4", ""]
        )
    return call(target.guest, method, dice.choice(PATHS), body(dice) if method != "GET" else None, headers)


def malformed(target: Target) -> tuple[int, bytes]:
    """A real endpoint with a real token, and a body that makes no sense."""
    path = f"/queries/v1/query-request?requestId={target.dice.random()}"
    return call(target.guest, "POST", path, body(target.dice), {})


def oversized(target: Target) -> tuple[int, bytes]:
    """More than a request may hold, plain or packed."""
    content = json.dumps({"sqlText": f"SELECT '{'x' * 300_000}'"}).encode()
    packed = target.dice.random() < 0.5
    headers = {"Content-Encoding": "gzip"} if packed else {}
    try:
        return call(
            target.guest, "POST", "/queries/v1/query-request", gzip.compress(content) if packed else content, headers
        )
    except (OSError, ValueError):  # the connection is closed while the body is on its way
        return 413, b""


def statement(target: Target) -> tuple[int, bytes]:
    """SQL of a guest who was granted nothing."""
    sql = target.dice.choice(STATEMENTS)
    content = {"sqlText": sql, "parameters": {"MULTI_STATEMENT_COUNT": 0}, "asyncExec": target.dice.random() < 0.1}
    return call(
        target.guest,
        "POST",
        f"/queries/v1/query-request?requestId={target.dice.random()}",
        json.dumps(content).encode(),
        {},
    )


def foreign(target: Target) -> tuple[int, bytes]:
    """A token that is nearly right, and the addresses of other users' results."""
    dice = target.dice
    path = dice.choice([
        f"/queries/{target.owner.query('SELECT 1')['data']['queryId']}/result",
        target.chunk[:-3] + "x/1", "/session/heartbeat",
        target.chunk.rpartition("/")[0] + "/0", "/session?delete=true",
    ])  # fmt: skip
    headers = {"Authorization": f'Snowflake Token="{dice.choice(tokens(target))}"'.encode().decode("latin-1")}
    return call(target.guest, "GET" if path.startswith(("/queries", "/chunks")) else "POST", path, None, headers)


def unfinished(target: Target) -> tuple[int, bytes]:
    """A body that never comes, comes a byte at a time, or ends too early; also no HTTP at all."""
    head = b"POST /queries/v1/query-request HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\n"
    kinds = (head, head + b'{"sqlText"', head[:40], b"\x16\x03\x01\x02\x00\x01\x00", b"GET / HTTP/9.9\r\n\r\n",
             head.replace(b"500", b"-1"), head.replace(b"500", b"1, 2"), b"A" * 20_000)  # fmt: skip
    with socket.create_connection(("127.0.0.1", target.server.port), timeout=60) as raw:
        raw.sendall(target.dice.choice(kinds))
        if target.dice.random() < 0.5:
            raw.shutdown(socket.SHUT_WR)
            raw.settimeout(0.3)
            try:
                return 0, raw.recv(2000)
            except OSError:
                return 0, b""
    return 0, b""


def body(dice: random.Random) -> bytes:
    content = dice.choice(BODIES)
    return content if isinstance(content, bytes) else json.dumps(content).encode()


def call(wire: Wire, method: str, path: str, content: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
    return wire.call(method, path, content, headers=headers)


ATTACKS: tuple[tuple[Attack, int], ...] = (
    (any_path, 35), (malformed, 20), (oversized, 3), (statement, 25), (foreign, 12), (unfinished, 5),
)  # fmt: skip
"""Each attack and how many of a hundred requests it makes."""

LEAKS = (b"Traceback", b"root:", b"site-packages", b".py", b"_ecomsim.", SECRET.encode(), PASSWORD.encode())


def test_a_thousand_hostile_requests(target: Target) -> None:
    before = state(target)
    attacks, weights = zip(*ATTACKS, strict=True)
    secrets = (*LEAKS, str(target.folder).encode(), target.owner.token.encode(), target.owner.master.encode())
    seen: dict[str, int] = {}
    for _ in range(REQUESTS):
        attack = target.dice.choices(attacks, weights)[0]
        status, answer = attack(target)
        assert status < 500, (attack.__name__, status, answer[:300])
        for secret in secrets:
            assert secret not in answer, (attack.__name__, secret, answer[:500])
        seen[attack.__name__] = seen.get(attack.__name__, 0) + 1
    assert set(seen) == {attack.__name__ for attack, _ in ATTACKS}
    until(lambda: not target.server.service.book.running())  # what was submitted and not waited for
    assert state(target) == before
    assert target.owner.query("SELECT 1")["data"]["rowset"] == [["1"]]
    assert target.guest.query("SELECT CURRENT_ROLE()")["data"]["rowset"] == [["PUBLIC"]]


def test_stage_addresses_reach_one_stage_only(target: Target) -> None:
    data = target.owner.post(
        "/session/v1/login-request",
        {"data": {"LOGIN_NAME": "owner", "PASSWORD": PASSWORD,
                  "CLIENT_APP_ID": "PythonConnector", "CLIENT_APP_VERSION": "5.2.0"}},
    )["data"]  # fmt: skip
    wire = Wire(target.url, token=data["token"])
    info = wire.query("PUT file:///tmp/a.csv @d.public.st/in")["data"]["stageInfo"]
    bearer = {"Authorization": f"Bearer {info['creds']['GCS_ACCESS_TOKEN']}"}
    base = "/" + info["location"]
    outside = (
        "../x",
        "..%2fx",
        "%2e%2e/x",
        "a/../../x",
        "a/%2e%2e/%2e%2e/x",
        "..%5cx",
        "x%00y",
        "",
    )
    for path in outside:
        status, _ = wire.call("PUT", base + path, b"stolen", headers=bearer)
        assert status in (400, 404, 405), path
    assert wire.call("PUT", base + "ok.csv", b"1", headers={"Authorization": "Bearer x"})[0] == 404
    assert wire.call("GET", base + "ok.csv", headers=bearer)[0] == 404  # an address to send to gives nothing back
    assert wire.call("PUT", base + "ok.csv", b"1,2", headers=bearer)[0] == 200
    assert [row[0] for row in wire.query("LIST @d.public.st")["data"]["rowset"]] == ["st/in/ok.csv"]
    assert sorted(path.name for path in target.folder.iterdir() if path.is_file() and path.suffix != ".wal") == [
        "account.duckdb"
    ]


def test_slow_bodies_block_nobody(target: Target) -> None:
    head = b"POST /session/v1/login-request HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90000\r\n\r\n"
    slow = [socket.create_connection(("127.0.0.1", target.server.port), timeout=60) for _ in range(200)]
    try:
        for each in slow:
            each.sendall(head + b"{")
        assert target.owner.query("SELECT 1")["data"]["rowset"] == [["1"]]
    finally:
        for each in slow:
            each.close()
