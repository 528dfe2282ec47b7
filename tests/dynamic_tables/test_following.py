"""What following the change rests on: nothing is read when nothing changed, restarts, definitions and data that change
under the table, the same choice for the same history.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from ecomsim.accounts.account import Account
from ecomsim.dynamic_tables import definition, derive, strategy
from ecomsim.dynamic_tables.derive import Mark
from ecomsim.dynamic_tables.strategy import Sizes
from ecomsim.sessions.session import Session
from tests.dynamic_tables.conftest import T0, Lab

GROUPED = "SELECT v, COUNT(*) AS n, SUM(id) AS s FROM src GROUP BY v"


def mark(lab: Lab, name: str = "D") -> Mark:
    table = next(table for table in lab.account.catalog.all("DYNAMIC TABLE") if table.name.last == name)
    found = derive.mark_of(lab.account.dynamic_tables.get(table.id).mark)
    assert found is not None
    return found


def refresh(lab: Lab, way: str, query: str = GROUPED, name: str = "d") -> str:
    """Refresh by one way; the content is the query's. Returns the way that was taken."""
    lab.account.dynamic_tables.strategy = way  # type: ignore[assignment]
    lab.run(f"ALTER DYNAMIC TABLE {name} REFRESH")
    assert Counter(lab.run(f"SELECT * FROM {name}")) == Counter(lab.run(query))
    return mark(lab, name.upper()).last


def test_nothing_to_do_reads_no_table(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    lab.make("d", GROUPED, "'1 day'")
    statements: list[str] = []
    monkeypatch.setattr(Session, "fetch", lambda self, sql, *rest, **more: statements.append(sql))
    monkeypatch.setattr(Session, "writing", lambda self: statements.append("transaction"))
    lab.account.dynamic_tables.strategy = "auto"
    lab.run("ALTER DYNAMIC TABLE d REFRESH")
    monkeypatch.undo()
    assert statements == []
    assert lab.history("d")[-1] == "MANUAL/NO_DATA/SUCCEEDED"


@pytest.mark.parametrize("way", ["keys", "change", "sums"])
def test_the_first_refresh_follows_the_change(lab: Lab, way: str) -> None:
    lab.make("d", GROUPED, "'1 day'")
    lab.run("INSERT INTO src VALUES (3, 10)")
    assert refresh(lab, way) == way


@pytest.mark.parametrize("way", ["keys", "change", "sums"])
def test_a_restart_changes_nothing(tmp_path: Path, way: str) -> None:
    path = tmp_path / "account.duckdb"
    with Account.open(path, clock="virtual", start=T0) as account:
        lab = Lab(account)
        lab.make("d", GROUPED, "'1 day'")
        lab.run("INSERT INTO src VALUES (3, 10), (4, NULL)")
        refresh(lab, way)
        summed = mark(lab).summed
        lab.run("UPDATE src SET v = 20 WHERE id = 3")
    with Account.open(path, clock="virtual") as account:
        again = object.__new__(Lab)
        again.account, again.session = account, account.session(database="DB", schema="S", warehouse="WH")
        assert refresh(again, way) == way
        assert mark(again).summed == summed == (way == "sums")


def test_sums_are_not_used_after_another_way(lab: Lab) -> None:
    lab.make("d", GROUPED, "'1 day'")
    for way in ("sums", "sums", "keys", "sums", "full", "sums", "sums", "change", "sums"):
        lab.script("INSERT INTO src VALUES (5, 10), (6, NULL)", "DELETE FROM src WHERE id = 1")
        assert refresh(lab, way) == way


def test_another_definition_or_column_is_computed_as_a_whole(lab: Lab) -> None:
    lab.run("CREATE VIEW w AS SELECT id, v FROM src WHERE v < 15")
    lab.make("d", "SELECT id, v FROM w", "'1 day'")
    lab.run("INSERT INTO src VALUES (3, 11)")
    assert refresh(lab, "change", "SELECT id, v FROM w") == "change"
    lab.script("ALTER TABLE src ADD COLUMN more INT", "INSERT INTO src VALUES (4, 12, 1)")
    assert refresh(lab, "change", "SELECT id, v FROM w") == "full"


def test_a_clone_and_a_swap_begin_where_their_content_is(lab: Lab) -> None:
    lab.make("d", GROUPED, "'1 day'")
    lab.run("INSERT INTO src VALUES (3, 10)")
    refresh(lab, "sums")
    lab.script("CREATE DYNAMIC TABLE e CLONE d", "INSERT INTO src VALUES (4, 10)", "ALTER DYNAMIC TABLE e RESUME")
    assert refresh(lab, "sums") == "sums"
    assert refresh(lab, "keys", name="e") == "full"
    lab.run("INSERT INTO src VALUES (5, 10)")
    assert refresh(lab, "keys", name="e") == "keys"


def test_a_refresh_that_fails_on_the_way_is_computed_as_a_whole(lab: Lab) -> None:
    """A row that the query leaves out cannot be converted; affected keys are looked for before the filter."""
    lab.script("CREATE TABLE t(kind VARCHAR, x VARCHAR, id INT)", "INSERT INTO t VALUES ('n', '1', 1), ('n', '2', 2)")
    query = "SELECT t.x::INT AS k, COUNT(*) AS n FROM t JOIN src ON src.id = t.id WHERE t.kind = 'n' GROUP BY t.x::INT"
    lab.make("d", query, "'1 day'")
    lab.run("INSERT INTO t VALUES ('s', 'no number', 1), ('n', '1', 2)")
    rows = dict.fromkeys(["SMALL"], 0)
    saved = strategy.SMALL
    strategy.SMALL = rows["SMALL"]
    try:
        refresh(lab, "auto", query)
    finally:
        strategy.SMALL = saved
    assert lab.history("d")[-1] == "MANUAL/INCREMENTAL/SUCCEEDED"


def test_the_same_history_takes_the_same_way_and_leaves_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strategy, "SMALL", 0)

    def simulated() -> list[object]:
        with Account.open(clock="virtual", start=T0) as account:
            lab = Lab(account)
            lab.make("d", GROUPED, "'1 minute'")
            lab.run("CREATE STREAM st ON DYNAMIC TABLE d")
            seen: list[object] = []
            for step in range(1, 6):
                lab.script(f"INSERT INTO src SELECT id + {step}, v FROM src", f"DELETE FROM src WHERE id = {step}")
                lab.to(step * 60)
                seen.append(mark(lab).last)
            seen += [lab.run("SELECT * FROM d"), sorted(lab.run("SELECT * FROM st"), key=str)]
            return [*seen, lab.refreshes("d")]

    assert simulated() == simulated()


MATCHED = (
    "SELECT t.g, COUNT(DISTINCT IFF(s.v > 5, s.id, NULL)) AS d, COUNT(DISTINCT s.v) AS e, SUM(s.v) AS s, COUNT(*) AS n "
    "FROM t LEFT JOIN src s ON s.id = t.id GROUP BY t.g"
)


def test_sums_follow_different_values_and_matches_of_an_outer_join(lab: Lab) -> None:
    lab.script("CREATE TABLE t(id INT, g VARCHAR)", "INSERT INTO t VALUES (1, 'a'), (9, 'a'), (9, 'b'), (NULL, NULL)")
    lab.make("d", MATCHED, "'1 day'")
    assert refresh(lab, "sums", MATCHED) == "full"  # nothing has changed: nothing was written
    for statement in (
        "INSERT INTO src VALUES (9, 6), (9, 6)",  # the first match of two rows
        "UPDATE src SET v = 7 WHERE id = 9",
        "INSERT INTO src VALUES (9, 8), (1, 7)",  # another match, a value that is there
        "DELETE FROM src WHERE id = 9 AND v = 7",  # not the last one
        "UPDATE src SET v = 1 WHERE id = 9",
        "DELETE FROM src WHERE id = 9",  # the last one
        "UPDATE t SET id = 1 WHERE g = 'b'",
        "UPDATE t SET g = NULL WHERE g = 'a'",
        "DELETE FROM t WHERE g IS NULL",
    ):
        lab.run(statement)
        assert refresh(lab, "sums", MATCHED) == "sums", statement
        assert mark(lab).summed


EXTREMES = (
    "SELECT g, MIN(v) AS least, MAX(v) AS most, MAX(d) AS latest, COUNT(*) AS n FROM t GROUP BY g",
    "SELECT MIN(v) AS least, MAX(v) + 1 AS most, MAX(d) AS latest, SUM(v) AS s FROM t",
)


@pytest.mark.parametrize("query", EXTREMES)
def test_sums_follow_extremes(lab: Lab, query: str) -> None:
    lab.script(
        "CREATE TABLE t(g VARCHAR, v INT, d DATE)", "INSERT INTO t VALUES ('a', 1, '2024-01-01'), ('b', 5, NULL)"
    )
    lab.make("d", query, "'1 day'")
    for statement in (
        "INSERT INTO t VALUES ('a', 0, '2024-01-02'), ('a', NULL, NULL), ('c', NULL, NULL)",  # better, nothing, first
        "DELETE FROM t WHERE v = 1",  # neither the least nor the only one
        "UPDATE t SET d = '2024-02-01' WHERE v = 0",  # the least stays, with another date
        "DELETE FROM t WHERE v = 0",  # the least of its group goes
        "UPDATE t SET v = v + 1",
        "DELETE FROM t WHERE g = 'b'",
        "INSERT INTO t VALUES ('b', 7, '2024-03-01'), ('b', 9, '2024-03-02')",
        "DELETE FROM t",
        "INSERT INTO t VALUES ('b', 3, '2023-01-01')",
    ):
        lab.run(statement)
        assert refresh(lab, "sums", query) == "sums", statement
        assert mark(lab).summed


BOTH_SIDES = (
    "SELECT r.g, MAX(l.v) AS most, MIN(l.v * r.p) AS least, SUM(r.p) AS s FROM l JOIN r ON r.k = l.k GROUP BY r.g",
    "SELECT r.g, MAX(l.v) AS most, COUNT(DISTINCT l.id) AS n, SUM(r.p) AS s FROM l JOIN r ON r.k = l.k GROUP BY r.g",
    "SELECT l.k, MAX(l.v) AS most, MIN(r.p) AS least, COUNT(*) AS n FROM l LEFT JOIN r ON r.k = l.k GROUP BY l.k",
    "SELECT r.g, COUNT(*) AS n, SUM(l.v * r.p) AS s FROM l JOIN r ON r.k = l.k GROUP BY r.g",
)


@pytest.mark.parametrize("query", BOTH_SIDES)
def test_sums_follow_changes_on_both_sides_of_a_join(lab: Lab, query: str) -> None:
    """The change of a join holds rows that join an image of one side with one of the other that never met."""
    lab.script(
        "CREATE TABLE l(id INT, k INT, v INT)",
        "CREATE TABLE r(k INT, g INT, p INT)",
        "INSERT INTO l VALUES (1, 1, 10), (2, 1, 3), (3, 1, 5), (4, 2, 8)",
        "INSERT INTO r VALUES (1, 7, 1), (2, 7, 2)",
    )
    lab.make("d", query, "'1 day'")
    lab.run("INSERT INTO l VALUES (5, 2, 4)")
    assert refresh(lab, "sums", query) == "sums"
    for statements in (
        ("UPDATE l SET v = 1 WHERE id = 1", "UPDATE r SET p = p + 1"),  # the greatest goes while its match changes
        ("UPDATE l SET v = 20 WHERE id = 4", "UPDATE r SET p = 5 - p"),
        ("DELETE FROM l WHERE id = 4", "UPDATE r SET g = 8 WHERE k = 1"),
        ("UPDATE l SET k = 3 - k", "DELETE FROM r WHERE k = 2", "INSERT INTO r VALUES (2, 9, 6), (2, 9, 7)"),
    ):
        lab.script(*statements)
        assert refresh(lab, "sums", query) == "sums", statements
        assert mark(lab).summed


def test_groups_that_storing_makes_equal_stay_two_rows(lab: Lab) -> None:
    lab.script("CREATE TABLE t(x NUMBER(5, 1))", "INSERT INTO t VALUES (1.1), (1.2), (2), (2)")
    lab.run(
        "CREATE DYNAMIC TABLE d(a NUMBER(5, 0), n INT) TARGET_LAG = '1 day' WAREHOUSE = wh AS "
        "SELECT x, COUNT(*) FROM t GROUP BY x"
    )
    rounded = "SELECT x::NUMBER(5, 0), COUNT(*) FROM t GROUP BY x"
    for way in ("full", "keys", "sums", "sums"):
        lab.run("INSERT INTO t VALUES (1.1), (2)")
        refresh(lab, way, rounded)


# --- the choice ------------------------------------------------------------------------------------------------

MANY = Sizes(rows=1_000_000, changes=1000, stored=100_000)


@pytest.mark.parametrize(
    ("wanted", "possible", "sizes", "reached", "expected"),
    [
        ("auto", ("keys", "change"), MANY, {}, ["keys", "change", "full"]),
        ("auto", ("keys",), Sizes(rows=1000, changes=10, stored=10), {}, ["full"]),
        ("auto", ("keys",), Sizes(rows=1_000_000, changes=500_000, stored=10), {}, ["full"]),
        ("auto", ("keys", "change"), MANY, {"keys": 40.0}, ["change", "full"]),
        ("auto", ("sums",), MANY, {"sums": 1000.0}, ["sums", "full"]),
        ("keys", ("keys", "change"), MANY, {"keys": 1e9}, ["keys", "full"]),
        ("sums", ("keys",), MANY, {}, ["full"]),
        ("full", ("keys",), MANY, {}, ["full"]),
    ],
)
def test_ways(wanted: str, possible: tuple, sizes: Sizes, reached: dict, expected: list) -> None:  # type: ignore[type-arg]
    assert list(strategy.ways(wanted, possible, sizes, reached)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "possible"),
    [
        ("SELECT id, v * 2 AS w FROM src WHERE v > 3", ["change", "keys"]),
        (GROUPED, ["sums", "keys", "change"]),
        ("SELECT COUNT(*) AS n, AVG(v) AS a FROM src", ["sums"]),
        ("SELECT COUNT(DISTINCT v) AS n, SUM(id) AS s FROM src", ["sums"]),
        ("SELECT v, COUNT(DISTINCT id + 1) AS n FROM src GROUP BY v", ["keys", "change"]),
        ("SELECT MIN(v) AS n FROM src", ["sums"]),
        ("SELECT MIN(v) AS n, LISTAGG(id, ',') WITHIN GROUP (ORDER BY id) AS l FROM src", []),
        ("SELECT a.v FROM src a FULL JOIN src b ON a.id = b.v", ["change"]),
        ("SELECT v, ROW_NUMBER() OVER (PARTITION BY v ORDER BY id) AS r FROM src", ["keys"]),
        ("SELECT id, v FROM src WHERE v < DATE_PART(epoch_second, CURRENT_TIMESTAMP())", ["change", "keys"]),
    ],
)
def test_possible_ways(lab: Lab, query: str, possible: list[str]) -> None:
    lab.make("d", query, "'1 day'")
    table = next(iter(lab.account.catalog.all("DYNAMIC TABLE")))
    found = derive.derived(table, definition.of(table, lab.account), lab.session)  # type: ignore[arg-type]
    assert list(found.possible) == possible
    assert json.loads(str(lab.account.dynamic_tables.get(table.id).mark))["fingerprint"] == found.fingerprint


@pytest.mark.parametrize("way", ["keys", "change", "sums"])
def test_a_column_called_by_a_position_is_a_column(lab: Lab, way: str) -> None:
    """A table made of VALUES has columns called $1 and $2; the engine's own columns begin with $, too."""
    lab.run("CREATE TABLE positions AS SELECT $1, $2 FROM VALUES (1, 10), (2, 20), (2, 30), (3, 40)")
    lab.run("CREATE TABLE named AS SELECT $1 AS id, $2::VARCHAR AS n FROM VALUES (1, 'a'), (2, 'b'), (5, 'c')")
    query = (
        'SELECT p."$1", n.n, SUM(p."$2") AS s, COUNT(*) AS c FROM positions p LEFT JOIN named n ON n.id = p."$1" '
        'GROUP BY p."$1", n.n'
    )
    lab.make("d", query, "'1 day'")
    for number in (5, 6, 2):
        lab.run(f"INSERT INTO positions SELECT {number}, {number} UNION ALL SELECT NULL, 1")
        lab.run('DELETE FROM positions WHERE "$2" = 20')
        lab.run("UPDATE named SET n = n || 'x' WHERE id IN (2, 5)")
        refresh(lab, way, query)
