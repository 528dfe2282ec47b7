"""Heavy clients, each in an environment of its own: `make clients` runs them against a server it starts."""

from __future__ import annotations

import os

import pytest

collect_ignore_glob = [] if "ECOMSIM_SERVER_PORT" in os.environ else ["*"]


@pytest.fixture
def port() -> int:
    return int(os.environ["ECOMSIM_SERVER_PORT"])
