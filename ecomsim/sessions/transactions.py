"""Transactions: Snowflake's rules on top of DuckDB's snapshots.

DuckDB aborts a transaction at its first error and reads one snapshot throughout; Snowflake undoes only the failed
statement and lets every statement see what others committed meanwhile.  So a transaction keeps a log of the rows it
wrote (not of its statements: RANDOM and sequences must not run twice).  After a failure, or when others have committed,
the DuckDB transaction is rolled back and the log is written again on a new snapshot; the table locks, held throughout,
guarantee that it fits.  A transaction that has not written anything has no DuckDB transaction at all.

Others may append to a table that this transaction writes, so the version and the row ids it gives out are provisional
until it commits: writing the log again moves them behind what was committed meanwhile.  A transaction of a single
statement keeps no log; it holds the table's latch instead, so that nobody commits to the table while it writes.
Source: spec/streams.md section 8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import _duckdb as duckdb

from ecomsim.duck import again
from ecomsim.storage import effects, offsets, versions
from ecomsim.storage.effects import Effect
from ecomsim.storage.locks import Mode
from ecomsim.storage.offsets import Offset
from ecomsim.storage.versions import Version

if TYPE_CHECKING:
    from datetime import datetime

    import pyarrow as pa

    from ecomsim.sessions.session import Session
    from ecomsim.tags.propagation import Flow


@dataclass(frozen=True, slots=True)
class Mark:
    """A point in a transaction to which a failed statement is undone."""

    effects: int
    changed: frozenset[int]
    consumed: Mapping[int, Offset]
    records: int = 0


@dataclass(slots=True)
class Transaction:
    """One transaction of one session; `explicit` when BEGIN opened it and it must survive failed statements.

    `sequence` is the account's commit sequence up to which streams are read: where an explicit transaction started,
    where a single statement took its snapshot.
    """

    session: Session
    explicit: bool
    id: int
    started_on: datetime
    sequence: int
    name: str | None = None
    query_id: str = ""
    open: bool = False
    touched: bool = False  # something was written that the log does not hold
    snapshot: int = 0
    written: dict[int, int] = field(default_factory=dict)  # table to the version its new images get
    first_rows: dict[int, int] = field(default_factory=dict)  # table to the first row id given out here
    next_rows: dict[int, int] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    log: list[Effect] = field(default_factory=list)
    sizes: list[tuple[int, int, int]] = field(default_factory=list)  # of each effect: table, images added and ended
    consumed: dict[int, Offset] = field(default_factory=dict)
    records: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)  # DuckDB DML to run when it commits
    moved: list[tuple[int, Flow]] = field(default_factory=list)  # by table what tags may go along with, once it commits

    # --- taking part -------------------------------------------------------------------------------------------

    def write(self, table_id: int, mode: Mode = "write") -> int:
        """Lock `table_id` to the end of the transaction and return the version its new images get.

        The version may still change in an explicit transaction; its log is then written again.
        """
        self.lock(table_id, mode)
        if not self.explicit:
            session = self.session
            session.account.locks.latch(table_id, self.id, session.query_id, session.clock.now())
        self.begin()
        if table_id not in self.written:
            self._number(table_id)
        return self.written[table_id]

    def _number(self, table_id: int) -> None:
        """Give out the version and the row ids that follow what is committed."""
        head = self.session.account.timelines.head(table_id)
        self.written[table_id] = (head.number if head else 0) + 1
        self.first_rows[table_id] = self.next_rows[table_id] = head.next_row if head else 0

    def lock(self, resource: int, mode: Mode = "write") -> None:
        """Take a lock, waiting at most LOCK_TIMEOUT; a wait makes the snapshot stale, so it is renewed."""
        session = self.session
        account = session.account
        timeout = float(session.parameters.get("LOCK_TIMEOUT", 43200))
        if session.aside or (session.internal and session.clock.is_virtual):
            blocker = account.locks.blocker(resource, self.id, mode)
            if blocker in {each.id for each, _ in session.aside}:
                timeout = 0  # the caller's transaction waits for this one
            elif session.internal and session.clock.is_virtual and self._stays_open(blocker):
                timeout = 0  # whoever advances the clock waits for this run, so the lock would never be released
        taken = account.locks.acquire(resource, self.id, session.query_id, session.clock.now(), timeout, mode)
        if taken:
            self.refresh()

    def _stays_open(self, transaction: int | None) -> bool:
        """Whether it is an explicit transaction; a single statement gives its locks back by itself."""
        others = [other.transaction for other in list(self.session.account.sessions.values())]
        return any(other is not None and other.id == transaction for other in others)

    def begin(self) -> None:
        """Open the DuckDB transaction on a snapshot that holds everything committed so far, and nothing else."""
        if self.open:
            self.refresh()
            return
        account = self.session.account
        with account.commit_lock:
            self.snapshot = account.sequence
            if not self.explicit:
                self.sequence = self.snapshot
            again(self.session.duck, "BEGIN TRANSACTION")
            self.open = True
            if self.explicit:
                for table_id in self.written:
                    self._renumber(table_id)

    def _renumber(self, table_id: int) -> None:
        """Move the version and the row ids given out here behind what others committed meanwhile."""
        first, given = self.first_rows[table_id], self.next_rows[table_id]
        self._number(table_id)
        by = self.first_rows[table_id] - first
        self.next_rows[table_id] = given + by
        if by:
            self.log = [each.renumbered(first, by) if each.table_id == table_id else each for each in self.log]

    def refresh(self) -> None:
        """Let the next statement see what others committed since the last one."""
        if self.open and not self.touched and self.snapshot != self.session.account.sequence:
            self._replay()

    def reserve(self, table_id: int, rows: int) -> int:
        """The first of `rows` new row ids of a table this transaction writes."""
        first = self.next_rows[table_id]
        self.next_rows[table_id] = first + rows
        return first

    def consume(self, stream_id: int, offset: Offset) -> None:
        """Remember that the stream moves to `offset` when this transaction commits."""
        self.lock(stream_id)
        self.consumed[stream_id] = offset

    # --- effects -----------------------------------------------------------------------------------------------

    def apply(self, effect: Effect) -> None:
        """Write an effect now, and again after every replay."""
        logged = effect.logged(self.session.duck) if self.explicit else None
        self._write(effect)
        self.changed.add(effect.table_id)
        added, removed = (0 if rows is None else rows.num_rows for rows in (effect.added, effect.removed))
        self.sizes.append((effect.table_id, added, removed))
        if logged is not None:
            self.log.append(logged)
        else:
            self.touched = True

    def wrote(self, table_id: int, added: int, ended: int = 0) -> None:
        """A statement added and ended images directly; only a transaction that ends with it may do that."""
        self.touched = True
        self.changed.add(table_id)
        self.sizes.append((table_id, added, ended))

    def _write(self, effect: Effect) -> None:
        effects.write(self.session.duck, effect, self.written[effect.table_id])

    # --- failing and ending ------------------------------------------------------------------------------------

    def mark(self) -> Mark:
        return Mark(len(self.log), frozenset(self.changed), dict(self.consumed), len(self.records))

    def undo_to(self, mark: Mark) -> None:
        """Undo everything since `mark`. Row ids given out since then are not given out again."""
        del self.log[mark.effects :]
        del self.sizes[mark.effects :]
        del self.records[mark.records :]
        self.changed = set(mark.changed)
        self.consumed = dict(mark.consumed)
        if self.open:
            self._replay()

    def _replay(self) -> None:
        self.session.duck.execute("ROLLBACK")
        self.open = False
        self.begin()
        self.session.register_again()
        for effect in self.log:
            self._write(effect)

    def commit(self, publish: Callable[[], None] | None = None) -> None:
        """Make everything durable and visible at once: rows, versions, stream offsets.

        `publish` makes visible what the caller wrote beside it (DDL: the catalog).
        """
        account, duck = self.session.account, self.session.duck
        changed = sorted(table_id for table_id in self.changed if table_id in self.written)
        try:
            if not self.open and not self.consumed and not self.records:
                return
            if self.explicit:
                for table_id in changed:
                    account.locks.latch(table_id, self.id, self.query_id, account.clock.now())
            with account.commit_lock:
                self.begin()
                now = account.clock.now()
                sequence = account.sequence + 1
                records = [
                    (
                        t,
                        Version(
                            self.written[t], now, sequence, self.next_rows[t], self.query_id, images=self._images(t)
                        ),
                    )
                    for t in changed
                ]
                versions.record(duck, records)
                moved = {stream: offset.advanced(now) for stream, offset in self.consumed.items()}
                offsets.record(duck, moved)
                for statement, values in self.records:
                    duck.execute(statement, list(values))
                self._end(duck)
                for table_id, version in records:
                    account.timelines.append(table_id, version)
                account.offsets.update(moved)
                if publish is not None:
                    publish()
                account.sequence = sequence
        except BaseException:
            self.rollback()
            raise
        finally:
            account.locks.release(self.id)

    def _end(self, duck: duckdb.DuckDBPyConnection) -> None:
        try:
            again(duck, "COMMIT")
        except duckdb.TransactionException:  # on a full disk: DuckDB has rolled back what it could not commit
            self.open = False
            raise
        self.open = False

    def _images(self, table_id: int) -> tuple[int, int]:
        """How many images of a table appear and end with this transaction."""
        own = [(added, ended) for table, added, ended in self.sizes if table == table_id]
        return sum(added for added, _ in own), sum(ended for _, ended in own)

    def rollback(self) -> None:
        """Forget everything; the locks are free."""
        if self.open:
            self.open = False
            self.session.duck.execute("ROLLBACK")
        self.session.account.locks.release(self.id)


class registered:  # noqa: N801 - reads as a phrase: with registered(session, data) as name
    """An Arrow table under a temporary name in DuckDB, for the length of a block."""

    def __init__(self, session: Session, data: pa.Table) -> None:
        self._session, self._data, self._name = session, data, session.temporary_name()

    def __enter__(self) -> str:
        self._session.register(self._name, self._data)
        return self._name

    def __exit__(self, *_: object) -> None:
        self._session.unregister(self._name)
