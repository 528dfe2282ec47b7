"""The layers are those that the page on the architecture draws: imports are read as text, nothing is imported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ecomsim

ROOT = Path(ecomsim.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"
LAYERS = {
    name: tuple(re.findall(r"`(\w+)`", rooms))
    for name, rooms in re.findall(r"^\| (\w+) \| (.*) \|$", PAGE.read_text("utf-8").split("## Layers")[1], re.MULTILINE)
    if "`" in rooms
}
WHEN_LOADED = re.compile(r"^(?:from|import) ecomsim\.(\w+)", re.MULTILINE)
AT_ALL = re.compile(r"^\s*(?:from|import) ecomsim\.(\w+)", re.MULTILINE)
WORKSHOP = {"server", "cli", "parity", "ecommerce"}
"""Of the outside what the engine must never need; `client` is also how a procedure in Python asks the engine."""


def imported(room: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """(file, room it imports) for each module of a package, or for the one module of that name."""
    for path in [*(ROOT / room).rglob("*.py"), *ROOT.glob(f"{room}.py")]:
        for found in pattern.findall(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(ROOT)), found


def test_every_package_has_its_layer() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/*.py")}
    assert packages <= {room for rooms in LAYERS.values() for room in rooms}


@pytest.mark.parametrize("layer", ["ground", "text", "meaning", "state"])
def test_a_layer_loads_none_that_the_page_names_after_it(layer: str) -> None:
    names = list(LAYERS)
    later = {room for name in names[names.index(layer) + 1 :] for room in LAYERS[name]}
    assert [pair for room in LAYERS[layer] for pair in imported(room, WHEN_LOADED) if pair[1] in later] == []


def test_only_the_outside_knows_the_outside() -> None:
    inside = {path.name.removesuffix(".py") for path in ROOT.iterdir() if not path.name.startswith("__")}
    inside -= WORKSHOP | {"pytest_plugin", "doctor"}
    assert [pair for room in sorted(inside) for pair in imported(room, AT_ALL) if pair[1] in WORKSHOP] == []
