"""Target lag: reading it, and the times at which a dynamic table with that lag is due.

A lag L has the period P(L), the greatest 48·2ⁿ seconds with P <= L, and is due at every multiple of P since the Unix
epoch. Periods are powers of two apart, so whenever a slow table is due its faster inputs are due too: one cycle, one
data timestamp. Pure functions over dates. Source: spec/dynamic-tables.md sections 2 and 10.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache

from ecomsim import errors

DOWNSTREAM = "DOWNSTREAM"
MINIMUM = timedelta(seconds=60)
_UNIT = 48
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_LAG = re.compile(r"\s*(\d+)\s*(second|minute|hour|day)s?\s*\Z", re.IGNORECASE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse(text: str) -> timedelta | None:
    """The lag as a duration; None for DOWNSTREAM. Raises 001008 for anything else and for less than a minute."""
    if text.strip().upper() == DOWNSTREAM:
        return None
    found = _LAG.match(text)
    if found is None:
        raise errors.invalid_value(
            f"Invalid value '{text}' for property 'TARGET_LAG': expected "
            "'<num> { seconds | minutes | hours | days }' or DOWNSTREAM."
        )
    lag = timedelta(seconds=int(found[1]) * _UNITS[found[2].lower()])
    if lag < MINIMUM:
        raise errors.invalid_value(f"Invalid value '{text}' for property 'TARGET_LAG': the minimum is '60 seconds'.")
    return lag


def normalised(text: str) -> str:
    """The lag as SHOW prints it: DOWNSTREAM in upper case, a duration as written."""
    return DOWNSTREAM if parse(text) is None else text.strip()


@cache
def period(lag: timedelta) -> timedelta:
    """The canonical period of a lag: 60 s → 48 s, 5 min → 192 s, 1 h → 3072 s."""
    seconds = _UNIT
    while 2 * seconds <= lag.total_seconds():
        seconds *= 2
    return timedelta(seconds=seconds)


def next_time(after: datetime, every: timedelta) -> datetime:
    """The first due time strictly after an instant."""
    passed = (after - _EPOCH) // every
    return _EPOCH + (passed + 1) * every


def latest_time(upto: datetime, every: timedelta) -> datetime:
    """The last due time at or before an instant."""
    return _EPOCH + ((upto - _EPOCH) // every) * every
