"""Delayed view semantics: after every refresh the content equals the query at the data timestamp, as a multiset, and a
stream on the table has seen exactly the difference. Spec cases C-DT-25 and C-DT-36.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tests.dynamic_tables.conftest import Lab

QUERIES = [
    "SELECT id, v * 2 AS w FROM src WHERE v > 3",
    "SELECT v, COUNT(*) AS n, SUM(id) AS s FROM src GROUP BY v",
    "SELECT COUNT(*) AS n, MAX(v) AS m FROM src",
    "SELECT a.id, a.v, b.g FROM src a JOIN t2 b ON a.id = b.id",
    "SELECT a.id, a.v, b.g FROM src a LEFT JOIN t2 b ON a.id = b.id",
    "SELECT a.v, b.g FROM src a FULL OUTER JOIN t2 b ON a.id = b.id",
    "SELECT id FROM src UNION ALL SELECT id FROM t2",
    "SELECT v FROM src UNION SELECT id FROM t2",
    "SELECT DISTINCT v FROM src",
    "SELECT id, v FROM src QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY v) = 1",
    "SELECT g, SUM(v) AS s FROM src JOIN t2 ON src.id = t2.id GROUP BY g HAVING SUM(v) > 10",
]


def change(random_: random.Random) -> str:
    """A random statement over few values, so that rows repeat, meet and part."""
    key, value = random_.randrange(8), random_.choice(["NULL", *map(str, range(6))])
    return random_.choice(
        [
            f"INSERT INTO src VALUES ({key}, {value})",
            f"INSERT INTO src SELECT id, v FROM src WHERE id = {key}",
            f"UPDATE src SET v = {value} WHERE id = {key}",
            f"UPDATE src SET id = {key} WHERE v = {value if value != 'NULL' else 0}",
            f"DELETE FROM src WHERE id = {key}",
            f"INSERT INTO t2 VALUES ({key}, 'g{value}')",
            f"UPDATE t2 SET g = 'g{value}' WHERE id = {key}",
            f"DELETE FROM t2 WHERE id = {key}",
        ]
    )


@pytest.mark.parametrize("query", QUERIES)
def test_content_and_change_are_the_querys(lab: Lab, query: str) -> None:
    seeded = random.Random(query)
    lab.script("CREATE TABLE t2(id INT, g VARCHAR)", "INSERT INTO t2 VALUES (1, 'g1'), (2, 'g2'), (5, NULL)")
    lab.make("d", query, "'1 day'")
    lab.script("CREATE TABLE sink(id INT)", "CREATE STREAM st ON DYNAMIC TABLE d")
    assert lab.show("d")["refresh_mode"] == "INCREMENTAL"
    for _ in range(12):
        for _ in range(4):
            lab.run(change(seeded))
        lab.check_refresh(query)


def test_36_a_diamond_is_consistent(lab: Lab) -> None:
    seeded = random.Random(36)
    lab.run("CREATE TABLE t2(id INT, g VARCHAR)")
    lab.make("a", "SELECT id, v FROM src", "DOWNSTREAM")
    lab.make("b", "SELECT id, SUM(v) AS s FROM a GROUP BY id", "DOWNSTREAM")
    lab.make("c", "SELECT id, COUNT(*) AS n FROM a GROUP BY id", "DOWNSTREAM")
    lab.make("d", "SELECT b.id, b.s, c.n FROM b JOIN c ON b.id = c.id", "'1 minute'")
    whole = "SELECT id, SUM(v), COUNT(*) FROM src{at} WHERE id IS NOT NULL GROUP BY id"
    for step in range(1, 25):
        lab.to(20 * step)
        lab.run(change(seeded))
        stamp = lab.show("d")["data_timestamp"].isoformat()
        expected = lab.run(whole.format(at=f" AT(TIMESTAMP => '{stamp}'::TIMESTAMP_TZ)"))
        assert Counter(lab.run("SELECT * FROM d")) == Counter(expected)
