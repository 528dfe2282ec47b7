"""The pipes of an account on its agenda: which files wait, when they are loaded, and loading those that are due.

A pipe that ingests by itself looks at its folder when something may have come: on the wall clock every few seconds, on
a virtual clock whenever it is moved and after a statement has put files. What has come waits for LATENCY of the
account's time, and on the wall clock longer while it still grows. What ALTER PIPE … REFRESH queues is due at once.
One load of a pipe at a time; one that failed is tried again later, and at once after any change of the catalog.
Invariant: what waits here is also on the stage or in `_ecomsim.pipe_files`, so that nothing is lost with the process.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ecomsim.catalog.objects import Pipe
from ecomsim.errors import SnowflakeError
from ecomsim.pipes import files
from ecomsim.rooms import Room

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.pipes.files import Known
    from ecomsim.pipes.loading import Outcome, Waiting
    from ecomsim.staging.places import Place

LATENCY = timedelta(seconds=30)
"""From noticing a file to loading it; Snowflake speaks of about a minute."""
EVERY = 5.0  # seconds of the wall clock between two looks at the folders
FIRST_RETRY, LAST_RETRY = timedelta(minutes=1), timedelta(hours=1)

definition = Room("ecomsim.pipes.definition")
loading = Room("ecomsim.pipes.loading")
places = Room("ecomsim.staging.places")


@dataclass(slots=True)
class Entry:
    """A running pipe: where it looks, what it knows, and what it has noticed: mark and due time by path.

    Invariant: `first` is when the earliest of what waits is to be loaded. That is asked for often, so `settle` finds it
    out once after every change.
    """

    pipe: Pipe
    place: Place | None
    known: dict[str, Known]
    noticed: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    loading: frozenset[str] = frozenset()
    error: SnowflakeError | None = None
    retry_at: datetime | None = None
    patience: timedelta = FIRST_RETRY
    first: datetime | None = None

    def settle(self) -> None:
        """What waits has changed."""
        queued = (each.at for each in self.known.values() if each.state == "QUEUED")
        self.first = min((*queued, *(at for _, at in self.noticed.values())), default=None)

    def due(self) -> datetime | None:
        """When the next load begins."""
        return self.first if self.first is None or self.retry_at is None else max(self.first, self.retry_at)


@dataclass(frozen=True, slots=True)
class Queue:
    """What a pipe has before it: path and time of arrival of each file, and what stopped the last load."""

    pending: tuple[tuple[datetime, str], ...] = ()
    error: SnowflakeError | None = None


class PipeBook:
    """What is due among the pipes. Safe for several threads."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lock = threading.RLock()
        self._stale = True
        self._entries: dict[int, Entry] = {}
        self._unseen = True
        self._looked = 0.0

    def catalog_changed(self) -> None:
        self._stale = True

    def look_again(self) -> None:
        """Something may have been put on a stage."""
        self._unseen = True

    def poll(self) -> None:
        """Look again, on the wall clock when the last look is a while ago."""
        if self._account.clock.is_virtual or time.monotonic() - self._looked >= EVERY:
            self._unseen = True

    def next_due(self) -> datetime | None:
        with self._lock:
            self._sync()
            if not self._entries:
                return None
            if self._unseen:
                self._look()
            waiting = [entry.due() for entry in self._entries.values() if not entry.loading]
        return min((due for due in waiting if due is not None), default=None)

    def take(self, instant: datetime) -> list[Callable[[], None]]:
        """The loads to begin at this instant, by time and name; what is taken is no longer due."""
        with self._lock:
            self._sync()
            found = []
            for entry in self._entries.values():
                due = None if entry.loading else entry.due()
                if due is not None and due <= instant:
                    batch = self._batch(entry, instant)
                    entry.loading = frozenset(batch)
                    found.append((due, entry.pipe, batch))
        found.sort(key=lambda each: (each[0], each[1].name))
        return [lambda pipe=pipe, batch=batch: self._load(pipe, batch) for _, pipe, batch in found]  # type: ignore[misc]

    def queue(self, pipe: Pipe, found: Mapping[str, str]) -> list[str]:
        """ALTER PIPE … REFRESH: these files, given with their marks, wait from now on; returns them without those that
        are being loaded already.
        """
        now = self._account.clock.now()
        with self._lock:
            self._sync()
            entry = self._entries.get(pipe.id)
            loading = entry.loading if entry is not None else frozenset()
            wanted = {name: mark for name, mark in found.items() if name not in loading}
            with self._account.internal() as duck:
                for record in files.written(pipe.id, wanted, "QUEUED", now):
                    duck.execute(*record)
                if entry is not None:
                    entry.known = files.read(pipe.id, duck)
                    entry.retry_at = None
                    for name in wanted:
                        entry.noticed.pop(name, None)
                    entry.settle()
        return list(wanted)

    def waiting(self, pipe: Pipe) -> Queue:
        """What a pipe has before it, paused or not."""
        with self._lock:
            self._sync()
            entry = self._entries.get(pipe.id)
            if entry is None:
                entry = self._aside(pipe)
            self._notice(entry)
            pending = [(each.at, name) for name, each in entry.known.items() if each.state == "QUEUED"]
            pending += [(due - LATENCY, name) for name, (_, due) in entry.noticed.items()]
        return Queue(tuple(sorted(pending)), entry.error)

    def _aside(self, pipe: Pipe) -> Entry:
        """What would be known of a pipe that does not run: a paused one still takes notice of files."""
        with self._account.session(internal=True) as session:
            gone = definition.problem(pipe, session) is not None
            place = None if gone or pipe.state == "cloned" else definition.place_of(pipe, session)
        return Entry(pipe, place, self._read(pipe))

    def prune(self) -> None:
        """Forget what nobody asks any more: of pipes that are gone for good, and of files that have long left.

        While there is no pipe this is a look at an empty table, once the last one's files are forgotten.
        """
        catalog, now = self._account.catalog, self._account.clock.now()
        kept = [item.id for item in (*catalog.all(Pipe.kind), *catalog.dropped(Pipe.kind))]
        with self._lock:
            self._sync()
            for entry in self._entries.values():
                left = files.left(entry.known, self._present(entry), now)
                with self._account.internal() as duck:
                    duck.execute(*files.forgotten(entry.pipe.id, left))
                for name in left:
                    del entry.known[name]
                if left:
                    entry.settle()
        with self._account.internal() as duck:
            duck.execute(*files.only(kept))

    # --- looking -----------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        self._unseen, self._looked = False, time.monotonic()
        for entry in self._entries.values():
            self._notice(entry)

    def _notice(self, entry: Entry) -> None:
        """Take notice of what has come; what has changed since it was noticed has come anew."""
        if not entry.pipe.auto_ingest or entry.place is None:
            return
        present = self._present(entry)
        now = self._account.clock.now()
        found = files.news(entry.known, present, now)
        if found or entry.noticed:
            for name in entry.noticed.keys() - found.keys():
                del entry.noticed[name]
            for name, mark in found.items():
                if name not in entry.loading and entry.noticed.get(name, ("",))[0] != mark:
                    entry.noticed[name] = (mark, now + LATENCY)
            entry.settle()
        ignored = files.put_again(entry.known, present, now)
        if ignored:
            self._write(entry, ignored)

    def _present(self, entry: Entry) -> dict[str, str]:
        if entry.place is None:
            return {}
        found: dict[str, str] = files.marks(entry.place, places.matcher(entry.place, entry.pipe.pattern))
        return found

    def _write(self, entry: Entry, changed: Mapping[str, Known]) -> None:
        with self._account.internal() as duck:
            for name, each in changed.items():
                for record in files.written(entry.pipe.id, {name: each.mark}, each.state, each.at):
                    duck.execute(*record)
        entry.known.update(changed)

    def _read(self, pipe: Pipe) -> dict[str, Known]:
        with self._account.internal() as duck:
            found: dict[str, Known] = files.read(pipe.id, duck)
        return found

    # --- loading -----------------------------------------------------------------------------------------------------

    def _batch(self, entry: Entry, instant: datetime) -> dict[str, Waiting]:
        """Everything that is due: by path, when it was received and with which mark."""
        from ecomsim.pipes.loading import Waiting

        queued = {name: Waiting(each.at, None) for name, each in entry.known.items() if each.state == "QUEUED"}
        noticed = {name: Waiting(due - LATENCY, mark) for name, (mark, due) in entry.noticed.items() if due <= instant}
        return {**queued, **noticed}

    def _load(self, pipe: Pipe, batch: Mapping[str, Waiting]) -> None:
        outcome: Outcome | None = None
        try:
            outcome = loading.load(pipe, batch, self._account)
        finally:
            with self._lock:
                entry = self._entries.get(pipe.id)
                if entry is not None:
                    self._ended(entry, batch, outcome)

    def _ended(self, entry: Entry, batch: Iterable[str], outcome: Outcome | None) -> None:
        entry.loading = frozenset()
        if outcome is None:
            return
        entry.known.update(outcome.known)
        for name in outcome.gone:
            entry.known.pop(name, None)
        for name in (*outcome.gone, *outcome.known):
            entry.noticed.pop(name, None)
        entry.settle()
        if outcome.gone:
            self._unseen = True  # what has changed meanwhile has come anew
        entry.error = outcome.error
        if outcome.error is None:
            entry.retry_at, entry.patience = None, FIRST_RETRY
        else:
            entry.retry_at = self._account.clock.now() + entry.patience
            entry.patience = min(2 * entry.patience, LAST_RETRY)

    # --- the catalog -------------------------------------------------------------------------------------------------

    def _sync(self) -> None:
        """Make the entries match the catalog. A pipe that misses something has none."""
        if not self._stale:
            return
        self._stale = False
        if not self._account.catalog.has(Pipe.kind):
            self._entries = {}
            return
        before, self._entries = self._entries, {}
        self._unseen = True
        with self._account.session(internal=True) as session:
            for pipe in self._account.catalog.all(Pipe.kind):
                assert isinstance(pipe, Pipe)
                if pipe.state != "running" or definition.problem(pipe, session) is not None:
                    continue
                place = definition.place_of(pipe, session)
                entry = before.get(pipe.id)
                if entry is None:
                    entry = Entry(pipe, place, self._read(pipe))
                    entry.settle()
                entry.pipe, entry.place, entry.retry_at = pipe, place, None
                self._entries[pipe.id] = entry
