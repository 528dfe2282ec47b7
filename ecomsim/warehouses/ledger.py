"""The ledger of resource monitors: what was used in each one's interval, and what it had to say.

Deciding is arithmetic over charges and the monitor's definition; what has fired in the present interval is kept, so
that every trigger fires once per interval. A monitor blocks its warehouses for as long as its use is at or
above a SUSPEND threshold: raising the quota or the next interval frees them. Source: "Working with resource
monitors", spec/tasks.md section 15.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from ecomsim.catalog.account_objects import ResourceMonitor
from ecomsim.warehouses.metering import Charge

if TYPE_CHECKING:
    import duckdb

STOPPING = ("SUSPEND", "SUSPEND_IMMEDIATE")
_FOREVER = datetime.max.replace(tzinfo=UTC)
_SLACK = 1e-9  # credits are sums of floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One trigger that fired; percent is None when END_TIMESTAMP was reached."""

    monitor_id: int
    monitor_name: str
    sent_on: datetime
    interval_start: datetime
    percent: int | None
    action: str
    message: str


@dataclass(slots=True)
class _Entry:
    interval_start: datetime
    finished_credits: float = 0.0


@dataclass(slots=True)
class Ledger:
    """What finished charges amount to in each monitor's interval, and which triggers have fired."""

    _entries: dict[int, _Entry] = field(default_factory=dict)
    _notices: list[Notice] = field(default_factory=list)
    _unsaved: int = 0

    def add(self, monitor: ResourceMonitor, charge: Charge) -> None:
        """Count a finished charge."""
        assert charge.ended_on is not None
        entry = self._entry(monitor, charge.ended_on)
        entry.finished_credits += charge.credits(entry.interval_start, _FOREVER, charge.ended_on)

    def used(self, monitor: ResourceMonitor, running: Iterable[Charge], now: datetime) -> float:
        entry = self._entry(monitor, now)
        return entry.finished_credits + sum(charge.credits(entry.interval_start, _FOREVER, now) for charge in running)

    def blocks(self, monitor: ResourceMonitor, running: Iterable[Charge], now: datetime) -> bool:
        """May the monitor's warehouses not run?"""
        if monitor.end_timestamp is not None and now >= monitor.end_timestamp:
            return True
        thresholds = [percent for percent, action in monitor.triggers if action in STOPPING]
        if not thresholds or monitor.credit_quota is None:
            return False
        return self.used(monitor, running, now) + _SLACK >= monitor.credit_quota * min(thresholds) / 100

    def next_crossing(self, monitor: ResourceMonitor, running: list[Charge], now: datetime) -> datetime | None:
        """When the next trigger fires if nothing else starts or stops."""
        if not running:
            return None
        found = [monitor.end_timestamp] if monitor.end_timestamp and not self._fired(monitor, None, now) else []
        rate = sum(charge.credits_per_hour for charge in running)
        paid_to = max(now, min(charge.billed_to(charge.started_on) for charge in running))
        used = self.used(monitor, running, now)
        for percent, action in monitor.triggers:
            if monitor.credit_quota is None or self._fired(monitor, (percent, action), now):
                continue
            missing = monitor.credit_quota * percent / 100 - used
            # what is reached already was due at a moment that is certainly past, whatever the clock says next
            reached = max(charge.started_on for charge in running)
            found.append(reached if missing <= _SLACK else paid_to + timedelta(hours=missing / rate))
        return min(found, default=None)

    def fire(self, monitor: ResourceMonitor, running: list[Charge], now: datetime) -> list[Notice]:
        """The triggers whose threshold is reached by `now`; each fires once per interval."""
        start = self._entry(monitor, now).interval_start
        notices = []
        end = monitor.end_timestamp
        if end is not None and now >= end and not self._fired(monitor, None, now):
            text = f"Resource Monitor {monitor.name.last} has reached its end timestamp."
            notices.append(self._notice(monitor, None, "SUSPEND_IMMEDIATE", end, start, text))
        if monitor.credit_quota is not None:
            used = self.used(monitor, running, now)
            for percent, action in sorted(monitor.triggers):
                reached = used + _SLACK >= monitor.credit_quota * percent / 100
                if reached and not self._fired(monitor, (percent, action), now):
                    text = (
                        f"Resource Monitor {monitor.name.last} has reached {percent}% of its {monitor.frequency} "
                        f"quota of {monitor.credit_quota:g} credits which has triggered a {action} action."
                    )
                    notices.append(self._notice(monitor, percent, action, now, start, text))
        return notices

    def notices(self, monitor: ResourceMonitor) -> list[Notice]:
        return [notice for notice in self._notices if notice.monitor_id == monitor.id]

    def load(self, duck: duckdb.DuckDBPyConnection) -> None:
        rows = duck.execute("SELECT monitor_id, interval_start, finished_credits FROM _ecomsim.monitor_state")
        self._entries = {identifier: _Entry(start, used) for identifier, start, used in rows.fetchall()}
        said = duck.execute(
            "SELECT monitor_id, monitor_name, sent_on, interval_start, percent, action, message "
            "FROM _ecomsim.monitor_notifications ORDER BY sent_on"
        ).fetchall()
        names = ("monitor_id", "monitor_name", "sent_on", "interval_start", "percent", "action", "message")
        self._notices = [Notice(**dict(zip(names, row, strict=True))) for row in said]
        self._unsaved = len(self._notices)

    def save(self, duck: duckdb.DuckDBPyConnection) -> None:
        """Write everything new, in the caller's transaction."""
        duck.execute("DELETE FROM _ecomsim.monitor_state")
        for identifier, entry in self._entries.items():
            duck.execute(
                "INSERT INTO _ecomsim.monitor_state VALUES (?, ?, ?)",
                [identifier, entry.interval_start, entry.finished_credits],
            )
        for notice in self._notices[self._unsaved :]:
            duck.execute(
                "INSERT INTO _ecomsim.monitor_notifications VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    notice.monitor_id,
                    notice.monitor_name,
                    notice.sent_on,
                    notice.interval_start,
                    notice.percent,
                    notice.action,
                    notice.message,
                ],
            )
        self._unsaved = len(self._notices)

    def _entry(self, monitor: ResourceMonitor, now: datetime) -> _Entry:
        start = interval_start(monitor, now)
        entry = self._entries.get(monitor.id)
        if entry is None or entry.interval_start != start:
            entry = self._entries[monitor.id] = _Entry(start)
        return entry

    def _fired(self, monitor: ResourceMonitor, trigger: tuple[int, str] | None, now: datetime) -> bool:
        start = self._entry(monitor, now).interval_start
        return any(
            notice.monitor_id == monitor.id
            and notice.interval_start == start
            and ((notice.percent, notice.action) == trigger if trigger else notice.percent is None)
            for notice in self._notices
        )

    def _notice(
        self,
        monitor: ResourceMonitor,
        percent: int | None,
        action: str,
        sent_on: datetime,
        start: datetime,
        text: str,
    ) -> Notice:
        notice = Notice(
            monitor_id=monitor.id,
            monitor_name=monitor.name.last,
            sent_on=sent_on,
            interval_start=start,
            percent=percent,
            action=action,
            message=text,
        )
        self._notices.append(notice)
        return notice


def interval_start(monitor: ResourceMonitor, now: datetime) -> datetime:
    """The start of the interval that holds `now`: 00:00 UTC of a day derived from the monitor's own start."""
    anchor = (monitor.start_timestamp or monitor.created_on).astimezone(UTC)
    first, today = anchor.date(), now.astimezone(UTC).date()
    match monitor.frequency:
        case "DAILY":
            day = today
        case "WEEKLY":
            day = first + timedelta(days=(today - first).days // 7 * 7)
        case "MONTHLY":
            months = (today.year - first.year) * 12 + today.month - first.month
            day = _months_later(first, months)
            day = day if day <= today else _months_later(first, months - 1)
        case "YEARLY":
            day = _months_later(first, 12 * (today.year - first.year))
            day = day if day <= today else _months_later(first, 12 * (today.year - first.year - 1))
        case _:
            return anchor
    return max(datetime.combine(day, time(), tzinfo=UTC), anchor)


def _months_later(first: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
