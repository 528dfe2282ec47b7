"""The wheel holds everything: what it unpacks to runs the demo far from a checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content in a folder."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = (folder / "dist").glob("ecomsim-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "content")
    return folder / "content"


def ecomsim(unpacked: Path, cwd: Path, *arguments: str) -> str:
    """Run the unpacked command; the checkout is not on its path."""
    done = subprocess.run(
        [sys.executable, "-m", "ecomsim", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_project_its_types_and_its_parity_cases_are_inside(unpacked: Path) -> None:
    package = unpacked / "ecomsim"
    assert (package / "py.typed").is_file()
    for part in ("sql", "data", "dashboard", "sql/dashboard", "dashboard/static/topojson"):
        source = ROOT / part
        wanted = {
            path.relative_to(source)
            for path in source.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
        }
        assert wanted, part
        held = package / "_project" / part
        assert wanted <= {path.relative_to(held) for path in held.rglob("*")}, part


def test_the_demo_runs_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    answer = json.loads(
        ecomsim(unpacked, tmp_path, "demo", "--headless", "--minutes", "2", "--scale", "0.02", "--json")
    )
    verified = answer["quality"]["verified"]
    assert len(verified) >= 10
    assert all(check["passed"] for check in verified)
    assert answer["counts"]["ANALYTICS.FACT_SALES"] >= 300


def test_the_parity_cases_run_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    held = unpacked / "ecomsim" / "_project" / "parity"
    source = ROOT / "tests" / "parity"
    assert {path.relative_to(held) for path in held.rglob("*.sql")} == {
        path.relative_to(source) for path in source.rglob("*.sql")
    }
    report = json.loads(ecomsim(unpacked, tmp_path, "parity", "--area", "generators", "--json"))
    assert report["totals"]["cases"] >= 10
    assert report["totals"]["differs"] == 0
