"""Clocks: the only source of "now" in the engine.

CURRENT_TIMESTAMP, schedules, histories, versions and lag all ask one clock, so a simulated day is reproducible.
Times are timezone-aware UTC datetimes.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the engine knows of time."""

    is_virtual: bool

    def now(self) -> datetime:
        """The present instant, UTC."""

    def milliseconds(self) -> int:
        """For measuring durations; asking does not move a virtual clock."""


class WallClock:
    """The machine's clock."""

    is_virtual = False

    def now(self) -> datetime:
        return datetime.now(UTC)

    def milliseconds(self) -> int:
        return int(time.perf_counter() * 1000)


class VirtualClock:
    """A clock that moves only when it is told to.

    Each reading moves it on by one microsecond, so that two statements never share an instant and AT(TIMESTAMP)
    can tell them apart; the same sequence of statements reads the same times.
    """

    is_virtual = True

    def __init__(self, start: datetime) -> None:
        self._lock = threading.Lock()
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        with self._lock:
            self._now += timedelta(microseconds=1)
            return self._now

    def milliseconds(self) -> int:
        with self._lock:
            return int(self._now.timestamp() * 1000)

    def move_to(self, instant: datetime) -> None:
        """Jump to `instant`; a moment in the past is ignored, time does not run backwards."""
        with self._lock:
            self._now = max(self._now, instant.astimezone(UTC))
