"""The account: one DuckDB file, its clock, its catalog, and everything its sessions share.

One process holds the file. Threads share the account; each session has a DuckDB cursor of its own.
"""

from __future__ import annotations

import random
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import _duckdb as duckdb

from ecomsim.accounts import bootstrap, database_file, garbage
from ecomsim.agenda.clock import Clock, VirtualClock, WallClock
from ecomsim.catalog import store
from ecomsim.catalog.store import Catalog
from ecomsim.dialect import runtime
from ecomsim.duck import first_row
from ecomsim.errors import SnowflakeError, fail
from ecomsim.sessions.cancelling import Stoppable
from ecomsim.storage import offsets
from ecomsim.storage.locks import Locks
from ecomsim.storage.versions import Timelines

if TYPE_CHECKING:
    from ecomsim.agenda.scheduler import Agenda
    from ecomsim.sessions.session import Session


class Account:
    """A Snowflake account in one DuckDB database. Make one with `Account.open`."""

    def __init__(self, duck: duckdb.DuckDBPyConnection, path: str, clock: Clock) -> None:
        from ecomsim.agenda.scheduler import Agenda
        from ecomsim.dynamic_tables.state import States
        from ecomsim.histories.history import QueryHistory
        from ecomsim.lineage.history import AccessHistory
        from ecomsim.notifications.outbox import Outbox
        from ecomsim.routines.external import Handlers
        from ecomsim.statements.plans import PlanCache
        from ecomsim.warehouses.state import Warehouses

        self.name = "ECOMSIM"
        self.path = path
        self.clock = clock
        self.duck = duck
        self.catalog: Catalog = store.load(duck)
        self.timelines = Timelines()
        self.sequence = self.timelines.load(duck)
        self.offsets = offsets.load(duck)
        self.locks = Locks()
        self.stoppable = Stoppable()
        self.commit_lock = threading.RLock()
        self.ddl_lock = threading.RLock()
        self.sessions: dict[int, Session] = {}
        self.history = QueryHistory(self)
        self.accesses = AccessHistory(self)
        self.plans = PlanCache()
        self.warehouses = Warehouses(self)
        self.dynamic_tables = States(self)
        self.agenda: Agenda = Agenda(self)
        self.outbox = Outbox(self)
        self.spill_folder: Path | None = None  # where large results go; None for the system's own place
        self.runs_python = True  # whether Python handlers may run in this process
        self.stage_root: Path | None = None  # where internal stages keep their files; see staging.places
        self.handlers = Handlers(self)
        self._registering = threading.Lock()
        self._registered = False
        self._ids = threading.Lock()
        self._next_id = bootstrap.next_id(duck)
        self._random = random.Random(bootstrap.fingerprint(duck, clock.now())) if clock.is_virtual else None
        self._next_session = 0
        self._next_transaction = 0
        self._internal = threading.RLock()
        self._threads = 1
        self._steady = 0  # how many times `steadily` is entered
        self._bookkeeping = duck.cursor()
        self.closed = False

    @classmethod
    def open(
        cls,
        database: str | Path = ":memory:",
        *,
        clock: Literal["wall", "virtual"] | Clock = "wall",
        start: datetime | None = None,
        memory_limit: str | None = None,
        opening: database_file.Opening | None = None,
    ) -> Account:
        """Open or create the account in `database`.

        `start` is the virtual clock's first instant (default: where the account left off, or the present);
        `memory_limit` as for `database_file.connect`; with an `opening` the file is being opened already.
        Raises InterfaceError for a wrong limit.
        Raises OperationalError when the file is in use by another process, damaged, or not an ecomsim account.
        """
        duck = opening.connection() if opening else database_file.connect(str(database), memory_limit)
        try:
            stopped = bootstrap.prepare(duck, in_memory=str(database) == ":memory:")
            account = cls(duck, str(database), _clock(clock, start, stopped))
            bootstrap.furnish(account)
        except duckdb.Error as cause:  # what is read while opening is damaged
            duck.close()
            why = database_file.why_closed(str(database), cause)
            raise database_file.cannot_open(str(database), why) from cause
        except BaseException:
            duck.close()
            raise
        return account

    # --- DuckDB ------------------------------------------------------------------------------------------------

    def register(self) -> None:
        """Make the engine's own Python functions known to DuckDB, before the first statement that may call them: for
        that DuckDB imports NumPy, which opening an account does without.
        """
        if self._registered:
            return
        with self._registering:
            if not self._registered:
                runtime.register(self.duck)
                self.handlers.install(self.duck)
                self._registered = True

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A new DuckDB connection to the account."""
        self.register()
        return self.duck.cursor()

    # --- sessions ----------------------------------------------------------------------------------------------

    def session(self, **settings: Any) -> Session:
        """A new session; keyword arguments as for `Session`."""
        from ecomsim.sessions.session import Session

        self.check_open()
        with self._ids:
            self._next_session += 1
            identifier = self._next_session
        session = Session(self, identifier, **settings)
        self.sessions[identifier] = session
        return session

    @contextmanager
    def internal(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A DuckDB cursor for bookkeeping in a transaction of its own."""
        with self._internal:
            duck = self._bookkeeping
            duck.execute("BEGIN TRANSACTION")
            try:
                yield duck
            except BaseException:
                duck.execute("ROLLBACK")
                raise
            duck.execute("COMMIT")

    # --- numbers -----------------------------------------------------------------------------------------------

    def new_id(self) -> int:
        """An object id, unique in the account and never reused."""
        with self._ids:
            self._next_id += 1
            return self._next_id

    def new_transaction_id(self) -> int:
        """Ids look like Snowflake's: they start with the milliseconds at which the transaction began."""
        with self._ids:
            self._next_transaction += 1
            return int(self.clock.now().timestamp() * 1000) * 1_000_000 + self._next_transaction

    def new_query_id(self) -> str:
        """A random UUID; on a virtual clock the same ones in the same order for the same beginning."""
        if self._random is None:
            return str(uuid.uuid4())
        with self._ids:
            return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    # --- time --------------------------------------------------------------------------------------------------

    def advance(self, delta: timedelta) -> datetime:
        """Move a virtual clock on, running everything that falls due, in time order; returns where it then stands.

        Raises ProgrammingError on the wall clock, which nobody can move.
        """
        return self.advance_to(self.clock.now() + delta)

    def advance_to(self, target: datetime) -> datetime:
        if not isinstance(self.clock, VirtualClock):
            raise fail(1008, "22023", "The account runs on the wall clock; only a virtual clock can be advanced.")
        with self.steadily():
            self.agenda.run_until(target, self.clock.move_to)
        self.clock.move_to(target)
        return self.clock.now()

    @contextmanager
    def steadily(self) -> Iterator[None]:
        """Run DuckDB in one thread: rows come and FLOAT sums add up in the same order every time, and the small
        statements of a pipeline take half the processor time. Garbage is collected seldom meanwhile.
        """
        with self._internal:
            self._steady += 1
            if self._steady == 1:
                row = first_row(self._bookkeeping.execute("SELECT current_setting('threads')"))
                self._threads = int(row[0]) if row else 1
                self._bookkeeping.execute("SET threads = 1")
        try:
            with garbage.seldom():
                yield
        finally:
            with self._internal:
                self._steady -= 1
                if self._steady == 0:
                    self._bookkeeping.execute(f"SET threads = {self._threads}")

    def start_scheduler(self) -> None:
        """Run tasks and refreshes on the wall clock, in background threads."""
        self.agenda.start()

    def stop_scheduler(self) -> None:
        self.agenda.stop()

    # --- end ---------------------------------------------------------------------------------------------------

    def check_open(self) -> None:
        if self.closed:
            raise fail(390111, "08003", "The account is closed.")

    def close(self) -> None:
        """Stop the scheduler, roll back open transactions, write what is buffered, release the file. What is only in
        memory ends here: there is nothing to write.

        Raises 000603 when what is buffered cannot be written, on a full disk: the file is released all the same, and
        holds everything that was committed.
        """
        if self.closed:
            return
        self.agenda.stop()
        for session in list(self.sessions.values()):
            session.close()
        try:
            if self.path != ":memory:":
                self._write()
        except duckdb.Error as cause:
            from ecomsim.dialect.errors import snowflake_error

            raise snowflake_error(cause) from cause
        finally:
            self.closed = True
            self._bookkeeping.close()
            self.duck.close()

    def _write(self) -> None:
        """Everything that is buffered, and what the next opening wants to know."""
        self.history.flush()
        self.accesses.flush()
        self.agenda.flush()
        self.dynamic_tables.flush()
        self.warehouses.flush()
        bootstrap.remember(self._bookkeeping, self.clock.now(), self._next_id)

    def __enter__(self) -> Account:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _clock(clock: str | Clock, start: datetime | None, stopped: datetime | None) -> Clock:
    if not isinstance(clock, str):
        return clock
    if clock == "wall":
        return WallClock()
    if clock == "virtual":
        begin = start or stopped or datetime.now(UTC)
        return VirtualClock(begin if begin.tzinfo else begin.replace(tzinfo=UTC))
    raise SnowflakeError(f"clock must be 'wall' or 'virtual', not {clock!r}", errno=1008, sqlstate="22023")
