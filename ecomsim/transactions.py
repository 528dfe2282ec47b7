"""Transactions: Snowflake's rules on top of DuckDB's snapshots.

DuckDB aborts a transaction at its first error and reads one snapshot throughout; Snowflake undoes only the failed
statement and lets every statement see what others committed meanwhile.  So a transaction keeps a log of the rows it
wrote (not of its statements: RANDOM and sequences must not run twice).  After a failure, or when others have committed,
the DuckDB transaction is rolled back and the log is written again on a new snapshot; the table locks, held throughout,
guarantee that it fits.  A transaction that has not written anything has no DuckDB transaction at all.
Source: spec/streams.md section 8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from ecomsim.storage import layout, offsets, spill, versions
from ecomsim.storage.offsets import Offset
from ecomsim.storage.versions import Version

if TYPE_CHECKING:
    from datetime import datetime

    from ecomsim.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one statement did to one table: row ids that ended, and new images ("$row" included).

    `removed` may also say where the rows stand ("$place", DuckDB's rowid): true until the snapshot is renewed.
    """

    table_id: int
    columns: tuple[str, ...] = ()
    removed: pa.Table | None = None
    added: pa.Table | None = None

    def logged(self) -> Effect:
        """The effect as it can be written again on another snapshot; many rows wait for that outside of memory."""
        removed = self.removed
        if removed is not None and layout.PLACE in removed.column_names:
            removed = removed.drop_columns([layout.PLACE])
        return replace(self, removed=spill.kept(removed), added=spill.kept(self.added))


@dataclass(frozen=True, slots=True)
class Mark:
    """A point in a transaction to which a failed statement is undone."""

    effects: int
    versions: Mapping[int, int]
    next_rows: Mapping[int, int]
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
    written: dict[int, int] = field(default_factory=dict)
    next_rows: dict[int, int] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    log: list[Effect] = field(default_factory=list)
    consumed: dict[int, Offset] = field(default_factory=dict)
    records: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)  # DuckDB DML to run when it commits

    # --- taking part -------------------------------------------------------------------------------------------

    def write(self, table_id: int) -> int:
        """Lock `table_id` to the end of the transaction and return the version its new images get."""
        self.lock(table_id)
        self.begin()
        if table_id not in self.written:
            head = self.session.account.timelines.head(table_id)
            self.written[table_id] = (head.number if head else 0) + 1
            self.next_rows[table_id] = head.next_row if head else 0
        return self.written[table_id]

    def lock(self, resource: int) -> None:
        """Take a lock, waiting at most LOCK_TIMEOUT; a wait makes the snapshot stale, so it is renewed."""
        session = self.session
        timeout = float(session.parameters.get("LOCK_TIMEOUT", 43200))
        if session.aside and session.account.locks.owner(resource) in {each.id for each, _ in session.aside}:
            timeout = 0  # the caller's transaction waits for this one
        elif session.internal and session.clock.is_virtual and self._held_open(resource):
            timeout = 0  # whoever advances the clock waits for this run, so the lock would never be released
        taken = session.account.locks.acquire(resource, self.id, session.query_id, session.clock.now(), timeout)
        if taken:
            self.refresh()

    def _held_open(self, resource: int) -> bool:
        """Whether an explicit transaction holds the lock; a single statement gives it back by itself."""
        account = self.session.account
        owner = account.locks.owner(resource)
        others = [other.transaction for other in list(account.sessions.values())]
        return any(other is not None and other.id == owner for other in others)

    def begin(self) -> None:
        """Open the DuckDB transaction on a snapshot that holds everything committed so far."""
        if self.open:
            self.refresh()
            return
        self.snapshot = self.session.account.sequence
        if not self.explicit:
            self.sequence = self.snapshot
        self.session.duck.execute("BEGIN TRANSACTION")
        # DuckDB takes its snapshot at the first statement, so it holds at least what was committed by now
        self.open = True

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
        self._write(effect)
        self.changed.add(effect.table_id)
        if self.explicit:
            self.log.append(effect.logged())
        else:
            self.touched = True

    def wrote(self, table_id: int) -> None:
        """A statement wrote the table directly; only a transaction that ends with the statement may do that."""
        self.touched = True
        self.changed.add(table_id)

    def _write(self, effect: Effect) -> None:
        duck = self.session.duck
        version = self.written[effect.table_id]
        table, past = layout.current(effect.table_id), layout.history(effect.table_id)
        if effect.removed is not None and effect.removed.num_rows:
            with registered(self.session, effect.removed) as removed:
                duck.execute(
                    f"WITH gone AS (DELETE FROM {table} WHERE {_among(effect.removed, removed)} "
                    f"RETURNING *) INSERT INTO {past} BY NAME SELECT *, {version} AS {layout.TO} FROM gone"
                )
        if effect.added is not None and effect.added.num_rows:
            with registered(self.session, effect.added) as added:
                duck.execute(f"INSERT INTO {table} BY NAME SELECT *, {version} AS {layout.FROM} FROM {added}")

    # --- failing and ending ------------------------------------------------------------------------------------

    def mark(self) -> Mark:
        return Mark(
            len(self.log),
            dict(self.written),
            dict(self.next_rows),
            frozenset(self.changed),
            dict(self.consumed),
            len(self.records),
        )

    def undo_to(self, mark: Mark) -> None:
        """Undo everything since `mark`. Row ids given out since then are not given out again."""
        del self.log[mark.effects :]
        del self.records[mark.records :]
        self.changed = set(mark.changed)
        self.consumed = dict(mark.consumed)
        if self.open:
            self._replay()

    def _replay(self) -> None:
        self.session.duck.execute("ROLLBACK")
        self.open = False
        self.begin()
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
            with account.commit_lock:
                if not self.open:
                    self.begin()
                now = account.clock.now()
                sequence = account.sequence + 1
                records = [
                    (t, Version(self.written[t], now, sequence, self.next_rows[t], self.query_id)) for t in changed
                ]
                versions.record(duck, records)
                moved = {stream: offset.advanced(now) for stream, offset in self.consumed.items()}
                offsets.record(duck, moved)
                for statement, values in self.records:
                    duck.execute(statement, list(values))
                duck.execute("COMMIT")
                self.open = False
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

    def rollback(self) -> None:
        """Forget everything; the locks are free."""
        if self.open:
            self.open = False
            self.session.duck.execute("ROLLBACK")
        self.session.account.locks.release(self.id)


def _among(rows: pa.Table, name: str) -> str:
    """The condition that picks the rows registered as `name`: by place, within its bounds, or by row id."""
    if layout.PLACE not in rows.column_names:
        return f"{layout.ROW} IN (SELECT {layout.ROW} FROM {name})"
    bounds = pc.min_max(rows[layout.PLACE])
    return f'rowid BETWEEN {bounds["min"]} AND {bounds["max"]} AND rowid IN (SELECT "{layout.PLACE}" FROM {name})'


class registered:  # noqa: N801 - reads as a phrase: with registered(session, data) as name
    """An Arrow table under a temporary name in DuckDB, for the length of a block."""

    def __init__(self, session: Session, data: pa.Table) -> None:
        self._session, self._data, self._name = session, data, session.temporary_name()

    def __enter__(self) -> str:
        self._session.duck.register(self._name, self._data)
        return self._name

    def __exit__(self, *_: object) -> None:
        self._session.duck.unregister(self._name)
