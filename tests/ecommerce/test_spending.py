"""What a simulation says about credits: the monitors that watch something, and what can be done at their mark."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import ecomsim
from ecomsim.ecommerce import spending
from ecomsim.ecommerce.spending import Budget

START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def budget(used: str) -> Budget:
    return Budget(
        monitor="M",
        frequency="MONTHLY",
        quota=Decimal(50),
        used=Decimal(used),
        notifies_at=(75,),
        suspends_at=(90, 100),
    )


def test_what_is_said_about_a_budget() -> None:
    assert spending.remarks(Decimal("1.5"), [budget("10")]) == [
        "1.50 credits used.",
        "M: 10.00 of 50.00 credits monthly (20 %).",
    ]
    (_, noted) = spending.remarks(Decimal("38"), [budget("38")])
    assert noted == "M: 38.00 of 50.00 credits monthly (76 %), reached its mark of 75 %."
    (_, noted, advice) = spending.remarks(Decimal("45"), [budget("45")])
    assert noted.endswith("(90 %), reached its mark of 90 %.")
    assert "ALTER RESOURCE MONITOR M SET CREDIT_QUOTA = 100" in advice


def test_budgets_are_those_of_monitors_that_watch_something() -> None:
    with ecomsim.connect(clock="virtual", start=START) as connection:
        connection.execute_string(
            "CREATE WAREHOUSE wh AUTO_SUSPEND = 0; "
            "CREATE RESOURCE MONITOR idle WITH CREDIT_QUOTA = 9; "
            "CREATE RESOURCE MONITOR m WITH CREDIT_QUOTA = 2 "
            "TRIGGERS ON 50 PERCENT DO NOTIFY ON 75 PERCENT DO SUSPEND; "
            "ALTER WAREHOUSE wh SET RESOURCE_MONITOR = m"
        )
        connection.advance(timedelta(hours=1))
        (found,) = spending.budgets(connection)
        assert (found.monitor, found.used, found.stops) == ("M", Decimal("1.00"), False)
        connection.advance(timedelta(hours=1))
        (found,) = spending.budgets(connection)
        assert (found.used, found.stops) == (Decimal("1.50"), True)
        assert round(spending.used(connection), 3) == Decimal("1.5")
