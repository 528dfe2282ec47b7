"""Streams on views against two snapshots of the view: random changes of the tables beneath, views of every shape."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session

VIEWS = {
    "filtered": "SELECT k, v FROM a WHERE v > 2",
    "computed": "SELECT k + 1 AS k, v * 2 AS v FROM a",
    "united": "SELECT k, v FROM a UNION ALL SELECT k, w FROM b WHERE w < 7 UNION ALL SELECT k, v FROM a",
    "joined": "SELECT a.k, a.v, b.w FROM a JOIN b ON a.k = b.k",
    "three": "SELECT a.k, a.v + c.x AS v, b.w FROM a, b, c WHERE a.k = b.k AND b.w = c.k",
    "itself": "SELECT x.k, y.v FROM a AS x JOIN a AS y ON x.k = y.v",
    "nested": "SELECT f.k, b.w FROM filtered AS f JOIN b ON f.k = b.k WHERE b.w <> 1",
    "derived": "SELECT s.k, s.v, b.w FROM (SELECT k, v FROM a WHERE v < 6) AS s JOIN b ON s.k = b.k",
    "named": "WITH s AS (SELECT k, v FROM a) SELECT x.k, y.v FROM s AS x JOIN s AS y ON x.k = y.v",
    "joins_united": "SELECT a.k, b.w FROM a JOIN b ON a.k = b.k UNION ALL SELECT k, x FROM c",
}
TABLES = {"a": "v", "b": "w", "c": "x"}
ROUNDS = 25
Records = Counter[tuple[object, ...]]


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with (
        Account.open(":memory:", clock="virtual", start=datetime(2026, 1, 1, tzinfo=UTC)) as account,
        account.steadily(),
    ):
        session = account.session()
        session.execute("CREATE DATABASE db1")
        for table, value in TABLES.items():
            session.execute(f"CREATE TABLE {table} (k INT, {value} INT)")
        for name, query in VIEWS.items():
            session.execute(f"CREATE VIEW {name} AS {query}")
            session.execute(f"CREATE STREAM {name}_stream ON VIEW {name}")
        session.execute("CREATE TABLE sink (n INT)")
        yield session


def change(session: Session, chance: random.Random) -> None:
    table = chance.choice(tuple(TABLES))
    value, k, v = TABLES[table], chance.randrange(5), chance.randrange(9)
    session.execute(
        chance.choice(
            (
                f"INSERT INTO {table} VALUES ({k}, {v}), ({k}, {v})",
                f"INSERT INTO {table} VALUES ({v}, {k})",
                f"UPDATE {table} SET {value} = {v} WHERE k = {k}",
                f"UPDATE {table} SET k = {v} WHERE k = {k} AND {value} < 5",
                f"DELETE FROM {table} WHERE k = {k}",
                f"DELETE FROM {table} WHERE {value} = {v}",
            )
        )
    )


def content(session: Session, view: str) -> Counter[tuple[object, ...]]:
    return Counter(session.execute(f"SELECT * FROM {view}").rows())


@pytest.mark.parametrize("view", VIEWS)
def test_a_stream_on_a_view_is_the_difference_of_two_snapshots(session: Session, view: str) -> None:
    """Old content, minus the deleted and plus the inserted records, is the new one; identities are told apart."""
    chance = random.Random(view)
    session.execute(f"INSERT INTO sink SELECT 1 FROM {view}_stream")
    before = content(session, view)
    for number in range(ROUNDS):
        for _ in range(chance.randrange(1, 4)):
            change(session, chance)
        records = session.execute(f"SELECT * FROM {view}_stream").rows()
        gone: Records = Counter(row[:-3] for row in records if row[-3] == "DELETE")
        come: Records = Counter(row[:-3] for row in records if row[-3] == "INSERT")
        after = content(session, view)
        assert not gone - before, "only rows that were there are deleted"
        assert before - gone + come == after
        identities = Counter((row[-1], row[-3]) for row in records)
        assert not records or max(identities.values()) == 1
        pairs = {row[-1] for row in records if row[-3] == "DELETE"} & {
            row[-1] for row in records if row[-3] == "INSERT"
        }
        assert {row[-1] for row in records if row[-2]} == pairs
        by_identity = {(row[-1], row[-3]): row[:-3] for row in records}
        assert all(by_identity[(each, "DELETE")] != by_identity[(each, "INSERT")] for each in pairs)
        if number % 4 == 3:
            session.execute(f"INSERT INTO sink SELECT 1 FROM {view}_stream")
            before = after
