"""The alerts of an account on its agenda: which are due when, and running those that are.

One evaluation of an alert at a time: due times that pass while it runs are dropped, and EXECUTE ALERT waits behind a
run in progress. Nothing missed while the account was closed is made up for. Source: spec/tasks.md sections 2 and 16.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from ecomsim.alerts import runs
from ecomsim.alerts.arrivals import APART, Watermarks
from ecomsim.alerts.history import AlertHistory
from ecomsim.catalog.objects import Alert
from ecomsim.tasks.schedule import Schedule, next_run, parse

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account

SUSPEND = "SUSPEND_ALERT_AFTER_NUM_FAILURES"


@dataclass(slots=True)
class Entry:
    """A started alert: on a schedule its next due time, on new data when it looked last and what it saw by then: the
    account's commits, and when the first row it has not looked at arrived.
    """

    alert: Alert
    schedule: Schedule | None
    due: datetime | None
    looked: datetime | None = None
    commits: int | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One run to start: of which alert, for which due time, asked for by whom."""

    alert: Alert
    scheduled: datetime
    scheduled_from: str


class AlertBook:
    """What is due among the alerts. Safe for several threads."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.history = AlertHistory(account)
        self._since = account.clock.now()
        self._lock = threading.RLock()
        self._stale = True
        self._entries: dict[int, Entry] = {}
        self._requests: dict[int, Evaluation] = {}
        self._running: set[int] = set()
        self._failures: dict[int, int] = {}
        self._watermarks = Watermarks(account)

    def catalog_changed(self) -> None:
        self._stale = True

    def next_due(self) -> datetime | None:
        with self._lock:
            self._sync()
            waiting = [self._due(entry) for key, entry in self._entries.items() if key not in self._running]
            asked = [request.scheduled for key, request in self._requests.items() if key not in self._running]
        return min((due for due in (*waiting, *asked) if due is not None), default=None)

    def take(self, instant: datetime) -> list[Callable[[], None]]:
        """What to run at this instant, by time and name; what is taken is no longer due."""
        with self._lock:
            self._sync()
            found = []
            for key, request in list(self._requests.items()):
                if request.scheduled <= instant and key not in self._running:
                    found.append(self._requests.pop(key))
                    self._running.add(key)
            for key, entry in self._entries.items():
                due = None if key in self._running else self._due(entry)
                if due is not None and due <= instant:
                    found.append(Evaluation(entry.alert, due, "TRIGGER" if entry.schedule is None else "SCHEDULE"))
                    self._running.add(key)
        found.sort(key=lambda each: (each.scheduled, each.alert.name))
        return [lambda each=each: self._run(each) for each in found]  # type: ignore[misc]

    def execute(self, alert: Alert) -> None:
        """EXECUTE ALERT: one run now; it takes the place of one that still waits."""
        with self._lock:
            self._requests[alert.id] = Evaluation(alert, self._account.clock.now(), "EXECUTE ALERT")

    def upcoming(self) -> list[tuple[Alert, datetime]]:
        """Started alerts and their next runs, for the SCHEDULED rows of ALERT_HISTORY."""
        with self._lock:
            self._sync()
            scheduled = ((entry.alert, entry.due) for entry in self._entries.values() if entry.schedule is not None)
            return [(alert, due) for alert, due in scheduled if due is not None]

    def resumed(self, alert: Alert) -> None:
        """RESUME starts counting failures anew; on new data it starts looking from here on."""
        self._failures.pop(alert.id, None)
        if alert.schedule is None and (found := self._watermarks.present(alert)) is not None:
            self._watermarks.set(alert.id, found[1])

    def _due(self, entry: Entry) -> datetime | None:
        """The next look at one alert. What arrived is asked again only after a commit."""
        if entry.schedule is None and entry.commits != self._account.sequence:
            entry.commits = self._account.sequence
            arrival = self._watermarks.first_arrival(entry.alert)
            held = arrival if arrival is None or entry.looked is None else max(arrival, entry.looked + APART)
            entry.due = held if held is None else max(held, self._since)
        return entry.due

    def _run(self, what: Evaluation) -> None:
        alert = what.alert
        try:
            looked = self._watermarks.arrivals(alert) if alert.schedule is None else None
            rows = looked[0] if looked is not None else None
            run = runs.evaluate(alert, what.scheduled, what.scheduled_from, self.history, self._account, rows)
            if looked is not None:
                self._watermarks.set(alert.id, looked[1])
            self._count(alert, failed=run.state.endswith("FAILED"))
        finally:
            with self._lock:
                self._running.discard(alert.id)
                entry = self._entries.get(alert.id)
                if entry is not None:
                    entry.looked, entry.commits = what.scheduled, None
                    if entry.schedule is not None:
                        after = max(what.scheduled, self._account.clock.now())
                        entry.due = next_run(entry.schedule, after, _base(entry.alert))

    def _count(self, alert: Alert, *, failed: bool) -> None:
        """Suspend an alert that failed too often in a row."""
        count = self._failures.get(alert.id, 0) + 1 if failed else 0
        self._failures[alert.id] = count
        limit = alert.options.get(SUSPEND, 0)
        current = self._account.catalog.by_id(alert.id)
        if not limit or count < limit or not isinstance(current, Alert) or current.state != "started":
            return
        with self._account.session(internal=True) as session, session.ddl() as change:
            change.replace(replace(current, state="suspended", resumed_on=None, was_auto_suspended=True))

    def _sync(self) -> None:
        """Make the entries match the catalog; an alert resumed anew starts its schedule anew."""
        if not self._stale:
            return
        self._stale = False
        entries: dict[int, Entry] = {}
        for alert in self._account.catalog.all("ALERT"):
            if not isinstance(alert, Alert) or alert.state != "started":
                continue
            known = self._entries.get(alert.id)
            if known is None or (known.alert.resumed_on, known.alert.schedule) != (alert.resumed_on, alert.schedule):
                known = self._entry(alert)
            known.alert = alert
            entries[alert.id] = known
        self._entries = entries

    def _entry(self, alert: Alert) -> Entry:
        if alert.schedule is None:
            return Entry(alert, None, None)
        schedule = parse(alert.schedule)
        return Entry(alert, schedule, next_run(schedule, max(_base(alert), self._since), _base(alert)))


def _base(alert: Alert) -> datetime:
    """What an interval counts from."""
    return alert.resumed_on or alert.created_on
