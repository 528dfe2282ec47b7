"""A statement over several streams is planned without the idle ones, and does what it did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import ecomsim
from ecomsim.dml import idle
from ecomsim.dml.merge import prepare
from ecomsim.sqltext.nodes import Merge
from ecomsim.sqltext.parse import parse

MERGE = """
MERGE INTO T USING (
    SELECT id, COUNT(*) AS n FROM (
        SELECT id FROM CHANGED UNION ALL SELECT id FROM BORN UNION ALL SELECT b.id FROM BORN AS b JOIN C ON C.id = b.id
    ) GROUP BY id
) AS s ON s.id = T.id
WHEN MATCHED THEN UPDATE SET n = T.n + s.n
WHEN NOT MATCHED THEN INSERT (id, n) VALUES (s.id, s.n)"""
STREAMS = ("CHANGED", "BORN")


@pytest.fixture
def connection() -> Iterator[Any]:
    with ecomsim.connect(":memory:", clock="virtual") as opened:
        opened.execute_string(
            "CREATE DATABASE D; CREATE TABLE A (id INT, v VARCHAR); CREATE TABLE B (id INT, at TIMESTAMP_NTZ);"
            "CREATE TABLE C (id INT); INSERT INTO C VALUES (7); CREATE TABLE T (id INT, n INT);"
            "CREATE STREAM CHANGED ON TABLE A; CREATE STREAM BORN ON TABLE B APPEND_ONLY = TRUE;"
        )
        yield opened


def texts(connection: Any) -> tuple[str, str]:
    """The query of the MERGE as it was planned, and as it would run now."""
    session = connection._session
    statement = parse(MERGE)
    assert isinstance(statement, Merge)
    reading = prepare(statement, session).reading
    sql, values = idle.left_out(reading.sql, reading.values(session), reading.stream_rows, connection.account.timelines)
    assert all(f"${name}" in sql for name in values)
    return reading.sql, sql


@pytest.mark.parametrize("change", ["INSERT INTO A VALUES (1, 'x')", "INSERT INTO B VALUES (7, NULL)", "SELECT 1"])
def test_only_streams_with_something_to_show_are_planned(connection: Any, change: str) -> None:
    connection.execute_string(change)
    planned, run = texts(connection)
    catalog = connection.account.catalog
    tables = {stream.name.last: stream.source_id for stream in catalog.all("STREAM")}
    assert {name for name in STREAMS if f"_ecomsim.h_{tables[name]}" in planned} == set(STREAMS)
    wanted = {"CHANGED": "INTO A " in change, "BORN": "INTO B " in change}
    assert {name: f"_ecomsim.h_{tables[name]}" in run for name in STREAMS} == wanted


def test_every_change_is_read_once(connection: Any) -> None:
    """Any order of changes and runs, runs without a change among them; the plan is the same one each time."""
    cursor = connection.cursor()
    for change in (
        "INSERT INTO A VALUES (1, 'x'), (2, 'y')",
        "INSERT INTO B VALUES (3, NULL), (7, NULL)",
        "SELECT 1",
        "UPDATE A SET v = 'z' WHERE id = 1",
        "UPDATE A SET v = v",
        "DELETE FROM A WHERE id = 2",
        "DELETE FROM B",
    ):
        cursor.execute(change)
        cursor.execute(MERGE)
        for stream in STREAMS:
            assert cursor.execute(f"SELECT SYSTEM$STREAM_HAS_DATA('{stream}')").fetchone() == (False,)
    # 1: inserted, and an update's two images; 2: inserted and deleted; 7: born, and once more beside its row in C
    assert cursor.execute("SELECT * FROM T ORDER BY id").fetchall() == [(1, 3), (2, 2), (3, 1), (7, 2)]


def test_an_open_transaction_reads_the_same_twice(connection: Any) -> None:
    """What another session commits meanwhile is not read, and not lost."""
    connection.execute_string("INSERT INTO A VALUES (1, 'x')")
    with connection.account.session() as other:
        cursor = connection.cursor()
        cursor.execute("BEGIN")
        cursor.execute(MERGE)
        other.execute("INSERT INTO D.PUBLIC.B VALUES (3, NULL)")
        cursor.execute(MERGE)
        cursor.execute("COMMIT")
        assert cursor.execute("SELECT * FROM T ORDER BY id").fetchall() == [(1, 2)]
        cursor.execute(MERGE)
        assert cursor.execute("SELECT * FROM T ORDER BY id").fetchall() == [(1, 2), (3, 1)]
