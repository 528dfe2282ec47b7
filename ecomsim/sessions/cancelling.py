"""Stopping what other sessions do: SYSTEM$CANCEL_QUERY, …_ALL_QUERIES, SYSTEM$ABORT_SESSION, …_TRANSACTION.

A server says how each of its queries is stopped, also while it waits for its turn; a statement of an embedded session
is stopped in its session.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.values.types import TEXT, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.sessions.session import Session

Answer = tuple[Any, SnowflakeType]


class Stoppable:
    """The queries of an account that their server can stop, by id, with the session they belong to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queries: dict[str, tuple[int, Callable[[], bool]]] = {}

    def add(self, query_id: str, session_id: int, stop: Callable[[], bool]) -> None:
        with self._lock:
            self._queries[query_id] = (session_id, stop)

    def remove(self, query_id: str) -> None:
        with self._lock:
            self._queries.pop(query_id, None)

    def stop(self, query_id: str) -> bool:
        """Whether the query was still there to be stopped."""
        found = self._queries.get(query_id)
        return found is not None and found[1]()

    def of_session(self, session_id: int) -> list[str]:
        with self._lock:
            return [query_id for query_id, (owner, _) in self._queries.items() if owner == session_id]


def stop(account: Account, query_id: str) -> bool:
    """Stop a running query; False when none of this id runs."""
    if account.stoppable.stop(query_id):
        return True
    for session in list(account.sessions.values()):
        if query_id in (session.query_id, session.stopping.query_id) and session.stop(errors.canceled()):
            return True
    return False


def cancel_query(session: Session, arguments: Sequence[Any]) -> Answer:
    """SYSTEM$CANCEL_QUERY('id')."""
    query_id = str(arguments[0]).lower()
    if stop(session.account, query_id):
        return f"query [{query_id}] terminated.", TEXT
    return "Identified SQL statement is not currently executing.", TEXT


def cancel_all_queries(session: Session, arguments: Sequence[Any]) -> Answer:
    """SYSTEM$CANCEL_ALL_QUERIES(session id): everything of the session but the statement that says so."""
    target = _session_id(arguments)
    account = session.account
    own = session.query_id
    wanted = set(account.stoppable.of_session(target))
    if target in account.sessions and account.sessions[target] is not session:
        wanted.add(account.sessions[target].query_id)
    stopped = sum(stop(account, query_id) for query_id in wanted if query_id and query_id != own)
    return f"{stopped} queries cancelled.", TEXT


def abort_session(session: Session, arguments: Sequence[Any]) -> Answer:
    """SYSTEM$ABORT_SESSION(session id): its statements stop, its transaction is rolled back, it is gone."""
    target = session.account.sessions.get(_session_id(arguments))
    if target is None or target is session:
        raise errors.fail(1008, "22023", f"Session {arguments[0]} does not exist or is this one.")
    cancel_all_queries(session, arguments)
    with target.lock:
        target.close()
    return f"session [{target.id}] terminated.", TEXT


def abort_transaction(session: Session, arguments: Sequence[Any]) -> Answer:
    """SYSTEM$ABORT_TRANSACTION(transaction id): its statement stops, it is rolled back, its session goes on."""
    wanted = str(arguments[0])
    for target in list(session.account.sessions.values()):
        if target is session or target.transaction is None or str(target.transaction.id) != wanted:
            continue
        stop(session.account, target.query_id)
        with target.lock:
            if target.transaction is not None and str(target.transaction.id) == wanted:
                target.rollback()
        return f"Aborted transaction id: {wanted}", TEXT
    raise errors.fail(1008, "22023", f"Transaction {wanted} does not exist or is this session's.")


def _session_id(arguments: Sequence[Any]) -> int:
    try:
        return int(arguments[0])
    except (TypeError, ValueError) as cause:
        raise errors.fail(1008, "22023", f"'{arguments[0]}' is no session id.") from cause


FUNCTIONS: dict[str, Callable[[Session, Sequence[Any]], Answer]] = {
    "SYSTEM$CANCEL_QUERY": cancel_query,
    "SYSTEM$CANCEL_ALL_QUERIES": cancel_all_queries,
    "SYSTEM$ABORT_SESSION": abort_session,
    "SYSTEM$ABORT_TRANSACTION": abort_transaction,
}
