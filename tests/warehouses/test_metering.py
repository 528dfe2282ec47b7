"""Credits: per second, sixty at least, by the hour; intervals and thresholds of resource monitors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ecomsim.catalog.account_objects import ResourceMonitor
from ecomsim.names import Name
from ecomsim.warehouses.commands import size_of
from ecomsim.warehouses.ledger import Ledger, interval_start
from ecomsim.warehouses.metering import Charge, credits_per_hour, hourly

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
FAR = START + timedelta(days=400)


def charge(seconds: float | None, *, size: str = "XSMALL", start: datetime = START, key: int = 1) -> Charge:
    return Charge(
        key=key,
        warehouse_id=7,
        warehouse_name="WH",
        started_on=start,
        ended_on=None if seconds is None else start + timedelta(seconds=seconds),
        credits_per_hour=credits_per_hour(size, 1),
    )


@pytest.mark.parametrize(
    ("size", "seconds", "credits"),
    [
        ("XSMALL", 30, 0.017),
        ("XSMALL", 61, 0.017),
        ("XSMALL", 120, 0.033),
        ("XSMALL", 600, 0.167),
        ("XLARGE", 61, 0.271),
    ],
)
def test_billing_is_per_second_with_a_minimum(size: str, seconds: float, credits: float) -> None:
    assert round(charge(seconds, size=size).credits(START, FAR, FAR), 3) == credits


def test_a_running_warehouse_is_billed_up_to_now() -> None:
    assert charge(None).credits(START, FAR, START + timedelta(hours=2)) == pytest.approx(2.0)


def test_hours_split_a_charge() -> None:
    long = charge(5400, start=START + timedelta(minutes=45))
    assert hourly([long], START, FAR, FAR) == [
        (START, "WH", pytest.approx(0.25)),
        (START + timedelta(hours=1), "WH", pytest.approx(1.0)),
        (START + timedelta(hours=2), "WH", pytest.approx(0.25)),
    ]
    assert hourly([long], START + timedelta(hours=2), FAR, FAR) == [
        (START + timedelta(hours=2), "WH", pytest.approx(0.25))
    ]


@pytest.mark.parametrize(
    ("spelling", "size"),
    [("x-small", "XSMALL"), ("XXLARGE", "X2LARGE"), ("2X-Large", "X2LARGE"), ("X4LARGE", "X4LARGE"), ("huge", None)],
)
def test_sizes(spelling: str, size: str | None) -> None:
    assert size_of(spelling) == size


def monitor(frequency: str = "MONTHLY", start: str = "2026-01-31T15:00:00+00:00", **changes: object) -> ResourceMonitor:
    return replace(
        ResourceMonitor(
            id=1,
            name=Name("", "", "M"),
            created_on=START,
            credit_quota=1.0,
            frequency=frequency,
            start_timestamp=datetime.fromisoformat(start),
            triggers=((100, "SUSPEND"), (50, "NOTIFY")),
        ),
        **changes,
    )


@pytest.mark.parametrize(
    ("frequency", "now", "expected"),
    [
        ("MONTHLY", "2026-02-27T23:59", "2026-01-31T15:00"),
        ("MONTHLY", "2026-02-28T00:00", "2026-02-28T00:00"),
        ("MONTHLY", "2026-03-30T12:00", "2026-02-28T00:00"),
        ("MONTHLY", "2026-03-31T00:00", "2026-03-31T00:00"),
        ("DAILY", "2026-02-05T10:00", "2026-02-05T00:00"),
        ("WEEKLY", "2026-02-08T10:00", "2026-02-07T00:00"),
        ("YEARLY", "2027-01-30T10:00", "2026-01-31T15:00"),
        ("YEARLY", "2027-01-31T10:00", "2027-01-31T00:00"),
        ("NEVER", "2029-01-31T10:00", "2026-01-31T15:00"),
    ],
)
def test_intervals_reset_at_midnight_utc(frequency: str, now: str, expected: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert interval_start(monitor(frequency), at) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_each_trigger_fires_once_and_at_its_moment() -> None:
    ledger, running = Ledger(), [charge(None)]
    watched = monitor(start=START.isoformat())
    assert ledger.next_crossing(watched, running, START) == START + timedelta(minutes=30)
    half = START + timedelta(minutes=30)
    assert [notice.action for notice in ledger.fire(watched, running, half)] == ["NOTIFY"]
    assert ledger.fire(watched, running, half) == []
    assert ledger.notices(watched)[0].message == (
        "Resource Monitor M has reached 50% of its MONTHLY quota of 1 credits which has triggered a NOTIFY action."
    )
    assert ledger.next_crossing(watched, running, half) == START + timedelta(hours=1)
    assert not ledger.blocks(watched, running, half)
    full = START + timedelta(hours=1)
    assert [notice.action for notice in ledger.fire(watched, running, full)] == ["SUSPEND"]
    assert ledger.blocks(watched, running, full)
    assert not ledger.blocks(replace(watched, credit_quota=2.0), running, full)
    assert ledger.next_crossing(watched, [], full) is None


def test_finished_charges_count_in_their_interval_only() -> None:
    ledger, watched = Ledger(), monitor("DAILY", start=START.isoformat())
    ledger.add(watched, charge(1800))
    assert ledger.used(watched, [], START + timedelta(hours=1)) == pytest.approx(0.5)
    assert ledger.used(watched, [], START + timedelta(days=1)) == 0
