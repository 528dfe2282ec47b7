"""WHEN NOT MATCHED of MERGE sees the source's columns alone, so a bare name there is not ambiguous."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import ecomsim


@pytest.fixture
def cursor() -> Iterator[Any]:
    with ecomsim.connect(":memory:", clock="virtual") as connection:
        connection.execute_string(
            "CREATE DATABASE D; CREATE TABLE T (id INT, n INT DEFAULT 7); CREATE TABLE S (id INT, n INT);"
            "INSERT INTO T VALUES (1, 10); INSERT INTO S VALUES (1, 11), (2, 20), (3, NULL);"
        )
        yield connection.cursor()


@pytest.mark.parametrize("source", ["S", "S AS s", "(SELECT * FROM S) AS s", "D.PUBLIC.S"])
def test_bare_names_are_of_the_source(cursor: Any, source: str) -> None:
    cursor.execute(
        f"MERGE INTO T AS t USING {source} ON s.id = t.id "
        "WHEN MATCHED THEN UPDATE SET n = s.n "
        'WHEN NOT MATCHED AND n > 0 THEN INSERT ("ID", "N") VALUES ("ID", n + 1) '
        "WHEN NOT MATCHED THEN INSERT (id, n) VALUES (id, DEFAULT)"
    )
    assert cursor.execute("SELECT * FROM T ORDER BY id").fetchall() == [(1, 11), (2, 21), (3, 7)]


def test_bare_names_of_a_match_stay_ambiguous(cursor: Any) -> None:
    with pytest.raises(ecomsim.ProgrammingError, match="ambiguous column name 'N'"):
        cursor.execute("MERGE INTO T USING S ON s.id = t.id WHEN MATCHED THEN UPDATE SET n = n + 1")
