"""Rows that INFORMATION_SCHEMA and ACCOUNT_USAGE share: databases, schemas, tables, columns, views, storage.

Each function says everything of one object; a view takes the columns it has. Account-wide ids are catalog ids.
Source: spec/metadata.md sections 4 and 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import Database, DynamicTable, ExternalTable, Schema, Table, TableColumn, View
from ecomsim.metadata import facts
from ecomsim.metadata.grid import Row, yes
from ecomsim.metadata.show_tables import automatic_clustering, cluster_by
from ecomsim.names import Name
from ecomsim.storage.retention import retention_days
from ecomsim.values.types import MAX_VARCHAR, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

_EMPTY_TABLE = dict.fromkeys(
    (
        "SELF_REFERENCING_COLUMN_NAME",
        "REFERENCE_GENERATION",
        "USER_DEFINED_TYPE_CATALOG",
        "USER_DEFINED_TYPE_SCHEMA",
        "USER_DEFINED_TYPE_NAME",
        "COMMIT_ACTION",
        "LAST_DDL_BY",
        "INSTANCE_ID",
    )
)


def container_ids(name: Name, session: Session) -> Row:
    """TABLE_SCHEMA_ID and TABLE_CATALOG_ID of what `name` is in; NULL for a container that is gone."""
    schema = session.catalog.get(Schema.kind, name.container) if name.schema else None
    database = session.catalog.get(Database.kind, Name("", "", name.database))
    return {
        "TABLE_SCHEMA_ID": None if schema is None else schema.id,
        "TABLE_CATALOG_ID": None if database is None else database.id,
    }


def table(item: Table | DynamicTable, session: Session, sizes: facts.Sizes) -> Row:
    """A stored table."""
    temporary = item.durability == "TEMPORARY"
    transient = item.durability == "TRANSIENT" or getattr(item, "transient", False)
    return {
        **_EMPTY_TABLE,
        **container_ids(item.name, session),
        "TABLE_ID": item.id,
        "TABLE_CATALOG": item.name.database,
        "TABLE_SCHEMA": item.name.schema,
        "TABLE_NAME": item.name.last,
        "TABLE_OWNER": item.owner,
        "TABLE_TYPE": "TEMPORARY TABLE" if temporary else "BASE TABLE",
        "IS_TRANSIENT": yes(transient or temporary),
        "CLUSTERING_KEY": cluster_by(item) or None,
        "ROW_COUNT": sizes.rows(item),
        "BYTES": sizes.active_bytes(item),
        "RETENTION_TIME": retention_days(item, session.catalog),
        "IS_INSERTABLE_INTO": "YES",
        "IS_TYPED": "YES",
        "CREATED": item.created_on,
        "LAST_ALTERED": facts.last_altered(item, session),
        "LAST_DDL": item.created_on,
        "DELETED": item.dropped_on,
        "AUTO_CLUSTERING_ON": yes(automatic_clustering(item) == "ON"),
        "COMMENT": item.comment or None,
        "OWNER_ROLE_TYPE": "ROLE",
        "IS_TEMPORARY": yes(temporary),
        "IS_ICEBERG": "NO",
        "IS_DYNAMIC": yes(isinstance(item, DynamicTable)),
        "IS_IMMUTABLE": "NO",
        "IS_HYBRID": "NO",
    }


def view_as_table(item: View, session: Session) -> Row:
    """A view, in the view TABLES."""
    return _without_rows(item, "MATERIALIZED VIEW" if item.materialized else "VIEW", session)


def external_table(item: ExternalTable, session: Session) -> Row:
    """An external table, in the view TABLES."""
    return _without_rows(item, "EXTERNAL TABLE", session)


def _without_rows(item: View | ExternalTable, kind: str, session: Session) -> Row:
    """What stores no rows of its own."""
    return {
        **_EMPTY_TABLE,
        **container_ids(item.name, session),
        **dict.fromkeys(("CLUSTERING_KEY", "ROW_COUNT", "BYTES", "RETENTION_TIME", "IS_TRANSIENT")),
        "TABLE_ID": item.id,
        "TABLE_CATALOG": item.name.database,
        "TABLE_SCHEMA": item.name.schema,
        "TABLE_NAME": item.name.last,
        "TABLE_OWNER": item.owner or None,
        "TABLE_TYPE": kind,
        "IS_INSERTABLE_INTO": "NO",
        "IS_TYPED": "YES",
        "CREATED": item.created_on,
        "LAST_ALTERED": item.created_on,
        "LAST_DDL": item.created_on,
        "DELETED": item.dropped_on,
        "AUTO_CLUSTERING_ON": "NO",
        "COMMENT": item.comment or None,
        "OWNER_ROLE_TYPE": "ROLE",
        "IS_TEMPORARY": "NO",
        "IS_ICEBERG": "NO",
        "IS_DYNAMIC": "NO",
        "IS_IMMUTABLE": "NO",
        "IS_HYBRID": "NO",
    }


def view(item: View, session: Session) -> Row:
    """A view, in the view VIEWS."""
    return {
        **view_as_table(item, session),
        "VIEW_DEFINITION": item.text,
        "CHECK_OPTION": "NONE",
        "IS_UPDATABLE": "NO",
        "INSERTABLE_INTO": "NO",
        "IS_SECURE": yes(item.secure),
    }


DATA_TYPES = {"VARCHAR": "TEXT"}

_EMPTY_COLUMN = dict.fromkeys(
    (
        "INTERVAL_TYPE",
        "INTERVAL_PRECISION",
        "CHARACTER_SET_CATALOG",
        "CHARACTER_SET_SCHEMA",
        "CHARACTER_SET_NAME",
        "COLLATION_CATALOG",
        "COLLATION_SCHEMA",
        "DOMAIN_CATALOG",
        "DOMAIN_SCHEMA",
        "DOMAIN_NAME",
        "UDT_CATALOG",
        "UDT_SCHEMA",
        "UDT_NAME",
        "SCOPE_CATALOG",
        "SCOPE_SCHEMA",
        "SCOPE_NAME",
        "MAXIMUM_CARDINALITY",
        "IDENTITY_MAXIMUM",
        "IDENTITY_MINIMUM",
        "DATA_TYPE_ALIAS",
        "COLUMN_ID",
    )
)


def column(item: Any, field: TableColumn, position: int, session: Session) -> Row:
    """A column of a table or view; `position` counts from 1."""
    start, increment, ordered = field.identity or (None, None, None)
    is_identity = field.identity is not None
    return {
        **_EMPTY_COLUMN,
        **measures(field.type),
        "SCHEMA_EVOLUTION_RECORD": field.evolution,
        **container_ids(item.name, session),
        "TABLE_ID": item.id,
        "TABLE_CATALOG": item.name.database,
        "TABLE_SCHEMA": item.name.schema,
        "TABLE_NAME": item.name.last,
        "COLUMN_NAME": field.name,
        "ORDINAL_POSITION": position,
        "COLUMN_DEFAULT": field.default,
        "IS_NULLABLE": yes(field.nullable),
        "DATA_TYPE": DATA_TYPES.get(field.type.name, field.type.name),
        "COLLATION_NAME": field.collate,
        "DTD_IDENTIFIER": dtd_identifier(item, field.type, position),
        "IS_SELF_REFERENCING": "NO",
        "IS_IDENTITY": yes(is_identity),
        "IDENTITY_GENERATION": "BY DEFAULT" if is_identity else None,
        "IDENTITY_START": None if start is None else str(start),
        "IDENTITY_INCREMENT": None if increment is None else str(increment),
        "IDENTITY_CYCLE": "NO" if is_identity else None,
        "IDENTITY_ORDERED": yes(bool(ordered)) if is_identity else None,
        "COMMENT": field.comment or None,
        "EXPRESSION": field.expression,
        "KIND": "COLUMN" if field.expression is None else "VIRTUAL",
        "DELETED": item.dropped_on,
    }


def dtd_identifier(item: Any, kind: SnowflakeType, position: int) -> str | None:
    """Under what ELEMENT_TYPES and FIELDS show a column's type; None for a type that has no parts."""
    return f"{item.id}.{position}" if kind.is_structured else None


def measures(kind: SnowflakeType) -> Row:
    """Lengths and precisions of a type; NULL where they make no sense."""
    text, binary, number = (kind.name == name for name in ("VARCHAR", "BINARY", "NUMBER"))
    length = (kind.length or MAX_VARCHAR) if text else kind.length if binary else None
    return {
        "CHARACTER_MAXIMUM_LENGTH": length,
        "CHARACTER_OCTET_LENGTH": min(4 * (length or 0), MAX_VARCHAR) if text else length,
        "NUMERIC_PRECISION": kind.precision,
        "NUMERIC_PRECISION_RADIX": 10 if kind.precision else None,
        "NUMERIC_SCALE": kind.scale if number else None,
        "DATETIME_PRECISION": kind.scale if kind.is_timestamp or kind.name == "TIME" else None,
    }


def schema(item: Schema, session: Session) -> Row:
    """A schema."""
    database = session.catalog.get(Database.kind, Name("", "", item.name.database))
    return {
        "SCHEMA_ID": item.id or None,
        "CATALOG_ID": None if database is None else database.id,
        "CATALOG_NAME": item.name.database,
        "SCHEMA_NAME": item.name.last,
        "SCHEMA_OWNER": item.owner or None,
        "IS_TRANSIENT": yes(item.transient),
        "IS_MANAGED_ACCESS": "NO",
        "RETENTION_TIME": retention_days(item, session.catalog),
        "DEFAULT_CHARACTER_SET_CATALOG": None,
        "DEFAULT_CHARACTER_SET_SCHEMA": None,
        "DEFAULT_CHARACTER_SET_NAME": None,
        "SQL_PATH": None,
        "CREATED": item.created_on,
        "LAST_ALTERED": item.created_on,
        "COMMENT": item.comment or None,
        "DELETED": item.dropped_on,
        "OWNER_ROLE_TYPE": "ROLE" if item.owner else None,
        "SCHEMA_TYPE": "STANDARD",
    }


def database(item: Database, session: Session) -> Row:
    """A database."""
    return {
        "DATABASE_ID": item.id,
        "DATABASE_NAME": item.name.last,
        "DATABASE_OWNER": item.owner,
        "IS_TRANSIENT": yes(item.transient),
        "COMMENT": item.comment or None,
        "CREATED": item.created_on,
        "LAST_ALTERED": item.created_on,
        "DELETED": item.dropped_on,
        "RETENTION_TIME": retention_days(item, session.catalog),
        "TYPE": "STANDARD",
        "REPLICABLE_WITH_FAILOVER_GROUPS": "NO",
        "OWNER_ROLE_TYPE": "ROLE",
    }


def storage(item: Table | DynamicTable, session: Session, sizes: facts.Sizes) -> Row:
    """What a table's rows and its history take; a dropped one has no active bytes. There is no fail-safe copy."""
    schema_item: Any = session.catalog.get(Schema.kind, item.name.container)
    database_item: Any = session.catalog.get(Database.kind, Name("", "", item.name.database))
    active, kept = sizes.active_bytes(item), sizes.history_bytes(item)
    dropped = item.dropped_on is not None
    return {
        **container_ids(item.name, session),
        "ID": item.id,
        "TABLE_CATALOG": item.name.database,
        "TABLE_SCHEMA": item.name.schema,
        "TABLE_NAME": item.name.last,
        # a clone keeps its oldest ancestor's row identity
        "CLONE_GROUP_ID": item.options.get("ROW_IDENTITY", item.id),
        "IS_TRANSIENT": yes(item.durability != "PERMANENT" or getattr(item, "transient", False)),
        "ACTIVE_BYTES": 0 if dropped else active,
        "TIME_TRAVEL_BYTES": kept + (active if dropped else 0),
        "FAILSAFE_BYTES": 0,
        "RETAINED_FOR_CLONE_BYTES": 0,
        "DELETED": dropped,
        "TABLE_CREATED": item.created_on,
        "TABLE_DROPPED": item.dropped_on,
        "TABLE_ENTERED_FAILSAFE": None,
        "SCHEMA_CREATED": getattr(schema_item, "created_on", None),
        "SCHEMA_DROPPED": None,
        "CATALOG_CREATED": getattr(database_item, "created_on", None),
        "CATALOG_DROPPED": None,
        "COMMENT": item.comment or None,
        "INSTANCE_ID": None,
    }
