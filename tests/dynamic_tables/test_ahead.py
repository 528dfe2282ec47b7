"""What the second core asks ahead changes nothing but the time it takes."""

from __future__ import annotations

import os
from typing import Any

import pytest

from ecomsim.account import Account
from ecomsim.dynamic_tables import ahead
from ecomsim.dynamic_tables.ahead import Ahead
from tests.dynamic_tables.conftest import T0, Lab

QUERY = "SELECT k, COUNT(*) AS n, SUM(100 / v) AS total FROM src JOIN names USING (id) GROUP BY k"
HISTORY = ("DATA_TIMESTAMP", "STATE", "STATE_CODE", "STATE_MESSAGE", "REFRESH_ACTION", "REFRESH_TRIGGER", "QUERY_ID")


class Answers:
    """How often a refresh found its comparison made, found another one, or found none."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.taken = self.useless = self.absent = 0
        take = Ahead.take

        def counted(asked: Ahead, table_id: int, *question: Any) -> Any:
            was_made = table_id in asked._made
            answer = take(asked, table_id, *question)
            self.taken += answer is not None
            self.useless += was_made and answer is None
            self.absent += not was_made
            return answer

        monkeypatch.setattr(Ahead, "take", counted)
        monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    return Answers(monkeypatch)


def prepared(lab: Lab) -> None:
    lab.run("CREATE TABLE names(id INT, k VARCHAR)")
    lab.run("INSERT INTO names VALUES (1, 'a'), (2, 'b'), (3, 'b'), (4, 'c')")
    lab.make("d", QUERY, more="REFRESH_MODE = INCREMENTAL")
    lab.run("CREATE STREAM st ON DYNAMIC TABLE d")


def lived(lab: Lab) -> list[Any]:
    """A few steps of several minutes with changes between them: what is left behind, row ids and errors included."""
    prepared(lab)
    changes = (
        "INSERT INTO src VALUES (3, 5)",
        "UPDATE src SET v = v + 1 WHERE id = 1",
        "SELECT 1",
        "INSERT INTO src VALUES (4, 0)",
        "DELETE FROM src WHERE v = 0",
        "UPDATE names SET k = 'a' WHERE id = 2",
        "UPDATE src SET v = 50",
        "DELETE FROM src WHERE id = 2",
    )
    seen: list[Any] = []
    for number, change in enumerate(changes, start=1):
        lab.run(change)
        lab.to(number * 150)
        seen.append(sorted(lab.run("SELECT * FROM d")))
    seen.append(sorted(map(str, lab.run("SELECT * FROM st"))))
    seen.append([[str(row[name]) for name in HISTORY] for row in lab.refreshes("d")])
    return seen


def test_nothing_is_different(lab: Lab, answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    with_answers = lived(lab)
    assert answers.taken >= 4
    assert answers.useless == 1  # the division by zero, which the refresh itself reports
    assert {state for _, state, *_ in with_answers[-1]} == {"SUCCEEDED", "FAILED"}
    monkeypatch.setattr(ahead, "of", lambda _: None)
    with Account.open(clock="virtual", start=T0) as account:
        assert lived(Lab(account)) == with_answers


def test_an_answer_to_another_question_is_not_taken(lab: Lab, answers: Answers) -> None:
    """A task changes the source on the way to each refresh: soon nobody asks ahead for it any more."""
    prepared(lab)
    lab.run("CREATE TASK t SCHEDULE = '20 SECONDS' AS INSERT INTO src VALUES (3, 10)")
    lab.run("ALTER TASK t RESUME")
    for number in range(1, 9):
        lab.run("INSERT INTO src VALUES (1, 10)")
        lab.to(number * 48)  # a lag of a minute is kept by a refresh every 48 seconds
        instant = lab.refreshes("d")[-1]["DATA_TIMESTAMP"]
        then = QUERY.replace("FROM src", f"FROM src AT(TIMESTAMP => '{instant}'::TIMESTAMP_LTZ)")
        assert sorted(lab.run("SELECT * FROM d")) == sorted(lab.run(then))
    assert (answers.taken, answers.useless) == (0, ahead.MISSES)
    assert answers.absent == 8 - ahead.MISSES


def test_a_query_that_tells_the_time_is_asked_when_it_is_due(lab: Lab, answers: Answers) -> None:
    prepared(lab)
    lab.make("late", "SELECT id, CURRENT_TIMESTAMP() AS at FROM src", more="REFRESH_MODE = FULL")
    for minute in range(1, 5):
        lab.run("INSERT INTO src VALUES (1, 10)")
        lab.to(minute * 60)
    times = lab.run("SELECT DISTINCT at FROM late")
    assert [round((at - lab.refreshes("late")[-1]["DATA_TIMESTAMP"]).total_seconds()) for (at,) in times] == [0]
    assert answers.useless == 0
