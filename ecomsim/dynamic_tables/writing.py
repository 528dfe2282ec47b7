"""Writing one refresh: the new rows, the table's state and its history row, in one transaction.

What is written follows from the decision and from what the table is: its own statement, the active rows of a frozen
table, the change, or the whole query. Source: spec/dynamic-tables.md sections 9 to 12.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable
from ecomsim.dialect import errors as dialect_errors
from ecomsim.dynamic_tables import apply, custom, definition, follow, frozen
from ecomsim.dynamic_tables.decide import Decision
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.dynamic_tables.history import Refresh
from ecomsim.dynamic_tables.state import State
from ecomsim.dynamic_tables.strategy import Strategy
from ecomsim.errors import SnowflakeError
from ecomsim.names import Name
from ecomsim.statements import placeholders
from ecomsim.storage import statistics as storage_statistics

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.catalog.store import Catalog
    from ecomsim.sessions.session import Session


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """Whose user and warehouse a REFRESH COPY SESSION takes."""

    user: str
    warehouse: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One refresh that was decided on. `versions`: table id to the version that is read; `row`: its history row so far;
    `started`: the account's milliseconds when it began.
    """

    table: DynamicTable
    state: State
    found: Definition
    versions: Mapping[int, int]
    decision: Decision
    row: Refresh
    started: int
    on_behalf: OnBehalf | None


def write(account: Account, work: Work) -> Refresh:
    """Compute and commit; the finished history row. What fails while it follows the change is computed as a whole: rows
    that the query leaves out before it converts or divides may fail on the way, and only the whole query tells whether
    it fails itself.
    """
    wanted = account.dynamic_tables.strategy
    if work.decision.action != "INCREMENTAL" or wanted != "auto":
        return _write_by(wanted, account, work)
    try:
        return _write_by(wanted, account, work)
    except SnowflakeError:
        return _write_by("full", account, work)


def _write_by(wanted: Strategy, account: Account, work: Work) -> Refresh:
    table, state, found, versions, decision = work.table, work.state, work.found, work.versions, work.decision
    row, on_behalf = work.row, work.on_behalf
    states, began = account.dynamic_tables, time.perf_counter()
    warehouse, user = table.warehouse, table.execute_as_user
    if state.data_timestamp is None or decision.action == "REINITIALIZE":
        warehouse = str(table.options.get("INITIALIZATION_WAREHOUSE", warehouse))
    if on_behalf is not None:
        warehouse, user = on_behalf.warehouse or warehouse, on_behalf.user
    if account.catalog.get("WAREHOUSE", Name("", "", warehouse)) is None:
        raise errors.compilation(2725, "55000", "Dynamic table could not be refreshed because warehouse is missing.")
    after = replace(succeeded(state, row.data_timestamp, versions, found, account.catalog), mark=None)
    with definition.worker(account, table.scope, warehouse, table.owner, user) as session:
        query_id = account.new_query_id()
        session.query_id = query_id
        try:
            account.warehouses.use(warehouse, session, account.clock.now())
            with session.writing() as transaction:
                transaction.write(table.id)
                values = values_at(session, found, versions, row.data_timestamp)
                before = storage_statistics.rows(session, table.id) if decision.action == "FULL" else 0
                way = "full"
                if table.refresh_using:
                    way = "statement"
                    written = custom.write(session, transaction, table, versions, state.sources or None)
                elif frozen.applies(table, state):
                    way = "active rows"
                    written = frozen.write(session, transaction, table, found, values, decision.action)
                elif decision.action == "INCREMENTAL" and state.data_timestamp is not None:
                    written, mark = follow.write(session, transaction, table, state, found, versions, values, wanted)
                    after, way = replace(after, mark=mark.text()), mark.last
                else:
                    write = apply.overwrite if decision.action == "REINITIALIZE" else apply.net_difference
                    written = write(session, transaction, table, found, values)
                    version = transaction.written[table.id] if table.id in transaction.changed else 0
                    version = version or account.timelines.number(table.id)
                    after = replace(after, mark=follow.first(table, found, session, version))
                if decision.action == "FULL" and table.immutable_where is None:
                    written = apply.Written(before - written.deleted + written.inserted, before)
                row = replace(
                    row,
                    state="SUCCEEDED",
                    state_code="SUCCESS",
                    query_id=query_id,
                    refresh_end_time=account.clock.now(),
                    statistics=statistics(written, account.clock.milliseconds() - work.started),
                    warehouse=warehouse,
                    strategy=way,
                    execute_as_user=user,
                    measured_ms=round((time.perf_counter() - began) * 1000),
                )
                states.save(session.duck, table.id, after, row)
                transaction.touched = True
        except duckdb.Error as cause:
            raise dialect_errors.snowflake_error(cause) from cause
        finally:
            account.warehouses.release(session.using, account.clock.now())
    states.publish(table.id, after, row)
    return row


def succeeded(
    state: State, instant: datetime, versions: Mapping[int, int], found: Definition, catalog: Catalog
) -> State:
    """Where a table stands after a refresh."""
    sources = {**versions, **found.written(catalog)}
    return replace(state, data_timestamp=instant, sources=sources, failures=0)


def values_at(session: Session, found: Definition, versions: Mapping[int, int], instant: datetime) -> dict[str, Any]:
    """Values of the definition's placeholders for one data timestamp."""
    session.pinned = versions
    session.now = instant
    return placeholders.values(session, found.parameters, {})


def statistics(written: apply.Written, milliseconds: int) -> str:
    """The STATISTICS object: row images written, and where the time went."""
    return json.dumps(
        {
            "numInsertedRows": written.inserted,
            "numDeletedRows": written.deleted,
            "numCopiedRows": 0,
            "numAddedPartitions": int(written.inserted > 0),
            "numRemovedPartitions": int(written.deleted > 0),
            **times(milliseconds),
        }
    )


def times(milliseconds: int) -> dict[str, int]:
    """Where the milliseconds of a refresh went."""
    return {"queuedTimeMs": 0, "compilationTimeMs": 0, "executionTimeMs": milliseconds}
