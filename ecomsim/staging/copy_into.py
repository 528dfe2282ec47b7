"""COPY INTO table: staged files to rows of a table.

Every file is read, converted by the casts an INSERT would do, and appended; the files, their rows and the load history
commit together. A row that does not fit is found by halving the file, so clean files convert at full speed.
Source: spec/sql-semantics.md section 11; Snowflake documentation, "COPY INTO <table>".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import Table, TableColumn
from ecomsim.dialect import errors as dialect_errors
from ecomsim.dml import insert, target
from ecomsim.errors import SnowflakeError
from ecomsim.result import Result, of_rows, status
from ecomsim.result import table as arrow_of
from ecomsim.sqltext import nodes
from ecomsim.sqltext.parse import parse_expression
from ecomsim.staging import formats, history, places, read, relation
from ecomsim.staging.formats import Format
from ecomsim.staging.history import Load
from ecomsim.staging.places import Place, StagedFile
from ecomsim.staging.read import RowError
from ecomsim.transactions import Effect
from ecomsim.types import INTEGER, TEXT, Column

if TYPE_CHECKING:
    from ecomsim.session import Session

ANSWER = (
    *(Column("file", TEXT), Column("status", TEXT)),
    *(Column(name, INTEGER) for name in ("rows_parsed", "rows_loaded", "error_limit", "errors_seen")),
    *(Column("first_error", TEXT), Column("first_error_line", INTEGER), Column("first_error_character", INTEGER)),
    Column("first_error_column_name", TEXT),
)

VALIDATION = (
    *(Column("ERROR", TEXT), Column("FILE", TEXT)),
    *(Column(name, INTEGER) for name in ("LINE", "CHARACTER", "BYTE_OFFSET")),
    *(Column("CATEGORY", TEXT), Column("CODE", INTEGER), Column("SQL_STATE", TEXT), Column("COLUMN_NAME", TEXT)),
    *(Column("ROW_NUMBER", INTEGER), Column("ROW_START_LINE", INTEGER), Column("REJECTED_RECORD", TEXT)),
)

_REFUSED = {
    "INCLUDE_METADATA": (),
    "LOAD_MODE": ("FULL_INGEST",),
    "FILE_PROCESSOR": (),
    "LOAD_UNCERTAIN_FILES": (True, False),
}
"""Options with the values that make no difference here; any other value is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnError:
    """What an error does: abort, continue, or skip a file with at least `limit` errors, or more than `percent`."""

    action: str
    limit: int = 1
    percent: float | None = None

    def skips(self, seen: int, parsed: int) -> bool:
        if self.percent is not None:
            return seen * 100 > self.percent * max(parsed, 1)
        return seen >= self.limit

    def shown(self, parsed: int) -> int:
        """The column error_limit."""
        return parsed if self.action == "CONTINUE" else self.limit


def on_error(value: Any) -> OnError:
    """ABORT_STATEMENT, CONTINUE, SKIP_FILE, SKIP_FILE_n, SKIP_FILE_n%."""
    text = str(value).upper()
    if text in ("ABORT_STATEMENT", "CONTINUE", "SKIP_FILE"):
        return OnError(action=text)
    found = re.fullmatch(r"SKIP_FILE_(\d+)(%?)", text)
    if found is None:
        raise errors.invalid_value(f"invalid value [{value}] for parameter 'ON_ERROR'")
    if found.group(2):
        return OnError(action="SKIP_FILE", percent=float(found.group(1)))
    return OnError(action="SKIP_FILE", limit=int(found.group(1)))


def run(statement: nodes.CopyIntoTable, session: Session) -> Result:
    """COPY INTO table. Raises the first bad row of a file under ON_ERROR = ABORT_STATEMENT."""
    load = _prepared(statement, session)
    with session.writing() as transaction:
        target.claim(transaction, [load.table.id], frozenset(), session)
        known = set() if load.options.get("FORCE") else history.loaded(load.table, session, transaction)
        wanted = [
            file for file in load.files if load.validation or (load.place.origin, file.name, file.md5) not in known
        ]
        found = _converted(load, _within_size(wanted, load.options.get("SIZE_LIMIT")), session)
        if load.validation:
            return _validated(load, found)
        rows = [part for file in found for part in file.parts]
        if rows:
            data = pa.concat_tables(rows)
            first = transaction.reserve(load.table.id, data.num_rows)
            transaction.apply(Effect(table_id=load.table.id, added=target.number_rows(data, first)))
        loads = [file.load for file in found]
        history.record(load.table, loads, session, transaction)
    if load.options.get("PURGE"):
        for file in found:
            if file.load.status == "LOADED":
                file.file.path.unlink(missing_ok=True)
    return _answer(loads, failed_only=bool(load.options.get("RETURN_FAILED_ONLY")))


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
    return Result(columns=answer.columns, data=answer.data, kind="dml", rowcount=loaded, statement_type="COPY")


def _within_size(files: Sequence[StagedFile], limit: Any) -> list[StagedFile]:
    """Files until their sizes exceed SIZE_LIMIT; the first one always."""
    if not isinstance(limit, int) or limit <= 0:
        return list(files)
    taken: list[StagedFile] = []
    total = 0
    for file in files:
        if taken and total >= limit:
            break
        taken.append(file)
        total += file.size
    return taken


# --- what a statement asks for -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    table: Table
    columns: tuple[TableColumn, ...]
    place: Place
    form: Format
    files: Sequence[StagedFile]
    query: exp.Expr | None
    options: Mapping[str, Any]
    on_error: OnError
    validation: str | None

    @property
    def matches(self) -> str | None:
        """CASE_SENSITIVE or CASE_INSENSITIVE when columns are found by name."""
        value = str(self.options.get("MATCH_BY_COLUMN_NAME", "NONE")).upper()
        return None if value == "NONE" else value

    @property
    def fields(self) -> int | None:
        """How many fields each CSV record must have."""
        plain = self.form.type == "CSV" and self.query is None and self.matches is None
        return len(self.columns) if plain else None


def _prepared(statement: nodes.CopyIntoTable, session: Session) -> _Load:
    table = target.find(statement.target, session, "COPY INTO")
    tree = statement.query.copy() if statement.query is not None else None
    reference, own = statement.source, {}
    pattern = statement.options.get("PATTERN")
    if tree is not None:
        node = _stage_node(tree)
        reference = str(node.this.name)
        if node.args.get("format") is not None:
            own = {"FORMAT_NAME": node.args["format"].name}
        if node.args.get("pattern") is not None:
            pattern = node.args["pattern"].name
        node.replace(exp.Table(this=exp.to_identifier(relation.FILES, quoted=True), alias=node.args.get("alias")))
    place = places.resolve(reference, session)
    options = {**place.copy_options, **statement.options}
    for option, harmless in _REFUSED.items():
        if option in options and options[option] not in harmless:
            raise errors.unsupported(f"{option} of COPY INTO")
    if options.get("FILES") and pattern is not None:
        raise errors.compilation(1003, "42601", "FILES and PATTERN exclude each other.")
    form = formats.chosen(options.get("FILE_FORMAT") or own, place.file_format, session)
    validation = options.get("VALIDATION_MODE")
    if validation is not None and tree is not None:
        raise errors.compilation(2095, "0A000", "VALIDATION_MODE does not support a COPY with a transformation.")
    return _Load(
        table=table,
        columns=_columns(statement, table),
        place=place,
        form=form,
        files=_files(place, options.get("FILES"), pattern),
        query=tree,
        options=options,
        on_error=on_error(options.get("ON_ERROR", "ABORT_STATEMENT")),
        validation=None if validation is None else str(validation).upper(),
    )


def _stage_node(tree: exp.Expr) -> exp.Table:
    found = [
        table
        for table in tree.find_all(exp.Table)
        if (isinstance(table.this, (exp.Var, exp.Literal)) and table.this.name.startswith("@"))
    ]
    if len(found) != 1:
        raise errors.compilation(1003, "42000", "A COPY transformation selects from exactly one stage.")
    return found[0]


def _columns(statement: nodes.CopyIntoTable, table: Table) -> tuple[TableColumn, ...]:
    if statement.columns is None:
        return target.stored(table)
    by_name = {column.name: column for column in target.stored(table)}
    for name in statement.columns:
        if name not in by_name:
            raise errors.invalid_identifier(name)
    return tuple(by_name[name] for name in statement.columns)


def _files(place: Place, wanted: Any, pattern: Any) -> list[StagedFile]:
    """The files at a place that FILES or PATTERN leave. Raises 091016 for one of FILES that is not there."""
    if not wanted:
        return places.files(place, None if pattern is None else str(pattern))
    found = []
    for name in wanted:
        folder = f"{place.prefix.rstrip('/')}/" if place.prefix else ""
        path = places.inside(place, folder + str(name))
        if not path.is_file():
            raise errors.fail(
                91016,
                "22000",
                f"Remote file '{place.label}{folder}{name}' was not found. There are several potential causes. The "
                "file might not exist. The required credentials may be missing or invalid. If you are running a copy "
                "command, please make sure files are not deleted when they are being loaded or files are not being "
                "loaded into two different tables concurrently with auto purge option.",
            )
        found.append(places.staged(place, path, path.relative_to(place.folder.resolve()).as_posix()))
    return found


# --- converting --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    file: StagedFile
    load: Load
    parts: Sequence[pa.Table]
    errors: Sequence[RowError]


def _converted(load: _Load, files: Sequence[StagedFile], session: Session) -> list[_File]:
    """Every file as rows of the table. Reads and casts on a connection of its own: an error there undoes nothing."""
    with session.account.duck.cursor() as duck:
        duck.execute(f"SET TimeZone = '{session.parameters['TIMEZONE']}'")
        return [_convert(load, file, session, duck) for file in files]


def _convert(load: _Load, file: StagedFile, session: Session, duck: duckdb.DuckDBPyConnection) -> _File:
    width = relation.widest(load.query) if load.query is not None else 0
    found = read.read(file, load.form, exactly=load.fields, width=width)
    bad = list(found.errors)
    if bad and load.on_error.action == "ABORT_STATEMENT" and not load.validation:
        _refuse_earlier(load, file, found, bad[0], session, duck)
        raise _aborted(bad[0], file)
    parsed = found.data.num_rows + len(bad)
    parts: list[pa.Table] = []
    if found.data.num_rows:
        convert = _conversion(load, file, found.width, session, duck)
        stop_at_first = load.on_error.action == "ABORT_STATEMENT" and not load.validation
        rows = relation.with_metadata(found.data, file, session)
        parts, failures = _halved(convert.all, rows, stop_at_first)
        numbers = found.data.column(read.ROW)
        bad += [
            convert.explained(load, file, numbers[index].as_py(), rows.slice(index, 1), error)
            for index, error in failures
        ]
        bad.sort(key=lambda each: each.row)
        if bad and stop_at_first:
            raise _aborted(bad[0], file)
    if bad and load.on_error.action == "SKIP_FILE" and load.on_error.skips(len(bad), parsed):
        parts = []
    return _File(file=file, load=_summary(load, file, parsed, parts, bad), parts=parts, errors=bad)


def _refuse_earlier(
    load: _Load,
    file: StagedFile,
    found: read.FileRows,
    first: RowError,
    session: Session,
    duck: duckdb.DuckDBPyConnection,
) -> None:
    """Raise for a row before the first unreadable one that does not convert."""
    before = sum(number.as_py() < first.row for number in found.data.column(read.ROW))
    if not before:
        return
    convert = _conversion(load, file, found.width, session, duck)
    rows = relation.with_metadata(found.data.slice(0, before), file, session)
    _, failures = _halved(convert.all, rows, stop_at_first=True)
    for index, error in failures:
        number = found.data.column(read.ROW)[index].as_py()
        raise _aborted(convert.explained(load, file, number, rows.slice(index, 1), error), file)


def _summary(load: _Load, file: StagedFile, parsed: int, parts: Sequence[pa.Table], bad: Sequence[RowError]) -> Load:
    loaded = sum(part.num_rows for part in parts)
    first = bad[0] if bad else None
    return Load(
        file=file.name,
        stage=load.place.origin,
        md5=file.md5,
        size=file.size,
        status="LOADED" if not bad else "PARTIALLY_LOADED" if loaded else "LOAD_FAILED",
        rows_parsed=parsed,
        rows_loaded=loaded,
        errors_seen=len(bad),
        error_limit=load.on_error.shown(parsed),
        first_error=first.message if first else None,
        first_error_line=first.line if first else None,
        first_error_character=first.character if first else None,
        first_error_column=first.column if first else None,
    )


Failure = tuple[int, SnowflakeError]


def _halved(
    convert: Callable[[pa.Table], pa.Table], rows: pa.Table, stop_at_first: bool, offset: int = 0
) -> tuple[list[pa.Table], list[Failure]]:
    """What converts of `rows`, and the index and error of each row that does not."""
    try:
        return [convert(rows)], []
    except SnowflakeError as error:
        if rows.num_rows == 1:
            return [], [(offset, error)]
    middle = rows.num_rows // 2
    good, bad = _halved(convert, rows.slice(0, middle), stop_at_first, offset)
    if bad and stop_at_first:
        return good, bad
    more, worse = _halved(convert, rows.slice(middle), stop_at_first, offset + middle)
    return good + more, bad + worse


@dataclass(frozen=True, slots=True, kw_only=True)
class _Conversion:
    """The casts of one file: all columns at once, and each by itself to find out which one fails."""

    all: Callable[[pa.Table], pa.Table]
    each: Sequence[tuple[str, Callable[[pa.Table], pa.Table]]]
    positions: Mapping[str, int]

    def explained(self, load: _Load, file: StagedFile, row: int, data: pa.Table, error: SnowflakeError) -> RowError:
        """The error of a row with its column and its place in the file."""
        for name, convert in self.each:
            try:
                convert(data)
            except SnowflakeError as own:
                place = self.positions.get(name, 0)
                line, character, record = read.place_of(file, load.form, row, place or 1)
                column = f'"{load.table.name.last}"["{name}":{place or 1}]'
                return _row_error(own, row, line, character, record, column)
        line, character, record = read.place_of(file, load.form, row, 1)
        return _row_error(error, row, line, character, record, None)


_PREFIX = re.compile(r"DML operation to table .*? failed on column .*? with error: ", re.DOTALL)
_TOO_LONG = re.compile(r"String '(.*)' is too long and would be truncated", re.DOTALL)


def _row_error(error: SnowflakeError, row: int, line: int, character: int, record: str, column: str | None) -> RowError:
    message, errno = _PREFIX.sub("", error.raw_msg), error.errno
    if (long := _TOO_LONG.fullmatch(message)) is not None:
        message, errno = f"User character length limit exceeded by string '{long.group(1)}'", 100074
    return RowError(
        row=row,
        errno=errno,
        sqlstate=error.sqlstate,
        message=message,
        line=line,
        character=character,
        column=column,
        record=record,
    )


def _conversion(
    load: _Load, file: StagedFile, width: int, session: Session, duck: duckdb.DuckDBPyConnection
) -> _Conversion:
    """Bind the statement's expressions over the columns of a file."""
    name = session.temporary_name()
    bound = relation.of_arrow(name, load.form, width, session.context(session.binds))
    columns, select = _select(load, file)
    source = target.bind_source(select, session, {relation.FILES: bound})
    selection = insert.selection(load.table, columns, source)
    positions = {column.name: place for place, column in enumerate(columns, start=1)}

    def runner(items: Sequence[tuple[str, Any]]) -> Callable[[pa.Table], pa.Table]:
        reading = source.reading(target.wrapped(source.bound, items))
        values = reading.values(session)

        def run(rows: pa.Table) -> pa.Table:
            duck.register(name, rows)
            try:
                return duck.sql(reading.sql, params=values or None).to_arrow_table()
            except duckdb.Error as cause:
                raise dialect_errors.snowflake_error(cause) from cause
            finally:
                duck.unregister(name)

        return run

    return _Conversion(
        all=runner(selection), each=[(item[0], runner([item])) for item in selection], positions=positions
    )


def _select(load: _Load, file: StagedFile) -> tuple[tuple[TableColumn, ...], exp.Expr]:
    """The columns a file fills, and the query that gives their values."""
    if load.query is not None:
        return load.columns, load.query
    if load.matches is not None:
        return _by_name(load, file)
    if load.form.type != "CSV":
        if len(load.columns) != 1 or not load.columns[0].type.is_semi_structured:
            raise errors.compilation(
                2019,
                "0A000",
                f"{load.form.type} file format can produce one and only one column of type variant, object, or array. "
                "Load data into separate columns using the MATCH_BY_COLUMN_NAME copy option or copy with "
                "transformation.",
            )
        return load.columns, _from_files([relation.field(1)])
    items = [_item(relation.field(n), column, load) for n, column in enumerate(load.columns, start=1)]
    return load.columns, _from_files(items)


def _from_files(items: Sequence[exp.Expr]) -> exp.Expr:
    return exp.select(*items).from_(exp.Table(this=exp.to_identifier(relation.FILES, quoted=True)))


_BY_FORMAT = {
    "DATE": ("DATE_FORMAT", "TO_DATE"),
    "TIME": ("TIME_FORMAT", "TO_TIME"),
    "TIMESTAMP_NTZ": ("TIMESTAMP_FORMAT", "TO_TIMESTAMP_NTZ"),
    "TIMESTAMP_LTZ": ("TIMESTAMP_FORMAT", "TO_TIMESTAMP_LTZ"),
    "TIMESTAMP_TZ": ("TIMESTAMP_FORMAT", "TO_TIMESTAMP_TZ"),
    "BINARY": ("BINARY_FORMAT", "TO_BINARY"),
}


def _item(value: exp.Expr, column: TableColumn, load: _Load) -> exp.Expr:
    """A text field as the column's type, read with the format's own date formats."""
    option, function = _BY_FORMAT.get(column.type.name, ("", ""))
    model = str(load.form.options.get(option, "AUTO"))
    if option and model.upper() not in ("AUTO", "HEX"):
        return exp.Anonymous(this=function, expressions=[value, exp.Literal.string(model)])
    cut = load.options.get("TRUNCATECOLUMNS") or load.options.get("ENFORCE_LENGTH") is False
    if column.type.is_text and cut:
        return exp.Anonymous(this="LEFT", expressions=[value, exp.Literal.number(column.type.length or 0)])
    return value


def _by_name(load: _Load, file: StagedFile) -> tuple[tuple[TableColumn, ...], exp.Expr]:
    """MATCH_BY_COLUMN_NAME: columns of the table that the file has, by name."""
    fold = str.upper if load.matches == "CASE_INSENSITIVE" else str
    if load.form.type == "CSV":
        if not load.form["PARSE_HEADER"]:
            raise errors.compilation(1003, "42601", "MATCH_BY_COLUMN_NAME of CSV files needs PARSE_HEADER = TRUE.")
        places_of = {fold(name): n for n, name in enumerate(read.column_names(file, load.form), start=1)}
        known = tuple(column for column in load.columns if fold(column.name) in places_of)
        items = [_item(relation.field(places_of[fold(column.name)]), column, load) for column in known]
    else:
        keys = _keys(file, load.form, fold)
        known = tuple(column for column in load.columns if fold(column.name) in keys)
        items = [_member(keys[fold(column.name)], column) for column in known]
    if not known:
        raise errors.compilation(2079, "42601", f"No column of table {load.table.name.last} is in file '{file.name}'.")
    return known, _from_files(items)


def _keys(file: StagedFile, form: Format, fold: Callable[[str], str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in read.read(file, form).data.column("c1").to_pylist():
        document = json.loads(text)
        for key in document if isinstance(document, dict) else ():
            found.setdefault(fold(key), key)
    return found


def _member(key: str, column: TableColumn) -> exp.Expr:
    value = f""""$1"['{key.replace("'", "''")}']"""
    return parse_expression(value if column.type.is_semi_structured else f"{value}::{column.type}")


# --- errors and validation ---------------------------------------------------------------------------------------


def _aborted(error: RowError, file: StagedFile) -> SnowflakeError:
    where = f", column {error.column}" if error.column else ""
    return errors.fail(
        error.errno,
        error.sqlstate,
        f"{error.message}\n  File '{file.name}', line {error.line}, character {error.character}\n"
        f"  Row {error.row}{where}\n"
        "  If you would like to continue loading when an error is encountered, use other values such as 'SKIP_FILE' or "
        "'CONTINUE' for the ON_ERROR option. For more information on loading options, please run 'info loading_data' "
        "in a SQL client.",
    )


def _validated(load: _Load, found: Sequence[_File]) -> Result:
    """VALIDATION_MODE: the errors, or the first rows, without loading anything."""
    mode = load.validation or ""
    failures = [(each, error) for each in found for error in each.errors]
    if rows := re.fullmatch(r"RETURN_(\d+)_ROWS", mode):
        if failures:
            raise _aborted(failures[0][1], failures[0][0].file)
        columns = tuple(Column(column.name, column.type) for column in target.stored(load.table))
        parts = [part for each in found for part in each.parts]
        data = pa.concat_tables(parts).slice(0, int(rows.group(1))) if parts else arrow_of(columns, [])
        return Result(columns=columns, data=data, kind="query", rowcount=data.num_rows, statement_type="COPY")
    if mode not in ("RETURN_ERRORS", "RETURN_ALL_ERRORS"):
        raise errors.invalid_value(f"invalid value [{mode}] for parameter 'VALIDATION_MODE'")
    listed = [
        (
            *(error.message, each.file.name, error.line, error.character, None),
            *("conversion" if error.column else "parsing", error.errno, error.sqlstate, error.column),
            *(error.row, error.line, error.record),
        )
        for each, error in failures
    ]
    return of_rows(VALIDATION, listed, kind="query", statement_type="COPY")
