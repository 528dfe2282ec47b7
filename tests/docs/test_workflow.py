"""The workflow of continuous integration is valid and calls targets that the Makefile has."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def workflow() -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    return found


def commands(workflow: dict[Any, Any], job: str) -> list[str]:
    return [step["run"] for step in workflow["jobs"][job]["steps"] if "run" in step]


def test_every_target_exists(workflow: dict[Any, Any]) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    called = [
        found.group(1)
        for job in workflow["jobs"]
        for command in commands(workflow, job)
        for found in re.finditer(r"\bmake (\w+)", command)
    ]
    assert set(called) == {"install", "test", "check", "parity"}
    assert set(called) <= targets


def test_every_supported_python_is_tested(workflow: dict[Any, Any]) -> None:
    versions = workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert versions == ["3.11", "3.12", "3.13"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == f">={versions[0]}"


def test_it_runs_on_pushes_and_pull_requests_and_may_change_nothing(workflow: dict[Any, Any]) -> None:
    on = workflow[True]  # YAML 1.1 reads the key `on` as a truth value; GitHub does not
    assert set(on) == {"push", "pull_request"}
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["runs-on"].startswith("ubuntu-")
        assert job["timeout-minutes"] <= 60
        assert [step["uses"] for step in job["steps"] if "uses" in step][:2] == [
            "actions/checkout@v4",
            "actions/setup-python@v5",
        ]


def test_parity_runs_both_ways_and_keeps_its_reports() -> None:
    recipe = (ROOT / "Makefile").read_text().split("\nparity:")[1].split("\n\n")[0]
    assert "--backend server" in recipe
    assert recipe.count("--report build/parity/") == 2
