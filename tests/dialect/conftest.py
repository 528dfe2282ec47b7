"""What tests of several files use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import ecomsim
from ecomsim.client.cursor import SnowflakeCursor as Cursor


@pytest.fixture
def cursor() -> Iterator[Cursor]:
    with ecomsim.connect(":memory:") as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE d")
        yield cursor
