"""Two simulations with the same data and seed leave the same rows in every table and say the same in every history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import ecomsim
from ecomsim.ecommerce import deploy, load, scripts, simulate, status
from ecomsim.ecommerce.fingerprint import fingerprint
from ecomsim.ecommerce.generator import generate

START = datetime(2026, 6, 1, 9, tzinfo=UTC)
VIEWS = {
    "facts": "ECOMMERCE_DB.ANALYTICS.FACT_SALES",
    "quality": "ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS",
    "runs": "TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.TASK_HISTORY(RESULT_LIMIT => 10000))",
    "refreshes": "TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(RESULT_LIMIT => 10000))",
    "alerts": "TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.ALERT_HISTORY(RESULT_LIMIT => 10000))",
    "queries": "TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000))",
    "credits": "SNOWFLAKE.ACCOUNT_USAGE.WAREHOUSE_METERING_HISTORY",
}
"""What is compared with every column, ids and durations included."""


@contextmanager
def begun(seed: int) -> Iterator[Any]:
    """A small shop with the project's alerts, which has sold for half an hour and written every minute."""
    with ecomsim.connect(clock="virtual", start=START) as connection:
        deploy.deploy(connection)
        deploy.run(connection, scripts.numbered(first=11, last=11))
        load.load(connection, generate(scale=0.02, seed=seed, today=status.now(connection).replace(tzinfo=None)))
        simulate.simulate(connection, minutes=30, seed=seed)
        yield connection


def lived(seed: int) -> tuple[dict[str, str], dict[str, list[tuple[Any, ...]]], dict[str, str]]:
    """What half an hour of the shop leaves, what its histories say after two hours, and what a day more leaves."""
    with begun(seed) as connection:
        early = fingerprint(connection)
        simulate.simulate(connection, minutes=90, seed=seed, virtual_step=timedelta(minutes=10))
        with connection.cursor() as cursor:
            told = {name: cursor.execute(f"SELECT * FROM {view}").fetchall() for name, view in VIEWS.items()}
        traffic = simulate.simulate(connection, minutes=24 * 60, seed=seed, pace=30.0, virtual_step=timedelta(hours=4))
        assert traffic["orders"] > 0
        return early, told, fingerprint(connection)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_account() -> None:
    (early, told, late), again = lived(7), lived(7)
    assert len(early) >= 15
    assert early == again[0]
    assert {name: len(rows) for name, rows in told.items() if not rows} == {}
    for name, rows in told.items():
        assert rows == again[1][name], name
    assert late == again[2]
    with begun(8) as connection:
        other = fingerprint(connection)
    assert {name for name in early if early[name] != other[name]} >= {
        f'ECOMMERCE_DB."{schema}"."{table}"'
        for schema, table in (("RAW_DATA", "ORDERS"), ("ANALYTICS", "FACT_SALES"), ("STAGING", "ENRICHED_ORDERS"))
    }
