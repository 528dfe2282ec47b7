"""A virtual account at 2026-01-01 09:00 UTC with a small table and a suspended warehouse WH."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ecomsim.account import Account
from ecomsim.errors import SnowflakeError


class House:
    """Short forms for the cases."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.session = account.session(parameters={"TIMEZONE": "UTC"})
        for statement in (
            "CREATE DATABASE db",
            "CREATE SCHEMA db.s",
            "USE SCHEMA db.s",
            "CREATE TABLE t (x INT)",
            "CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE AUTO_SUSPEND = 60",
        ):
            self.run(statement)

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        return self.session.execute(sql).rows()

    def error(self, sql: str) -> SnowflakeError:
        with pytest.raises(SnowflakeError) as caught:
            self.run(sql)
        return caught.value

    def later(self, **delta: float) -> None:
        self.account.advance(timedelta(**delta))

    def shown(self, kind: str, name: str) -> dict[str, Any]:
        """One row of SHOW WAREHOUSES or SHOW RESOURCE MONITORS by column."""
        result = self.session.execute(f"SHOW {kind} LIKE '{name}'")
        return dict(zip((column.name.lower() for column in result.columns), result.rows()[0], strict=True))

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
