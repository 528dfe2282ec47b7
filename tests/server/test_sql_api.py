"""The SQL API: statements without a session, results by handle and in partitions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("ecomsim", reason="starts servers of its own")

from ecomsim.server.run import Server
from ecomsim.server.settings import Settings
from tests.server.conftest import Wire

BEARER = {"Authorization": "Bearer secret"}
SLOW = """SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 100000000)) a
    CROSS JOIN TABLE(GENERATOR(ROWCOUNT => 100000)) b"""


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Server(Settings(port=0, password="secret")) as server:
        yield Wire(server.url)


def post(wire: Wire, statement: str, path: str = "", **fields: Any) -> tuple[int, dict[str, Any]]:
    status, body = wire.call("POST", "/api/v2/statements" + path, {"statement": statement, **fields}, headers=BEARER)
    return status, json.loads(body)


def get(wire: Wire, path: str) -> tuple[int, dict[str, Any]]:
    status, body = wire.call("GET", path, headers=BEARER)
    return status, json.loads(body)


def test_a_query(wire: Wire) -> None:
    binds = {"1": {"type": "FIXED", "value": "20"}}
    status, answer = post(wire, "SELECT ? + 1 AS n, TRUE AS b, 'é' AS s, NULL AS z", bindings=binds)
    assert (status, answer["code"], answer["data"]) == (200, "090001", [["21", "true", "é", None]])
    assert [column["name"] for column in answer["resultSetMetaData"]["rowType"]] == ["N", "B", "S", "Z"]
    status, again = get(wire, answer["statementStatusUrl"])
    assert (status, again["data"]) == (200, answer["data"])


def test_statements_have_a_place_and_no_memory(wire: Wire) -> None:
    assert post(wire, "CREATE DATABASE shop")[0] == 200
    assert post(wire, "CREATE TABLE shop.public.t (a INT)")[0] == 200
    status, answer = post(wire, "INSERT INTO t VALUES (1), (2)", database="shop", schema="public")
    assert (status, answer["stats"]["numRowsInserted"]) == (200, 2)
    assert post(wire, "SELECT COUNT(*) FROM t")[0] == 422
    assert post(wire, "SELECT 1", database="nope")[1]["code"] == "390201"


def test_errors_are_422(wire: Wire) -> None:
    status, answer = post(wire, "SELECT 1 / 0")
    assert (status, answer["code"], answer["sqlState"]) == (422, "100051", "22012")
    assert len(answer["statementHandle"]) == 36
    assert get(wire, "/api/v2/statements/unknown")[0] == 404
    assert (
        wire.call("POST", "/api/v2/statements", {"statement": "SELECT 1"}, headers={"Authorization": "Bearer x"})[0]
        == 401
    )
    assert wire.call("POST", "/api/v2/statements", {"statement": 5}, headers=BEARER)[0] == 400


def test_several_statements(wire: Wire) -> None:
    status, answer = post(wire, "SELECT 1; SELECT 'x'", parameters={"MULTI_STATEMENT_COUNT": "2"})
    assert status == 200
    data = [get(wire, f"/api/v2/statements/{handle}")[1]["data"] for handle in answer["statementHandles"]]
    assert data == [[["1"]], [["x"]]]


def test_partitions(wire: Wire) -> None:
    _, answer = post(wire, "SELECT SEQ4(), RPAD('x', 100, 'y') FROM TABLE(GENERATOR(ROWCOUNT => 50000))")
    parts = answer["resultSetMetaData"]["partitionInfo"]
    assert len(parts) > 1
    numbers = [row[0] for row in answer["data"]]
    for index in range(1, len(parts)):
        numbers += [row[0] for row in get(wire, f"{answer['statementStatusUrl']}?partition={index}")[1]["data"]]
    assert numbers == [str(number) for number in range(50_000)]


def test_async_and_cancel(wire: Wire) -> None:
    status, answer = post(wire, SLOW, "?async=true")
    assert (status, answer["code"]) == (202, "333334")
    assert post(wire, "", f"/{answer['statementHandle']}/cancel")[0] == 200
    status, ended = get(wire, answer["statementStatusUrl"])
    assert (status, ended["code"]) == (422, "000604")


def test_a_retry_runs_once(wire: Wire) -> None:
    post(wire, "CREATE DATABASE shop")
    post(wire, "CREATE TABLE shop.public.t (a INT)")
    for _ in range(3):
        assert post(wire, "INSERT INTO shop.public.t VALUES (1)", "?requestId=same&retry=true")[0] == 200
    assert post(wire, "SELECT COUNT(*) FROM shop.public.t")[1]["data"] == [["1"]]


def test_timeout(wire: Wire) -> None:
    status, answer = post(wire, SLOW, timeout=1)
    assert (status, answer["code"]) == (408, "000630")
