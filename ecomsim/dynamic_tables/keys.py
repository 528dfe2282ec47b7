"""Keys: restricting a bound query to some values of one result column, at the scans.

For any result column P, the rows of a query with P in S are the query over inputs restricted to S, as long as P is a
column of a scan that no outer join makes NULL, every aggregation groups by it and every window is partitioned by it.
The restriction then also holds for every scan whose column must equal P. Where that is not so, NotKeyed is raised and
nothing is restricted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from ecomsim.names import quote
from ecomsim.storage.layout import INTERNAL

Test = Callable[[exp.Expr], exp.Expr]
"""The condition that a column is one of the wanted values."""
_SCAN = re.compile(r"t_(\d+)")


class NotKeyed(Exception):  # noqa: N818 - an answer, not a failure
    """The query has a construct through which keys cannot be pushed."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A column of one source of a SELECT."""

    source: str
    column: str


@dataclass(frozen=True, slots=True)
class Edge:
    """left = right holds in every row in which `right` is not the NULLs of an outer join; always, unless `outer`.

    Of an outer join `right` is the side that may be missing.
    """

    left: Place
    right: Place
    outer: bool


# --- the shape of a query --------------------------------------------------------------------------------------


def scan_id(node: exp.Expr) -> int | None:
    """The table id when `node` is a table read at a version (storage.reads.at_version), else None."""
    rows = node.this if isinstance(node, exp.Subquery) else node
    first = rows.this if isinstance(rows, exp.Union) else None
    source = first.args.get("from_") if isinstance(first, exp.Select) else None
    table = source.this if source is not None else None
    if not isinstance(table, exp.Table) or table.db != INTERNAL:
        return None
    found = _SCAN.fullmatch(table.name)
    return int(found.group(1)) if found else None


def scans(query: exp.Expr) -> list[exp.Subquery]:
    """Every occurrence of a table in a query."""
    return [node for node in query.find_all(exp.Subquery) if scan_id(node) is not None]


def inlined(query: exp.Expr, tables: dict[str, exp.Expr] | None = None) -> exp.Expr:
    """The query with every reference to a WITH table replaced by that table's query; changes its argument."""
    known = dict(tables or {})
    clause = query.args.get("with_")
    if clause is not None:
        if clause.args.get("recursive"):
            raise NotKeyed("recursive WITH")
        for table in clause.expressions:
            known[table.alias] = inlined(table.this, known)
        query.set("with_", None)
    if isinstance(query, exp.Subquery):
        if query.args.get("alias") is None and not _tail(query):
            return inlined(query.this, known)
        raise NotKeyed("parenthesised query")
    if isinstance(query, exp.Union):
        if _tail(query):
            raise NotKeyed("LIMIT")
        query.set("this", inlined(query.this, known))
        query.set("expression", inlined(query.expression, known))
        return query
    if not isinstance(query, exp.Select):
        raise NotKeyed(type(query).__name__)
    for item in items(query):
        if scan_id(item) is not None or isinstance(item, exp.Lateral):
            continue
        if isinstance(item, exp.Table) and not item.db and item.name in known:
            alias = item.args.get("alias") or exp.TableAlias(this=exp.to_identifier(item.name, quoted=True))
            item.replace(exp.Subquery(this=known[item.name].copy(), alias=alias.copy()))
        elif isinstance(item, exp.Subquery):
            item.set("this", inlined(item.this, known))
        else:
            raise NotKeyed("relation in FROM")
    check(query)
    return query


def _tail(query: exp.Expr) -> bool:
    return any(query.args.get(part) is not None for part in ("order", "limit", "offset"))


def items(select: exp.Select) -> list[exp.Expr]:
    """What stands in FROM, in order."""
    source = select.args.get("from_")
    if source is None:
        return []
    return [source.this, *(join.this for join in select.args.get("joins") or ())]


def check(select: exp.Select) -> None:
    """Refuse what would let a row depend on more than the rows it is made of."""
    if _tail(select) or select.args.get("windows") or select.args.get("laterals"):
        raise NotKeyed("clause")
    distinct = select.args.get("distinct")
    if distinct is not None and distinct.args.get("on"):
        raise NotKeyed("DISTINCT ON")
    for join in select.args.get("joins") or ():
        side, kind = (str(join.args.get(part) or "").upper() for part in ("side", "kind"))
        if side not in ("", "LEFT") or kind not in ("", "CROSS", "INNER", "OUTER") or join.args.get("method"):
            raise NotKeyed("join")
        if join.args.get("using") or join.this.args.get("joins") or join.this.args.get("pivots"):
            raise NotKeyed("join")
        if isinstance(join.this, exp.Lateral) and any(each.db == INTERNAL for each in join.this.find_all(exp.Table)):
            raise NotKeyed("LATERAL over a table")
    for part in _expressions(select):
        if part.find(exp.Select, exp.Subquery) is not None:
            raise NotKeyed("subquery in an expression")


def _expressions(select: exp.Select) -> Iterator[exp.Expr]:
    yield from select.expressions
    for name in ("where", "group", "having", "qualify"):
        if select.args.get(name) is not None:
            yield select.args[name]
    for join in select.args.get("joins") or ():
        if join.args.get("on") is not None:
            yield join.args["on"]


def names(query: exp.Expr) -> list[str]:
    """The result columns' DuckDB names."""
    if isinstance(query, (exp.Union, exp.Subquery)):
        return names(query.this)
    if _is_renaming(query):
        return [column.name for column in items(query)[0].args["alias"].columns]  # type: ignore[arg-type]
    return [item.alias_or_name for item in query.expressions]


def _is_renaming(query: exp.Expr) -> bool:
    """SELECT * FROM (query) AS v(names): how a view's columns get their names."""
    if not isinstance(query, exp.Select) or len(query.expressions) != 1 or not query.expressions[0].is_star:
        return False
    found = items(query)
    if len(found) != 1 or not found[0].args["alias"].columns:
        raise NotKeyed("*")
    return True


def position(item: exp.Expr, column: str) -> int:
    """Which result column of a source's query `column` is."""
    renamed = [each.name for each in item.args["alias"].columns]
    known = renamed or names(item.this)
    if column not in known:
        raise NotKeyed("column")
    return known.index(column)


def edges(select: exp.Select) -> list[Edge]:
    """The equalities between columns of different sources."""
    found: list[Edge] = []
    where = select.args.get("where")
    if where is not None:
        found += [Edge(one, other, False) for one, other in _equalities(where.this)]
    for join in select.args.get("joins") or ():
        outer = bool(join.args.get("side"))
        added = join.this.alias_or_name
        for one, other in _equalities(join.args.get("on")):
            if not outer:
                found.append(Edge(one, other, False))
            elif other.source == added:
                found.append(Edge(one, other, True))
            elif one.source == added:
                found.append(Edge(other, one, True))
    return found


def _equalities(condition: exp.Expr | None) -> Iterator[tuple[Place, Place]]:
    if isinstance(condition, exp.And):
        yield from _equalities(condition.this)
        yield from _equalities(condition.expression)
    elif isinstance(condition, exp.Paren):
        yield from _equalities(condition.this)
    elif isinstance(condition, exp.EQ):
        one, other = condition.this, condition.expression
        columns = isinstance(one, exp.Column) and isinstance(other, exp.Column)
        if columns and one.table and other.table and one.table != other.table:
            yield Place(one.table, one.name), Place(other.table, other.name)


def source_of(select: exp.Select, name: str) -> exp.Expr:
    """The source of that alias."""
    for item in items(select):
        if item.alias_or_name == name:
            return item
    raise NotKeyed("source")


def anchor(select: exp.Select, index: int) -> Place:
    """The column that result column `index` is, when the SELECT can be restricted by it."""
    if _is_renaming(select):
        item = items(select)[0]
        return Place(item.alias, item.args["alias"].columns[index].name)
    column = select.expressions[index].unalias()
    if not isinstance(column, exp.Column) or not column.table or column.is_star:
        raise NotKeyed("expression")
    for join in select.args.get("joins") or ():
        if join.args.get("side") and join.this.alias_or_name == column.table:
            raise NotKeyed("optional side of an outer join")
    group = select.args.get("group")
    if group is not None and not group.args.get("all") and column not in group.expressions:
        raise NotKeyed("not grouped by")
    if group is not None and group.find(exp.Rollup, exp.Cube, exp.GroupingSets) is not None:
        raise NotKeyed("grouping sets")
    for part in [*select.expressions, *filter(None, [select.args.get("qualify")])]:
        for window in part.find_all(exp.Window):
            if column not in (window.args.get("partition_by") or []):
                raise NotKeyed("window over all rows")
    return Place(column.table, column.name)


# --- restricting -----------------------------------------------------------------------------------------------


def tied(select: exp.Select, start: Place) -> set[Place]:
    """The columns that equal `start` in every row in which their source has one."""
    found, links = {start}, edges(select)
    while True:
        more = {edge.right for edge in links if edge.left in found}
        more |= {edge.left for edge in links if edge.right in found and not edge.outer}
        if more <= found:
            return found
        found |= more


def restrict(query: exp.Expr, index: int, test: Test) -> list[int]:
    """Restrict `query` in place to rows whose result column `index` passes `test`; the ids of the scans it reached.

    Raises NotKeyed, with the query half changed, when the column cannot be followed.
    """
    if isinstance(query, exp.Union):
        if scan_id(query) is None:
            reached = restrict(query.this, index, test) + restrict(query.expression, index, test)
            for side in ("this", "expression"):
                if query.args[side].args.get("with_") is not None:  # a branch with WITH needs parentheses
                    query.set(side, exp.Subquery(this=query.args[side]))
            return reached
        column = names(query)[index]
        for branch in (query.this, query.expression):
            branch.where(test(exp.column(exp.to_identifier(column, quoted=True))), copy=False)
        return [int(scan_id(query) or 0)]
    assert isinstance(query, exp.Select)
    start = anchor(query, index)
    home = source_of(query, start.source)
    if isinstance(home, exp.Lateral):
        raise NotKeyed("LATERAL")
    reached = restrict(home.this, position(home, start.column), test)
    sources = {start.source}
    for place in sorted(tied(query, start) - {start}):
        found = _restrict_also(query, place, test)
        if found:
            sources.add(place.source)
            reached += found
    _restrict_joined(query, sources)
    return reached


def _restrict_joined(select: exp.Select, sources: set[str]) -> None:
    """Restrict the other sources to the rows that join with a restricted one, as far as equalities lead."""
    waiting = edges(select)
    while True:
        step = next((each for edge in waiting for each in _directions(edge) if _leads_on(each, sources)), None)
        if step is None:
            return
        here, there = step
        waiting = [edge for edge in waiting if {edge.left, edge.right} != {here, there}]
        relation, column = _shared(select, here)
        wanted = f"(SELECT {column} AS k FROM {relation})"
        if _restrict_also(select, there, lambda each, wanted=wanted: _joining(each, wanted)):  # type: ignore[misc]
            sources.add(there.source)


def _joining(column: exp.Expr, wanted: str) -> exp.Expr:
    return sqlglot.parse_one(f"{column.sql('duckdb')} IN {wanted}", read="duckdb")


def _directions(edge: Edge) -> tuple[tuple[Place, Place], ...]:
    """From where to where a restriction may pass: never from the optional side of an outer join."""
    return ((edge.left, edge.right),) if edge.outer else ((edge.left, edge.right), (edge.right, edge.left))


def _leads_on(step: tuple[Place, Place], sources: set[str]) -> bool:
    return step[0].source in sources and step[1].source not in sources


def _shared(select: exp.Select, place: Place) -> tuple[str, str]:
    """The source of a place as a WITH table of the SELECT, so that it is computed once; its name and the column's."""
    item = source_of(select, place.source)
    if isinstance(item, exp.Subquery):
        name = f"shared_{item.alias}"
        alias = exp.TableAlias(this=exp.to_identifier(name, quoted=True))
        clause = select.args.get("with_") or exp.With(expressions=[])
        clause.append("expressions", exp.CTE(this=item.this, alias=alias, materialized=True))
        select.set("with_", clause)
        item.replace(exp.Table(this=exp.to_identifier(name, quoted=True), alias=item.args["alias"]))
        item = source_of(select, place.source)
    renamed = [each.name for each in item.args["alias"].columns]
    table = next(each for each in select.args["with_"].expressions if each.alias == item.name)
    column = names(table.this)[renamed.index(place.column)] if renamed else place.column
    return f"{quote(item.name)} AS shared", quote(column)


def _restrict_also(select: exp.Select, place: Place, test: Test) -> list[int]:
    """Restrict a source that need not be, when it can be; the ids of the scans reached."""
    item = source_of(select, place.source)
    if not isinstance(item, exp.Subquery):
        return []
    rows = item.this.copy()
    try:
        reached = restrict(rows, position(item, place.column), test)
    except NotKeyed:
        return []
    item.set("this", rows)
    return reached
