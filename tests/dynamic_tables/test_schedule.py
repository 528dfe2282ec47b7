"""The schedule of random graphs on a virtual clock: lags are kept, and a graph moves by one data timestamp."""

from __future__ import annotations

import random

import pytest

from tests.dynamic_tables.conftest import T0, Lab

LAGS = (None, 60, 120, 300)


def _graph(lab: Lab, chance: random.Random) -> dict[str, tuple[int | None, list[str]]]:
    """Create six tables; each reads SRC or one or two earlier ones, and its lag is no shorter than theirs."""
    made: dict[str, tuple[int | None, list[str]]] = {}
    for number in range(6):
        name = f"t{number}"
        inputs = chance.sample(sorted(made), k=min(len(made), chance.choice((0, 1, 2))))
        least = max((_longest(each, made) for each in inputs), default=0)
        seconds = chance.choice([lag for lag in LAGS if lag is None or lag >= least])
        made[name] = (seconds, inputs)
        parts = " UNION ALL ".join(f"SELECT id, v FROM {each}" for each in inputs) or "SELECT id, v FROM src"
        lab.make(name, parts, "DOWNSTREAM" if seconds is None else f"'{seconds} seconds'")
    return made


def _longest(name: str, made: dict[str, tuple[int | None, list[str]]]) -> int:
    seconds, inputs = made[name]
    return max([seconds or 0, *(_longest(each, made) for each in inputs)])


@pytest.mark.parametrize("seed", range(4))
def test_random_graph(lab: Lab, seed: int) -> None:
    chance = random.Random(seed)
    made = _graph(lab, chance)
    second = 0
    while second < 400:
        second += chance.randrange(1, 40)
        lab.run(f"INSERT INTO src VALUES ({second}, 1)")
        lab.to(second)
        for name, (seconds, _) in made.items():
            if seconds is not None:
                assert second - (lab.show(name)["data_timestamp"] - T0).total_seconds() < seconds, (name, second)
    rows = {name: lab.refreshes(name) for name in made}
    for name, (_, inputs) in made.items():
        stamps = {row["DATA_TIMESTAMP"] for row in rows[name]}
        assert len(stamps) == len(rows[name]), "no table is refreshed twice at one data timestamp"
        assert {row["STATE"] for row in rows[name]} == {"SUCCEEDED"}
        for each in inputs:
            assert stamps <= {row["DATA_TIMESTAMP"] for row in rows[each]}, f"{name} and its input {each} move together"
