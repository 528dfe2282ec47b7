"""The parity report runs cases, keeps other backends' results, and forgets cases that are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecomsim.cli import main
from ecomsim.parity.report import Row, load, matrix, store
from tools.docs.pages import parity

PASSES = "-- source: none\n\nSELECT 1 AS a;\n----\nA\n1\n"
DIFFERS = "-- source: none\n\nSELECT 1 AS a;\n----\nA\n2\n"
GAP = "-- source: none\n-- gap: never: to see what happens\n\nSELECT 1 AS a;\n----\nA\n2\n"


def test_outcomes_by_area_and_backend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "cases" / "numbers"
    folder.mkdir(parents=True)
    for name, text in (("001_good", PASSES), ("002_bad", DIFFERS), ("003_gap", GAP)):
        (folder / f"{name}.sql").write_text(text)
    results = tmp_path / "results.json"
    store(results, {"duckdb": {"numbers/009_gone": "passes"}, "server": {"numbers/001_good": "passes"}})
    assert main.run(["parity", "--cases", str(tmp_path / "cases"), "--results", str(results)]) == 1
    assert "differs: numbers/002_bad" in capsys.readouterr().err
    assert load(results) == {
        "duckdb": {"numbers/001_good": "passes", "numbers/002_bad": "differs", "numbers/003_gap": "gap"},
        "server": {"numbers/001_good": "passes"},
    }
    assert matrix(load(results)) == [Row("numbers", "duckdb", 3, 1, 1, 1), Row("numbers", "server", 1, 1, 0, 0)]


def test_the_page_names_what_differs() -> None:
    page = parity({"duckdb": {"a/1": "passes", "a/2": "differs"}, "server": {"a/1": "passes", "a/2": "skipped"}})
    assert "| a | 1 of 2 | 1 of 1 |" in page
    assert "| a/2 | differs |" in page


def test_stored_results_are_the_same_embedded_and_over_http() -> None:
    results = load(Path(__file__).resolve().parents[2] / "docs" / "reference" / "parity.json")
    here, there = results["duckdb"], results.get("server", {})
    assert {name: there[name] for name in here.keys() & there.keys() if there[name] != here[name]} == {}
