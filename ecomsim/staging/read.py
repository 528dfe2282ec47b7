"""Reading a staged file into memory: its rows of text or JSON, and the rows that cannot be read.

Rows are columns c1, c2 … and "$row", the number of the record in the file (from 1, headers do not count). CSV fields
are text, a JSON document or a Parquet row is one JSON text. This is the reader that knows where a mistake is; files
without one are read by `scans`. Source: spec/sql-semantics.md section 11.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from ecomsim import errors
from ecomsim.dialect.errors import carried
from ecomsim.staging import apart, csv_text, json_text, packing, scans
from ecomsim.staging.formats import Format
from ecomsim.staging.places import StagedFile
from ecomsim.staging.scans import ROW, Want


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """A row that cannot be loaded. line and character count from 1; `column` is "T"["A":1] when one is to blame."""

    row: int
    errno: int
    sqlstate: str
    message: str
    line: int
    character: int = 1
    column: str | None = None
    record: str = ""


@dataclass(frozen=True, slots=True)
class FileRows:
    """The rows of a file that could be read, and the errors of the others."""

    data: pa.Table
    errors: tuple[RowError, ...] = ()

    @property
    def width(self) -> int:
        return self.data.num_columns - 1


def read(file: StagedFile, form: Format, *, exactly: int | None = None, width: int = 0) -> FileRows:
    """The rows of a file.

    exactly: the number of fields each CSV record must have; width: at least so many columns, missing ones NULL.
    Raises SnowflakeError for a file that is no text, or not of the format at all.
    """
    return _READERS[form.type](file, form, exactly, width)


def column_names(file: StagedFile, form: Format) -> list[str]:
    """The names in the first line of a CSV file with PARSE_HEADER."""
    with packing.opened(file, form) as source:
        head = source.read(_HEADER)
    if len(head) == _HEADER:
        head = packing.text(file, form)
    return csv_text.header(head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"), form)


_HEADER = 1 << 20


# --- CSV ---------------------------------------------------------------------------------------------------------


def _read_csv(file: StagedFile, form: Format, exactly: int | None, width: int) -> FileRows:
    scanned = _scanned(file, form, exactly, width)
    if scanned is not None:
        return FileRows(scanned)
    text = packing.text(file, form)
    strict = exactly if form["ERROR_ON_COLUMN_COUNT_MISMATCH"] else None
    rows: list[tuple[str | None, ...]] = []
    numbers: list[int] = []
    bad: list[RowError] = []
    for number, record in enumerate(csv_text.records(text.decode(), form), start=1):
        error = _record_error(number, record, strict)
        if error is not None:
            bad.append(error)
        else:
            rows.append(record.fields)
            numbers.append(number)
    wide = exactly if exactly is not None else max([width, *(len(row) for row in rows)])
    columns = [[row[place] if place < len(row) else None for row in rows] for place in range(wide)]
    arrays = [pa.array(column, pa.string()) for column in columns]
    data = pa.table([*arrays, pa.array(numbers, pa.int64())], names=[*(f"c{n}" for n in range(1, wide + 1)), ROW])
    return FileRows(data, tuple(bad))


def _scanned(file: StagedFile, form: Format, exactly: int | None, width: int) -> pa.Table | None:
    """All rows as the scan gives them, None when it does not get through."""
    with scans.opened(file, form, Want(exactly=exactly, width=width)) as scan:
        if scan is None:
            return None
        try:
            with apart.connection() as duck:
                return duck.sql(scan.query).to_arrow_table()
        except duckdb.Error:
            return None


def _record_error(number: int, record: csv_text.Record, exactly: int | None) -> RowError | None:
    if record.error is not None:
        return RowError(
            row=number,
            errno=100065 if record.error.startswith("Found") else 100066,
            sqlstate="22000",
            message=record.error,
            line=record.line,
            character=record.starts[-1],
            record=record.text,
        )
    if exactly is not None and len(record.fields) != exactly:
        return RowError(
            row=number,
            errno=100080,
            sqlstate="22000",
            message=f"Number of columns in file ({len(record.fields)}) does not match that of the corresponding table "
            f"({exactly}), use file format option error_on_column_count_mismatch=false to ignore this error",
            line=record.line,
            character=record.starts[min(exactly, len(record.starts) - 1)],
            record=record.text,
        )
    return None


def places_of(file: StagedFile, form: Format, rows: dict[int, int]) -> dict[int, tuple[int, int, str]]:
    """Line and character of a field of CSV records (both from 1), and the record as written.

    rows: record number to the number of the field; the answer has the same keys.
    """
    if form.type != "CSV" or not rows:
        return {row: (row, 1, "") for row in rows}
    text = packing.text(file, form).decode()
    found = {row: (row, 1, "") for row in rows}
    last = max(rows)
    for number, record in enumerate(csv_text.records(text, form), start=1):
        if number in rows:
            start = record.starts[min(max(rows[number], 1), len(record.starts)) - 1]
            found[number] = (record.line, start, record.text)
        if number == last:
            break
    return found


def _numbered(data: pa.Table) -> pa.Table:
    return data.append_column(ROW, pa.array(np.arange(1, data.num_rows + 1, dtype=np.int64)))


# --- JSON and Parquet --------------------------------------------------------------------------------------------


def _read_json(file: StagedFile, form: Format, exactly: int | None, width: int) -> FileRows:
    found: list[str] = []
    bad: tuple[RowError, ...] = ()
    try:
        found.extend(json_text.documents(packing.text(file, form).decode(), form))  # what came before a mistake stays
    except json_text.JsonError as cause:
        bad = (
            RowError(
                row=len(found) + 1,
                errno=100069,
                sqlstate="22P02",
                message=f"Error parsing JSON: {cause.message}",
                line=cause.line,
                character=cause.character,
            ),
        )
    return FileRows(_numbered(pa.table({"c1": pa.array(found, pa.string())})), bad)


def json_members(file: StagedFile, form: Format) -> list[str]:
    """The names of all top-level members of a JSON file's documents, also of those before a mistake."""
    documents = [json.loads(text) for text in _read_json(file, form, None, 0).data.column("c1").to_pylist()]
    return list(dict.fromkeys(key for each in documents if isinstance(each, dict) for key in each))


def _read_parquet(file: StagedFile, form: Format, exactly: int | None, width: int) -> FileRows:
    try:
        with apart.furnished() as duck:
            source = scans.parquet_source(file, form)
            described = scans.parquet_columns(duck, file, form)
            sql = f"SELECT CAST({scans.document(described)} AS VARCHAR) AS c1 FROM {source}"
            rows = duck.sql(sql).to_arrow_table()
    except duckdb.Error as cause:
        if (refused := carried(cause)) is not None:
            raise refused from cause
        raise errors.fail(100082, "22000", f"Error parsing the parquet file '{file.name}'.") from cause
    if form["NULL_IF"] or form["TRIM_SPACE"]:
        texts = [json_text.changed(text, form) for text in rows.column("c1").to_pylist()]
        rows = pa.table({"c1": pa.array(texts, pa.string())})
    return FileRows(_numbered(rows))


_READERS: dict[str, Callable[[StagedFile, Format, int | None, int], FileRows]] = {
    "CSV": _read_csv,
    "JSON": _read_json,
    "PARQUET": _read_parquet,
}
