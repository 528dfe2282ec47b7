"""The wall clock's thread: calls the agenda when something is due, and when somebody wakes it.

One job that always plans its own next run. It sleeps a second at most, so that nothing waits long even when nobody
thinks of waking it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

POLL = timedelta(seconds=1)
_JOB = "agenda"
_log = logging.getLogger(__name__)


class Background:
    """Calls `tick` again and again; `tick` runs what is due and answers when it wants to be called next."""

    def __init__(self, tick: Callable[[], datetime | None]) -> None:
        self._run = tick
        self._stopped = False
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._plan(datetime.now(UTC))
        self._scheduler.start()

    def wake(self) -> None:
        """Call `tick` now."""
        if self._stopped:
            return
        try:
            self._scheduler.modify_job(_JOB, next_run_time=datetime.now(UTC))
        except JobLookupError:  # the job is running at this moment, and was taken out of the plan
            self._plan(datetime.now(UTC))

    def stop(self) -> None:
        """Return when no tick runs any more."""
        self._stopped = True
        self._scheduler.shutdown(wait=True)

    def _tick(self) -> None:
        due = None
        try:
            due = self._run()
        except Exception:  # the thread outlives one failure; the log keeps its traceback
            _log.exception("The agenda failed")
        finally:
            if not self._stopped:
                latest = datetime.now(UTC) + POLL
                self._plan(min(due or latest, latest))

    def _plan(self, at: datetime) -> None:
        self._scheduler.add_job(
            self._tick,
            "date",
            run_date=at,
            id=_JOB,
            replace_existing=True,
            max_instances=3,  # a wake-up during a long tick waits for it instead of being dropped
            misfire_grace_time=None,
        )
