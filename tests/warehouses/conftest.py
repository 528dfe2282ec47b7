"""A virtual account at 2026-01-01 09:00 UTC with a small table and a suspended warehouse WH."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ecomsim.accounts.account import Account
from tests.lab import Lab


class House(Lab):
    """Short forms for the cases."""

    tables = ("CREATE TABLE t (x INT)",)

    def later(self, **delta: float) -> None:
        self.account.advance(timedelta(**delta))

    def shown(self, kind: str, name: str) -> dict[str, Any]:
        """One row of SHOW WAREHOUSES or SHOW RESOURCE MONITORS by column."""
        return self.records(f"SHOW {kind} LIKE '{name}'")[0]

    def state(self) -> str:
        return str(self.shown("WAREHOUSES", "WH")["state"])

    def credits(self) -> float:
        """What WH used since midnight, rounded as the documentation rounds."""
        rows = self.run(
            "SELECT credits_used FROM TABLE(information_schema.warehouse_metering_history("
            "DATE_RANGE_START => '2026-01-01', WAREHOUSE_NAME => 'WH'))"
        )
        return round(sum(float(row[0]) for row in rows), 3)


@pytest.fixture
def house() -> Iterator[House]:
    with Account.open(clock="virtual", start=datetime(2026, 1, 1, 9, 0, tzinfo=UTC)) as account:
        yield House(account)
