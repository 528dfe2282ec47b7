"""Locks: who may write a table or consume a stream.

Held to the end of the transaction; readers take none. INSERT and COPY append, and appending goes together with
everything but a change of the table's definition; UPDATE, DELETE, MERGE and TRUNCATE write, and exclude each other. A
wait ends with Snowflake's lock error after LOCK_TIMEOUT, and at once when it would close a circle of waiters.
Source: spec/streams.md section 8.3.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ecomsim.errors import SnowflakeError, fail

Mode = Literal["append", "write", "define"]
"""How a transaction holds a resource, each including the ones before it."""

_ALONGSIDE: dict[Mode, frozenset[Mode]] = {
    "append": frozenset({"append", "write"}),
    "write": frozenset({"append"}),
    "define": frozenset(),
}
"""What others may hold at the same time."""

_ORDER: tuple[Mode, ...] = ("append", "write", "define")


@dataclass(frozen=True, slots=True)
class Held:
    """A row of SHOW LOCKS."""

    resource: int
    transaction: int
    query_id: str
    since: datetime
    waiting: bool
    mode: Mode = "write"


class Locks:
    """Locks by resource id: a table's or a stream's catalog id.

    `latch` guards the end of a table's timeline for the moment in which a version is written. It knows no timeout:
    whoever holds a latch has all the locks it needs.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held: dict[int, dict[int, Held]] = {}  # resource to transaction to lock
        self._waiting: dict[int, Held] = {}
        self._cancelled: set[str] = set()  # statements that are to give up waiting

    def acquire(
        self, resource: int, transaction: int, query_id: str, now: datetime, timeout: float, mode: Mode = "write"
    ) -> bool:
        """Take `resource` for `transaction`; returns False when it already has it in this mode.

        Raises 000625 when the wait would never end or takes longer than `timeout` seconds of real time.
        """
        with self._changed:
            mine = self._held.get(resource, {}).get(transaction)
            if mine is not None and _ORDER.index(mine.mode) >= _ORDER.index(mode):
                return False
            wish = Held(resource, transaction, query_id, now, True, mode)
            if self._blocker(wish) is not None:
                self._wait(wish, timeout)
            self._held.setdefault(resource, {})[transaction] = Held(resource, transaction, query_id, now, False, mode)
            return True

    def latch(self, table_id: int, transaction: int, query_id: str, now: datetime) -> bool:
        """Hold the end of the table's timeline until the transaction ends; returns False when it has it already."""
        return self.acquire(-table_id, transaction, query_id, now, threading.TIMEOUT_MAX)

    def _wait(self, wish: Held, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        try:
            while (blocker := self._blocker(wish)) is not None:
                self._waiting[wish.transaction] = wish
                if wish.query_id in self._cancelled:
                    raise fail(604, "57014", "SQL execution canceled")
                if self._closes_circle(wish.transaction):
                    raise _aborted(blocker, wish.query_id, "of a deadlock with other transactions")
                remaining = deadline - time.monotonic()
                if remaining <= 0 or not self._changed.wait(min(remaining, threading.TIMEOUT_MAX)):
                    raise _aborted(blocker, wish.query_id, "the lock timeout was reached")
        finally:
            self._waiting.pop(wish.transaction, None)
            self._cancelled.discard(wish.query_id)

    def blocker(self, resource: int, transaction: int, mode: Mode) -> int | None:
        """A transaction that `transaction` would have to wait for to hold `resource` in this mode."""
        with self._changed:
            found = self._blocker(Held(resource, transaction, "", datetime.min, True, mode))
        return None if found is None else found.transaction

    def is_held(self, resource: int) -> bool:
        """Whether any transaction writes the table, in any mode."""
        with self._changed:
            return bool(self._held.get(resource))

    def cancel(self, query_id: str) -> None:
        """Make a statement that waits for a lock give up (000604); nothing happens when it does not wait."""
        with self._changed:
            if any(wish.query_id == query_id for wish in self._waiting.values()):
                self._cancelled.add(query_id)
                self._changed.notify_all()

    def release(self, transaction: int) -> None:
        """Give back everything `transaction` holds."""
        with self._changed:
            for resource in [r for r, holders in self._held.items() if transaction in holders]:
                del self._held[resource][transaction]
                if not self._held[resource]:
                    del self._held[resource]
            self._changed.notify_all()

    def listing(self) -> Iterator[Held]:
        """The locks on tables and streams, held ones first."""
        with self._changed:
            held = [lock for holders in self._held.values() for lock in holders.values()]
            rows = [lock for lock in (*held, *self._waiting.values()) if lock.resource > 0]
        yield from rows

    def _blocker(self, wish: Held) -> Held | None:
        return next(iter(self._blockers(wish)), None)

    def _blockers(self, wish: Held) -> list[Held]:
        """The locks of other transactions that exclude the wish."""
        return [
            lock
            for transaction, lock in self._held.get(wish.resource, {}).items()
            if transaction != wish.transaction and lock.mode not in _ALONGSIDE[wish.mode]
        ]

    def _closes_circle(self, start: int) -> bool:
        """Whether following the holders of awaited resources leads back to `start`."""
        seen: set[int] = set()
        ahead = [start]
        while ahead:
            wish = self._waiting.get(ahead.pop())
            for transaction in {lock.transaction for lock in self._blockers(wish)} if wish is not None else ():
                if transaction == start:
                    return True
                if transaction not in seen:
                    seen.add(transaction)
                    ahead.append(transaction)
        return False


def _aborted(owner: Held, query_id: str, reason: str) -> SnowflakeError:
    return fail(
        625,
        "57014",
        f"Statement '{owner.query_id}' has locked table in transaction {owner.transaction} and this lock has not yet "
        f"been released.\nYour statement '{query_id}' was aborted because {reason}.",
    )
