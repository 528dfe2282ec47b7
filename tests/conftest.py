"""Options of the whole suite."""

from __future__ import annotations

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
