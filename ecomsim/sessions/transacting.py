"""The transactions of a session: the open one, the one of a running statement, and a caller's that steps aside.

A procedure may open and end transactions of its own while its caller's goes on untouched: the caller's steps aside with
its DuckDB connection and comes back when the procedure's own has ended.  Source: spec/streams.md 8, spec/scripting.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from ecomsim import errors
from ecomsim.sessions.transactions import Transaction

if TYPE_CHECKING:
    import duckdb

    from ecomsim.accounts.account import Account
    from ecomsim.agenda.clock import Clock
    from ecomsim.lineage.access import Access
    from ecomsim.sessions.session import Session
    from ecomsim.tags.propagation import Flow


class Transacting:
    """What a session can do with transactions; a part of Session, which has the account, the clock and DuckDB."""

    account: Account
    clock: Clock
    connection: duckdb.DuckDBPyConnection  # `duck`, for statements that call no function of the engine's own
    parameters: dict[str, Any]
    query_id: str
    access: Access | None
    definitions: tuple[dict[str, Any], ...]

    def __init__(self) -> None:
        self.time_zone = ""  # that `connection` is set to
        self.transaction: Transaction | None = None
        self.active: Transaction | None = None  # the open one, or the running statement's own
        self.last_transaction: int | None = None
        self.inherited: Transaction | None = None  # the caller's transaction, which a procedure must not end
        self.aside: list[tuple[Transaction, duckdb.DuckDBPyConnection]] = []  # while a procedure's own one runs

    @property
    def duck(self) -> duckdb.DuckDBPyConnection:
        """The session's DuckDB connection, the open transaction's."""
        self.account.register()
        return self.connection

    def begin(self, *, explicit: bool, name: str | None = None) -> Transaction:
        return Transaction(
            session=cast("Session", self),
            explicit=explicit,
            id=self.account.new_transaction_id(),
            started_on=self.clock.now(),
            sequence=self.account.sequence,
            name=name,
            query_id=self.query_id,
        )

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """The transaction of a DML statement: the open one, or one that commits when the block ends.

        A failure undoes this statement alone.
        """
        if self.transaction is None and not self.parameters.get("AUTOCOMMIT", True):
            self.open_transaction()
        transaction = self.transaction
        if transaction is not None:
            transaction.query_id = self.query_id
            mark = transaction.mark()
            try:
                yield transaction
            except BaseException:
                transaction.undo_to(mark)
                raise
            return
        transaction = self.active = self.begin(explicit=False)
        try:
            yield transaction
            transaction.commit()
        except BaseException:
            transaction.rollback()
            raise
        finally:
            self.active = None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """The surroundings of a query: it sees everything committed so far; a failure leaves the transaction open."""
        transaction = self.transaction
        if transaction is None:
            yield
            return
        transaction.refresh()
        mark = transaction.mark()
        try:
            yield
        except BaseException:
            transaction.undo_to(mark)
            raise

    def open_transaction(self, name: str | None = None) -> Transaction:
        """BEGIN; a transaction that is already open goes on, but the caller's steps aside for a procedure's own."""
        if self.transaction is not None and self.transaction is self.inherited:
            self.aside.append((self.transaction, self.connection))
            self.transaction = self.active = None
            self.connection, self.time_zone = self.account.cursor(), ""
        if self.transaction is None:
            self.transaction = self.active = self.begin(explicit=True, name=name)
        return self.transaction

    def commit(self) -> None:
        """COMMIT; nothing happens without an open transaction. Raises 090231 for the caller's in a procedure."""
        transaction = self._ended()
        try:
            if transaction is not None:
                transaction.query_id = self.query_id
                transaction.commit()
        finally:
            self._resume_outer()
        if transaction is not None and transaction.moved:
            self.take_along(transaction.moved)

    def tags_follow(self) -> None:
        """Tags go along with what the statement that has just succeeded moved, and with what it defined."""
        if self.access is not None and self.access.flows:
            self.take_along(self.access.flows)
        if self.definitions:
            from ecomsim.tags import propagation

            propagation.follow(self.account, self.definitions)

    def take_along(self, moved: Sequence[tuple[int, Flow]]) -> None:
        """Tags go along with rows that have moved, once no transaction of the session is open: its locks would be in
        the way of the change of the catalog that this is.
        """
        from ecomsim.tags import propagation

        if self.transaction is not None:
            self.transaction.moved += moved
            return
        for target, flow in moved:
            propagation.carry(self.account, target, flow)

    def rollback(self) -> None:
        transaction = self._ended()
        try:
            if transaction is not None:
                transaction.rollback()
        finally:
            self._resume_outer()

    def _ended(self) -> Transaction | None:
        """The open transaction, no longer the session's."""
        if self.transaction is not None and self.transaction is self.inherited:
            raise errors.fail(
                90231, "25000", "Modifying a transaction that has started at a different scope is not allowed."
            )
        transaction, self.transaction, self.active = self.transaction, None, None
        if transaction is not None:
            self.last_transaction = transaction.id
        return transaction

    def _resume_outer(self) -> None:
        """After a procedure's own transaction the caller's goes on."""
        if self.aside and self.inherited is self.aside[-1][0]:
            self.connection.close()
            transaction, self.connection = self.aside.pop()
            self.transaction = self.active = transaction
            self.time_zone = ""
