"""Load history: which files a table has loaded, so that COPY INTO does not load them twice, and what each COPY asked.

Rows are written in the transaction of the COPY. A file counts as loaded for 64 days under its name and identity
(`places.identity`). What a pipe has loaded stands in the same table, but counts for the pipe alone (`pipes.files`).
Source: spec/sql-semantics.md section 11; Snowflake documentation, "COPY_HISTORY", "LOAD_HISTORY view".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import Pipe, Table
from ecomsim.duck import first_row
from ecomsim.metadata import grid
from ecomsim.metadata.arguments import Arguments
from ecomsim.metadata.grid import names, typed, view_columns
from ecomsim.names import ObjectName, parse_name
from ecomsim.statements.result import Result

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction

TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.load_history (
        table_id BIGINT, database VARCHAR, schema VARCHAR, table_name VARCHAR, stage VARCHAR, file VARCHAR, md5 VARCHAR,
        size BIGINT, status VARCHAR, rows_parsed BIGINT, rows_loaded BIGINT, errors_seen BIGINT, error_limit BIGINT,
        first_error VARCHAR, first_error_line BIGINT, first_error_character BIGINT, first_error_column VARCHAR,
        loaded_at TIMESTAMPTZ, pipe_id BIGINT, pipe_database VARCHAR, pipe_schema VARCHAR, pipe_name VARCHAR,
        received_at TIMESTAMPTZ, error_code BIGINT, error_state VARCHAR, error_row BIGINT)""",
    """CREATE TABLE IF NOT EXISTS _ecomsim.loads (
        query_id VARCHAR, table_id BIGINT, user_name VARCHAR, database VARCHAR, schema VARCHAR, request VARCHAR,
        files VARCHAR[], loaded_at TIMESTAMPTZ)""",
)

LIFETIME = timedelta(days=64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What COPY INTO did with one file."""

    file: str
    stage: str
    identity: str
    size: int
    status: str
    rows_parsed: int
    rows_loaded: int
    errors_seen: int
    error_limit: int
    first_error: str | None = None
    first_error_line: int | None = None
    first_error_character: int | None = None
    first_error_column: str | None = None
    error_code: int | None = None
    error_state: str | None = None
    error_row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingestion:
    """The pipe behind a load, and when it received each file, by its path on the stage."""

    pipe: Pipe
    received: Mapping[str, datetime]


def loaded(table: Table, session: Session, transaction: Transaction | None) -> set[tuple[str, str, str]]:
    """(stage, file, identity) of everything COPY INTO has loaded into the table, also earlier in this transaction."""
    rows = session.duck.execute(
        "SELECT stage, file, md5 FROM _ecomsim.load_history WHERE table_id = ? AND rows_loaded > 0 AND loaded_at > ? "
        "AND pipe_id IS NULL",
        [table.id, session.now - LIFETIME],
    ).fetchall()
    records = transaction.records if transaction is not None else ()
    pending = [values for sql, values in records if sql == _INSERT and values[0] == table.id]
    return {*rows, *((values[4], values[5], values[6]) for values in pending if values[10])}


def is_uncertain(table: Table, modified: datetime, session: Session) -> bool:
    """Whether nobody can tell if a file was loaded: it is older than the memory of loads, and so are the table's."""
    begin = session.now - LIFETIME
    if modified >= begin:
        return False
    row = first_row(
        session.duck.execute(
            "SELECT min(loaded_at) < ? FROM _ecomsim.load_history WHERE table_id = ? AND rows_loaded > 0 "
            "AND pipe_id IS NULL",
            [begin, table.id],
        )
    )
    return bool(row and row[0])


_INSERT = f"INSERT INTO _ecomsim.load_history VALUES ({', '.join('?' * 26)})"


def record(
    table: Table,
    loads: Iterable[tuple[Load, datetime | None]],
    session: Session,
    transaction: Transaction,
    pipe: Pipe | None = None,
) -> None:
    """Write what was loaded when the transaction commits, for a pipe with the time at which it received each file."""
    name = table.name
    owner = (None,) * 4 if pipe is None else (pipe.id, pipe.name.database, pipe.name.schema, pipe.name.last)
    for each, received in loads:
        values = (
            *(table.id, name.database, name.schema, name.last, each.stage, each.file, each.identity, each.size),
            *(each.status, each.rows_parsed, each.rows_loaded, each.errors_seen, each.error_limit),
            *(each.first_error, each.first_error_line, each.first_error_character, each.first_error_column),
            *(session.now, *owner, received, each.error_code, each.error_state, each.error_row),
        )
        transaction.records.append((_INSERT, values))


_INSERT_LOAD = "INSERT INTO _ecomsim.loads VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


def remember(
    table: Table, request: Mapping[str, Any], loads: Iterable[Load], session: Session, transaction: Transaction
) -> None:
    """Write what a COPY asked for, as values JSON has, and which files it took, when the transaction commits."""
    values = (
        *(session.query_id, table.id, session.user, session.database, session.schema, json.dumps(request)),
        *([each.file for each in loads], session.now),
    )
    transaction.records.append((_INSERT_LOAD, values))


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLoad:
    """A COPY INTO table of the last 64 days: what it asked for in which database and schema, and the files it took."""

    table_id: int
    user: str
    database: str | None
    schema: str | None
    request: Mapping[str, Any]
    files: tuple[str, ...]


def past(query_id: str, session: Session, transaction: Transaction | None) -> PastLoad | None:
    """The COPY with this id, also one of the open transaction; None when it loaded nothing or is forgotten."""
    row: Any = first_row(
        session.duck.execute(
            "SELECT table_id, user_name, database, schema, request, files FROM _ecomsim.loads "
            "WHERE query_id = ? AND loaded_at > ?",
            [query_id, session.now - LIFETIME],
        )
    )
    for sql, values in transaction.records if transaction is not None else ():
        if sql == _INSERT_LOAD and values[0] == query_id:
            row = values[1:7]
    if row is None:
        return None
    table_id, user, database, schema, request, files = row
    return PastLoad(
        table_id=table_id,
        user=user,
        database=database,
        schema=schema,
        request=json.loads(request),
        files=tuple(files),
    )


def forget(table: Table, transaction: Transaction) -> None:
    """TRUNCATE deletes the load history too, but not what pipes have loaded."""
    statement = "DELETE FROM _ecomsim.load_history WHERE table_id = ? AND pipe_id IS NULL"
    transaction.records.append((statement, (table.id,)))


COPY_COLUMNS = view_columns(
    names(
        "FILE_NAME, STAGE_LOCATION, LAST_LOAD_TIME, ROW_COUNT, ROW_PARSED, FILE_SIZE, FIRST_ERROR_MESSAGE, "
        "FIRST_ERROR_LINE_NUMBER, FIRST_ERROR_CHARACTER_POS, FIRST_ERROR_COLUMN_NAME, ERROR_COUNT, ERROR_LIMIT, "
        "STATUS, TABLE_CATALOG_NAME, TABLE_SCHEMA_NAME, TABLE_NAME, PIPE_CATALOG_NAME, PIPE_SCHEMA_NAME, PIPE_NAME, "
        "PIPE_RECEIVED_TIME, FIRST_COMMIT_TIME"
    ),
    typed(
        times="LAST_LOAD_TIME, PIPE_RECEIVED_TIME, FIRST_COMMIT_TIME",
        integers="ROW_COUNT, ROW_PARSED, FILE_SIZE, FIRST_ERROR_LINE_NUMBER, FIRST_ERROR_CHARACTER_POS, ERROR_COUNT, "
        "ERROR_LIMIT",
    ),
)

_SHOWN = {"LOADED": "Loaded", "LOAD_FAILED": "Load failed", "PARTIALLY_LOADED": "Partially loaded"}


def copy_history(given: Mapping[str | int, Any], session: Session) -> Result:
    """COPY_HISTORY(TABLE_NAME => …, START_TIME => … [, END_TIME => …])."""
    read = Arguments("COPY_HISTORY", given, ("TABLE_NAME", "START_TIME", "END_TIME"))
    table: Any = session.find("TABLE", _name(read.required("TABLE_NAME")))
    read.required("START_TIME")
    start = read.instant("START_TIME", session)
    end = read.instant("END_TIME", session) or session.clock.now()
    rows = [
        copy_row(row) for row in _fetch("table_id = ? AND loaded_at BETWEEN ? AND ?", [table.id, start, end], session)
    ]
    return grid.result(COPY_COLUMNS, rows, statement_type="SELECT")


def _name(text: Any) -> ObjectName:
    from ecomsim import errors

    try:
        return parse_name(str(text))
    except ValueError:
        raise errors.invalid_value(f"'{text}' is not the name of a table.") from None


def copy_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A load under the names of COPY_HISTORY, the function and the view."""
    return {
        "FILE_NAME": row["file"],
        "STAGE_LOCATION": row["stage"],
        "LAST_LOAD_TIME": row["loaded_at"],
        "ROW_COUNT": row["rows_loaded"],
        "ROW_PARSED": row["rows_parsed"],
        "FILE_SIZE": row["size"],
        "FIRST_ERROR_MESSAGE": row["first_error"],
        "FIRST_ERROR_LINE_NUMBER": row["first_error_line"],
        "FIRST_ERROR_CHARACTER_POS": row["first_error_character"],
        "FIRST_ERROR_COLUMN_NAME": row["first_error_column"],
        "ERROR_COUNT": row["errors_seen"],
        "ERROR_LIMIT": row["error_limit"],
        "STATUS": _SHOWN.get(row["status"], row["status"]),
        "TABLE_CATALOG_NAME": row["database"],
        "TABLE_SCHEMA_NAME": row["schema"],
        "TABLE_NAME": row["table_name"],
        "PIPE_CATALOG_NAME": row["pipe_database"],
        "PIPE_SCHEMA_NAME": row["pipe_schema"],
        "PIPE_NAME": row["pipe_name"],
        "PIPE_RECEIVED_TIME": row["received_at"],
        "FIRST_COMMIT_TIME": row["loaded_at"],
    }


def _fetch(condition: str, values: list[Any], session: Session) -> list[dict[str, Any]]:
    with session.account.internal() as duck:
        found = duck.sql(
            f"SELECT * FROM _ecomsim.load_history WHERE {condition} ORDER BY loaded_at, file", params=values
        )
        return found.to_arrow_table().to_pylist()


def of_database(database: str, session: Session) -> list[dict[str, Any]]:
    """The loads of the last 14 days into tables of a database, oldest first; not those of pipes."""
    since = session.now - timedelta(days=14)
    return _fetch("database = ? AND loaded_at > ? AND pipe_id IS NULL", [database, since], session)


def of_pipe(pipe: Pipe, begin: datetime, end: datetime, session: Session) -> list[dict[str, Any]]:
    """What a pipe loaded in this time, oldest first."""
    return _fetch("pipe_id = ? AND loaded_at BETWEEN ? AND ?", [pipe.id, begin, end], session)


def of_pipes(begin: datetime, end: datetime, session: Session) -> list[dict[str, Any]]:
    """What all pipes loaded in this time, oldest first."""
    return _fetch("pipe_id IS NOT NULL AND loaded_at BETWEEN ? AND ?", [begin, end], session)


def last_of_pipe(pipe: Pipe, session: Session) -> dict[str, Any] | None:
    """The last file that a pipe loaded rows of."""
    latest = (
        "pipe_id = ? AND status <> 'LOAD_FAILED' QUALIFY row_number() OVER (ORDER BY loaded_at DESC, file DESC) = 1"
    )
    return next(iter(_fetch(latest, [pipe.id], session)), None)


def of_account(since: datetime, session: Session) -> list[dict[str, Any]]:
    """The account's loads since then, oldest first."""
    return _fetch("loaded_at > ?", [since], session)


FUNCTIONS = {"COPY_HISTORY": copy_history}
