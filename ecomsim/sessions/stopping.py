"""Stopping what runs: one place for cancelled statements, limits of time, and warehouses that are taken away.

A session has one Stopping. The first reason counts: whatever the statement was doing, it ends with that error, and no
handler of Snowflake Scripting can catch it. DuckDB forgets an interrupt that comes before one of its statements begins,
so interrupts are repeated until the statement is over. Invariant: no interrupt comes after `end`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.errors import SnowflakeError
from ecomsim.names import Name

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

LIMIT = "STATEMENT_TIMEOUT_IN_SECONDS"
LONGEST = 604_800  # seconds, what a limit of 0 means
DEFAULT = 172_800
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 8.0
"""Seconds between interrupts: the pauses leave time to roll back, and grow."""


class Stopping:
    """Whether a session runs something, and the reason why that must end."""

    __slots__ = ("_depth", "_guard", "_interrupt", "_over", "query_id", "reason")

    def __init__(self, interrupt: Callable[[], None]) -> None:
        self._interrupt = interrupt
        self._guard = threading.Lock()
        self._depth = 0
        self._over: threading.Event | None = None  # made by the first `stop`, set when all is over
        self.reason: SnowflakeError | None = None
        self.query_id = ""  # of the outermost statement while it runs

    def begin(self, query_id: str = "") -> None:
        """Something runs from now on, perhaps inside what runs already. Raises the reason when that was stopped."""
        with self._guard:
            if self._depth == 0:
                self.reason = None
                self.query_id = query_id
            elif self.reason is not None:
                raise self.reason
            self._depth += 1

    def end(self) -> None:
        with self._guard:
            self._depth -= 1
            over = None
            if self._depth == 0:
                self.query_id = ""
                over, self._over = self._over, None
        if over is not None:
            over.set()

    @contextmanager
    def running(self, query_id: str = "") -> Iterator[None]:
        """What is stopped in this block stays stopped to its end, between its statements too."""
        self.begin(query_id)
        try:
            yield
        finally:
            self.end()

    def check(self) -> None:
        """Raise the reason once there is one."""
        if self.reason is not None and self._depth:
            raise self.reason

    def stop(self, reason: SnowflakeError) -> bool:
        """End what runs with `reason`; False when nothing runs."""
        with self._guard:
            if self._depth == 0:
                return False
            if self.reason is None:
                self.reason = reason
                self._over = threading.Event()
                threading.Thread(target=self._insist, args=(self._over,), daemon=True).start()
            self._interrupt()
        return True

    def _insist(self, over: threading.Event) -> None:
        pause = FIRST_PAUSE
        while not over.wait(pause):
            with self._guard:
                if self._over is over:
                    self._interrupt()
            pause = min(2 * pause, LONGEST_PAUSE)


# --- limits of time --------------------------------------------------------------------------------------------


def limit(session: Session) -> int:
    """Seconds a statement of the session may run: the lower of the session's limit and its warehouse's.

    A limit of 0 is the longest. Source: "Parameters", STATEMENT_TIMEOUT_IN_SECONDS.
    """
    own = int(session.parameters.get(LIMIT, DEFAULT)) or LONGEST
    if session.warehouse is None:
        return own
    warehouse = session.catalog.get("WAREHOUSE", Name("", "", session.warehouse))
    given = warehouse.options.get(LIMIT) if warehouse is not None else None
    return own if given is None else min(own, int(given) or LONGEST)


@contextmanager
def limited(session: Session) -> Iterator[None]:
    """Stop the session's statement when its time is over (000630).

    Limits of two days, the default, and more are not watched: a timer for each statement costs more than most
    statements, and no process that lives on one machine meets them.
    """
    seconds, outer = limit(session), session.deadline
    if seconds >= DEFAULT:
        yield
        return
    until = session.clock.now() + timedelta(seconds=seconds)
    if outer is not None and outer <= until:
        yield
        return
    session.deadline = until
    timer = threading.Timer(seconds, session.stopping.stop, [errors.timed_out(seconds)])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        session.deadline = outer


def advance(session: Session, duration: timedelta) -> None:
    """Let virtual time pass while a statement waits, to its limit at most (000630)."""
    until, deadline = session.clock.now() + duration, session.deadline
    if deadline is None or until <= deadline:
        session.account.advance(duration)
        return
    session.account.advance(deadline - session.clock.now())
    raise errors.timed_out(limit(session))
