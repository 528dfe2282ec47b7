"""The cases in the wheel are these: every folder of cases here is one that is shipped."""

from __future__ import annotations

import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]


def test_every_folder_of_cases_is_shipped() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    shipped = {source for source in build["force-include"] if source.startswith("tests/parity/")}
    here = {f"tests/parity/{path.name}" for path in FOLDER.iterdir() if any(path.rglob("*.sql"))}
    assert shipped == here
    assert all(
        target == source.replace("tests/parity", "ecomsim/_project/parity")
        for source, target in build["force-include"].items()
        if source in shipped
    )
