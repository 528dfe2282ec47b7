"""Scans: staged files as queries that DuckDB runs by itself, without their rows passing through Python.

A scan gives the fields of a file (c1 … for CSV, the document c1 for JSON and Parquet, where wanted the members by name)
and "$row", the number of each record. It either gives every record or fails while it runs; whoever runs it then reads
the file again with `read`, which knows where and why. Source: spec/sql-semantics.md section 11.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb
from pyarrow import parquet

from ecomsim import errors
from ecomsim.dialect import variants
from ecomsim.duck import literal
from ecomsim.names import quote
from ecomsim.staging import apart, csv_scan, packing, parquet_values
from ecomsim.staging.formats import Format
from ecomsim.staging.places import StagedFile
from ecomsim.values.types import (
    INTEGER,
    TEXT,
    VARIANT,
    Column,
    timestamp_ltz,
    timestamp_ntz,
)

ROW = "$row"

METADATA = (
    Column("METADATA$FILENAME", TEXT),
    Column("METADATA$FILE_ROW_NUMBER", INTEGER),
    Column("METADATA$FILE_CONTENT_KEY", TEXT),
    Column("METADATA$FILE_LAST_MODIFIED", timestamp_ntz(3)),
    Column("METADATA$START_SCAN_TIME", timestamp_ltz(3)),
)


RAW = "raw"
"""DuckDB name of what a scan reads first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A query over one file: the columns before the METADATA$ ones, their DuckDB names, and its text in two steps.

    raw: DuckDB text that gives the records as they stand in the file, None when `sql` reads the file itself; sql: text
    over "raw" (these records with "$row") that gives the columns and "$row".
    """

    sql: str
    columns: tuple[Column, ...]
    physical: tuple[str, ...]
    members: Mapping[str, str] = field(default_factory=dict)
    raw: str | None = None

    @property
    def shape(self) -> tuple[tuple[Column, ...], tuple[str, ...]]:
        """What a statement over the scan depends on, whichever file it is."""
        return self.columns, self.physical

    @property
    def query(self) -> str:
        """The whole text."""
        if self.raw is None:
            return self.sql
        return f'WITH "{RAW}" AS (SELECT *, row_number() OVER () AS "{ROW}" FROM ({self.raw})) {self.sql}'

    def over(self, relation: str, first: int) -> str:
        """The text over a DuckDB table that holds the records of `raw` in their order; `first`: rowid of the first."""
        return f'WITH "{RAW}" AS (SELECT *, rowid - {first - 1} AS "{ROW}" FROM {relation}) {self.sql}'

    def with_metadata(self, query: str, file: StagedFile, now: datetime, *, keyed: bool = True) -> str:
        """`query`, one of the scan's texts, with the METADATA$ columns and "$row" behind its own.

        keyed: whether METADATA$FILE_CONTENT_KEY is wanted, for which the whole file has to be read; else it is NULL.
        """
        modified = file.modified.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
        values = (
            literal(file.relative),
            f'CAST("{ROW}" AS DECIMAL(38,0))',
            literal(file.md5) if keyed else "CAST(NULL AS VARCHAR)",
            f"TIMESTAMP '{modified}'",
            f"TIMESTAMPTZ '{now.astimezone(UTC).isoformat(sep=' ')}'",
        )
        facts = [f"{value} AS {quote(column.name)}" for value, column in zip(values, METADATA, strict=True)]
        own = [quote(name) for name in self.physical]
        return f'SELECT {", ".join([*own, *facts])}, "{ROW}" FROM ({query})'


@dataclass(frozen=True, slots=True)
class Want:
    """What is asked of a file.

    exactly: the number of fields each CSV record must have; width: at least so many columns; members: top-level members
    of JSON documents wanted as columns of their own ("$1:name"), with True for those wanted as text.
    """

    exactly: int | None = None
    width: int = 0
    members: Mapping[str, bool] = field(default_factory=dict)


@contextmanager
def opened(file: StagedFile, form: Format, want: Want) -> Iterator[Scan | None]:
    """The scan of a file for the length of a block; None when only `read` can read it."""
    if form.type == "CSV":
        with csv_scan.prepared(file, form) as text:
            yield None if text is None else _csv(text, form, want)
    elif form.type == "PARQUET":
        yield _parquet(file, form)
    else:
        with packing.plain(file, form) as path:
            yield None if path is None else _json(path, form, want)


def _csv(text: csv_scan.Prepared, form: Format, want: Want) -> Scan | None:
    found = csv_scan.query(text, form, exactly=want.exactly, width=want.width)
    if found is None:
        return None
    names = tuple(f"c{place}" for place in range(1, len(found.fields) + 1))
    items = ", ".join(f"{value} AS {name}" for name, value in zip(names, found.fields, strict=True))
    return Scan(
        raw=found.records,
        sql=f'SELECT {items}, "{ROW}" FROM "{RAW}"',
        columns=tuple(Column(f"${place}", TEXT) for place in range(1, len(names) + 1)),
        physical=names,
    )


# --- Parquet -----------------------------------------------------------------------------------------------------


def parquet_source(file: StagedFile, form: Format) -> str:
    """read_parquet over the file, with binary columns as the format wants them."""
    as_text = "true" if form["BINARY_AS_TEXT"] else "false"
    return f"read_parquet({literal(str(file.path))}, binary_as_string = {as_text}, file_row_number = true)"


class ParquetColumn(NamedTuple):
    """A column of a Parquet file: its name, what DuckDB calls it, and DuckDB's type of it."""

    name: str
    place: str
    kind: str


def parquet_columns(duck: duckdb.DuckDBPyConnection, file: StagedFile, form: Format) -> list[ParquetColumn]:
    """The columns of `parquet_source`. Of names that differ only in case DuckDB numbers the later ones."""
    source = parquet_source(file, form)
    described = duck.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {source}").fetchall()
    places = [str(name) for name, *_ in described]
    folded = {place.lower() for place in places}
    is_numbered = any(_NUMBERED.sub("", place).lower() in folded - {place.lower()} for place in places)
    names = parquet.read_schema(file.path).names if is_numbered else places
    return [ParquetColumn(name, place, kind) for name, (place, kind, *_) in zip(names, described, strict=True)]


_NUMBERED = re.compile(r"_[0-9]+\Z")


def parquet_names(file: StagedFile, form: Format) -> list[str]:
    """The names of a Parquet file's columns. Raises 100082 for another kind of file."""
    try:
        with apart.connection() as duck:
            return [column.name for column in parquet_columns(duck, file, form)]
    except duckdb.Error as cause:
        raise errors.fail(100082, "22000", f"Error parsing the parquet file '{file.name}'.") from cause


def _parquet(file: StagedFile, form: Format) -> Scan | None:
    if form["NULL_IF"] or form["TRIM_SPACE"]:
        return None
    source = parquet_source(file, form)
    try:
        with apart.connection() as duck:
            described = parquet_columns(duck, file, form)
    except duckdb.Error:
        return None
    columns, physical, items, members = [Column("$1", VARIANT)], ["c1"], [f"{document(described)} AS c1"], {}
    for position, column in enumerate(described):
        found = parquet_values.typed(column.kind)
        if found is None:
            continue
        type_, template = found
        members[column.name] = f"$1:{column.name}"
        columns.append(Column(members[column.name], type_))
        physical.append(f"p{position}")
        items.append(f"{template.format(quote(column.place))} AS p{position}")
    return Scan(
        sql=f'SELECT {", ".join(items)}, file_row_number + 1 AS "{ROW}" FROM {source}',
        columns=tuple(columns),
        physical=tuple(physical),
        members=members,
    )


def document(described: Sequence[ParquetColumn]) -> str:
    """DuckDB text of a row as one JSON document, as VARIANTs are stored."""
    return parquet_values.document((name, quote(place), kind) for name, place, kind in described)


# --- JSON --------------------------------------------------------------------------------------------------------


def _changes(form: Format) -> bool:
    """Whether values of documents change, which only `read` does."""
    return any(form[option] for option in ("NULL_IF", "TRIM_SPACE", "STRIP_NULL_VALUES"))


def _json(path: Path, form: Format, want: Want) -> Scan | None:
    """Documents as VARIANTs; with `members` each of these beside them, NULL where a document has none."""
    if _changes(form):
        return None
    layout = _layout(path, form)
    if layout is None:
        return None
    usual = _keys_of_the_first(path)
    raw = f"SELECT json AS doc FROM read_json_objects({literal(str(path))}, format = '{layout}', compression = 'none')"
    names = list(want.members)
    columns = [
        Column("$1", VARIANT),
        *(Column(f"$1:{name}", TEXT if want.members[name] else VARIANT) for name in names),
    ]
    normal = "CAST(json_normalize({}) AS JSON)"
    items = [f"{_checked('doc', variants.outside('doc'), usual)} AS c1"]
    source = f'"{RAW}"'
    if names:
        pattern = json.dumps({name: "VARCHAR" if want.members[name] else "JSON" for name in names})
        document = _checked("doc", variants.outside("doc", usual="doc"), usual)
        source = f"(SELECT *, json_transform({document}, {literal(pattern)}) AS parts FROM {source})"
        for place, name in enumerate(names):
            value = f"parts.{quote(name)}"
            # only an object or what holds one has members to sort
            sorted_ = f"CASE WHEN contains(CAST({value} AS VARCHAR), '{{') THEN {normal.format(value)} ELSE {value} END"
            items.append(f"{variants.content(value) if want.members[name] else sorted_} AS p{place}")
    return Scan(
        raw=raw,
        sql=f'SELECT {", ".join(items)}, "{ROW}" FROM {source}',
        columns=tuple(columns),
        physical=("c1", *(f"p{place}" for place in range(len(names)))),
        members={name: f"$1:{name}" for name in names},
    )


def _keys_of_the_first(path: Path) -> list[str] | None:
    """The names of the members of a file's first document, in their order; None when that is no object, has two
    members of one name, or is not at the start of the file.
    """
    with open(path, encoding="utf-8", errors="replace") as source:
        head = source.read(1 << 16).lstrip(" \t\r\n[")
    try:
        found, _ = json.JSONDecoder(object_pairs_hook=lambda pairs: [name for name, _ in pairs]).raw_decode(head)
    except ValueError:
        return None
    is_object = head.startswith("{") and len(found) == len(set(found)) > 0
    return found if is_object else None


def _unrepeated(value: str, usual: Sequence[str] | None) -> str:
    """DuckDB text: whether no object in a JSON value has two members of one name.

    A value without objects inside says so by its keys, which mostly are the `usual` ones; else a VARIANT, which keeps
    one of two members, must have all the quotes that the value has.
    """
    text = f"CAST({value} AS VARCHAR)"
    quotes = "length({0}) - length(replace({0}, '\"', ''))"
    single = f"CAST(CAST(CAST({value} AS JSON) AS VARIANT) AS JSON)"
    same = f"{quotes.format(text)} = {quotes.format(f'CAST({single} AS VARCHAR)')} AND NOT contains({text}, '\\u')"
    as_usual = "" if usual is None else f"WHEN json_keys({value}) = [{', '.join(map(literal, usual))}] THEN true "
    return (
        f"CASE WHEN contains(substr({text}, 2), '{{') THEN {same} {as_usual}"
        f"ELSE len(json_keys({value})) = len(list_distinct(json_keys({value}))) END"
    )


def _checked(value: str, result: str, usual: Sequence[str] | None) -> str:
    """`result`, or an error when `value` repeats a member: only `read` knows which, and what ALLOW_DUPLICATE keeps."""
    stop = "CAST(error('repeated member') AS JSON)"
    return f"CASE WHEN {_unrepeated(value, usual)} THEN {result} WHEN {value} IS NOT NULL THEN {stop} END"


def _layout(path: Path, form: Format) -> str | None:
    """How documents stand in the file, from its first line: one a line, one array of them, or anyhow."""
    with open(path, "rb") as source:
        head = source.read(1 << 20)
    start = head.lstrip()
    if head.startswith(b"\xef\xbb\xbf"):
        return None
    if start.startswith(b"["):
        return "array" if form["STRIP_OUTER_ARRAY"] else None
    if not start.startswith(b"{"):
        return None
    try:
        json.loads(start.split(b"\n", 1)[0])
    except ValueError:
        return "unstructured"
    return "newline_delimited"


def json_members(file: StagedFile, form: Format) -> list[str] | None:
    """The names of all top-level members of a JSON file's documents; None when only `read` can read it."""
    with packing.plain(file, form) as path:
        layout = _layout(path, form) if path is not None and not _changes(form) else None
        if layout is None:
            return None
        source = f"read_json_objects({literal(str(path))}, format = '{layout}', compression = 'none')"
        try:
            with apart.connection() as duck:
                found = duck.execute(f"SELECT DISTINCT unnest(json_keys(json)) FROM {source}").fetchall()
        except duckdb.Error:
            return None
    return sorted(name for (name,) in found)
