"""Timelines read from the file: the versions of a table are there for who asks first, and for who adds first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from ecomsim.storage import versions
from ecomsim.storage.versions import Timelines, Version

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def version(number: int) -> Version:
    at = NOON + timedelta(minutes=number)
    return Version(number, at, 10 + number, number * 100, f"query-{number}", changed=number > 1)


@pytest.fixture
def read() -> Timelines:
    """Tables 7 and 8 with two versions each, read back."""
    with duckdb.connect() as duck:
        duck.execute("SET TimeZone = 'UTC'")
        duck.execute("CREATE SCHEMA _ecomsim")
        for statement in versions.TABLES:
            duck.execute(statement)
        versions.record(duck, [(table, version(number)) for table in (7, 8) for number in (1, 2)])
        timelines = Timelines()
        assert timelines.load(duck) == 12
        return timelines


def test_reading(read: Timelines) -> None:
    assert read.line(7) == [version(1), version(2)]
    assert read.line(7) is read.line(7)
    assert read.number(8) == 2
    assert read.at_time(8, NOON + timedelta(seconds=90)) == version(1)
    assert read.find(8, 5) == version(2)
    assert (read.line(9), read.head(9), read.number(9)) == ([], None, 0)


def test_adding_before_anybody_asked(read: Timelines) -> None:
    read.append(7, version(3))
    read.append(9, version(1))
    assert read.line(7) == [version(1), version(2), version(3)]
    assert read.head(9) == version(1)


def test_pruning_and_forgetting_before_anybody_asked(read: Timelines) -> None:
    read.prune(7, 2)
    read.forget(8)
    assert read.line(7) == [version(2)]
    assert read.line(8) == []
