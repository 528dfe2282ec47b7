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


@pytest.mark.parametrize("delete_first", [True, False])
def test_what_a_deleted_row_would_have_held_is_not_looked_at(cursor: Any, delete_first: bool) -> None:
    """A clause that updates asks nothing of rows that another clause deletes: neither NOT NULL nor a length."""
    cursor.execute("CREATE TABLE W (id INT NOT NULL, word VARCHAR(3) NOT NULL, n INT, at TIMESTAMP_NTZ)")
    cursor.execute("INSERT INTO W VALUES (1, 'one', 1, NULL), (2, 'two', 2, NULL), (3, 'tri', 3, NULL)")
    cursor.execute(
        "CREATE TABLE N (id INT, word VARCHAR, n INT) AS SELECT * FROM VALUES "
        "(1, NULL, NULL), (2, 'too long', NULL), (3, 'III', 30), (4, 'IV', 40), (5, NULL, NULL)"
    )
    delete = "WHEN MATCHED AND s.n IS NULL THEN DELETE "
    update = (
        f"WHEN MATCHED {'' if delete_first else 'AND s.n > 0'} THEN UPDATE SET word = s.word, n = s.n, at = SYSDATE() "
    )
    cursor.execute(
        f"MERGE INTO W USING N AS s ON s.id = W.id {delete + update if delete_first else update + delete}"
        "WHEN NOT MATCHED AND s.n > 0 THEN INSERT (id, word, n) VALUES (s.id, s.word, s.n)"
    )
    assert cursor.fetchall() == [(1, 1, 2)]
    found = cursor.execute("SELECT id, word, n, at IS NULL FROM W ORDER BY id").fetchall()
    assert found == [(3, "III", 30, False), (4, "IV", 40, True)]
    with pytest.raises(ecomsim.IntegrityError, match="NULL result in a non-nullable column"):
        cursor.execute(
            "MERGE INTO W USING (SELECT * FROM N WHERE id = 5) AS s ON s.id = W.id "
            "WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.word, 1, NULL)"
        )
