"""Spending: what the warehouses used, and what the resource monitors make of it.

Read from SHOW RESOURCE MONITORS and the metering history, so it is the same on either backend. Source: "Working with
resource monitors", spec/tasks.md sections 14 and 15.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ecomsim.ecommerce.status import one, rows

USED = "SELECT COALESCE(SUM(credits_used), 0) FROM SNOWFLAKE.ACCOUNT_USAGE.WAREHOUSE_METERING_HISTORY"
QUOTA_REACHED = 90073
"""The error of a statement whose warehouse a monitor keeps suspended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """One monitor that watches something: credits of its present interval, and the shares (%) of the quota at which it
    acts.
    """

    monitor: str
    frequency: str
    quota: Decimal
    used: Decimal
    notifies_at: tuple[int, ...]
    suspends_at: tuple[int, ...]

    @property
    def percent(self) -> Decimal:
        return 100 * self.used / self.quota

    @property
    def stops(self) -> bool:
        """Whether its warehouses may not run any more in this interval."""
        return any(self.percent >= share for share in self.suspends_at)


def used(connection: Any) -> Decimal:
    """Credits of all warehouses since the account began."""
    return Decimal(one(connection, USED)[0])


def budgets(connection: Any) -> list[Budget]:
    """Every monitor with a quota that watches the account or a warehouse, by name."""
    shown = rows(connection, "SHOW RESOURCE MONITORS")
    return [_budget(row) for row in shown if row["level"] is not None and row["credit_quota"] is not None]


def remarks(spent: Decimal, found: Sequence[Budget]) -> list[str]:
    """What to tell whoever let the shop live: credits, what monitors have to say, and what can be done about it."""
    return [f"{spent:.2f} credits used.", *(text for budget in found for text in _about(budget))]


def _about(budget: Budget) -> list[str]:
    reached = [share for share in (*budget.notifies_at, *budget.suspends_at) if budget.percent >= share]
    lines = [
        f"{budget.monitor}: {budget.used:.2f} of {budget.quota:.2f} credits {budget.frequency.lower()} "
        f"({budget.percent:.0f} %)" + (f", reached its mark of {max(reached)} %." if reached else ".")
    ]
    if budget.stops:
        lines.append(
            "Its warehouses stay suspended until the next interval: tasks and refreshes that fall due fail meanwhile. "
            f"To go on: ALTER RESOURCE MONITOR {budget.monitor} SET CREDIT_QUOTA = {max(2 * budget.quota, 1):.0f}; "
            "to use less: longer TARGET_LAGs, and tasks that run together so that the warehouse sleeps in between."
        )
    return lines


def _budget(row: dict[str, Any]) -> Budget:
    return Budget(
        monitor=row["name"],
        frequency=row["frequency"],
        quota=Decimal(row["credit_quota"]),
        used=Decimal(row["used_credits"]),
        notifies_at=_shares(row["notify_at"]),
        suspends_at=(*_shares(row["suspend_at"]), *_shares(row["suspend_immediately_at"])),
    )


def _shares(text: str | None) -> tuple[int, ...]:
    """`75%,90%` as numbers."""
    return tuple(int(part.strip().rstrip("%")) for part in (text or "").split(",") if part.strip())
