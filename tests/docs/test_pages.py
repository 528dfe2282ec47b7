"""The generated pages are current, the facts in the others are true, and the site builds without the network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ecomsim
from ecomsim.accounts.upgrades import FORMAT
from ecomsim.dialect.functions import FUNCTIONS
from ecomsim.parity.cases import collect, read
from ecomsim.parity.report import load
from tools.docs import drawings, pages

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CODE = re.compile(r"^```(\w+).*?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["cli.md", "functions.md", "parity.md"])
def test_generated_page_is_current(name: str) -> None:
    written = (pages.REFERENCE / name).read_text(encoding="utf-8")
    assert written == pages.pages()[name], "run `make docs`"


@pytest.mark.parametrize("name", drawings.DRAWINGS)
def test_drawing_is_current(name: str) -> None:
    assert (DOCS / "images" / name).read_text(encoding="utf-8") == drawings.svg(drawings.DRAWINGS[name])


def test_parity_results_are_of_the_cases_there_are() -> None:
    names = {read(path).name for path in collect(ROOT / "tests" / "parity")}
    for backend, outcomes in load(pages.RESULTS).items():
        assert set(outcomes) == names, f"run `make parity`: results of {backend} are of other cases"


def test_gaps_in_the_results_are_the_marked_cases() -> None:
    marked = {case.name for case in map(read, collect(ROOT / "tests" / "parity")) if case.gap}
    for backend, outcomes in load(pages.RESULTS).items():
        gaps = {name for name, outcome in outcomes.items() if outcome == "gap"}
        assert gaps <= marked, f"run `make parity`: {backend}"


def test_every_emulator_function_is_described() -> None:
    page = (pages.REFERENCE / "emulator-functions.md").read_text(encoding="utf-8")
    for name in FUNCTIONS:
        if "ECOMSIM" in name:
            assert f"`{name}(" in page


def test_the_format_of_the_file_is_the_one_described() -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    assert f"writes format {FORMAT}." in page


@pytest.mark.parametrize("path", sorted(DOCS.glob("guides/*.md")), ids=lambda path: path.stem)
def test_commands_in_guides_exist(path: Path) -> None:
    from ecomsim.cli.main import app

    names = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    for word in re.findall(r"^\$ ecomsim (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE):
        assert word in names


def test_queries_in_guides_and_titled_ones_in_lessons_run() -> None:
    with ecomsim.connect(":memory:", clock="virtual") as connection:
        connection.cursor().execute("CREATE DATABASE COURSE")
        for path in [*DOCS.glob("guides/*.md"), *DOCS.glob("course/*/*.md")]:
            for title, sql in re.findall(r'^```sql title="(.*?)"\n(.*?)^```$', path.read_text("utf-8"), re.M | re.S):
                assert connection.cursor().execute(sql).fetchall() is not None, title


def test_the_test_in_the_guide_passes(tmp_path: Path) -> None:
    page = (DOCS / "guides" / "test-in-ci.md").read_text(encoding="utf-8")
    code = next(body for language, body in CODE.findall(page) if language == "python")
    (tmp_path / "test_guide.py").write_text(code, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:ecomsim",
        "-p",
        "ecomsim.pytest_plugin",
        str(tmp_path),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_links_and_pictures_of_the_readme_are_there() -> None:
    """Those within the site are checked when it is built."""
    targets = re.findall(r"\]\(([^)#]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert targets
    assert [target for target in targets if "://" not in target and not (ROOT / target).is_file()] == []


def test_the_program_in_the_readme_works(tmp_path: Path) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    code = next(body for language, body in CODE.findall(page) if language == "python")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Decimal('9.99')" in done.stdout


def test_the_site_builds_and_needs_no_network_to_read(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path / "site")]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    fetched = re.compile(r"<(?:script|img|iframe)[^>]+src=\"(?:https?:)?//|<link[^>]+(?:stylesheet|preload)[^>]+//")
    for page in (tmp_path / "site").rglob("*.html"):
        assert not fetched.search(page.read_text(encoding="utf-8")), page.name
