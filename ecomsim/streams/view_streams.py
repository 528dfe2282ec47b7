"""Streams on views: the net difference of the view's result at two points.

Every row of the view carries an identity made of the row ids it was built from, so a change of a base row is an update
of the same view row. The identity is added to the view's query as one more column, before it is bound; reading the
stream binds that query once over the tables at the offset and once over the tables at the end.

A row of the view comes from one image of each of its tables, so it can only differ where one of these images changed:
both queries read changed images alone. Of a join they read, for each table, its changed images beside the unchanged
ones of the tables before it and all of the tables behind it, so that every combination with a change appears once.
Source: spec/streams.md section 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from sqlglot import exp

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import DynamicTable, ExternalTable, Stream, Table, View
from ecomsim.dialect.bind import bind_query
from ecomsim.dialect.context import BoundRelation, Changes, Udf
from ecomsim.names import ObjectName, quote
from ecomsim.policies import protect
from ecomsim.sqltext.parse import parse_query
from ecomsim.statements import trees
from ecomsim.statements.resolver import SessionResolver, expanding
from ecomsim.storage import layout, reads
from ecomsim.values.types import TEXT, Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.sqltext.nodes import TimePoint

IDENTITY = "$id"
Bounds = Mapping[int, tuple[str, str, str, str]]
"""For each base table: start version, end version, first and last row id born between them, as SQL."""

Point = Literal["start", "end", "appended"]
Part = Literal["whole", "changed", "unchanged"]
Parts = tuple[Part, ...]
"""For each table beneath a view, in the order in which it is bound: which of its images are read."""

MOST_JOINED = 4
"""A view over more tables is read whole: the query would be bound once for each of them."""


def base_tables(view: View, session: Session) -> tuple[int, ...]:
    """Ids of the tables beneath a view, checked for what change tracking can follow."""
    resolver = _IdentityResolver(SessionResolver(session).inside(view), "end", None)
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
    names = [quote(column.duckdb) for column in view.columns]
    record = "substr(sha256('view:{id}:' || {side}.\"$id\"), 1, 40)"

    def snapshot(point: Point, parts: Parts | None = None) -> _IdentityResolver:
        home = resolver.inside(view)
        found = _IdentityResolver(home, point, bounds, parts)
        found.sql = _bind(view, found, session)[0]
        return found

    def changed(point: Point) -> str:
        whole = snapshot(point)
        return " UNION ALL ".join(snapshot(point, parts).sql for parts in whole.divided()) or whole.sql

    def half(side: str, other: str, action: str, update: str, where: str) -> str:
        shown = ", ".join(f"{side}.{name}" for name in names)
        return (
            f'SELECT {shown}, \'{action}\' AS "METADATA$ACTION", {update} AS "METADATA$ISUPDATE", '
            f'{record.format(id=view.id, side=side)} AS "METADATA$ROW_ID" FROM {side} '
            + (f'LEFT JOIN {other} ON d."$id" = n."$id" WHERE {where}' if other else "")
        )

    if initial:
        sql = f"WITH n AS ({snapshot('start').sql}) {half('n', '', 'INSERT', 'FALSE', '')}"
    elif append_only:
        sql = (
            f"WITH d AS MATERIALIZED ({snapshot('start').sql}), n AS MATERIALIZED ({snapshot('appended').sql}) "
            + half("n", "d", "INSERT", "FALSE", 'd."$id" IS NULL')
        )
    else:
        same = " AND ".join(f"d.{name} IS NOT DISTINCT FROM n.{name}" for name in names)
        sql = (
            f"WITH d AS MATERIALIZED ({changed('start')}), n AS MATERIALIZED ({changed('end')}) "
            + half("d", "n", "DELETE", 'n."$id" IS NOT NULL', f'n."$id" IS NULL OR NOT ({same})')
            + " UNION ALL "
            + half("n", "d", "INSERT", 'd."$id" IS NOT NULL', f'd."$id" IS NULL OR NOT ({same})')
        )
    from ecomsim.streams.streams import METADATA_COLUMNS

    return trees.relation(trees.subquery(sql), view.columns, *METADATA_COLUMNS, cacheable=False)


def _bind(view: View, resolver: _IdentityResolver, session: Session) -> tuple[str, tuple[Column, ...]]:
    """DuckDB text of the view's query with its identity, under the view's column names."""
    context = replace(session.context(), resolver=resolver, database=view.scope.database, schema=view.scope.schema)
    tree = parse_query(view.query)
    resolver.look(tree)
    with expanding(view), checks.acting(session, view.owner):
        bound = bind_query(identified(tree, view), context)
    tree = trees.rename_columns(bound.tree, [*(column.duckdb for column in view.columns), IDENTITY])
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

    def __init__(self, inner: SessionResolver, point: Point, bounds: Bounds | None, parts: Parts | None = None) -> None:
        self._inner, self._point, self._bounds, self._parts = inner, point, bounds, parts
        self.tables: set[int] = set()
        self.sql = ""
        self._leaves = 0
        self._joins = self._repeats = False

    def look(self, tree: exp.Expr) -> None:
        """Remember how the tables of a query come together."""
        self._joins = self._joins or tree.find(exp.Join) is not None
        self._repeats = self._repeats or tree.find(exp.With, exp.SetOperation) is not None

    def divided(self) -> list[Parts]:
        """The parts that together hold every row with a changed image, each once; none when the view is read whole."""
        unchanged: Parts = ("unchanged",)
        changed: Parts = ("changed",)
        whole: Parts = ("whole",)
        if not self._joins:
            return [changed * self._leaves]
        if self._repeats or self._leaves > MOST_JOINED:
            return []
        return [unchanged * place + changed + whole * (self._leaves - place - 1) for place in range(self._leaves)]

    def relation(
        self, name: ObjectName, *, at: TimePoint | None = None, changes: Changes | None = None
    ) -> BoundRelation:
        found = self._inner._find(name)
        checks.use(self._inner.session, found, "SELECT", label="Object")
        if at is not None or changes is not None or isinstance(found, Stream):
            raise errors.unsupported("streams, AT, BEFORE and CHANGES in a view that a stream follows")
        if isinstance(found, ExternalTable):
            raise errors.unsupported("an external table in a view that a stream follows")
        if isinstance(found, View):
            return self._view(found)
        self.tables.add(found.id)
        self._inner.tables.add(found.id)
        relation = trees.relation(trees.subquery(self._table(found)), found.columns, Column(IDENTITY, TEXT))
        return protect.visible(relation, found, self._inner)

    def _table(self, table: Table | DynamicTable) -> str:
        names = layout.column_list(table.columns)
        if self._bounds is None:
            return f'SELECT {names}, CAST({layout.ROW} AS VARCHAR) AS "$id" FROM {layout.current(table.id)}'
        start, end, first, last = self._bounds[table.id]
        part = self._parts[self._leaves] if self._parts is not None else "whole"
        self._leaves += 1
        if part != "whole":
            at_start = reads.ended if self._point == "start" else reads.appeared
            read = reads.unchanged if part == "unchanged" else at_start
            images = read(table.id, table.columns, start, end)
            return f'SELECT {names}, CAST({layout.ROW} AS VARCHAR) AS "$id" FROM ({images}) AS images'
        rows = reads.at_version(table.id, table.columns, end if self._point == "end" else start, hidden=True)
        sql = f'SELECT {names}, CAST({layout.ROW} AS VARCHAR) AS "$id" FROM ({rows}) AS rows'
        if self._point == "appended":
            born = reads.inserted_rows(table.id, table.columns, (start, end), (first, last))
            sql += f' UNION ALL SELECT {names}, CAST({layout.ROW} AS VARCHAR) AS "$id" FROM ({born}) AS born'
        return sql

    def _view(self, view: View) -> BoundRelation:
        session = self._inner.session
        home = self._inner.inside(view)
        parts = self._parts[self._leaves :] if self._parts is not None else None
        nested = _IdentityResolver(home, self._point, self._bounds, parts)
        sql, bound_columns = _bind(view, nested, session)
        self.tables |= nested.tables
        self._leaves += nested._leaves
        self._joins, self._repeats = self._joins or nested._joins, self._repeats or nested._repeats
        typed = [replace(own, type=found.type) for own, found in zip(view.columns, bound_columns, strict=False)]
        relation = trees.relation(trees.subquery(sql), typed, Column(IDENTITY, TEXT))
        return protect.protected(relation, view, self._inner)

    def sequence(self, name: ObjectName) -> str:
        raise errors.unsupported("sequences in a view that a stream follows")

    def table_function(self, name: ObjectName, arguments: Mapping[str | int, Any]) -> BoundRelation:
        raise errors.unsupported("table functions in a view that a stream follows")

    def function(self, name: ObjectName, types: Sequence[SnowflakeType], keys: Sequence[str | None] = ()) -> Udf | None:
        return None

    def acting(self, udf: Udf) -> AbstractContextManager[None]:
        return self._inner.acting(udf)

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
