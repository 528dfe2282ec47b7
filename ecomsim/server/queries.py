"""The queries of a server: each has an id, a state and in the end an outcome, and outlives the request that sent it.

A request id names one query: a retried request finds it and never runs anything twice. Outcomes are kept for a day, or
until the results together are larger than allowed; the oldest go first. Large results are in files, and reading one
takes the memory of one chunk.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import pyarrow as pa

from ecomsim import errors
from ecomsim.errors import SnowflakeError
from ecomsim.server import results_arrow
from ecomsim.server.sessions import Login
from ecomsim.server.settings import Settings
from ecomsim.server.transfers import Transfers
from ecomsim.sessions.session import Session
from ecomsim.statements.result import Result
from ecomsim.storage import spill
from ecomsim.values.types import Column

Format = Literal["arrow", "json"]

INLINE_BYTES = 1 << 20
CHUNK_BYTES = 8 << 20
"""Sizes of the engine's Arrow data that the inline part and one chunk of a result aim at."""

MOST_QUERIES = 20_000

DETACHED_SECONDS = 300
"""From when on a query counts as detached. Source: "Parameters", ABORT_DETACHED_QUERY."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where the session stood after the statement, and what its client must know of parameters."""

    database: str | None
    schema: str | None
    warehouse: str | None
    role: str
    parameters: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Finished:
    """The outcome of a query: a result or an error. children: ids and type ids of a multi-statement request.

    A described query has columns and no rows, and says how many binds it asks for; transfer: what a PUT or GET answers.
    """

    context: Context
    error: SnowflakeError | None = None
    result: Result | None = None
    type_id: int = 0
    format: Format = "json"
    children: tuple[tuple[str, int], ...] = ()
    binds: int = 0
    takes_arrays: bool = False
    transfer: Mapping[str, Any] | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.result.columns if self.result is not None else ()

    @property
    def rows(self) -> int:
        return self.result.data.num_rows if self.result is not None else 0

    @property
    def bytes(self) -> int:
        return self.result.data.nbytes if self.result is not None else 0

    @property
    def is_in_file(self) -> bool:
        return self.result is not None and spill.is_kept(self.result.data)

    @cached_property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """Row ranges of the inline part and of the chunks after it."""
        size = self.bytes
        if size <= 2 * INLINE_BYTES:
            return ((0, self.rows),)
        first = max(1, self.rows * INLINE_BYTES // size)
        step = max(1, self.rows * CHUNK_BYTES // size)
        starts = range(first, self.rows, step)
        return ((0, first), *((start, min(start + step, self.rows)) for start in starts))

    @cached_property
    def arrow_columns(self) -> tuple[results_arrow.WireColumn, ...]:
        assert self.result is not None
        planned = results_arrow.plan(self.result)
        spill.let_go(self.result.data)
        return planned

    def part(self, index: int) -> pa.Table:
        assert self.result is not None
        start, stop = self.parts[index]
        return self.result.data.slice(start, stop - start)

    def let_go(self) -> None:
        """After a part was read: its pages need not stay in memory."""
        if self.result is not None:
            spill.let_go(self.result.data)


@dataclass(slots=True, eq=False, kw_only=True)
class Query:
    """A statement that a client sent. `options` are the request's other fields."""

    id: str
    login: Login
    text: str
    options: Mapping[str, Any]
    request_id: str = ""
    started: float = field(default_factory=time.time)
    ended: float = 0.0
    asked: float = field(default_factory=time.time)  # when a client last wanted its outcome
    chunk_token: str = ""
    outcome: Future[Finished] = field(default_factory=Future)
    stopped_by: SnowflakeError | None = None
    engine: Session | None = None

    @property
    def is_done(self) -> bool:
        return self.outcome.done()

    @property
    def status(self) -> str:
        """The state as the monitoring pages name it."""
        if not self.is_done:
            return "ABORTING" if self.stopped_by else "RUNNING"
        error = self.outcome.result().error
        if error is None:
            return "SUCCESS"
        return "ABORTED" if error.errno in (604, 630) else "FAILED_WITH_ERROR"

    @contextmanager
    def running_on(self, engine: Session) -> Iterator[None]:
        """The engine session works on the query in this block, where it can be stopped. Raises the reason when it was
        stopped before.
        """
        with self.login.guard:
            if self.stopped_by is not None:
                raise self.stopped_by
            engine.stopping.begin(self.id)
            self.engine = engine
        try:
            yield
        finally:
            with self.login.guard:
                engine.stopping.end()
                self.engine = None

    def cancel(self) -> bool:
        """Stop the query; it ends with 000604. False when it is over already."""
        with self.login.guard:
            if self.is_done:
                return False
            self.stopped_by = self.stopped_by or errors.canceled()
            if self.engine is not None:
                self.engine.stop(self.stopped_by)
        return True

    def finish(self, finished: Finished) -> None:
        self.ended = time.time()
        self.outcome.set_result(finished)


class Book:
    """All queries a server remembers."""

    def __init__(self, settings: Settings) -> None:
        self.transfers = Transfers()
        self._settings = settings
        self._lock = threading.Lock()
        self._by_id: OrderedDict[str, Query] = OrderedDict()
        self._by_request: dict[tuple[int, str], Query] = {}
        self._by_chunk: dict[str, Query] = {}
        self._bytes = {False: 0, True: 0}  # in memory, in files

    def enter(self, query: Query) -> Query:
        """Remember a query; a request id that is known already gives the query it named before."""
        key = (query.login.id, query.request_id)
        with self._lock:
            if query.request_id:
                known = self._by_request.get(key)
                if known is not None and known.text == query.text:
                    return known
                self._by_request[key] = query
            self._by_id[query.id] = query
        return query

    def finish(self, query: Query, finished: Finished) -> None:
        """Close a query with its outcome, and forget the oldest outcomes when there are too many."""
        query.finish(finished)
        with self._lock:
            self._bytes[finished.is_in_file] += finished.bytes
            while (where := self._too_much()) is not None:
                oldest = next((old for old in self._by_id.values() if old is not query and _frees(old, where)), None)
                if oldest is None:
                    break
                self._forget(oldest)

    def _too_much(self) -> Literal["memory", "files", "queries"] | None:
        if self._bytes[False] > self._settings.kept_results:
            return "memory"
        if self._bytes[True] > self._settings.kept_files:
            return "files"
        return "queries" if len(self._by_id) > MOST_QUERIES else None

    def abort_detached(self, now: float) -> None:
        """Cancel the queries that nobody has asked for in a while, where ABORT_DETACHED_QUERY says so."""
        for query in self.running():
            wanted = query.login.engine.parameters.get("ABORT_DETACHED_QUERY", False)
            if wanted and now - query.asked > DETACHED_SECONDS:
                query.cancel()

    def forget_old(self) -> None:
        """Forget the outcomes whose time is over."""
        limit = time.time() - self._settings.result_validity.total_seconds()
        with self._lock:
            for query in [old for old in self._by_id.values() if old.is_done and old.ended < limit]:
                self._forget(query)

    def _forget(self, query: Query) -> None:
        del self._by_id[query.id]
        if self._by_request.get((query.login.id, query.request_id)) is query:
            del self._by_request[query.login.id, query.request_id]
        self._by_chunk.pop(query.chunk_token, None)
        finished = query.outcome.result()
        self._bytes[finished.is_in_file] -= finished.bytes

    def find(self, query_id: str, login: Login) -> Query | None:
        """The query of this id, if it is of the same account and user."""
        query = self._by_id.get(query_id)
        if query is None or query.login.hosted is not login.hosted or query.login.user != login.user:
            return None
        return query

    def by_id(self, query_id: str) -> Query | None:
        return self._by_id.get(query_id)

    def result(self, query_id: str, login: Login) -> Result | None:
        """The rows of a query of the same account and user, for RESULT_SCAN in any session of it."""
        query = self.find(query_id, login)
        return query.outcome.result().result if query is not None and query.is_done else None

    def by_request(self, request_id: str, login: Login) -> Query | None:
        return self._by_request.get((login.id, request_id))

    def offer_chunks(self, query: Query, token: str) -> str:
        """The token under which the query's chunks can be fetched."""
        with self._lock:
            if not query.chunk_token:
                query.chunk_token = token
                self._by_chunk[token] = query
            return query.chunk_token

    def by_chunk(self, token: str) -> Query | None:
        return self._by_chunk.get(token)

    def running(self) -> list[Query]:
        """The queries that have no outcome yet."""
        with self._lock:
            return [query for query in self._by_id.values() if not query.is_done]

    def stop_all(self, login: Login | None = None) -> None:
        """Cancel what runs, of one login or of all."""
        for query in self.running():
            if login is None or query.login is login:
                query.cancel()

    def forget_account(self, login: Login) -> None:
        """Drop the queries of an account that is gone."""
        with self._lock:
            for query in [query for query in self._by_id.values() if query.login.hosted is login.hosted]:
                if query.is_done:
                    self._forget(query)


def _frees(query: Query, where: Literal["memory", "files", "queries"]) -> bool:
    """Whether forgetting the query makes room there."""
    if not query.is_done:
        return False
    finished = query.outcome.result()
    return where == "queries" or (finished.is_in_file == (where == "files") and finished.bytes > 0)
