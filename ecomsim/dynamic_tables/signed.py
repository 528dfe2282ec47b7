"""The signed change of a tree between two versions of its tables: rows with a number, how many more there are of each.

Linear operators pass the change of their input on; a condition that names the time adds the rows that time has turned.
An inner join joins the change of one side with the other side, new
for the left one's change and old for the right one's, so that what changed on both sides counts once. Outer joins and
blocks are computed anew, at both versions, for the keys, groups and partitions that the change touches; that needs
results that depend on the rows alone (`steady`). Every step restricts what it reads by what it has found so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from ecomsim.dynamic_tables import moments, outer_joins, rows, turning
from ecomsim.dynamic_tables.algebra import (
    Block,
    Constant,
    Filter,
    Flatten,
    Join,
    Node,
    NotFollowed,
    Project,
    Scan,
    TimeFilter,
    Union,
    is_linear,
    is_timely,
    one_sided,
    sources,
    tables,
    used,
)
from ecomsim.dynamic_tables.outer_joins import NUMBER
from ecomsim.dynamic_tables.rows import NEW, OLD, At, Key, Keys, listed
from ecomsim.statements.placeholders import needed
from ecomsim.storage import layout

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


# --- relations -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows that are at hand: where, how many, their columns with whether each holds NULL."""

    name: str
    rows: int
    nulls: Mapping[str, bool]
    types: Mapping[str, pa.DataType]

    def keys(self, columns: Iterable[str] = (), names: Mapping[str, str] | None = None) -> Keys:
        """Restriction to the rows with the values in some columns (all, when none are named)."""
        wanted = tuple(columns) or tuple(self.nulls)
        return Keys(self.name, tuple(Key((names or {}).get(each, each), each, self.nulls[each]) for each in wanted))


@dataclass(slots=True)
class Changes:
    """The changes of one refresh. `values`: of every placeholder; `changed`: ids of the tables with changes; `present`:
    ids of the tables whose rows now are those of the new version.

    `tables`: the rows at hand, by the names that statements give them. The same refresh of a later change gives the
    same names, so that its statements are the same. `scans`: a table's change is computed once and kept, or read where
    it is needed: the net change, or every image that came or went, though some of them may cancel each other. `most`:
    rows that time may turn for a change to be worth following.
    """

    session: Session
    values: Mapping[str, Any]
    changed: frozenset[int]
    present: frozenset[int]
    steadiness: Callable[[Node], bool]
    tables: dict[str, pa.Table] = field(default_factory=dict)
    known: dict[int, Relation | None] = field(default_factory=dict)
    turns: dict[int, Relation | None] = field(default_factory=dict)
    scans: Literal["kept", "read", "images"] = "kept"
    most: int | None = None

    @property
    def new(self) -> At:
        return replace(NEW, present=self.present)

    @property
    def old(self) -> At:
        return replace(OLD, present=self.present - self.changed)

    # --- running -----------------------------------------------------------------------------------------------

    def fetch(self, sql: str) -> pa.Table:
        return self.session.fetch_over(sql, needed(sql, self.values), self.tables)

    def execute(self, sql: str) -> None:
        """Run a statement on the refresh's transaction."""
        self.session.write_over(sql, needed(sql, self.values), self.tables)

    def relation(self, sql: str) -> Relation | None:
        """The rows of a query, kept at hand; None when there are none."""
        return self.kept(self.fetch(sql))

    def kept(self, data: pa.Table) -> Relation | None:
        if not data.num_rows:
            return None
        name = f"ecom_rows_{len(self.tables)}"
        self.tables[name] = data
        columns = [each for each in data.column_names if not layout.is_hidden(each)]
        return Relation(
            name,
            data.num_rows,
            {each: data.column(each).null_count > 0 for each in columns},
            {each: data.schema.field(each).type for each in columns},
        )

    def narrow(self, found: Relation, columns: Iterable[str]) -> tuple[str, ...]:
        """Those of the columns that leave few rows of a table by themselves, most different values first. A column with
        NULL, or of a type that is no single value, leaves them by nothing that DuckDB can look for.
        """
        data = self.tables[found.name]
        single = (each for each in columns if not found.nulls[each] and not pa.types.is_nested(found.types[each]))
        numbers = {each: pc.count_distinct(data.column(each)).as_py() for each in single}
        return tuple(
            sorted((each for each in numbers if 2 * numbers[each] > found.rows), key=lambda each: -numbers[each])
        )

    def is_quiet(self, node: Node) -> bool:
        """Whether no table beneath has changes and no condition beneath names the time."""
        return not tables(node) & self.changed and not is_timely(node)

    # --- the change --------------------------------------------------------------------------------------------

    def change(self, node: Node) -> str | None:
        """SQL of the signed change: the node's columns and "$n"; None when there is none. Raises NotFollowed."""
        return None if self.is_quiet(node) else _CHANGE[type(node)](self, node)

    def at_hand(self, node: Node) -> Relation | None:
        """The change, computed once."""
        if isinstance(node, Scan):
            return None if self.is_quiet(node) else self._of_scan(node)
        if id(node) not in self.known:
            sql = self.change(node)
            self.known[id(node)] = None if sql is None else self.relation(sql)
        return self.known[id(node)]

    def both(self, columns: Iterable[str], new: str, old: str) -> str:
        """The net difference of two queries with the same columns."""
        return self.netted(columns, self.sides(columns, new, old))

    def netted(self, columns: Iterable[str], change: str) -> str:
        """A signed change with each row once: what came and went in different parts of it is in neither version."""
        names, number = listed(columns), f"sum({NUMBER})"
        return (
            f"SELECT {names}, {number}::BIGINT AS {NUMBER} FROM ({change}) AS i GROUP BY {names} HAVING {number} <> 0"
        )

    def sides(self, columns: Iterable[str], new: str, old: str) -> str:
        """Two queries with the same columns as one signed change; rows of both count twice."""
        names = listed(columns)
        return (
            f"SELECT {names}, 1 AS {NUMBER} FROM ({new}) AS new UNION ALL "
            f"SELECT {names}, -1 AS {NUMBER} FROM ({old}) AS old"
        )

    def images(self, node: Node) -> str | None:
        """SQL of the change of a multilinear node as images that came (1) or went (-1); None when there is none. Some
        of them cancel each other, and behind a join of two tables that changed these are in neither version.
        """
        return replace(self, scans="images", known={}).change(node)

    def _scan(self, node: Scan) -> str | None:
        if self.scans == "images":
            return self.sides(node.columns, *rows.images(node))
        if self.scans == "read" and id(node) not in self.known:
            return self.both(node.columns, *rows.images(node))
        relation = self._of_scan(node)
        return f"SELECT * FROM {relation.name}" if relation is not None else None

    def _of_scan(self, node: Scan) -> Relation | None:
        if id(node) not in self.known:
            images = (self.sides if self.scans == "images" else self.both)(node.columns, *rows.images(node))
            self.known[id(node)] = self.relation(images)
        return self.known[id(node)]

    def _constant(self, node: Constant) -> str | None:
        return None

    def _filter(self, node: Filter) -> str | None:
        below = self.change(node.input)
        return f"SELECT * FROM ({below}) AS r WHERE {node.condition.sql('duckdb')}" if below else None

    def _time_filter(self, node: TimeFilter) -> str | None:
        below, turned, columns = self.change(node.input), self.turned(node), listed((*node.columns, NUMBER))
        condition = moments.at(node.condition, self.old.now).sql("duckdb")
        parts = [f"SELECT {columns} FROM ({below}) AS r WHERE {condition}"] if below else []
        if turned is not None:
            parts.append(f"SELECT {columns} FROM {turned.name}")
        return " UNION ALL ".join(parts) or None

    def turned(self, node: TimeFilter) -> Relation | None:
        """The rows that time alone has turned since the last refresh, computed once; not all when they are more than
        `most`.
        """
        if id(node) not in self.turns:
            sql = turning.turned(self, node)
            limit = "" if self.most is None else f" LIMIT {self.most + 1}"
            self.turns[id(node)] = None if sql is None else self.relation(f"{sql}{limit}")
        return self.turns[id(node)]

    def _project(self, node: Project) -> str | None:
        below = self.change(node.input)
        return f"SELECT {rows.shown(node)}, {NUMBER} FROM ({below}) AS r" if below else None

    def _flatten(self, node: Flatten) -> str | None:
        below = self.change(node.input)
        return rows.flattened(node, f"({below})", f", {NUMBER}") if below else None

    def _union(self, node: Union) -> str | None:
        found = [(branch, sql) for branch in node.branches if (sql := self.change(branch))]
        if not found:
            return None
        parts = [
            f"SELECT {listed(f'{old} AS {new}' for old, new in zip(branch.columns, node.columns, strict=True))}, "
            f"{NUMBER} FROM ({sql}) AS r"
            for branch, sql in found
        ]
        return " UNION ALL ".join(parts)

    def _join(self, node: Join) -> str | None:
        left, right = self.at_hand(node.left), self.at_hand(node.right)
        if left is None and right is None:
            return None
        self.must_be_steady(node)
        if node.kind != "INNER":
            return outer_joins.change(self, node, left, right)
        parts = []
        columns = (*node.columns, NUMBER)
        if left is not None:
            other = self.other(node, node.right, self.new, rows.across(node.pairs, left.name, to_left=False))
            parts.append(rows.joined("INNER", columns, left.name, other, node.condition))
        if right is not None:
            other = self.other(node, node.left, self.old, rows.across(node.pairs, right.name, to_left=True))
            parts.append(rows.joined("INNER", columns, other, right.name, node.condition))
        return " UNION ALL ".join(parts) or None

    def other(self, node: Join, side: Node, version: At, keys: Keys | None) -> str:
        """The rows of a join's other side: a table is restricted by the join itself."""
        return f"({rows.text(side, version, None if isinstance(side, Scan) else keys)})"

    def _block(self, node: Block) -> str | None:
        if not node.through:
            raise NotFollowed("one group or window over all rows")
        self.must_be_steady(node)
        keys = self.keys(node.input, node.through)
        if keys is None:
            return None

        def at(version: At) -> str:
            return rows.block(node, rows.text(node.input, version, keys))

        return self.both(node.columns, at(self.new), at(self.old))

    def must_be_steady(self, node: Node) -> None:
        if not self.steadiness(node):
            raise NotFollowed("the order of equal rows or a sum of floats decides")

    # --- affected values ---------------------------------------------------------------------------------------

    def keys(self, node: Node, columns: tuple[str, ...]) -> Keys | None:
        """Restriction to the affected values of some columns, together; None when nothing is affected."""
        found = self.affected_values(node, columns)
        return found.keys() if found is not None else None

    def affected_values(self, node: Node, columns: tuple[str, ...]) -> Relation | None:
        sql = self.affected(node, columns)
        return self.relation(f"SELECT DISTINCT {listed(columns)} FROM ({sql}) AS r") if sql is not None else None

    def affected(self, node: Node, columns: tuple[str, ...]) -> str | None:
        """SQL of values that `columns` have in the rows that changed: too many perhaps, never too few."""
        if self.is_quiet(node):
            return None
        if not is_linear(node):
            if isinstance(node, TimeFilter):
                return self._affected_time_filter(node, columns)
            if isinstance(node, Filter):
                return self._affected_filter(node, columns)
            if isinstance(node, Project):
                return self._affected_project(node, columns)
            if isinstance(node, Flatten) and set(columns) <= set(node.input.columns):
                return self.affected(node.input, columns)
            if isinstance(node, Union):
                return self._affected_union(node, columns)
            if isinstance(node, Block):
                names = {column: name for column, name in sources(node).items() if name in node.through}
                if set(columns) <= set(names):
                    return self._renamed(node.input, {column: names[column] for column in columns})
            if isinstance(node, Join):
                found = one_sided(node, columns)
                if found is not None:
                    return self._affected_join(node, columns, *found)
        sql = (replace(self, scans="read") if is_linear(node) else self).change(node)
        return f"SELECT {listed(columns)} FROM ({sql}) AS r" if sql else None

    def _renamed(self, node: Node, names: Mapping[str, str]) -> str | None:
        """Affected values of columns under other names: new name to the node's."""
        below = self.affected(node, tuple(dict.fromkeys(names.values())))
        shown_ = listed(f"{old} AS {new}" for new, old in names.items())
        return f"SELECT {shown_} FROM ({below}) AS r" if below is not None else None

    def _affected_filter(self, node: Filter, columns: tuple[str, ...]) -> str | None:
        """The condition holds back only what its own columns are at hand for."""
        below = self.affected(node.input, columns)
        if below is None or not used(node.condition) <= set(columns):
            return below
        return f"SELECT * FROM ({below}) AS r WHERE {node.condition.sql('duckdb')}"

    def _affected_time_filter(self, node: TimeFilter, columns: tuple[str, ...]) -> str | None:
        """Values in the rows that changed beneath, and in those that time alone has turned."""
        below, turned = self.affected(node.input, columns), self.turned(node)
        parts = [below, f"SELECT {listed(columns)} FROM {turned.name}" if turned is not None else None]
        return " UNION ALL ".join(part for part in parts if part) or None

    def _affected_project(self, node: Project, columns: tuple[str, ...]) -> str | None:
        wanted = [(name, each) for name, each in zip(node.columns, node.expressions, strict=True) if name in columns]
        needed = used(*(each for _, each in wanted))
        names = tuple(name for name in node.input.columns if name in needed) or node.input.columns[:1]
        below = self.affected(node.input, names)
        shown_ = listed(f"{each.sql('duckdb')} AS {name}" for name, each in wanted)
        return f"SELECT {shown_} FROM ({below}) AS r" if below is not None else None

    def _affected_union(self, node: Union, columns: tuple[str, ...]) -> str | None:
        parts = []
        for branch in node.branches:
            names = {new: old for new, old in zip(node.columns, branch.columns, strict=True) if new in columns}
            part = self._renamed(branch, names)
            if part is not None:
                parts.append(f"SELECT {listed(columns)} FROM ({part}) AS r")
        return " UNION ALL ".join(parts) or None

    def _affected_join(
        self, node: Join, columns: tuple[str, ...], names: Mapping[str, str], to_left: bool
    ) -> str | None:
        """Of a side that is never missing: its own changes, and its rows that join with changes of the other side."""
        side, other = (node.left, node.right) if to_left else (node.right, node.left)
        across = {pair.left: pair.right for pair in node.pairs}
        if not to_left:
            across = {right: left for left, right in across.items()}
        parts = [self._renamed(side, names)]
        if not self.is_quiet(other):
            if set(names.values()) <= set(across):
                parts.append(self._renamed(other, {column: across[name] for column, name in names.items()}))
            else:
                parts.append(self._affected_rows(side, other, across, names))
        return " UNION ALL ".join(f"SELECT {listed(columns)} FROM ({part}) AS r" for part in parts if part) or None

    def _affected_rows(
        self, side: Node, other: Node, across: Mapping[str, str], names: Mapping[str, str]
    ) -> str | None:
        """Values of a side's columns in its rows, old and new, that join with changes of the other side."""
        if not across:
            raise NotFollowed("join without an equality")
        found = self.affected_values(other, tuple(dict.fromkeys(across.values())))
        if found is None:
            return None
        self.must_be_steady(side)
        keys = Keys(found.name, tuple(Key(mine, its, found.nulls[its]) for mine, its in across.items()))
        shown_ = listed(f"{old} AS {new}" for new, old in names.items())
        return " UNION ALL ".join(
            f"SELECT {shown_} FROM ({rows.text(side, version, keys)}) AS r" for version in (self.new, self.old)
        )


_CHANGE: dict[type, Callable[[Changes, Any], str | None]] = {
    Scan: Changes._scan,
    Constant: Changes._constant,
    Filter: Changes._filter,
    TimeFilter: Changes._time_filter,
    Project: Changes._project,
    Flatten: Changes._flatten,
    Union: Changes._union,
    Join: Changes._join,
    Block: Changes._block,
}
