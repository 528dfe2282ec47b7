"""SHOW, DESCRIBE and GET_DDL of stages and file formats. Source: spec/metadata.md sections 2.1, 3.3 and 7."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import ExternalTable, FileFormat, Stage
from ecomsim.metadata import grid
from ecomsim.metadata.filters import scope
from ecomsim.metadata.grid import Row, flag, names
from ecomsim.metadata.listing import Listing, placed
from ecomsim.names import quote_if_needed
from ecomsim.sqltext.nodes import Describe, Show
from ecomsim.staging import formats, places
from ecomsim.statements.result import Result

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def _stages(statement: Show, session: Session) -> list[Any]:
    where = scope(statement, session)
    found = session.catalog.all("STAGE", where.database, where.schema)
    return [each for each in found if isinstance(each, Stage) and each.session_id in (None, session.id)]


def stage_row(item: Stage, session: Session) -> Row:
    """One row of SHOW STAGES."""
    temporary = " TEMPORARY" if item.session_id is not None else ""
    return {
        **placed(item, "STAGE"),
        "url": item.url or "",
        "has_credentials": "N",
        "has_encryption_key": "N",
        "owner": item.owner,
        "comment": item.comment,
        "region": None,
        "type": ("INTERNAL" if item.url is None else "EXTERNAL") + temporary,
        "cloud": None,
        "notification_channel": None,
        "storage_integration": None,
        "endpoint": None,
        "owner_role_type": "ROLE",
        "directory_enabled": flag(item.directory is not None),
    }


def _formats(statement: Show, session: Session) -> list[Any]:
    where = scope(statement, session)
    found = session.catalog.all("FILE FORMAT", where.database, where.schema)
    return [each for each in found if isinstance(each, FileFormat) and each.session_id in (None, session.id)]


def format_row(item: FileFormat, session: Session) -> Row:
    """One row of SHOW FILE FORMATS; format_options is JSON."""
    options = {"TYPE": item.type, **formats.DEFAULTS[item.type], **item.options}
    return {
        "created_on": item.created_on,
        "name": item.name.last,
        "kind": "FILE_FORMAT",
        "database_name": item.name.database,
        "schema_name": item.name.schema,
        "type": item.type,
        "owner": item.owner,
        "comment": item.comment,
        "format_options": json.dumps(options, separators=(",", ":"), default=list),
        "owner_role_type": "ROLE",
    }


def _external(statement: Show, session: Session) -> list[Any]:
    where = scope(statement, session)
    return session.catalog.all("EXTERNAL TABLE", where.database, where.schema)


def external_row(item: ExternalTable, session: Session) -> Row:
    """One row of SHOW EXTERNAL TABLES."""
    stage = session.catalog.by_id(item.stage_id)
    name = item.file_format.get("FORMAT_NAME")
    form = formats.chosen(item.file_format, {}, session)
    gone = stage is None
    return {
        "created_on": item.created_on,
        "name": item.name.last,
        "kind": "EXTERNAL_TABLE",
        "database_name": item.name.database,
        "schema_name": item.name.schema,
        "invalid": "true" if gone else "false",
        "invalid_reason": "The stage was dropped." if gone else None,
        "owner": item.owner,
        "comment": item.comment,
        "stage": str(stage.name) if stage is not None else item.location.partition("/")[0][1:],
        "location": item.location,
        "file_format_name": None if name is None else str(name),
        "file_format_type": form.type,
        "cloud": None,
        "region": None,
        "notification_channel": None,
        "last_refreshed_on": item.refreshed_on,
        "table_format": "UNSPECIFIED",
        "last_refresh_details": None,
        "owner_role_type": "ROLE",
    }


def describe_external(statement: Describe, session: Session) -> Result:
    """DESCRIBE EXTERNAL TABLE: its columns, as DESCRIBE TABLE gives them."""
    from ecomsim.metadata import describe

    item = session.find("EXTERNAL TABLE", statement.name)
    rows = [describe.column_row(column, item.keys) for column in item.columns]
    return grid.result(describe.COLUMNS, rows, statement_type="DESCRIBE")


def external_ddl(item: ExternalTable, name: str, tags: str) -> str:
    """The statement that creates an external table again; tags: the clause that sets them, or nothing."""
    columns = [
        f"\t{quote_if_needed(column.name)} {column.type} AS ({column.expression})"
        + (f" COMMENT {_literal(column.comment)}" if column.comment else "")
        for column in item.columns[1:]
    ]
    listed = ",\n".join(columns)
    parts = [f"create or replace external table {name}" + (f"(\n{listed})" if columns else "")]
    if item.partition_by:
        parts.append(f"partition by ({', '.join(map(quote_if_needed, item.partition_by))})")
    parts += [f"location={item.location}", "auto_refresh=false"]
    if item.pattern is not None:
        parts.append(f"pattern={_literal(item.pattern)}")
    parts.append(f"file_format=({' '.join(_options(item.file_format))})")
    if item.comment:
        parts.append(f"comment={_literal(item.comment)}")
    if tags:
        parts.append(tags)
    return "\n".join(parts) + "\n;"


LISTINGS: dict[str, Listing] = {
    "EXTERNAL TABLES": Listing(
        columns=names(
            "created_on, name, database_name, schema_name, invalid, invalid_reason, owner, comment, stage, location, "
            "file_format_name, file_format_type, cloud, region, notification_channel, last_refreshed_on, table_format, "
            "last_refresh_details, owner_role_type"
        ),
        entries=_external,
        row=external_row,
        terse=names("created_on, name, kind, database_name, schema_name"),
    ),
    "STAGES": Listing(
        columns=names(
            "created_on, name, database_name, schema_name, url, has_credentials, has_encryption_key, owner, comment, "
            "region, type, cloud, notification_channel, storage_integration, endpoint, owner_role_type, "
            "directory_enabled"
        ),
        entries=_stages,
        row=stage_row,
        terse=None,
    ),
    "FILE FORMATS": Listing(
        columns=names(
            "created_on, name, database_name, schema_name, type, owner, comment, format_options, owner_role_type"
        ),
        entries=_formats,
        row=format_row,
        terse=None,
    ),
}


# --- DESCRIBE ----------------------------------------------------------------------------------------------------

_PROPERTY = ("property", "property_type", "property_value", "property_default")


def _kind(default: Any) -> str:
    if isinstance(default, bool):
        return "Boolean"
    if isinstance(default, tuple):
        return "List"
    return "Integer" if isinstance(default, int) else "String"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(str(each).replace("\\", "\\\\") for each in value) + "]"
    return "" if value is None else str(value).encode("unicode_escape").decode()


def _rows(kind: str, options: Mapping[str, Any]) -> list[Row]:
    """property, type, value and default of every option of a format."""
    rows: list[Row] = [dict(zip(_PROPERTY, ("TYPE", "String", kind, "CSV"), strict=True))]
    for name, default in formats.DEFAULTS[kind].items():
        values = (name, _kind(default), _text(options.get(name, default)), _text(default))
        rows.append(dict(zip(_PROPERTY, values, strict=True)))
    return rows


def describe_format(statement: Describe, session: Session) -> Result:
    """DESCRIBE FILE FORMAT: property, property_type, property_value, property_default."""
    item = formats.named(str(statement.name), session)
    return grid.result(grid.show_columns(_PROPERTY), _rows(item.type, item.options), statement_type="DESCRIBE")


def describe_stage(statement: Describe, session: Session) -> Result:
    """DESCRIBE STAGE: the same under the properties they belong to."""
    item = places.find(statement.name, session)
    return _described(item.file_format, item.url, item.directory is not None, session)


def describe_table_stage(statement: Describe, session: Session) -> Result:
    """DESCRIBE TABLE t TYPE = STAGE: of the table's own stage, which has the default file format and no directory."""
    session.find("TABLE", statement.name)
    return _described({}, None, False, session)


def _described(file_format: Mapping[str, Any], url: str | None, directory: bool, session: Session) -> Result:
    """The properties of a stage under those they belong to."""
    if "FORMAT_NAME" in file_format:
        rows: list[Row] = [
            dict(zip(_PROPERTY, ("FORMAT_NAME", "String", str(file_format["FORMAT_NAME"]), ""), strict=True))
        ]
    else:
        form = formats.chosen(file_format, {}, session)
        rows = _rows(form.type, form.options)
    grouped: list[Row] = [{"parent_property": "STAGE_FILE_FORMAT", **row} for row in rows]
    others = (
        ("STAGE_LOCATION", "URL", "String", json.dumps([url]) if url else "", ""),
        ("DIRECTORY", "ENABLE", "Boolean", _text(directory), "false"),
    )
    grouped += [dict(zip(("parent_property", *_PROPERTY), each, strict=True)) for each in others]
    columns = grid.show_columns(("parent_property", *_PROPERTY))
    return grid.result(columns, grouped, statement_type="DESCRIBE")


# --- GET_DDL -----------------------------------------------------------------------------------------------------


def format_ddl(item: FileFormat, name: str) -> str:
    """The statement that creates a file format again."""
    parts = [f"TYPE = {item.type}", *_options(item.options)]
    if item.comment:
        parts.append(f"COMMENT = {_literal(item.comment)}")
    return f"create or replace file format {name}\n\t" + "\n\t".join(parts) + "\n;"


def stage_ddl(item: Stage, name: str, tags: str) -> str:
    """The statement that creates a stage again, without its files; tags as of an external table."""
    parts = []
    if item.url is not None:
        parts.append(f"URL = {_literal(item.url)}")
    if item.directory is not None:
        parts.append("DIRECTORY = (ENABLE = TRUE)")
    if item.file_format:
        parts.append(f"FILE_FORMAT = ({' '.join(_options(item.file_format))})")
    if item.copy_options:
        parts.append(f"COPY_OPTIONS = ({' '.join(_options(item.copy_options))})")
    if item.comment:
        parts.append(f"COMMENT = {_literal(item.comment)}")
    if tags:
        parts.append(tags)
    return f"create or replace stage {name}" + "".join(f"\n\t{part}" for part in parts) + ";"


def _options(options: Mapping[str, Any]) -> list[str]:
    return [f"{key} = {_written(key, value)}" for key, value in options.items()]


def _written(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, tuple):
        return "(" + ", ".join(_literal(each) for each in value) + ")"
    if value is None:
        return "NONE"
    if isinstance(value, (int, float)) or key == "TYPE" or value == "NONE":
        return quote_if_needed(str(value)) if key == "TYPE" else str(value)
    return _literal(value)


def _literal(value: Any) -> str:
    text = str(value).replace("\\", "\\\\").replace("'", "''")
    return "'" + text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") + "'"
