"""The committed figures are what the next measurement is compared with: a worse one is said, and ends with 1."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import report, run, scale_page
from benchmarks.ratios import Ratio

Measure = Callable[[float], int]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Measure:
    """What `python -m benchmarks.run --check sql` ends with when its ratio, committed as 2, is measured as another."""
    committed = tmp_path / "ratios.json"
    committed.write_text(json.dumps({"a query": 2.0}))
    monkeypatch.setattr(report, "COMMITTED", committed)

    def measured(ratio: float) -> int:
        monkeypatch.setattr(run, "section", lambda name: [Ratio("a query", 100 * ratio, 100, limit=2.5)])
        return run.main(["--check", "sql"])

    return measured


@pytest.mark.parametrize(("ratio", "code"), [(1.0, 0), (2.0, 0), (2.55, 0), (2.65, 1), (9.0, 1)])
def test_a_ratio_over_its_limit_and_worse_than_the_committed_one_fails(
    check: Measure, ratio: float, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(ratio) == code
    assert ("slower: a query" in capsys.readouterr().out) == bool(code)


def test_the_committed_ratios_are_those_of_the_page() -> None:
    committed = json.loads(report.COMMITTED.read_text("utf-8"))
    page = report.PAGE.read_text("utf-8")
    assert committed
    assert [name for name in committed if f"| {name} |" not in page] == []


def scales(load: float) -> list[dict[str, Any]]:
    """Two scales whose steps take one second and ten, but for the larger load."""
    seconds = dict.fromkeys(scale_page.CURVES, 1.0)
    return [
        {"scale": 1.0, "seconds": seconds},
        {"scale": 10.0, "seconds": dict.fromkeys(seconds, 10.0) | {"load": load}},
    ]


def test_a_curve_that_has_become_steeper_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale_page, "kept", lambda: scales(load=10.0))
    assert scale_page.steeper(scales(load=12.0)) == []
    assert scale_page.steeper(scales(load=20.0)) == ["load: 20.0 times as long at scale 10, was 10.0"]
