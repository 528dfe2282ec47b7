"""Every numbered case of the specifications has exactly one case file here, which says which case it is.

The numbers are those of the specification's conformance sections; the ones left out cannot be said in SQL.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ecomsim.parity.cases import collect, read
from ecomsim.parity.runner import fixture_steps

FOLDER = Path(__file__).parent

NUMBERS: dict[str, range] = {
    "streams": range(1, 111),
    "metadata": range(1, 76),
    "tasks": range(1, 86),
    "dynamic_tables": range(1, 76),
    "scripting": range(1, 71),
    "sql": range(1, 633),
}

NOT_SQL: dict[str, dict[int, str]] = {
    "tasks": {81: "the service stops and starts again"},
    "dynamic_tables": {73: "a refresh that is slow in real time", 74: "the service stops and starts again"},
    "sql": {593: "PUT reads a file of the client"},
}


@pytest.mark.parametrize("room", NUMBERS)
def test_every_numbered_case_has_a_file(room: str) -> None:
    paths = collect(FOLDER / room)
    numbers = [int(path.stem[:3]) for path in paths]
    assert sorted(numbers) == sorted(set(NUMBERS[room]) - set(NOT_SQL.get(room, {})))


@pytest.mark.parametrize("path", collect(FOLDER), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_case_file_is_well_formed(path: Path) -> None:
    case = read(path)
    assert case.steps
    assert case.source, "a case says which documentation it follows"
    number = re.search(r"(\d+)\Z", case.keys["case"])
    assert number is not None
    assert int(number.group(1)) == int(path.stem[:3])
    moves = any(step.advance for step in (*fixture_steps(case), *case.steps))
    assert not moves or "virtual clock" in case.needs
