"""Streams on views: the net difference of the view's result at two points.

Every row of the view carries an identity made of the row ids it was built from, so a change of a base row is an update
of the same view row. The identity is added to the view's query as one more column, before it is bound; reading the
stream binds that query twice, once over the tables at the offset and once over the tables at the end.
Source: spec/streams.md section 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable, ExternalTable, Stream, Table, View
from ecomsim.dialect.bind import bind_query
from ecomsim.dialect.context import BoundRelation, Changes, Udf
from ecomsim.names import ObjectName, quote
from ecomsim.resolver import SessionResolver, columns, rename_columns, subquery
from ecomsim.sqltext.parse import parse_query
from ecomsim.storage import layout, reads
from ecomsim.types import TEXT, Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.session import Session
    from ecomsim.sqltext.nodes import TimePoint

IDENTITY = "$id"
Bounds = Mapping[int, tuple[str, str, str, str]]
"""For each base table: start version, end version, first and last row id born between them, as SQL."""


def base_tables(view: View, session: Session) -> tuple[int, ...]:
    """Ids of the tables beneath a view, checked for what change tracking can follow."""
    resolver = _IdentityResolver(SessionResolver(session, home=view.name.container), "end", None)
    _bind(view, resolver, session)
    return tuple(sorted(resolver.tables))


def bound(stream: Stream, view: View, resolver: SessionResolver, *, initial: bool) -> BoundRelation:
    """What a read of a stream on `view` becomes."""
    bounds = {
        table_id: tuple(f"$ecom_{which}_{stream.id}_{table_id}" for which in ("from", "to", "first", "last"))
        for table_id in stream.base_tables
    }
    return difference(view, resolver, bounds, append_only=stream.mode == "APPEND_ONLY", initial=initial)  # type: ignore[arg-type]


def difference(
    view: View, resolver: SessionResolver, bounds: Bounds, *, append_only: bool, initial: bool = False
) -> BoundRelation:
    """The change records of a view between two points: its columns, then the METADATA$ columns."""
    session = resolver.session
    names = [quote(column.name) for column in view.columns]
    record = "substr(sha256('view:{id}:' || {side}.\"$id\"), 1, 40)"

    def snapshot(point: Literal["start", "end", "appended"]) -> str:
        identified = _IdentityResolver(
            SessionResolver(session, home=view.name.container, parent=resolver), point, bounds
        )
        return _bind(view, identified, session)[0]

    def half(side: str, other: str, action: str, update: str, where: str) -> str:
        shown = ", ".join(f"{side}.{name}" for name in names)
        return (
            f'SELECT {shown}, \'{action}\' AS "METADATA$ACTION", {update} AS "METADATA$ISUPDATE", '
            f'{record.format(id=view.id, side=side)} AS "METADATA$ROW_ID" FROM {side} '
            + (f'LEFT JOIN {other} ON d."$id" = n."$id" WHERE {where}' if other else "")
        )

    if initial:
        sql = f"WITH n AS ({snapshot('start')}) {half('n', '', 'INSERT', 'FALSE', '')}"
    elif append_only:
        sql = f"WITH d AS MATERIALIZED ({snapshot('start')}), n AS MATERIALIZED ({snapshot('appended')}) " + half(
            "n", "d", "INSERT", "FALSE", 'd."$id" IS NULL'
        )
    else:
        same = " AND ".join(f"d.{name} IS NOT DISTINCT FROM n.{name}" for name in names)
        sql = (
            f"WITH d AS MATERIALIZED ({snapshot('start')}), n AS MATERIALIZED ({snapshot('end')}) "
            + half("d", "n", "DELETE", 'n."$id" IS NOT NULL', f'n."$id" IS NULL OR NOT ({same})')
            + " UNION ALL "
            + half("n", "d", "INSERT", 'd."$id" IS NOT NULL', f'd."$id" IS NULL OR NOT ({same})')
        )
    from ecomsim.streams import METADATA_COLUMNS

    return BoundRelation(tree=subquery(sql), columns=(*columns(view.columns), *METADATA_COLUMNS), cacheable=False)


def _bind(view: View, resolver: _IdentityResolver, session: Session) -> tuple[str, tuple[Column, ...]]:
    """DuckDB text of the view's query with its identity, under the view's column names."""
    context = replace(session.context(), resolver=resolver, database=view.name.database, schema=view.name.schema)
    bound = bind_query(identified(parse_query(view.query), view), context)
    tree = rename_columns(bound.tree, [*(column.name for column in view.columns), IDENTITY])
    return tree.sql("duckdb"), bound.columns


# --- the identity column ---------------------------------------------------------------------------------------


def refused(construct: str, view: View) -> errors.SnowflakeError:
    return errors.compilation(
        2181,
        "0A000",
        f"Change tracking is not supported on queries with {construct} (inside view '{view.name}').",
    )


def identified(tree: exp.Expr, view: View, prefix: str = "") -> exp.Expr:
    """The query with one more column at the end, the identity of each row. Refuses what cannot be followed."""
    if isinstance(tree, exp.Subquery):
        tree.set("this", identified(tree.this, view, prefix))
        return tree
    if isinstance(tree, exp.Union) and not tree.args.get("distinct"):
        _with_identity(tree, view)
        tree.set("this", identified(tree.this, view, prefix + "0:"))
        tree.set("expression", identified(tree.expression, view, prefix + "1:"))
        return tree
    if isinstance(tree, exp.SetOperation):
        raise refused(f"'{tree.key.upper()}'", view)
    if not isinstance(tree, exp.Select):
        raise refused(f"'{tree.key.upper()}'", view)
    _check(tree, view)
    _with_identity(tree, view)
    sources = _sources(tree, view)
    parts: list[exp.Expr] = [exp.Literal.string(prefix)] if prefix else []
    for source in sources:
        if parts:
            parts.append(exp.Literal.string("|"))
        parts.append(exp.column(exp.to_identifier(IDENTITY, quoted=True), table=exp.to_identifier(source, quoted=True)))
    identity: exp.Expr = parts[0]
    for part in parts[1:]:
        identity = exp.DPipe(this=identity, expression=part)
    _exclude_identity(tree)
    tree.append("expressions", exp.alias_(identity, IDENTITY, quoted=True))
    return tree


def _with_identity(tree: exp.Expr, view: View) -> None:
    """CTEs get the identity too, since they stand in FROM."""
    clause = tree.args.get("with_") or tree.args.get("with")
    for cte in clause.expressions if clause is not None else ():
        cte.set("this", identified(cte.this, view))


def _check(tree: exp.Select, view: View) -> None:
    for key, construct in (
        ("group", "'GROUP BY'"),
        ("distinct", "'DISTINCT'"),
        ("having", "'HAVING'"),
        ("qualify", "'QUALIFY'"),
        ("limit", "LIMIT"),
        ("windows", "'WINDOW'"),
        ("connect", "'CONNECT BY'"),
        ("pivots", "'PIVOT'"),
    ):
        if tree.args.get(key):
            raise refused(construct, view)
    if tree.args.get("laterals"):
        raise refused("'Table Function'", view)
    outside = [*tree.expressions, *(filter(None, [tree.args.get("where")]))]
    for part in outside:
        if part.find(exp.Select, exp.Subquery, exp.Exists):
            raise refused("correlated subquery expressions", view)
        if part.find(exp.Window):
            raise refused("window functions", view)
        for call in part.find_all(exp.Anonymous):
            if _is_aggregate(call.name):
                raise refused("'GROUP BY'", view)


def _is_aggregate(name: str) -> bool:
    from ecomsim.dialect.functions import FUNCTIONS

    function = FUNCTIONS.get(name.upper())
    return function is not None and function.kind == "aggregate"


def _sources(tree: exp.Select, view: View) -> list[str]:
    """The aliases of everything in FROM; subqueries get the identity as well."""
    clause = tree.args.get("from_") or tree.args.get("from")
    if clause is None:
        return []
    items = [clause.this]
    for join in tree.args.get("joins") or ():
        if join.side or (join.kind and join.kind.upper() not in ("INNER", "CROSS")):
            kind = f"{join.side or join.kind}".upper()
            raise refused(f"joins of type '[{kind}_OUTER_JOIN]'", view)
        items.append(join.this)
    return [_source(item, position, view) for position, item in enumerate(items)]


def _source(item: exp.Expr, position: int, view: View) -> str:
    if isinstance(item, exp.Table) and isinstance(item.this, exp.Identifier):
        return item.alias_or_name
    if isinstance(item, exp.Subquery):
        item.set("this", identified(item.this, view))
        if not item.alias:
            item.set("alias", exp.TableAlias(this=exp.to_identifier(f"$s{position}", quoted=True)))
        return item.alias
    raise refused("'Table Function'", view)


def _exclude_identity(tree: exp.Select) -> None:
    """`*` must not show the identities of the sources."""
    for item in tree.expressions:
        star = item if isinstance(item, exp.Star) else item.this if isinstance(item, exp.Column) else None
        if isinstance(star, exp.Star):
            hidden = exp.to_identifier(IDENTITY, quoted=True)
            key = "except_" if "except_" in exp.Star.arg_types else "except"
            star.set(key, [*(star.args.get(key) or ()), hidden])


class _IdentityResolver:
    """Gives tables at one end of the interval, with their row ids as identity."""

    def __init__(self, inner: SessionResolver, point: str, bounds: Bounds | None) -> None:
        self._inner, self._point, self._bounds = inner, point, bounds
        self.tables: set[int] = set()

    def relation(
        self, name: ObjectName, *, at: TimePoint | None = None, changes: Changes | None = None
    ) -> BoundRelation:
        found = self._inner._find(name)
        if at is not None or changes is not None or isinstance(found, Stream):
            raise errors.unsupported("streams, AT, BEFORE and CHANGES in a view that a stream follows")
        if isinstance(found, ExternalTable):
            raise errors.unsupported("an external table in a view that a stream follows")
        if isinstance(found, View):
            return self._view(found)
        self.tables.add(found.id)
        self._inner.tables.add(found.id)
        return BoundRelation(
            tree=subquery(self._table(found)), columns=(*columns(found.columns), Column(IDENTITY, TEXT))
        )

    def _table(self, table: Table | DynamicTable) -> str:
        names = layout.column_list(table.columns)
        if self._bounds is None:
            return f'SELECT {names}, CAST({layout.ROW} AS VARCHAR) AS "$id" FROM {layout.current(table.id)}'
        start, end, first, last = self._bounds[table.id]
        rows = reads.at_version(table.id, table.columns, end if self._point == "end" else start, hidden=True)
        sql = f'SELECT {names}, CAST({layout.ROW} AS VARCHAR) AS "$id" FROM ({rows}) AS rows'
        if self._point == "appended":
            born = reads.inserted_rows(table.id, table.columns, (start, end), (first, last))
            sql += f' UNION ALL SELECT {names}, CAST({layout.ROW} AS VARCHAR) AS "$id" FROM ({born}) AS born'
        return sql

    def _view(self, view: View) -> BoundRelation:
        session = self._inner.session
        home = SessionResolver(session, home=view.name.container, parent=self._inner)
        nested = _IdentityResolver(home, self._point, self._bounds)
        sql, bound_columns = _bind(view, nested, session)
        self.tables |= nested.tables
        visible = tuple(
            Column(column.name, found.type) for column, found in zip(view.columns, bound_columns, strict=False)
        )
        return BoundRelation(tree=subquery(sql), columns=(*visible, Column(IDENTITY, TEXT)))

    def sequence(self, name: ObjectName) -> str:
        raise errors.unsupported("sequences in a view that a stream follows")

    def table_function(self, name: ObjectName, arguments: Mapping[str | int, Any]) -> BoundRelation:
        raise errors.unsupported("table functions in a view that a stream follows")

    def function(self, name: ObjectName, types: Sequence[SnowflakeType], keys: Sequence[str | None] = ()) -> Udf | None:
        return None

    def is_table_function(self, name: ObjectName) -> bool:
        return False

    def stage(self, reference: str, form: str | None, pattern: str | None, query: exp.Expr) -> BoundRelation:
        raise errors.unsupported("staged files in a view that a stream follows")

    def directory(self, reference: str) -> BoundRelation:
        raise errors.unsupported("directory tables in a view that a stream follows")

    def evaluate(self, node: exp.Expr) -> Any:
        return self._inner.evaluate(node)

    def first_column(self, query: exp.Expr) -> list[Any]:
        return self._inner.first_column(query)

    def system_function(self, name: str, arguments: Sequence[Any]) -> tuple[Any, SnowflakeType]:
        return self._inner.system_function(name, arguments)
