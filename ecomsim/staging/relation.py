"""Staged files as a relation: $1, $2 … and the METADATA$ columns.

CSV fields are VARCHAR, a JSON document or Parquet row is the VARIANT $1. A query reads plain files where they lie; the
plan is not kept, for the files are those of the moment it was bound. Source: spec/sql-semantics.md section 11.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.bind import bind_query
from ecomsim.dialect.context import BoundRelation, Context
from ecomsim.names import quote
from ecomsim.sqltext.parse import parse_expression
from ecomsim.staging import apart, formats, packing, places, read, scans
from ecomsim.staging.formats import Format
from ecomsim.staging.places import StagedFile
from ecomsim.staging.scans import METADATA, ROW, Scan, Want
from ecomsim.statements import trees
from ecomsim.values.types import INTEGER, TEXT, VARIANT, Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

FILES = "$files"
"""The name under which a file stands in FROM while it is loaded."""

_RAW = "$raw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a file offers before the METADATA$ columns: columns, their DuckDB names, and members by their name there.

    parsed: False when $1 is still the text of a document from outside; stored: True when it is the text of a document
    as VARIANTs are stored.
    """

    columns: tuple[Column, ...]
    physical: tuple[str, ...]
    members: Mapping[str, str] = field(default_factory=dict)
    parsed: bool = True
    stored: bool = False


def of_scan(scan: Scan) -> Source:
    """What a scan offers."""
    return Source(columns=scan.columns, physical=scan.physical, members=scan.members)


def of_rows(form: Format, width: int) -> Source:
    """What `read` gives: columns c1 … of text."""
    if form.type == "PARQUET":
        return Source(columns=(Column("$1", VARIANT),), physical=("c1",), stored=True)
    if form.type != "CSV":
        return Source(columns=(Column("$1", TEXT),), physical=("c1",), parsed=False)
    places_ = range(1, width + 1)
    return Source(
        columns=tuple(Column(f"${place}", TEXT) for place in places_), physical=tuple(f"c{place}" for place in places_)
    )


def field_of(number: int) -> exp.Expr:
    """$n of the relation of a file."""
    return exp.column(exp.to_identifier(f"${number}", quoted=True))


def of_source(name: str, source: Source, context: Context) -> BoundRelation:
    """The DuckDB relation `name` (the source's columns, the METADATA$ ones and "$row") as a relation."""
    tree: exp.Expr = exp.Table(this=exp.to_identifier(name, quoted=True))
    if source.stored:
        tree = trees.subquery(f"SELECT * REPLACE (CAST(c1 AS JSON) AS c1) FROM {quote(name)}")
    return _offered(tree, source, context, numbered=True)


def _offered(tree: exp.Expr, source: Source, context: Context, *, numbered: bool) -> BoundRelation:
    more = (*METADATA, Column(ROW, INTEGER)) if numbered else METADATA
    physical = (*source.physical, *(column.name for column in more))
    raw = BoundRelation(tree=tree, columns=(*source.columns, *more), cacheable=False, physical=physical)
    if source.parsed:
        return raw
    context.resolver.extra[_RAW] = raw  # type: ignore[attr-defined]
    items: list[Any] = [exp.alias_(parse_expression('PARSE_JSON("$1")'), "$1", quoted=True)]
    items += [exp.column(exp.to_identifier(column.name, quoted=True)) for column in more]
    bound = bind_query(exp.select(*items).from_(exp.Table(this=exp.to_identifier(_RAW, quoted=True))), context)
    return BoundRelation(
        tree=exp.Subquery(this=bound.tree),
        columns=(Column("$1", VARIANT), *more),
        cacheable=False,
        physical=bound.physical,
    )


def with_metadata(rows: pa.Table, file: StagedFile, session: Session) -> pa.Table:
    """The rows that `read` gives with the METADATA$ columns before "$row"."""
    count = rows.num_rows
    number = rows.column(ROW)
    rows = rows.drop_columns([ROW])
    facts: tuple[tuple[str, pa.Scalar], ...] = (
        ("METADATA$FILE_CONTENT_KEY", pa.scalar(file.md5, pa.string())),
        (
            "METADATA$FILE_LAST_MODIFIED",
            pa.scalar(file.modified.astimezone(UTC).replace(tzinfo=None), pa.timestamp("us")),
        ),
        ("METADATA$START_SCAN_TIME", pa.scalar(session.now, pa.timestamp("us", tz="UTC"))),
    )
    rows = rows.append_column("METADATA$FILENAME", pa.repeat(pa.scalar(file.relative, pa.string()), count))
    rows = rows.append_column("METADATA$FILE_ROW_NUMBER", number.cast(pa.decimal128(38, 0)))
    for name, value in facts:
        rows = rows.append_column(name, pa.repeat(value, count))
    return rows.append_column(ROW, number)


def widest(tree: exp.Expr) -> int:
    """The greatest n of the $n in a query."""
    found = [int(each.name) for each in tree.find_all(exp.Parameter) if each.name.isdigit()]
    return max(found, default=0)


# --- queries -----------------------------------------------------------------------------------------------------


def query(
    reference: str, format_name: str | None, pattern: str | None, tree: exp.Expr, session: Session, context: Context
) -> BoundRelation:
    """FROM @stage/path (FILE_FORMAT => …, PATTERN => …) in a SELECT. Raises the first error of any file."""
    place = places.resolve(reference, session)
    given = {} if format_name is None else {"FORMAT_NAME": format_name}
    form = formats.chosen(given, place.file_format, session)
    width = max(widest(tree), 1) if form.type == "CSV" else 1
    return of_files(places.files(place, pattern), form, width, session, context)


def of_files(
    files: Sequence[StagedFile], form: Format, width: int, session: Session, context: Context, *, partly: bool = False
) -> BoundRelation:
    """The rows of several files one after another. Raises the first error of any of them.

    partly: of a file with an error take the rows before it, instead.
    """
    parts = [part for file in files if (part := _part(file, form, width, session, partly=partly)) is not None]
    wide = max([width, *(count for _, count in parts)])
    kind = TEXT if form.type == "CSV" else VARIANT
    source = Source(
        columns=tuple(Column(f"${place}", kind) for place in range(1, wide + 1)),
        physical=tuple(f"c{place}" for place in range(1, wide + 1)),
    )
    names = [*source.physical, *(column.name for column in METADATA)]
    if not parts:
        types = [*(column.type for column in source.columns), *(column.type for column in METADATA)]
        items = [f"CAST(NULL AS {type_.duckdb}) AS {quote(name)}" for name, type_ in zip(names, types, strict=True)]
        sql = f"SELECT {', '.join(items)} WHERE false"
    else:
        sql = " UNION ALL ".join(_widened(text, count, wide, names) for text, count in parts)
    return _offered(trees.subquery(sql), source, context, numbered=False)


def _widened(sql: str, width: int, wide: int, names: Sequence[str]) -> str:
    """One file's query with NULL for the columns that only others have."""
    items = [
        f"CAST(NULL AS VARCHAR) AS c{place + 1}" if width <= place < wide else quote(names[place])
        for place in range(len(names))
    ]
    return f"SELECT {', '.join(items)} FROM ({sql})"


def _part(file: StagedFile, form: Format, width: int, session: Session, *, partly: bool) -> tuple[str, int] | None:
    """DuckDB text of a file's rows and the number of its columns; None for a file without rows."""
    in_place = form.type == "PARQUET" or packing.is_plain(file, form)
    if in_place:
        with scans.opened(file, form, Want(width=width)) as scan:
            if scan is not None and _is_readable(scan, form):
                count = len(scan.columns) if form.type == "CSV" else 1
                return scan.with_metadata(scan.query, file, session.now), count
    try:
        found = read.read(file, form, width=width)
    except errors.SnowflakeError:
        if partly:
            return None
        raise
    if found.errors and partly:
        before = sum(number < found.errors[0].row for number in found.data.column(ROW).to_pylist())
        found = read.FileRows(found.data.slice(0, before))
    if found.errors:
        first = found.errors[0]
        raise errors.fail(
            first.errno,
            first.sqlstate,
            f"{first.message}\n  File '{file.name}', line {first.line}, character {first.character}\n  Row {first.row}",
        )
    if not found.data.num_rows:
        return None
    name = session.temporary_name()
    session.register(name, with_metadata(found.data, file, session))
    session.brought_in.append(name)
    if form.type == "CSV":
        return f"SELECT * FROM {quote(name)}", found.width
    document = "CAST(c1 AS JSON)" if form.type == "PARQUET" else "_ecomsim.sf_json(c1)"
    return f"SELECT * REPLACE ({document} AS c1) FROM {quote(name)}", 1


def _is_readable(scan: Scan, form: Format) -> bool:
    """Whether the scan gets to the end of its file: a query over it must not fail half way."""
    if form.type == "PARQUET":
        return True
    counts = ", ".join(f"count({name})" for name in scan.physical)
    try:
        with apart.connection() as duck:
            duck.execute(f"SELECT {counts} FROM ({scan.query})").fetchall()
    except duckdb.Error:
        return False
    return True
