"""Costs: what a Snowflake account will be charged for, read from the statements themselves.

Nothing is asked of the account, so the note can be shown before the first statement is sent. Credits per hour are those
of a standard warehouse. Source: Snowflake documentation, "Overview of warehouses", "Understanding compute cost".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ecomsim.ecommerce.scripts import Script
from ecomsim.ecommerce.status import lag_seconds
from ecomsim.sqltext import nodes
from ecomsim.sqltext.parse import parse

CREDITS_PER_HOUR = {
    size: 2**power
    for power, size in enumerate(
        ("XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE", "XXXLARGE", "X4LARGE", "X5LARGE", "X6LARGE")
    )
}


def note(files: Sequence[Script]) -> str:
    """What `files` set running, and what that may cost, in a few lines."""
    statements: list[Any] = [parse(text) for script in files for _, text in script.statements]
    lines = [_warehouse(each) for each in statements if isinstance(each, nodes.CreateWarehouse)]
    lags = [lag_seconds(each.target_lag or "") for each in statements if isinstance(each, nodes.CreateDynamicTable)]
    tasks = [each for each in statements if isinstance(each, nodes.CreateTask)]
    periods = [_seconds(each.options.get("SCHEDULE")) for each in tasks]
    known = [seconds for seconds in (*lags, *periods) if seconds is not None]
    if lags or tasks:
        shortest = f", the first of them every {min(known) / 60:g} minutes" if known else ""
        lines.append(
            f"{len(lags)} dynamic tables and {len(tasks)} tasks keep waking the warehouse{shortest}, whether or not "
            "anybody looks, until they are suspended or dropped."
        )
    for each in statements:
        if isinstance(each, nodes.CreateResourceMonitor):
            frequency = str(each.options.get("FREQUENCY", "MONTHLY")).lower()
            lines.append(f"{each.name} stops it at {each.options.get('CREDIT_QUOTA')} credits {frequency}.")
    return "\n".join(lines)


def per_hour(files: Sequence[Script]) -> int:
    """Credits of an hour in which every warehouse that `files` make runs throughout."""
    statements = [parse(text) for script in files for _, text in script.statements]
    return sum(_credits(each) for each in statements if isinstance(each, nodes.CreateWarehouse))


def _credits(warehouse: nodes.CreateWarehouse) -> int:
    size = str(warehouse.options.get("WAREHOUSE_SIZE", "XSMALL")).upper().replace("-", "")
    return CREDITS_PER_HOUR.get(size, 1)


def _warehouse(warehouse: nodes.CreateWarehouse) -> str:
    size = str(warehouse.options.get("WAREHOUSE_SIZE", "XSMALL")).upper()
    sleep = warehouse.options.get("AUTO_SUSPEND", 600)
    hourly = _credits(warehouse)
    return (
        f"{warehouse.name} ({size}) costs {hourly} {'credit' if hourly == 1 else 'credits'} for each hour it runs, at "
        f"least 60 seconds each time it wakes, and sleeps after {sleep} seconds without work: at most {24 * hourly} "
        "credits a day."
    )


def _seconds(schedule: Any) -> float | None:
    """`5 MINUTES` as 300.0; None for CRON and for tasks that others start."""
    return None if schedule is None else lag_seconds(str(schedule))
