"""Random queries over random changes, by every way there is to refresh: after each refresh the content is the query's
result, and the change that a stream on the table sees is exactly the difference to what was there before.

ECOMSIM_QUERIES sets how many queries are drawn. A failure names the way, the seed, the query and the statements.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ecomsim.accounts.account import Account
from ecomsim.catalog.objects import DynamicTable
from ecomsim.dynamic_tables import apply, definition, derive
from ecomsim.names import Name
from ecomsim.sessions.session import DEFAULT_PARAMETERS
from ecomsim.storage import layout, reads
from tests.dynamic_tables.conftest import Lab
from tests.dynamic_tables.queries import INITIAL, SETUP, UPSTREAM, Queries, change

BATCH, ROUNDS = 8, 14
BATCHES = int(os.environ.get("ECOMSIM_QUERIES", "240")) // BATCH
START = datetime(2026, 3, 7, tzinfo=UTC)
"""Two days before the clocks are put forward."""
COUNTED = 6
"""The first batches, which one test runs: they draw the same queries and changes however many more there are."""
Rows = Counter[tuple[Any, ...]]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """One account for all batches of a process."""
    with Account.open(clock="virtual", start=START) as account, account.steadily():
        yield opened(account)


def opened(account: Account) -> Lab:
    """A lab at the time zone in which dynamic tables are refreshed, so that it reads the clock as they do."""
    lab = Lab(account)
    lab.run(f"ALTER SESSION SET TIMEZONE = '{DEFAULT_PARAMETERS['TIMEZONE']}'")
    return lab


class Followed:
    """A dynamic table and what it held after its last refresh."""

    def __init__(self, lab: Lab, number: int, query: str) -> None:
        self.lab, self.name, self.query = lab, f"d{number}", query
        options = "TARGET_LAG = DOWNSTREAM WAREHOUSE = wh REFRESH_MODE = INCREMENTAL"
        lab.run(f"CREATE OR REPLACE DYNAMIC TABLE {self.name} {options} AS {query}")
        found = lab.session.catalog.relation(Name("DB", "S", self.name.upper()))
        assert isinstance(found, DynamicTable)
        self.table = found
        bound = definition.of(found, lab.account)
        self.ways = ("full", *derive.derived(found, bound, lab.session).possible)
        self.version, self.content = self.number(), self.rows()

    def number(self) -> int:
        return self.lab.account.timelines.number(self.table.id)

    def rows(self) -> Rows:
        sql = f"SELECT {layout.column_list(self.table.columns)} FROM {layout.current(self.table.id)}"
        return Counter(self.lab.session.duck.execute(sql).fetchall())

    def expected(self) -> Rows:
        """The query's result at the data timestamp, in DuckDB's values."""
        account = self.lab.account
        found = definition.of(self.table, account)
        pins = {f"ecom_pin_{key}": account.timelines.number(key) for key in found.tables}
        now = account.dynamic_tables.get(self.table.id).data_timestamp
        values = pins | ({definition.TIME: now} if found.is_time_dependent else {})
        return Counter(self.lab.session.duck.execute(found.sql, values).fetchall())

    def changes(self) -> tuple[Rows, Rows]:
        """What a stream sees since the last refresh: inserted and deleted rows."""
        bounds = str(self.version), str(self.number())
        sql = reads.changes(self.table.id, self.table.id, self.table.columns, *bounds)
        seen = self.lab.session.duck.execute(sql).fetchall()
        sides = [Counter(row[:-3] for row in seen if row[-3] == action) for action in ("INSERT", "DELETE")]
        return sides[0], sides[1]

    def check(self, way: str, told: str) -> str:
        """Refresh by one way and compare; returns the way that was taken, which may be the whole query."""
        states = self.lab.account.dynamic_tables
        states.strategy = way  # type: ignore[assignment]
        self.lab.run(f"ALTER DYNAMIC TABLE {self.name} REFRESH")
        mark = derive.mark_of(states.get(self.table.id).mark)
        assert mark is not None
        expected = self.expected()
        assert self.rows() == expected, f"content {told}"
        inserted, deleted = self.changes()
        assert inserted - deleted == expected - self.content, f"inserted {told}"
        assert deleted - inserted == self.content - expected, f"deleted {told}"
        self.version, self.content = self.number(), expected
        return mark.last


@pytest.mark.parametrize("seed", range(COUNTED, BATCHES))
def test_every_way_gives_the_query(lab: Lab, seed: int) -> None:
    assert run(lab, seed).total()


@pytest.mark.slow
def test_every_way_is_taken_often() -> None:
    """In an account of its own, so that the same refreshes run in every process."""
    with Account.open(clock="virtual", start=START) as account, account.steadily():
        lab = opened(account)
        ways = sum((run(lab, seed) for seed in range(COUNTED)), Counter[str]())
    assert all(ways[way] > ways.total() / 20 for way in ("full", "keys", "change", "sums"))


def test_places_are_found_first(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in tables that are very large beside the change."""
    monkeypatch.setattr(apply, "LONELY", 0)
    assert run(lab, BATCHES).total()


def run(lab: Lab, seed: int) -> Counter[str]:
    """One batch of queries over one history of changes; the ways that were taken."""
    ways: Counter[str] = Counter()
    dice = random.Random(seed)
    queries = Queries(dice)
    lab.script(*SETUP, *INITIAL)
    lab.run(f"CREATE OR REPLACE DYNAMIC TABLE up TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS {UPSTREAM}")
    followed = [Followed(lab, number, queries.query()) for number in range(BATCH)]
    history: list[str] = []
    for _ in range(ROUNDS):
        statements = [change(dice) for _ in range(dice.randrange(1, 5))]
        lab.script(*statements)
        hours = dice.choice([0, 1, 5, 9, 20])
        lab.account.advance_to(lab.account.clock.now() + timedelta(hours=hours))
        history += [*statements, f"-- {hours} hours later"]
        for each in followed:
            if dice.random() < 0.8:  # else its next refresh spans more changes
                way = dice.choice(each.ways[1:] * 3 + each.ways[:1])
                ways[each.check(way, f"by {way}, seed {seed}: {each.query}; after {history}")] += 1
    return ways


def test_a_stream_reads_the_same_changes(lab: Lab) -> None:
    """The check above reads changes as a stream does; here a real one."""
    query = "SELECT id, COUNT(*) AS n, SUM(v) AS s FROM src GROUP BY id"
    dice = random.Random(1)
    lab.script(*SETUP, *INITIAL, "CREATE TABLE sink(id INT)")
    lab.make("d", query, "'1 day'")
    lab.run("CREATE STREAM seen ON DYNAMIC TABLE d")
    before: Rows = Counter(lab.run(query))
    for position in range(20):
        lab.script(*(change(dice) for _ in range(5)))
        lab.account.dynamic_tables.strategy = ("full", "keys", "change", "sums")[position % 4]  # type: ignore[assignment]
        lab.run("ALTER DYNAMIC TABLE d REFRESH")
        after = Counter(lab.run(query))
        rows = lab.run("SELECT * EXCLUDE (METADATA$ROW_ID, METADATA$ISUPDATE) FROM seen")
        inserted, deleted = (Counter(row[:-1] for row in rows if row[-1] == each) for each in ("INSERT", "DELETE"))
        assert (inserted - deleted, deleted - inserted) == (after - before, before - after)
        lab.run("INSERT INTO sink SELECT 1 FROM seen WHERE FALSE")
        before = after
