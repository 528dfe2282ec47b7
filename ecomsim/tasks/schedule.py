"""Schedules: from the text of SCHEDULE to the next instant a task is due.

Pure: a schedule is a value, `next_run` a function of it and a time. Due times of an interval stay on the
grid base + k * interval; those of a cron line are local times, so that a local time which occurs twice fires
twice and one that does not exist is passed over. Source: "CREATE TASK" (SCHEDULE), spec/tasks.md section 2.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from ecomsim import errors

_DAY = timedelta(days=1)
_SEARCHED_DAYS = 366 * 12  # 29 February is at most eight years away
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), 1
    )
}
_WEEKDAYS = {name: number for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))}
_INTERVAL = re.compile(r"\+?(\d+)[ \t\r\n](HOURS?|H|MINUTES?|M|SECONDS?|S)\s*\Z", re.IGNORECASE)
_CRON = re.compile(r"USING\s+CRON\s+(.*\S)\s*\Z", re.IGNORECASE | re.DOTALL)
_UNITS = {"H": timedelta(hours=1), "M": timedelta(minutes=1), "S": timedelta(seconds=1)}

# Snowflake prints these texts; their numbers are not documented, clients match the text.
REFUSED = 91000


@dataclass(frozen=True, slots=True)
class Interval:
    """Every `every`, counted from the moment the task was resumed."""

    every: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """A cron line: `minutes_of_day` are the matching local times, sorted; weekdays count from 0 = Sunday.

    `any_day` is True when both day fields are restricted: then a day that matches either one matches.
    """

    minutes_of_day: tuple[int, ...]
    days: frozenset[int]
    last_day: bool
    months: frozenset[int]
    weekdays: frozenset[int]
    last_weekdays: frozenset[int]
    any_day: bool
    zone: ZoneInfo

    def on(self, day: date) -> bool:
        """Does the line fire on this local day?"""
        if day.month not in self.months:
            return False
        length = monthrange(day.year, day.month)[1]
        weekday = day.isoweekday() % 7
        by_day = day.day in self.days or (self.last_day and day.day == length)
        by_weekday = weekday in self.weekdays or (weekday in self.last_weekdays and day.day + 7 > length)
        return (by_day or by_weekday) if self.any_day else (by_day and by_weekday)


Schedule = Interval | Cron


@lru_cache(maxsize=4096)
def parse(text: str) -> Schedule:
    """Read SCHEDULE's text. Raises Snowflake's refusals of what is malformed, out of range or never due."""
    if cron := _CRON.match(text):
        return _parse_cron(cron.group(1))
    found = _INTERVAL.match(text)
    if not found or int(found.group(1)) == 0:
        raise invalid_schedule()
    every = int(found.group(1)) * _UNITS[found.group(2)[0].upper()]
    if every < timedelta(seconds=10):
        raise errors.fail(REFUSED, "42601", "Cannot set schedule less than 10 seconds.")
    if every > timedelta(days=8):
        raise errors.fail(REFUSED, "42601", "Cannot set schedule greater than 11,520 minutes.")
    return Interval(every)


def next_run(schedule: Schedule, after: datetime, base: datetime) -> datetime:
    """The first due instant strictly after `after`, UTC; `base` (the RESUME) anchors an interval's grid."""
    if isinstance(schedule, Interval):
        if after < base:
            return base + schedule.every
        return base + ((after - base) // schedule.every + 1) * schedule.every
    due = _next_cron(schedule, after)
    if due is None:  # parse() refuses such lines
        raise errors.internal("a schedule that never fires was stored")
    return due


def invalid_schedule() -> errors.SnowflakeError:
    return errors.fail(
        REFUSED,
        "42601",
        "Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.",
    )


def _parse_cron(line: str) -> Cron:
    *fields, zone_name = line.split()
    zone = _zones().get(zone_name.lower())
    if zone is None:
        raise errors.fail(
            REFUSED,
            "42601",
            f'Invalid schedule was specified. "{zone_name}" is not a recognized time zone. '
            "Please specify time zones accepted by the TIMEZONE parameter.",
        )
    if len(fields) != 5:
        raise invalid_schedule()
    minute, hour, day, month, weekday = (field.upper() for field in fields)
    days = [item for item in day.split(",") if item != "L"]
    last_weekdays = [item for item in weekday.split(",") if len(item) > 1 and item.endswith("L")]
    plain_weekdays = [item for item in weekday.split(",") if item not in last_weekdays]
    minutes = _field([minute], 0, 59, {})
    cron = Cron(
        minutes_of_day=tuple(h * 60 + m for h in sorted(_field([hour], 0, 23, {})) for m in sorted(minutes)),
        days=_field(days, 1, 31, {}),
        last_day="L" in day.split(","),
        months=_field([month], 1, 12, _MONTHS),
        weekdays=_field(plain_weekdays, 0, 6, _WEEKDAYS),
        last_weekdays=frozenset(_number(item[:-1], 0, 6, _WEEKDAYS) for item in last_weekdays),
        any_day=day != "*" and weekday != "*",
        zone=ZoneInfo(zone),
    )
    if _next_cron(cron, datetime(2024, 1, 1, tzinfo=UTC)) is None:
        raise errors.fail(REFUSED, "42601", "No valid time could be found under the schedule and/or interval specified")
    return cron


def _field(lists: list[str], low: int, high: int, names: dict[str, int]) -> frozenset[int]:
    """The values a field matches: `*`, a, a-b, lists and steps; names where the field has them."""
    values: set[int] = set()
    for item in (part for text in lists for part in text.split(",")):
        span, slash, step_text = item.partition("/")
        if slash and not (step_text.isascii() and step_text.isdigit() and int(step_text) > 0):
            raise invalid_schedule()
        first, dash, last = span.partition("-")
        if span == "*":
            start, stop = low, high
        else:
            start = _number(first, low, high, names)
            stop = _number(last, low, high, names) if dash else high if slash else start
        if start > stop:
            raise invalid_schedule()
        values.update(range(start, stop + 1, int(step_text) if slash else 1))
    return frozenset(values)


def _number(text: str, low: int, high: int, names: dict[str, int]) -> int:
    if text in names:
        return names[text]
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise invalid_schedule()
    return int(text)


def _next_cron(cron: Cron, after: datetime) -> datetime | None:
    day = after.astimezone(cron.zone).date()
    for _ in range(_SEARCHED_DAYS):
        if cron.on(day):
            due = _first_on(cron, day, after)
            if due is not None:
                return due
        day += _DAY
    return None


def _first_on(cron: Cron, day: date, after: datetime) -> datetime | None:
    """The first fire after `after` on one local day, or None."""
    midnight = datetime.combine(day, time(), tzinfo=cron.zone)
    offset = midnight.utcoffset() or timedelta()
    if (midnight + _DAY).utcoffset() == offset and (midnight - _DAY).utcoffset() == offset:
        start = midnight.replace(tzinfo=UTC) - offset
        passed = (after - start) // timedelta(minutes=1)
        index = bisect_right(cron.minutes_of_day, passed)
        if index == len(cron.minutes_of_day):
            return None
        return start + timedelta(minutes=cron.minutes_of_day[index])
    # the clocks change today: look at every local time, in both of its readings
    wall = datetime.combine(day, time())
    readings = (
        (wall + timedelta(minutes=minute)).replace(tzinfo=cron.zone, fold=fold)
        for minute in cron.minutes_of_day
        for fold in (0, 1)
    )
    instants = (reading.astimezone(UTC) for reading in readings if _exists(reading))
    return min((instant for instant in instants if instant > after), default=None)


def _exists(reading: datetime) -> bool:
    """False for a local time that daylight saving leaves out."""
    back = reading.astimezone(UTC).astimezone(reading.tzinfo)
    return back.replace(tzinfo=None) == reading.replace(tzinfo=None)


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Time zone names by their lower-case spelling."""
    return {name.lower(): name for name in available_timezones()}
