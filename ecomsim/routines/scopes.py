"""The surroundings of a call: whose rights it runs with, which names it sees, which transaction it may end.

A transaction begins and ends in the same call. One that the caller began may be written to but not ended; a BEGIN
beside it opens a separate one on a connection of its own, which the caller's ROLLBACK does not undo. What a call leaves
open is rolled back and the call fails. Source: spec/streams.md 8.2, spec/scripting.md 12.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from ecomsim import errors

if TYPE_CHECKING:
    from ecomsim.catalog.objects import Routine
    from ecomsim.sessions.session import Session

MAX_DEPTH = 16
"""Calls within calls; Snowflake's own limit is not documented."""


@contextmanager
def call(routine: Routine, session: Session) -> Iterator[None]:
    """Run the block as the body of `routine`."""
    owner = routine.execute_as == "OWNER"
    kept = (session.inherited, session.rights, session.database, session.schema, session.role)
    session.inherited = session.transaction
    session.rights = "OWNER" if owner else "CALLER"
    if owner:
        session.database, session.schema = routine.name.database, routine.name.schema
        session.role = routine.owner
    try:
        with deeper(session), _own_tables(session), whole_transactions(session):
            yield
    finally:
        session.inherited, session.rights = kept[0], kept[1]
        if owner:
            session.database, session.schema, session.role = kept[2:5]


@contextmanager
def _own_tables(session: Session) -> Iterator[None]:
    """Drop the tables that were made as PROCEDURE SCOPED when the call ends. Source: "CREATE PROCEDURE"."""
    outer, session.scoped_tables = session.scoped_tables, []
    try:
        yield
    finally:
        left = {table.name: table.id for table in session.scoped_tables}
        session.scoped_tables = outer
        found = [table for name, table in session.temporary.items() if left.get(name) == table.id]
        if found:
            with session.ddl() as change:
                for table in found:
                    change.drop_temporary(table)


@contextmanager
def deeper(session: Session) -> Iterator[None]:
    """One call within those that run already. Raises 100183 beyond MAX_DEPTH."""
    if session.calls >= MAX_DEPTH:
        raise errors.fail(
            100183, "P0000", f"Stored procedure execution error: the maximum call depth of {MAX_DEPTH} is reached."
        )
    session.calls += 1
    try:
        yield
    finally:
        session.calls -= 1


@contextmanager
def whole_transactions(session: Session) -> Iterator[None]:
    """Fail with 090232 when the block leaves a transaction open that it began; it is rolled back."""
    before = session.transaction
    try:
        yield
    except BaseException:
        _give_up(session, before)
        raise
    if _give_up(session, before):
        raise errors.fail(
            90232,
            "25000",
            "Stored procedure execution error: Scoped transaction started in stored procedure is incomplete and it was "
            "rolled back.",
        )


def _give_up(session: Session, before: Any) -> bool:
    if session.transaction is None or session.transaction is before:
        return False
    session.rollback()
    return True


class RefusedVariables(Mapping[str, Any]):
    """The session variables as a procedure with owner's rights sees them: naming one is an error."""

    def __getitem__(self, name: str) -> NoReturn:
        raise errors.compilation(
            2211,
            "42501",
            f"Use of session variable '${name}' is not allowed in owners rights stored procedure",
        )

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def refuse_in_owners_rights(statement_type: str, session: Session) -> None:
    """USE, ALTER SESSION, SET and UNSET change the caller's session, which owner's rights do not cover."""
    if session.rights == "OWNER":
        raise errors.fail(
            90236, "42601", f"Stored procedure execution error: Unsupported statement type '{statement_type}'."
        )
