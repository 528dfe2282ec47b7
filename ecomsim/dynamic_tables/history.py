"""What refreshes leave behind: one row per refresh, one per state of a definition, and where each table stands.

Rows of a refresh that wrote data commit with that data; the others are written in batches by `state.States`.
Source: spec/dynamic-tables.md section 18.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecomsim.histories.journal import append

if TYPE_CHECKING:
    import duckdb

    from ecomsim.catalog.objects import DynamicTable

TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.dynamic_table_states (
        table_id BIGINT, data_timestamp TIMESTAMPTZ, sources VARCHAR, failures BIGINT, last_due TIMESTAMPTZ,
        mark VARCHAR)""",
    """CREATE TABLE IF NOT EXISTS _ecomsim.dynamic_table_refreshes (
        table_id BIGINT, name VARCHAR, schema_name VARCHAR, database_name VARCHAR, state VARCHAR, state_code VARCHAR,
        state_message VARCHAR, query_id VARCHAR, data_timestamp TIMESTAMPTZ, refresh_start_time TIMESTAMPTZ,
        refresh_end_time TIMESTAMPTZ, completion_target TIMESTAMPTZ, last_completed_dependency VARCHAR,
        statistics VARCHAR, refresh_action VARCHAR, reinit_reason VARCHAR, refresh_trigger VARCHAR,
        target_lag_sec BIGINT, graph_history_valid_from TIMESTAMPTZ, inputs_with_changed_data VARCHAR,
        warehouse VARCHAR, strategy VARCHAR, execute_as_user VARCHAR, measured_ms BIGINT)""",
    """CREATE TABLE IF NOT EXISTS _ecomsim.dynamic_table_graphs (
        table_id BIGINT, name VARCHAR, schema_name VARCHAR, database_name VARCHAR, inputs VARCHAR,
        target_lag_type VARCHAR, target_lag_sec BIGINT, query_text VARCHAR, valid_from TIMESTAMPTZ,
        valid_to TIMESTAMPTZ, scheduling_state VARCHAR, alter_trigger VARCHAR)""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """One refresh, field for field a row of `_ecomsim.dynamic_table_refreshes`; objects and arrays are JSON text.

    strategy: the way its rows were computed (explain.WAYS), None when it wrote none; measured_ms: the time it took
    here, also on a virtual clock, on which everything takes no time.
    """

    table_id: int
    name: str
    schema_name: str
    database_name: str
    state: str
    state_code: str | None = None
    state_message: str | None = None
    query_id: str | None = None
    data_timestamp: datetime
    refresh_start_time: datetime | None = None
    refresh_end_time: datetime | None = None
    completion_target: datetime | None = None
    last_completed_dependency: str | None = None
    statistics: str | None = None
    refresh_action: str | None = None
    reinit_reason: str | None = None
    refresh_trigger: str
    target_lag_sec: int | None = None
    graph_history_valid_from: datetime | None = None
    inputs_with_changed_data: str | None = None
    warehouse: str | None = None
    strategy: str | None = None
    execute_as_user: str | None = None
    measured_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEntry:
    """One state of a definition, from `valid_from` until the next change."""

    table_id: int
    name: str
    schema_name: str
    database_name: str
    inputs: str
    target_lag_type: str
    target_lag_sec: int | None
    query_text: str
    valid_from: datetime
    valid_to: datetime | None = None
    scheduling_state: str
    alter_trigger: str


_REFRESH_FIELDS = tuple(field.name for field in fields(Refresh))
_GRAPH_FIELDS = tuple(field.name for field in fields(GraphEntry))


# --- refreshes -------------------------------------------------------------------------------------------------


def insert(duck: duckdb.DuckDBPyConnection, rows: Sequence[Refresh]) -> None:
    """Write refreshes in the caller's transaction."""
    append(duck, "_ecomsim.dynamic_table_refreshes", Refresh, rows)


def inserting() -> str:
    """The statement that writes one refresh; it has a place for each of its `values`."""
    places = ", ".join("?" * len(_REFRESH_FIELDS))
    return f"INSERT INTO _ecomsim.dynamic_table_refreshes ({', '.join(_REFRESH_FIELDS)}) VALUES ({places})"


def values(row: Refresh) -> tuple[Any, ...]:
    """Its fields in their order."""
    return tuple(getattr(row, name) for name in _REFRESH_FIELDS)


def read(duck: duckdb.DuckDBPyConnection, condition: str = "true", parameters: Sequence[Any] = ()) -> list[Refresh]:
    """Refreshes that satisfy a DuckDB condition, the latest data timestamp first."""
    rows = duck.execute(
        f"SELECT {', '.join(_REFRESH_FIELDS)} FROM _ecomsim.dynamic_table_refreshes WHERE {condition} "
        "ORDER BY data_timestamp DESC, refresh_end_time DESC, name",
        list(parameters),
    ).fetchall()
    return [Refresh(**dict(zip(_REFRESH_FIELDS, row, strict=True))) for row in rows]


# --- definitions -----------------------------------------------------------------------------------------------


def entry(
    table: DynamicTable, inputs: Sequence[Mapping[str, Any]], lag_seconds: int | None, now: datetime, trigger: str
) -> GraphEntry:
    """The description of a definition as it is from `now` on."""
    return GraphEntry(
        table_id=table.id,
        name=table.name.last,
        schema_name=table.name.schema,
        database_name=table.name.database,
        inputs=json.dumps(list(inputs)),
        target_lag_type="USER_DEFINED" if lag_seconds is not None else "DOWNSTREAM",
        target_lag_sec=lag_seconds,
        query_text=table.query or table.refresh_using,
        valid_from=now,
        scheduling_state=json.dumps(scheduling_state(table)),
        alter_trigger=json.dumps([trigger]),
    )


def scheduling_state(table: DynamicTable, active: str = "ACTIVE") -> dict[str, str]:
    """The SCHEDULING_STATE object; absent facts have no key."""
    found = {"state": active if table.scheduling_state == "ACTIVE" else "SUSPENDED"}
    if table.scheduling_state == "SUSPENDED":
        found["reason_code"] = table.suspend_reason
        found["reason_message"] = REASONS[table.suspend_reason]
        if table.suspended_on is not None:
            found["suspended_on"] = table.suspended_on.isoformat()
    if table.resumed_on is not None:
        found["resumed_on"] = table.resumed_on.isoformat()
    return found


REASONS = {
    "USER_SUSPENDED": "The dynamic table was suspended by a user.",
    "UPSTREAM_USER_SUSPENDED": "The dynamic table was suspended because an upstream dynamic table was suspended "
    "by a user.",
    "SUSPENDED_DUE_TO_ERRORS": "The dynamic table was suspended due to 5 consecutive refresh errors.",
    "UPSTREAM_SUSPENDED_DUE_TO_ERRORS": "The dynamic table was suspended because an upstream dynamic table was "
    "suspended due to 5 consecutive refresh errors.",
    "CLONED_AUTO_SUSPENDED": "The dynamic table was suspended because it was cloned.",
    "UPSTREAM_CLONED_AUTO_SUSPENDED": "The dynamic table was suspended because an upstream dynamic table was cloned.",
}


def describe(duck: duckdb.DuckDBPyConnection, new: GraphEntry) -> None:
    """Close the present description of a table and open `new`, in the caller's transaction."""
    end(duck, new.table_id, new.valid_from)
    values = [getattr(new, name) for name in _GRAPH_FIELDS]
    places = ", ".join("?" * len(values))
    duck.execute(f"INSERT INTO _ecomsim.dynamic_table_graphs ({', '.join(_GRAPH_FIELDS)}) VALUES ({places})", values)


def end(duck: duckdb.DuckDBPyConnection, table_id: int, now: datetime) -> None:
    duck.execute(
        "UPDATE _ecomsim.dynamic_table_graphs SET valid_to = ? WHERE table_id = ? AND valid_to IS NULL",
        [now, table_id],
    )


def graphs(duck: duckdb.DuckDBPyConnection) -> list[GraphEntry]:
    """All descriptions, oldest first."""
    rows = duck.execute(
        f"SELECT {', '.join(_GRAPH_FIELDS)} FROM _ecomsim.dynamic_table_graphs ORDER BY valid_from, name"
    ).fetchall()
    return [GraphEntry(**dict(zip(_GRAPH_FIELDS, row, strict=True))) for row in rows]
