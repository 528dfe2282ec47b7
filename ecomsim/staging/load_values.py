"""The values a COPY INTO table gives its columns: the query over a file that fills them, and the casts of an INSERT.

CSV fields go to columns by position or header, members of JSON documents and Parquet columns by name; a transformation
says itself what goes where. A Parquet column that is only cast is taken as it is stored, not through a VARIANT.
Source: spec/sql-semantics.md section 11; Snowflake documentation, "COPY INTO <table>", MATCH_BY_COLUMN_NAME.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import TableColumn
from ecomsim.dialect.context import Context
from ecomsim.dialect.datatypes import snowflake_type
from ecomsim.dml import insert, target
from ecomsim.sqltext.parse import parse_expression
from ecomsim.sqltext.queries import type_tree
from ecomsim.staging import relation
from ecomsim.staging.load_request import Request
from ecomsim.staging.relation import Source
from ecomsim.staging.scans import ROW
from ecomsim.values.types import SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

SOURCE = "file"
"""DuckDB name of the relation that the statement reads; whoever runs it puts the file's rows there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """DuckDB text over "file" that gives one row of the table for each record, and its record number where it can.

    each: the same for one column at a time, to find out which one refuses a record; positions: the column's number.
    """

    sql: str
    values: Mapping[str, Any]
    numbered: bool
    each: Sequence[tuple[str, str]]
    positions: Mapping[str, int]


def statement(request: Request, source: Source, found: Mapping[str, Sequence[str]], session: Session) -> Statement:
    """Bind the request over what a file offers. `found`: table column to the names that match it in the file."""
    context = session.context(session.binds)
    columns, tree = _select(request, source, found, context)
    numbered = _keeps_rows(tree)
    if numbered:
        tree = tree.select(exp.column(exp.to_identifier(ROW, quoted=True)), copy=True)
    selected = target.bind_source(tree, session, {relation.FILES: relation.of_source(SOURCE, source, context)})
    own = selected.bound.columns[: len(columns)] if numbered else selected.bound.columns
    values = insert.selection(
        request.table, columns, target.Source(replace(selected.bound, columns=own), selected.context)
    )
    items = list(values)
    if numbered:
        number = exp.column(exp.to_identifier(f"c{len(columns)}", quoted=True), table="s")
        items.append((ROW, number))
    sql = target.wrapped(selected.bound, items)
    reading = selected.reading(sql)
    return Statement(
        sql=sql,
        values=reading.values(session),
        numbered=numbered,
        each=[
            (column.name, target.wrapped(selected.bound, [value]))
            for column, value in zip(target.stored(request.table), values, strict=True)
        ],
        positions={column.name: place for place, column in enumerate(columns, start=1)},
    )


def _keeps_rows(tree: exp.Expr) -> bool:
    """Whether a query over a file gives one row for each record, in their order."""
    if not isinstance(tree, exp.Select) or tree.find(exp.AggFunc, exp.Window, exp.Star) is not None:
        return False
    source = tree.args.get("from_")
    others = (
        "where",
        "group",
        "having",
        "qualify",
        "distinct",
        "order",
        "limit",
        "offset",
        "joins",
        "laterals",
        "with_",
    )
    return (
        source is not None
        and isinstance(source.this, exp.Table)
        and not any(tree.args.get(each) for each in others)
        and not any(isinstance(each, exp.Explode) for each in tree.find_all(exp.Explode))
    )


def _select(
    request: Request, source: Source, found: Mapping[str, Sequence[str]], context: Context
) -> tuple[tuple[TableColumn, ...], exp.Select]:
    """The columns a file fills, and the query that gives their values."""
    if request.query is not None:
        return request.columns, _transformed(request, source, context)
    if request.matches is not None:
        return _by_name(request, source, found)
    if request.form.type != "CSV":
        if len(request.columns) != 1 or not request.columns[0].type.is_semi_structured:
            raise errors.compilation(
                2019,
                "0A000",
                f"{request.form.type} file format can produce one and only one column of type variant, object, or "
                "array. Load data into separate columns using the MATCH_BY_COLUMN_NAME copy option or copy with "
                "transformation.",
            )
        return request.columns, _from_files([relation.field_of(1)])
    items = [text_item(relation.field_of(n), column, request) for n, column in enumerate(request.columns, start=1)]
    return request.columns, _from_files(items)


def _from_files(items: Sequence[exp.Expr]) -> exp.Select:
    return exp.select(*items).from_(exp.Table(this=exp.to_identifier(relation.FILES, quoted=True)))


_BY_FORMAT = {
    "DATE": ("DATE_FORMAT", "TO_DATE"),
    "TIME": ("TIME_FORMAT", "TO_TIME"),
    "TIMESTAMP_NTZ": ("TIMESTAMP_FORMAT", "TO_TIMESTAMP_NTZ"),
    "TIMESTAMP_LTZ": ("TIMESTAMP_FORMAT", "TO_TIMESTAMP_LTZ"),
    "TIMESTAMP_TZ": ("TIMESTAMP_FORMAT", "TO_TIMESTAMP_TZ"),
    "BINARY": ("BINARY_FORMAT", "TO_BINARY"),
}


def text_item(value: exp.Expr, column: TableColumn, request: Request) -> exp.Expr:
    """A text as the column's type, read with the format's own date formats."""
    option, function = _BY_FORMAT.get(column.type.name, ("", ""))
    model = str(request.form.options.get(option, "AUTO"))
    if option and model.upper() != "AUTO":
        return exp.Anonymous(this=function, expressions=[value, exp.Literal.string(model)])
    return _cut(value, column, request)


def _cut(value: exp.Expr, column: TableColumn, request: Request) -> exp.Expr:
    """TRUNCATECOLUMNS: text cut to the column's length."""
    if not request.cuts or not column.type.is_text:
        return value
    return exp.Anonymous(this="LEFT", expressions=[value, exp.Literal.number(column.type.length or 0)])


# --- by name -----------------------------------------------------------------------------------------------------


def fold(request: Request) -> Callable[[str], str]:
    """What makes two names one."""
    return str.upper if request.matches == "CASE_INSENSITIVE" else str


def matched(request: Request, names: Sequence[str]) -> dict[str, list[str]]:
    """Table column to the names in a file that match it; several where documents spell one differently.

    Raises 000002 for a name that several columns of the table have, or of a file that has columns, as it is matched.
    """
    folded: dict[str, list[str]] = {}
    for name in names:
        folded.setdefault(fold(request)(name), []).append(name)
    found: dict[str, list[str]] = {}
    taken: set[str] = set()
    for column in request.columns:
        name = fold(request)(column.name)
        if name not in folded or column.name in request.metadata:
            continue
        if name in taken or (request.form.type != "JSON" and len(folded[name]) > 1):
            raise errors.unsupported(f"MATCH_BY_COLUMN_NAME = {request.matches} of several columns named {name}")
        taken.add(name)
        found[column.name] = folded[name]
    return found


def _by_name(
    request: Request, source: Source, found: Mapping[str, Sequence[str]]
) -> tuple[tuple[TableColumn, ...], exp.Select]:
    """MATCH_BY_COLUMN_NAME: the columns of the table that the file has, and those INCLUDE_METADATA fills."""
    stored = {column.name: column for column in target.stored(request.table)}
    known = [stored[name] for name in found]
    extra = [stored[name] for name in request.metadata]
    if not known:
        raise errors.compilation(2079, "42601", f"No column of table {request.table.name.last} is in the files.")
    items = []
    for column in known:
        names = found[column.name]
        if request.form.type == "CSV":
            items.append(text_item(relation.field_of(int(names[0])), column, request))
        else:
            values = [_member(name, column, request, source) for name in names]
            items.append(values[0] if len(values) == 1 else exp.Anonymous(this="COALESCE", expressions=values))
    items += [exp.column(exp.to_identifier(name, quoted=True)) for name in request.metadata.values()]
    return (*known, *extra), _from_files(items)


def _member(name: str, column: TableColumn, request: Request, source: Source) -> exp.Expr:
    """A member of a document as the column's type."""
    offered = source.members.get(name)
    value: exp.Expr = parse_expression(f""""$1"['{name.replace("'", "''")}']""")
    if offered is not None:
        kind = _type_of(source, offered)
        if kind.is_semi_structured or _converts(kind, column.type):
            value = exp.column(exp.to_identifier(offered, quoted=True))
            if kind.is_text:
                return text_item(value, column, request)
            if not kind.is_semi_structured and not request.cuts:
                return value
    if column.type.is_semi_structured:
        return value
    option, _ = _BY_FORMAT.get(column.type.name, ("", ""))
    if str(request.form.options.get(option, "AUTO")).upper() not in ("AUTO", "HEX"):
        return text_item(exp.cast(value, "VARCHAR"), column, request)
    if request.cuts and column.type.is_text:
        return _cut(exp.cast(value, "VARCHAR"), column, request)
    return exp.cast(value, type_tree(column.type))


def _type_of(source: Source, name: str) -> SnowflakeType:
    return next(column.type for column in source.columns if column.name == name)


_TIMES = ("DATE", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ")


def _converts(kind: SnowflakeType, wanted: SnowflakeType) -> bool:
    """Whether a stored value gives the same as its VARIANT would, so that it need not become one."""
    if kind.name in _TIMES and wanted.name in _TIMES:
        return True
    if kind.name == "NUMBER" and wanted.name == "VARCHAR":
        return kind.scale == 0
    return wanted.name in {
        "NUMBER": ("NUMBER", "FLOAT"),
        "FLOAT": ("FLOAT", "NUMBER"),
        "VARCHAR": ("VARCHAR", "NUMBER", "FLOAT", "BOOLEAN", "TIME", *_TIMES),
        "BOOLEAN": ("BOOLEAN", "VARCHAR"),
        "TIME": ("TIME",),
        "BINARY": ("BINARY",),
    }.get(kind.name, ())


def members(request: Request, found: Mapping[str, Sequence[str]]) -> dict[str, bool]:
    """The members of JSON documents that are taken out by themselves: True for those whose text is enough.

    A value that stays a VARIANT is taken from its document, and so is a number that becomes text.
    """
    if request.matches is None or request.form.type != "JSON":
        return {}
    kinds = {column.name: column.type for column in request.columns}
    return {
        name: not kinds[column].is_text
        for column, names in found.items()
        for name in names
        if not kinds[column].is_json
    }


# --- transformations ---------------------------------------------------------------------------------------------


def _transformed(request: Request, source: Source, context: Context) -> exp.Select:
    """The statement's own query: `$1:name::type` of a Parquet file reads the column itself."""
    assert request.query is not None
    tree: Any = request.query.copy()
    if request.form.type == "PARQUET":
        tree = tree.transform(lambda node: _stored(node, source, context), copy=False)
    if not request.cuts or not any(column.type.is_text for column in request.columns):
        return tree  # type: ignore[no-any-return]
    names = [exp.to_identifier(f"C{place}", quoted=True) for place in range(len(request.columns))]
    values = [
        _cut(exp.column(name.copy()), column, request) for name, column in zip(names, request.columns, strict=True)
    ]
    inner = exp.Subquery(this=tree, alias=exp.TableAlias(this=exp.to_identifier("Q"), columns=names))
    return exp.select(*values).from_(inner)


def _stored(node: exp.Expr, source: Source, context: Context) -> exp.Expr:
    if not isinstance(node, exp.Cast) or isinstance(node, exp.TryCast):
        return node
    name = _path_of_one(node.this)
    offered = source.members.get(name) if name is not None else None
    if offered is not None and _converts(_type_of(source, offered), snowflake_type(node.to, context)):
        node.set("this", exp.column(exp.to_identifier(offered, quoted=True)))
    return node


def _path_of_one(node: exp.Expr) -> str | None:
    """NAME of `$1:NAME`, `t.$1:NAME` or `$1['NAME']`, None for anything else."""
    first = node.this if isinstance(node, (exp.JSONExtract, exp.Bracket)) else None
    if isinstance(first, exp.Column):
        first = first.this
    if not (isinstance(first, exp.Parameter) and first.name == "1"):
        return None
    if isinstance(node, exp.Bracket):
        keys = node.expressions
        return str(keys[0].this) if len(keys) == 1 and keys[0].is_string else None
    path = node.expression
    parts = path.expressions if isinstance(path, exp.JSONPath) else []
    if len(parts) != 2 or not isinstance(parts[0], exp.JSONPathRoot) or not isinstance(parts[1], exp.JSONPathKey):
        return None
    return str(parts[1].this)
