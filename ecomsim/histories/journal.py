"""Journals: rows with a key that are noted in memory and written to their table in batches.

A row may be noted again while it is open (a run that executes, a warehouse that runs up costs); the later note counts
and takes the place of the one in the table. A batch that could not be written goes back and is written with the next.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ecomsim.duck import again, first_row

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from ecomsim.accounts.account import Account

BATCH = 1000
"""Rows after which a history writes what it holds."""
FEW = 8
"""Rows up to which they are written value by value: what pyarrow makes from a list first imports pandas."""


def append(duck: duckdb.DuckDBPyConnection, table: str, row: type, rows: Sequence[Any], otherwise: str = "") -> None:
    """Write objects of the dataclass `row` to a table that has a column for each field, in the caller's transaction.

    otherwise: what the INSERT says of rows that are there already.
    """
    if not rows:
        return
    if len(rows) <= FEW:
        names = [field.name for field in fields(row)]
        places = ", ".join([f"({', '.join('?' * len(names))})"] * len(rows))
        values = [getattr(each, name) for each in rows for name in names]
        again(duck, f"INSERT INTO {table} ({', '.join(names)}) VALUES {places} {otherwise}", values)
        return
    duck.register("history_batch", as_arrow(row, rows))
    try:
        duck.execute(f"INSERT INTO {table} BY NAME SELECT * FROM history_batch {otherwise}")
    finally:
        duck.unregister("history_batch")


def as_arrow(row: type, rows: Sequence[Any]) -> pa.Table:
    """Objects of the dataclass `row` as Arrow, a column for each field: texts, numbers, booleans and times in UTC."""
    import duckdb  # noqa: F401  (its package lets DuckDB read Arrow data; an account opens with its extension alone)
    import pyarrow as pa

    schema = _schema(row)
    columns = [pa.array([getattr(each, field.name) for each in rows], field.type) for field in schema]
    return pa.table(columns, schema=schema)


@lru_cache
def _schema(row: type) -> pa.Schema:
    """Made when the first rows are written: an account opens without Arrow."""
    import pyarrow as pa

    types = {
        "str": pa.string(),
        "int": pa.int64(),
        "float": pa.float64(),
        "bool": pa.bool_(),
        "datetime": pa.timestamp("us", tz="UTC"),
    }
    return pa.schema([(field.name, types[str(field.type).split(" ")[0]]) for field in fields(row)])


class Keyed(Protocol):
    """A frozen dataclass, field for field a row of its table."""

    @property
    def key(self) -> int: ...


class RunOfSomething(Keyed, Protocol):
    """A run as a history keeps it; `state` is EXECUTING until it has ended."""

    @property
    def state(self) -> str: ...


Row = TypeVar("Row", bound=Keyed)
Run = TypeVar("Run", bound=RunOfSomething)


@dataclass(frozen=True, slots=True)
class Batch(Generic[Row]):
    """Rows to write; `again` are the keys that the table may hold already."""

    rows: Mapping[int, Row]
    again: Sequence[int]


class Journal(Generic[Row]):
    """The rows of one table that wait to be written. Its owner locks: nothing here is safe for several threads."""

    def __init__(self, table: str, row: type[Row], is_open: Callable[[Row], bool]) -> None:
        self.table, self._row, self._is_open = table, row, is_open
        self._names = tuple(field.name for field in fields(row))  # type: ignore[arg-type]
        self._waiting: dict[int, Row] = {}
        self._open: set[int] = set()  # keys whose open row may be in the table

    def __len__(self) -> int:
        return len(self._waiting)

    def note(self, row: Row) -> None:
        """Write this row with the next batch."""
        self._waiting[row.key] = row

    def take(self) -> Batch[Row]:
        """What is to be written now."""
        rows, self._waiting = self._waiting, {}
        again = [key for key in rows if key in self._open]
        self._open = (self._open - set(again)) | {key for key, row in rows.items() if self._is_open(row)}
        return Batch(rows, again)

    def give_back(self, batch: Batch[Row]) -> None:
        """The batch was not written; what was noted meanwhile is newer."""
        self._waiting = {**batch.rows, **self._waiting}
        self._open |= set(batch.again)

    def write(self, batch: Batch[Row], duck: duckdb.DuckDBPyConnection) -> None:
        """Write a batch in the caller's transaction, in the order of its keys."""
        if batch.again:
            duck.execute(f"DELETE FROM {self.table} WHERE key IN (SELECT unnest(?::BIGINT[]))", [batch.again])
        append(duck, self.table, self._row, [batch.rows[key] for key in sorted(batch.rows)])

    def read(self, duck: duckdb.DuckDBPyConnection, clauses: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Rows of the table, those that wait not among them. `clauses`: WHERE and what may follow it."""
        found = duck.execute(f"SELECT {', '.join(self._names)} FROM {self.table} {clauses}", list(parameters))
        return [self._row(**dict(zip(self._names, row, strict=True))) for row in found.fetchall()]

    def opened(self, rows: Sequence[Row]) -> None:
        """These open rows are in the table since before this start of the account."""
        self._open |= {row.key for row in rows}

    def highest_key(self, duck: duckdb.DuckDBPyConnection) -> int:
        """The last key that the table holds, or 0."""
        found = first_row(duck.execute(f"SELECT coalesce(max(key), 0) FROM {self.table}"))
        return int(found[0]) if found else 0


class RunHistory(Generic[Run]):
    """The runs of one kind in an account, safe for several threads. On the wall clock a run is written when it starts,
    so that a crash leaves an EXECUTING row; the next start closes it with `interrupted`, DuckDB's SET clause with the
    moment as its parameter.
    """

    def __init__(self, account: Account, table: str, run: type[Run], interrupted: str) -> None:
        self.account = account
        self.lock = threading.RLock()
        self._interrupted = interrupted
        self._journal = Journal(table, run, lambda each: each.state == "EXECUTING")
        self._turn = threading.Condition(self.lock)
        self._writing = False
        self._noted = self._written = 0  # how many notes were made, and up to which one they are in the table
        self._next_key: int | None = None

    def new_key(self) -> int:
        with self.lock:
            self.load()
            assert self._next_key is not None
            self._next_key += 1
            return self._next_key

    def note(self, run: Run, *, at_once: bool = False) -> None:
        """Note a run as it is now. `at_once`: on the wall clock, where a crash may come, it is written before this
        returns.
        """
        with self.lock:
            self._journal.note(run)
            self._noted += 1
            full = len(self._journal) >= BATCH
        if full or (at_once and not self.account.clock.is_virtual):
            self.flush()

    def flush(self) -> None:
        """Write what was noted. What threads note while one of them writes goes together in the next batch."""
        with self._turn:
            wanted = self._noted
            while self._writing and self._written < wanted:
                self._turn.wait()
            if self._written >= wanted:
                return
            self._writing = True
            batch, upto = self._journal.take(), self._noted
        try:
            with self.account.internal() as duck:
                self._journal.write(batch, duck)
        except BaseException:
            with self._turn:
                self._journal.give_back(batch)
                self._writing = False
                self._turn.notify_all()
            raise
        with self._turn:
            self._writing, self._written = False, upto
            self._turn.notify_all()

    def read(self, condition: str = "true", parameters: Sequence[Any] = ()) -> list[Run]:
        """Runs that satisfy a DuckDB condition over the table's columns, newest scheduled time first."""
        self.load()
        self.flush()
        with self.account.internal() as duck:
            return self._journal.read(duck, f"WHERE {condition} ORDER BY scheduled_time DESC, key DESC", parameters)

    def load(self) -> None:
        """Close what a crash left open, once for each start of the account."""
        with self.lock:
            if self._next_key is not None:
                return
            now: datetime = self.account.clock.now()
            with self.account.internal() as duck:
                duck.execute(
                    f"UPDATE {self._journal.table} SET state = 'FAILED', completed_time = $1, {self._interrupted} "
                    "WHERE state = 'EXECUTING'",
                    [now],
                )
                self._next_key = self._journal.highest_key(duck)
