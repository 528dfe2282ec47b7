"""CSV files as DuckDB's own reader takes them: the query that gives a file's fields, where it reads as Snowflake does.

A file is looked at in chunks first; what DuckDB would read otherwise (a lone carriage return, a blank line, delimiters
it does not have) is left to `csv_text`, and so is every file at which its strict reader stops.
Invariant: when a scan gives rows, they are those of `csv_text.records`.
Source: spec/sql-semantics.md section 11; Snowflake documentation, "CREATE FILE FORMAT", format type options for CSV.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from ecomsim.duck import literal as text_literal
from ecomsim.staging import csv_text, packing
from ecomsim.staging.csv_text import NONE
from ecomsim.staging.formats import Format
from ecomsim.staging.places import StagedFile

_CHUNK = 1 << 22
_HEAD = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A CSV file as plain UTF-8 at `path`. head: its first lines; quoted, escaped: whether such characters occur;

    trailing: whether a line ends with the delimiter, of which DuckDB takes one too many; skipped: whether the
    header is in `head` alone.
    """

    path: Path
    head: str
    quoted: bool
    escaped: bool
    trailing: bool
    skipped: bool = False


@contextmanager
def prepared(file: StagedFile, form: Format) -> Iterator[Prepared | None]:
    """The file for the length of a block, or None when it has to be read record by record.

    A compressed file or one in another encoding is written out as plain text.
    """
    if not _has_plain_options(form):
        yield None
        return
    with TemporaryDirectory(prefix="ecomsim_csv_") as folder:
        if packing.is_plain(file, form):
            with open(file.path, "rb") as source:
                found = _looked_at(file.path, source, None, form)
        else:
            path = Path(folder) / "text.csv"
            try:
                with packing.opened(file, form) as source, open(path, "wb") as copy:
                    found = _looked_at(path, source, copy, form)
            except (OSError, UnicodeError, LookupError):
                found = None  # `packing.text` says what is wrong
        if found is not None and found.quoted and csv_text.header_lines(form):
            found = _without_header(found, csv_text.header_lines(form), Path(folder) / "records.csv")
        yield found


def _without_header(file: Prepared, lines: int, path: Path) -> Prepared:
    """A copy behind the header: DuckDB takes a quote in what it skips for one that opens a field."""
    with open(file.path, "rb") as source, open(path, "wb") as copy:
        for _ in range(lines):
            source.readline()
        shutil.copyfileobj(source, copy, _CHUNK)
    return replace(file, path=path, skipped=True)


def _has_plain_options(form: Format) -> bool:
    delimiter, quote = form["FIELD_DELIMITER"], form["FIELD_OPTIONALLY_ENCLOSED_BY"]
    return (
        delimiter != NONE
        and len(delimiter) <= 4
        and delimiter.isascii()
        and not set(delimiter) & set("\r\n\\")
        and form["RECORD_DELIMITER"] in ("\n", "\r\n")
        and form["ESCAPE"] == NONE
        and form["ESCAPE_UNENCLOSED_FIELD"] in (NONE, "\\")
        and quote.isascii()
        and quote != delimiter
    )


def _looked_at(path: Path, source: BinaryIO, copy: BinaryIO | None, form: Format) -> Prepared | None:
    """What the bytes hold, copied to `copy` on the way."""
    quote = form["FIELD_OPTIONALLY_ENCLOSED_BY"]
    quote_byte = b"" if quote == NONE else quote.encode()
    head, before = b"", b"\n"  # a newline at the very start is a blank line too
    returns = ends = 0
    quoted = escaped = blank = trailing = spaced = False
    delimiter = form["FIELD_DELIMITER"].encode()
    around = (re.escape(delimiter), re.escape(quote_byte), re.escape(quote_byte), re.escape(delimiter))
    blanks = re.compile(rb"(?:\n|%s)[ \t]+%s|%s[ \t]+(?:[\r\n]|%s)" % around)  # DuckDB skips them, Snowflake does not
    line_ends = (delimiter + b"\n", delimiter + b"\r\n")
    while chunk := source.read(_CHUNK):
        if copy is not None:
            copy.write(chunk)
        if len(head) < _HEAD:
            head += chunk[: _HEAD - len(head)]
        joined = before + chunk
        if b"\r" in joined:
            returns += chunk.count(b"\r")
            ends += joined.count(b"\r\n") - before.count(b"\r\n")
            blank = blank or b"\n\r\n" in joined
        blank = blank or b"\n\n" in joined
        quoted = quoted or (bool(quote_byte) and quote_byte in chunk)
        escaped = escaped or b"\\" in chunk
        if quoted and not spaced:
            spaced = blanks.search(joined) is not None
        trailing = trailing or any(each in joined for each in line_ends)
        before = joined[-(len(delimiter) + 1) :]
    if spaced or returns != ends or (blank and not (form["SKIP_BLANK_LINES"] and not quoted)):
        return None
    if head.startswith(b"\xef\xbb\xbf"):
        if not form["SKIP_BYTE_ORDER_MARK"]:
            return None
        head = head[3:]
    lines = head.decode("utf-8", "replace")
    if len(head) == _HEAD:
        lines = lines[: lines.rfind("\n") + 1]
        if not lines:
            return None
    trailing = trailing or before.endswith(delimiter)
    return Prepared(path=path, head=lines, quoted=quoted, escaped=escaped, trailing=trailing)


@dataclass(frozen=True, slots=True)
class Query:
    """records: DuckDB text that gives the fields c1 … of each record; fields: what Snowflake reads in them."""

    records: str
    fields: tuple[str, ...]


def query(file: Prepared, form: Format, *, exactly: int | None, width: int) -> Query | None:
    """How DuckDB reads the file; None when the head already needs another reader.

    Raises nothing itself; DuckDB raises while the query runs when a record is not what the head promises.
    """
    if form["TRIM_SPACE"] and (file.quoted or file.escaped):
        return None  # blanks around enclosed fields, and escaped ones
    skipped = csv_text.header_lines(form)
    if file.head.count("\n") < skipped:
        return None
    first = next(csv_text.records(file.head, form), None)
    found = len(first.fields) if first is not None else 0
    strict = exactly is not None and form["ERROR_ON_COLUMN_COUNT_MISMATCH"]
    if first is not None and (first.error is not None or (strict and found != exactly)):
        return None
    read = max(found, exactly or 0, 1)
    if read == 1 and form["SKIP_BLANK_LINES"]:
        return None  # an empty line would be a record
    counted = file.trailing and (strict or not form["EMPTY_FIELD_AS_NULL"])
    if counted and file.quoted:
        return None
    shown = exactly if exactly is not None else max(read, width)
    quote = form["FIELD_OPTIONALLY_ENCLOSED_BY"] if file.quoted else ""
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(1, read + 1 + counted))
    nulls = "''" if form["EMPTY_FIELD_AS_NULL"] and not counted else text_literal(_NEVER)
    options = [
        "auto_detect = false, header = false, all_varchar = true",
        f"skip = {0 if file.skipped else skipped}, columns = {{{columns}}}",
        f"delim = {text_literal(form['FIELD_DELIMITER'])}",
        f"quote = {text_literal(quote)}, escape = {text_literal(quote)}",
        f"nullstr = {nulls}, allow_quoted_nulls = false",
    ]
    if counted or not strict:
        options.append("null_padding = true")
    fields = (
        _field(f"c{place}", form, file, counted=counted) if place <= read else "CAST(NULL AS VARCHAR)"
        for place in range(1, shown + 1)
    )
    records = f"SELECT * FROM read_csv({text_literal(str(file.path))}, {', '.join(options)})"
    wrong = []
    if counted:
        wrong += [f"c{read + 1} IS NOT NULL", *([f"c{read} IS NULL"] if strict else [])]
    if file.escaped and form["ESCAPE_UNENCLOSED_FIELD"] == "\\":  # in whatever field: it may hide a delimiter
        known = ", ".join(map(text_literal, ("", *form["NULL_IF"])))
        for place in range(1, read + 1):
            allowed = f"c{place} IN ({known})" if file.quoted else _whole(f"c{place}")
            wrong.append(f"contains(c{place}, '\\') AND NOT {allowed}")
    if wrong:
        kept = f"SELECT * EXCLUDE (c{read + 1})" if counted else "SELECT *"
        stop = "CAST(error('not what the head promises') AS BOOLEAN)"
        records = f"{kept} FROM ({records}) WHERE CASE WHEN {' OR '.join(wrong)} THEN {stop} ELSE true END"
    return Query(records, tuple(fields))


_NEVER = "\x02\x03"
"""No field: stands for NULL where empty fields are text."""


def _field(column: str, form: Format, file: Prepared, *, counted: bool) -> str:
    """A field as Snowflake reads it: trimmed, NULL where NULL_IF says so, its escapes resolved."""
    value = column
    nulls = [each for each in form["NULL_IF"] if "\\" not in each or file.escaped]
    trimmed = form["TRIM_SPACE"]
    if trimmed:
        value = f"trim({column}, ' \t')"
        if form["EMPTY_FIELD_AS_NULL"]:
            nulls.append("")
    if counted and form["EMPTY_FIELD_AS_NULL"]:
        nulls.append("")
    elif not file.quoted and form["EMPTY_FIELD_AS_NULL"] and not trimmed:
        nulls = [each for each in nulls if each]
    branches = ""
    if nulls:
        branches += f"WHEN {value} IN ({', '.join(map(text_literal, nulls))}) THEN NULL "
    if file.escaped and form["ESCAPE_UNENCLOSED_FIELD"] == "\\":
        rest = "CAST(error('escape in an enclosed field') AS VARCHAR)" if file.quoted else _unescaped(value)
        branches += f"WHEN contains({value}, '\\') THEN {rest} "
    return f"CASE {branches}ELSE {value} END" if branches else value


def _unescaped(value: str) -> str:
    """`value` without its escapes."""
    text = f"replace({value}, '\\\\', chr(1))"
    for name, char in csv_text.ESCAPES.items():
        text = f"replace({text}, '\\{name}', chr({ord(char)}))"
    return f"replace(replace({text}, '\\', ''), chr(1), '\\')"


def _whole(value: str) -> str:
    """Whether every escape in a field has its character."""
    return f"regexp_full_match({value}, '(?s)(?:[^\\\\\\x01]|\\\\.)*')"
