"""Where the project's files are found: the installed copy, else the checkout's, else a clear error."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecomsim.ecommerce import project_files
from ecomsim.ecommerce.project_files import project_dir


def test_the_checkout_has_the_data() -> None:
    assert (project_dir("data") / "catalogue.csv").is_file()


def test_the_installed_copy_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "ecomsim"
    beside = tmp_path / "site" / "sql"
    beside.mkdir(parents=True)
    monkeypatch.setattr(project_files, "_PACKAGE", package)
    assert project_dir("sql") == beside
    installed = package / "_project" / "sql"
    installed.mkdir(parents=True)
    assert project_dir("sql") == installed


def test_a_missing_part_names_the_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_files, "_PACKAGE", tmp_path / "ecomsim")
    with pytest.raises(FileNotFoundError, match=r"'dashboard' files .*_project"):
        project_dir("dashboard")
