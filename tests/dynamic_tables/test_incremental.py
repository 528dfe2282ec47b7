"""Refreshing by affected keys: the content is the query's, the change a stream sees is the difference, and only what is
affected is computed. Every query of the list is known to be followed by keys, so none falls back unseen.
"""

from __future__ import annotations

import random

import pytest

from ecomsim.dynamic_tables import apply, derive
from ecomsim.storage import effects
from tests.dynamic_tables.conftest import Lab

FOLLOWED = [
    "SELECT id, v * 2 AS w FROM src WHERE v > 3",
    "SELECT v, COUNT(*) AS n, SUM(id) AS s FROM src GROUP BY v",
    "SELECT v, COUNT(*) AS n FROM src GROUP BY v HAVING COUNT(*) > 1",
    "SELECT DISTINCT v FROM src",
    "SELECT id, v, ROW_NUMBER() OVER (PARTITION BY id ORDER BY v) AS r FROM src",
    "SELECT v, id FROM src QUALIFY SUM(id) OVER (PARTITION BY v) > 4",
    "SELECT id FROM src UNION ALL SELECT id FROM t2",
    "SELECT v FROM src UNION SELECT id FROM t2",
    "SELECT a.id, a.v, b.g FROM src a JOIN t2 b ON a.id = b.id",
    "SELECT a.v, b.g FROM src a JOIN t2 b ON a.id = b.id",
    "SELECT a.id, a.v, b.g FROM src a LEFT JOIN t2 b ON a.id = b.id",
    "SELECT a.v, b.g FROM src a LEFT JOIN t2 b ON a.id = b.id WHERE b.g IS NULL OR a.v > 1",
    "SELECT a.v, COUNT(b.g) AS n FROM src a LEFT JOIN t2 b USING (id) GROUP BY a.v",
    "SELECT a.id, COUNT(DISTINCT b.g) AS n, MAX(c.k) AS m FROM src a LEFT JOIN t2 b ON a.id = b.id "
    "LEFT JOIN t3 c ON b.g = c.g GROUP BY a.id",
    "SELECT c.k, SUM(a.v) AS s FROM src a JOIN t2 b ON a.id = b.id JOIN t3 c ON b.g = c.g GROUP BY c.k",
    "SELECT c.k, LISTAGG(b.g, ',') WITHIN GROUP (ORDER BY b.g) AS l FROM t3 c LEFT JOIN t2 b ON b.g = c.g "
    "JOIN src a ON a.id = b.id GROUP BY c.k",
    "SELECT a.id, b.v FROM src a JOIN src b ON a.id = b.v",
    "SELECT a.id, COUNT(*) AS n FROM src a LEFT JOIN src b ON a.id = b.v GROUP BY a.id",
    "WITH s AS (SELECT id, SUM(v) AS v FROM src GROUP BY id) SELECT t2.g, s.id, s.v FROM s JOIN t2 ON t2.id = s.id",
    "WITH s AS (SELECT id, SUM(v) AS v FROM src GROUP BY id), u AS (SELECT * FROM s WHERE v > 1) "
    "SELECT s.id, u.v FROM s LEFT JOIN u ON s.id = u.id",
    "SELECT x.g, n.id FROM (SELECT g, id FROM t2 WHERE g IS NOT NULL) x, (SELECT DISTINCT id FROM src) n "
    "WHERE x.id = n.id",
    "SELECT w.id, w.v, t2.g FROM vw w JOIN t2 ON t2.id = w.id",
]


def change(random_: random.Random) -> str:
    """A random statement over few values, so that rows repeat, meet and part, and keys are NULL now and then."""
    key = random_.choice(["NULL", *map(str, range(7))])
    other, value = random_.choice("01234567"), random_.choice(["NULL", *map(str, range(6))])
    letter = random_.choice(["NULL", "'g0'", "'g1'", "'g2'", "'g3'"])
    return random_.choice(
        [
            f"INSERT INTO src VALUES ({key}, {value})",
            f"INSERT INTO src SELECT id, v FROM src WHERE id = {other}",
            f"UPDATE src SET v = {value} WHERE id = {other}",
            f"UPDATE src SET id = {key} WHERE v = {other}",
            f"UPDATE src SET v = v WHERE id = {other}",
            f"DELETE FROM src WHERE id = {other} OR v IS NULL",
            f"INSERT INTO t2 VALUES ({key}, {letter})",
            f"UPDATE t2 SET g = {letter} WHERE id = {other}",
            f"UPDATE t2 SET id = {key} WHERE g = {letter}",
            f"DELETE FROM t2 WHERE id = {other}",
            f"INSERT INTO t3 VALUES ({letter}, {value})",
            f"UPDATE t3 SET k = {value} WHERE g = {letter}",
            f"DELETE FROM t3 WHERE k = {other}",
        ]
    )


def prepare(lab: Lab, query: str, name: str = "d") -> None:
    """The tables, the dynamic table and a stream on it; the first refresh is over."""
    lab.script(
        "CREATE TABLE t2(id INT, g VARCHAR)",
        "CREATE TABLE t3(g VARCHAR, k INT)",
        "CREATE VIEW vw(id, v) AS SELECT id, v + 1 FROM src WHERE v < 5",
        "INSERT INTO src VALUES (1, 1), (1, 1), (3, NULL), (NULL, 2), (5, 4)",
        "INSERT INTO t2 VALUES (1, 'g1'), (2, 'g2'), (5, NULL), (NULL, 'g0')",
        "INSERT INTO t3 VALUES ('g1', 1), ('g1', 2), (NULL, 3)",
    )
    lab.make(name, query, "'1 day'")
    assert lab.show(name)["refresh_mode"] == "INCREMENTAL"
    lab.script("CREATE TABLE sink(id INT)", "INSERT INTO src VALUES (2, 2)", f"ALTER DYNAMIC TABLE {name} REFRESH")
    lab.run(f"CREATE STREAM st ON DYNAMIC TABLE {name}")


def strategy_of(lab: Lab, name: str = "D") -> str:
    """How the last refresh was computed."""
    table = next(table for table in lab.account.catalog.all("DYNAMIC TABLE") if table.name.last == name)
    mark = derive.mark_of(lab.account.dynamic_tables.get(table.id).mark)
    assert mark is not None
    return mark.last


@pytest.mark.parametrize("query", FOLLOWED)
def test_affected_keys_give_the_querys_content(lab: Lab, query: str) -> None:
    seeded = random.Random(query)
    prepare(lab, query)
    lab.account.dynamic_tables.strategy = "keys"
    strategies = []
    for _ in range(10):
        statements = [change(seeded) for _ in range(seeded.randrange(1, 5))]
        lab.script(*statements)
        lab.check_refresh(query)
        strategies.append(strategy_of(lab))
    assert strategies == sorted(strategies)  # "full" at most before the first change
    assert strategies[-1] == "keys"


@pytest.mark.parametrize("strategy", ["change", "keys"])
def test_rows_that_go_are_found_by_place_and_written_from_what_was_read(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, strategy: str
) -> None:
    """As with many rows: where they stand is looked up first, and history is written without reading them again."""
    monkeypatch.setattr(apply, "LONELY", 0)
    monkeypatch.setattr(effects, "FEW", 0)
    seeded = random.Random(strategy)
    query = "SELECT v, NULLIF(id, 3) AS id FROM src WHERE v > 0"
    prepare(lab, query)
    lab.account.dynamic_tables.strategy = strategy  # type: ignore[assignment]
    for _ in range(10):
        lab.script(*(change(seeded) for _ in range(5)))
        lab.check_refresh(query)
    assert strategy_of(lab) == strategy
    lab.script(
        "UPDATE src SET v = v + 1 WHERE id = 2", "INSERT INTO src SELECT 3, 7 FROM TABLE(GENERATOR(ROWCOUNT => 3))"
    )
    lab.check_refresh(query)
    lab.run("DELETE FROM src WHERE id = 3")
    lab.check_refresh(query)


def test_a_group_with_a_count_of_rows_is_one_row(lab: Lab) -> None:
    """COUNT(*) is no * that hides which columns are the keys: a stream sees the group's row change."""
    lab.make("d", "SELECT v, COUNT(*) AS n FROM src GROUP BY v", more="REFRESH_MODE = INCREMENTAL")
    lab.script("CREATE STREAM st ON DYNAMIC TABLE d", "INSERT INTO src VALUES (3, 10)", "ALTER DYNAMIC TABLE d REFRESH")
    seen = lab.run("SELECT v, n, METADATA$ACTION, METADATA$ISUPDATE FROM st ORDER BY n")
    assert seen == [(10, 1, "DELETE", True), (10, 2, "INSERT", True)]
