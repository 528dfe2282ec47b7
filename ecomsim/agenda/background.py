"""The wall clock's thread: calls the agenda when something is due, and when somebody wakes it.

One job of APScheduler, which comes back after a second at most, so that nothing waits long even when nobody thinks of
waking it. At most one call of the agenda runs at a time; a wake-up meanwhile is remembered and makes it look again.
APScheduler is imported for the first wake-up, or after that second: a program that asks one question does without it.
A program that ends without closing its account is past starting threads before its exit handlers run, which close the
account: so the thread stops where the interpreter stops its own executors.
"""

from __future__ import annotations

import atexit
import concurrent.futures.thread  # noqa: F401 - what it registers for the end has to be registered before _stop_all
import logging
import threading
import weakref
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

POLL = timedelta(seconds=1)
_JOB = "agenda"
_log = logging.getLogger(__name__)
_library = _log.getChild("apscheduler")
_library.setLevel(logging.ERROR)  # a call that finds the agenda busy is skipped by design, and no news


class Background:
    """Calls `tick` again and again; `tick` runs what is due and answers when it wants to be called next. `at_end` ends
    what it has begun when the program ends without having stopped it; it stops this, too.
    """

    def __init__(self, tick: Callable[[], datetime | None], at_end: Callable[[], None]) -> None:
        self._run = tick
        self.at_end = at_end
        self._busy = threading.Lock()  # held while the agenda is being called
        self._again = threading.Event()  # somebody wants it called
        # Stopping waits for the running job with the scheduler's own lock in its hand: nobody may ask the scheduler
        # for that lock from inside a job any more once stopping has begun.
        self._planning = threading.Lock()
        self._stopped = threading.Event()
        self._scheduler: BackgroundScheduler | None = None
        self._wanted = threading.Event()  # the scheduler should begin, or never will
        self._beginning = threading.Thread(target=self._begin, name="ecomsim-agenda", daemon=True)
        self._beginning.start()
        _running.add(self)

    def _begin(self) -> None:
        self._wanted.wait(POLL.total_seconds())
        with self._planning:
            if self._stopped.is_set():
                return
            try:
                self._scheduler = self._scheduling()
            except RuntimeError:  # a program that is about to end cannot import it any more, and stops this thread
                if not self._stopped.wait(POLL.total_seconds()):
                    raise

    def _scheduling(self) -> BackgroundScheduler:
        from apscheduler.schedulers.background import BackgroundScheduler

        scheduler = BackgroundScheduler(timezone=UTC, logger=_library)
        scheduler.add_job(
            self._fall_due,
            "interval",
            seconds=POLL.total_seconds(),
            id=_JOB,
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=3,  # one that works, and those that find it working and return
            misfire_grace_time=None,
        )
        scheduler.start()
        return scheduler

    def wake(self) -> None:
        """Call `tick` now, or once more when it is being called."""
        self._again.set()
        if not self._busy.locked():
            self._plan(datetime.now(UTC))

    def stop(self) -> None:
        """Return when no tick runs any more. To stop again does nothing."""
        self._stopped.set()
        self._wanted.set()
        self._beginning.join()
        with self._planning:
            scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            scheduler.shutdown(wait=True)

    def _fall_due(self) -> None:
        self._again.set()
        while self._again.is_set() and not self._stopped.is_set() and self._busy.acquire(blocking=False):
            try:
                self._again.clear()
                due = self._tick()
            finally:
                self._busy.release()
            if due is not None and due < datetime.now(UTC) + POLL:
                self._plan(due)

    def _tick(self) -> datetime | None:
        try:
            return self._run()
        except Exception:  # the thread outlives one failure; the log keeps its traceback
            _log.exception("The agenda failed")
            return None

    def _plan(self, at: datetime) -> None:
        with self._planning:
            if self._scheduler is None:
                self._wanted.set()
            elif not self._stopped.is_set():
                self._scheduler.modify_job(_JOB, next_run_time=at)


_running: weakref.WeakSet[Background] = weakref.WeakSet()


def _stop_all() -> None:
    for each in list(_running):
        each.at_end()


_at_end = getattr(threading, "_register_atexit", atexit.register)
"""Registers what runs when the main thread ends, the latest first: before what `concurrent.futures` has registered."""
_at_end(_stop_all)
