"""Statements that find many rows keep them in DuckDB, and do with them what they do with few."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session
from ecomsim.storage import found

Rows = list[tuple[object, ...]]


@pytest.fixture(params=["few", "many"], autouse=True)
def amount(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row counts as many, or none does."""
    if request.param == "many":
        monkeypatch.setattr(found, "LARGE", 0)
        monkeypatch.setattr(found, "MANY", 1)


@pytest.fixture
def shop(session: Session) -> Iterator[Session]:
    session.execute("CREATE TABLE t (id INT, n INT, note VARCHAR DEFAULT 'new')")
    session.execute("INSERT INTO t SELECT SEQ4(), SEQ4() % 10, 'old' FROM TABLE(GENERATOR(ROWCOUNT => 1000))")
    session.execute("CREATE TABLE s (id INT, n INT)")
    session.execute("INSERT INTO s SELECT id + 500, 99 FROM t")
    session.execute("CREATE STREAM changes ON TABLE t")
    yield session
    left = session.duck.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()
    assert left == [], "no temporary table outlives its statement"


def rows(session: Session, sql: str) -> Rows:
    return [tuple(int(x) if isinstance(x, int) else x for x in row) for row in session.execute(sql).rows()]


SUMMARY = "SELECT COUNT(*), SUM(n), COUNT_IF(note = 'old'), COUNT(DISTINCT id) FROM t"
BEFORE = [(1000, 4500, 1000, 1000)]
CHANGES = (
    "SELECT metadata$action, metadata$isupdate, COUNT(*), COUNT(DISTINCT metadata$row_id) FROM changes GROUP BY ALL "
    "ORDER BY 1, 2"
)
MERGE = (
    "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND t.n < 5 THEN UPDATE SET n = s.n "
    "WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id, n) VALUES (s.id, s.n)"
)
Changes = list[tuple[str, bool, int, int]]


def images(deleted: int = 0, inserted: int = 0, updated: int = 0) -> Changes:
    """What CHANGES shows of so many rows."""
    found = [
        ("DELETE", False, deleted, deleted),
        ("DELETE", True, updated, updated),
        ("INSERT", False, inserted, inserted),
        ("INSERT", True, updated, updated),
    ]
    return [each for each in found if each[2]]


STATEMENTS: dict[str, tuple[str, Rows, Changes]] = {
    "update": ("UPDATE t SET n = n + 1 WHERE id < 600", [(1000, 5100, 1000, 1000)], images(updated=600)),
    "update from": (
        "UPDATE t SET n = s.n FROM s WHERE t.id = s.id",
        [(1000, 2250 + 500 * 99, 1000, 1000)],
        images(updated=500),
    ),
    "delete": ("DELETE FROM t WHERE n < 3", [(700, 4200, 700, 700)], images(deleted=300)),
    "merge": (
        MERGE,
        [(1250, 2250 + 750 * 99, 750, 1250)],
        images(deleted=250, inserted=500, updated=250),
    ),
    "insert": ("INSERT INTO t (id, n) SELECT id, n FROM s", [(2000, 103500, 1000, 1500)], images(inserted=1000)),
    "overwrite": (
        "INSERT OVERWRITE INTO t SELECT id, n, 'old' FROM t WHERE n = 1",
        [(100, 100, 100, 100)],
        images(deleted=1000, inserted=100),
    ),
    "insert all": (
        "INSERT ALL WHEN n < 3 THEN INTO t WHEN n < 2 THEN INTO t (id, n) VALUES (id + 10000, n) SELECT * FROM t",
        [(1500, 4900, 1300, 1200)],
        images(inserted=500),
    ),
    "truncate": ("TRUNCATE TABLE t", [(0, None, 0, 0)], images(deleted=1000)),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_and_its_history(name: str, shop: Session) -> None:
    statement, after, changes = STATEMENTS[name]
    shop.execute(statement)
    assert rows(shop, SUMMARY) == after
    assert rows(shop, CHANGES) == changes
    assert rows(shop, SUMMARY.replace("FROM t", f"FROM t BEFORE (STATEMENT => '{shop.query_ids[-3]}')")) == BEFORE


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_transaction_is_written_again_behind_what_others_committed(
    name: str, shop: Session, account: Account
) -> None:
    """Somebody appends to the table meanwhile: the log moves behind it; then a statement fails and is undone."""
    statement, after, _ = STATEMENTS[name]
    other = account.session(database="DB1", schema="S1")
    shop.execute("BEGIN")
    shop.execute(statement)
    other.execute("INSERT INTO t VALUES (5000, 0, 'other')")
    with pytest.raises(Exception, match="Division by zero"):
        shop.execute("UPDATE t SET n = 1 / (id - id)")
    shop.execute("COMMIT")
    count, total, old, ids = after[0]
    assert rows(shop, SUMMARY) == [(count + 1, total or 0, old, ids + 1)]


def test_a_rollback_leaves_nothing(shop: Session) -> None:
    shop.execute("BEGIN")
    for statement, _, _ in STATEMENTS.values():
        shop.execute(statement)
    shop.execute("ROLLBACK")
    assert rows(shop, SUMMARY) == BEFORE
    assert rows(shop, CHANGES) == []


EMPTY = (
    "MERGE INTO e USING s ON e.id = s.id WHEN MATCHED THEN UPDATE SET n = s.n "
    "WHEN NOT MATCHED AND s.id < 600 THEN INSERT (id, n) VALUES (s.id, s.n) "
    "WHEN NOT MATCHED AND s.id >= 1400 THEN INSERT (id, n, note) VALUES (s.id, -s.n, 'late')"
)


@pytest.mark.parametrize("explicit", [False, True])
def test_a_merge_into_an_empty_table_is_an_insert(explicit: bool, shop: Session) -> None:
    """Rows of the source that occur twice are two rows; the second time each has its match."""
    shop.execute("CREATE TABLE e (id INT NOT NULL, n INT, note VARCHAR DEFAULT 'new')")
    shop.execute("CREATE STREAM of_e ON TABLE e")
    shop.execute("INSERT INTO s SELECT * FROM s WHERE id = 500")
    if explicit:
        shop.execute("BEGIN")
    assert rows(shop, EMPTY) == [(201, 0)]
    if explicit:
        shop.execute("COMMIT")
    summary = "SELECT note, COUNT(*), SUM(n), COUNT(DISTINCT id), MIN(id), MAX(id) FROM e GROUP BY note ORDER BY note"
    written = [("late", 100, -9900, 100, 1400, 1499), ("new", 101, 9999, 100, 500, 599)]
    assert rows(shop, summary) == written
    assert rows(shop, "SELECT COUNT(*), COUNT(DISTINCT metadata$row_id) FROM of_e") == [(201, 201)]
    shop.execute("DELETE FROM s WHERE id = 500")
    assert rows(shop, EMPTY) == [(0, 199)]
    shop.execute("TRUNCATE TABLE e")
    with pytest.raises(Exception, match="NULL result in a non-nullable column"):
        shop.execute("MERGE INTO e USING s ON e.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (NULLIF(s.id, 700))")
    assert rows(shop, "SELECT COUNT(*) FROM e") == [(0,)]


def test_a_merge_that_would_change_a_row_twice_is_refused(shop: Session) -> None:
    shop.execute("INSERT INTO s SELECT id, 1 FROM s")
    with pytest.raises(Exception, match="100090"):
        shop.execute("MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET n = s.n")
    assert rows(shop, SUMMARY) == BEFORE


def test_a_dynamic_table_is_refreshed_and_replaced(shop: Session) -> None:
    shop.execute(
        "CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = COMPUTE_WH REFRESH_MODE = FULL "
        "AS SELECT id, n FROM t WHERE n < 8"
    )
    shop.execute(MERGE)
    shop.execute("ALTER DYNAMIC TABLE d REFRESH")
    assert rows(shop, "SELECT COUNT(*), SUM(n) FROM d") == rows(shop, "SELECT COUNT(*), SUM(n) FROM t WHERE n < 8")


def test_the_first_rows_of_a_dynamic_table(session: Session) -> None:
    session.execute("CREATE TABLE source (id INT, name VARCHAR)")
    session.execute(
        "CREATE DYNAMIC TABLE copied TARGET_LAG = '1 hour' WAREHOUSE = COMPUTE_WH AS SELECT name, id FROM source"
    )
    session.execute("CREATE STREAM copied_stream ON DYNAMIC TABLE copied")
    session.execute("INSERT INTO source SELECT SEQ4() % 400, 'x' FROM TABLE(GENERATOR(ROWCOUNT => 1000))")
    session.execute("ALTER DYNAMIC TABLE copied REFRESH")
    assert rows(session, "SELECT COUNT(*), COUNT(DISTINCT id), SUM(id) FROM copied") == [(1000, 400, 2 * 79800 + 19900)]
    of_stream = (
        "SELECT COUNT(*), COUNT(DISTINCT metadata$row_id), COUNT_IF(metadata$action = 'INSERT') FROM copied_stream"
    )
    assert rows(session, of_stream) == [(1000, 1000, 1000)]
