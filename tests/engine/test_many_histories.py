"""Thousands of random histories on one table, against the model of test_history_model.

The table, its streams and the statements stay the same, so that each history costs its data alone: it begins with what
the one before has left, and reads versions, changes and streams across that border too. What the model says of any two
versions is checked for pairs drawn at random; test_history_model checks every pair of shorter histories.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session
from tests.engine.test_history_model import COLUMNS, Bookmark, Model, expected, play, rows

HISTORIES = int(os.environ.get("ECOMSIM_HISTORIES", "2000"))
CHUNKS = 4
KINDS = (
    *("insert", "insert", "update", "update", "delete", "truncate", "overwrite", "merge", "noop", "read"),
    *("consume", "consume", "rolled back", "failed", "transaction"),
)
KEPT = 40
"""Versions that the model remembers; older ones are not asked for any more."""


@pytest.fixture
def session() -> Iterator[Session]:
    with (
        Account.open(":memory:", clock="virtual", start=datetime(2026, 1, 1, tzinfo=UTC)) as account,
        account.steadily(),
    ):
        session = account.session()
        session.execute("CREATE DATABASE db1")
        session.execute("CREATE TABLE t (a INT, b INT)")
        session.execute("CREATE TABLE sink (a INT, b INT)")
        for name, option in (("s0", ""), ("s1", " APPEND_ONLY = TRUE"), ("s2", "")):
            session.execute(f"CREATE STREAM {name} ON TABLE t{option}")
        yield session


def forget(model: Model) -> None:
    """Drop the oldest versions, once every stream has moved past them."""
    cut = min(len(model.contents) - KEPT, min(mark.offset for mark in model.bookmarks.values()))
    if cut > 0:
        del model.contents[:cut], model.births[:cut], model.moments[:cut]
        for mark in model.bookmarks.values():
            mark.offset -= cut


def check(session: Session, model: Model, chance: random.Random) -> None:
    """What the table holds, held, and what changed between two versions, as SQL with binds that is planned once."""
    last = len(model.contents) - 1
    assert rows(session, "SELECT a, b FROM t") == Counter(model.now().values())
    start, end = sorted(chance.choices(range(last + 1), k=2))
    for index in (start, end):
        found = session.execute("SELECT a, b FROM t AT(TIMESTAMP => ?)", [model.moments[index]]).rows()
        assert Counter(found) == Counter(model.contents[index].values()), index
    moments = [model.moments[start], model.moments[end]]
    information, between = chance.choice((("DEFAULT", model.changes), ("APPEND_ONLY", model.inserted)))
    found = session.execute(
        f"SELECT {COLUMNS} FROM t CHANGES(INFORMATION => {information}) AT(TIMESTAMP => ?) END(TIMESTAMP => ?)", moments
    ).rows()
    assert Counter(found) == between(start, end), (information, start, end)
    name = chance.choice(tuple(model.bookmarks))
    assert rows(session, f"SELECT {COLUMNS} FROM {name}") == expected(model, model.bookmarks[name], last), name


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(CHUNKS))
def test_histories_that_follow_each_other_agree_with_the_model(session: Session, seed: int) -> None:
    chance = random.Random(seed)
    model = Model(moments=[session.clock.now()])
    model.bookmarks = {name: Bookmark(0, name == "s1") for name in ("s0", "s1", "s2")}
    for number in range(HISTORIES // CHUNKS):
        steps = [(chance.choice(KINDS), chance.randrange(5), chance.randrange(4)) for _ in range(chance.randint(1, 9))]
        try:
            for kind, x, y in steps:
                play(session, model, kind, x, y)
            check(session, model, chance)
        except AssertionError as cause:
            raise AssertionError(f"history {number} of seed {seed}: {steps}") from cause
        if number % 10 == 9:
            session.execute("TRUNCATE TABLE sink")
        forget(model)
