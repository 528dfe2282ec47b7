"""C-DT-73: a refresh that takes longer than its period piles nothing up; the due times inside it are SKIPPED.

The clock counts as a wall clock, and each refresh that writes moves it on by as long as it takes; half-way through
somebody changes the base table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from ecomsim.accounts.account import Account
from ecomsim.dynamic_tables import follow
from tests.dynamic_tables.conftest import T0, Lab
from tests.dynamic_tables.test_restart import HandClock


class SlowLab(Lab):
    seconds = 0  # what a refresh that writes takes

    def later(self, seconds: float) -> None:
        clock = self.account.clock
        assert isinstance(clock, HandClock)
        clock.move_to(clock.now() + timedelta(seconds=seconds))

    def second(self) -> float:
        return (self.account.clock.now() - T0).total_seconds()

    def work(self, until: int) -> None:
        """What the scheduler does: at each due time, or late as soon as it is free, it runs what is due."""
        while (due := self.account.agenda.next_due()) is not None:
            wait = (due - T0).total_seconds() - self.second()
            if self.second() + max(wait, 0) > until:
                return
            self.later(max(wait, 0))
            self.account.agenda.run_due(self.account.clock.now())

    def states(self, name: str) -> list[tuple[int, str, str | None]]:
        found = [row for row in self.refreshes(name) if row["REFRESH_TRIGGER"] == "SCHEDULED"]
        times = [round((row["DATA_TIMESTAMP"] - T0).total_seconds()) for row in found]
        return [(at, row["STATE"], row["REFRESH_ACTION"]) for at, row in zip(times, found, strict=True)]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowLab]:
    with Account.open(clock=HandClock(T0)) as account:
        lab = SlowLab(account)
        write = follow.write

        def taking_time(*arguments: Any, **named: Any) -> Any:
            written = write(*arguments, **named)
            if not lab.seconds:
                return written
            lab.later(lab.seconds / 2)
            lab.run(f"INSERT INTO src VALUES ({round(lab.second())}, 1)")
            lab.later(lab.seconds / 2)
            return written

        monkeypatch.setattr(follow, "write", taking_time)
        yield lab


def test_due_times_inside_a_refresh_are_skipped(slow: SlowLab) -> None:
    slow.make("d", "SELECT id, v * 2 AS w FROM src")
    slow.run("INSERT INTO src VALUES (3, 30)")
    slow.seconds = 100
    slow.work(until=360)
    assert slow.states("d") == [
        (48, "SUCCEEDED", "INCREMENTAL"),
        (96, "SKIPPED", None),
        (144, "SUCCEEDED", "INCREMENTAL"),
        (192, "SKIPPED", None),
        (240, "SUCCEEDED", "INCREMENTAL"),
        (288, "SKIPPED", None),
        (336, "SUCCEEDED", "INCREMENTAL"),
    ]
    skipped = next(row for row in slow.refreshes("d") if row["STATE"] == "SKIPPED")
    assert (skipped["REFRESH_START_TIME"], skipped["REFRESH_END_TIME"], skipped["STATISTICS"]) == (None, None, None)


def test_refreshes_never_overlap_and_the_next_one_covers_the_gap(slow: SlowLab) -> None:
    slow.make("d", "SELECT id, v * 2 AS w FROM src")
    slow.run("INSERT INTO src VALUES (3, 30)")
    slow.seconds = 170
    slow.work(until=1000)
    done = [row for row in slow.refreshes("d") if row["REFRESH_START_TIME"] is not None]
    for before, after in pairwise(done):
        assert before["REFRESH_END_TIME"] <= after["REFRESH_START_TIME"]
        assert before["DATA_TIMESTAMP"] < after["DATA_TIMESTAMP"] <= after["REFRESH_START_TIME"]
    slow.seconds = 0
    slow.later(100)
    slow.account.agenda.run_due(slow.account.clock.now())
    assert slow.run("SELECT COUNT(*) FROM d") == slow.run("SELECT COUNT(*) FROM src")


def test_a_slow_graph_keeps_one_data_timestamp(slow: SlowLab) -> None:
    slow.make("a", "SELECT id, v FROM src", "DOWNSTREAM")
    slow.make("b", "SELECT id, v * 2 AS w FROM a")
    slow.make("c", "SELECT id, w + 1 AS x FROM b", "'2 minutes'")
    slow.run("INSERT INTO src VALUES (3, 30)")
    slow.seconds = 60
    slow.work(until=900)
    stamps = {name: {at for at, state, _ in slow.states(name) if state == "SUCCEEDED"} for name in ("a", "b", "c")}
    assert stamps["c"] <= stamps["b"] == stamps["a"]
    assert {state for name in "abc" for _, state, _ in slow.states(name)} == {"SUCCEEDED", "SKIPPED"}
    for row in slow.refreshes("a")[3:]:
        late = row["REFRESH_START_TIME"] - row["DATA_TIMESTAMP"]
        assert late < timedelta(seconds=96), "what begins late begins with the latest time that is due"


def test_what_a_manual_refresh_overtook_is_skipped(slow: SlowLab) -> None:
    slow.make("a", "SELECT id, v FROM src")
    slow.make("b", "SELECT id, v FROM a")
    slow.make("c", "SELECT id, v FROM b")
    slow.later(48.5)
    slow.run("INSERT INTO src VALUES (3, 30)")
    slow.run("ALTER DYNAMIC TABLE a REFRESH")
    slow.account.agenda.run_due(slow.account.clock.now())
    assert [slow.states(name) for name in "abc"] == [[], [(48, "SKIPPED", None)], [(48, "SKIPPED", None)]]
    assert slow.run("SELECT COUNT(*) FROM c") == [(2,)]
    slow.later(48)
    slow.account.agenda.run_due(slow.account.clock.now())
    assert slow.states("c")[1:] == [(96, "SUCCEEDED", "INCREMENTAL")]
    assert slow.run("SELECT COUNT(*) FROM c") == [(3,)]
