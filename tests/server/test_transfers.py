"""PUT and GET through the connector, and what their addresses do not give away."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from snowflake.connector.pandas_tools import write_pandas

from tests.server.conftest import Wire


def test_put_list_read_get(cursor: Any, tmp_path: Path) -> None:
    source = tmp_path / "a b.csv"
    source.write_text("1,x\n2,y\n")
    cursor.execute("CREATE STAGE st")
    cursor.execute(f"PUT 'file://{source}' @st/in AUTO_COMPRESS = FALSE")
    assert cursor.fetchall()[0][6] == "UPLOADED"
    assert [row[0] for row in cursor.execute("LIST @st")] == ["st/in/a b.csv"]
    cursor.execute("CREATE TABLE t (a INT, b VARCHAR)")
    cursor.execute("COPY INTO t FROM @st/in FILE_FORMAT = (TYPE = CSV)")
    assert cursor.execute("SELECT * FROM t ORDER BY a").fetchall() == [(1, "x"), (2, "y")]
    target = tmp_path / "out"
    target.mkdir()
    cursor.execute(f"GET @st/in 'file://{target}/'")
    assert cursor.fetchall()[0][2] == "DOWNLOADED"
    assert (target / "a b.csv").read_text() == source.read_text()


def test_compressed_on_the_way(cursor: Any, tmp_path: Path) -> None:
    source = tmp_path / "c.csv"
    source.write_text("7\n")
    cursor.execute(f"PUT file://{source} @~")
    assert cursor.execute("LIST @~").fetchall()[0][0] == "c.csv.gz"
    cursor.execute("CREATE TABLE t (a INT)")
    cursor.execute("COPY INTO t FROM @~")
    assert cursor.execute("SELECT a FROM t").fetchall() == [(7,)]


def test_write_pandas(cursor: Any) -> None:
    frame = pd.DataFrame({"N": [1, 2, 3], "S": ["a", None, "c"]})
    success, _, rows, _ = write_pandas(cursor.connection, frame, "FRAME", auto_create_table=True)
    assert (success, rows) == (True, 3)
    assert cursor.execute("SELECT * FROM frame ORDER BY n").fetchall() == [(1, "a"), (2, None), (3, "c")]


def test_files_of_the_server_stay_where_they_are(wire: Wire) -> None:
    """PUT names a file of the client; the server must not read its own file of that name."""
    wire.query("CREATE DATABASE d")
    wire.query("CREATE STAGE st")
    answer = wire.query("PUT file:///etc/passwd @st")
    assert answer["data"]["command"] == "UPLOAD"
    assert wire.query("LIST @st")["data"]["rowset"] == []
    assert (
        wire.query("SELECT 1; PUT file:///etc/passwd @st", parameters={"MULTI_STATEMENT_COUNT": 0})["success"] is False
    )
    assert wire.query("BEGIN EXECUTE IMMEDIATE 'PUT file:///etc/passwd @st'; END")["success"] is False
    assert wire.query("CREATE STAGE etc URL = 'file:///etc'")["success"] is False
    assert wire.query("ALTER STAGE st SET URL = 'file:///etc'")["success"] is False
    assert wire.query("LIST @st")["data"]["rowset"] == []


def test_addresses_reach_one_stage_path(cursor: Any, wire: Wire) -> None:
    pytest.importorskip("ecomsim", reason="looks into the server's answer")
    data = {"LOGIN_NAME": "me", "PASSWORD": "x", "CLIENT_APP_ID": "PythonConnector", "CLIENT_APP_VERSION": "5.2.0"}
    wire.token = wire.post("/session/v1/login-request", {"data": data})["data"]["token"]
    info = wire.query("PUT file:///tmp/x.csv @~")["data"]["stageInfo"]
    bearer = f"Bearer {info['creds']['GCS_ACCESS_TOKEN']}"
    base = f"{info['endPoint']}/{info['location']}"

    def status(method: str, address: str, header: str) -> int:
        request = urllib.request.Request(address, b"1" if method == "PUT" else None, method=method)
        request.add_header("Authorization", header)
        try:
            return urllib.request.urlopen(request).status
        except urllib.error.HTTPError as error:
            return error.code

    assert status("PUT", base + "x.csv", bearer) == 200
    assert status("PUT", base + "x.csv", "Bearer forged") == 404
    assert status("GET", base + "x.csv", bearer) == 404
    for escape in ("../x.csv", "%2e%2e/%2e%2e/x.csv", "..%2f..%2fx.csv", "a/../../../x.csv"):
        assert status("PUT", base + escape, bearer) in (404, 422), escape
