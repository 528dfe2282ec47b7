"""Definitions in SNOWFLAKE.ACCOUNT_USAGE: those that INFORMATION_SCHEMA has by database, policies, and dependencies.

Rows are those of INFORMATION_SCHEMA for each database, with the ids of their containers; what was dropped is not
listed. Source: the documentation page of each view.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ecomsim.access.checks import visible
from ecomsim.catalog.objects import Database, FileFormat, Function, Pipe, Procedure, Sequence, Stage
from ecomsim.catalog.policies import MaskingPolicy, Policy, RowAccessPolicy
from ecomsim.metadata import dependencies, information_schema, rows, rows_of_files
from ecomsim.metadata.grid import Row, names, view_columns
from ecomsim.metadata.usage_view import TYPES, UsageView
from ecomsim.names import Name
from ecomsim.policies import show as policies
from ecomsim.values.types import BOOLEAN, INTEGER, VARIANT

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def _everywhere(view: str, session: Session) -> Iterator[Row]:
    for database in session.catalog.all(Database.kind):
        yield from information_schema.VIEWS[view].rows(database.name.last, session)


def _ids(row: Row, kind: str, session: Session) -> Row:
    """The ids of the schema and database that the row names, as columns of `kind`."""
    found = rows.container_ids(Name(row[f"{kind}_CATALOG"], row[f"{kind}_SCHEMA"], ""), session)
    return {f"{kind}_SCHEMA_ID": found["TABLE_SCHEMA_ID"], f"{kind}_CATALOG_ID": found["TABLE_CATALOG_ID"]}


def _stages(session: Session) -> Iterator[Row]:
    for row in _listed("STAGES", Stage.kind, "STAGE")(session):
        yield {**row, "INSTANCE_ID": None, "STORAGE_INTEGRATION": None}


def _file_formats(session: Session) -> Iterator[Row]:
    """Here a number is a number and a switch a BOOLEAN."""
    for row in _listed("FILE_FORMATS", FileFormat.kind, "FILE_FORMAT")(session):
        lines, trims = row["SKIP_HEADER"], row["TRIM_SPACE"]
        yield {
            **row,
            "SKIP_HEADER": None if lines is None else int(lines),
            "TRIM_SPACE": None if trims is None else trims == "true",
        }


def _constraints(session: Session) -> Iterator[Row]:
    """A constraint has no id of its own."""
    for row in _everywhere("TABLE_CONSTRAINTS", session):
        table: Any = session.catalog.relation(Name(row["TABLE_CATALOG"], row["TABLE_SCHEMA"], row["TABLE_NAME"]))
        if table is None:  # a temporary one
            continue
        yield {
            **row,
            **_ids(row, "CONSTRAINT", session),
            **_ids(row, "TABLE", session),
            "CONSTRAINT_ID": None,
            "TABLE_ID": table.id,
            "DELETED": None,
            **{name: row[name][0] for name in ("IS_DEFERRABLE", "INITIALLY_DEFERRED", "ENFORCED", "RELY")},
        }


def _listed(view: str, kind: str, prefix: str) -> Callable[[Session], Iterator[Row]]:
    """The rows of INFORMATION_SCHEMA for objects of a kind, which their columns call `prefix`."""

    def rows_of(session: Session) -> Iterator[Row]:
        for row in _everywhere(view, session):
            name = Name(row[f"{prefix}_CATALOG"], row[f"{prefix}_SCHEMA"], row[f"{prefix}_NAME"])
            item = session.catalog.get(kind, name)
            identifier = None if item is None else item.id
            yield {
                **row,
                **_ids(row, prefix, session),
                f"{prefix}_ID": identifier,
                "DELETED": None,
                "OWNER_ROLE_TYPE": "ROLE",
            }

    return rows_of


def _procedures(session: Session) -> Iterator[Row]:
    for item in session.catalog.all(Procedure.kind):
        if not isinstance(item, Procedure) or not visible(session, item):
            continue
        row = rows_of_files.routine(item)
        yield {
            **row,
            **_ids(row, "PROCEDURE", session),
            "DELETED": None,
            "RUNTIME_VERSION": item.options.get("RUNTIME_VERSION"),
            "PACKAGES": rows_of_files.listed(item.options.get("PACKAGES")),
            "INSTALLED_PACKAGES": None,
            "OWNER_ROLE_TYPE": "ROLE",
            "SECRETS": None,
            "EXTERNAL_ACCESS_INTEGRATIONS": None,
        }


def _functions(session: Session) -> Iterator[Row]:
    for item in session.catalog.all(Function.kind):
        if not isinstance(item, Function) or not visible(session, item):
            continue
        row = rows_of_files.routine(item)
        yield {
            **dict.fromkeys(names(_OF_EXTERNAL)),
            **row,
            **_ids(row, "FUNCTION", session),
            "FUNCTION_ID": item.id,
            "DELETED": None,
            "IS_EXTERNAL": "NO",
            "PACKAGES": rows_of_files.listed(item.options.get("PACKAGES")),
            "RUNTIME_VERSION": item.options.get("RUNTIME_VERSION"),
            "INSTALLED_PACKAGES": None,
            "OWNER_ROLE_TYPE": "ROLE",
            "IS_MEMOIZABLE": "NO",
            "IMPORTS": rows_of_files.listed(item.options.get("IMPORTS")),
            "HANDLER": item.options.get("HANDLER"),
        }


_OF_EXTERNAL = "API_INTEGRATION, CONTEXT_HEADERS, MAX_BATCH_ROWS, COMPRESSION, SECRETS, EXTERNAL_ACCESS_INTEGRATIONS"


def _policy_references(session: Session) -> Iterator[Row]:
    for item in session.catalog.objects():
        if not visible(session, item):
            continue
        for policy, row in policies.attachments(item, session.catalog):
            if visible(session, policy):
                shown = zip((column.name for column in policies.REFERENCES), row, strict=True)
                yield {**dict(shown), "POLICY_ID": policy.id}


def _references(session: Session) -> Iterator[Row]:
    for row in _everywhere("REFERENTIAL_CONSTRAINTS", session):
        yield {**row, **_ids(row, "CONSTRAINT", session), **_ids(row, "UNIQUE_CONSTRAINT", session), "DELETED": None}


def _policies(kind: str) -> Callable[[Session], Iterator[Row]]:
    def rows_of(session: Session) -> Iterator[Row]:
        for item in session.catalog.all(kind):
            if not isinstance(item, Policy) or not visible(session, item):
                continue
            shown = policies.row(item, session)
            row = {
                "POLICY_NAME": item.name.last,
                "POLICY_ID": item.id,
                "POLICY_SCHEMA": item.name.schema,
                "POLICY_CATALOG": item.name.database,
                "POLICY_OWNER": item.owner,
                "POLICY_SIGNATURE": policies.signature(item),
                "POLICY_RETURN_TYPE": str(item.returns),
                "POLICY_BODY": item.body,
                "POLICY_COMMENT": json.dumps(item.comment) if item.comment else None,
                "CREATED": item.created_on,
                "LAST_ALTERED": item.changed_on or item.created_on,
                "DELETED": None,
                "OWNER_ROLE_TYPE": "ROLE",
                "OPTIONS": shown["options"] or None,
            }
            yield {**row, **_ids(row, "POLICY", session)}

    return rows_of


_KINDS = (
    "STAGE",
    "PIPE",
    "CONSTRAINT",
    "UNIQUE_CONSTRAINT",
    "SEQUENCE",
    "FILE_FORMAT",
    "POLICY",
    "PROCEDURE",
    "FUNCTION",
)
_TYPES = {
    **TYPES,
    **{f"{kind}{part}_ID": INTEGER for kind in _KINDS for part in ("", "_SCHEMA", "_CATALOG")},
    **{f"{role}_OBJECT_ID": INTEGER for role in ("REFERENCED", "REFERENCING")},
    **dict.fromkeys(("POLICY_COMMENT", "OPTIONS"), VARIANT),
    "SKIP_HEADER": INTEGER,
    "TRIM_SPACE": BOOLEAN,
}


def _view(text: str, source: Callable[[Session], Iterable[Row]]) -> UsageView:
    return UsageView(view_columns(names(text), _TYPES), source)


_POLICY = (
    "POLICY_NAME, POLICY_ID, POLICY_SCHEMA_ID, POLICY_SCHEMA, POLICY_CATALOG_ID, POLICY_CATALOG, POLICY_OWNER, "
    "POLICY_SIGNATURE, POLICY_RETURN_TYPE, POLICY_BODY, POLICY_COMMENT, CREATED, LAST_ALTERED, DELETED, "
    "OWNER_ROLE_TYPE, OPTIONS"
)

VIEWS: dict[str, UsageView] = {
    "FILE_FORMATS": _view(
        "FILE_FORMAT_ID, FILE_FORMAT_NAME, FILE_FORMAT_SCHEMA_ID, FILE_FORMAT_SCHEMA, FILE_FORMAT_CATALOG_ID, "
        "FILE_FORMAT_CATALOG, FILE_FORMAT_OWNER, FILE_FORMAT_TYPE, RECORD_DELIMITER, FIELD_DELIMITER, SKIP_HEADER, "
        "DATE_FORMAT, TIME_FORMAT, TIMESTAMP_FORMAT, BINARY_FORMAT, ESCAPE, ESCAPE_UNENCLOSED_FIELD, TRIM_SPACE, "
        "FIELD_OPTIONALLY_ENCLOSED_BY, NULL_IF, COMPRESSION, ERROR_ON_COLUMN_COUNT_MISMATCH, CREATED, LAST_ALTERED, "
        "DELETED, COMMENT, OWNER_ROLE_TYPE",
        _file_formats,
    ),
    "FUNCTIONS": _view(
        "FUNCTION_ID, FUNCTION_NAME, FUNCTION_SCHEMA_ID, FUNCTION_SCHEMA, FUNCTION_CATALOG_ID, FUNCTION_CATALOG, "
        "FUNCTION_OWNER, ARGUMENT_SIGNATURE, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH, "
        "NUMERIC_PRECISION, NUMERIC_PRECISION_RADIX, NUMERIC_SCALE, FUNCTION_LANGUAGE, FUNCTION_DEFINITION, "
        "VOLATILITY, IS_NULL_CALL, CREATED, LAST_ALTERED, DELETED, COMMENT, IS_EXTERNAL, API_INTEGRATION, "
        "CONTEXT_HEADERS, MAX_BATCH_ROWS, COMPRESSION, PACKAGES, RUNTIME_VERSION, INSTALLED_PACKAGES, "
        "OWNER_ROLE_TYPE, IS_MEMOIZABLE, IMPORTS, HANDLER, SECRETS, EXTERNAL_ACCESS_INTEGRATIONS",
        _functions,
    ),
    "MASKING_POLICIES": _view(_POLICY, _policies(MaskingPolicy.kind)),
    "OBJECT_DEPENDENCIES": _view(dependencies.COLUMNS, dependencies.of_account),
    "POLICY_REFERENCES": _view(
        "POLICY_DB, POLICY_SCHEMA, POLICY_ID, POLICY_NAME, POLICY_KIND, REF_DATABASE_NAME, REF_SCHEMA_NAME, "
        "REF_ENTITY_NAME, REF_ENTITY_DOMAIN, REF_COLUMN_NAME, REF_ARG_COLUMN_NAMES, TAG_DATABASE, TAG_SCHEMA, "
        "TAG_NAME, POLICY_STATUS",
        _policy_references,
    ),
    "PROCEDURES": _view(
        f"{rows_of_files.PROCEDURES}, DELETED, RUNTIME_VERSION, PACKAGES, INSTALLED_PACKAGES, OWNER_ROLE_TYPE, "
        "PROCEDURE_SCHEMA_ID, PROCEDURE_CATALOG_ID, SECRETS, EXTERNAL_ACCESS_INTEGRATIONS",
        _procedures,
    ),
    "REFERENTIAL_CONSTRAINTS": _view(
        "CONSTRAINT_CATALOG_ID, CONSTRAINT_CATALOG, CONSTRAINT_SCHEMA_ID, CONSTRAINT_SCHEMA, CONSTRAINT_NAME, "
        "UNIQUE_CONSTRAINT_CATALOG_ID, UNIQUE_CONSTRAINT_CATALOG, UNIQUE_CONSTRAINT_SCHEMA_ID, "
        "UNIQUE_CONSTRAINT_SCHEMA, UNIQUE_CONSTRAINT_NAME, MATCH_OPTION, UPDATE_RULE, DELETE_RULE, COMMENT, CREATED, "
        "LAST_ALTERED, DELETED",
        _references,
    ),
    "ROW_ACCESS_POLICIES": _view(_POLICY, _policies(RowAccessPolicy.kind)),
    "SEQUENCES": _view(
        "SEQUENCE_ID, SEQUENCE_NAME, SEQUENCE_SCHEMA_ID, SEQUENCE_SCHEMA, SEQUENCE_CATALOG_ID, SEQUENCE_CATALOG, "
        "SEQUENCE_OWNER, DATA_TYPE, NUMERIC_PRECISION, NUMERIC_PRECISION_RADIX, NUMERIC_SCALE, START_VALUE, "
        "MINIMUM_VALUE, MAXIMUM_VALUE, NEXT_VALUE, INCREMENT, CYCLE_OPTION, ORDERED, CREATED, LAST_ALTERED, DELETED, "
        "COMMENT, OWNER_ROLE_TYPE",
        _listed("SEQUENCES", Sequence.kind, "SEQUENCE"),
    ),
    "PIPES": _view(
        "PIPE_ID, PIPE_NAME, PIPE_SCHEMA_ID, PIPE_SCHEMA, PIPE_CATALOG_ID, PIPE_CATALOG, IS_AUTOINGEST_ENABLED, "
        "NOTIFICATION_CHANNEL_NAME, PIPE_OWNER, DEFINITION, CREATED, LAST_ALTERED, COMMENT, PATTERN, DELETED, "
        "OWNER_ROLE_TYPE",
        _listed("PIPES", Pipe.kind, "PIPE"),
    ),
    "STAGES": _view(
        "STAGE_ID, STAGE_NAME, STAGE_SCHEMA_ID, STAGE_SCHEMA, STAGE_CATALOG_ID, STAGE_CATALOG, STAGE_URL, "
        "STAGE_REGION, STAGE_TYPE, STAGE_OWNER, COMMENT, CREATED, LAST_ALTERED, DELETED, OWNER_ROLE_TYPE, "
        "INSTANCE_ID, STORAGE_INTEGRATION",
        _stages,
    ),
    "TABLE_CONSTRAINTS": _view(
        "CONSTRAINT_ID, CONSTRAINT_NAME, CONSTRAINT_SCHEMA_ID, CONSTRAINT_SCHEMA, CONSTRAINT_CATALOG_ID, "
        "CONSTRAINT_CATALOG, TABLE_ID, TABLE_NAME, TABLE_SCHEMA_ID, TABLE_SCHEMA, TABLE_CATALOG_ID, "
        "TABLE_CATALOG, CONSTRAINT_TYPE, IS_DEFERRABLE, INITIALLY_DEFERRED, ENFORCED, COMMENT, CREATED, "
        "LAST_ALTERED, DELETED, RELY",
        _constraints,
    ),
}
