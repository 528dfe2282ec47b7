"""Stages, file formats and COPY: statements about files.

A place on a stage (@name/path, @~/path, @%table) stays text as written, because its path is no SQL. PUT and GET are
read by grammar_transfer.
Source: spec/sql-semantics.md section 11, spec/wire-protocol.md section 10.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.names import ObjectName
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.grammar_table import not_exists
from ecomsim.sqltext.grammar_transfer import STARTS
from ecomsim.sqltext.nodes import (
    AlterAction,
    CopyFiles,
    CopyIntoLocation,
    CopyIntoTable,
    CreateFileFormat,
    CreateStage,
    IfExists,
    ListFiles,
    RemoveFiles,
    RenameTo,
    SetOptions,
    Statement,
    UnsetOptions,
    Verb,
)
from ecomsim.sqltext.options import read_properties, tag_clause, take_names, value
from ecomsim.sqltext.queries import parse_expression, query_of

_PLACE = re.compile(r'@(?:"(?:[^"]|"")*+"|[^\s"();,])++')

STAGE_PROPERTIES = (
    *("URL", "FILE_FORMAT", "COPY_OPTIONS", "DIRECTORY", "COMMENT", "ENCRYPTION"),
    *("STORAGE_INTEGRATION", "CREDENTIALS", "ENDPOINT", "USE_PRIVATELINK_ENDPOINT"),
)

FORMAT_PROPERTIES = (
    *("TYPE", "COMPRESSION", "RECORD_DELIMITER", "FIELD_DELIMITER", "FILE_EXTENSION", "SKIP_HEADER", "PARSE_HEADER"),
    *("SKIP_BLANK_LINES", "DATE_FORMAT", "TIME_FORMAT", "TIMESTAMP_FORMAT", "BINARY_FORMAT", "ESCAPE"),
    *("ESCAPE_UNENCLOSED_FIELD", "TRIM_SPACE", "FIELD_OPTIONALLY_ENCLOSED_BY", "NULL_IF", "MULTI_LINE"),
    *("ERROR_ON_COLUMN_COUNT_MISMATCH", "REPLACE_INVALID_CHARACTERS", "EMPTY_FIELD_AS_NULL", "SKIP_BYTE_ORDER_MARK"),
    *("ENCODING", "VALIDATE_UTF8", "ENABLE_OCTAL", "ALLOW_DUPLICATE", "STRIP_OUTER_ARRAY", "STRIP_NULL_VALUES"),
    *("IGNORE_UTF8_ERRORS", "SNAPPY_COMPRESSION", "BINARY_AS_TEXT", "USE_LOGICAL_TYPE", "USE_VECTORIZED_SCANNER"),
    *("PRESERVE_SPACE", "STRIP_OUTER_ELEMENT", "DISABLE_AUTO_CONVERT", "COMMENT"),
)

COPY_OPTIONS = (
    *("FILES", "PATTERN", "FILE_FORMAT", "ON_ERROR", "SIZE_LIMIT", "PURGE", "RETURN_FAILED_ONLY", "FORCE"),
    *("MATCH_BY_COLUMN_NAME", "INCLUDE_METADATA", "ENFORCE_LENGTH", "TRUNCATECOLUMNS", "LOAD_UNCERTAIN_FILES"),
    *("VALIDATION_MODE", "LOAD_MODE", "FILE_PROCESSOR"),
)

UNLOAD_OPTIONS = (
    *("FILE_FORMAT", "OVERWRITE", "SINGLE", "MAX_FILE_SIZE", "INCLUDE_QUERY_ID", "DETAILED_OUTPUT", "HEADER"),
    "VALIDATION_MODE",
)


CLOUDS = ("s3://", "s3gov://", "s3china://", "s3compat://", "gcs://", "azure://")
"""Where Snowflake reads and writes without a stage."""


def place(cursor: Cursor) -> str:
    """@stage/path as written, or the text of '@stage/a path' and of 'snow://…', in a variable too."""
    if cursor.at_string or cursor.at_any(":", "?"):
        token = cursor.current
        found = cursor.string()
        if found.startswith(CLOUDS):
            raise errors.unsupported(f"{found.split('://')[0]}:// outside of a stage: files are read from this machine")
        if not found.startswith(STARTS):
            cursor.fail(token)
        return found
    token = cursor.current
    if token is None or token.text != "@":
        cursor.fail()
    match = _PLACE.match(cursor.text, token.start)
    if match is None:
        cursor.fail()
    while cursor.current is not None and cursor.current.start < match.end():
        cursor.index += 1
    return match.group()


# --- objects -----------------------------------------------------------------------------------------------------


def stage(cursor: Cursor, if_exists: IfExists, *, temporary: bool) -> Statement:
    """What follows CREATE [TEMPORARY] STAGE."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name()
    options = read_properties(cursor, kind="STAGE", known=STAGE_PROPERTIES, clause=tag_clause, readers=READERS)
    cursor.finish()
    return CreateStage(text=cursor.text, name=name, if_exists=if_exists, temporary=temporary, options=options)


def file_format(cursor: Cursor, if_exists: IfExists, *, temporary: bool) -> Statement:
    """What follows CREATE [TEMPORARY] FILE FORMAT."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name()
    options = read_properties(cursor, kind="FILE_FORMAT", known=FORMAT_PROPERTIES)
    cursor.finish()
    return CreateFileFormat(text=cursor.text, name=name, if_exists=if_exists, temporary=temporary, options=options)


def alter_stage(cursor: Cursor) -> tuple[AlterAction, ...]:
    """RENAME TO, SET …, UNSET COMMENT, REFRESH [SUBPATH = '…']."""
    if cursor.take("RENAME"):
        cursor.expect("TO")
        return (RenameTo(name=cursor.name()),)
    if cursor.take("REFRESH"):
        if cursor.take("SUBPATH"):
            cursor.expect("=")
            return (Verb(verb="REFRESH"), SetOptions(options={"SUBPATH": cursor.string()}))
        return (Verb(verb="REFRESH"),)
    if cursor.take("SET"):
        return (SetOptions(options=read_properties(cursor, kind="STAGE", known=STAGE_PROPERTIES, readers=READERS)),)
    cursor.expect("UNSET")
    return (UnsetOptions(names=take_names(cursor)),)


def alter_file_format(cursor: Cursor) -> tuple[AlterAction, ...]:
    """RENAME TO, SET …."""
    if cursor.take("RENAME"):
        cursor.expect("TO")
        return (RenameTo(name=cursor.name()),)
    cursor.expect("SET")
    return (SetOptions(options=read_properties(cursor, kind="FILE_FORMAT", known=FORMAT_PROPERTIES)),)


def _format_value(cursor: Cursor) -> dict[str, Any]:
    """FILE_FORMAT = (options) | (FORMAT_NAME = name) | name | 'name', always as a mapping."""
    found = value(cursor)
    return found if isinstance(found, dict) else {"FORMAT_NAME": found} if found != () else {}


def _on_error(cursor: Cursor) -> str:
    """A word, or SKIP_FILE_10% with or without quotes."""
    found = str(value(cursor)).upper()
    return found + "%" if cursor.take("%") else found


def _files(cursor: Cursor) -> tuple[str, ...]:
    found = value(cursor)
    return found if isinstance(found, tuple) else (str(found),)


READERS: dict[str, Callable[[Cursor], Any]] = {"FILE_FORMAT": _format_value, "ON_ERROR": _on_error, "FILES": _files}


# --- COPY --------------------------------------------------------------------------------------------------------


def copy(cursor: Cursor) -> Statement:
    """COPY INTO table FROM place | (query over a place), or COPY INTO place FROM table | (query)."""
    cursor.expect("COPY")
    if cursor.take("FILES"):
        return _copy_files(cursor)
    cursor.expect("INTO")
    if cursor.at("@") or cursor.at_string:
        return _unload(cursor)
    target = cursor.name()
    columns = cursor.names_in_parentheses() if cursor.at("(") else None
    cursor.expect("FROM")
    query: exp.Expr | None = None
    source = ""
    if cursor.at("("):
        query = _query(cursor)
    else:
        source = place(cursor)
    options = read_properties(cursor, kind="COPY INTO", known=COPY_OPTIONS, readers=READERS)
    cursor.finish()
    return CopyIntoTable(text=cursor.text, target=target, columns=columns, source=source, query=query, options=options)


def _copy_files(cursor: Cursor) -> Statement:
    """COPY FILES INTO place FROM place, with FILES, PATTERN and DETAILED_OUTPUT."""
    cursor.expect("INTO")
    target = place(cursor)
    cursor.expect("FROM")
    source = place(cursor)
    known = ("FILES", "PATTERN", "DETAILED_OUTPUT")
    options = read_properties(cursor, kind="COPY FILES", known=known, readers=READERS)
    cursor.finish()
    return CopyFiles(text=cursor.text, target=target, source=source, options=options)


def _query(cursor: Cursor) -> exp.Expr:
    """(SELECT …), moved over."""
    first = cursor.index
    cursor.skip_parentheses()
    begin, end = cursor.raw_slice(first)
    return query_of(cursor.text, cursor.raw, begin + 1, end - 1)


def _unload(cursor: Cursor) -> Statement:
    location = place(cursor)
    cursor.expect("FROM")
    source: exp.Expr | ObjectName = _query(cursor) if cursor.at("(") else cursor.name()
    partition_by = _partition(cursor) if cursor.take("PARTITION", "BY") else None
    options = read_properties(cursor, kind="COPY INTO", known=UNLOAD_OPTIONS, readers=READERS)
    cursor.finish()
    return CopyIntoLocation(
        text=cursor.text, location=location, source=source, partition_by=partition_by, options=options
    )


def _partition(cursor: Cursor) -> exp.Expr:
    """The expression up to the first option."""
    first = cursor.index
    cursor.skip_until(*UNLOAD_OPTIONS)
    text = cursor.source(first)
    if not text:
        cursor.fail()
    return parse_expression(text)


# --- LIST, REMOVE, PUT, GET --------------------------------------------------------------------------------------


def list_files(cursor: Cursor) -> Statement:
    """LIST | LS place [PATTERN = '…']."""
    cursor.advance()
    location = place(cursor)
    return ListFiles(text=cursor.text, location=location, pattern=_pattern(cursor))


def remove_files(cursor: Cursor) -> Statement:
    """REMOVE | RM place [PATTERN = '…']."""
    cursor.advance()
    location = place(cursor)
    return RemoveFiles(text=cursor.text, location=location, pattern=_pattern(cursor))


def _pattern(cursor: Cursor) -> str | None:
    found = read_properties(cursor, kind="LIST", known=("PATTERN",))
    cursor.finish()
    return None if "PATTERN" not in found else str(found["PATTERN"])
