"""Long statements stay parsed: the same text answers from what the tables hold now, on any connection."""

from __future__ import annotations

import duckdb

from ecomsim import duck
from ecomsim.sessions.session import Session


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


def test_remainders_are_exact_within_64_bits_and_beyond(session: Session) -> None:
    values = [0, 7, -7, 10**18 - 1, 10**18, -(10**18), 10**38 - 1, -1234567890123456789012345678]
    session.execute("CREATE TABLE numbers (n NUMBER(38, 0))")
    session.execute(f"INSERT INTO numbers VALUES {', '.join(f'({value})' for value in values)}, (NULL)")
    for divisor in (100, -3, 10**17, 10**20):
        rows = session.execute(f"SELECT n, n % {divisor} FROM numbers").rows()
        found = dict(rows)
        assert found.pop(None) is None
        assert found == {value: (abs(value) % abs(divisor)) * (-1 if value < 0 else 1) for value in values}
