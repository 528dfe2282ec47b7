"""The same answers over HTTP: some cases of every area, in every test run; all of them in `make parity`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomsim.parity.backends import Embedded, Served
from ecomsim.parity.cases import Case, collect, read
from ecomsim.parity.runner import play

FOLDER = Path(__file__).parent
EVERY = 25
"""One case in so many of its area is asked both ways, and the first of each."""


def sample() -> list[Case]:
    areas: dict[str, list[Case]] = {}
    for path in collect(FOLDER):
        case = read(path)
        areas.setdefault(case.area, []).append(case)
    return [case for cases in areas.values() for case in cases[::EVERY]]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served() as backend:
        yield backend


@pytest.mark.parametrize("case", sample(), ids=lambda case: case.name)
def test_http_answers_as_the_engine_does(case: Case, served: Served) -> None:
    """Step by step: not only as expected, but the same where nothing is expected or something differs."""
    with Embedded().place(case) as here, served.place(case) as there:
        own = [(each.step.line, each.agrees) for each in play(case, here.connect, here.advance)]
        other = [(each.step.line, each.agrees) for each in play(case, there.connect, there.advance)]
    assert own == other
