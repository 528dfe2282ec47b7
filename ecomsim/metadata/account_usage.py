"""SNOWFLAKE.ACCOUNT_USAGE: the whole account, dropped objects included, without the service's latency.

Rows come from the same places as INFORMATION_SCHEMA and the history functions; only the columns differ.
Source: spec/metadata.md section 6, spec/streams.md 1.9, spec/tasks.md T-12.14.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import show as access
from ecomsim.catalog.account_objects import Warehouse
from ecomsim.catalog.objects import Database, DynamicTable, Schema, Stream, Table, View
from ecomsim.metadata import facts, grid, query_history, rows, rows_of_access, show_account
from ecomsim.metadata.grid import Row, names, typed, view_columns
from ecomsim.names import Name
from ecomsim.result import Result
from ecomsim.types import BOOLEAN, OBJECT, Column

if TYPE_CHECKING:
    from ecomsim.session import Session

YEAR = timedelta(days=365)


def relation(view: str, session: Session) -> Result | None:
    """The rows of one view; None when there is no such view.

    Raises unsupported for views that Snowflake has and the engine has not.
    """
    found = VIEWS.get(view)
    if found is None:
        if view in ABSENT:
            raise errors.unsupported(f"SNOWFLAKE.ACCOUNT_USAGE.{view}")
        return None
    return grid.result(found.columns, found.rows(session), statement_type="SELECT")


def columns(view: str) -> tuple[Column, ...] | None:
    """The columns of a view, or None when there is no such view."""
    found = VIEWS.get(view)
    return None if found is None else found.columns


# --- rows ------------------------------------------------------------------------------------------------------


def _with_dropped(session: Session, *kinds: str) -> list[Any]:
    """Live and restorable objects; temporary tables are not part of the account's records."""
    return [item for kind in kinds for item in (*session.catalog.all(kind), *session.catalog.dropped(kind))]


def _tables(session: Session) -> Iterator[Row]:
    sizes = facts.Sizes(session)
    for item in _with_dropped(session, Table.kind, DynamicTable.kind):
        yield rows.table(item, session, sizes)
    for item in _with_dropped(session, View.kind):
        yield rows.view_as_table(item, session)


def _views(session: Session) -> Iterator[Row]:
    for item in _with_dropped(session, View.kind):
        yield rows.view(item, session)


def _columns(session: Session) -> Iterator[Row]:
    for item in _with_dropped(session, Table.kind, DynamicTable.kind, View.kind):
        for position, field in enumerate(item.columns, start=1):
            yield rows.column(item, field, position, session)


def _databases(session: Session) -> Iterator[Row]:
    for item in _with_dropped(session, Database.kind):
        yield rows.database(item, session)


def _schemata(session: Session) -> Iterator[Row]:
    for item in (*show_account.schemas(session), *session.catalog.dropped(Schema.kind)):
        yield rows.schema(item, session)


def _storage(session: Session) -> Iterator[Row]:
    sizes = facts.Sizes(session)
    for item in _with_dropped(session, Table.kind, DynamicTable.kind):
        yield rows.storage(item, session, sizes)


def _streams(session: Session) -> Iterator[Row]:
    item: Any
    for item in session.catalog.all(Stream.kind):
        state = facts.stream(item, session)
        ids = rows.container_ids(item.name, session)
        yield {
            "STREAM_ID": item.id,
            "STREAM_NAME": item.name.last,
            "STREAM_SCHEMA_ID": ids["TABLE_SCHEMA_ID"],
            "STREAM_SCHEMA": item.name.schema,
            "STREAM_CATALOG_ID": ids["TABLE_CATALOG_ID"],
            "STREAM_CATALOG": item.name.database,
            "OWNER": item.owner,
            "COMMENT": item.comment or None,
            "TABLE_NAME": state["table_name"],
            "SOURCE_TYPE": state["source_type"],
            "BASE_TABLES": state["base_tables"],
            "TYPE": state["type"],
            "MODE": state["mode"],
            "STALE_AFTER": state["stale_after"],
            "INVALID_REASON": state["invalid_reason"],
            "CREATED": item.created_on,
            "LAST_ALTERED": item.created_on,
            "DELETED": None,
            "OWNER_ROLE_TYPE": "ROLE",
        }


FINISHED = ("SUCCEEDED", "FAILED", "FAILED_AND_AUTO_SUSPENDED", "CANCELLED", "SKIPPED")


def _refreshes(session: Session) -> Iterator[Row]:
    """Refreshes that were begun; ids of a table's containers are those of today's objects of that name."""
    from ecomsim.dynamic_tables import table_functions

    since = session.now - YEAR
    states = session.account.dynamic_tables
    described = table_functions.Described(states.graphs())
    for each in states.refreshes("data_timestamp >= ? AND state <> 'SKIPPED'", (since,)):
        name = Name(each.database_name, each.schema_name, each.name)
        ids = rows.container_ids(name, session)
        yield {
            **table_functions.refresh_row(each, described),
            "ID": each.table_id,
            "SCHEMA_ID": ids["TABLE_SCHEMA_ID"],
            "DATABASE_ID": ids["TABLE_CATALOG_ID"],
        }


def _task_runs(session: Session) -> Iterator[Row]:
    """Finished runs; ids of a task's containers are those of today's objects of that name."""
    from ecomsim.tasks import graph

    since = session.now - YEAR
    places = ", ".join("?" for _ in FINISHED)
    runs = session.account.agenda.history.read(f"scheduled_time >= ? AND state IN ({places})", [since, *FINISHED])
    for run in runs:
        ids = rows.container_ids(Name(run.database_name, run.schema_name, run.name), session)
        yield {
            **dict.fromkeys(
                (
                    "INSTANCE_ID",
                    "QUERY_HASH",
                    "QUERY_HASH_VERSION",
                    "QUERY_PARAMETERIZED_HASH",
                    "QUERY_PARAMETERIZED_HASH_VERSION",
                    "BACKFILL_INFO",
                    "SPCS_JOB_ID",
                )
            ),
            "NAME": run.name,
            "QUERY_TEXT": run.query_text,
            "CONDITION_TEXT": run.condition_text,
            "SCHEMA_NAME": run.schema_name,
            "TASK_SCHEMA_ID": ids["TABLE_SCHEMA_ID"],
            "DATABASE_NAME": run.database_name,
            "TASK_DATABASE_ID": ids["TABLE_CATALOG_ID"],
            "SCHEDULED_TIME": run.scheduled_time,
            "COMPLETED_TIME": run.completed_time,
            "STATE": run.state,
            "RETURN_VALUE": run.return_value,
            "QUERY_ID": run.query_id,
            "QUERY_START_TIME": run.query_start_time,
            "ERROR_CODE": run.error_code,
            "ERROR_MESSAGE": run.error_message,
            "GRAPH_VERSION": run.graph_version,
            "RUN_ID": run.run_id,
            "ROOT_TASK_ID": graph.task_uuid(run.root_task_id),
            "SCHEDULED_FROM": run.scheduled_from,
            "ATTEMPT_NUMBER": run.attempt_number,
            "CONFIG": run.config,
            "GRAPH_RUN_GROUP_ID": run.graph_run_group_id,
        }


def _metering(session: Session) -> Iterator[Row]:
    """Hours with use of the last year, by warehouse and hour. There are no cloud services to bill."""
    from ecomsim.warehouses import metering

    warehouses = {item.name.last: item.id for item in session.catalog.all(Warehouse.kind)}
    begin = session.now - YEAR
    charges = session.account.warehouses.charges(begin)
    for hour, name, used in metering.hourly(charges, begin, session.now, session.now):
        yield {
            "START_TIME": hour,
            "END_TIME": hour + timedelta(hours=1),
            "WAREHOUSE_ID": warehouses.get(name),
            "WAREHOUSE_NAME": name,
            "CREDITS_USED": grid.credits(used),
            "CREDITS_USED_COMPUTE": grid.credits(used),
            "CREDITS_USED_CLOUD_SERVICES": grid.credits(0),
            "CREDITS_ATTRIBUTED_COMPUTE_QUERIES": None,
        }


def _queries(session: Session) -> Iterable[Row]:
    return query_history.account_rows(session, session.now - YEAR)


def _roles(session: Session) -> Iterator[Row]:
    for role in access.all_roles(session):
        name = role.name.last
        yield {
            "ROLE_ID": role.id or None,
            "CREATED_ON": role.created_on if role.id else None,
            "DELETED_ON": None,
            "NAME": name,
            "COMMENT": access.COMMENTS.get(name, role.comment),
            "OWNER": role.owner or None,
            "ROLE_TYPE": "ROLE",
            "ROLE_DATABASE_NAME": None,
            "ROLE_INSTANCE_ID": None,
            "OWNER_ROLE_TYPE": None,
        }


# --- views -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UsageView:
    columns: tuple[Column, ...]
    rows: Callable[[Session], Iterable[Row]]


_TYPES = typed(
    times=(
        "CREATED, LAST_ALTERED, LAST_DDL, DELETED, TABLE_CREATED, TABLE_DROPPED, TABLE_ENTERED_FAILSAFE, "
        "SCHEMA_CREATED, SCHEMA_DROPPED, CATALOG_CREATED, CATALOG_DROPPED, SCHEDULED_TIME, COMPLETED_TIME, "
        "QUERY_START_TIME, START_TIME, END_TIME, STALE_AFTER, CREATED_ON, MODIFIED_ON, DELETED_ON"
    ),
    integers=(
        "TABLE_ID, TABLE_SCHEMA_ID, TABLE_CATALOG_ID, ROW_COUNT, BYTES, RETENTION_TIME, INSTANCE_ID, COLUMN_ID, "
        "ORDINAL_POSITION, CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH, NUMERIC_PRECISION, "
        "NUMERIC_PRECISION_RADIX, NUMERIC_SCALE, DATETIME_PRECISION, MAXIMUM_CARDINALITY, DATABASE_ID, SCHEMA_ID, "
        "CATALOG_ID, ID, CLONE_GROUP_ID, ACTIVE_BYTES, TIME_TRAVEL_BYTES, FAILSAFE_BYTES, "
        "RETAINED_FOR_CLONE_BYTES, STREAM_ID, STREAM_SCHEMA_ID, STREAM_CATALOG_ID, TASK_SCHEMA_ID, "
        "TASK_DATABASE_ID, GRAPH_VERSION, RUN_ID, ATTEMPT_NUMBER, GRAPH_RUN_GROUP_ID, QUERY_HASH_VERSION, "
        "QUERY_PARAMETERIZED_HASH_VERSION, WAREHOUSE_ID, ROLE_ID"
    ),
    credits="CREDITS_USED, CREDITS_USED_COMPUTE, CREDITS_USED_CLOUD_SERVICES, CREDITS_ATTRIBUTED_COMPUTE_QUERIES",
    booleans="GRANT_OPTION",
)


def _view(text: str, source: Callable[[Session], Iterable[Row]]) -> UsageView:
    return UsageView(view_columns(names(text), _TYPES), source)


def _storage_view(text: str, source: Callable[[Session], Iterable[Row]]) -> UsageView:
    """Here DELETED is whether, elsewhere it is when."""
    return UsageView(view_columns(names(text), {**_TYPES, "DELETED": BOOLEAN}), source)


_REFRESH_COLUMNS = view_columns(
    names(
        "NAME, SCHEMA_NAME, DATABASE_NAME, ID, SCHEMA_ID, DATABASE_ID, STATE, STATE_CODE, STATE_MESSAGE, QUERY_ID, "
        "DATA_TIMESTAMP, REFRESH_START_TIME, REFRESH_END_TIME, COMPLETION_TARGET, QUALIFIED_NAME, "
        "LAST_COMPLETED_DEPENDENCY, STATISTICS, REFRESH_ACTION, REFRESH_TRIGGER, TARGET_LAG_SEC, "
        "GRAPH_HISTORY_VALID_FROM"
    ),
    {
        **typed(
            times="DATA_TIMESTAMP, REFRESH_START_TIME, REFRESH_END_TIME, COMPLETION_TARGET, GRAPH_HISTORY_VALID_FROM",
            integers="ID, SCHEMA_ID, DATABASE_ID, TARGET_LAG_SEC",
        ),
        **dict.fromkeys(("LAST_COMPLETED_DEPENDENCY", "STATISTICS"), OBJECT),
    },
)

VIEWS: dict[str, UsageView] = {
    "COLUMNS": _view(
        "COLUMN_ID, COLUMN_NAME, TABLE_ID, TABLE_NAME, TABLE_SCHEMA_ID, TABLE_SCHEMA, TABLE_CATALOG_ID, TABLE_CATALOG, "
        "ORDINAL_POSITION, COLUMN_DEFAULT, IS_NULLABLE, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH, "
        "NUMERIC_PRECISION, NUMERIC_PRECISION_RADIX, NUMERIC_SCALE, DATETIME_PRECISION, INTERVAL_TYPE, "
        "INTERVAL_PRECISION, CHARACTER_SET_CATALOG, CHARACTER_SET_SCHEMA, CHARACTER_SET_NAME, COLLATION_CATALOG, "
        "COLLATION_SCHEMA, COLLATION_NAME, DOMAIN_CATALOG, DOMAIN_SCHEMA, DOMAIN_NAME, UDT_CATALOG, UDT_SCHEMA, "
        "UDT_NAME, SCOPE_CATALOG, SCOPE_SCHEMA, SCOPE_NAME, MAXIMUM_CARDINALITY, DTD_IDENTIFIER, IS_SELF_REFERENCING, "
        "IS_IDENTITY, IDENTITY_GENERATION, IDENTITY_START, IDENTITY_INCREMENT, IDENTITY_MAXIMUM, IDENTITY_MINIMUM, "
        "IDENTITY_CYCLE, IDENTITY_ORDERED, COMMENT, DELETED",
        _columns,
    ),
    "DATABASES": _view(
        "DATABASE_ID, DATABASE_NAME, DATABASE_OWNER, IS_TRANSIENT, COMMENT, CREATED, LAST_ALTERED, DELETED, "
        "RETENTION_TIME, TYPE, OWNER_ROLE_TYPE",
        _databases,
    ),
    "GRANTS_TO_ROLES": _view(rows_of_access.GRANTS_TO_ROLES, rows_of_access.grants_to_roles),
    "GRANTS_TO_USERS": _view(rows_of_access.GRANTS_TO_USERS, rows_of_access.grants_to_users),
    "QUERY_HISTORY": UsageView(query_history.ACCOUNT_COLUMNS, _queries),
    "DYNAMIC_TABLE_REFRESH_HISTORY": UsageView(_REFRESH_COLUMNS, _refreshes),
    "ROLES": _view(
        "ROLE_ID, CREATED_ON, DELETED_ON, NAME, COMMENT, OWNER, ROLE_TYPE, ROLE_DATABASE_NAME, ROLE_INSTANCE_ID, "
        "OWNER_ROLE_TYPE",
        _roles,
    ),
    "SCHEMATA": _view(
        "SCHEMA_ID, SCHEMA_NAME, CATALOG_ID, CATALOG_NAME, SCHEMA_OWNER, RETENTION_TIME, IS_TRANSIENT, "
        "IS_MANAGED_ACCESS, DEFAULT_CHARACTER_SET_CATALOG, DEFAULT_CHARACTER_SET_SCHEMA, DEFAULT_CHARACTER_SET_NAME, "
        "SQL_PATH, COMMENT, CREATED, LAST_ALTERED, DELETED, OWNER_ROLE_TYPE, SCHEMA_TYPE",
        _schemata,
    ),
    "STREAMS": _view(
        "STREAM_ID, STREAM_NAME, STREAM_SCHEMA_ID, STREAM_SCHEMA, STREAM_CATALOG_ID, STREAM_CATALOG, OWNER, COMMENT, "
        "TABLE_NAME, SOURCE_TYPE, BASE_TABLES, TYPE, MODE, STALE_AFTER, INVALID_REASON, CREATED, LAST_ALTERED, "
        "DELETED, OWNER_ROLE_TYPE",
        _streams,
    ),
    "TABLES": _view(
        "TABLE_ID, TABLE_NAME, TABLE_SCHEMA_ID, TABLE_SCHEMA, TABLE_CATALOG_ID, TABLE_CATALOG, TABLE_OWNER, "
        "TABLE_TYPE, IS_TRANSIENT, CLUSTERING_KEY, ROW_COUNT, BYTES, RETENTION_TIME, SELF_REFERENCING_COLUMN_NAME, "
        "REFERENCE_GENERATION, USER_DEFINED_TYPE_CATALOG, USER_DEFINED_TYPE_SCHEMA, USER_DEFINED_TYPE_NAME, "
        "IS_INSERTABLE_INTO, IS_TYPED, COMMIT_ACTION, CREATED, LAST_ALTERED, LAST_DDL, LAST_DDL_BY, DELETED, "
        "AUTO_CLUSTERING_ON, COMMENT, OWNER_ROLE_TYPE, INSTANCE_ID, IS_ICEBERG, IS_DYNAMIC, IS_HYBRID",
        _tables,
    ),
    "TABLE_STORAGE_METRICS": _storage_view(
        "ID, TABLE_NAME, TABLE_SCHEMA_ID, TABLE_SCHEMA, TABLE_CATALOG_ID, TABLE_CATALOG, CLONE_GROUP_ID, IS_TRANSIENT, "
        "ACTIVE_BYTES, TIME_TRAVEL_BYTES, FAILSAFE_BYTES, RETAINED_FOR_CLONE_BYTES, DELETED, TABLE_CREATED, "
        "TABLE_DROPPED, TABLE_ENTERED_FAILSAFE, SCHEMA_CREATED, SCHEMA_DROPPED, CATALOG_CREATED, CATALOG_DROPPED, "
        "COMMENT, INSTANCE_ID",
        _storage,
    ),
    "TASK_HISTORY": _view(
        "NAME, QUERY_TEXT, CONDITION_TEXT, SCHEMA_NAME, TASK_SCHEMA_ID, DATABASE_NAME, TASK_DATABASE_ID, "
        "SCHEDULED_TIME, COMPLETED_TIME, STATE, RETURN_VALUE, QUERY_ID, QUERY_START_TIME, ERROR_CODE, ERROR_MESSAGE, "
        "GRAPH_VERSION, RUN_ID, ROOT_TASK_ID, SCHEDULED_FROM, ATTEMPT_NUMBER, INSTANCE_ID, CONFIG, QUERY_HASH, "
        "QUERY_HASH_VERSION, QUERY_PARAMETERIZED_HASH, QUERY_PARAMETERIZED_HASH_VERSION, GRAPH_RUN_GROUP_ID, "
        "BACKFILL_INFO, SPCS_JOB_ID",
        _task_runs,
    ),
    "VIEWS": _view(
        "TABLE_ID, TABLE_NAME, TABLE_SCHEMA_ID, TABLE_SCHEMA, TABLE_CATALOG_ID, TABLE_CATALOG, TABLE_OWNER, "
        "VIEW_DEFINITION, CHECK_OPTION, IS_UPDATABLE, INSERTABLE_INTO, IS_SECURE, CREATED, LAST_ALTERED, LAST_DDL, "
        "LAST_DDL_BY, DELETED, COMMENT, INSTANCE_ID, OWNER_ROLE_TYPE",
        _views,
    ),
    "WAREHOUSE_METERING_HISTORY": _view(
        "START_TIME, END_TIME, WAREHOUSE_ID, WAREHOUSE_NAME, CREDITS_USED, CREDITS_USED_COMPUTE, "
        "CREDITS_USED_CLOUD_SERVICES, CREDITS_ATTRIBUTED_COMPUTE_QUERIES",
        _metering,
    ),
}

ABSENT = frozenset(
    {
        "ACCESS_HISTORY",
        "AGGREGATE_QUERY_HISTORY",
        "ALERT_HISTORY",
        "AUTOMATIC_CLUSTERING_HISTORY",
        "COMPLETE_TASK_GRAPHS",
        "COPY_HISTORY",
        "DATABASE_STORAGE_USAGE_HISTORY",
        "DATA_TRANSFER_HISTORY",
        "FILE_FORMATS",
        "FUNCTIONS",
        "LOAD_HISTORY",
        "LOCK_WAIT_HISTORY",
        "LOGIN_HISTORY",
        "MASKING_POLICIES",
        "MATERIALIZED_VIEW_REFRESH_HISTORY",
        "METERING_DAILY_HISTORY",
        "METERING_HISTORY",
        "OBJECT_DEPENDENCIES",
        "PIPES",
        "PIPE_USAGE_HISTORY",
        "POLICY_REFERENCES",
        "PROCEDURES",
        "QUERY_ATTRIBUTION_HISTORY",
        "REFERENTIAL_CONSTRAINTS",
        "RESOURCE_MONITORS",
        "ROW_ACCESS_POLICIES",
        "SEQUENCES",
        "SERVERLESS_TASK_HISTORY",
        "SESSIONS",
        "STAGES",
        "STAGE_STORAGE_USAGE_HISTORY",
        "STORAGE_USAGE",
        "TABLE_CONSTRAINTS",
        "TAGS",
        "TAG_REFERENCES",
        "TASK_VERSIONS",
        "USERS",
        "WAREHOUSE_EVENTS_HISTORY",
        "WAREHOUSE_LOAD_HISTORY",
    }
)
"""Views of Snowflake's that the engine has not."""
