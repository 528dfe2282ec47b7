"""INFORMATION_SCHEMA's table functions about dynamic tables.

Source: spec/dynamic-tables.md section 18.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import DynamicTable
from ecomsim.dynamic_tables import history, refresh
from ecomsim.dynamic_tables.history import GraphEntry, Refresh
from ecomsim.names import Name, parse_name
from ecomsim.statements.result import Result, of_rows
from ecomsim.storage.travel import instant
from ecomsim.values.types import ARRAY, FLOAT, INTEGER, OBJECT, TEXT, Column, SnowflakeType, timestamp_ltz

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

Arguments = Mapping[str | int, Any]

WINDOW = timedelta(days=7)
DAY = timedelta(days=1)
_TIME = timestamp_ltz(9)
_ORDER = {"FAILED": 0, "UPSTREAM_FAILED": 1, "SKIPPED": 2, "SUCCEEDED": 3, "CANCELLED": 4}


def columns_of(names: str, kinds: Mapping[str, SnowflakeType]) -> tuple[Column, ...]:
    return tuple(Column(name, kinds.get(name, TEXT)) for name in names.split())


REFRESH_HISTORY = columns_of(
    "NAME SCHEMA_NAME DATABASE_NAME STATE STATE_CODE STATE_MESSAGE QUERY_ID DATA_TIMESTAMP REFRESH_START_TIME "
    "REFRESH_END_TIME COMPLETION_TARGET QUALIFIED_NAME LAST_COMPLETED_DEPENDENCY STATISTICS REFRESH_ACTION "
    "REINIT_REASON REFRESH_TRIGGER TARGET_LAG_SEC GRAPH_HISTORY_VALID_FROM INPUTS_WITH_CHANGED_DATA WAREHOUSE "
    "EXECUTE_AS_USER SECONDARY_ROLE_NAMES",
    {
        **dict.fromkeys(
            (
                "DATA_TIMESTAMP",
                "REFRESH_START_TIME",
                "REFRESH_END_TIME",
                "COMPLETION_TARGET",
                "GRAPH_HISTORY_VALID_FROM",
            ),
            _TIME,
        ),
        "LAST_COMPLETED_DEPENDENCY": OBJECT,
        "STATISTICS": OBJECT,
        "TARGET_LAG_SEC": INTEGER,
        "INPUTS_WITH_CHANGED_DATA": ARRAY,
    },
)

TABLES = columns_of(
    "NAME SCHEMA_NAME DATABASE_NAME QUALIFIED_NAME TARGET_LAG_SEC TARGET_LAG_TYPE SCHEDULING_STATE MEAN_LAG_SEC "
    "MAXIMUM_LAG_SEC TIME_ABOVE_TARGET_LAG_SEC TIME_WITHIN_TARGET_LAG_RATIO LATEST_DATA_TIMESTAMP "
    "LAST_COMPLETED_REFRESH_STATE LAST_COMPLETED_REFRESH_STATE_CODE LAST_COMPLETED_REFRESH_STATE_MESSAGE "
    "EXECUTING_REFRESH_QUERY_ID RECOMMENDATIONS EXECUTE_AS_USER SECONDARY_ROLES SCHEDULER",
    {
        "TARGET_LAG_SEC": INTEGER,
        "SCHEDULING_STATE": OBJECT,
        "MEAN_LAG_SEC": INTEGER,
        "MAXIMUM_LAG_SEC": INTEGER,
        "TIME_ABOVE_TARGET_LAG_SEC": INTEGER,
        "TIME_WITHIN_TARGET_LAG_RATIO": FLOAT,
        "LATEST_DATA_TIMESTAMP": _TIME,
        "RECOMMENDATIONS": ARRAY,
    },
)

GRAPH_HISTORY = columns_of(
    "NAME SCHEMA_NAME DATABASE_NAME QUALIFIED_NAME INPUTS TARGET_LAG_TYPE TARGET_LAG_SEC QUERY_TEXT VALID_FROM "
    "VALID_TO SCHEDULING_STATE ALTER_TRIGGER EXECUTE_AS_USER SECONDARY_ROLES SCHEDULER",
    {
        "INPUTS": ARRAY,
        "TARGET_LAG_SEC": INTEGER,
        "VALID_FROM": _TIME,
        "VALID_TO": _TIME,
        "SCHEDULING_STATE": OBJECT,
        "ALTER_TRIGGER": ARRAY,
    },
)


OPEN = frozenset({"NAME", "SCHEMA_NAME", "DATABASE_NAME", "QUALIFIED_NAME"})
"""What is seen of a table without MONITOR on it."""


def _seen(table_id: int, columns: Sequence[Column], row: tuple[Any, ...], session: Session) -> tuple[Any, ...] | None:
    """As much of a row as the role may see of its table: all of it, its names alone, or nothing."""
    if checks.free(session):
        return row
    catalog = session.catalog
    table = catalog.by_id(table_id) or next((each for each in catalog.graveyard if each.id == table_id), None)
    if table is None or not checks.visible(session, table):
        return None
    if checks.monitors(session, table):
        return row
    return tuple(value if column.name in OPEN else None for column, value in zip(columns, row, strict=True))


# --- arguments -------------------------------------------------------------------------------------------------


def arguments(given: Arguments, function: str, *known: str) -> dict[str, Any]:
    """Arguments by name; positions count in the order of `known`. Raises 000904 for an unknown name."""
    found: dict[str, Any] = {}
    for key, value in given.items():
        name = known[key] if isinstance(key, int) and key < len(known) else str(key)
        if name not in known:
            raise errors.compilation(
                904, "42000", f"error line 1 at position 0\ninvalid argument '{name}' of {function}"
            )
        if value is not None:
            found[name] = value
    return found


def _limit(given: Mapping[str, Any]) -> int:
    limit = int(given.get("RESULT_LIMIT", 100))
    if not 1 <= limit <= 10000:
        raise errors.invalid_value(f"Invalid value [{limit}] for parameter 'RESULT_LIMIT': expected 1 to 10000.")
    return limit


def named(text: str) -> Callable[[str, str, str], bool]:
    """Whether (database, schema, name) is what a 1-, 2- or 3-part name says, without regard to case."""
    try:
        wanted = tuple(part.upper() for part in parse_name(text).parts)
    except ValueError as cause:
        raise errors.invalid_value(f"Invalid value ['{text}'] for parameter 'NAME'.") from cause
    return lambda *parts: tuple(part.upper() for part in parts)[-len(wanted) :] == wanted


# --- refreshes -------------------------------------------------------------------------------------------------


def refresh_history(given: Arguments, session: Session) -> Result:
    """DYNAMIC_TABLE_REFRESH_HISTORY: by default the past day; the latest data timestamp first."""
    found = arguments(
        given,
        "DYNAMIC_TABLE_REFRESH_HISTORY",
        "DATA_TIMESTAMP_START",
        "DATA_TIMESTAMP_END",
        "RESULT_LIMIT",
        "NAME",
        "NAME_PREFIX",
        "ERROR_ONLY",
    )
    limit = _limit(found)
    now = session.clock.now()
    end = instant(found["DATA_TIMESTAMP_END"]) if "DATA_TIMESTAMP_END" in found else now
    start = instant(found["DATA_TIMESTAMP_START"]) if "DATA_TIMESTAMP_START" in found else end - DAY
    conditions = ["data_timestamp >= ?", "data_timestamp <= ?"]
    if found.get("ERROR_ONLY") in (True, "TRUE", "true"):
        conditions.append("state IN ('FAILED', 'CANCELLED', 'UPSTREAM_FAILED')")
    rows: Iterable[Refresh] = session.account.dynamic_tables.refreshes(
        " AND ".join(conditions), (max(start, now - WINDOW), end)
    )
    if "NAME" in found:
        matches = named(str(found["NAME"]))
        rows = [row for row in rows if matches(row.database_name, row.schema_name, row.name)]
    if "NAME_PREFIX" in found:
        prefix = str(found["NAME_PREFIX"]).upper()
        rows = [row for row in rows if _qualified(row).upper().startswith(prefix)]
    described = Described(session.account.dynamic_tables.graphs())
    shown = ((row.table_id, refresh_row(row, described)) for row in rows)
    seen = (
        _seen(table_id, REFRESH_HISTORY, tuple(row[column.name] for column in REFRESH_HISTORY), session)
        for table_id, row in shown
    )
    return of_rows(REFRESH_HISTORY, list(islice((row for row in seen if row is not None), limit)))


class Described:
    """Which description of its table each refresh ran by."""

    def __init__(self, entries: Iterable[GraphEntry]) -> None:
        self._starts: dict[int, list[datetime]] = {}
        for entry in entries:
            self._starts.setdefault(entry.table_id, []).append(entry.valid_from)

    def since(self, row: Refresh) -> datetime | None:
        """VALID_FROM of the entry of the graph history that was current when the refresh ended."""
        moment = row.refresh_end_time or row.refresh_start_time or row.data_timestamp
        return max((start for start in self._starts.get(row.table_id, ()) if start <= moment), default=None)


def refresh_row(row: Refresh, described: Described) -> dict[str, Any]:
    """One refresh by column name."""
    derived = {
        "QUALIFIED_NAME": _qualified(row),
        "SECONDARY_ROLE_NAMES": None,
        "GRAPH_HISTORY_VALID_FROM": described.since(row),
    }
    names = (column.name for column in REFRESH_HISTORY)
    return {name: derived[name] if name in derived else getattr(row, name.lower()) for name in names}


def _qualified(row: Refresh | GraphEntry) -> str:
    return str(Name(row.database_name, row.schema_name, row.name))


# --- tables ----------------------------------------------------------------------------------------------------


def dynamic_tables(given: Arguments, session: Session) -> Result:
    """DYNAMIC_TABLES: each table with its lag statistics over its refreshes; failures first."""
    found = arguments(
        given, "DYNAMIC_TABLES", "NAME", "REFRESH_DATA_TIMESTAMP_START", "RESULT_LIMIT", "INCLUDE_CONNECTED"
    )
    connected = found.get("INCLUDE_CONNECTED") in (True, "TRUE", "true")
    if connected and ("NAME" not in found or "RESULT_LIMIT" in found):
        raise errors.invalid_value("INCLUDE_CONNECTED => TRUE needs NAME and does not go with RESULT_LIMIT.")
    tables = {
        table.id: table
        for table in session.catalog.all(DynamicTable.kind, session.database)
        if isinstance(table, DynamicTable)
    }
    wanted = list(tables.values())
    if "NAME" in found:
        matches = named(str(found["NAME"]))
        wanted = [table for table in wanted if matches(*table.name.parts)]
    if connected:
        graph = refresh.graph_of(session.account)
        ids = {table.id for table in wanted}
        ids |= {node.id for each in wanted for node in (*graph.upstream(each.id), *graph.downstream(each.id))}
        wanted = [table for key, table in tables.items() if key in ids]
    start = session.clock.now() - WINDOW
    if "REFRESH_DATA_TIMESTAMP_START" in found:
        start = max(start, instant(found["REFRESH_DATA_TIMESTAMP_START"]))
    refreshes = session.account.dynamic_tables.refreshes("data_timestamp >= ?", (start,))
    rows = [_described(table, [row for row in refreshes if row.table_id == table.id], session) for table in wanted]
    rows.sort(key=lambda row: (_ORDER.get(str(row["LAST_COMPLETED_REFRESH_STATE"]), 9), str(row["QUALIFIED_NAME"])))
    seen = (_seen(row["ID"], TABLES, tuple(row[column.name] for column in TABLES), session) for row in rows)
    return of_rows(TABLES, list(islice((row for row in seen if row is not None), None if connected else _limit(found))))


def _described(table: DynamicTable, refreshes: Sequence[Refresh], session: Session) -> dict[str, Any]:
    """One row of DYNAMIC_TABLES. `refreshes`: the table's, the latest data timestamp first."""
    seconds = refresh.lag_seconds(table)
    done = [row for row in refreshes if row.state != "EXECUTING"]
    last = done[0] if done else None
    figures = _lag_figures([row for row in done if row.state == "SUCCEEDED"], seconds, session.clock.now())
    return {
        "ID": table.id,
        "NAME": table.name.last,
        "SCHEMA_NAME": table.name.schema,
        "DATABASE_NAME": table.name.database,
        "QUALIFIED_NAME": str(table.name),
        "TARGET_LAG_SEC": seconds,
        "TARGET_LAG_TYPE": "DOWNSTREAM" if seconds is None else "USER_DEFINED",
        "SCHEDULING_STATE": json.dumps(history.scheduling_state(table, "RUNNING")),
        **figures,
        "LATEST_DATA_TIMESTAMP": session.account.dynamic_tables.get(table.id).data_timestamp,
        "LAST_COMPLETED_REFRESH_STATE": last.state if last else None,
        "LAST_COMPLETED_REFRESH_STATE_CODE": last.state_code if last else None,
        "LAST_COMPLETED_REFRESH_STATE_MESSAGE": last.state_message if last else None,
        "EXECUTING_REFRESH_QUERY_ID": None,
        "RECOMMENDATIONS": None,
        "EXECUTE_AS_USER": table.execute_as_user,
        "SECONDARY_ROLES": table.options.get("SECONDARY_ROLES"),
        "SCHEDULER": table.options.get("SCHEDULER"),
    }


def _lag_figures(succeeded: Sequence[Refresh], target: int | None, now: datetime) -> dict[str, Any]:
    """Mean, maximum and overtime of the lag since the first of these refreshes.

    Between two refreshes the lag grows from the age a data timestamp had when it became visible.
    """
    ordered = sorted(succeeded, key=lambda row: row.refresh_end_time or row.data_timestamp)
    ends = [row.refresh_end_time or row.data_timestamp for row in ordered]
    weighted = longest = above = total = 0.0
    for row, begin, end in zip(ordered, ends, [*ends[1:], now][: len(ends)], strict=True):
        low, high = ((moment - row.data_timestamp).total_seconds() for moment in (begin, end))
        span = max(high - low, 0.0)
        weighted += span * (low + high) / 2
        longest = max(longest, high)
        total += span
        if target is not None:
            above += max(high - max(low, target), 0.0)
    known = bool(ordered)
    return {
        "MEAN_LAG_SEC": round(weighted / total) if total else (0 if known else None),
        "MAXIMUM_LAG_SEC": round(longest) if known else None,
        "TIME_ABOVE_TARGET_LAG_SEC": round(above) if known and target is not None else None,
        "TIME_WITHIN_TARGET_LAG_RATIO": (1 - above / total if total else 1.0) if known and target is not None else None,
    }


# --- the graph -------------------------------------------------------------------------------------------------


def graph_history(given: Arguments, session: Session) -> Result:
    """DYNAMIC_TABLE_GRAPH_HISTORY: without arguments the present definitions of the existing tables."""
    found = arguments(given, "DYNAMIC_TABLE_GRAPH_HISTORY", "AS_OF", "HISTORY_START", "HISTORY_END")
    if "HISTORY_END" in found and "HISTORY_START" not in found:
        raise errors.invalid_value("HISTORY_END needs HISTORY_START.")
    oldest = session.clock.now() - WINDOW
    entries = [row for row in session.account.dynamic_tables.graphs() if row.valid_to is None or row.valid_to >= oldest]
    if "HISTORY_START" in found:
        start = instant(found["HISTORY_START"])
        end = instant(found["HISTORY_END"]) if "HISTORY_END" in found else session.clock.now()
        chosen = [row for row in entries if row.valid_from <= end and (row.valid_to is None or row.valid_to > start)]
    elif "AS_OF" in found:
        moment = instant(found["AS_OF"])
        chosen = [
            row for row in entries if row.valid_from <= moment and (row.valid_to is None or row.valid_to > moment)
        ]
    else:
        live = {table.id for table in session.catalog.all(DynamicTable.kind)}
        chosen = [row for row in entries if row.valid_to is None and row.table_id in live]
    seen = (_seen(row.table_id, GRAPH_HISTORY, _graph_row(row, session), session) for row in chosen)
    return of_rows(GRAPH_HISTORY, [row for row in seen if row is not None])


def _graph_row(row: GraphEntry, session: Session) -> tuple[Any, ...]:
    table = session.catalog.by_id(row.table_id)
    derived = {
        "QUALIFIED_NAME": _qualified(row),
        "EXECUTE_AS_USER": getattr(table, "execute_as_user", None),
        "SECONDARY_ROLES": table.options.get("SECONDARY_ROLES") if table is not None else None,
        "SCHEDULER": table.options.get("SCHEDULER") if table is not None else None,
    }
    return tuple(
        derived[column.name] if column.name in derived else getattr(row, column.name.lower())
        for column in GRAPH_HISTORY
    )


FUNCTIONS: dict[str, Callable[[Arguments, Session], Result]] = {
    "DYNAMIC_TABLES": dynamic_tables,
    "DYNAMIC_TABLE_REFRESH_HISTORY": refresh_history,
    "DYNAMIC_TABLE_GRAPH_HISTORY": graph_history,
}
