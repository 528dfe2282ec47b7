"""Affected keys: the SQL that finds, from the changes of a table, the values of a result column whose rows may differ.

A row that differs is built of rows that all stand at the old versions, or all at the new ones, and at least one of them
ended or appeared. From that row equalities lead to the result column; where they do not, one source in between is
read, as it was and as it is. The values found may be too many, never too few.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise

import sqlglot
from sqlglot import exp

from ecomsim.catalog.objects import TableColumn
from ecomsim.dynamic_tables import keys
from ecomsim.dynamic_tables.keys import NotKeyed, Place
from ecomsim.names import quote
from ecomsim.storage import reads

NEW, OLD = "ecom_pin_", "ecom_old_"
"""Placeholders of a table's version: now, and at the last refresh; the table id follows."""


@dataclass(slots=True)
class Finder:
    """Builds one query for affected keys; `steps` are its WITH tables."""

    columns: Mapping[int, Sequence[TableColumn]]
    sizes: Mapping[int, int]
    steps: list[tuple[str, str]] = field(default_factory=list)

    def affected(self, query: exp.Expr, index: int, target: exp.Expr) -> str:
        """SQL giving, as "k", the values of result column `index` in rows that the changes of scan `target` touch."""
        table_id = keys.scan_id(query)
        if table_id is not None:
            return self._images(table_id, keys.names(query)[index])
        if isinstance(query, exp.Union):
            side = query.this if _holds(query.this, target) else query.expression
            return self.affected(side, index, target)
        assert isinstance(query, exp.Select)
        goal = keys.anchor(query, index)
        source = next(item for item in keys.items(query) if _holds(item, target))
        for path in self._paths(query, goal, source.alias_or_name):
            before = len(self.steps)
            try:
                return self._follow(query, path, source, target)
            except NotKeyed:
                del self.steps[before:]
        raise NotKeyed("no path")

    def _images(self, table_id: int, column: str) -> str:
        only = [each for each in self.columns[table_id] if each.name == column and each.expression is None]
        if not only:
            raise NotKeyed("computed column")
        bounds = f"${OLD}{table_id}", f"${NEW}{table_id}"
        parts = (reads.ended(table_id, only, *bounds), reads.appeared(table_id, only, *bounds))
        return " UNION ALL ".join(f"SELECT {quote(column)} AS k FROM ({part}) AS images" for part in parts)

    def _paths(self, select: exp.Select, goal: Place, start: str) -> list[list[Place]]:
        """Ways from a column of `start` to the goal, the cheapest first: each a list of columns.

        Neighbours on a way are equal, or columns of one source that has to be read.
        """
        links = keys.edges(select)
        before: dict[Place, set[Place]] = {}
        for edge in links:
            before.setdefault(edge.left, set()).add(edge.right)
            if not edge.outer:
                before.setdefault(edge.right, set()).add(edge.left)
        ends = {edge.left for edge in links} | {edge.right for edge in links}
        serial, found = count(), []
        queue: list[tuple[int, int, list[Place]]] = [(0, next(serial), [goal])]
        settled: set[Place] = set()
        while queue:
            cost, _, path = heapq.heappop(queue)
            here = path[0]
            if here in settled:
                continue
            settled.add(here)
            if here.source == start:
                found.append(path)
                continue
            item = keys.source_of(select, here.source)
            if isinstance(item, exp.Lateral):
                continue
            price = sum(self.sizes.get(keys.scan_id(each) or 0, 0) for each in _scans(item)) + 1
            following = [(cost, place) for place in before.get(here, ())]
            following += [(cost + price, place) for place in ends if place.source == here.source]
            for next_cost, place in following:
                heapq.heappush(queue, (next_cost, next(serial), [place, *path]))
        return found

    def _follow(self, select: exp.Select, path: Sequence[Place], source: exp.Expr, target: exp.Expr) -> str:
        first = path[0]
        text = self.affected(source.this, keys.position(source, first.column), target)
        for here, there in pairwise(path):
            if here.source != there.source:
                continue
            name = f"k{len(self.steps)}"
            self.steps.append((name, f"SELECT DISTINCT k FROM ({text}) AS keys"))
            item = keys.source_of(select, here.source)
            text = " UNION ALL ".join(
                _looked_up(item, here.column, there.column, name, version) for version in (NEW, OLD)
            )
        return text


def affected(
    query: exp.Expr,
    index: int,
    kind: str,
    changed: frozenset[int],
    columns: Mapping[int, Sequence[TableColumn]],
    sizes: Mapping[int, int],
) -> str:
    """The query for the affected values "k" of result column `index`, of DuckDB type `kind`.

    `changed`: the tables with changes. Reads versions $ecom_old_<id> and $ecom_pin_<id>. Raises NotKeyed.
    """
    finder = Finder(columns, sizes)
    parts = [finder.affected(query, index, scan) for scan in keys.scans(query) if (keys.scan_id(scan) or 0) in changed]
    if not parts:
        raise NotKeyed("no scan")
    steps = ", ".join(f"{name} AS MATERIALIZED ({text})" for name, text in finder.steps)
    found = " UNION ALL ".join(f"SELECT k FROM ({part}) AS part" for part in parts)
    # a key that the result's type cannot hold belongs to no row of the result
    return f"{f'WITH {steps} ' if steps else ''}SELECT DISTINCT TRY_CAST(k AS {kind}) AS k FROM ({found}) AS keys"


def _looked_up(item: exp.Expr, known: str, wanted: str, steps: str, version: str) -> str:
    """The values of `wanted` in the rows of a source whose column `known` is among the keys found so far."""
    rows = item.this.copy()
    result = keys.names(rows)[keys.position(item, wanted)]
    keys.restrict(rows, keys.position(item, known), lambda column: among(column, steps))
    if version != NEW:
        for node in rows.find_all(exp.Placeholder):
            if str(node.this).startswith(NEW):
                node.set("this", version + str(node.this)[len(NEW) :])
    return f"SELECT {quote(result)} AS k FROM ({rows.sql('duckdb')}) AS rows"


def among(column: exp.Expr, relation: str, *, nulls: bool = False) -> exp.Expr:
    """The condition that a column's value is in "k" of a relation; with `nulls`, NULL is one of the values."""
    name = column.sql("duckdb")
    text = f"{name} IN (SELECT k FROM {relation} WHERE k IS NOT NULL)"
    return sqlglot.parse_one(f"({text} OR {name} IS NULL)" if nulls else text, read="duckdb")


def _holds(tree: exp.Expr, target: exp.Expr) -> bool:
    return any(node is target for node in tree.walk())


def _scans(item: exp.Expr) -> list[exp.Subquery]:
    return [item] if isinstance(item, exp.Subquery) and keys.scan_id(item) is not None else keys.scans(item)
