"""Snowflake CLI: connections, SQL, objects and stages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SNOW = Path(sys.executable).parent / "snow"
pytestmark = pytest.mark.skipif(not SNOW.exists(), reason="needs snowflake-cli")

CONFIG = """
[cli.logs]
save_logs = false

[connections.local]
account = "local"
user = "me"
password = "x"
host = "127.0.0.1"
port = {port}
protocol = "http"
database = "SNOW_DB"
schema = "PUBLIC"
warehouse = "COMPUTE_WH"
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("snow")
    (home / "config.toml").write_text(CONFIG.format(port=os.environ["ECOMSIM_SERVER_PORT"]))
    (home / "config.toml").chmod(0o600)
    run(home, "sql", "-q", "CREATE OR REPLACE DATABASE snow_db")
    return home


def run(home: Path, *arguments: str, succeeds: bool = True) -> str:
    done = subprocess.run(
        [str(SNOW), "--config-file", str(home / "config.toml"), *arguments, "-c", "local"],
        env={**os.environ, "HOME": str(home), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert (done.returncode == 0) is succeeds, done.stdout + done.stderr
    return done.stdout + ("" if succeeds else done.stderr)


def rows(home: Path, *arguments: str) -> Any:
    return json.loads(run(home, *arguments, "--format", "json"))


def test_connection(home: Path) -> None:
    assert rows(home, "connection", "test") == {
        "Connection name": "local", "Status": "OK", "Host": "127.0.0.1", "Account": "local", "User": "me",
        "Role": "ACCOUNTADMIN", "Database": "SNOW_DB", "Warehouse": "COMPUTE_WH",
    }  # fmt: skip


def test_sql(home: Path) -> None:
    answers = rows(
        home, "sql", "-q", "CREATE TABLE t (a INT, b VARCHAR); INSERT INTO t VALUES (1, 'x'); SELECT * FROM t"
    )
    assert answers[1:] == [[{"number of rows inserted": 1}], [{"A": 1, "B": "x"}]]
    (home / "script.sql").write_text("SELECT <% what %> AS v;")
    assert rows(home, "sql", "-f", str(home / "script.sql"), "-D", "what=5") == [{"V": 5}]
    assert run(home, "sql", "-q", "SELECT 'x' AS a, NULL AS b", "--format", "csv").splitlines()[-2:] == ["A,B", "x,"]
    assert "002003 (42S02)" in run(home, "sql", "-q", "SELECT * FROM nope", succeeds=False)


def test_objects(home: Path) -> None:
    run(home, "sql", "-q", "CREATE TABLE IF NOT EXISTS listed (a INT NOT NULL)")
    assert "LISTED" in [row["name"] for row in rows(home, "object", "list", "table")]
    assert [row["name"] for row in rows(home, "object", "list", "database", "--like", "snow%")] == ["SNOW_DB"]
    described = rows(home, "object", "describe", "table", "listed")
    assert [(row["name"], row["type"], row["null?"]) for row in described] == [("A", "NUMBER(38,0)", "N")]
    for kind in ("warehouse", "schema", "user", "role", "view", "stage", "stream", "task", "procedure", "function"):
        rows(home, "object", "list", kind)
    assert "LISTED successfully dropped." in run(home, "object", "drop", "table", "listed")


def test_stages(home: Path) -> None:
    run(home, "stage", "create", "files")
    (home / "up.csv").write_text("1,a\n2,b\n")
    assert rows(home, "stage", "copy", str(home / "up.csv"), "@files/in")[0]["status"] == "UPLOADED"
    assert [row["name"] for row in rows(home, "stage", "list-files", "@files")] == ["files/in/up.csv"]
    (home / "down").mkdir()
    run(home, "stage", "copy", "@files/in", str(home / "down"))
    assert (home / "down" / "up.csv").read_text() == "1,a\n2,b\n"
    run(home, "stage", "remove", "@files", "in/up.csv")
    assert run(home, "stage", "list-files", "@files").strip() == "No data"
    assert "FILES successfully dropped." in run(home, "stage", "drop", "files")


def test_objects_are_created_through_the_rest_api(home: Path) -> None:
    assert "WH successfully created" in run(home, "object", "create", "warehouse", "name=wh", "warehouse_size=SMALL")
    run(home, "object", "create", "schema", "name=rest", "comment=made by the CLI")
    table = {"name": "made", "columns": [{"name": "a", "datatype": "INT", "nullable": False}], "comment": "rows"}
    run(home, "object", "create", "table", "--json", json.dumps(table))
    assert rows(home, "object", "describe", "table", "made")[0]["null?"] == "N"
    assert "already exists" in run(home, "object", "create", "table", "--json", json.dumps(table), succeeds=False)
    assert "not supported" in run(home, "object", "create", "secret", "name=x", succeeds=False)
    assert "WH successfully dropped." in run(home, "object", "drop", "warehouse", "wh")


def test_streamlit_apps(home: Path) -> None:
    project = home / "app"
    (project / "pages").mkdir(parents=True)
    (project / "main.py").write_text("import streamlit\n")
    (project / "pages" / "one.py").write_text("x = 1\n")
    (project / "snowflake.yml").write_text(
        "definition_version: 2\nentities:\n  app:\n    type: streamlit\n    identifier: app\n    title: An app\n"
        "    query_warehouse: COMPUTE_WH\n    main_file: main.py\n    artifacts:\n    - main.py\n    - pages\n"
    )
    run(home, "streamlit", "deploy", "--project", str(project))
    assert [(row["name"], row["title"]) for row in rows(home, "streamlit", "list")] == [("APP", "An app")]
    (live,) = rows(home, "object", "describe", "streamlit", "app")
    found = rows(home, "sql", "-q", f"LIST '{live['live_version_location_uri']}'")
    assert [row["name"] for row in found] == ["versions/live/main.py", "versions/live/pages/one.py"]
    (project / "main.py").write_text("import streamlit as st\n")
    run(home, "streamlit", "deploy", "--replace", "--project", str(project))
    run(home, "streamlit", "drop", "app")
    assert rows(home, "streamlit", "list") == []
