"""The rows of a tree as SQL, at one version of all tables and one time.

On demand only those with certain values in some columns. The values come as a relation of keys. They are pushed down to
the tables by semi-joins as far as the operators let them: a join's equalities carry them to the other side, and a side
that they reach restricts the other one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlglot import exp

from ecomsim.dynamic_tables import moments
from ecomsim.dynamic_tables.algebra import (
    Block,
    Constant,
    Filter,
    Flatten,
    Join,
    Node,
    Pair,
    Project,
    Scan,
    TimeFilter,
    Union,
    sources,
    used,
)
from ecomsim.dynamic_tables.definition import TIME
from ecomsim.names import quote
from ecomsim.storage import layout

_UNRESTRICTED = re.compile(rf"{re.escape(layout.INTERNAL)}\.t_(\d+) AS t WHERE")


@dataclass(frozen=True, slots=True)
class At:
    """One version of every table and the time of it, told by placeholders. `present`: ids of the tables whose rows now
    are that version: they are read as they are, without looking for images that came later or have ended.
    """

    prefix: str
    now: str
    present: frozenset[int] = frozenset()

    def placeholder(self, table_id: int) -> str:
        """Name of the placeholder of a table's version."""
        return f"{self.prefix}{table_id}"


NEW, OLD = At("ecom_pin_", TIME), At("ecom_old_", moments.THEN)
"""The versions and the time of this refresh, and those of the last one."""


@dataclass(frozen=True, slots=True)
class Key:
    """A column restricted to the values of a relation's column; with `nulls`, NULL is one of them."""

    column: str
    value: str
    nulls: bool


@dataclass(frozen=True, slots=True)
class Keys:
    """The rows whose columns, together, are among the rows of `relation`.

    `narrow`: values of keys that leave few rows by themselves, the best first. A table's rows are looked for by one of
    them first: DuckDB has a filter for a scan where one column is equal, none where several are. `scattered`: ids of
    the tables in which the rows stand so far apart that their places are found before their other columns are read.
    """

    relation: str
    keys: tuple[Key, ...]
    narrow: tuple[str, ...] = ()
    scattered: frozenset[int] = frozenset()

    def of(self, columns: Iterable[str]) -> Keys | None:
        """Only the keys of some columns: more rows pass. None when there are none."""
        wanted = set(columns)
        return self._only(tuple(key for key in self.keys if key.column in wanted))

    def renamed(self, names: Mapping[str, str]) -> Keys | None:
        """The keys of columns that have another name below."""
        return self._only(
            tuple(Key(names[key.column], key.value, key.nulls) for key in self.keys if key.column in names)
        )

    def _only(self, keys: tuple[Key, ...]) -> Keys | None:
        return replace(self, keys=keys) if keys else None

    def semi_join(self, names: Mapping[str, str] | None = None) -> str:
        """The clause after a relation with alias t."""
        return self._semi_join(names, self.keys, "k")

    def scanned(self, names: Mapping[str, str]) -> str:
        """The same for a relation that is a table."""
        first = tuple(key for value in self.narrow for key in self.keys if key.value == value)[:1]
        narrowed = self._semi_join(names, first, "f") if first and len(self.keys) > 1 else ""
        return narrowed + self.semi_join(names)

    def _semi_join(self, names: Mapping[str, str] | None, keys: tuple[Key, ...], alias: str) -> str:
        conditions = " AND ".join(
            f"t.{names[key.column] if names else key.column} {'IS NOT DISTINCT FROM' if key.nulls else '='} "
            f"{alias}.{key.value}"
            for key in keys
        )
        return f" SEMI JOIN {self.relation} AS {alias} ON {conditions}"


@lru_cache(maxsize=512)
def text(node: Node, version: At, keys: Keys | None = None) -> str:
    """SQL of a node's rows. The next refresh asks for the same texts, which take longer to write than to keep."""
    return _TEXT[type(node)](node, version, keys)


def whole_scans(sql: str) -> list[int]:
    """Ids of the tables that a text reads without restriction, as often as it does."""
    return [int(found) for found in _UNRESTRICTED.findall(sql)]


def listed(columns: Iterable[str]) -> str:
    return ", ".join(columns)


@lru_cache(maxsize=512)
def shown(node: Project | Block) -> str:
    """The expressions of a node with its columns' names."""
    pairs = zip(node.columns, node.expressions, strict=True)
    return listed(f"{each.sql('duckdb')} AS {column}" for column, each in pairs)


def restricted(sql: str, keys: Keys | None) -> str:
    return sql if keys is None else f"SELECT * FROM ({sql}) AS t{keys.semi_join()}"


def _rest(keys: Keys | None, below: Keys | None) -> Keys | None:
    """The keys as long as not all of them are applied below."""
    return None if keys is None or (below is not None and len(below.keys) == len(keys.keys)) else keys


def _scan(node: Scan, version: At, keys: Keys | None) -> str:
    names = {column: quote(stored) for column, stored in zip(node.columns, node.stored, strict=True)}
    columns = listed(f"{stored} AS {column}" for column, stored in names.items())
    semi = keys.scanned(names) if keys is not None else ""
    if node.table_id in version.present:
        table = layout.current(node.table_id)
        if keys is not None and node.table_id in keys.scattered and len(names) > len(keys.keys) + 1:
            places = f"SELECT t.rowid FROM {table} AS t{semi}"
            found = f"SELECT {columns} FROM {table} AS t WHERE t.rowid IN ({places})"
            return f"WITH found AS MATERIALIZED ({found}) SELECT * FROM found"
        return f"SELECT {columns} FROM {table} AS t{semi}"
    at = f"${version.placeholder(node.table_id)}"
    return (
        f"SELECT {columns} FROM {layout.current(node.table_id)} AS t{semi} WHERE t.{layout.FROM} <= {at} UNION ALL "
        f"SELECT {columns} FROM {layout.history(node.table_id)} AS t{semi} "
        f"WHERE t.{layout.FROM} <= {at} AND t.{layout.TO} > {at}"
    )


def _constant(node: Constant, version: At, keys: Keys | None) -> str:
    return restricted(f"SELECT * FROM ({node.sql}) AS v({listed(node.columns)})", keys)


def _filter(node: Filter, version: At, keys: Keys | None) -> str:
    return f"SELECT * FROM ({text(node.input, version, keys)}) AS r WHERE {_judging(node.condition)}"


def _time_filter(node: TimeFilter, version: At, keys: Keys | None) -> str:
    condition = _judging(moments.at(node.condition, version.now))
    return f"SELECT * FROM ({text(node.input, version, keys)}) AS r WHERE {condition}"


def _judging(condition: exp.Expr) -> str:
    """A condition as it stands behind WHERE. One that names no column and may fail DuckDB 2.0 forgets above a semi-join
    when the rows are joined with others; as a subquery it does not.
    """
    sql = condition.sql("duckdb")
    return sql if used(condition) or isinstance(condition, exp.Boolean) else f"(SELECT {sql})"


def _project(node: Project, version: At, keys: Keys | None) -> str:
    below = keys.renamed(sources(node)) if keys is not None else None
    return restricted(f"SELECT {shown(node)} FROM ({text(node.input, version, below)}) AS r", _rest(keys, below))


def _flatten(node: Flatten, version: At, keys: Keys | None) -> str:
    below = keys.of(node.input.columns) if keys is not None else None
    return restricted(flattened(node, f"({text(node.input, version, below)})"), _rest(keys, below))


def flattened(node: Flatten, rows: str, more: str = "") -> str:
    """The rows of a relation with its columns, flattened; `more`: further columns of it to show."""
    added = listed(node.columns[len(node.input.columns) :])
    return (
        f"SELECT {listed(node.columns)}{more} FROM {rows} AS r "
        f"CROSS JOIN LATERAL ({node.rows.sql('duckdb')}) AS f({added})"
    )


def _union(node: Union, version: At, keys: Keys | None) -> str:
    branches = []
    for branch in node.branches:
        below = keys.renamed(dict(zip(node.columns, branch.columns, strict=True))) if keys is not None else None
        branches.append(text(branch, version, below))
    return united(node, branches)


def united(node: Union, branches: Iterable[str], more: str = "") -> str:
    return " UNION ALL ".join(
        f"SELECT {listed(f'{old} AS {new}' for old, new in zip(branch.columns, node.columns, strict=True))}{more} "
        f"FROM ({sql}) AS r"
        for branch, sql in zip(node.branches, branches, strict=True)
    )


def _block(node: Block, version: At, keys: Keys | None) -> str:
    through = {column: name for column, name in sources(node).items() if name in node.through}
    below = keys.renamed(through) if keys is not None else None
    return restricted(block(node, text(node.input, version, below)), _rest(keys, below))


def block(node: Block, rows: str) -> str:
    """A block over SQL that gives rows of its input."""
    distinct = "DISTINCT " if node.distinct else ""
    group = f" GROUP BY {listed(node.group)}" if node.group else ""
    having = f" HAVING {node.having.sql('duckdb')}" if node.having is not None else ""
    qualify = f" QUALIFY {node.qualify.sql('duckdb')}" if node.qualify is not None else ""
    return f"SELECT {distinct}{shown(node)} FROM ({rows}) AS r{group}{having}{qualify}"


def images(node: Scan) -> tuple[str, str]:
    """SQL of the images of a table that appeared since the last refresh, and of those that ended."""
    names = zip(node.stored, node.columns, strict=True)
    shown_ = listed(f"{quote(stored)} AS {column}" for stored, column in names)
    current, history = layout.current(node.table_id), layout.history(node.table_id)
    old, new = f"${OLD.placeholder(node.table_id)}", f"${NEW.placeholder(node.table_id)}"
    born = f"{layout.FROM} > {old} AND {layout.FROM} <= {new}"
    appeared = (
        f"SELECT {shown_} FROM {current} WHERE {born} UNION ALL "
        f"SELECT {shown_} FROM {history} WHERE {born} AND {layout.TO} > {new}"
    )
    ended = (
        f"SELECT {shown_} FROM {history} WHERE {layout.TO} > {old} AND {layout.TO} <= {new} AND {layout.FROM} <= {old}"
    )
    return appeared, ended


# --- joins -----------------------------------------------------------------------------------------------------


def joined(kind: str, columns: Iterable[str], left: str, right: str, condition: exp.Expr | None) -> str:
    """A join of two relations."""
    if condition is None and kind == "INNER":
        return f"SELECT {listed(columns)} FROM {left} AS l CROSS JOIN {right} AS r"
    on = condition.sql("duckdb") if condition is not None else "TRUE"
    return f"SELECT {listed(columns)} FROM {left} AS l {kind} JOIN {right} AS r ON {on}"


def across(pairs: Iterable[Pair], relation: str, *, to_left: bool) -> Keys | None:
    """Restrict one side of a join to the rows that join with a relation that has the other side's columns."""
    found = tuple(
        Key(pair.left, pair.right, pair.nulls) if to_left else Key(pair.right, pair.left, pair.nulls) for pair in pairs
    )
    return Keys(relation, found) if found else None


def _join(node: Join, version: At, keys: Keys | None) -> str:
    """Keys pass to a side whose rows are never missing, and from there by the equalities to the other one."""
    if keys is None:
        left, right = f"({text(node.left, version)})", f"({text(node.right, version)})"
        return joined(node.kind, node.columns, left, right, node.condition)
    if node.kind == "INNER":
        to_left, to_right = _through(node, keys)
    else:
        to_left = keys.of(node.left.columns) if node.kind == "LEFT" else None
        to_right = keys.of(node.right.columns) if node.kind == "RIGHT" else None
    whole = _rest(keys, to_left) and _rest(keys, to_right)
    over_left = over_right = None
    if to_left is not None:
        over_right = to_left.renamed({pair.left: pair.right for pair in node.pairs})
    if to_right is not None:
        over_left = to_right.renamed({pair.right: pair.left for pair in node.pairs})
    if to_left is not None and to_right is None:
        left, clause = _side(node.left, version, to_left, over_right is None and bool(node.pairs))
        sideways = over_right or across(node.pairs, left, to_left=False)
        right = f"({text(node.right, version, sideways)})"
    elif to_right is not None and to_left is None:
        right, clause = _side(node.right, version, to_right, over_left is None and bool(node.pairs))
        sideways = over_left or across(node.pairs, right, to_left=True)
        left = f"({text(node.left, version, sideways)})"
    else:
        left, right = f"({text(node.left, version, to_left)})", f"({text(node.right, version, to_right)})"
        clause = ""
    return restricted(f"{clause}{joined(node.kind, node.columns, left, right, node.condition)}", whole)


def _through(node: Join, keys: Keys) -> tuple[Keys | None, Keys | None]:
    """What keys say of either side of an inner join, by its own columns and by the equalities."""
    to_left = {pair.right: pair.left for pair in node.pairs} | {name: name for name in node.left.columns}
    to_right = {pair.left: pair.right for pair in node.pairs} | {name: name for name in node.right.columns}
    return keys.renamed(to_left), keys.renamed(to_right)


def _side(node: Node, version: At, keys: Keys, shared: bool) -> tuple[str, str]:
    """A restricted side of a join, and the WITH clause for it when the other side is restricted by it too."""
    rows = text(node, version, keys)
    name = f"side_{node.columns[0]}"
    return (name, f"WITH {name} AS MATERIALIZED ({rows}) ") if shared else (f"({rows})", "")


_TEXT: dict[type, Callable[[Any, At, Keys | None], str]] = {
    Scan: _scan,
    Constant: _constant,
    Filter: _filter,
    TimeFilter: _time_filter,
    Project: _project,
    Flatten: _flatten,
    Union: _union,
    Block: _block,
    Join: _join,
}
