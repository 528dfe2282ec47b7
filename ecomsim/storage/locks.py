"""Locks: who may write a table or consume a stream.

One owner per resource, held to the end of its transaction. Readers take none. A wait ends with Snowflake's lock
error after LOCK_TIMEOUT, and at once when it would close a circle of waiters.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ecomsim.errors import SnowflakeError, fail


@dataclass(frozen=True, slots=True)
class Held:
    """A row of SHOW LOCKS."""

    resource: int
    transaction: int
    query_id: str
    since: datetime
    waiting: bool


class Locks:
    """Exclusive locks by resource id (a table's or a stream's catalog id)."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held: dict[int, Held] = {}
        self._waiting: dict[int, Held] = {}
        self._cancelled: set[str] = set()  # statements that are to give up waiting

    def acquire(self, resource: int, transaction: int, query_id: str, now: datetime, timeout: float) -> bool:
        """Take `resource` for `transaction`; returns False when it already has it.

        Raises 000625 when the wait would never end or takes longer than `timeout` seconds of real time.
        """
        with self._changed:
            owner = self._held.get(resource)
            if owner is not None and owner.transaction == transaction:
                return False
            deadline = time.monotonic() + timeout
            wish = Held(resource, transaction, query_id, now, True)
            try:
                while (owner := self._held.get(resource)) is not None:
                    self._waiting[transaction] = wish
                    if query_id in self._cancelled:
                        raise fail(604, "57014", "SQL execution canceled")
                    if self._closes_circle(transaction):
                        raise _aborted(owner, query_id, "of a deadlock with other transactions")
                    remaining = deadline - time.monotonic()
                    if remaining <= 0 or not self._changed.wait(remaining):
                        raise _aborted(owner, query_id, "the lock timeout was reached")
            finally:
                self._waiting.pop(transaction, None)
                self._cancelled.discard(query_id)
            self._held[resource] = Held(resource, transaction, query_id, now, False)
            return True

    def owner(self, resource: int) -> int | None:
        """The transaction that holds `resource`."""
        with self._changed:
            held = self._held.get(resource)
        return None if held is None else held.transaction

    def cancel(self, query_id: str) -> None:
        """Make a statement that waits for a lock give up (000604); nothing happens when it does not wait."""
        with self._changed:
            if any(wish.query_id == query_id for wish in self._waiting.values()):
                self._cancelled.add(query_id)
                self._changed.notify_all()

    def release(self, transaction: int) -> None:
        """Give back everything `transaction` holds."""
        with self._changed:
            for resource in [r for r, held in self._held.items() if held.transaction == transaction]:
                del self._held[resource]
            self._changed.notify_all()

    def listing(self) -> Iterator[Held]:
        with self._changed:
            rows = [*self._held.values(), *self._waiting.values()]
        yield from rows

    def _closes_circle(self, start: int) -> bool:
        """Whether following owners of awaited resources leads back to `start`."""
        seen: set[int] = set()
        transaction = start
        while transaction in self._waiting and transaction not in seen:
            seen.add(transaction)
            owner = self._held.get(self._waiting[transaction].resource)
            if owner is None:
                return False
            transaction = owner.transaction
            if transaction == start:
                return True
        return False


def _aborted(owner: Held, query_id: str, reason: str) -> SnowflakeError:
    return fail(
        625,
        "57014",
        f"Statement '{owner.query_id}' has locked table in transaction {owner.transaction} and this lock has not yet "
        f"been released.\nYour statement '{query_id}' was aborted because {reason}.",
    )
