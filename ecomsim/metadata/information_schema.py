"""INFORMATION_SCHEMA: the views that every database has, listing what that database holds.

A view is its columns and a function that gives its rows; both are in one literal table. Like Snowflake's, TABLES,
VIEWS and COLUMNS list the views of INFORMATION_SCHEMA itself. A view lists what the session's role may know of: what it
holds a privilege on, in a schema and database it holds one on. Source: spec/metadata.md section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access.checks import free, seen, visible
from ecomsim.catalog.objects import Database, DynamicTable, ExternalTable, Key, Sequence, Table, TableColumn, View
from ecomsim.metadata import (
    facts,
    grid,
    rows,
    rows_of_access,
    rows_of_files,
    rows_of_packages,
    rows_of_types,
    show_account,
)
from ecomsim.metadata.grid import Row, names, typed, view_columns, yes
from ecomsim.names import Name
from ecomsim.pipes import show as pipes
from ecomsim.statements.result import Result
from ecomsim.values.types import Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

SCHEMA = show_account.INFORMATION_SCHEMA


def relation(database: str, view: str, session: Session) -> Result | None:
    """The rows of one view of a database's INFORMATION_SCHEMA; None when there is no such view.

    Raises unsupported for views that Snowflake has and the engine has not.
    """
    found = VIEWS.get(view)
    if found is None:
        if view in ABSENT:
            raise errors.unsupported(f"INFORMATION_SCHEMA.{view}")
        return None
    return grid.result(found.columns, found.rows(database, session), statement_type="SELECT")


def columns(view: str) -> tuple[Column, ...] | None:
    """The columns of a view, or None when there is no such view."""
    found = VIEWS.get(view)
    return None if found is None else found.columns


# --- rows ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _own_views(database: str, created_on: datetime) -> tuple[View, ...]:
    """The views of a database's INFORMATION_SCHEMA as objects; nobody owns them."""
    return tuple(
        View(
            id=0,
            name=Name(database, SCHEMA, name),
            created_on=created_on,
            owner="",
            columns=tuple(TableColumn(name=column.name, type=column.type) for column in view.columns),
            query="",
            text="",
        )
        for name, view in sorted(VIEWS.items())
    )


def _views(database: str, session: Session) -> list[Any]:
    holder: Any = session.catalog.get(Database.kind, Name("", "", database))
    own = _own_views(database, holder.created_on) if holder is not None else ()
    return sorted([*seen(session.catalog.all(View.kind, database), session), *own], key=lambda item: item.name)


def _tables(database: str, session: Session) -> list[Any]:
    return [
        item for item in facts.tables(session, database) if item.name in session.temporary or visible(session, item)
    ]


def _external_tables(database: str, session: Session) -> list[Any]:
    return seen(session.catalog.all(ExternalTable.kind, database), session)


def _table_rows(database: str, session: Session) -> Iterator[Row]:
    sizes = facts.Sizes(session)
    for item in _tables(database, session):
        yield rows.table(item, session, sizes)
    for item in _views(database, session):
        yield rows.view_as_table(item, session)
    for external in _external_tables(database, session):
        yield rows.external_table(external, session)


def _view_rows(database: str, session: Session) -> Iterator[Row]:
    for item in _views(database, session):
        yield rows.view(item, session)


def _column_rows(database: str, session: Session) -> Iterator[Row]:
    for item in (*_tables(database, session), *_views(database, session), *_external_tables(database, session)):
        for position, field in enumerate(item.columns, start=1):
            yield rows.column(item, field, position, session)


def _element_rows(database: str, session: Session) -> Iterator[Row]:
    return rows_of_types.element_types(_tables(database, session))


def _field_rows(database: str, session: Session) -> Iterator[Row]:
    return rows_of_types.fields(_tables(database, session))


def _schema_rows(database: str, session: Session) -> Iterator[Row]:
    for item in seen(show_account.schemas(session, database), session):
        yield rows.schema(item, session)


def _database_rows(database: str, session: Session) -> Iterator[Row]:
    for item in seen(session.catalog.all(Database.kind), session):
        yield rows.database(item, session)  # type: ignore[arg-type]


def _storage_rows(database: str, session: Session) -> Iterator[Row]:
    sizes = facts.Sizes(session)
    dropped: list[Any] = [
        item
        for kind in (Table.kind, DynamicTable.kind)
        for item in session.catalog.dropped(kind)
        if item.name.database == database
    ]
    for item in (*_tables(database, session), *(dropped if free(session) else ())):
        yield rows.storage(item, session, sizes)


def _sequence_rows(database: str, session: Session) -> Iterator[Row]:
    item: Any
    for item in seen(session.catalog.all(Sequence.kind, database), session):
        yield {
            "SEQUENCE_CATALOG": item.name.database,
            "SEQUENCE_SCHEMA": item.name.schema,
            "SEQUENCE_NAME": item.name.last,
            "SEQUENCE_OWNER": item.owner,
            "DATA_TYPE": "NUMBER",
            "NUMERIC_PRECISION": 38,
            "NUMERIC_PRECISION_RADIX": 10,
            "NUMERIC_SCALE": 0,
            "START_VALUE": str(item.start),
            "MINIMUM_VALUE": str(-(2**63)),
            "MAXIMUM_VALUE": str(2**63 - 1),
            "NEXT_VALUE": str(facts.next_value(item, session)),
            "INCREMENT": str(item.increment),
            "CYCLE_OPTION": "NO",
            "CREATED": item.created_on,
            "LAST_ALTERED": item.created_on,
            "ORDERED": yes(item.ordered),
            "COMMENT": item.comment or None,
        }


def _keys(database: str, session: Session) -> Iterator[tuple[Any, Key]]:
    for item in _tables(database, session):
        for key in item.keys:
            yield item, key


def _constraint_rows(database: str, session: Session) -> Iterator[Row]:
    for item, key in _keys(database, session):
        yield {
            "CONSTRAINT_CATALOG": item.name.database,
            "CONSTRAINT_SCHEMA": item.name.schema,
            "CONSTRAINT_NAME": key.name,
            "TABLE_CATALOG": item.name.database,
            "TABLE_SCHEMA": item.name.schema,
            "TABLE_NAME": item.name.last,
            "CONSTRAINT_TYPE": key.kind,
            "IS_DEFERRABLE": "NO",
            "INITIALLY_DEFERRED": "YES",
            "ENFORCED": "NO",
            "COMMENT": None,
            "CREATED": item.created_on,
            "LAST_ALTERED": item.created_on,
            "RELY": "YES" if key.rely else "NO",
        }


def _reference_rows(database: str, session: Session) -> Iterator[Row]:
    for item, key in _keys(database, session):
        reference = facts.reference(item, key)
        if reference is None:
            continue
        target, columns = reference
        parents = getattr(facts.relation(target, session), "keys", ())
        named = (each.name for each in parents if each.columns == columns or each.kind == "PRIMARY KEY")
        yield {
            "CONSTRAINT_CATALOG": item.name.database,
            "CONSTRAINT_SCHEMA": item.name.schema,
            "CONSTRAINT_NAME": key.name,
            "UNIQUE_CONSTRAINT_CATALOG": target.database,
            "UNIQUE_CONSTRAINT_SCHEMA": target.schema,
            "UNIQUE_CONSTRAINT_NAME": next(named, None),
            "MATCH_OPTION": "FULL",
            "UPDATE_RULE": "NO ACTION",
            "DELETE_RULE": "NO ACTION",
            "COMMENT": None,
            "CREATED": item.created_on,
            "LAST_ALTERED": item.created_on,
        }


def _catalog_name_rows(database: str, session: Session) -> Iterator[Row]:
    yield {"CATALOG_NAME": database}


# --- views -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MetadataView:
    columns: tuple[Column, ...]
    rows: Callable[[str, Session], Iterable[Row]]


_TYPES = typed(
    times=(
        "CREATED, LAST_ALTERED, LAST_DDL, TABLE_CREATED, TABLE_DROPPED, TABLE_ENTERED_FAILSAFE, SCHEMA_CREATED, "
        "SCHEMA_DROPPED, CATALOG_CREATED, CATALOG_DROPPED, LAST_LOAD_TIME"
    ),
    integers=(
        "ROW_COUNT, BYTES, RETENTION_TIME, ORDINAL_POSITION, CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH, "
        "NUMERIC_PRECISION, NUMERIC_PRECISION_RADIX, NUMERIC_SCALE, DATETIME_PRECISION, MAXIMUM_CARDINALITY, ID, "
        "CLONE_GROUP_ID, ACTIVE_BYTES, TIME_TRAVEL_BYTES, FAILSAFE_BYTES, RETAINED_FOR_CLONE_BYTES, ROW_PARSED, "
        "FIRST_ERROR_LINE_NUMBER, FIRST_ERROR_CHARACTER_POSITION, ERROR_COUNT, ERROR_LIMIT, INSTANCE_ID"
    ),
)


def _view(text: str, source: Callable[[str, Session], Iterable[Row]]) -> MetadataView:
    return MetadataView(view_columns(names(text), _TYPES), source)


VIEWS: dict[str, MetadataView] = {
    "COLUMNS": _view(
        "TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, COLUMN_DEFAULT, IS_NULLABLE, "
        "DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH, NUMERIC_PRECISION, NUMERIC_PRECISION_RADIX, "
        "NUMERIC_SCALE, DATETIME_PRECISION, INTERVAL_TYPE, INTERVAL_PRECISION, CHARACTER_SET_CATALOG, "
        "CHARACTER_SET_SCHEMA, CHARACTER_SET_NAME, COLLATION_CATALOG, COLLATION_SCHEMA, COLLATION_NAME, "
        "DOMAIN_CATALOG, DOMAIN_SCHEMA, DOMAIN_NAME, UDT_CATALOG, UDT_SCHEMA, UDT_NAME, SCOPE_CATALOG, SCOPE_SCHEMA, "
        "SCOPE_NAME, MAXIMUM_CARDINALITY, DTD_IDENTIFIER, IS_SELF_REFERENCING, IS_IDENTITY, IDENTITY_GENERATION, "
        "IDENTITY_START, IDENTITY_INCREMENT, IDENTITY_MAXIMUM, IDENTITY_MINIMUM, IDENTITY_CYCLE, IDENTITY_ORDERED, "
        "SCHEMA_EVOLUTION_RECORD, COMMENT, DATA_TYPE_ALIAS, EXPRESSION, KIND",
        _column_rows,
    ),
    "ELEMENT_TYPES": _view(rows_of_types.ELEMENT_TYPES, _element_rows),
    "FIELDS": _view(rows_of_types.FIELDS, _field_rows),
    "DATABASES": _view(
        "DATABASE_NAME, DATABASE_OWNER, IS_TRANSIENT, COMMENT, CREATED, LAST_ALTERED, RETENTION_TIME, TYPE, "
        "REPLICABLE_WITH_FAILOVER_GROUPS, OWNER_ROLE_TYPE",
        _database_rows,
    ),
    "APPLICABLE_ROLES": _view(rows_of_access.APPLICABLE_ROLES, rows_of_access.applicable_roles),
    "ENABLED_ROLES": _view(rows_of_access.ENABLED_ROLES, rows_of_access.enabled_roles),
    "OBJECT_PRIVILEGES": _view(rows_of_access.OBJECT_PRIVILEGES, rows_of_access.object_privileges),
    "TABLE_PRIVILEGES": _view(rows_of_access.TABLE_PRIVILEGES, rows_of_access.table_privileges),
    "PIPES": _view(pipes.PIPES, pipes.rows),
    "INFORMATION_SCHEMA_CATALOG_NAME": _view("CATALOG_NAME", _catalog_name_rows),
    "EXTERNAL_TABLES": _view(rows_of_files.EXTERNAL_TABLES, rows_of_files.external_tables),
    "FILE_FORMATS": _view(rows_of_files.FILE_FORMATS, rows_of_files.file_formats),
    "FUNCTIONS": _view(rows_of_files.FUNCTIONS, rows_of_files.functions),
    "LOAD_HISTORY": _view(rows_of_files.LOAD_HISTORY, rows_of_files.loads),
    "PACKAGES": _view(rows_of_packages.PACKAGES, rows_of_packages.packages),
    "PROCEDURES": _view(rows_of_files.PROCEDURES, rows_of_files.procedures),
    "STAGES": _view(rows_of_files.STAGES, rows_of_files.stages),
    "REFERENTIAL_CONSTRAINTS": _view(
        "CONSTRAINT_CATALOG, CONSTRAINT_SCHEMA, CONSTRAINT_NAME, UNIQUE_CONSTRAINT_CATALOG, UNIQUE_CONSTRAINT_SCHEMA, "
        "UNIQUE_CONSTRAINT_NAME, MATCH_OPTION, UPDATE_RULE, DELETE_RULE, COMMENT, CREATED, LAST_ALTERED",
        _reference_rows,
    ),
    "SCHEMATA": _view(
        "CATALOG_NAME, SCHEMA_NAME, SCHEMA_OWNER, IS_TRANSIENT, IS_MANAGED_ACCESS, RETENTION_TIME, "
        "DEFAULT_CHARACTER_SET_CATALOG, DEFAULT_CHARACTER_SET_SCHEMA, DEFAULT_CHARACTER_SET_NAME, SQL_PATH, CREATED, "
        "LAST_ALTERED, COMMENT",
        _schema_rows,
    ),
    "SEQUENCES": _view(
        "SEQUENCE_CATALOG, SEQUENCE_SCHEMA, SEQUENCE_NAME, SEQUENCE_OWNER, DATA_TYPE, NUMERIC_PRECISION, "
        "NUMERIC_PRECISION_RADIX, NUMERIC_SCALE, START_VALUE, MINIMUM_VALUE, MAXIMUM_VALUE, NEXT_VALUE, INCREMENT, "
        "CYCLE_OPTION, CREATED, LAST_ALTERED, ORDERED, COMMENT",
        _sequence_rows,
    ),
    "TABLES": _view(
        "TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME, TABLE_OWNER, TABLE_TYPE, IS_TRANSIENT, CLUSTERING_KEY, ROW_COUNT, "
        "BYTES, RETENTION_TIME, SELF_REFERENCING_COLUMN_NAME, REFERENCE_GENERATION, USER_DEFINED_TYPE_CATALOG, "
        "USER_DEFINED_TYPE_SCHEMA, USER_DEFINED_TYPE_NAME, IS_INSERTABLE_INTO, IS_TYPED, COMMIT_ACTION, CREATED, "
        "LAST_ALTERED, LAST_DDL, LAST_DDL_BY, AUTO_CLUSTERING_ON, COMMENT, IS_TEMPORARY, IS_ICEBERG, IS_DYNAMIC, "
        "IS_IMMUTABLE, IS_HYBRID",
        _table_rows,
    ),
    "TABLE_CONSTRAINTS": _view(
        "CONSTRAINT_CATALOG, CONSTRAINT_SCHEMA, CONSTRAINT_NAME, TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME, "
        "CONSTRAINT_TYPE, IS_DEFERRABLE, INITIALLY_DEFERRED, ENFORCED, COMMENT, CREATED, LAST_ALTERED, RELY",
        _constraint_rows,
    ),
    "TABLE_STORAGE_METRICS": _view(
        "TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME, ID, CLONE_GROUP_ID, IS_TRANSIENT, ACTIVE_BYTES, TIME_TRAVEL_BYTES, "
        "FAILSAFE_BYTES, RETAINED_FOR_CLONE_BYTES, TABLE_CREATED, TABLE_DROPPED, TABLE_ENTERED_FAILSAFE, "
        "CATALOG_CREATED, CATALOG_DROPPED, SCHEMA_CREATED, SCHEMA_DROPPED, COMMENT, INSTANCE_ID",
        _storage_rows,
    ),
    "VIEWS": _view(
        "TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME, TABLE_OWNER, VIEW_DEFINITION, CHECK_OPTION, IS_UPDATABLE, "
        "INSERTABLE_INTO, IS_SECURE, CREATED, LAST_ALTERED, LAST_DDL, LAST_DDL_BY, COMMENT",
        _view_rows,
    ),
}

ABSENT = frozenset(
    {
        "CLASS_INSTANCES",
        "EVENT_TABLES",
        "STREAMLITS",
        "USAGE_PRIVILEGES",
    }
)
"""Views of Snowflake's that the engine has not."""
