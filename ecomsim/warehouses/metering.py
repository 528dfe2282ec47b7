"""Metering: what running warehouses cost, in credits.

A warehouse that runs is a list of charges: intervals with a rate and a minimum of seconds. Everything else (hourly
history, a monitor's used credits) is arithmetic over charges. Billing is per second with 60 seconds at least for every
start; a growing warehouse is billed for the difference. Source: "Understanding compute cost", spec/tasks.md W-14.6-9.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.warehouse_charges (
        key BIGINT, warehouse_id BIGINT, warehouse_name VARCHAR, started_on TIMESTAMPTZ, ended_on TIMESTAMPTZ,
        minimum_seconds DOUBLE, credits_per_hour DOUBLE)""",
    """CREATE TABLE IF NOT EXISTS _ecomsim.warehouse_state (
        warehouse_id BIGINT, started BOOLEAN, resumed_on TIMESTAMPTZ, last_used_on TIMESTAMPTZ)""",
    """CREATE TABLE IF NOT EXISTS _ecomsim.monitor_notifications (
        monitor_id BIGINT, monitor_name VARCHAR, sent_on TIMESTAMPTZ, interval_start TIMESTAMPTZ, percent BIGINT,
        action VARCHAR, message VARCHAR)""",
    """CREATE TABLE IF NOT EXISTS _ecomsim.monitor_state (
        monitor_id BIGINT, interval_start TIMESTAMPTZ, finished_credits DOUBLE)""",
)

MINIMUM_SECONDS = 60.0
_HOUR = timedelta(hours=1)

# canonical size: (as SHOW WAREHOUSES prints it, credits per hour of one cluster)
SIZES: dict[str, tuple[str, int]] = {
    "XSMALL": ("X-Small", 1),
    "SMALL": ("Small", 2),
    "MEDIUM": ("Medium", 4),
    "LARGE": ("Large", 8),
    "XLARGE": ("X-Large", 16),
    "X2LARGE": ("2X-Large", 32),
    "X3LARGE": ("3X-Large", 64),
    "X4LARGE": ("4X-Large", 128),
    "X5LARGE": ("5X-Large", 256),
    "X6LARGE": ("6X-Large", 512),
}

GENERATIONS = {"1": 1.0, "2": 1.35}
"""What a credit of `SIZES` becomes by GENERATION: the second costs more, here as on AWS (elsewhere 1.25). Source:
"Snowflake generation 2 standard warehouses", Snowflake's table of consumption.
"""
ONE_GENERATION = ("X5LARGE", "X6LARGE")
"""Sizes that exist in the first generation only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """`credits_per_hour` from `started_on` to `ended_on` (None: still running), for `minimum_seconds` at least."""

    key: int
    warehouse_id: int
    warehouse_name: str
    started_on: datetime
    ended_on: datetime | None = None
    minimum_seconds: float = MINIMUM_SECONDS
    credits_per_hour: float

    def billed_to(self, now: datetime) -> datetime:
        """The end of what is billed, as far as `now` can tell."""
        return max(self.ended_on or now, self.started_on + timedelta(seconds=self.minimum_seconds))

    def credits(self, begin: datetime, end: datetime, now: datetime) -> float:
        """Credits billed between two instants."""
        seconds = (min(self.billed_to(now), end) - max(self.started_on, begin)).total_seconds()
        return max(seconds, 0.0) * self.credits_per_hour / 3600


def credits_per_hour(size: str, clusters: int, generation: str = "1") -> float:
    """What a warehouse costs for each hour it runs, by size, clusters and GENERATION."""
    return SIZES[size][1] * clusters * GENERATIONS[generation]


def hourly(
    charges: Iterable[Charge], begin: datetime, end: datetime, now: datetime
) -> list[tuple[datetime, str, float]]:
    """(hour, warehouse, credits) for every full UTC hour with use between `begin` and `end`, by name and hour."""
    totals: dict[tuple[str, datetime], float] = {}
    first_hour, last_hour = hour_of(begin), hour_of(end)
    for charge in charges:
        hour = max(hour_of(charge.started_on), first_hour)
        stop = charge.billed_to(now)
        while hour < stop and hour <= last_hour:
            used = charge.credits(hour, hour + _HOUR, now)
            if used:
                slot = (charge.warehouse_name, hour)
                totals[slot] = totals.get(slot, 0.0) + used
            hour += _HOUR
    return [(hour, name, used) for (name, hour), used in sorted(totals.items())]


def hour_of(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
