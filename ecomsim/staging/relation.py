"""Staged files as a relation: $1, $2 … and the METADATA$ columns.

CSV fields are VARCHAR, a JSON document or Parquet row is the VARIANT $1. The files are read when the query is bound, so
such a plan is not kept. Source: spec/sql-semantics.md section 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.bind import bind_query
from ecomsim.dialect.context import BoundRelation, Context
from ecomsim.result import arrow_type
from ecomsim.sqltext.parse import parse_expression
from ecomsim.staging import formats, places, read
from ecomsim.staging.places import StagedFile
from ecomsim.types import INTEGER, TEXT, VARIANT, Column, timestamp_ltz, timestamp_ntz

if TYPE_CHECKING:
    from ecomsim.session import Session

METADATA = (
    Column("METADATA$FILENAME", TEXT),
    Column("METADATA$FILE_ROW_NUMBER", INTEGER),
    Column("METADATA$FILE_CONTENT_KEY", TEXT),
    Column("METADATA$FILE_LAST_MODIFIED", timestamp_ntz(3)),
    Column("METADATA$START_SCAN_TIME", timestamp_ltz(3)),
)

FILES = "$files"
"""The name under which a file stands in FROM while it is loaded."""


def field(number: int) -> exp.Expr:
    """$n of the relation of a file."""
    return exp.column(exp.to_identifier(f"${number}", quoted=True))


def with_metadata(rows: pa.Table, file: StagedFile, session: Session) -> pa.Table:
    """The rows of a file with the METADATA$ columns behind them ("$row" is the row number)."""
    count = rows.num_rows
    number = rows.column(read.ROW)
    rows = rows.drop_columns([read.ROW])
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
    return rows


def of_arrow(name: str, form: formats.Format, width: int, context: Context) -> BoundRelation:
    """The registered Arrow table `name` (columns c1 … and the METADATA$ ones) as a relation."""
    kind = TEXT if form.type == "CSV" else VARIANT
    columns = (*(Column(f"${place}", TEXT) for place in range(1, width + 1)), *METADATA)
    physical = (*(f"c{place}" for place in range(1, width + 1)), *(column.name for column in METADATA))
    raw = BoundRelation(
        tree=exp.Table(this=exp.to_identifier(name, quoted=True)), columns=columns, cacheable=False, physical=physical
    )
    if kind == TEXT:
        return raw
    context.resolver.extra[_RAW] = raw  # type: ignore[attr-defined]
    items: list[Any] = [exp.alias_(parse_expression('PARSE_JSON("$1")'), "$1", quoted=True)]
    items += [exp.column(exp.to_identifier(column.name, quoted=True)) for column in METADATA]
    bound = bind_query(exp.select(*items).from_(exp.Table(this=exp.to_identifier(_RAW, quoted=True))), context)
    return BoundRelation(
        tree=exp.Subquery(this=bound.tree),
        columns=(Column("$1", VARIANT), *METADATA),
        cacheable=False,
        physical=bound.physical,
    )


_RAW = "$raw"


def widest(tree: exp.Expr) -> int:
    """The greatest n of the $n in a query."""
    found = [int(each.name) for each in tree.find_all(exp.Parameter) if each.name.isdigit()]
    return max(found, default=0)


def query(
    reference: str, format_name: str | None, pattern: str | None, tree: exp.Expr, session: Session, context: Context
) -> BoundRelation:
    """FROM @stage/path (FILE_FORMAT => …, PATTERN => …) in a SELECT. Raises the first error of any file."""
    place = places.resolve(reference, session)
    given = {} if format_name is None else {"FORMAT_NAME": format_name}
    form = formats.chosen(given, place.file_format, session)
    width = max(widest(tree), 1) if form.type == "CSV" else 1
    tables = []
    for file in places.files(place, pattern):
        found = read.read(file, form, width=width)
        if found.errors:
            first = found.errors[0]
            raise errors.fail(
                first.errno,
                first.sqlstate,
                f"{first.message}\n  File '{file.name}', line {first.line}, "
                f"character {first.character}\n  Row {first.row}",
            )
        tables.append(with_metadata(found.data, file, session))
    data = _together(tables, width)
    name = session.temporary_name()
    session.duck.register(name, data)
    session.registered.append(name)
    return of_arrow(name, form, data.num_columns - len(METADATA), context)


def _together(tables: Sequence[pa.Table], width: int) -> pa.Table:
    """Files of different widths as one table, missing columns NULL."""
    wide = max([width, *(table.num_columns - len(METADATA) for table in tables)])
    padded = []
    for table in tables:
        for place in range(table.num_columns - len(METADATA), wide):
            table = table.add_column(place, f"c{place + 1}", pa.nulls(table.num_rows, pa.string()))
        padded.append(table)
    if padded:
        return pa.concat_tables(padded)
    schema: list[tuple[str, pa.DataType]] = [(f"c{place}", pa.string()) for place in range(1, wide + 1)]
    schema += [(column.name, arrow_type(column.type)) for column in METADATA]
    return pa.schema(schema).empty_table()
