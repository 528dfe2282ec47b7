"""Connections: DB-API 2.0 in the manner of snowflake.connector, on the embedded engine.

A database file belongs to one process, and inside it to one Account: every connection of the process to the
same file shares that account, which is closed with the last of them. A connection is one Snowflake session.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from ecomsim.client import binding
from ecomsim.client.cursor import SnowflakeCursor
from ecomsim.errors import InterfaceError, ProgrammingError

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.statements.result import Result
    from ecomsim.values.types import Column

C = TypeVar("C", bound=SnowflakeCursor)


class Connection:
    """One session. Threads may share it (statements queue up), each with cursors of its own."""

    def __init__(
        self,
        account: Account,
        session: Any,
        *,
        paramstyle: str,
        arrow_number_to_decimal: bool,
        release: Callable[[], None],
    ) -> None:
        self._account = account
        self._session = session
        self._lock = threading.RLock()
        self.paramstyle = paramstyle
        self.arrow_number_to_decimal = arrow_number_to_decimal
        self.messages: list[Any] = []
        # closes the account even when the last connection was forgotten: at garbage collection or process
        # exit
        self._finalizer = weakref.finalize(self, _end, session, release)

    # --- cursors --------------------------------------------------------------------------------------------

    @overload
    def cursor(self) -> SnowflakeCursor: ...
    @overload
    def cursor(self, cursor_class: type[C]) -> C: ...
    def cursor(self, cursor_class: type[SnowflakeCursor] = SnowflakeCursor) -> SnowflakeCursor:
        """A new cursor; DictCursor gives rows as dictionaries."""
        self.require_open()
        return cursor_class(self)

    def execute_string(
        self,
        sql_text: str,
        remove_comments: bool = False,
        return_cursors: bool = True,
        cursor_class: type[SnowflakeCursor] = SnowflakeCursor,
    ) -> list[Any]:
        """Run every statement of a text; one cursor for each. The first error ends it, what ran before
        stays.
        """
        cursors = self.execute_stream(StringIO(sql_text), remove_comments, cursor_class=cursor_class)
        return [cursor for cursor in cursors if return_cursors]

    def execute_stream(
        self,
        stream: Iterable[str],
        remove_comments: bool = False,
        cursor_class: type[SnowflakeCursor] = SnowflakeCursor,
    ) -> Iterator[Any]:
        """Run the statements of a text file one after the other, as the caller asks for them.

        `remove_comments` is accepted as the connector has it; the engine reads comments without harm.
        """
        for piece in self.split("".join(stream)):
            cursor = self.cursor(cursor_class)
            cursor.execute(piece)
            yield cursor

    # --- what cursors ask for -------------------------------------------------------------------------------

    def run(self, sql: str, binds: Sequence[Any]) -> Result:
        """Run one statement in the session. Raises SnowflakeError."""
        with self._lock:
            self.require_open()
            return self._session.execute(sql, binds or None)

    def run_array(self, sql: str, columns: Sequence[Sequence[Any]]) -> Result:
        """Run an INSERT … VALUES (?, …) as one statement for all rows; one list of values for each placeholder."""
        with self._lock:
            self.require_open()
            return self._session.execute_array(sql, columns)

    def columns(self, sql: str, binds: Sequence[Any]) -> tuple[Column, ...] | None:
        """The result columns of a query without running it; None for other statements."""
        with self._lock:
            self.require_open()
            return self._session.describe(sql, binds or None)

    def split(self, text: str) -> list[str]:
        """The statements of a text."""
        from ecomsim.sqltext.split import split

        return [piece.text for piece in split(text)]

    @property
    def statement_count(self) -> int:
        """How many statements one request holds (MULTI_STATEMENT_COUNT); 0 for any number."""
        return int(self._session.parameters.get("MULTI_STATEMENT_COUNT", 1))

    @property
    def timezone(self) -> str:
        """The session's TIMEZONE, an IANA name."""
        return str(self._session.parameters.get("TIMEZONE", "UTC"))

    # --- transactions ---------------------------------------------------------------------------------------

    def commit(self) -> None:
        """COMMIT; without an open transaction it does nothing."""
        self.run("COMMIT", ())

    def rollback(self) -> None:
        """ROLLBACK; without an open transaction it does nothing."""
        self.run("ROLLBACK", ())

    def autocommit(self, mode: bool) -> None:
        """Whether a statement outside BEGIN … COMMIT commits by itself."""
        if not isinstance(mode, bool):
            raise ProgrammingError(f"Invalid autocommit parameter: {mode!r}", errno=251007, sqlstate="22023")
        self.run(f"ALTER SESSION SET AUTOCOMMIT = {str(mode).upper()}", ())

    # --- the account's clock --------------------------------------------------------------------------------

    @property
    def account(self) -> Account:
        """The account behind the connection: its clock, scheduler and catalog."""
        self.require_open()
        return self._account

    def now(self) -> datetime:
        """The account's present instant, UTC."""
        return self.account.clock.now()

    def advance(self, delta: timedelta) -> datetime:
        """Move a virtual clock on by `delta`, running every task and refresh that falls due on the way.

        Returns the instant at which the clock then stands.

        Raises InterfaceError on the wall clock, which nobody can move.
        """
        account = self.account
        if not account.clock.is_virtual:
            raise InterfaceError(
                "The account runs on the wall clock: connect with clock='virtual' to move it.",
                errno=251007,
                sqlstate="22023",
            )
        with self._lock:
            return account.advance(delta)

    # --- life -----------------------------------------------------------------------------------------------

    def close(self) -> None:
        """End the session, rolling an open transaction back; the account closes with its last connection."""
        with self._lock:
            self._finalizer()

    def is_closed(self) -> bool:
        return not self._finalizer.alive

    def require_open(self) -> None:
        """Raises InterfaceError 250002 when the connection is closed."""
        if self.is_closed():
            raise InterfaceError("Connection is closed", errno=250002, sqlstate="08003")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Commit or roll back when autocommit is off, then close: the connector's habit."""
        try:
            if not self.is_closed() and not _is_true(self._session.parameters.get("AUTOCOMMIT", True)):
                if kind is None:
                    self.commit()
                else:
                    self.rollback()
        finally:
            self.close()

    # --- the session's context ------------------------------------------------------------------------------

    @property
    def database(self) -> str | None:
        return self._session.database

    @property
    def schema(self) -> str | None:
        return self._session.schema

    @property
    def warehouse(self) -> str | None:
        return self._session.warehouse

    @property
    def role(self) -> str:
        return self._session.role

    @property
    def user(self) -> str:
        return self._session.user

    @property
    def session_id(self) -> int:
        return self._session.id

    @property
    def is_pyformat(self) -> bool:
        return self.paramstyle in binding.CLIENT_STYLES


SnowflakeConnection = Connection


def _end(session: Any, release: Callable[[], None]) -> None:
    try:
        session.close()
    finally:
        release()


def _is_true(value: Any) -> bool:
    return value if isinstance(value, bool) else str(value).upper() == "TRUE"
