"""The backend of the parity cases: `pytest --backend duckdb` (embedded, the default), server or snowflake."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecomsim.parity.backends import BACKENDS, Backend


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    with BACKENDS[request.config.getoption("--backend")]() as backend:
        yield backend
