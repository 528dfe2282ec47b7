"""Building the algebra of a bound query.

WITH tables and views are put in their places, joins become a tree of two-sided ones, conditions of WHERE move to the
inner joins that they belong to, and expressions to group or partition by become columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

import sqlglot
from sqlglot import exp

from ecomsim.dialect.functions.pure import asked_by_rows
from ecomsim.dynamic_tables import algebra, relations
from ecomsim.dynamic_tables.algebra import (
    Block,
    Constant,
    Filter,
    Flatten,
    Join,
    Node,
    NotFollowed,
    Pair,
    Project,
    Scan,
    TimeFilter,
    Union,
    plain,
)
from ecomsim.dynamic_tables.conditions import (
    aliases_of,
    all_of,
    beside_groups,
    checked,
    operands,
    over_columns,
    parts,
    with_columns,
)
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.dynamic_tables.moments import is_computed_from_time, names_time
from ecomsim.dynamic_tables.relations import Item
from ecomsim.dynamic_tables.sinking import sunk
from ecomsim.storage.layout import INTERNAL

_SCAN = re.compile(r"t_(\d+)")
Scope = dict[tuple[str, str], str]
"""The columns that can be named: by alias and name, to the column of the tree."""


def tree_of(found: Definition) -> Node:
    """What the table stores, as a tree; its columns are in the table's order. Raises NotFollowed."""
    builder = _Builder()
    node, _ = builder.query(asked_by_rows(found.tree), {})
    before, after = found.shell
    if before or after:
        shell = sqlglot.parse_one(f"{before}SELECT 1{after}", read="duckdb")
        scope = {("s", f"c{position}"): column for position, column in enumerate(node.columns)}
        expressions = [_resolved(item.unalias(), scope) for item in shell.expressions]
        node = builder.project(node, expressions)
    root = algebra.pruned(sunk(node), frozenset(node.columns))
    if root.columns != node.columns:
        raise NotFollowed("columns")
    if any(is_computed_from_time(each) for each in algebra.walk(root)):
        raise NotFollowed("values change with time alone")
    return root


def _resolved(expression: exp.Expr, scope: Mapping[tuple[str, str], str]) -> exp.Expr:
    """The expression over columns of the tree."""
    aliases = {alias for alias, _ in scope}

    def replaced(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.table in aliases:
            if (node.table, node.name) not in scope:
                raise NotFollowed("column")
            return exp.column(scope[node.table, node.name])
        return node

    return expression.transform(replaced)


def _at_any_time(node: Node, conditions: Sequence[exp.Expr]) -> Node:
    """The rows for which conditions that name the time are true."""
    condition = all_of(conditions)
    return node if condition is None else TimeFilter(columns=node.columns, input=node, condition=condition)


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


@dataclass(frozen=True, slots=True)
class _With:
    """A WITH table: its query, its columns' names when they are given, the WITH tables it can read."""

    query: exp.Expr
    names: tuple[str, ...]
    known: Mapping[str, _With]


@dataclass(slots=True)
class _Builder:
    serial: Iterator[int] = field(default_factory=count)

    def names(self, number: int) -> tuple[str, ...]:
        return tuple(f"q{next(self.serial)}" for _ in range(number))

    def project(self, node: Node, expressions: Sequence[exp.Expr]) -> Project:
        return Project(columns=self.names(len(expressions)), input=node, expressions=tuple(expressions))

    def extended(self, node: Node, expressions: Sequence[exp.Expr]) -> tuple[Node, list[str]]:
        """The node with columns for expressions; and what they are called, those that are columns by their names."""
        found = [plain(each) or next(iter(self.names(1))) for each in expressions]
        new = {name: each for name, each in zip(found, expressions, strict=True) if plain(each) is None}
        if not new:
            return node, found
        same = tuple(exp.column(name) for name in node.columns)
        return Project(columns=(*node.columns, *new), input=node, expressions=(*same, *new.values())), found

    # --- queries -----------------------------------------------------------------------------------------------

    def query(self, query: exp.Expr, known: Mapping[str, _With]) -> tuple[Node, list[str]]:
        """A query's tree, and the names of its columns."""
        clause = query.args.get("with_")
        if clause is not None:
            if clause.args.get("recursive"):
                raise NotFollowed("recursive WITH")
            for table in clause.expressions:
                names = tuple(each.name for each in table.args["alias"].columns)
                known = {**known, table.alias: _With(table.this, names, known)}
        if any(query.args.get(part) is not None for part in ("limit", "offset")):
            raise NotFollowed("LIMIT")
        if isinstance(query, exp.Subquery):
            return self.query(query.this, known)
        if isinstance(query, exp.Union) and type(query) is exp.Union:
            return self._union(query, known)
        if isinstance(query, exp.Select):
            return self._select(query, known)
        raise NotFollowed(type(query).__name__)

    def _union(self, query: exp.Union, known: Mapping[str, _With]) -> tuple[Node, list[str]]:
        if query.args.get("by_name"):
            raise NotFollowed("UNION BY NAME")
        left, names = self.query(query.this, known)
        right, _ = self.query(query.expression, known)
        both = Union(columns=self.names(len(names)), branches=(left, right))
        return (self._distinct(both) if query.args.get("distinct") else both), names

    def _distinct(self, node: Node) -> Block:
        return Block(
            columns=self.names(len(node.columns)),
            input=node,
            expressions=tuple(exp.column(name) for name in node.columns),
            distinct=True,
            through=node.columns,
        )

    def _select(self, select: exp.Select, known: Mapping[str, _With]) -> tuple[Node, list[str]]:
        distinct = select.args.get("distinct")
        if select.args.get("windows") or select.args.get("laterals") or (distinct and distinct.args.get("on")):
            raise NotFollowed("clause")
        scope: Scope = {}
        where = select.args.get("where")
        conditions = [checked(each) for each in parts(where.this if where is not None else None)]
        if select.args.get("from_") is None:
            shown = list(select.expressions)
            text = exp.select(*(checked(each.unalias()).copy() for each in shown)).sql("duckdb")
            node: Node = Constant(columns=self.names(len(shown)), sql=text)
            if conditions or select.args.get("group") or any(algebra.over_group(each) for each in shown):
                raise NotFollowed("no FROM")
            return node, [item.alias_or_name for item in shown]
        timely = [each for each in conditions if names_time(each)]
        node, conditions = self._from(select, known, scope, [each for each in conditions if each not in timely])
        rest = all_of([_resolved(each, scope) for each in conditions])
        if rest is not None:
            node = Filter(columns=node.columns, input=node, condition=rest)
        node = _at_any_time(node, [_resolved(each, scope) for each in timely])
        names, expressions = self._shown(select, scope)
        node = self._computed(select, node, expressions, scope)
        return (self._distinct(node) if distinct is not None else node), names

    def _shown(self, select: exp.Select, scope: Scope) -> tuple[list[str], list[exp.Expr]]:
        names: list[str] = []
        expressions: list[exp.Expr] = []
        for item in select.expressions:
            if item.is_star:
                if not isinstance(item, exp.Star) or any(item.args.get(each) for each in ("except_", "replace")):
                    raise NotFollowed("*")
                names += [name for _, name in scope]
                expressions += [exp.column(column) for column in scope.values()]
            else:
                names.append(item.alias_or_name)
                expressions.append(_resolved(checked(item.unalias()), scope))
        return names, expressions

    # --- FROM --------------------------------------------------------------------------------------------------

    def _from(
        self, select: exp.Select, known: Mapping[str, _With], scope: Scope, conditions: list[exp.Expr]
    ) -> tuple[Node, list[exp.Expr]]:
        """The joined relations; and those of the conditions that belong to none of the joins."""
        items = relations.items(select)
        if any(item.kind in ("RIGHT", "FULL") for item in items):
            movable: list[exp.Expr] = []
        else:
            movable, conditions = conditions, []
        if all(item.kind == "INNER" for item in items) and not any(each.is_star for each in select.expressions):
            movable += [each for item in items for each in parts(item.on)]
            items = relations.connected([Item(item.relation, "INNER", None) for item in items], movable)
        node: Node | None = None
        seen: set[str] = set()
        for item in items:
            alias = item.relation.alias_or_name
            seen.add(alias)
            if item.kind == "LATERAL":
                if node is None:
                    raise NotFollowed("LATERAL")
                node = self._flatten(node, item.relation, scope)
                continue
            right, names = self._source(item.relation, known)
            for name, column in zip(names, right.columns, strict=True):
                scope[alias, name] = column
            if node is None:
                node = right
                continue
            on = list(parts(item.on))
            if item.kind == "INNER":
                here = [each for each in movable if aliases_of(each) <= seen and alias in aliases_of(each)]
                movable = [each for each in movable if each not in here]
                on += here
            node = self._join(node, right, item.kind, [_resolved(checked(each), scope) for each in on])
        assert node is not None
        return node, conditions + movable

    def _source(self, item: exp.Expr, known: Mapping[str, _With]) -> tuple[Node, list[str]]:
        alias = item.args.get("alias")
        renamed = [each.name for each in alias.columns] if alias is not None else []
        if item.args.get("joins") or item.args.get("pivots") or item.args.get("sample"):
            raise NotFollowed("relation in FROM")
        table_id = scan_id(item)
        if table_id is not None:
            names = [column.alias_or_name for column in item.this.this.expressions]
            node: Node = Scan(columns=self.names(len(names)), table_id=table_id, stored=tuple(names))
        elif isinstance(item, exp.Table) and not item.db and item.name in known:
            found = known[item.name]
            node, names = self.query(found.query, found.known)
            names = list(found.names) or names
        elif isinstance(item, exp.Subquery):
            node, names = self.query(item.this, known)
        elif isinstance(item, exp.Values) and renamed:
            rows = item.copy()
            rows.set("alias", None)
            columns, names = self.names(len(renamed)), renamed
            node = Constant(columns=columns, sql=f"SELECT * FROM ({rows.sql('duckdb')}) AS v({', '.join(columns)})")
        else:
            raise NotFollowed("relation in FROM")
        return node, renamed or names

    def _flatten(self, node: Node, item: exp.Expr, scope: Scope) -> Node:
        rows = item.this.this if isinstance(item.this, exp.Subquery) else item.this
        if not isinstance(rows, exp.Select) or any(each.db == INTERNAL for each in rows.find_all(exp.Table)):
            raise NotFollowed("LATERAL over a table")
        names = [each.alias_or_name for each in rows.expressions]
        columns = self.names(len(names))
        found = Flatten(columns=node.columns + columns, input=node, rows=_resolved(rows, scope))
        for name, column in zip(names, columns, strict=True):
            scope[item.alias_or_name, name] = column
        return found

    def _join(self, left: Node, right: Node, kind: str, conditions: list[exp.Expr]) -> Node:
        """A join of two; operands of its equalities become columns."""
        sides = frozenset(left.columns), frozenset(right.columns)
        equal: list[tuple[exp.Expr, exp.Expr, bool]] = []
        rest: list[exp.Expr] = []
        for each in conditions:
            both = operands(each, *sides)
            if both is None:
                rest.append(each)
            else:
                equal.append((*both, isinstance(each, exp.NullSafeEQ)))
        left, ones = self.extended(left, [one for one, _, _ in equal])
        right, others = self.extended(right, [other for _, other, _ in equal])
        pairs = tuple(Pair(one, other, each[2]) for one, other, each in zip(ones, others, equal, strict=True))
        equalities: list[exp.Expr] = [
            (exp.NullSafeEQ if pair.nulls else exp.EQ)(this=exp.column(pair.left), expression=exp.column(pair.right))
            for pair in pairs
        ]
        return Join(
            columns=left.columns + right.columns,
            left=left,
            right=right,
            kind=kind,
            condition=all_of(equalities + rest),
            pairs=pairs,
        )

    # --- SELECT ------------------------------------------------------------------------------------------------

    def _computed(self, select: exp.Select, node: Node, expressions: list[exp.Expr], scope: Scope) -> Node:
        """The rows of a SELECT from those of its FROM and WHERE."""
        clauses = {name: select.args.get(name) for name in ("having", "qualify")}
        having, qualify = (
            [_resolved(checked(each), scope) for each in parts(clause.this if clause is not None else None)]
            for clause in clauses.values()
        )
        group = self._groups(select, expressions, [*having, *qualify], scope)
        windows = [window for each in (*expressions, *qualify) for window in each.find_all(exp.Window)]
        if group is None and not windows:
            if having or qualify:
                raise NotFollowed("clause")
            return self.project(node, expressions)
        if windows and any(names_time(each) for each in having):
            raise NotFollowed("window over groups that come and go with time alone")
        if windows and group == []:
            raise NotFollowed("window over one row")
        partitions = [list(window.args.get("partition_by") or ()) for window in windows]
        common = group if group is not None else partitions[0]
        common = [each for each in common if all(each in partition for partition in partitions)]
        node, columns = self.extended(node, group if group is not None else common)
        known = list(zip(group if group is not None else common, columns, strict=True))
        expressions, having, qualify = (
            [with_columns(each, known) for each in found] for found in (expressions, having, qualify)
        )
        if group is not None and any(beside_groups(each) - set(columns) for each in (*expressions, *having, *qualify)):
            raise NotFollowed("expression of a group")
        timely, hidden = over_columns([each for each in (*having, *qualify) if names_time(each)], self.names)
        shown = self.names(len(expressions))
        block = Block(
            columns=(*shown, *hidden),
            input=node,
            expressions=(*expressions, *hidden.values()),
            group=tuple(dict.fromkeys(columns)) if group is not None else None,
            having=all_of([each for each in having if not names_time(each)]),
            qualify=all_of([each for each in qualify if not names_time(each)]),
            through=tuple(dict.fromkeys(column for each, column in known if each in common)),
        )
        return self.project(_at_any_time(block, timely), [exp.column(name) for name in shown]) if timely else block

    def _groups(
        self, select: exp.Select, expressions: Sequence[exp.Expr], conditions: Sequence[exp.Expr], scope: Scope
    ) -> list[exp.Expr] | None:
        """What a SELECT groups by, [] for one group of all rows, None without groups."""
        group = select.args.get("group")
        if group is None:
            computed = (*expressions, *conditions)
            return [] if select.args.get("having") or any(algebra.over_group(each) for each in computed) else None
        if group.find(exp.Rollup, exp.Cube, exp.GroupingSets) is not None:
            raise NotFollowed("grouping sets")
        if group.args.get("all"):
            return [each for each in expressions if not algebra.over_group(each)]
        found = [_resolved(checked(each.unnest()), scope) for each in group.expressions]
        if any(isinstance(each, exp.Literal) for each in found):
            raise NotFollowed("GROUP BY position")
        return found
