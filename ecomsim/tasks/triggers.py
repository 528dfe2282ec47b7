"""Triggered tasks: tasks without a schedule that run when their streams have new data.

A trigger is looked at again only when something was committed in the account; then its WHEN decides as of each commit
that changed one of its streams. Runs are at least the minimum trigger interval apart, counted from scheduled time to
scheduled time, and after twelve hours without a run the condition is checked for the record.
Source: "Triggered tasks", spec/tasks.md section 4.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ecomsim.catalog.objects import Stream, Task
from ecomsim.names import ObjectName
from ecomsim.tasks import parameters
from ecomsim.tasks.condition import compile_condition
from ecomsim.tasks.runs import stream_name

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account

HEALTH_CHECK = timedelta(hours=12)
INTERVAL = "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS"


@dataclass(slots=True)
class Trigger:
    """What a triggered task waits for. `since`: when its condition became true; `looked_at`: the account's commit
    count at the last look, None to look again.
    """

    streams: tuple[ObjectName, ...]
    started: datetime
    last_scheduled: datetime | None
    since: datetime | None = None
    looked_at: int | None = None


def trigger_of(task: Task, started: datetime, last_scheduled: datetime | None) -> Trigger | None:
    """The trigger of a started root without a schedule; None when no stream can start it."""
    if task.condition is None:
        return None
    streams = compile_condition(task.condition).streams
    if not streams:
        return None
    # runs before this RESUME do not hold back the first run after it
    recent = last_scheduled if last_scheduled is not None and last_scheduled >= started else None
    return Trigger(streams, started, recent)


def due(trigger: Trigger, task: Task, account: Account) -> datetime | None:
    """When the task runs next, as far as the data committed so far says."""
    if trigger.looked_at != account.sequence:
        trigger.looked_at = account.sequence
        trigger.since = _true_since(trigger, task, account)
    check = (trigger.last_scheduled or trigger.started) + HEALTH_CHECK
    if trigger.since is None:
        return check
    wanted = max(trigger.since, trigger.started)
    if trigger.last_scheduled is not None:
        interval = parameters.value(task, INTERVAL, account.catalog)
        wanted = max(wanted, trigger.last_scheduled + timedelta(seconds=interval))
    return min(wanted, check)


def take(trigger: Trigger, scheduled: datetime) -> None:
    """A run (or a health check) is about to start; the data is looked at again when it is over."""
    trigger.last_scheduled = scheduled
    trigger.looked_at = None


def _true_since(trigger: Trigger, task: Task, account: Account) -> datetime | None:
    """The first commit after which the condition held, or None."""
    assert task.condition is not None
    condition = compile_condition(task.condition)
    first = {name: _first_change(name, task, account) for name in trigger.streams}
    for instant in sorted({change for change in first.values() if change is not None}):
        if condition.holds(_AsOf(first, instant)):
            return instant
    return None


def _first_change(name: ObjectName, task: Task, account: Account) -> datetime | None:
    """When the oldest change the stream has not consumed was committed."""
    stream = account.catalog.get("STREAM", stream_name(name, task))
    if not isinstance(stream, Stream):
        return None
    offset = account.offsets.get(stream.id)
    if offset is None:
        return None
    if offset.initial:
        return stream.created_on
    found = [
        version.committed_at
        for table_id, consumed in offset.versions.items()
        for version in account.timelines.line(table_id)
        if version.changed and version.number > consumed
    ]
    return min(found, default=None)


@dataclass(frozen=True, slots=True)
class _AsOf:
    """The facts of a condition at one commit."""

    first: dict[ObjectName, datetime | None]
    instant: datetime

    def stream_has_data(self, stream: ObjectName) -> bool:
        change = self.first[stream]
        return change is not None and change <= self.instant

    def predecessor_value(self, task: str | None) -> str | None:
        return None
