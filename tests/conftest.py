"""Options of the whole suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--backend",
        default="duckdb",
        help="where the parity cases run: duckdb (embedded, the default) or server (through HTTP)",
    )
