"""Long statements stay parsed: the same text answers from what the tables hold now, on any connection."""

from __future__ import annotations

import duckdb

from ecomsim import duck


def test_a_long_statement_is_parsed_once_and_planned_anew() -> None:
    query = "SELECT n, $b AS b, '" + "x" * duck.LONG + "' AS padding FROM numbers"
    with duckdb.connect() as one, duckdb.connect() as other:
        one.execute("CREATE TABLE numbers AS SELECT 1 AS n")
        other.execute("CREATE TABLE numbers AS SELECT 'two' AS n")
        assert duck.arrow(one, query, {"b": 5}).select([0, 1]).to_pylist() == [{"n": 1, "b": 5}]
        assert duck.arrow(other, query, {"b": 6}).select([0, 1]).to_pylist() == [{"n": "two", "b": 6}]
        one.execute("CREATE OR REPLACE TABLE numbers AS SELECT 3 AS n, 4 AS more")
        assert duck.arrow(one, query, {"b": 5}).column("n").to_pylist() == [3]


def test_dml_gives_the_number_of_rows() -> None:
    padding = "/*" + "x" * duck.LONG + "*/"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE numbers (n INTEGER)")
        for text in ("INSERT INTO numbers SELECT unnest($n)", f"INSERT INTO numbers {padding} SELECT unnest($n)"):
            assert duck.written(connection, text, {"n": [1, 2, 3]}) == 3
        assert duck.written(connection, "DELETE FROM numbers WHERE n = 2", None) == 2


def test_only_so_many_statements_are_kept() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE numbers (n INTEGER)")
        for number in range(duck.KEPT + 10):
            duck.written(connection, f"INSERT INTO numbers /*{'x' * duck.LONG}*/ VALUES ({number})", None)
    assert len(duck._statements._kept) == duck.KEPT
