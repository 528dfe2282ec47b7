"""A file that does not load in one go: the rows of it that convert, and for each of the others why it does not.

Rows that cannot convert are found with the TRY_ casts of the dialect where columns are plain casts of fields, else by
halving, so that no row passes through Python unless it is bad. Reads and casts run on a connection of their own: an
error there undoes nothing of the statement. Source: Snowflake documentation, "COPY INTO <table>", ON_ERROR.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa
from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import errors as dialect_errors
from ecomsim.dml import target
from ecomsim.errors import SnowflakeError
from ecomsim.staging import load_values, read, relation
from ecomsim.staging.load_request import Request
from ecomsim.staging.load_values import SOURCE, Statement
from ecomsim.staging.places import StagedFile
from ecomsim.staging.read import RowError
from ecomsim.staging.scans import ROW

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of the table that a file gives, how many records it has, and the errors of those that are not loaded."""

    parts: Sequence[pa.Table]
    parsed: int
    errors: Sequence[RowError]

    @property
    def loaded(self) -> int:
        return sum(part.num_rows for part in self.parts)


def converted(request: Request, file: StagedFile, found: Mapping[str, Sequence[str]], session: Session) -> Rows:
    """The rows of a file. Raises the first error of the file when errors end the statement."""
    with session.account.cursor() as duck:
        duck.execute(f"SET TimeZone = '{session.parameters['TIMEZONE']}'")
        return _converted(request, file, found, session, duck)


def _converted(
    request: Request,
    file: StagedFile,
    matched: Mapping[str, Sequence[str]],
    session: Session,
    duck: duckdb.DuckDBPyConnection,
) -> Rows:
    found = read.read(file, request.form, exactly=request.fields, width=request.width)
    unreadable = list(found.errors)
    data = found.data
    if unreadable and request.stops:  # only a row before it can be the first error
        data = data.slice(0, sum(number < unreadable[0].row for number in data.column(ROW).to_pylist()))
    parts: list[pa.Table] = []
    refused: list[RowError] = []
    if data.num_rows:
        statement = load_values.statement(request, relation.of_rows(request.form, found.width), matched, session)
        run = _Runner(duck, statement.values)
        rows = relation.with_metadata(data, file, session)
        parts, failures = _split(request, statement, run, rows, session)
        refused = _explained(request, file, statement, run, rows, failures)
    bad = sorted([*unreadable, *refused], key=lambda each: each.row)
    if bad and request.stops:
        raise aborted(bad[0], file)
    parsed = found.data.num_rows + len(unreadable)
    if bad and request.on_error.action == "SKIP_FILE" and request.on_error.skips(len(bad), parsed):
        parts = []
    # the number of the record has done its service
    parts = [part.drop_columns([ROW]) if ROW in part.column_names else part for part in parts]
    return Rows(parts=parts, parsed=parsed, errors=bad)


@dataclass(frozen=True, slots=True)
class _Runner:
    """Runs DuckDB text over rows that stand under the name "file"."""

    duck: duckdb.DuckDBPyConnection
    values: Mapping[str, Any]

    def __call__(self, sql: str, rows: pa.Table) -> pa.Table:
        used = {name: value for name, value in self.values.items() if f"${name}" in sql}
        self.duck.register(SOURCE, rows)
        try:
            return self.duck.sql(sql, params=used or None).to_arrow_table()
        except duckdb.Error as cause:
            raise dialect_errors.snowflake_error(cause) from cause
        finally:
            self.duck.unregister(SOURCE)


Failure = tuple[int, SnowflakeError | None]
"""The index of a row that does not convert, and why; None when it has not been tried by itself."""


def _split(
    request: Request, statement: Statement, run: _Runner, rows: pa.Table, session: Session
) -> tuple[list[pa.Table], list[Failure]]:
    """What converts of `rows`, and what does not."""
    try:
        return [run(statement.sql, rows)], []
    except SnowflakeError:
        pass
    suspects = _suspects(request, run, rows, session)
    if not suspects:
        return _halved(lambda part: run(statement.sql, part), rows, request.stops)
    if request.stops:
        parts, failures = _halved(lambda part: run(statement.sql, part), rows.slice(0, suspects[0]), True)
        return parts, failures or [(suspects[0], None)]
    keep = np.ones(rows.num_rows, dtype=bool)
    keep[suspects] = False
    kept = rows.filter(pa.array(keep))
    good, worse = _halved(lambda part: run(statement.sql, part), kept, False) if kept.num_rows else ([], [])
    if worse:  # not in the order of the file any more, so once more from the start
        return _halved(lambda part: run(statement.sql, part), rows, False)
    return good, [(index, None) for index in suspects]


def _suspects(request: Request, run: _Runner, rows: pa.Table, session: Session) -> list[int]:
    """Indexes of rows with a field that TRY_CAST cannot read, or too long or missing for its column; CSV only."""
    if request.form.type != "CSV" or request.query is not None or request.matches is not None:
        return []
    tests = [
        test
        for place, column in enumerate(request.columns, start=1)
        for test in _tests(relation.field_of(place), column, request)
    ]
    if not tests:
        return []
    context = session.context(session.binds)
    source = relation.of_rows(request.form, len(request.columns))
    number = exp.column(exp.to_identifier("METADATA$FILE_ROW_NUMBER", quoted=True))
    tree = (
        exp.select(number).from_(exp.Table(this=exp.to_identifier(relation.FILES, quoted=True))).where(exp.or_(*tests))
    )
    try:
        selected = target.bind_source(tree, session, {relation.FILES: relation.of_source(SOURCE, source, context)})
        found = run(selected.bound.sql, rows)
    except SnowflakeError:
        return []
    numbers = {int(value) for value in found.column(0).to_pylist()}
    return [index for index, number in enumerate(rows.column(ROW).to_pylist()) if number in numbers]


def _tests(value: exp.Expr, column: Any, request: Request) -> list[exp.Expr]:
    """Conditions of which one holds when the field does not fit the column; exactly these for plain casts."""
    found: list[exp.Expr] = []
    if not column.nullable:
        found.append(value.copy().is_(exp.null()))
    if column.type.is_text:
        if not request.cuts:
            found.append(exp.Anonymous(this="LENGTH", expressions=[value.copy()]) > (column.type.length or 0))
    elif not column.type.is_semi_structured:
        wanted = load_values.text_item(value.copy(), column, request)
        if isinstance(wanted, exp.Anonymous):
            tried: exp.Expr = exp.Anonymous(this=f"TRY_{wanted.name}", expressions=wanted.expressions)
        else:
            tried = exp.TryCast(this=value.copy(), to=exp.DataType.build(str(column.type), dialect="snowflake"))
        found.append(exp.and_(value.copy().is_(exp.null()).not_(), tried.is_(exp.null())))
    return found


def _halved(
    convert: Callable[[pa.Table], pa.Table], rows: pa.Table, stop_at_first: bool, offset: int = 0
) -> tuple[list[pa.Table], list[Failure]]:
    """What converts of `rows`, and the index and error of each row that does not."""
    if not rows.num_rows:
        return [], []
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


# --- why ---------------------------------------------------------------------------------------------------------


def _explained(
    request: Request,
    file: StagedFile,
    statement: Statement,
    run: _Runner,
    rows: pa.Table,
    failures: Sequence[Failure],
) -> list[RowError]:
    """The errors of bad rows with column and place in the file; of many rows only the first is looked at closely."""
    if not failures:
        return []
    looked_at = failures if request.validation else failures[:1]
    numbers = rows.column(ROW)
    causes = [_cause(statement, run, rows.slice(index, 1), error) for index, error in looked_at]
    fields = {
        numbers[index].as_py(): statement.positions.get(name or "", 1)
        for (index, _), (name, _) in zip(looked_at, causes, strict=True)
    }
    places = read.places_of(file, request.form, fields)
    found = []
    for (index, _), (name, error) in zip(looked_at, causes, strict=True):
        number = numbers[index].as_py()
        column = f'"{request.table.name.last}"["{name}":{fields[number]}]' if name is not None else None
        found.append(_row_error(error, number, places[number], column))
    rest = [numbers[index].as_py() for index, _ in failures[len(looked_at) :]]
    first = found[0]
    return found + [
        RowError(row=row, errno=first.errno, sqlstate=first.sqlstate, message=first.message, line=row) for row in rest
    ]


def _cause(
    statement: Statement, run: _Runner, row: pa.Table, error: SnowflakeError | None
) -> tuple[str | None, SnowflakeError]:
    """The column that refuses a row, and its error."""
    for name, sql in statement.each:
        try:
            run(sql, row)
        except SnowflakeError as own:
            return name, own
    try:
        run(statement.sql, row)
    except SnowflakeError as whole:
        return None, whole
    assert error is not None, "a row that was taken for bad converts"
    return None, error


_PREFIX = re.compile(r"DML operation to table .*? failed on column .*? with error: ", re.DOTALL)
_TOO_LONG = re.compile(r"String '(.*)' is too long and would be truncated", re.DOTALL)


def _row_error(error: SnowflakeError, row: int, place: tuple[int, int, str], column: str | None) -> RowError:
    message, errno = _PREFIX.sub("", error.raw_msg), error.errno
    if (long := _TOO_LONG.fullmatch(message)) is not None:
        message, errno = f"User character length limit exceeded by string '{long.group(1)}'", 100074
    line, character, record = place
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


def aborted(error: RowError, file: StagedFile) -> SnowflakeError:
    """The error of a statement that stops at a row."""
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
