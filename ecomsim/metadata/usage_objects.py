"""Objects in SNOWFLAKE.ACCOUNT_USAGE: what the account has, dropped objects that can still come back included.

Temporary tables are not part of the account's records.
Source: spec/metadata.md section 6, spec/streams.md 1.9; the documentation page of each view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ecomsim.access import show as access
from ecomsim.access import show_grants
from ecomsim.catalog.account_objects import DatabaseRole, ResourceMonitor, Warehouse
from ecomsim.catalog.objects import Database, DynamicTable, Schema, Stream, Table, View
from ecomsim.metadata import facts, rows, rows_of_access, show_account
from ecomsim.metadata.grid import Row, names, view_columns
from ecomsim.metadata.usage_view import TYPES, UsageView, view
from ecomsim.values.types import BOOLEAN

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


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


def _roles(session: Session) -> Iterator[Row]:
    for role in (*access.all_roles(session), *session.catalog.all(DatabaseRole.kind)):
        name, inside = role.name.last, role.name.database or None
        yield {
            "ROLE_ID": role.id or None,
            "CREATED_ON": role.created_on if role.id else None,
            "DELETED_ON": None,
            "NAME": name,
            "COMMENT": role.comment if inside else access.COMMENTS.get(name, role.comment),
            "OWNER": role.owner or None,
            "ROLE_TYPE": show_grants.word(role),
            "ROLE_DATABASE_NAME": inside,
            "ROLE_INSTANCE_ID": None,
            "OWNER_ROLE_TYPE": "ROLE" if role.owner else None,
        }


def _monitors(session: Session) -> Iterator[Row]:
    """Thresholds are percents of the quota; of several that notify, the first that is reached."""
    for item in session.catalog.all(ResourceMonitor.kind):
        assert isinstance(item, ResourceMonitor)
        used = session.account.warehouses.used_credits(item)
        quota = item.credit_quota
        watched = (each for each in session.catalog.all(Warehouse.kind) if isinstance(each, Warehouse))
        yield {
            "NAME": item.name.last,
            "CREATED": item.created_on,
            "CREDIT_QUOTA": None if quota is None else f"{quota:g}",
            "USED_CREDITS": f"{round(float(used), 2):g}",
            "REMAINING_CREDITS": None if quota is None else max(quota - float(used), 0.0),
            "OWNER": item.owner,
            "WAREHOUSES": ", ".join(each.name.last for each in watched if each.resource_monitor == item.name.last),
            "NOTIFY": _threshold(item, "NOTIFY"),
            "SUSPEND": _threshold(item, "SUSPEND"),
            "SUSPEND_IMMEDIATE": _threshold(item, "SUSPEND_IMMEDIATE"),
            "LEVEL": facts.monitor(item, session)["level"],
        }


def _threshold(item: ResourceMonitor, action: str) -> int | None:
    return min((percent for percent, what in item.triggers if what == action), default=None)


def _storage_view(text: str, source: Callable[[Session], Iterable[Row]]) -> UsageView:
    """Here DELETED is whether, elsewhere it is when."""
    return UsageView(view_columns(names(text), {**TYPES, "DELETED": BOOLEAN}), source)


VIEWS: dict[str, UsageView] = {
    "RESOURCE_MONITORS": view(
        "NAME, CREATED, CREDIT_QUOTA, USED_CREDITS, REMAINING_CREDITS, OWNER, WAREHOUSES, NOTIFY, SUSPEND, "
        "SUSPEND_IMMEDIATE, LEVEL",
        _monitors,
    ),
    "COLUMNS": view(
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
    "DATABASES": view(
        "DATABASE_ID, DATABASE_NAME, DATABASE_OWNER, IS_TRANSIENT, COMMENT, CREATED, LAST_ALTERED, DELETED, "
        "RETENTION_TIME, TYPE, OWNER_ROLE_TYPE",
        _databases,
    ),
    "GRANTS_TO_ROLES": view(rows_of_access.GRANTS_TO_ROLES, rows_of_access.grants_to_roles),
    "GRANTS_TO_USERS": view(rows_of_access.GRANTS_TO_USERS, rows_of_access.grants_to_users),
    "ROLES": view(
        "ROLE_ID, CREATED_ON, DELETED_ON, NAME, COMMENT, OWNER, ROLE_TYPE, ROLE_DATABASE_NAME, ROLE_INSTANCE_ID, "
        "OWNER_ROLE_TYPE",
        _roles,
    ),
    "SCHEMATA": view(
        "SCHEMA_ID, SCHEMA_NAME, CATALOG_ID, CATALOG_NAME, SCHEMA_OWNER, RETENTION_TIME, IS_TRANSIENT, "
        "IS_MANAGED_ACCESS, DEFAULT_CHARACTER_SET_CATALOG, DEFAULT_CHARACTER_SET_SCHEMA, DEFAULT_CHARACTER_SET_NAME, "
        "SQL_PATH, COMMENT, CREATED, LAST_ALTERED, DELETED, OWNER_ROLE_TYPE, SCHEMA_TYPE",
        _schemata,
    ),
    "STREAMS": view(
        "STREAM_ID, STREAM_NAME, STREAM_SCHEMA_ID, STREAM_SCHEMA, STREAM_CATALOG_ID, STREAM_CATALOG, OWNER, COMMENT, "
        "TABLE_NAME, SOURCE_TYPE, BASE_TABLES, TYPE, MODE, STALE_AFTER, INVALID_REASON, CREATED, LAST_ALTERED, "
        "DELETED, OWNER_ROLE_TYPE",
        _streams,
    ),
    "TABLES": view(
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
    "USERS": view(rows_of_access.USERS, rows_of_access.users),
    "VIEWS": view(
        "TABLE_ID, TABLE_NAME, TABLE_SCHEMA_ID, TABLE_SCHEMA, TABLE_CATALOG_ID, TABLE_CATALOG, TABLE_OWNER, "
        "VIEW_DEFINITION, CHECK_OPTION, IS_UPDATABLE, INSERTABLE_INTO, IS_SECURE, CREATED, LAST_ALTERED, LAST_DDL, "
        "LAST_DDL_BY, DELETED, COMMENT, INSTANCE_ID, OWNER_ROLE_TYPE",
        _views,
    ),
}
