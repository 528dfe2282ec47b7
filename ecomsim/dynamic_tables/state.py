"""Where each dynamic table stands: its data timestamp and the version of every source that went into it.

In memory for all tables of an account; in the file it is written with the data it describes. Refreshes that found
nothing to do only move the data timestamp: they are kept in memory and written in batches, so an idle refresh costs no
transaction. A crash may lose such moves, never data.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecomsim import logs
from ecomsim.duck import again, first_row
from ecomsim.dynamic_tables import history
from ecomsim.dynamic_tables.bindings import Bindings, Bound
from ecomsim.dynamic_tables.history import Refresh
from ecomsim.dynamic_tables.strategy import Strategy

if TYPE_CHECKING:
    import duckdb

    from ecomsim.accounts.account import Account
    from ecomsim.catalog.objects import DynamicTable
    from ecomsim.dynamic_tables.definition import Definition
    from ecomsim.dynamic_tables.derive import Followed
    from ecomsim.dynamic_tables.graph import Graph, Node
    from ecomsim.sessions.session import Session

BATCH = 500
IMMUTABLE = -1
BRIEF = 1.0
"""Seconds for which refreshes that found nothing to do are kept back, so that many of them are written at once."""
_log = logging.getLogger("ecomsim.dynamic_tables")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`data_timestamp` None: not initialised. `sources`: table id to the version read, and 0 for a view or a function,
    IMMUTABLE for a function that is declared so; `failures`: scheduled refreshes
    that failed since the last success; `last_due`: the last due time that was dealt with; `mark`: how the content was
    computed (derive.Mark), None when a refresh cannot follow from it.
    """

    data_timestamp: datetime | None = None
    sources: Mapping[int, int] = field(default_factory=dict)
    failures: int = 0
    last_due: datetime | None = None
    mark: str | None = None


NEW = State()


class States:
    """The states of an account. `running` is held by whoever refreshes: one cycle at a time."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lock = threading.RLock()
        self._dirty: dict[int, State] = {}
        self._rows: list[Refresh] = []
        self._flushed = 0.0
        self._states = _load(account.duck)
        self.running = threading.RLock()
        self.graph: tuple[int, Graph] | None = None  # with the catalog version it was built from
        self.nodes: dict[int, tuple[DynamicTable, Definition, Node]] = {}  # of the graph, with what they were made of
        self.bindings = Bindings()
        self.settled: dict[int, Bound] = {}  # by table id: the binding for which its columns are those of its sources
        self.followed: dict[int, Followed] = {}  # by table id: how the change of its definition is followed
        self.strategy: Strategy = "auto"  # tests and benchmarks force one

    def get(self, table_id: int) -> State:
        return self._states.get(table_id, NEW)

    def last_due(self) -> dict[int, datetime]:
        """Table id to the last due time that was dealt with."""
        return {key: state.last_due for key, state in self._states.items() if state.last_due is not None}

    def save(self, duck: duckdb.DuckDBPyConnection, table_id: int, state: State, row: Refresh) -> None:
        """Write state and history in the caller's transaction, as one statement where the table has a state already;
        `publish` when it has committed.
        """
        kept = first_row(again(duck, _SAVE, (*_values(table_id, state), *history.values(row))))
        if not (kept and kept[0]):
            again(duck, _INSERT, _values(table_id, state))

    def publish(self, table_id: int, state: State, row: Refresh | None = None) -> None:
        """What was saved has committed; `row`: the refresh it was saved with."""
        with self._lock:
            self._states[table_id] = state
            self._dirty.pop(table_id, None)
        if row is not None:
            _say(row)

    def note(self, table_id: int, state: State, *rows: Refresh) -> None:
        """Remember a refresh that wrote no data; it reaches the file with the next batch."""
        with self._lock:
            self._states[table_id] = self._dirty[table_id] = state
            self._rows.extend(rows)
            waits = len(self._rows) < BATCH and self._may_wait(rows)
        for row in rows:
            _say(row)
        if not waits:
            self.flush()

    def _may_wait(self, rows: tuple[Refresh, ...]) -> bool:
        """A simulation writes in batches; on the wall clock only what found nothing to do waits, at most BRIEF."""
        if self._account.clock.is_virtual:
            return True
        idle = all(row.refresh_action == "NO_DATA" and row.state == "SUCCEEDED" for row in rows)
        return bool(rows) and idle and time.monotonic() - self._flushed < BRIEF

    def flush(self) -> None:
        """Write what is buffered."""
        with self._lock:
            states, rows = self._dirty, self._rows
            if not states and not rows:
                return
            self._dirty, self._rows = {}, []
            self._flushed = time.monotonic()
            with self._account.internal() as duck:
                write(duck, states)
                history.insert(duck, rows)

    def refreshes(self, condition: str = "true", parameters: tuple[Any, ...] = ()) -> list[Refresh]:
        """The history, the latest data timestamp first."""
        self.flush()
        with self._account.internal() as duck:
            return history.read(duck, condition, parameters)

    def graphs(self) -> list[history.GraphEntry]:
        with self._account.internal() as duck:
            return history.graphs(duck)


def _say(row: Refresh) -> None:
    """Tell the log of one refresh that has ended."""
    if not _log.isEnabledFor(logging.INFO):
        return
    figures = json.loads(row.statistics) if row.statistics else {}
    logs.event(
        _log,
        logging.INFO,
        "refresh",
        table=f"{row.database_name}.{row.schema_name}.{row.name}",
        state=row.state,
        refresh_action=row.refresh_action,
        refresh_trigger=row.refresh_trigger,
        data_timestamp=row.data_timestamp,
        query_id=row.query_id,
        milliseconds=row.measured_ms if row.measured_ms is not None else figures.get("executionTimeMs"),
        rows_inserted=figures.get("numInsertedRows"),
        rows_deleted=figures.get("numDeletedRows"),
        strategy=row.strategy,
        error_code=None if row.state_code == "SUCCESS" else row.state_code,
        error_message=row.state_message,
    )


def _load(duck: duckdb.DuckDBPyConnection) -> dict[int, State]:
    rows = duck.execute(
        "SELECT table_id, data_timestamp, sources, failures, last_due, mark FROM _ecomsim.dynamic_table_states"
    ).fetchall()
    return {
        table_id: State(
            data_timestamp=stamp,
            sources={int(key): version for key, version in json.loads(sources).items()},
            failures=failures,
            last_due=last_due,
            mark=mark,
        )
        for table_id, stamp, sources, failures, last_due, mark in rows
    }


def write(duck: duckdb.DuckDBPyConnection, states: Mapping[int, State]) -> None:
    """Replace the stored states of these tables."""
    for table_id, state in states.items():
        row = first_row(again(duck, _UPDATE, _values(table_id, state)))
        if not (row and row[0]):
            again(duck, _INSERT, _values(table_id, state))


def _values(table_id: int, state: State) -> tuple[Any, ...]:
    return (
        state.data_timestamp,
        json.dumps(dict(state.sources)),
        state.failures,
        state.last_due,
        state.mark,
        table_id,
    )


_FIELDS = ("data_timestamp", "sources", "failures", "last_due", "mark")
_UPDATE = f"UPDATE _ecomsim.dynamic_table_states SET {', '.join(f'{each} = ?' for each in _FIELDS)} WHERE table_id = ?"
_INSERT = f"INSERT INTO _ecomsim.dynamic_table_states ({', '.join(_FIELDS)}, table_id) VALUES (?, ?, ?, ?, ?, ?)"
_SAVE = f"WITH kept AS ({_UPDATE} RETURNING table_id), noted AS ({history.inserting()}) SELECT count(*) FROM kept"


def is_initialized(table_id: int, account: Account) -> bool:
    """Whether the table has had its first refresh and can be queried."""
    return account.dynamic_tables.get(table_id).data_timestamp is not None


def describe(table: DynamicTable, session: Session) -> dict[str, Any]:
    """What SHOW DYNAMIC TABLES says beyond the catalog: data_timestamp, last_suspended_on."""
    return {
        "data_timestamp": session.account.dynamic_tables.get(table.id).data_timestamp,
        "last_suspended_on": table.suspended_on,
    }
