"""The workflow of continuous integration is valid and runs what every other machine runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def workflow() -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    return found


def test_it_calls_one_script_and_nothing_else(workflow: dict[Any, Any]) -> None:
    (job,) = workflow["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().rstrip().endswith("make test")


def test_it_runs_on_pushes_and_pull_requests_and_may_change_nothing(workflow: dict[Any, Any]) -> None:
    on = workflow[True]  # YAML 1.1 reads the key `on` as a truth value; GitHub does not
    assert set(on) == {"push", "pull_request"}
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["runs-on"] == "ubuntu-24.04"
        assert job["timeout-minutes"] <= 60
        assert [step["uses"] for step in job["steps"] if "uses" in step] == ["actions/checkout@v4"]


def test_parity_runs_both_ways_and_keeps_its_reports() -> None:
    recipe = (ROOT / "Makefile").read_text().split("\nparity:")[1].split("\n\n")[0]
    assert "--backend server" in recipe
    assert recipe.count("--report build/parity/") == 2
