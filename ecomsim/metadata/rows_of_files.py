"""Rows of INFORMATION_SCHEMA for routines, stages, file formats and loads.

Source: spec/metadata.md section 4; column names as in Snowflake's documentation of each view.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ecomsim.access.checks import seen, visible
from ecomsim.catalog.objects import ExternalTable, FileFormat, Routine, Stage
from ecomsim.metadata.grid import Row, yes
from ecomsim.metadata.rows import measures
from ecomsim.staging import formats, history
from ecomsim.values.types import TEXT

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

PROCEDURES = (
    "PROCEDURE_CATALOG, PROCEDURE_SCHEMA, PROCEDURE_NAME, PROCEDURE_OWNER, ARGUMENT_SIGNATURE, DATA_TYPE, "
    "CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH, NUMERIC_PRECISION, NUMERIC_PRECISION_RADIX, NUMERIC_SCALE, "
    "PROCEDURE_LANGUAGE, PROCEDURE_DEFINITION, CREATED, LAST_ALTERED, COMMENT"
)
FUNCTIONS = (
    "FUNCTION_CATALOG, FUNCTION_SCHEMA, FUNCTION_NAME, FUNCTION_OWNER, ARGUMENT_SIGNATURE, DATA_TYPE, "
    "CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH, NUMERIC_PRECISION, NUMERIC_PRECISION_RADIX, NUMERIC_SCALE, "
    "FUNCTION_LANGUAGE, FUNCTION_DEFINITION, VOLATILITY, IS_NULL_CALL, CREATED, LAST_ALTERED, COMMENT, IS_SECURE"
)
STAGES = (
    "STAGE_CATALOG, STAGE_SCHEMA, STAGE_NAME, STAGE_URL, STAGE_REGION, STAGE_TYPE, STAGE_OWNER, COMMENT, CREATED, "
    "LAST_ALTERED"
)
FILE_FORMATS = (
    "FILE_FORMAT_CATALOG, FILE_FORMAT_SCHEMA, FILE_FORMAT_NAME, FILE_FORMAT_OWNER, FILE_FORMAT_TYPE, "
    "RECORD_DELIMITER, FIELD_DELIMITER, SKIP_HEADER, DATE_FORMAT, TIME_FORMAT, TIMESTAMP_FORMAT, BINARY_FORMAT, "
    "ESCAPE, ESCAPE_UNENCLOSED_FIELD, TRIM_SPACE, FIELD_OPTIONALLY_ENCLOSED_BY, NULL_IF, COMPRESSION, "
    "ERROR_ON_COLUMN_COUNT_MISMATCH, CREATED, LAST_ALTERED, COMMENT"
)
LOAD_HISTORY = (
    "SCHEMA_NAME, FILE_NAME, TABLE_NAME, LAST_LOAD_TIME, STATUS, ROW_COUNT, ROW_PARSED, FIRST_ERROR_MESSAGE, "
    "FIRST_ERROR_LINE_NUMBER, FIRST_ERROR_CHARACTER_POSITION, FIRST_ERROR_COL_NAME, ERROR_COUNT, ERROR_LIMIT"
)


def procedures(database: str, session: Session) -> Iterator[Row]:
    """The view PROCEDURES."""
    return _routines("PROCEDURE", database, session)


def functions(database: str, session: Session) -> Iterator[Row]:
    """The view FUNCTIONS."""
    return _routines("FUNCTION", database, session)


def _routines(kind: str, database: str, session: Session) -> Iterator[Row]:
    for item in seen(session.catalog.all(kind, database), session):
        assert isinstance(item, Routine)
        yield routine(item)


def routine(item: Routine) -> Row:
    """A function or procedure."""
    kind, table = item.kind, item.columns is not None
    return {
        f"{kind}_CATALOG": item.name.database,
        f"{kind}_SCHEMA": item.name.schema,
        f"{kind}_NAME": item.routine,
        f"{kind}_OWNER": item.owner,
        "ARGUMENT_SIGNATURE": f"({', '.join(f'{each.name} {each.type.short}' for each in item.arguments)})",
        "DATA_TYPE": "TABLE" if table else str(item.returns),
        **(dict.fromkeys(measures(TEXT)) if item.returns is None else measures(item.returns)),
        f"{kind}_LANGUAGE": item.language,
        f"{kind}_DEFINITION": item.body,
        "VOLATILITY": item.options.get("VOLATILITY"),
        "IS_NULL_CALL": yes(not item.strict),
        "CREATED": item.created_on,
        "LAST_ALTERED": item.created_on,
        "COMMENT": item.comment or None,
        "IS_SECURE": yes(item.secure),
    }


EXTERNAL_TABLES = (
    "TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME, TABLE_OWNER, CREATED, LAST_ALTERED, LAST_DDL, LAST_DDL_BY, COMMENT, "
    "LOCATION, FILE_FORMAT_NAME, FILE_FORMAT_TYPE"
)


def external_tables(database: str, session: Session) -> Iterator[Row]:
    """The view EXTERNAL_TABLES."""
    for item in seen(session.catalog.all("EXTERNAL TABLE", database), session):
        assert isinstance(item, ExternalTable)
        name = item.file_format.get("FORMAT_NAME")
        yield {
            "TABLE_CATALOG": item.name.database,
            "TABLE_SCHEMA": item.name.schema,
            "TABLE_NAME": item.name.last,
            "TABLE_OWNER": item.owner,
            "CREATED": item.created_on,
            "LAST_ALTERED": item.refreshed_on or item.created_on,
            "LAST_DDL": item.created_on,
            "LAST_DDL_BY": None,
            "COMMENT": item.comment or None,
            "LOCATION": item.location,
            "FILE_FORMAT_NAME": None if name is None else str(name),
            "FILE_FORMAT_TYPE": formats.chosen(item.file_format, {}, session).type,
        }


def stages(database: str, session: Session) -> Iterator[Row]:
    """The view STAGES."""
    for item in seen(session.catalog.all("STAGE", database), session):
        assert isinstance(item, Stage)
        if item.session_id in (None, session.id):
            yield {
                "STAGE_CATALOG": item.name.database,
                "STAGE_SCHEMA": item.name.schema,
                "STAGE_NAME": item.name.last,
                "STAGE_URL": item.url,
                "STAGE_REGION": None,
                "STAGE_TYPE": "Internal Named" if item.url is None else "External Named",
                "STAGE_OWNER": item.owner,
                "COMMENT": item.comment or None,
                "CREATED": item.created_on,
                "LAST_ALTERED": item.created_on,
            }


def file_formats(database: str, session: Session) -> Iterator[Row]:
    """The view FILE_FORMATS; options that a type does not have are NULL."""
    for item in seen(session.catalog.all("FILE FORMAT", database), session):
        assert isinstance(item, FileFormat)
        options = {**formats.DEFAULTS[item.type], **item.options}
        shown = {name.strip(): listed(options.get(name.strip())) for name in FILE_FORMATS.split(",")}
        yield {
            **shown,
            "FILE_FORMAT_CATALOG": item.name.database,
            "FILE_FORMAT_SCHEMA": item.name.schema,
            "FILE_FORMAT_NAME": item.name.last,
            "FILE_FORMAT_OWNER": item.owner,
            "FILE_FORMAT_TYPE": item.type,
            "CREATED": item.created_on,
            "LAST_ALTERED": item.created_on,
            "COMMENT": item.comment or None,
        }


def listed(value: Any) -> str | None:
    """The value of an option as text; several in brackets."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return "[" + ", ".join(map(str, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def loads(database: str, session: Session) -> Iterator[Row]:
    """The view LOAD_HISTORY: the loads of the last 14 days into tables that are still there."""
    for load in history.of_database(database, session):
        table = session.catalog.by_id(load["table_id"])
        if table is not None and visible(session, table):
            yield load_row(load)


def load_row(load: Row) -> Row:
    """A load under the names of LOAD_HISTORY, in both schemas."""
    return {
        "SCHEMA_NAME": load["schema"],
        "FILE_NAME": load["file"],
        "TABLE_NAME": load["table_name"],
        "LAST_LOAD_TIME": load["loaded_at"],
        "STATUS": load["status"].replace("_", " "),
        "ROW_COUNT": load["rows_loaded"],
        "ROW_PARSED": load["rows_parsed"],
        "FIRST_ERROR_MESSAGE": load["first_error"],
        "FIRST_ERROR_LINE_NUMBER": load["first_error_line"],
        "FIRST_ERROR_CHARACTER_POSITION": load["first_error_character"],
        "FIRST_ERROR_COL_NAME": load["first_error_column"],
        "ERROR_COUNT": load["errors_seen"],
        "ERROR_LIMIT": load["error_limit"],
    }
