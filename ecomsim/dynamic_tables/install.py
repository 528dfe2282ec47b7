"""Putting a new dynamic table into the catalog, filled when it initialises on creation.

Everything happens in one transaction: a query that fails leaves nothing behind, and OR REPLACE keeps the old table
until the new one is full. Frozen rows come from BACKFILL FROM where there is one, all others from the definition.
Source: spec/dynamic-tables.md 3.1, sections 7 and 16.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable, Table
from ecomsim.dialect import errors as dialect_errors
from ecomsim.dynamic_tables import (
    apply,
    custom,
    definition,
    drafts,
    follow,
    frozen,
    history,
    manual,
    refresh,
    suspension,
    writing,
)
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.dynamic_tables.history import Refresh
from ecomsim.dynamic_tables.state import State
from ecomsim.dynamic_tables.state import write as write_state
from ecomsim.names import quote
from ecomsim.sqltext import nodes
from ecomsim.statements import placeholders
from ecomsim.storage import layout, reads, travel
from ecomsim.streams import streams

if TYPE_CHECKING:
    from ecomsim.ddl.change import Change
    from ecomsim.sessions.session import Session


def install(
    draft: drafts.Draft, statement: nodes.CreateDynamicTable, existing: DynamicTable | None, session: Session
) -> None:
    """Create the table of a draft in place of `existing`."""
    account = session.account
    found, fills = draft.definition, draft.table.initialize == "ON_CREATE"
    seed = _seed(draft.table, statement, session)
    began = time.perf_counter()
    instant, started = account.clock.now(), account.clock.milliseconds()
    if fills:
        _bring_up(found, session, instant)
    with definition.worker(account, draft.table.scope, draft.table.warehouse, draft.table.owner) as worker:
        worker.query_id = session.query_id
        with worker.ddl() as change:
            change.copies_grants = "COPY_GRANTS" in statement.options
            table = replace(draft.table, id=change.new_id(), created_on=change.now, scheduled_from=change.now)
            if seed:
                table = replace(table, options={**table.options, "BACKFILL": True})
            layout.create(change.duck, table.id, table.columns)
            versions = refresh.pins(found, account, instant) if fills or seed else {}
            rows = _filled(change, table, found, versions, instant, seed, fills=fills)
            state, row = None, None
            if fills:
                read = _read_up_to(versions, statement, session)
                state = writing.succeeded(State(), instant, read, found, account.catalog)
                state = replace(state, mark=follow.first(table, found, worker, layout.FIRST))
                milliseconds = account.clock.milliseconds() - started
                row = replace(
                    _creation(table, existing, instant, rows, milliseconds, worker),
                    last_completed_dependency=refresh.dependency(found.tables - found.independent, {}, account),
                    measured_ms=round((time.perf_counter() - began) * 1000),
                )
                account.dynamic_tables.save(change.duck, table.id, state, row)
            elif seed and table.refresh_using:
                state = State(sources=_read_up_to(versions, statement, session))
                write_state(change.duck, {table.id: state})
            change.create_storage(table.id, table.columns, rows=rows)
            if existing is not None:
                history.end(change.duck, existing.id, change.now)
                change.drop(existing)
            change.add(table)
            if table.resolved_refresh_mode != "FULL":
                for table_id in sorted(found.tables):
                    streams.track(change, table_id)
            suspension.describe(table, change, "CREATE_DYNAMIC_TABLE", found)
        session.definitions += worker.definitions
    if state is not None:
        account.dynamic_tables.publish(table.id, state, row)


def _bring_up(found: Definition, session: Session, instant: datetime) -> None:
    """Refresh the upstream dynamic tables to the creation's data timestamp."""
    graph = refresh.graph_of(session.account)
    sources = found.tables - found.independent
    upstream = [key for key in sources if key in graph.nodes and not graph.nodes[key].disabled]
    manual.check_upstream(upstream, session, 2757, "initial refresh")
    outcomes = refresh.cycle(session.account, upstream, instant, "CREATION")
    failed = [outcome for outcome in outcomes.values() if outcome.error is not None]
    if failed:
        raise failed[0].error  # type: ignore[misc]


def _filled(
    change: Change,
    table: DynamicTable,
    found: Definition,
    versions: Mapping[int, int],
    instant: datetime,
    seed: str,
    *,
    fills: bool,
) -> int:
    """Write the first content inside the transaction of the CREATE; returns how many rows."""
    worker = change.session
    account = worker.account
    warehouse = str(table.options.get("INITIALIZATION_WAREHOUSE", table.warehouse))
    if not fills and not seed:
        return 0
    account.warehouses.use(warehouse, worker, account.clock.now())
    try:
        values = writing.values_at(worker, found, versions, instant)
        if table.refresh_using:
            if not seed:
                return custom.fill(worker, change.transaction, table, versions)
            return apply.fill(worker, table.id, replace(found, sql=seed), {})
        if not seed:
            return apply.fill(worker, table.id, found, values)
        limits = frozen.region(str(table.immutable_where), table.columns, worker)
        values |= placeholders.values(worker, limits.parameters, {})
        parts = [f"SELECT * FROM ({seed}) AS seed WHERE {limits.frozen}"]
        if fills:
            parts.append(f"SELECT * FROM ({found.sql}) AS rows WHERE {limits.active}")
        sql = " UNION ALL ".join(parts)
        return apply.fill(
            worker, table.id, replace(found, sql=sql), {key: value for key, value in values.items() if f"${key}" in sql}
        )
    except duckdb.Error as cause:
        raise dialect_errors.snowflake_error(cause) from cause
    finally:
        account.warehouses.release(worker.using, account.clock.now())


def _creation(
    table: DynamicTable,
    existing: DynamicTable | None,
    instant: datetime,
    rows: int,
    milliseconds: int,
    worker: Session,
) -> Refresh:
    """The history row of the initial refresh."""
    account = worker.account
    mode = table.resolved_refresh_mode
    action: str = mode if mode in ("FULL", "CUSTOM_INCREMENTAL") else "INCREMENTAL"
    if existing is not None and action == "INCREMENTAL":
        action = "REINITIALIZE"
    return replace(
        refresh.row_of(account, table, instant, "CREATION"),
        state="SUCCEEDED",
        state_code="SUCCESS",
        query_id=worker.query_id,
        refresh_action=action,
        refresh_end_time=account.clock.now(),
        statistics=writing.statistics(apply.Written(rows, 0), milliseconds),
        warehouse=str(table.options.get("INITIALIZATION_WAREHOUSE", table.warehouse)),
        strategy="statement" if table.refresh_using else "full",
    )


# --- BACKFILL FROM, START AT -----------------------------------------------------------------------------------


def _seed(table: DynamicTable, statement: nodes.CreateDynamicTable, session: Session) -> str:
    """DuckDB text of the rows of BACKFILL FROM, "" without it. Raises when they are not rows of the new table."""
    if statement.backfill is None:
        return ""
    source = session.catalog.relation(session.resolve(statement.backfill, "SELECT"))
    if source is None:
        raise errors.does_not_exist("Object", statement.backfill)
    if not isinstance(source, (Table, DynamicTable)):
        raise errors.compilation(1420, "0A000", "BACKFILL FROM takes a table or a dynamic table.")
    mine, others = (
        [(each.name, each.type) for each in table.columns],
        [(each.name, each.type) for each in source.columns],
    )
    if [name for name, _ in mine] != [name for name, _ in others] or any(
        own.name != other.name for (_, own), (_, other) in zip(mine, others, strict=True)
    ):
        raise errors.compilation(
            2057,
            "42601",
            f"The columns of '{source.name.last}' do not match those of Dynamic Table '{table.name.last}'.",
        )
    if source.cluster_by != table.cluster_by:
        raise errors.compilation(
            1420, "0A000", f"The clustering keys of '{source.name.last}' and '{table.name.last}' must be the same."
        )
    version = (
        travel.version_at(source, statement.backfill_at, session)
        if statement.backfill_at is not None
        else session.account.timelines.number(source.id)
    )
    found = {each.name: each.duckdb for each in source.columns}
    shown = ", ".join(
        f"{quote(found[each.name])}::{each.type.duckdb} AS {quote(each.duckdb)}" for each in table.columns
    )
    return f"SELECT {shown} FROM ({reads.at_version(source.id, source.columns, str(version))}) AS rows"


def _read_up_to(
    versions: Mapping[int, int], statement: nodes.CreateDynamicTable, session: Session
) -> Mapping[int, int]:
    """The versions that count as read by the initial refresh: those of START AT, else those that were read."""
    if statement.start_at is None:
        return versions
    read = dict(versions)
    for table_id in versions:
        source = session.catalog.by_id(table_id)
        if isinstance(source, (Table, DynamicTable)):
            read[table_id] = streams.starting_point(statement.start_at, (table_id,), session)[table_id]
    return read
