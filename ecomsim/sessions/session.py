"""A session: one connection's current database and schema, parameters, variables and transaction.

`execute` is the one way in for every statement: it gives the query id, maps errors, and writes the query history.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import _duckdb as duckdb
from sqlglot import exp

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import CatalogObject, Routine, Table, View
from ecomsim.dialect import errors as dialect_errors
from ecomsim.dialect.context import Context
from ecomsim.duck import LONG, Relations, arrow, arrow_over, batches, values, written, written_over
from ecomsim.errors import SnowflakeError
from ecomsim.histories.history import executed
from ecomsim.names import Name, ObjectName
from ecomsim.routines.scopes import RefusedVariables
from ecomsim.sessions import naming, stopping
from ecomsim.sessions.kept_results import KeptResults
from ecomsim.sessions.transacting import Transacting
from ecomsim.sqltext.nodes import Statement
from ecomsim.sqltext.split import split
from ecomsim.statements import execution, statement_types
from ecomsim.statements.resolver import Arrivals, Pins, SessionResolver
from ecomsim.statements.result import Result
from ecomsim.storage import spill
from ecomsim.values.types import Column, SnowflakeType

if TYPE_CHECKING:
    import pyarrow as pa

    from ecomsim.accounts.account import Account
    from ecomsim.catalog.store import Catalog
    from ecomsim.ddl.change import Change
    from ecomsim.lineage.access import Access
    from ecomsim.warehouses.state import State as WarehouseState

DEFAULT_PARAMETERS: Mapping[str, Any] = {"TIMEZONE": "America/Los_Angeles", "AUTOCOMMIT": True}


class Session(Transacting):
    """One connection to an account. Not for use by two threads at once; the account serialises nothing else."""

    def __init__(
        self,
        account: Account,
        identifier: int,
        *,
        database: str | None = None,
        schema: str | None = None,
        warehouse: str | None = "COMPUTE_WH",
        role: str = "ACCOUNTADMIN",
        user: str = "ECOMSIM",
        parameters: Mapping[str, Any] | None = None,
        internal: bool = False,
    ) -> None:
        super().__init__()
        self.account = account
        self.id = identifier
        self.clock = account.clock
        self.database = database
        self.schema = schema
        self.warehouse = warehouse
        self.role = role
        self.secondary_roles: tuple[str, ...] = ()  # those of USE SECONDARY ROLES; ALL: every role of the user counts
        self.user = user
        self.internal = internal
        self.parameters: dict[str, Any] = {**DEFAULT_PARAMETERS, **(parameters or {})}
        self.variables: dict[str, tuple[Any, SnowflakeType]] = {}
        self.variable_times: dict[str, tuple[datetime, datetime]] = {}  # when each was made, and last set
        self.temporary: dict[Name, Table] = {}
        self.temporary_views: dict[Name, View] = {}
        self.binds: Mapping[str, tuple[Any, SnowflakeType]] = {}
        self.registered: dict[str, pa.Table] = {}  # Arrow tables that have a name in DuckDB
        self.brought_in: list[str] = []  # those names that the running statement keeps to its end
        self.pinned: Mapping[int, int] = {}  # table id to the version a refresh reads
        self.arrivals: Arrivals | None = None  # set while an alert on new data looks at its condition
        self.pins: Pins | None = None  # set while a refresh runs the DML of a dynamic table
        self.connection = account.duck.cursor()
        self.query_id = self.statement_text = ""
        self.running: tuple[str, ...] = ()  # query ids: of the running statement, before it those around it
        self.access: Access | None = None  # what the running statement reads and writes
        self.definitions: tuple[dict[str, Any], ...] = ()  # what it did to definitions, as ACCESS_HISTORY shows it
        self.last_query_id: str | None = None
        self.last_load: str | None = None  # query id of the latest COPY INTO table
        self.flow: tuple[Result, ...] = ()  # results of the steps before, inside s1 ->> s2
        self.query_ids: list[str] = []
        self.inner_ids: list[str] = []  # of statements that the running block or procedure has run
        self.results = KeptResults()
        self.now: datetime = datetime.now(UTC)
        self.using: list[WarehouseState] = []  # busy with the running statement
        self.depth = 0  # nested statements of procedures and blocks
        self.locals: dict[str, Any] = {}  # what a running task or block puts here for system functions
        self.routines: dict[tuple[str, Name], Routine] = {}  # temporary ones, by kind and signature
        self.out: dict[str, Any] = {}  # variables that the last CALL gave new values through OUT arguments
        self.calls = 0  # procedures running inside each other
        self.starts_job = False  # the statement is the child job of a block: ASYNC (…)
        self.scoped_tables: list[Table] = []  # temporary ones that end with the running procedure
        self.rights: Literal["OWNER", "CALLER"] | None = None  # of the running procedure
        self.acting: str | None = None  # the role whose rights count while its view, function or policy is bound
        self.spill_limit: int | None = None  # bytes from which an answer's rows go to a file
        self.find_result: Callable[[str], Result | None] = lambda _: None  # a result that the session does not keep
        self.lock = threading.RLock()
        self.stopping = stopping.Stopping(self._interrupt)
        self.deadline: datetime | None = None  # of the running statement, when its time is limited
        self._names = itertools.count()
        self._relations = Relations()
        self.closed = False

    # --- statements --------------------------------------------------------------------------------------------

    def execute(self, sql: str, binds: execution.BindValues = None, *, query_id: str | None = None) -> Result:
        """Run one Snowflake statement and return its rows.

        `binds`: values of `?` (a sequence) or of `:name` (a mapping). Raises SnowflakeError, and nothing else, for
        anything the statement did wrong; `sfqid` on the error is the query id.
        """
        with self.lock:
            self._check_open()
            outer = (self.query_id, self.now, self.access, self.definitions, self.running)
            known = len(self.inner_ids)
            used, self.using = self.using, []
            self.query_id = query_id or self.account.new_query_id()
            self.access, self.definitions, around = None, (), self.running if self.depth else ()
            self.running = (*around, self.query_id)
            started, self.now = self.clock.milliseconds(), self.clock.now()
            self.statement_text, begun = sql, self.now
            try:
                with self.stopping.running(self.query_id), stopping.limited(self):
                    result = execution.run_text(self, sql, binds).with_id(self.query_id)
            except duckdb.Error as cause:
                error = self.stopping.reason or dialect_errors.snowflake_error(cause)
                self._remember(sql, statement_types.of_text(sql), begun, started, known, error=error)
                raise error from cause
            except SnowflakeError as cause:
                error = self.stopping.reason or cause
                self._remember(sql, statement_types.of_text(sql), begun, started, known, error=error)
                if error is cause:
                    raise
                raise error from cause
            else:
                self._remember(sql, result.statement_type, begun, started, known, result=result)
                return result
            finally:
                if self.using:
                    self.account.warehouses.release(self.using, self.clock.now())
                self.using = used
                if self.depth or outer[0]:
                    self.query_id, self.now, self.access, self.definitions, self.running = outer

    def stop(self, reason: SnowflakeError) -> bool:
        """End what the session runs, from another thread; its error is `reason`. False when it runs nothing."""
        return self.stopping.stop(reason)

    def _interrupt(self) -> None:
        with contextlib.suppress(duckdb.ConnectionException):  # closed meanwhile: nothing runs in it any more
            self.connection.interrupt()
        self.account.locks.cancel(self.query_id)

    def execute_array(self, sql: str, columns: Sequence[Sequence[Any]]) -> Result:
        """Run an INSERT … VALUES (?, …) once for all rows, as one statement; one list of values per placeholder."""
        return self.execute(sql, execution.Batch(columns))

    def describe(self, sql: str, binds: Mapping[str, Any] | Sequence[Any] | None = None) -> tuple[Column, ...] | None:
        """The columns of a query without running it; None for other statements."""
        with self.lock:
            self._check_open()
            return execution.describe(self, sql, binds)

    def execute_script(self, sql: str) -> list[Result]:
        """Run every statement of a text in order; the first error stops it."""
        return [self.execute(piece.text) for piece in split(sql)]

    def run(self, statement: Statement) -> Result:
        """Run a parsed statement as part of the one that is running."""
        return execution.run(self, statement)

    def _remember(
        self,
        sql: str,
        statement_type: str,
        begun: datetime,
        started: int,
        known: int,
        *,
        result: Result | None = None,
        error: SnowflakeError | None = None,
    ) -> None:
        """`known`: how many inner ids there were before; those since are of statements inside this one."""
        self.last_query_id = self.query_id
        if self.depth:
            self.inner_ids[known:] = [self.query_id]
        else:
            self.inner_ids.clear()
            self.query_ids.append(self.query_id)
        if error is not None and error.sfqid is None:
            error.sfqid = self.query_id
        if result is not None and not self.internal:
            self.results.add(self.query_id, result)
        self.account.history.add(executed(self, sql, statement_type, begun, started, result=result, error=error))
        if error is None and (self.access is not None or self.definitions):
            self.account.accesses.add(self, begun)
            self.tags_follow()

    # --- names and context -------------------------------------------------------------------------------------

    @property
    def catalog(self) -> Catalog:
        return self.account.catalog

    def context(
        self, binds: Mapping[str, tuple[Any, SnowflakeType]] | None = None, pins: Pins | None = None
    ) -> Context:
        """What the dialect may know of this session; each context has a resolver that records what is read."""
        return Context(
            database=self.database,
            schema=self.schema,
            resolver=SessionResolver(self, pins=pins or self.pins),
            parameters=self.parameters,
            variables=RefusedVariables() if self.rights == "OWNER" else self.variables,
            binds=binds or {},
            user=self.user,
            role=self.role,
            secondary_roles=checks.active(self)[1:],
            asked_secondary_roles=self.secondary_roles,
            warehouse=self.warehouse,
            session_id=self.id,
            account=self.account.name,
        )

    def resolve(self, name: ObjectName, action: str = "SELECT") -> Name:
        """A schema object's full name, with the current database and schema filled in.

        Raises 090105 or 090106 when there is no current database or schema to fill in (`action` names the attempt).
        """
        return naming.object_name(name, self.database, self.schema, action)

    def resolve_schema(self, name: ObjectName, action: str = "CREATE SCHEMA") -> Name:
        """A schema's full name: [database.]schema."""
        return naming.schema_name(name, self.database, action)

    def full_name(self, kind: str, name: ObjectName, action: str = "SELECT") -> Name:
        """The full name of an object of any kind."""
        return naming.full_name(kind, name, self.database, self.schema, action)

    def find(self, kind: str, name: ObjectName, action: str = "SELECT") -> Any:
        """The live object of this kind; raises 002003 in Snowflake's words."""
        full = self.full_name(kind, name, action)
        found = self.lookup(kind, full)
        if found is None:
            self.require_container(full)
            raise errors.does_not_exist(kind.capitalize(), str(name))
        return found

    def lookup(self, kind: str, name: Name) -> CatalogObject | None:
        """The object of this kind, temporary tables and views first."""
        if kind == "TABLE" and name in self.temporary:
            return self.temporary[name]
        if kind == "VIEW" and name in self.temporary_views:
            return self.temporary_views[name]
        return self.catalog.get(kind, name)

    @property
    def has_temporary(self) -> bool:
        """Whether a name may mean something here that it means in no other session."""
        return bool(self.temporary or self.temporary_views)

    def require_container(self, name: Name) -> None:
        """Raise 002003 (02000) when the database or schema of `name` does not exist."""
        self.catalog.require_container(name)

    def result_of(self, query_id: str) -> Result | None:
        """The kept result of a query (RESULT_SCAN, DESCRIBE RESULT); None when there is none any more."""
        return self.results.get(query_id) or self.find_result(query_id)

    # --- data --------------------------------------------------------------------------------------------------

    def fetch(self, sql: str, parameters: Mapping[str, Any] | None = None, *, again: bool = False) -> pa.Table:
        """Run DuckDB SQL that gives rows, on this session's transaction; `again`: the same text is likely to return."""
        self._set_time_zone()
        if again and not parameters and len(sql) < LONG:
            return self._relations.get(self.duck, sql, self.catalog.version).to_arrow_table()
        return arrow(self.duck, sql, parameters)

    def values(self, sql: str, parameters: Mapping[str, Any], *, again: bool = False) -> list[tuple[Any, ...]]:
        """The few rows of DuckDB SQL as Python values, without Arrow; `again` as for `fetch`."""
        self._set_time_zone()
        duck = self.duck if "ecomsim" in sql.lower() else self.connection  # in capitals where it is called by itself
        return values(duck, sql, parameters, again=again)

    def fetch_over(self, sql: str, parameters: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> pa.Table:
        """The rows of DuckDB SQL that names Arrow tables, a text likely to return, on this session's transaction."""
        self._set_time_zone()
        return arrow_over(self.duck, sql, parameters, tables)

    def write_over(self, sql: str, parameters: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> None:
        """Run DuckDB DML that names Arrow tables."""
        self._set_time_zone()
        written_over(self.duck, sql, parameters, tables)

    def fetch_answer(self, sql: str, parameters: Mapping[str, Any] | None = None, *, again: bool = False) -> pa.Table:
        """As `fetch`, for rows that are an answer: where `spill_limit` says so, many of them go to a file."""
        if self.spill_limit is None:
            return self.fetch(sql, parameters, again=again)
        self._set_time_zone()
        schema, pieces = batches(self.duck, sql, parameters)
        return spill.collected(schema, pieces, limit=self.spill_limit, folder=self.account.spill_folder)

    def write(self, sql: str, parameters: Mapping[str, Any] | None = None) -> int:
        """Run DuckDB DML on this session's transaction; returns the number of rows."""
        self._set_time_zone()
        return written(self.duck, sql, parameters)

    def _set_time_zone(self) -> None:
        if self.time_zone != self.parameters["TIMEZONE"]:
            self.time_zone = self.parameters["TIMEZONE"]
            self.connection.execute(f"SET TimeZone = '{self.time_zone}'")

    def evaluate(self, expression: exp.Expr) -> tuple[Any, SnowflakeType]:
        """The value and type of a constant expression (SET, AT(…), arguments of CALL)."""
        return execution.evaluate(self, expression)

    def temporary_name(self) -> str:
        """A name for a registered Arrow table, unique in the account."""
        return f"arrow_{self.id}_{next(self._names)}"

    def register(self, name: str, data: pa.Table) -> None:
        """Give an Arrow table a name in DuckDB, until `unregister`."""
        self.registered[name] = data
        self.duck.register(name, data)

    def unregister(self, name: str) -> None:
        """Take the name back."""
        self.registered.pop(name, None)
        self.duck.unregister(name)

    def register_again(self) -> None:
        """Names are a part of DuckDB's transaction: its ROLLBACK takes new ones away and brings dropped ones back."""
        for name, data in self.registered.items():
            self.duck.register(name, data)

    # --- DDL ---------------------------------------------------------------------------------------------------------

    @contextmanager
    def ddl(self) -> Iterator[Change]:
        """The surroundings of a DDL statement: the open transaction is committed first, then the block is one
        transaction of its own whose catalog changes become visible when it commits.
        """
        from ecomsim.ddl.change import Change

        self.commit()
        with self.account.ddl_lock:
            change = Change(self)
            try:
                yield change
                change.commit()
            except BaseException:
                change.rollback()
                raise

    # --- end ---------------------------------------------------------------------------------------------------

    def _check_open(self) -> None:
        self.account.check_open()
        if self.closed:
            raise errors.fail(390111, "08003", "Session no longer exists. New login required to access the service.")

    def close(self) -> None:
        """Roll back what is open and drop the session's temporary tables."""
        if self.closed:
            return
        self.rollback()
        if self.using:
            self.account.warehouses.release(self.using, self.clock.now())
        if self.catalog.all("STAGE"):
            from ecomsim.staging import commands

            commands.forget_temporary(self)
        if self.temporary:
            with self.ddl() as change:
                for table in list(self.temporary.values()):
                    change.drop_temporary(table)
        self.closed = True
        self.account.sessions.pop(self.id, None)
        self.connection.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
