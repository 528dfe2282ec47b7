"""Every case file below this folder, on the backend that `--backend` names; `-m streams` runs one area.

A case marked with a gap must still fail: one that starts to pass fails the run, so the list of gaps stays true.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ecomsim.parity.backends import Backend
from ecomsim.parity.cases import Case, collect, read
from ecomsim.parity.runner import run

FOLDER = Path(__file__).parent
CASES = [read(path) for path in collect(FOLDER)]


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=getattr(pytest.mark, case.area), id=case.name) for case in CASES]
)
def test_case(case: Case, backend: Backend) -> None:
    if reason := backend.refuses(case):
        pytest.skip(reason)
    with backend.place(case) as place:
        differences = run(case, place.connect, place.advance)
    if case.gap:
        assert differences, f"marked as a gap ({case.gap}) but passes: take the mark away"
        pytest.xfail(case.gap)
    assert not differences, "\n\n".join(str(difference) for difference in differences)
