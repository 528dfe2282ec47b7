"""QUERY_HISTORY in its two shapes: the functions of INFORMATION_SCHEMA and the view of ACCOUNT_USAGE.

Both read `_ecomsim.query_history`. What a local engine does not measure (queues, spilling, transfers) is 0, what it
cannot know is NULL. Statements of tasks and refreshes are listed like any other.
Source: spec/metadata.md sections 5 and 6.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.account_objects import Warehouse
from ecomsim.catalog.objects import Database, Schema
from ecomsim.metadata import grid
from ecomsim.metadata.arguments import Arguments, recent_range
from ecomsim.metadata.grid import Row, names, typed, view_columns
from ecomsim.names import Name
from ecomsim.statements.result import Result
from ecomsim.values.types import Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

_STORED = names(
    "query_id, query_text, database_name, schema_name, query_type, session_id, user_name, role_name, warehouse_name, "
    "warehouse_size, query_tag, execution_status, error_code, error_message, start_time, end_time, "
    "total_elapsed_time, rows_produced, rows_inserted, rows_updated, rows_deleted, is_internal"
)

_TYPES = typed(
    times="START_TIME, END_TIME",
    integers=(
        "SESSION_ID, CLUSTER_NUMBER, TOTAL_ELAPSED_TIME, BYTES_SCANNED, ROWS_PRODUCED, COMPILATION_TIME, "
        "EXECUTION_TIME, QUEUED_PROVISIONING_TIME, QUEUED_REPAIR_TIME, QUEUED_OVERLOAD_TIME, "
        "TRANSACTION_BLOCKED_TIME, OUTBOUND_DATA_TRANSFER_BYTES, INBOUND_DATA_TRANSFER_BYTES, "
        "LIST_EXTERNAL_FILE_TIME, LIST_EXTERNAL_FILES_TIME, EXTERNAL_FUNCTION_TOTAL_INVOCATIONS, "
        "EXTERNAL_FUNCTION_TOTAL_SENT_ROWS, EXTERNAL_FUNCTION_TOTAL_RECEIVED_ROWS, "
        "EXTERNAL_FUNCTION_TOTAL_SENT_BYTES, EXTERNAL_FUNCTION_TOTAL_RECEIVED_BYTES, QUERY_HASH_VERSION, "
        "QUERY_PARAMETERIZED_HASH_VERSION, TRANSACTION_ID, QUERY_ACCELERATION_BYTES_SCANNED, "
        "QUERY_ACCELERATION_PARTITIONS_SCANNED, QUERY_ACCELERATION_UPPER_LIMIT_SCALE_FACTOR, "
        "BYTES_WRITTEN_TO_RESULT, DATABASE_ID, SCHEMA_ID, WAREHOUSE_ID, AUTHN_EVENT_ID, BYTES_WRITTEN, "
        "BYTES_READ_FROM_RESULT, ROWS_INSERTED, ROWS_UPDATED, ROWS_DELETED, ROWS_UNLOADED, BYTES_DELETED, "
        "PARTITIONS_SCANNED, PARTITIONS_TOTAL, BYTES_SPILLED_TO_LOCAL_STORAGE, BYTES_SPILLED_TO_REMOTE_STORAGE, "
        "BYTES_SENT_OVER_THE_NETWORK, QUERY_LOAD_PERCENT, CHILD_QUERIES_WAIT_TIME, ROWS_WRITTEN_TO_RESULT, "
        "QUERY_RETRY_TIME, FAULT_HANDLING_TIME, USER_DATABASE_ID, USER_SCHEMA_ID"
    ),
    credits="CREDITS_USED_CLOUD_SERVICES, PERCENTAGE_SCANNED_FROM_CACHE",
    booleans="IS_CLIENT_GENERATED_STATEMENT",
)

FUNCTION_COLUMNS = view_columns(
    names(
        "QUERY_ID, QUERY_TEXT, DATABASE_NAME, SCHEMA_NAME, QUERY_TYPE, SESSION_ID, AUTHN_EVENT_ID, USER_NAME, "
        "USER_TYPE, USER_DATABASE_NAME, USER_SCHEMA_NAME, ROLE_NAME, WAREHOUSE_NAME, WAREHOUSE_SIZE, WAREHOUSE_TYPE, "
        "CLUSTER_NUMBER, QUERY_TAG, EXECUTION_STATUS, ERROR_CODE, ERROR_MESSAGE, START_TIME, END_TIME, "
        "TOTAL_ELAPSED_TIME, BYTES_SCANNED, ROWS_PRODUCED, COMPILATION_TIME, EXECUTION_TIME, "
        "QUEUED_PROVISIONING_TIME, QUEUED_REPAIR_TIME, QUEUED_OVERLOAD_TIME, TRANSACTION_BLOCKED_TIME, "
        "OUTBOUND_DATA_TRANSFER_CLOUD, OUTBOUND_DATA_TRANSFER_REGION, OUTBOUND_DATA_TRANSFER_BYTES, "
        "INBOUND_DATA_TRANSFER_CLOUD, INBOUND_DATA_TRANSFER_REGION, INBOUND_DATA_TRANSFER_BYTES, "
        "LIST_EXTERNAL_FILE_TIME, CREDITS_USED_CLOUD_SERVICES, RELEASE_VERSION, EXTERNAL_FUNCTION_TOTAL_INVOCATIONS, "
        "EXTERNAL_FUNCTION_TOTAL_SENT_ROWS, EXTERNAL_FUNCTION_TOTAL_RECEIVED_ROWS, "
        "EXTERNAL_FUNCTION_TOTAL_SENT_BYTES, EXTERNAL_FUNCTION_TOTAL_RECEIVED_BYTES, IS_CLIENT_GENERATED_STATEMENT, "
        "QUERY_HASH, QUERY_HASH_VERSION, QUERY_PARAMETERIZED_HASH, QUERY_PARAMETERIZED_HASH_VERSION, TRANSACTION_ID, "
        "QUERY_ACCELERATION_BYTES_SCANNED, QUERY_ACCELERATION_PARTITIONS_SCANNED, "
        "QUERY_ACCELERATION_UPPER_LIMIT_SCALE_FACTOR, BYTES_WRITTEN_TO_RESULT"
    ),
    _TYPES,
)

ACCOUNT_COLUMNS = view_columns(
    names(
        "QUERY_ID, QUERY_TEXT, DATABASE_ID, DATABASE_NAME, SCHEMA_ID, SCHEMA_NAME, QUERY_TYPE, SESSION_ID, "
        "AUTHN_EVENT_ID, USER_NAME, ROLE_NAME, WAREHOUSE_ID, WAREHOUSE_NAME, WAREHOUSE_SIZE, WAREHOUSE_TYPE, "
        "CLUSTER_NUMBER, QUERY_TAG, EXECUTION_STATUS, ERROR_CODE, ERROR_MESSAGE, START_TIME, END_TIME, "
        "TOTAL_ELAPSED_TIME, BYTES_SCANNED, PERCENTAGE_SCANNED_FROM_CACHE, BYTES_WRITTEN, BYTES_WRITTEN_TO_RESULT, "
        "BYTES_READ_FROM_RESULT, ROWS_PRODUCED, ROWS_INSERTED, ROWS_UPDATED, ROWS_DELETED, ROWS_UNLOADED, "
        "BYTES_DELETED, PARTITIONS_SCANNED, PARTITIONS_TOTAL, BYTES_SPILLED_TO_LOCAL_STORAGE, "
        "BYTES_SPILLED_TO_REMOTE_STORAGE, BYTES_SENT_OVER_THE_NETWORK, COMPILATION_TIME, EXECUTION_TIME, "
        "QUEUED_PROVISIONING_TIME, QUEUED_REPAIR_TIME, QUEUED_OVERLOAD_TIME, TRANSACTION_BLOCKED_TIME, "
        "OUTBOUND_DATA_TRANSFER_CLOUD, OUTBOUND_DATA_TRANSFER_REGION, OUTBOUND_DATA_TRANSFER_BYTES, "
        "INBOUND_DATA_TRANSFER_CLOUD, INBOUND_DATA_TRANSFER_REGION, INBOUND_DATA_TRANSFER_BYTES, "
        "LIST_EXTERNAL_FILES_TIME, CREDITS_USED_CLOUD_SERVICES, RELEASE_VERSION, EXTERNAL_FUNCTION_TOTAL_INVOCATIONS, "
        "EXTERNAL_FUNCTION_TOTAL_SENT_ROWS, EXTERNAL_FUNCTION_TOTAL_RECEIVED_ROWS, "
        "EXTERNAL_FUNCTION_TOTAL_SENT_BYTES, EXTERNAL_FUNCTION_TOTAL_RECEIVED_BYTES, QUERY_LOAD_PERCENT, "
        "IS_CLIENT_GENERATED_STATEMENT, QUERY_ACCELERATION_BYTES_SCANNED, QUERY_ACCELERATION_PARTITIONS_SCANNED, "
        "QUERY_ACCELERATION_UPPER_LIMIT_SCALE_FACTOR, TRANSACTION_ID, CHILD_QUERIES_WAIT_TIME, ROLE_TYPE, QUERY_HASH, "
        "QUERY_HASH_VERSION, QUERY_PARAMETERIZED_HASH, QUERY_PARAMETERIZED_HASH_VERSION, SECONDARY_ROLE_STATS, "
        "ROWS_WRITTEN_TO_RESULT, QUERY_RETRY_TIME, QUERY_RETRY_CAUSE, FAULT_HANDLING_TIME, USER_TYPE, "
        "USER_DATABASE_NAME, USER_DATABASE_ID, USER_SCHEMA_NAME, USER_SCHEMA_ID, BIND_VALUES, AGENT_TYPE"
    ),
    _TYPES,
)

_ALWAYS_ZERO = frozenset(
    names(
        "QUEUED_PROVISIONING_TIME, QUEUED_REPAIR_TIME, QUEUED_OVERLOAD_TIME, TRANSACTION_BLOCKED_TIME, "
        "OUTBOUND_DATA_TRANSFER_BYTES, INBOUND_DATA_TRANSFER_BYTES, LIST_EXTERNAL_FILE_TIME, LIST_EXTERNAL_FILES_TIME, "
        "EXTERNAL_FUNCTION_TOTAL_INVOCATIONS, EXTERNAL_FUNCTION_TOTAL_SENT_ROWS, "
        "EXTERNAL_FUNCTION_TOTAL_RECEIVED_ROWS, EXTERNAL_FUNCTION_TOTAL_SENT_BYTES, "
        "EXTERNAL_FUNCTION_TOTAL_RECEIVED_BYTES, QUERY_ACCELERATION_BYTES_SCANNED, "
        "QUERY_ACCELERATION_PARTITIONS_SCANNED, QUERY_ACCELERATION_UPPER_LIMIT_SCALE_FACTOR, ROWS_UNLOADED, "
        "BYTES_SPILLED_TO_LOCAL_STORAGE, BYTES_SPILLED_TO_REMOTE_STORAGE, BYTES_SENT_OVER_THE_NETWORK, "
        "CHILD_QUERIES_WAIT_TIME, QUERY_RETRY_TIME, FAULT_HANDLING_TIME, COMPILATION_TIME"
    )
)
"""Nothing waits, spills or leaves the machine; the time to plan is part of EXECUTION_TIME."""


# --- reading ---------------------------------------------------------------------------------------------------


def read(session: Session, condition: str, values: Sequence[Any], limit: int | None = None) -> list[Mapping[str, Any]]:
    """Finished statements that satisfy a DuckDB condition over the stored columns, the latest first."""
    account = session.account
    account.history.flush()
    tail = "" if limit is None else f" LIMIT {limit}"
    with account.internal() as duck:
        found = duck.execute(
            f"SELECT {', '.join(_STORED)} FROM _ecomsim.query_history WHERE {condition} "
            f"ORDER BY start_time DESC, query_id{tail}",
            list(values),
        ).fetchall()
    return [dict(zip(_STORED, row, strict=True)) for row in found]


def _row(stored: Mapping[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    """One statement under the names of a view: zero, NULL, or what was stored."""
    row: dict[str, Any] = {column.name: 0 if column.name in _ALWAYS_ZERO else None for column in columns}
    known = {
        **{name.upper(): value for name, value in stored.items()},
        "EXECUTION_TIME": stored["total_elapsed_time"],
        "USER_TYPE": None if stored["is_internal"] else "PERSON",
        "WAREHOUSE_TYPE": None if stored["warehouse_name"] is None else "STANDARD",
        "CLUSTER_NUMBER": None if stored["warehouse_name"] is None else 1,
        "IS_CLIENT_GENERATED_STATEMENT": False,
        "ROWS_WRITTEN_TO_RESULT": stored["rows_produced"],
        "CREDITS_USED_CLOUD_SERVICES": grid.credits(0),
        "ROLE_TYPE": "ROLE",
    }
    return row | {name: value for name, value in known.items() if name in row}


def account_rows(session: Session, since: datetime) -> Iterator[Row]:
    """Rows of ACCOUNT_USAGE.QUERY_HISTORY; ids are those of today's objects of that name."""
    catalog = session.catalog

    def identifier(kind: str, name: Name) -> int | None:
        found = catalog.get(kind, name)
        return None if found is None else found.id

    for stored in read(session, "start_time >= ?", [since]):
        row = _row(stored, ACCOUNT_COLUMNS)
        database, schema, warehouse = stored["database_name"], stored["schema_name"], stored["warehouse_name"]
        if database:
            row["DATABASE_ID"] = identifier(Database.kind, Name("", "", database))
        if database and schema:
            row["SCHEMA_ID"] = identifier(Schema.kind, Name(database, "", schema))
        if warehouse:
            row["WAREHOUSE_ID"] = identifier(Warehouse.kind, Name("", "", warehouse))
        yield row


# --- the functions ---------------------------------------------------------------------------------------------

_RANGE = ("END_TIME_RANGE_START", "END_TIME_RANGE_END")
_COMMON = (*_RANGE, "RESULT_LIMIT", "INCLUDE_CLIENT_GENERATED_STATEMENT")


def _history(arguments: Arguments, session: Session, condition: str, values: Sequence[Any]) -> Result:
    begin, end = recent_range(arguments, *_RANGE, session)
    limit = arguments.integer("RESULT_LIMIT", 100, 1, 10_000)
    where = [condition]
    bound = list(values)
    if begin is not None:
        where.append("end_time >= ?")
        bound.append(begin)
    if end is not None:
        where.append("end_time <= ?")
        bound.append(end)
    found = read(session, " AND ".join(where), bound, limit)
    statuses = {"FAIL": "FAILED_WITH_ERROR", "INCIDENT": "FAILED_WITH_INCIDENT"}
    rows = [
        _row(
            {**stored, "execution_status": statuses.get(stored["execution_status"], stored["execution_status"])},
            FUNCTION_COLUMNS,
        )
        for stored in found
    ]
    return grid.result(FUNCTION_COLUMNS, rows, statement_type="SELECT")


def all_queries(arguments: Mapping[str | int, Any], session: Session) -> Result:
    """QUERY_HISTORY: the account's statements, the latest first."""
    return _history(Arguments("QUERY_HISTORY", arguments, _COMMON), session, "true", ())


def by_session(arguments: Mapping[str | int, Any], session: Session) -> Result:
    """QUERY_HISTORY_BY_SESSION: one session's, by default this one's."""
    given = Arguments("QUERY_HISTORY_BY_SESSION", arguments, ("SESSION_ID", *_COMMON))
    return _history(given, session, "session_id = ?", [given.integer("SESSION_ID", session.id)])


def by_user(arguments: Mapping[str | int, Any], session: Session) -> Result:
    """QUERY_HISTORY_BY_USER: one user's, by default the current one's."""
    given = Arguments("QUERY_HISTORY_BY_USER", arguments, ("USER_NAME", *_COMMON))
    return _history(given, session, "user_name = ?", [given.text("USER_NAME", session.user)])


def by_warehouse(arguments: Mapping[str | int, Any], session: Session) -> Result:
    """QUERY_HISTORY_BY_WAREHOUSE: one warehouse's, by default the current one's."""
    given = Arguments("QUERY_HISTORY_BY_WAREHOUSE", arguments, ("WAREHOUSE_NAME", *_COMMON))
    return _history(given, session, "warehouse_name = ?", [given.text("WAREHOUSE_NAME", session.warehouse)])
