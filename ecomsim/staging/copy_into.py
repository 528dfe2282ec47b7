"""COPY INTO table: staged files to rows of a table.

A file that is as it should be becomes one INSERT that DuckDB runs from the file to the table, so memory holds no more
of it than DuckDB's own load does. A file that fails there is loaded row by row of its errors (`load_rows`), after the
statement has started again. The files, their rows and the load history commit together.
Source: spec/sql-semantics.md section 11; Snowflake documentation, "COPY INTO <table>".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import duckdb

from ecomsim.dml import target
from ecomsim.duck import first_row
from ecomsim.lineage import access as accesses
from ecomsim.lineage.history import note
from ecomsim.names import quote
from ecomsim.sqltext import nodes
from ecomsim.staging import (
    evolution,
    history,
    load_request,
    load_rows,
    load_values,
    past_loads,
    places,
    read,
    relation,
    scans,
    validation,
)
from ecomsim.staging.history import Ingestion, Load
from ecomsim.staging.load_request import Request
from ecomsim.staging.load_rows import Rows
from ecomsim.staging.load_values import SOURCE, Statement
from ecomsim.staging.places import StagedFile
from ecomsim.staging.scans import ROW, Scan, Want
from ecomsim.statements.result import Result, of_rows, status
from ecomsim.storage import layout
from ecomsim.storage.effects import Effect
from ecomsim.storage.found import number_rows
from ecomsim.values.types import INTEGER, TEXT, Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction

ANSWER = (
    *(Column("file", TEXT), Column("status", TEXT)),
    *(Column(name, INTEGER) for name in ("rows_parsed", "rows_loaded", "error_limit", "errors_seen")),
    *(Column("first_error", TEXT), Column("first_error_line", INTEGER), Column("first_error_character", INTEGER)),
    Column("first_error_column_name", TEXT),
)


@dataclass(slots=True)
class _Work:
    """What is known of the files of one statement: those that need care, their rows, and statements by shape."""

    careful: set[str] = field(default_factory=set)
    rows: dict[str, Rows] = field(default_factory=dict)
    statements: dict[Any, Statement] = field(default_factory=dict)


class _RefusedError(Exception):
    """A file that DuckDB cannot load in one go."""

    def __init__(self, file: StagedFile) -> None:
        super().__init__(file.name)
        self.file = file


def run(statement: nodes.CopyIntoTable, session: Session) -> Result:
    """COPY INTO table. Raises the first bad row of a file under ON_ERROR = ABORT_STATEMENT."""
    request = _for_reading(load_request.prepared(statement, session))
    if request.validation is None:
        session.last_load = session.query_id
    if evolution.evolve(request, session):
        request = _for_reading(load_request.prepared(statement, session))
    if request.validation is not None:
        validation.check(request.validation)
        return validation.answer(request, examined(request, session))

    def remember(loads: Sequence[Load], transaction: Transaction) -> None:
        history.record(request.table, [(each, None) for each in loads], session, transaction)
        history.remember(request.table, past_loads.written(statement), loads, session, transaction)

    loads, done = _until_loaded(request, session, remember)
    note(session, accesses.of_load(request.place, request.table, [column.name for column in request.columns]))
    if request.options.get("PURGE"):
        for file in done:
            file.path.unlink(missing_ok=True)
    return _answer(loads, failed_only=bool(request.options.get("RETURN_FAILED_ONLY")))


def ingest(
    statement: nodes.CopyIntoTable,
    ingestion: Ingestion,
    session: Session,
    remember: Callable[[Request, Sequence[Load], Transaction], None],
) -> None:
    """Load the files that a pipe has received, in one transaction, which `remember` takes part in.

    The COPY skips files with errors unless it says otherwise; one that the stage has no more is left out.
    """

    def prepared() -> Request:
        request = load_request.prepared(statement, session, otherwise="SKIP_FILE")
        return _for_reading(load_request.ingested(request, ingestion))

    request = prepared()
    if evolution.evolve(request, session):
        request = prepared()
    _until_loaded(request, session, lambda loads, transaction: remember(request, loads, transaction))


def _until_loaded(
    request: Request, session: Session, remember: Callable[[Sequence[Load], Transaction], None]
) -> tuple[list[Load], list[StagedFile]]:
    """Load the files of a request, from the start again whenever one of them has to be read row by row."""
    work = _Work()
    while True:
        try:
            return _loaded(request, work, session, remember)
        except _RefusedError as refused:
            work.careful.add(refused.file.name)
            _look_ahead(request, refused.file, work, session)


def examined(request: Request, session: Session) -> list[tuple[StagedFile, Rows]]:
    """The files of a request within its SIZE_LIMIT, with the rows and errors of each; nothing is loaded."""
    request, work = _for_reading(request), _Work()
    files = load_request.within_size(request.files, request.options.get("SIZE_LIMIT"))
    return [(file, _careful(request, file, work, session)) for file in files]


def _for_reading(request: Request) -> Request:
    """TRIM_SPACE and NULL_IF of JSON and Parquet count only where documents go to columns of their own."""
    whole = request.form.type != "CSV" and request.query is None and request.matches is None
    if not whole:
        return request
    plain = {**request.form.options, "TRIM_SPACE": False, "NULL_IF": ()}
    return replace(request, form=replace(request.form, options=plain))


def _answer(loads: Sequence[Load], *, failed_only: bool) -> Result:
    if not loads:
        return status("Copy executed with 0 files processed.", "COPY")
    rows = [
        (
            *(each.file, each.status, each.rows_parsed, each.rows_loaded, each.error_limit, each.errors_seen),
            *(each.first_error, each.first_error_line, each.first_error_character, each.first_error_column),
        )
        for each in loads
        if not failed_only or each.status != "LOADED"
    ]
    loaded = sum(each.rows_loaded for each in loads)
    answer = of_rows(ANSWER, rows, kind="dml", statement_type="COPY")
    return Result(columns=answer.columns, content=answer.content, kind="dml", rowcount=loaded, statement_type="COPY")


def _loaded(
    request: Request, work: _Work, session: Session, remember: Callable[[Sequence[Load], Transaction], None]
) -> tuple[list[Load], list[StagedFile]]:
    """Load the files that are not loaded yet, in one transaction. Raises _RefusedError, with nothing done."""
    with session.writing() as transaction, ThreadPoolExecutor(1) as beside:
        target.claim(transaction, [request.table.id], frozenset(), session)
        files = _new(request, session, transaction)
        loads: list[Load] = []
        for file in load_request.within_size(files, request.options.get("SIZE_LIMIT")):
            checksum = beside.submit(getattr, file, "md5")  # while the file is read
            count = None if file.name in work.careful else _at_once(request, file, work, session, transaction)
            checksum.result()
            if count is not None:
                loads.append(_summary(request, file, Rows(parts=(), parsed=count, errors=()), count))
                continue
            rows = _careful(request, file, work, session)
            for part in rows.parts:
                first = transaction.reserve(request.table.id, part.num_rows)
                transaction.apply(Effect(table_id=request.table.id, added=number_rows(part, first)))
            loads.append(_summary(request, file, rows, rows.loaded))
        remember(loads, transaction)
    loaded = {each.file for each in loads if each.status == "LOADED"}
    return loads, [file for file in files if file.name in loaded]


def _new(request: Request, session: Session, transaction: Transaction) -> list[StagedFile]:
    """The files that the table has not loaded, as far as its history says; all of them with FORCE."""
    new = load_request.unloaded(request, session, transaction)
    if request.options.get("FORCE") or request.options.get("LOAD_UNCERTAIN_FILES") or request.ingestion is not None:
        return new
    return [file for file in new if not history.is_uncertain(request.table, file.modified, session)]


def _summary(request: Request, file: StagedFile, rows: Rows, loaded: int) -> Load:
    bad = rows.errors
    first = bad[0] if bad else None
    return Load(
        file=file.name,
        stage=request.place.origin,
        identity=places.identity(request.place, file),
        size=file.size,
        status="LOADED" if not bad else "PARTIALLY_LOADED" if loaded else "LOAD_FAILED",
        rows_parsed=rows.parsed,
        rows_loaded=loaded,
        errors_seen=len(bad),
        error_limit=request.on_error.shown(rows.parsed),
        first_error=first.message if first else None,
        first_error_line=first.line if first else None,
        first_error_character=first.character if first else None,
        first_error_column=first.column if first else None,
        error_code=first.errno if first else None,
        error_state=first.sqlstate if first else None,
        error_row=first.row if first else None,
    )


# --- a file in one go --------------------------------------------------------------------------------------------


def _at_once(request: Request, file: StagedFile, work: _Work, session: Session, transaction: Transaction) -> int | None:
    """Insert the rows of a file; None for one that has to be read another way. Raises _RefusedError when DuckDB stops.

    An open transaction keeps what it writes, so it takes the rows as a table.
    """
    matched = _matched(request, file)
    want = Want(request.fields, request.width, load_values.members(request, matched))
    with scans.opened(file, request.form, want) as scan:
        if scan is None:
            return None
        statement = _statement(request, scan, matched, work, session)
        try:
            if transaction.explicit:
                return _as_table(
                    request, _over(scan, scan.query, file, statement, session), statement, session, transaction
                )
            if scan.raw is None:
                rows = _over(scan, scan.query, file, statement, session)
                return _inserted(request, rows, statement, session, transaction)
            with _records(scan.raw, session) as (records, first):
                rows = _over(scan, scan.over(records, first), file, statement, session)
                return _inserted(request, rows, statement, session, transaction)
        except duckdb.Error as cause:
            raise _RefusedError(file) from cause


def _over(scan: Scan, query: str, file: StagedFile, statement: Statement, session: Session) -> str:
    """The statement over one of the scan's texts."""
    keyed = "METADATA$FILE_CONTENT_KEY" in statement.sql
    rows = scan.with_metadata(query, file, session.now, keyed=keyed)
    return f"WITH {quote(SOURCE)} AS (SELECT * FROM ({rows})) {statement.sql}"


@contextmanager
def _records(raw: str, session: Session) -> Iterator[tuple[str, int]]:
    """The records of a file in a temporary table for the length of a block, and the rowid of the first.

    DuckDB numbers rows one after the other but knows their places in a table, so that all its threads can convert them.
    """
    name = quote(session.temporary_name())
    session.duck.execute(f"CREATE TEMP TABLE {name} AS {raw}")
    first = first_row(session.duck.execute(f"SELECT coalesce(min(rowid), 0) FROM {name}"))
    yield name, int(first[0]) if first else 0
    session.duck.execute(f"DROP TABLE {name}")


def _statement(
    request: Request, scan: Scan, matched: Mapping[str, Sequence[str]], work: _Work, session: Session
) -> Statement:
    """The bound statement, once for all files that offer the same."""
    key = (scan.shape, tuple((name, tuple(names)) for name, names in matched.items()))
    if key not in work.statements:
        work.statements[key] = load_values.statement(request, relation.of_scan(scan), matched, session)
    return work.statements[key]


def _inserted(request: Request, rows: str, statement: Statement, session: Session, transaction: Transaction) -> int:
    table = request.table
    first = transaction.next_rows[table.id]
    names = layout.column_list(table.columns)
    number = f"{first - 1} + {layout.ROW}" if statement.numbered else f"{first - 1} + row_number() OVER ()"
    count = session.write(
        f"INSERT INTO {layout.current(table.id)} ({names}, {layout.ROW}, {layout.FROM}) "
        f"SELECT {names}, {number}, {transaction.written[table.id]} FROM ({rows}) AS rows",
        statement.values,
    )
    transaction.reserve(table.id, count)
    if count:
        transaction.wrote(table.id, count)
    return count


def _as_table(request: Request, rows: str, statement: Statement, session: Session, transaction: Transaction) -> int:
    with session.account.cursor() as duck:
        duck.execute(f"SET TimeZone = '{session.parameters['TIMEZONE']}'")
        data = duck.sql(rows, params=dict(statement.values) or None).to_arrow_table()
    if statement.numbered:
        data = data.drop_columns([ROW])
    if data.num_rows:
        first = transaction.reserve(request.table.id, data.num_rows)
        transaction.apply(Effect(table_id=request.table.id, added=number_rows(data, first)))
    return data.num_rows


def _matched(request: Request, file: StagedFile) -> dict[str, list[str]]:
    """MATCH_BY_COLUMN_NAME: table column to its names (CSV: its number) in the file."""
    if request.matches is None:
        return {}
    if request.form.type == "CSV":
        names = read.column_names(file, request.form)
        found = load_values.matched(request, names)
        return {column: [str(names.index(own[0]) + 1)] for column, own in found.items()}
    if request.form.type == "PARQUET":
        return load_values.matched(request, scans.parquet_names(file, request.form))
    members = scans.json_members(file, request.form)
    if members is None:
        members = read.json_members(file, request.form)
    return load_values.matched(request, members)


# --- a file with care --------------------------------------------------------------------------------------------


def _careful(request: Request, file: StagedFile, work: _Work, session: Session) -> Rows:
    if file.name not in work.rows:
        work.rows[file.name] = load_rows.converted(request, file, _matched(request, file), session)
    return work.rows[file.name]


def _look_ahead(request: Request, after: StagedFile, work: _Work, session: Session) -> None:
    """Find the other files that will be refused: one after the other they would each start the statement again.

    Only where errors do not end the statement; a file is taken as it will be, without writing anything.
    """
    if request.stops:
        return
    begun = False
    for file in request.files:
        if begun and file.name not in work.careful and not _converts(request, file, work, session):
            work.careful.add(file.name)
        begun = begun or file.name == after.name


def _converts(request: Request, file: StagedFile, work: _Work, session: Session) -> bool:
    matched = _matched(request, file)
    want = Want(request.fields, request.width, load_values.members(request, matched))
    with scans.opened(file, request.form, want) as scan:
        if scan is None:
            return True  # it is read with care anyway
        statement = _statement(request, scan, matched, work, session)
        counts = ", ".join(f"count({quote(column.duckdb)})" for column in target.stored(request.table))
        rows = _over(scan, scan.query, file, statement, session)
        try:
            with session.account.cursor() as duck:
                duck.execute(f"SET TimeZone = '{session.parameters['TIMEZONE']}'")
                duck.execute(f"SELECT {counts} FROM ({rows})", dict(statement.values) or None).fetchall()
        except duckdb.Error:
            return False
    return True
