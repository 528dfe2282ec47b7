"""`ecomsim views`: the script gives tables their names in the `duckdb` program and leaves the file as it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pytest

import ecomsim
from ecomsim.accounts import upgrades
from ecomsim.cli import main


@pytest.fixture
def account(tmp_path: Path) -> Path:
    path = tmp_path / "o'neill.duckdb"
    with ecomsim.connect(path, clock="virtual") as connection, connection.cursor() as cursor:
        for statement in (
            "CREATE DATABASE course",
            'CREATE TABLE orders (id INT, double_id INT AS (id * 2), "Note" VARCHAR)',
            "INSERT INTO orders (id, \"Note\") VALUES (1, 'one'), (2, 'two')",
            "DELETE FROM orders WHERE id = 2",
            "CREATE TABLE \"Orders\" AS SELECT 'another case' AS which",
            'CREATE TABLE cases AS SELECT 1 AS "a", 2 AS a, 3 AS "A_2"',
            "CREATE TABLE gone (a INT)",
            "DROP TABLE gone",
            "CREATE DATABASE memory",
            'CREATE TABLE "two\nlines" (a INT)',
            'CREATE DATABASE "course"',
            "CREATE TABLE orders (a INT)",
        ):
            cursor.execute(statement)
    return path


def test_the_script_shows_the_rows_under_their_names(account: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = hashlib.sha256(account.read_bytes()).digest()
    assert main.run(["views", "--database", str(account)]) == 0
    script = capsys.readouterr().out
    with duckdb.connect() as program:
        program.execute(script)
        assert program.execute("SELECT * FROM course.public.orders").fetchall() == [(1, "one")]
        cases = program.execute("SELECT * FROM course.public.cases")
        assert [column[0] for column in cases.description] == ["a", "A_2", "A_2_2"]
        assert cases.fetchall() == [(1, 2, 3)]
        assert program.execute('SELECT * FROM course.public."orders_2"').fetchall() == [("another case",)]
        names = program.execute("SELECT database_name, view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        with pytest.raises(duckdb.Error, match="read-only"):
            program.execute('DELETE FROM "ecomsim file"._ecomsim.objects')
    assert sorted(names) == [
        ("COURSE", "CASES"),
        ("COURSE", "ORDERS"),
        ("COURSE", "Orders_2"),
        ("MEMORY_2", "two\nlines"),
        ("course_2", "ORDERS"),
    ], "every table that is not dropped"
    remarks = [line for line in script.splitlines() if line.startswith("--")]
    assert remarks == [
        '-- COURSE.PUBLIC."Orders" is here "COURSE"."PUBLIC"."Orders_2"',
        '-- MEMORY.PUBLIC."two lines" is here "MEMORY_2"."PUBLIC"."two lines"',
        '-- "course".PUBLIC.ORDERS is here "course_2"."PUBLIC"."ORDERS"',
    ]
    assert hashlib.sha256(account.read_bytes()).digest() == before


def test_what_has_no_names_to_show(account: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def failure(path: Path) -> str:
        assert main.run(["views", "--database", str(path)]) == 1
        return capsys.readouterr().err

    assert "no such file" in failure(tmp_path / "none.duckdb")
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    assert "it holds no account" in failure(tmp_path / "other.duckdb")
    with duckdb.connect(str(account)) as duck:
        duck.execute("UPDATE _ecomsim.meta SET value = '1' WHERE key = 'format'")
    assert f"file format 1; this ecomsim writes {upgrades.FORMAT}" in failure(account)
