"""Grids: the columns of metadata results by name, and the rows under them.

A row is a mapping from column name to value and holds exactly the columns it may be asked for: a missing one is a bug
(KeyError), never a silent NULL. SHOW and DESCRIBE type their columns by name, because one name means one thing in all
of them. Timestamps declared with three digits are cut to milliseconds, as Snowflake reports them.
Source: spec/metadata.md sections 2 to 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from ecomsim.statements.result import Result, of_rows
from ecomsim.values.types import BOOLEAN, INTEGER, TEXT, Column, SnowflakeType, number, timestamp_ltz

Row = Mapping[str, Any]

TIME = timestamp_ltz(3)
CREDITS = number(38, 9)

SHOW_TYPES: dict[str, SnowflakeType] = {
    **dict.fromkeys(
        (
            "created_on",
            "refreshed_on",
            "compacted_on",
            "updated_on",
            "resumed_on",
            "dropped_on",
            "last_refreshed_on",
            "stale_after",
            "last_committed_on",
            "last_suspended_on",
            "started_on",
            "acquired_on",
            "transaction_started_on",
            "start_time",
            "end_time",
            "expires_at",
            "last_success_login",
            "expires_at_time",
            "locked_until_time",
        ),
        TIME,
    ),
    # a refresh reads its sources as of exactly this instant, so it keeps every digit
    "data_timestamp": timestamp_ltz(9),
    **dict.fromkeys(
        (
            "rows",
            "bytes",
            "search_optimization_progress",
            "search_optimization_bytes",
            "min_cluster_count",
            "max_cluster_count",
            "started_clusters",
            "running",
            "queued",
            "auto_suspend",
            "mins_to_bypass_network_policy_requirement",
            "query_acceleration_max_scale_factor",
            "next_value",
            "interval",
            "key_sequence",
            "session",
            "session_id",
            "scope",
            "assigned_to_users",
            "granted_to_roles",
            "granted_roles",
            "granted_to_database_roles",
            "granted_database_roles",
            "min_num_arguments",
            "max_num_arguments",
        ),
        INTEGER,
    ),
}


def names(text: str) -> tuple[str, ...]:
    """Column names from a comma-separated list."""
    return tuple(name.strip() for name in text.split(","))


def show_columns(wanted: Iterable[str]) -> tuple[Column, ...]:
    """Columns of a SHOW or DESCRIBE grid."""
    return tuple(Column(name, SHOW_TYPES.get(name, TEXT)) for name in wanted)


def typed(times: str = "", integers: str = "", credits: str = "", booleans: str = "") -> dict[str, SnowflakeType]:
    """Types of view columns by name, for `view_columns`; every other column is VARCHAR."""
    groups = ((times, TIME), (integers, INTEGER), (credits, CREDITS), (booleans, BOOLEAN))
    return {name: kind for text, kind in groups if text for name in names(text)}


def view_columns(wanted: Iterable[str], types: Mapping[str, SnowflakeType]) -> tuple[Column, ...]:
    """Columns of a metadata view or table function."""
    return tuple(Column(name, types.get(name, TEXT)) for name in wanted)


def result(columns: Sequence[Column], rows: Iterable[Row], *, statement_type: str = "SHOW") -> Result:
    """The grid as a result; rows may hold more than is asked for, never less."""
    cut = {column.name for column in columns if column.type == TIME}
    data = [
        tuple(_milliseconds(row[column.name]) if column.name in cut else row[column.name] for column in columns)
        for row in rows
    ]
    return of_rows(columns, data, kind="query" if statement_type == "SELECT" else "show", statement_type=statement_type)


def _milliseconds(value: datetime | None) -> datetime | None:
    return None if value is None else value.replace(microsecond=value.microsecond // 1000 * 1000)


def credits(value: float) -> Decimal:
    """Credits as metering views show them, with nine digits."""
    return Decimal(value).quantize(Decimal("1.000000000"))


def flag(value: bool) -> str:
    """Y or N."""
    return "Y" if value else "N"


def yes(value: bool) -> str:
    """YES or NO."""
    return "YES" if value else "NO"


def switch(value: bool) -> str:
    """ON or OFF."""
    return "ON" if value else "OFF"


def truth(value: bool) -> str:
    """true or false, as text."""
    return "true" if value else "false"
