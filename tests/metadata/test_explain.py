"""EXPLAIN shows the operators that the bound query has."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    account = Account.open(clock="virtual")
    opened = account.session()
    for text in ("CREATE DATABASE d", "CREATE TABLE s (id INT)", "CREATE TABLE r (id INT)"):
        opened.execute(text)
    yield opened
    account.close()


def operations(session: Session, sql: str) -> list[str]:
    return [row["operation"] for row in session.execute(sql).data.to_pylist()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT 1", ["Result", "ValuesClause"]),
        ("SELECT COUNT(*) FROM s", ["Result", "Aggregate", "TableScan"]),
        ("SELECT id FROM s WHERE id > 1 ORDER BY id LIMIT 2", ["Result", "SortWithLimit", "Filter", "TableScan"]),
        ("SELECT * FROM s LEFT JOIN r ON s.id = r.id", ["Result", "LeftOuterJoin", "TableScan", "TableScan"]),
        ("SELECT id FROM s UNION ALL SELECT id FROM r", ["Result", "UnionAll", "TableScan", "TableScan"]),
        ("WITH c AS (SELECT id FROM s) SELECT id FROM c", ["Result", "WithReference", "TableScan"]),
        ("SELECT MAX(id) OVER () FROM s", ["Result", "WindowFunction", "TableScan"]),
        ("CREATE TABLE n AS SELECT id FROM s", ["CreateTableAsSelect", "TableScan"]),
        ("INSERT INTO s SELECT id FROM r", ["Insert", "TableScan"]),
        ("UPDATE s SET id = 2 WHERE id = 1", ["Update", "Filter", "TableScan"]),
        ("DELETE FROM s USING r WHERE s.id = r.id", ["Delete", "Filter", "CartesianJoin", "TableScan", "TableScan"]),
        (
            "MERGE INTO s USING r ON s.id = r.id WHEN MATCHED THEN DELETE",
            ["Merge", "Filter", "LeftOuterJoin", "TableScan", "TableScan"],
        ),
    ],
)
def test_operators(session: Session, query: str, expected: list[str]) -> None:
    assert operations(session, f"EXPLAIN {query}") == expected


PARTITIONED = """CREATE OR REPLACE FUNCTION counted(x INT) RETURNS TABLE (y INT)
LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'H' AS $$
class H:
    def process(self, x):
        yield (x,)
$$"""


@pytest.mark.parametrize("head", ["", "INSERT INTO r "])
def test_a_table_function_over_partitions_is_one_operator(session: Session, head: str) -> None:
    session.execute(PARTITIONED)
    query = f"{head}SELECT y FROM s, TABLE(counted(s.id) OVER (PARTITION BY s.id % 2 ORDER BY s.id DESC))"
    shown = [
        (row["operation"], row["objects"], row["expressions"])
        for row in session.execute(f"EXPLAIN {query}").data.to_pylist()
    ][1:]
    assert [each[0] for each in shown] == ["TableFunction", "TableScan"]
    assert shown[0][1] == "D.PUBLIC.COUNTED"
    assert str(shown[0][2]).startswith("PARTITION BY ")
    assert str(shown[0][2]).endswith("DESC")


def test_json_and_text_tell_the_same(session: Session) -> None:
    query = "SELECT COUNT(*) FROM s JOIN r ON s.id = r.id"
    plan = json.loads(session.execute(f"EXPLAIN USING JSON {query}").data.column(0)[0].as_py())
    names = [step["operation"] for step in plan["Operations"][0]]
    lines = session.execute(f"EXPLAIN USING TEXT {query}").data.column(0)[0].as_py().splitlines()
    assert [line.split()[0] for line in lines] == names == operations(session, f"EXPLAIN {query}")
    assert plan["Operations"][0][3]["objects"] == ["D.PUBLIC.S"]


def test_a_query_that_cannot_be_bound_fails(session: Session) -> None:
    with pytest.raises(SnowflakeError, match="invalid identifier 'NOPE'"):
        session.execute("EXPLAIN SELECT nope FROM s")
