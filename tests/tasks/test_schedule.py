"""Schedules: Snowflake's grammar, grid, cron days and daylight saving (spec/tasks.md section 2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ecomsim.errors import SnowflakeError
from ecomsim.tasks.schedule import next_run, parse

ORIGIN = datetime(2026, 9, 11, 13, 10, 17, tzinfo=UTC)
INVALID = "Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule."
NEVER = "No valid time could be found under the schedule and/or interval specified"


def refusal(text: str) -> str:
    with pytest.raises(SnowflakeError) as caught:
        parse(text)
    return caught.value.raw_msg


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10 S", 10), ("+5 M", 300), ("1 Minute", 60), ("11520 MINUTES", 691200), ("192 HOURS", 691200),
        ("691200 SECONDS", 691200), ("5\tminutes  ", 300), ("1 h", 3600),
    ],
)  # fmt: skip
def test_intervals(text: str, seconds: int) -> None:
    assert parse(text).every == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text",
    [
        " 10 MINUTES",
        "10  MINUTES",
        "5M",
        "1 DAY",
        "1 MINS",
        "1 SEC",
        "1 HR",
        "0 H",
        "-5 MINUTES",
        "",
        "MINUTES",
    ],
)
def test_malformed_intervals(text: str) -> None:
    assert refusal(text) == INVALID


def test_interval_range() -> None:
    assert refusal("9 SECONDS") == "Cannot set schedule less than 10 seconds."
    for text in ("11521 MINUTES", "193 H", "691201 SECONDS"):
        assert refusal(text) == "Cannot set schedule greater than 11,520 minutes."


def test_interval_grid() -> None:
    base = datetime(2026, 1, 1, 9, 3, tzinfo=UTC)
    every = parse("10 MINUTES")
    assert next_run(every, base, base) == base + timedelta(minutes=10)
    assert next_run(every, base + timedelta(minutes=10), base) == base + timedelta(minutes=20)
    assert next_run(every, base + timedelta(minutes=12, seconds=1), base) == base + timedelta(minutes=20)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("*/7 * * * * UTC", "2026-09-11 13:14"),
        ("0 */2 * * * UTC", "2026-09-11 14:00"),
        ("30 9 * * 1-5 America/Los_Angeles", "2026-09-11 16:30"),
        ("0 12 * * SUN UTC", "2026-09-13 12:00"),
        ("15,45 * * * * UTC", "2026-09-11 13:15"),
        ("10-40/10 * * * * UTC", "2026-09-11 13:20"),
        ("0 0 L * * UTC", "2026-09-30 00:00"),
        ("0 0 1,L * * utc", "2026-09-30 00:00"),
        ("0 0 * * 5L UTC", "2026-09-25 00:00"),
        ("0 0 * * FRIL UTC", "2026-09-25 00:00"),
        ("0 0 L 2 * UTC", "2027-02-28 00:00"),
        ("0 0 29 2 * UTC", "2028-02-29 00:00"),
        ("0 0 1 */3 * UTC", "2026-10-01 00:00"),
        ("0 0 1 4/3 * UTC", "2026-10-01 00:00"),
        ("0 0 1 * MON UTC", "2026-09-14 00:00"),
        ("0 0 */2 * MON UTC", "2026-09-13 00:00"),
        ("*/61 * * * * UTC", "2026-09-11 14:00"),
        ("0  0 *  JAN-MAR/2   * Etc/GMT+5", "2027-01-01 05:00"),
        ("0 0 10-20 * TUE,THU UTC", "2026-09-12 00:00"),
    ],
)
def test_next_cron_fire(line: str, expected: str) -> None:
    due = next_run(parse(f"USING CRON {line}"), ORIGIN, ORIGIN)
    assert due == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "fields",
    [
        "61 * * * *", "* 24 * * *", "* * * * 7", "* * * * 1#2", "* * 15W * *", "* * ? * *", "* * * * L",
        "10-5 * * * *", "*/0 * * * *", "0 0 * * * *", "* * L-3 * *", "* * * * 7L",
        "* * * * 1-5L", "* * * 13 *", "* * 0 * *",
        ", * * * *", "1-2-3 * * * *", "* * * * -", "*/ * * * *", "*/x * * * *", "** * * * *",
    ],
)  # fmt: skip
def test_malformed_cron(fields: str) -> None:
    assert refusal(f"USING CRON {fields} UTC") == INVALID


def test_cron_zones_and_never() -> None:
    for zone in ("PST", "+01:00"):
        assert refusal(f"USING CRON * * * * * {zone}") == (
            f'Invalid schedule was specified. "{zone}" is not a recognized time zone. '
            "Please specify time zones accepted by the TIMEZONE parameter."
        )
    assert '"*" is not a recognized time zone' in refusal("USING CRON * * * * *")
    assert refusal("USING CRON 0 0 31 2 * UTC") == NEVER
    assert refusal("USING CRON 0 0 31 4 * UTC") == NEVER


def fires(line: str, start: str, end: str) -> list[str]:
    schedule, now, found = parse(f"USING CRON {line}"), datetime.fromisoformat(start), []
    while (now := next_run(schedule, now, now)) <= datetime.fromisoformat(end):
        found.append(f"{now:%m-%d %H:%M}")
    return found


def test_a_repeated_local_time_fires_twice_and_a_missing_one_not_at_all() -> None:
    zone = "America/Los_Angeles"
    assert fires(f"0 1 * * * {zone}", "2026-10-31 12:00+00:00", "2026-11-02 12:00+00:00") == [
        "11-01 08:00", "11-01 09:00", "11-02 09:00",
    ]  # fmt: skip
    assert fires(f"0 2 * * * {zone}", "2026-03-07 12:00+00:00", "2026-03-09 12:00+00:00") == ["03-09 09:00"]
    assert len(fires(f"0 * * * * {zone}", "2026-10-31 12:00+00:00", "2026-11-02 12:00+00:00")) == 48
    assert len(fires(f"0 * * * * {zone}", "2026-03-07 12:00+00:00", "2026-03-09 12:00+00:00")) == 48


def test_the_next_fire_is_strictly_later() -> None:
    midnight = datetime(2026, 1, 2, tzinfo=UTC)
    daily = parse("USING CRON 0 0 * * * UTC")
    assert next_run(daily, midnight, midnight) == midnight + timedelta(days=1)
    assert next_run(daily, midnight + timedelta(seconds=5), midnight) == midnight + timedelta(days=1)
    assert next_run(daily, midnight - timedelta(seconds=1), midnight) == midnight
