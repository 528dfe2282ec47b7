"""One load of a pipe: the files that wait become rows, with the rights of the pipe's owner.

All files are loaded in one transaction, which also writes what the pipe knows of them from then on. When that fails
they are tried one by one, and a file that cannot be loaded at all is recorded as failed, as one with bad rows is. What
is wrong with the statement or in the way of all files (privileges, a lock) leaves them waiting.
Source: "CREATE PIPE", "Introduction to Snowpipe".
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import Pipe
from ecomsim.dialect import errors as dialect_errors
from ecomsim.errors import SnowflakeError
from ecomsim.pipes import definition, files
from ecomsim.pipes.files import Known
from ecomsim.staging import copy_into, history, load_request, places
from ecomsim.staging.history import Ingestion, Load
from ecomsim.staging.load_request import Request
from ecomsim.warehouses.state import SERVERLESS

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction

LOCKED = 625
"""Another transaction holds the table: the load is tried again."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file to load: when the pipe received it, and its mark where another one means that it is still being put."""

    received: datetime
    mark: str | None


@dataclass(slots=True)
class Outcome:
    """What a load did: what the pipe knows now, the files it knows nothing of any more, and why it did not go on."""

    known: dict[str, Known] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    error: SnowflakeError | None = None


def load(pipe: Pipe, waiting: Mapping[str, Waiting], account: Account) -> Outcome:
    """Load what waits, by path on the stage. Never raises: what went wrong is in the outcome, or in a file's history.

    A file that has left the stage, or has changed since it was noticed, is gone.
    """
    outcome = Outcome()
    with account.session(
        database=pipe.name.database, schema=pipe.name.schema, role=pipe.owner, internal=True
    ) as session:
        session.locals[SERVERLESS] = True
        try:
            table, place = definition.table_of(pipe, session), definition.place_of(pipe, session)
            if table is not None:
                checks.use(session, table, "INSERT")  # before a file is blamed for what its owner may not
            present = files.marks(place, places.matcher(place, pipe.pattern))
            found = {
                name: present[name]
                for name, each in waiting.items()
                if name in present and each.mark in (None, present[name])
            }
            _forget(pipe, waiting.keys() - found.keys(), session, outcome)
            if found:
                received = {name: waiting[name].received for name in found}
                _load(pipe, found, received, session, outcome)
        except Exception as failure:
            outcome.error = _as_error(pipe, failure)
    return outcome


def _as_error(pipe: Pipe, failure: Exception) -> SnowflakeError:
    """A failure as Snowflake's; the agenda outlives a bug in the engine, and the log keeps its traceback."""
    if isinstance(failure, SnowflakeError):
        return failure
    if isinstance(failure, duckdb.Error):
        return dialect_errors.snowflake_error(failure)
    _log.error("Pipe %s failed with an internal error", pipe.name, exc_info=failure)
    return errors.internal(f"{type(failure).__name__}: {failure}")


def _forget(pipe: Pipe, names: set[str], session: Session, outcome: Outcome) -> None:
    if names:
        with session.account.internal() as duck:
            duck.execute(*files.forgotten(pipe.id, names))
        outcome.gone |= names


def _load(
    pipe: Pipe, found: Mapping[str, str], received: Mapping[str, datetime], session: Session, outcome: Outcome
) -> None:
    """Load these files, given with their marks: together, or when that fails one by one."""
    try:
        _together(pipe, found, received, session, outcome)
    except (SnowflakeError, duckdb.Error) as failure:
        error = _as_error(pipe, failure)
        if error.errno == LOCKED or definition.is_wrong(error):
            raise error from failure
        if len(found) == 1:
            _failed(pipe, found, received, error, session, outcome)
            return
        for name, mark in found.items():
            _load(pipe, {name: mark}, received, session, outcome)


def _together(
    pipe: Pipe, found: Mapping[str, str], received: Mapping[str, datetime], session: Session, outcome: Outcome
) -> None:
    session.query_id, session.now = session.account.new_query_id(), session.clock.now()
    loaded: dict[str, Known] = {}

    def remember(request: Request, loads: Sequence[Load], transaction: Transaction) -> None:
        paths = {file.name: file.relative for file in request.files}
        loaded.clear()  # the load may have begun again
        loaded.update(
            {
                paths[each.file]: Known(
                    found[paths[each.file]], "FAILED" if each.status == "LOAD_FAILED" else "LOADED", session.now
                )
                for each in loads
            }
        )
        times = [(each, received[paths[each.file]]) for each in loads]
        history.record(request.table, times, session, transaction, pipe)
        for state in {known.state for known in loaded.values()}:
            marks = {name: known.mark for name, known in loaded.items() if known.state == state}
            transaction.records += files.written(pipe.id, marks, state, session.now)

    only = Ingestion(pipe=pipe, received={name: received[name] for name in found})
    copy_into.ingest(definition.parsed(pipe.definition), only, session, remember)
    outcome.known.update(loaded)
    _forget(pipe, found.keys() - loaded.keys(), session, outcome)  # they left while the load began


def _failed(
    pipe: Pipe,
    found: Mapping[str, str],
    received: Mapping[str, datetime],
    error: SnowflakeError,
    session: Session,
    outcome: Outcome,
) -> None:
    """Record a file that cannot be read at all."""
    request = load_request.prepared(definition.parsed(pipe.definition), session, otherwise="SKIP_FILE")
    ((name, mark),) = found.items()
    file = next((each for each in request.files if each.relative == name), None)
    if file is None:
        _forget(pipe, {name}, session, outcome)
        return
    failed = Load(
        file=file.name,
        stage=request.place.origin,
        identity=places.identity(request.place, file),
        size=file.size,
        status="LOAD_FAILED",
        rows_parsed=0,
        rows_loaded=0,
        errors_seen=1,
        error_limit=1,
        first_error=error.raw_msg,
        error_code=error.errno,
        error_state=error.sqlstate,
    )
    with session.writing() as transaction:
        history.record(request.table, [(failed, received[name])], session, transaction, pipe)
        transaction.records += files.written(pipe.id, found, "FAILED", session.now)
    outcome.known[name] = Known(mark, "FAILED", session.now)
