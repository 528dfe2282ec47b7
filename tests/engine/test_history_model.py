"""Random histories of a table and its streams against a plain Python model.

The model keeps every committed content as a dictionary from row identity to values; what a stream must show is the
difference of two of them. Rules: spec/streams.md 0.1.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session

HISTORIES = int(os.environ.get("ECOMSIM_HISTORIES", "1000")) // 10

Image = tuple[int, int | None]


@dataclass
class Bookmark:
    """A stream in the model: the index of the content it was consumed up to."""

    offset: int
    append_only: bool


@dataclass
class Model:
    contents: list[dict[int, Image]] = field(default_factory=lambda: [{}])
    births: list[list[tuple[int, Image]]] = field(default_factory=lambda: [[]])
    moments: list[datetime] = field(default_factory=list)
    next_row: int = 0
    bookmarks: dict[str, Bookmark] = field(default_factory=dict)

    def now(self) -> dict[int, Image]:
        return self.contents[-1]

    def commit(self, content: dict[int, Image], born: list[tuple[int, Image]]) -> None:
        self.contents.append(content)
        self.births.append(born)

    def changes(self, start: int, end: int) -> Counter[tuple[int, int | None, str, bool]]:
        """The net difference of two contents as (a, b, action, is update)."""
        old, new = self.contents[start], self.contents[end]
        found: Counter[tuple[int, int | None, str, bool]] = Counter()
        for row, image in old.items():
            if row not in new:
                found[(*image, "DELETE", False)] += 1
            elif new[row] != image:
                found[(*image, "DELETE", True)] += 1
                found[(*new[row], "INSERT", True)] += 1
        for row, image in new.items():
            if row not in old:
                found[(*image, "INSERT", False)] += 1
        return found

    def inserted(self, start: int, end: int) -> Counter[tuple[int, int | None, str, bool]]:
        return Counter((*image, "INSERT", False) for born in self.births[start + 1 : end + 1] for _, image in born)


Step = tuple[str, int, int]
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["insert", "insert", "update", "update", "delete", "truncate", "overwrite", "merge", "noop", "read",
             "consume", "consume", "rolled back", "failed", "transaction"]
        ),
        st.integers(0, 4),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=14,
)  # fmt: skip


def write(
    session: Session, model: Model, kind: str, x: int, y: int
) -> tuple[dict[int, Image], list[tuple[int, Image]]]:
    """Run one DML statement; returns the content and the births the model expects of it."""
    content, born = dict(model.now()), []

    def give_birth(image: Image) -> None:
        content[model.next_row] = image
        born.append((model.next_row, image))
        model.next_row += 1

    if kind == "insert":
        session.execute(f"INSERT INTO t VALUES ({x}, {y}), ({x}, NULL)")
        give_birth((x, y))
        give_birth((x, None))
    elif kind == "update":
        session.execute(f"UPDATE t SET b = {y} WHERE a = {x}")
        content = {row: (a, y) if a == x else (a, b) for row, (a, b) in content.items()}
    elif kind == "delete":
        session.execute(f"DELETE FROM t WHERE a = {x}")
        content = {row: image for row, image in content.items() if image[0] != x}
    elif kind == "truncate":
        session.execute("TRUNCATE TABLE t")
        content = {}
    elif kind == "overwrite":
        session.execute(f"INSERT OVERWRITE INTO t VALUES ({x}, {y})")
        content = {}
        give_birth((x, y))
    elif kind == "merge":
        session.execute(
            f"MERGE INTO t USING (SELECT {x} AS a, {y} AS b) s ON t.a = s.a "
            "WHEN MATCHED AND t.b IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET b = s.b + 10 "
            "WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, s.b)"
        )
        if any(a == x for a, _ in content.values()):
            content = {
                row: (a, y + 10) if a == x else (a, b) for row, (a, b) in content.items() if not (a == x and b is None)
            }
        else:
            give_birth((x, y))
    else:
        session.execute("DELETE FROM t WHERE 1 = 0")
    return content, born


def rows(session: Session, query: str) -> Counter[tuple]:
    return Counter(session.execute(query).rows())


COLUMNS = "a, b, metadata$action, metadata$isupdate"


def expected(model: Model, bookmark: Bookmark, end: int) -> Counter[tuple]:
    return (model.inserted if bookmark.append_only else model.changes)(bookmark.offset, end)


def run(session: Session, history: list[Step]) -> Model:
    model = Model()
    session.execute("CREATE OR REPLACE TABLE t (a INT, b INT)")
    session.execute("CREATE OR REPLACE TABLE sink (a INT, b INT)")
    for name, append_only in (("s0", False), ("s1", True), ("s2", False)):
        session.execute(f"CREATE OR REPLACE STREAM {name} ON TABLE t" + (" APPEND_ONLY = TRUE" if append_only else ""))
        model.bookmarks[name] = Bookmark(0, append_only)
    model.moments = [session.clock.now()]
    for kind, x, y in history:
        play(session, model, kind, x, y)
    return model


def play(session: Session, model: Model, kind: str, x: int, y: int) -> None:
    """One step of a history, on the table t, its streams s0, s1, s2 and the table sink."""
    last = len(model.contents) - 1
    stream = f"s{x % 3}"
    if kind == "read":
        assert rows(session, f"SELECT {COLUMNS} FROM {stream}") == expected(model, model.bookmarks[stream], last)
    elif kind == "consume":
        pending = expected(model, model.bookmarks[stream], last)
        count = session.execute(f"INSERT INTO sink SELECT a, b FROM {stream}").rowcount
        assert count == sum(pending.values())
        model.bookmarks[stream].offset = last
    elif kind == "rolled back":
        session.execute("BEGIN")
        session.execute(f"INSERT INTO sink SELECT a, b FROM {stream}")
        _, born = write(session, model, ("insert", "update", "delete", "truncate")[y], x, y)
        session.execute("ROLLBACK")
        model.next_row -= len(born)
    elif kind == "failed":
        with pytest.raises(Exception, match="not recognized"):
            session.execute(f"INSERT INTO sink SELECT 'x', b FROM {stream} UNION ALL SELECT 'x', 1")
    elif kind == "transaction":
        transaction(session, model, stream, x, y)
    else:
        model.commit(*write(session, model, kind, x, y))
        model.moments.append(session.clock.now())


def transaction(session: Session, model: Model, stream: str, x: int, y: int) -> None:
    """Two writes and a consumption in one transaction, with a failing statement in between."""
    last = len(model.contents) - 1
    pending = expected(model, model.bookmarks[stream], last)
    session.execute("BEGIN")
    content, born = write(session, model, "insert", x, y)
    with pytest.raises(Exception, match="not recognized"):
        session.execute("INSERT INTO sink SELECT 'x', 1")
    model.commit(content, born)
    again, more = write(session, model, ("update", "delete", "merge", "noop")[y], x, y)
    assert rows(session, f"SELECT {COLUMNS} FROM {stream}") == pending
    session.execute(f"INSERT INTO sink SELECT a, b FROM {stream}")
    assert Counter(session.execute("SELECT a, b FROM t").rows()) == Counter(again.values())
    session.execute("COMMIT")
    model.contents[-1], model.births[-1] = again, born + more
    model.bookmarks[stream].offset = last
    model.moments.append(session.clock.now())


def literal(moment: datetime) -> str:
    """A moment as SQL reads it in AT(TIMESTAMP => …)."""
    return f"'{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}'::TIMESTAMP_NTZ"


def check(session: Session, model: Model) -> None:
    """Contents at every version, and the changes between every pair of versions."""
    assert Counter(session.execute("SELECT a, b FROM t").rows()) == Counter(model.now().values())
    for index, at in enumerate(model.moments):
        found = rows(session, f"SELECT a, b FROM t AT(TIMESTAMP => {literal(at)})")
        assert found == Counter(model.contents[index].values()), index
    last = len(model.moments) - 1
    for start in range(0, last, 2):
        for end in range(start + 1, last + 1, 3):
            clause = f"AT(TIMESTAMP => {literal(model.moments[start])}) END(TIMESTAMP => {literal(model.moments[end])})"
            found = rows(session, f"SELECT {COLUMNS} FROM t CHANGES(INFORMATION => DEFAULT) {clause}")
            assert found == model.changes(start, end), (start, end)
            found = rows(session, f"SELECT {COLUMNS} FROM t CHANGES(INFORMATION => APPEND_ONLY) {clause}")
            assert found == model.inserted(start, end), (start, end)
    for name, bookmark in model.bookmarks.items():
        found = rows(session, f"SELECT {COLUMNS} FROM {name}")
        assert found == expected(model, bookmark, len(model.contents) - 1), name


@pytest.fixture(scope="module")
def shared_session() -> object:
    with (
        Account.open(":memory:", clock="virtual", start=datetime(2026, 1, 1, tzinfo=UTC)) as account,
        account.steadily(),
    ):
        session = account.session()
        session.execute("CREATE DATABASE db1")
        yield session


@pytest.mark.slow
@settings(
    max_examples=HISTORIES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(history=steps)
def test_any_history_agrees_with_the_model(shared_session: Session, history: list[Step]) -> None:
    model = run(shared_session, history)
    check(shared_session, model)
