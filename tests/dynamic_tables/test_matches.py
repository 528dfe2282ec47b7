"""Groups over an outer join, followed by the rows that have a match: first matches, last ones, and what is in neither.

After every change the content is the query's, by `refresh`; how the change is told is read off the definition.
"""

from __future__ import annotations

import pyarrow as pa
import pytest

from ecomsim.catalog.objects import DynamicTable
from ecomsim.dynamic_tables import definition, derive
from ecomsim.dynamic_tables.derive import Followed
from ecomsim.dynamic_tables.signed import Changes
from tests.dynamic_tables.conftest import Lab
from tests.dynamic_tables.test_following import refresh

SETUP = (
    "CREATE TABLE t(id INT, g VARCHAR)",
    "INSERT INTO t VALUES (1, 'a'), (1, 'a'), (2, 'a'), (9, 'b'), (NULL, 'c')",
    "CREATE TABLE more(v INT, w INT)",
    "INSERT INTO more VALUES (10, 1), (10, 2), (6, 3)",
)
TOLD = {
    "one join": "SELECT t.id, t.g, COUNT(*) AS n, COUNT(s.v) AS c, SUM(s.v) AS s, SUM(t.id) AS own, MIN(s.v) AS least, "
    "MAX(s.v + t.id) AS most FROM t LEFT JOIN src s ON s.id = t.id GROUP BY t.id, t.g",
    "different values": "SELECT t.id, COUNT(DISTINCT IFF(s.v > 5, s.id, NULL)) AS d, COUNT(DISTINCT s.v) AS e, "
    "COUNT(*) AS n FROM t LEFT JOIN src s ON s.id = t.id GROUP BY t.id HAVING COUNT(*) < 5",
    "a join above": "SELECT t.id, COUNT(*) AS n, SUM(COALESCE(m.w, -1)) AS w, COUNT(DISTINCT m.w) AS e "
    "FROM t LEFT JOIN src s ON s.id = t.id LEFT JOIN more m ON m.v = s.v GROUP BY t.id",
}
OTHERS = {
    "a group of the other side": "SELECT t.id, s.v, COUNT(*) AS n FROM t LEFT JOIN src s ON s.id = t.id "
    "GROUP BY t.id, s.v",
    "a group without the key": "SELECT t.g, COUNT(*) AS n FROM t LEFT JOIN src s ON s.id = t.id GROUP BY t.g",
    "a group without all of the key": "SELECT t.id, COUNT(*) AS n FROM t LEFT JOIN more m ON m.v = t.id "
    "AND m.w = LENGTH(t.g) GROUP BY t.id",
    "different values of the side that is kept": "SELECT t.id, COUNT(DISTINCT t.g) AS d, COUNT(s.v) AS n "
    "FROM t LEFT JOIN src s ON s.id = t.id GROUP BY t.id",
    "a join above that rows without a match pass": "SELECT t.id, SUM(m.w) AS w, COUNT(s.v) AS n FROM t "
    "LEFT JOIN src s ON s.id = t.id LEFT JOIN more m ON m.v = t.id GROUP BY t.id",
}
STATEMENTS = (
    "INSERT INTO src VALUES (9, 6), (9, 10)",  # the first matches of a group
    "UPDATE src SET v = v + 1 WHERE id = 9",
    "INSERT INTO src VALUES (9, 10), (1, 7), (7, 7), (NULL, 1)",  # some more, and what matches nothing
    "UPDATE src SET id = 2 WHERE id = 1",  # all matches of one group go to another
    "DELETE FROM src WHERE id = 9 AND v = 10",
    "DELETE FROM src WHERE id = 9",  # the last ones
    "DELETE FROM src",
    "INSERT INTO src VALUES (1, NULL), (2, 6), (2, 6)",
    "INSERT INTO more VALUES (6, 4)",
    "DELETE FROM more",
    "INSERT INTO t VALUES (2, 'a'), (3, 'd')",  # the side that is kept
    "UPDATE t SET id = 9 WHERE id = 2 AND g = 'a'",
    "DELETE FROM t WHERE g <> 'a'",
)


def make(lab: Lab, query: str) -> None:
    lab.script(*SETUP)
    lab.make("d", query, "'1 day'")


def followed(lab: Lab) -> Followed:
    (table,) = lab.account.catalog.all("DYNAMIC TABLE")
    assert isinstance(table, DynamicTable)
    return derive.derived(table, definition.of(table, lab.account), lab.session)


@pytest.mark.parametrize("query", [*TOLD.values(), *OTHERS.values()], ids=[*TOLD, *OTHERS])
def test_groups_gain_and_lose_their_matches(lab: Lab, query: str) -> None:
    make(lab, query)
    refresh(lab, "sums", query)
    for statement in STATEMENTS:
        lab.run(statement)
        refresh(lab, "sums", query)


@pytest.mark.parametrize("query", TOLD.values(), ids=TOLD)
def test_the_joined_table_is_not_asked_for_matches(lab: Lab, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its change is read, and its rows with the values that came or went, but its matches are not counted."""
    make(lab, query)
    lab.run("INSERT INTO src VALUES (9, 6), (2, 6)")
    refresh(lab, "sums", query)
    lab.run("DELETE FROM src WHERE id = 2")
    texts: list[str] = []
    fetch = Changes.fetch

    def seen(self: Changes, sql: str) -> pa.Table:
        texts.append(sql)
        return fetch(self, sql)

    monkeypatch.setattr(Changes, "fetch", seen)
    assert refresh(lab, "sums", query) == "sums"
    assert texts
    assert not any(" AS alone " in text for text in texts)
    # the side that is kept has changed: the matches of its rows are no longer told by their number
    lab.script("INSERT INTO t VALUES (4, 'e')", "INSERT INTO src VALUES (9, 7), (4, 1)")
    assert refresh(lab, "sums", query) == "sums"


@pytest.mark.parametrize("query", OTHERS.values(), ids=OTHERS)
def test_what_the_number_of_matches_does_not_tell(lab: Lab, query: str) -> None:
    make(lab, query)
    found = followed(lab).sums
    assert found is not None
    assert found.matches is None
