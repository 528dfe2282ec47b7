"""Options of the whole suite, the order of its tests, and what they leave to the garbage collector."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--backend",
        default="duckdb",
        choices=("duckdb", "server", "snowflake"),
        help="where the parity cases run: duckdb (embedded, the default), server (through HTTP), or snowflake (the "
        "account that SNOWFLAKE_* variables or connections.toml name; costs credits)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """A marker for each area of the parity cases."""
    areas = {path.parent.name for path in (Path(__file__).parent / "parity").rglob("*.sql")}
    for area in sorted(areas):
        config.addinivalue_line("markers", f"{area}: parity cases of this area")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests first: what runs last, in one process while the others have nothing left to do, is then short."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What has been imported and collected stays: the garbage collector need not go through it a thousand times."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    gc.unfreeze()
