"""The rows of an external table, and those that an insert-only stream on it shows.

VALUE is a document, or an object c1, c2 … of a CSV record; the other columns are expressions over it and METADATA$
columns. A stream shows the rows of files that were registered after its offset: a file that was written again counts
as new, one that is gone gives nothing. Source: Snowflake documentation, "CREATE EXTERNAL TABLE"; spec/streams.md 2.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim.catalog.objects import ExternalTable, Stream
from ecomsim.dialect.bind import bind_query
from ecomsim.dialect.context import BoundRelation
from ecomsim.sqltext.parse import parse_expression
from ecomsim.sqltext.queries import type_tree
from ecomsim.staging import formats, places, relation
from ecomsim.staging.places import StagedFile
from ecomsim.storage import layout
from ecomsim.values.types import BOOLEAN, INTEGER, TEXT, Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.statements.resolver import SessionResolver

_FILES = "$external"
_ROWS = "$external_rows"

PSEUDO = (Column("METADATA$FILENAME", TEXT), Column("METADATA$FILE_ROW_NUMBER", INTEGER))

STREAM = (
    Column("METADATA$ACTION", TEXT),
    Column("METADATA$ISUPDATE", BOOLEAN),
    Column("METADATA$ROW_ID", TEXT),
    Column("METADATA$FILENAME", TEXT),
)


def bound(table: ExternalTable, resolver: SessionResolver) -> BoundRelation:
    """The table in FROM: its columns; METADATA$FILENAME and METADATA$FILE_ROW_NUMBER when they are named."""
    session = resolver.session
    names = [row["name"] for row in session.fetch(_registered(table)).to_pylist()]
    items = [_reference(column.name) for column in (*PSEUDO, *visible(table))]  # so that PSEUDO have their own names
    found = _bound(table, names, items, session)
    return replace(found, columns=visible(table), physical=found.names()[len(PSEUDO) :], pseudo=PSEUDO)


def visible(table: ExternalTable) -> tuple[Column, ...]:
    """What SELECT * shows."""
    return tuple(Column(column.name, column.type, column.nullable) for column in table.columns)


def _registered(table: ExternalTable) -> str:
    return f'SELECT "FILE_NAME" AS name FROM {layout.current(table.files)} ORDER BY 1'


def bound_stream(
    stream: Stream, table: ExternalTable, versions: tuple[int, int], resolver: SessionResolver
) -> BoundRelation:
    """An insert-only stream in FROM: rows of the files registered after the first version, up to the second."""
    session = resolver.session
    start, end = versions
    images = " UNION ALL ".join(
        f'SELECT "FILE_NAME" AS name FROM {source} WHERE {layout.FROM} > {start} AND {layout.FROM} <= {end}{alive}'
        for source, alive in (
            (layout.current(table.files), ""),
            (layout.history(table.files), f" AND {layout.TO} > {end}"),
        )
    )
    names = [row["name"] for row in session.fetch(f"SELECT * FROM ({images}) ORDER BY 1").to_pylist()]
    items: list[exp.Expr] = [_reference(column.name) for column in visible(table)]
    values = ("'INSERT'", "FALSE", "''")
    items += [
        exp.alias_(parse_expression(value), column.name, quoted=True)
        for value, column in zip(values, STREAM[:3], strict=True)
    ]
    items.append(_reference("METADATA$FILENAME"))
    return replace(_bound(table, names, items, session), columns=(*visible(table), *STREAM))


def check(table: ExternalTable, session: Session) -> None:
    """Raise what is wrong with the columns' expressions, before there is any file."""
    _bound(table, [], [_reference(column.name) for column in visible(table)], session)


def _reference(name: str) -> exp.Expr:
    return exp.column(exp.to_identifier(name, quoted=True))


def _bound(table: ExternalTable, names: Sequence[str], items: Sequence[exp.Expr], session: Session) -> BoundRelation:
    """`items` over the table's columns and PSEUDO, of the files called `names`."""
    from ecomsim.statements.resolver import SessionResolver

    context = replace(session.context(), database=table.name.database, schema=table.name.schema)
    resolver = context.resolver
    assert isinstance(resolver, SessionResolver)
    form = formats.chosen(table.file_format, {}, session)
    resolver.extra[_FILES] = relation.of_files(_present(table, names, session), form, 1, session, context, partly=True)
    count = len(resolver.extra[_FILES].columns) - len(relation.METADATA)
    value: exp.Expr = relation.field_of(1)
    if form.type == "CSV":
        pairs = [each for n in range(1, count + 1) for each in (exp.Literal.string(f"c{n}"), relation.field_of(n))]
        value = exp.Anonymous(this="OBJECT_CONSTRUCT", expressions=pairs)
    base = exp.select(
        exp.alias_(exp.cast(value, "VARIANT"), "VALUE", quoted=True), *(_reference(column.name) for column in PSEUDO)
    ).from_(exp.Table(this=exp.to_identifier(_FILES, quoted=True)))
    rows: list[exp.Expr] = [_reference("VALUE")]
    rows += [
        exp.alias_(
            exp.cast(parse_expression(column.expression or ""), type_tree(column.type)),
            column.name,
            quoted=True,
        )
        for column in table.columns[1:]
    ]
    rows += [_reference(column.name) for column in PSEUDO]
    inner = exp.select(*rows).from_(
        exp.Subquery(this=base, alias=exp.TableAlias(this=exp.to_identifier(_ROWS, quoted=True)))
    )
    outer = exp.select(*items).from_(
        exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier(_ROWS, quoted=True)))
    )
    query = bind_query(outer, context)
    tree = exp.Subquery(this=query.tree)
    return BoundRelation(tree=tree, columns=query.columns, physical=query.physical, cacheable=False)


def _present(table: ExternalTable, names: Sequence[str], session: Session) -> list[StagedFile]:
    """The files that are still there: one that cannot be read is passed over, as Snowflake does."""
    from ecomsim.staging.external_tables import place_of

    place = place_of(table, session)
    paths = [(name, places.inside(place, name)) for name in names]
    return [places.staged(place, path, name) for name, path in paths if path.is_file()]
