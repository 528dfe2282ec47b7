"""Reading a staged file: its bytes, decompressed, to rows of text or JSON, and the rows that cannot be read.

Rows are columns c1, c2 … and "$row", the number of the record in the file (from 1, headers do not count). CSV fields
are text, a JSON document or a Parquet row is one JSON text. Source: spec/sql-semantics.md section 11.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from ecomsim import errors
from ecomsim.staging import csv_text
from ecomsim.staging.formats import Format
from ecomsim.staging.places import StagedFile

ROW = "$row"


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


_CODECS = {
    "GZIP": "gzip",
    "BZ2": "bz2",
    "BROTLI": "brotli",
    "ZSTD": "zstd",
    "LZ4": "lz4",
}
_BY_SUFFIX = {".gz": "gzip", ".bz2": "bz2", ".br": "brotli", ".zst": "zstd", ".lz4": "lz4"}


def content(file: StagedFile, form: Format) -> bytes:
    """The file's bytes, decompressed as COMPRESSION or its name says."""
    wanted = str(form["COMPRESSION"])
    if wanted == "AUTO":
        codec = _BY_SUFFIX.get(file.path.suffix.lower())
    elif wanted == "NONE":
        codec = None
    elif wanted in _CODECS:
        codec = _CODECS[wanted]
    else:
        raise errors.unsupported(f"COMPRESSION = {wanted}")
    try:
        with pa.OSFile(str(file.path)) as raw:
            if codec is None:
                return raw.read()
            with pa.CompressedInputStream(raw, codec) as stream:
                return stream.read()
    except OSError as cause:
        raise errors.fail(
            100016, "22000", f"Error reading file '{file.name}': it is not {codec or 'readable'}."
        ) from cause


_ENCODINGS = {
    "UTF8": "utf-8",
    "UTF-8": "utf-8",
    "ISO88591": "latin-1",
    "ISO-8859-1": "latin-1",
    "WINDOWS1252": "cp1252",
}


def _utf8(raw: bytes, form: Format, file: StagedFile) -> bytes:
    """The text as UTF-8 without a byte order mark."""
    wanted = str(form.options.get("ENCODING", "UTF8")).upper()
    codec = _ENCODINGS.get(wanted, wanted.lower())
    if codec != "utf-8":
        try:
            raw = raw.decode(codec).encode()
        except (LookupError, UnicodeDecodeError) as cause:
            raise errors.fail(
                100144, "22000", f"Invalid {wanted} detected while reading file '{file.name}'."
            ) from cause
    if form.options.get("SKIP_BYTE_ORDER_MARK", True):
        raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        raw.decode()
    except UnicodeDecodeError as cause:
        if form["REPLACE_INVALID_CHARACTERS"] or form.options.get("IGNORE_UTF8_ERRORS"):
            return raw.decode("utf-8", "replace").encode()
        bad = raw[cause.start : cause.start + 4]
        raise errors.fail(
            100144, "22000", f"Invalid UTF8 detected in string '{bad!r}' while reading file '{file.name}'."
        ) from cause
    return raw


def read(file: StagedFile, form: Format, *, exactly: int | None = None, width: int = 0) -> FileRows:
    """The rows of a file.

    exactly: the number of fields each CSV record must have; width: at least so many columns, missing ones NULL.
    Raises SnowflakeError for a file that is no text, or not of the format at all.
    """
    return _READERS[form.type](file, form, exactly, width)


def column_names(file: StagedFile, form: Format) -> list[str]:
    """The names in the first line of a CSV file with PARSE_HEADER."""
    return csv_text.header(_utf8(content(file, form), form, file).decode(), form)


# --- CSV ---------------------------------------------------------------------------------------------------------


def _read_csv(file: StagedFile, form: Format, exactly: int | None, width: int) -> FileRows:
    text = _utf8(content(file, form), form, file)
    data = csv_text.fast(text, form)
    if data is not None and (exactly is None or data.num_columns in (0, exactly)):
        return FileRows(_padded(_numbered(data), max(width, exactly or 0)))
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


def place_of(file: StagedFile, form: Format, row: int, field: int) -> tuple[int, int, str]:
    """Line and character of a field of a CSV record (both from 1), and the record as written."""
    if form.type != "CSV":
        return row, 1, ""
    text = _utf8(content(file, form), form, file).decode()
    for number, record in enumerate(csv_text.records(text, form), start=1):
        if number == row:
            return record.line, record.starts[min(field, len(record.starts)) - 1], record.text
    return row, 1, ""


def _numbered(data: pa.Table) -> pa.Table:
    return data.append_column(ROW, pa.array(np.arange(1, data.num_rows + 1, dtype=np.int64)))


def _padded(data: pa.Table, width: int) -> pa.Table:
    """The table with NULL columns up to `width`."""
    for place in range(data.num_columns - 1, width):
        data = data.add_column(place, f"c{place + 1}", pa.nulls(data.num_rows, pa.string()))
    return data


# --- JSON --------------------------------------------------------------------------------------------------------


def _read_json(file: StagedFile, form: Format, exactly: int | None, width: int) -> FileRows:
    text = _utf8(content(file, form), form, file).decode()
    found: list[str] = []
    bad: tuple[RowError, ...] = ()
    try:
        found.extend(  # what came before a mistake stays
            _without_null_members(document) if form["STRIP_NULL_VALUES"] else document
            for document in _documents(text, strip_array=bool(form["STRIP_OUTER_ARRAY"]))
        )
    except json.JSONDecodeError as cause:
        bad = (
            RowError(
                row=len(found) + 1,
                errno=100069,
                sqlstate="22P02",
                message=f"Error parsing JSON: {cause.msg}",
                line=cause.lineno,
                character=cause.colno,
            ),
        )
    return FileRows(_numbered(pa.table({"c1": pa.array(found, pa.string())})), bad)


_SPACE = " \t\r\n"


def _documents(text: str, *, strip_array: bool) -> Iterator[str]:
    """The text of each document; with `strip_array` an outer array gives its elements."""
    decode = json.JSONDecoder().raw_decode
    at = _skip(text, 0, _SPACE)
    while at < len(text):
        if strip_array and text[at] == "[":
            at = yield from _elements(text, at, decode)
        else:
            end = decode(text, at)[1]
            yield text[at:end]
            at = end
        at = _skip(text, at, _SPACE + ",")


def _elements(text: str, at: int, decode: Callable[[str, int], tuple[Any, int]]) -> Any:
    at = _skip(text, at + 1, _SPACE)
    while at < len(text) and text[at] != "]":
        end = decode(text, at)[1]
        yield text[at:end]
        at = _skip(text, end, _SPACE)
        if at < len(text) and text[at] == ",":
            at = _skip(text, at + 1, _SPACE)
        elif at >= len(text) or text[at] != "]":
            raise json.JSONDecodeError("expected ',' or ']'", text, min(at, len(text)))
    if at >= len(text):
        raise json.JSONDecodeError("unterminated array", text, at)
    return at + 1


def _skip(text: str, at: int, chars: str) -> int:
    while at < len(text) and text[at] in chars:
        at += 1
    return at


def _without_null_members(document: str) -> str:
    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: strip(item) for key, item in value.items() if item is not None}
        return [strip(item) for item in value if item is not None] if isinstance(value, list) else value

    return json.dumps(strip(json.loads(document)), ensure_ascii=False)


# --- Parquet -----------------------------------------------------------------------------------------------------


def _read_parquet(file: StagedFile, form: Format, exactly: int | None, width: int) -> FileRows:
    with duckdb.connect() as duck:
        try:
            rows = duck.sql(
                "SELECT CAST(to_json(t) AS VARCHAR) AS c1 FROM read_parquet($path) AS t",
                params={"path": str(file.path)},
            ).to_arrow_table()
        except duckdb.Error as cause:
            raise errors.fail(100082, "22000", f"Error parsing the parquet file '{file.name}'.") from cause
    return FileRows(_numbered(rows))


_READERS: dict[str, Callable[[StagedFile, Format, int | None, int], FileRows]] = {
    "CSV": _read_csv,
    "JSON": _read_json,
    "PARQUET": _read_parquet,
}
