"""Setup S of spec/dynamic-tables.md section 22: clock at T0, warehouse WH, table SRC with two rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ecomsim.accounts.account import Account
from tests import lab

T0 = datetime(2026, 1, 1, tzinfo=UTC)


class Lab(lab.Lab):
    """Short forms for the cases."""

    tables = ("CREATE TABLE src(id INT, v INT)", "INSERT INTO src VALUES (1,10),(2,20)")

    def make(self, name: str, query: str, target_lag: str = "'1 minute'", more: str = "") -> None:
        self.run(f"CREATE DYNAMIC TABLE {name} TARGET_LAG = {target_lag} WAREHOUSE = wh {more} AS {query}")

    def to(self, seconds: float) -> None:
        """Advance to T0 + seconds."""
        self.account.advance_to(T0 + timedelta(seconds=seconds))

    def check_refresh(self, query: str) -> None:
        """Refresh table D; its content is the query's, and the stream ST on it has seen the difference, once."""
        before = Counter(self.run("SELECT * FROM d"))
        self.run("ALTER DYNAMIC TABLE d REFRESH")
        after = Counter(self.run("SELECT * FROM d"))
        assert after == Counter(self.run(query))
        seen = self.run("SELECT * EXCLUDE (METADATA$ROW_ID, METADATA$ISUPDATE) FROM st")
        inserted = Counter(row[:-1] for row in seen if row[-1] == "INSERT")
        deleted = Counter(row[:-1] for row in seen if row[-1] == "DELETE")
        assert inserted - deleted == after - before
        assert deleted - inserted == before - after
        self.run("INSERT INTO sink SELECT 1 FROM st WHERE FALSE")  # consumes the stream

    def history(self, name: str) -> list[str]:
        """trigger/action/state of every refresh, oldest first."""
        return [f"{r['REFRESH_TRIGGER']}/{r['REFRESH_ACTION']}/{r['STATE']}" for r in self.refreshes(name)]

    def refreshes(self, name: str) -> list[dict[str, Any]]:
        rows = self.records(
            "SELECT * FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY("
            f"NAME => '{name}', RESULT_LIMIT => 10000))"
        )
        return rows[::-1]

    def times(self, name: str) -> list[int]:
        """Data timestamps of the scheduled refreshes, in whole seconds after T0."""
        return [
            round((row["DATA_TIMESTAMP"] - T0).total_seconds())
            for row in self.refreshes(name)
            if row["REFRESH_TRIGGER"] == "SCHEDULED"
        ]

    def statistics(self, name: str) -> tuple[int, int]:
        """(inserted, deleted) of the last refresh."""
        found = json.loads(self.refreshes(name)[-1]["STATISTICS"])
        return found["numInsertedRows"], found["numDeletedRows"]

    def show(self, name: str) -> dict[str, Any]:
        return self.records(f"SHOW DYNAMIC TABLES LIKE '{name}'")[0]

    def graph(self, name: str) -> list[dict[str, Any]]:
        rows = self.records(
            "SELECT * FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_GRAPH_HISTORY("
            "HISTORY_START => '2026-01-01 00:00:00')) ORDER BY valid_from"
        )
        return [row for row in rows if row["NAME"] == name.upper()]

    def reason(self, name: str) -> str | None:
        return json.loads(self.graph(name)[-1]["SCHEDULING_STATE"]).get("reason_code")


@pytest.fixture(name="lab")
def _lab() -> Iterator[Lab]:
    with Account.open(clock="virtual", start=T0) as account:
        yield Lab(account)
