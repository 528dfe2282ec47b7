"""UPDATE and DELETE in one pass: the same rows, history and counts as finding rows first and writing them then."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ecomsim import Connection, DatabaseError, connect
from ecomsim.dml import direct

START = datetime(2026, 1, 1, tzinfo=UTC)
STATEMENTS = (
    ("UPDATE t SET a = a + 1 WHERE a % 3 = 0", True),
    ("UPDATE t SET a = b, b = a", True),
    ("UPDATE t AS x SET b = x.b || '!', c = NULL WHERE x.a BETWEEN 2 AND 5 OR x.b IN ('4', '5')", True),
    ("UPDATE t SET b = UPPER(b), c = CURRENT_DATE() WHERE COALESCE(a, 0) > 4", True),
    ("UPDATE t SET a = 1 WHERE a > 1000", True),
    ("UPDATE t SET a = (SELECT MAX(a) FROM t) WHERE a = 2", False),
    ("UPDATE t SET a = 0 WHERE a > (SELECT AVG(a) FROM t)", False),
    ("UPDATE t SET b = s.b FROM t AS s WHERE s.a = t.a + 1", False),
    ("DELETE FROM t WHERE a % 4 = 1", True),
    ("DELETE FROM t WHERE a IN (SELECT a + 1 FROM t)", False),
    ("DELETE FROM t", True),
)


def prepared(connection: Connection) -> None:
    cursor = connection.cursor()
    cursor.execute("CREATE DATABASE d")
    cursor.execute("CREATE TABLE t (a INT, b VARCHAR, c TIMESTAMP_LTZ)")
    cursor.execute("INSERT INTO t SELECT seq4(), seq4()::VARCHAR, NULL FROM TABLE(GENERATOR(ROWCOUNT => 12))")
    cursor.execute("CREATE STREAM s ON TABLE t")


def left(connection: Connection) -> list[Any]:
    """Everything of the table: rows, history, the images of its versions, and what its stream shows."""
    session = connection.cursor()._connection._session
    duck = session.duck
    (identifier,) = duck.execute("SELECT id FROM _ecomsim.objects WHERE kind = 'TABLE'").fetchone()
    relations = [duck.execute(f"FROM _ecomsim.{kind}_{identifier} ORDER BY ALL").fetchall() for kind in ("t", "h")]
    images = [version.images for version in session.account.timelines.line(identifier)]
    return [*relations, images, sorted(connection.cursor().execute("SELECT * FROM s").fetchall(), key=str)]


@pytest.mark.parametrize(("sql", "is_direct"), STATEMENTS, ids=[sql for sql, _ in STATEMENTS])
def test_both_ways_leave_the_same(sql: str, is_direct: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second account finds first and writes then: a transaction of several statements always does."""
    ways: list[direct.Direct | None] = []
    of = direct.of
    monkeypatch.setattr(direct, "of", lambda *arguments: ways.append(of(*arguments)) or ways[-1])
    found = []
    for ending in ((), ("BEGIN", "COMMIT")):
        with connect(clock="virtual", start=START) as connection:
            prepared(connection)
            cursor = connection.cursor()
            for begin in ending[:1]:
                cursor.execute(begin)
            counts = cursor.execute(sql).fetchall()
            for end in ending[1:]:
                cursor.execute(end)
            found.append([counts, *left(connection)])
    assert found[0] == found[1]
    assert [way is not None for way in ways] == [is_direct] * 2


def test_a_value_that_does_not_fit_undoes_the_whole_statement() -> None:
    with connect(clock="virtual") as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE d")
        cursor.execute("CREATE TABLE t (a INT NOT NULL, b VARCHAR(3))")
        cursor.execute("INSERT INTO t VALUES (1, 'one'), (2, 'two')")
        for assignment in ("b = b || b", "a = NULLIF(a, 2)"):
            with pytest.raises(DatabaseError):
                cursor.execute(f"UPDATE t SET {assignment}")
        assert cursor.execute("UPDATE t SET a = a + 1").fetchall() == [(2, 0)]
        assert cursor.execute("SELECT * FROM t ORDER BY a").fetchall() == [(2, "one"), (3, "two")]
