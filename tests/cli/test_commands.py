"""Commands on the engine: what they print, and what they say when something is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import ecomsim
from ecomsim.cli import main
from ecomsim.cli.failures import explain


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main.run(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_sql_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(
        capsys, "sql", "-d", ":memory:", "--format", "json", "-q", "SELECT 1 AS a, 1.50::NUMBER(5,2) AS b, NULL AS c"
    )
    assert (code, err) == (0, "")
    assert json.loads(out) == [{"A": 1, "B": 1.5, "C": None}]


def test_sql_of_several_statements_as_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "sql", "-d", ":memory:", "--format", "json", "-q", "SELECT 1 AS a; SELECT 2 AS a")
    assert code == 0
    assert json.loads(out) == [[{"A": 1}], [{"A": 2}]]


def test_sql_as_csv_and_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    query = "SELECT 1 AS a, 'x,y' AS b, NULL AS c, TRUE AS d"
    code, out, _ = run(capsys, "sql", "-d", ":memory:", "--format", "csv", "-q", query)
    assert (code, out) == (0, 'A,B,C,D\n1,"x,y",,TRUE\n')
    code, out, _ = run(capsys, "sql", "-d", ":memory:", "-q", query)
    assert code == 0
    assert "x,y" in out
    assert "NULL" in out


def test_a_malformed_script_names_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "broken.sql"
    script.write_text("-- one\nSELECT 1;\n\nSELEC 2;\n")
    code, out, err = run(capsys, "sql", "-d", ":memory:", "--format", "json", "-f", str(script))
    assert (code, out) == (1, "")
    assert err.startswith("ecomsim: broken.sql, line 4: 001003 (42000): SQL compilation error: syntax error")
    assert err.count("\n") == 1


def test_an_unknown_table_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "sql", "-d", ":memory:", "-q", "SELECT * FROM d.s.nowhere")
    assert (code, out) == (1, "")
    assert "002003" in err
    assert err.count("\n") == 1


def test_a_database_file_keeps_its_objects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "x.duckdb")
    assert run(capsys, "sql", "-d", path, "-q", "CREATE DATABASE D; CREATE TABLE T AS SELECT 1 AS a")[0] == 0
    _, out, _ = run(capsys, "sql", "-d", path, "--format", "json", "-q", "SELECT a FROM D.PUBLIC.T")
    assert json.loads(out) == [{"A": 1}]


@pytest.mark.parametrize("command", [("load",), ("simulate",), ("status",)])
def test_commands_on_an_empty_database_say_to_deploy(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "x.duckdb")
    run(capsys, "sql", "-d", path, "-q", "SELECT 1")
    code, out, err = run(capsys, *command, "-d", path)
    assert (code, out) == (1, "")
    assert "ecomsim deploy" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(("table", "asks"), [("ECOMMERCE_DB.RAW_DATA.ORDERS", True), ("MINE", False)])
def test_only_what_is_missing_of_the_shop_asks_for_a_deployment(table: str, asks: bool) -> None:
    with ecomsim.connect(clock="virtual") as connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE D")
        with pytest.raises(ecomsim.ProgrammingError) as caught:
            cursor.execute(f"SELECT * FROM {table}")
    said = explain(caught.value)
    assert said is not None
    assert "does not exist or not authorized." in said
    assert ("ecomsim deploy" in said) is asks


def test_a_corrupt_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.duckdb"
    path.write_bytes(b"not a database" * 500)
    code, out, err = run(capsys, "status", "-d", str(path))
    assert (code, out) == (1, "")
    assert "broken.duckdb" in err
    assert err.count("\n") == 1


def test_a_file_in_use_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "busy.duckdb"
    script = f"import duckdb, sys; c = duckdb.connect({str(path)!r}); print('up', flush=True); sys.stdin.read()"
    holder = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "up\n"
        code, out, err = run(capsys, "status", "-d", str(path))
    finally:
        holder.communicate("")
    assert (code, out) == (1, "")
    assert "another process" in err
    assert err.count("\n") == 1


def test_teardown_asks_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "x.duckdb")
    run(capsys, "sql", "-d", path, "-q", "CREATE DATABASE ECOMMERCE_DB")
    monkeypatch.setattr("typer.confirm", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    assert run(capsys, "teardown", "-d", path)[0] == 130
    _, out, _ = run(capsys, "sql", "-d", path, "--format", "json", "-q", "SHOW DATABASES LIKE 'ECOMMERCE_DB'")
    assert len(json.loads(out)) == 1
    code, out, _ = run(capsys, "teardown", "-d", path, "--yes", "--json")
    assert code == 0
    assert json.loads(out)["statements"] == 4  # database, warehouse, monitor, notification integration
    _, out, _ = run(capsys, "sql", "-d", path, "--format", "json", "-q", "SHOW DATABASES LIKE 'ECOMMERCE_DB'")
    assert json.loads(out) == []
