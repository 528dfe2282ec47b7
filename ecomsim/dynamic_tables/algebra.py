"""The algebra of a bound query: a tree of few operators, along which a change is followed from table to result.

Every column of the tree has a name of its own, so conditions and expressions can be moved between operators as they
are. What has no operator here raises NotFollowed: such a query is computed as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import duckdb
from sqlglot import exp


class NotFollowed(Exception):  # noqa: N818 - an answer, not a failure
    """The change cannot be followed through a construct of the query."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Node:
    """An operator; `columns`: its result columns."""

    columns: tuple[str, ...]

    @property
    def inputs(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scan(Node):
    """A table at a version; `stored`: the stored names of the columns."""

    table_id: int
    stored: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Constant(Node):
    """Rows that depend on no table; `sql` gives them."""

    sql: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Filter(Node):
    """Rows of `input` for which `condition` is true."""

    input: Node
    condition: exp.Expr

    @property
    def inputs(self) -> tuple[Node, ...]:
        return (self.input,)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TimeFilter(Filter):
    """A filter whose condition names the time of the refresh: its rows come and go with time alone."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Project(Node):
    """One expression over `input` for each column."""

    input: Node
    expressions: tuple[exp.Expr, ...]

    @property
    def inputs(self) -> tuple[Node, ...]:
        return (self.input,)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flatten(Node):
    """Each row of `input` with each row of `rows`, a subquery over that row alone; columns: the input's, then its."""

    input: Node
    rows: exp.Expr

    @property
    def inputs(self) -> tuple[Node, ...]:
        return (self.input,)


@dataclass(frozen=True, slots=True)
class Pair:
    """left = right, columns of a join's two sides; with `nulls`, NULL equals NULL."""

    left: str
    right: str
    nulls: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Join(Node):
    """kind: INNER (also CROSS), LEFT, RIGHT or FULL; `pairs`: the equalities among the parts of `condition`."""

    left: Node
    right: Node
    kind: str
    condition: exp.Expr | None
    pairs: tuple[Pair, ...]

    @property
    def inputs(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block(Node):
    """A SELECT whose rows depend on more than one row of `input`: grouped, windowed or DISTINCT.

    group: input columns, () for one group of all rows, None without grouping. through: input columns by which it falls
    into parts, each a function of the input rows with the same values there.
    """

    input: Node
    expressions: tuple[exp.Expr, ...]
    group: tuple[str, ...] | None = None
    having: exp.Expr | None = None
    qualify: exp.Expr | None = None
    distinct: bool = False
    through: tuple[str, ...] = ()

    @property
    def inputs(self) -> tuple[Node, ...]:
        return (self.input,)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Union(Node):
    """UNION ALL, column by column."""

    branches: tuple[Node, ...]

    @property
    def inputs(self) -> tuple[Node, ...]:
        return self.branches


# --- about a tree ----------------------------------------------------------------------------------------------


def walk(node: Node) -> Iterator[Node]:
    """The operators of a tree, the result's first."""
    yield node
    for each in node.inputs:
        yield from walk(each)


def tables(node: Node) -> frozenset[int]:
    """Ids of the tables beneath."""
    return frozenset(each.table_id for each in walk(node) if isinstance(each, Scan))


def is_timely(node: Node) -> bool:
    """Whether the rows change with time alone."""
    return any(isinstance(each, TimeFilter) for each in walk(node))


def is_linear(node: Node) -> bool:
    """Whether the change follows from the changed rows alone."""
    return not any(isinstance(each, (Join, Block, TimeFilter)) for each in walk(node))


def is_multilinear(node: Node) -> bool:
    """Whether the change follows from the changed rows and those that they join with, without comparing versions."""
    return all(
        node_.kind == "INNER" if isinstance(node_, Join) else not isinstance(node_, (Block, TimeFilter))
        for node_ in walk(node)
    )


def one_sided(node: Join, columns: tuple[str, ...]) -> tuple[dict[str, str], bool] | None:
    """Columns of a join as columns of one side whose rows are never missing: names, and whether it is the left one."""
    for to_left, kinds in ((True, ("INNER", "LEFT")), (False, ("INNER", "RIGHT"))):
        if node.kind not in kinds:
            continue
        side = node.left if to_left else node.right
        names = {name: name for name in side.columns}
        if node.kind == "INNER":
            names |= {
                (pair.right if to_left else pair.left): (pair.left if to_left else pair.right)
                for pair in node.pairs
                if not pair.nulls
            }
        if set(columns) <= set(names):
            return {column: names[column] for column in columns}, to_left
    return None


def used(*expressions: exp.Expr | None) -> set[str]:
    """Columns that occur in expressions."""
    return {
        column.name
        for expression in expressions
        if expression is not None
        for column in expression.find_all(exp.Column)
        if not column.table
    }


def plain(expression: exp.Expr) -> str | None:
    """The column that an expression is, None for any other expression."""
    return expression.name if isinstance(expression, exp.Column) and not expression.table else None


def sources(node: Project | Block) -> Mapping[str, str]:
    """For the result columns that are input columns: which."""
    pairs = zip(node.columns, node.expressions, strict=True)
    return {column: name for column, expression in pairs if (name := plain(expression)) is not None}


@cache
def _aggregates() -> frozenset[str]:
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'"
        ).fetchall()
    return frozenset(str(row[0]).upper() for row in rows)


def is_aggregate(node: exp.Expr) -> bool:
    """Whether a node calls an aggregate function."""
    if isinstance(node, (exp.Anonymous, exp.AnonymousAggFunc)):
        return node.name.upper() in _aggregates()
    return isinstance(node, exp.AggFunc)


def name_of(call: exp.Expr) -> str:
    """The name of the function that a node calls, in capitals; empty for what is no call."""
    if isinstance(call, (exp.Anonymous, exp.AnonymousAggFunc)):
        return str(call.name).upper()
    return call.sql_name().upper() if isinstance(call, exp.Func) else ""


def arguments(call: exp.Expr) -> list[exp.Expr]:
    """What a function is called with."""
    if isinstance(call, (exp.Anonymous, exp.AnonymousAggFunc)):
        return list(call.expressions)
    return [each for each in (call.args.get("this"), *call.expressions) if isinstance(each, exp.Expr)]


def over_group(expression: exp.Expr) -> bool:
    """Whether an expression holds an aggregate that is no window function."""
    for node in expression.walk():
        if is_aggregate(node):
            above = node.parent
            while isinstance(above, (exp.Filter, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)):
                above = above.parent
            if not (isinstance(above, exp.Window) and above.this is not None and node in above.this.walk()):
                return True
    return False


# --- leaving out what is not needed ----------------------------------------------------------------------------


def pruned(node: Node, needed: frozenset[str]) -> Node:
    """The tree without the columns that nobody reads; `needed`: the columns of `node` that are read."""
    return _PRUNE[type(node)](node, needed)


def _keep(node: Node, needed: frozenset[str]) -> list[int]:
    """Positions of the needed columns; one at least, since rows count."""
    return [position for position, name in enumerate(node.columns) if name in needed] or [0]


def _prune_scan(node: Scan, needed: frozenset[str]) -> Node:
    kept = _keep(node, needed)
    return Scan(
        columns=tuple(node.columns[each] for each in kept),
        table_id=node.table_id,
        stored=tuple(node.stored[each] for each in kept),
    )


def _prune_constant(node: Constant, needed: frozenset[str]) -> Node:
    return node


def _prune_filter(node: Filter, needed: frozenset[str]) -> Node:
    below = pruned(node.input, needed | used(node.condition))
    return replace(node, columns=below.columns, input=below)


def _prune_project(node: Project, needed: frozenset[str]) -> Node:
    kept = _keep(node, needed)
    expressions = tuple(node.expressions[each] for each in kept)
    below = pruned(node.input, frozenset(used(*expressions)))
    return Project(columns=tuple(node.columns[each] for each in kept), input=below, expressions=expressions)


def _prune_flatten(node: Flatten, needed: frozenset[str]) -> Node:
    below = pruned(node.input, needed | used(node.rows))
    return Flatten(columns=below.columns + node.columns[len(node.input.columns) :], input=below, rows=node.rows)


def _prune_join(node: Join, needed: frozenset[str]) -> Node:
    wanted = needed | used(node.condition)
    left, right = pruned(node.left, wanted), pruned(node.right, wanted)
    return Join(
        columns=left.columns + right.columns,
        left=left,
        right=right,
        kind=node.kind,
        condition=node.condition,
        pairs=node.pairs,
    )


def _prune_block(node: Block, needed: frozenset[str]) -> Node:
    kept = list(range(len(node.columns))) if node.distinct else _keep(node, needed)
    expressions = tuple(node.expressions[each] for each in kept)
    below = pruned(
        node.input, frozenset(used(*expressions, node.having, node.qualify)) | {*(node.group or ()), *node.through}
    )
    return Block(
        columns=tuple(node.columns[each] for each in kept),
        input=below,
        expressions=expressions,
        group=node.group,
        having=node.having,
        qualify=node.qualify,
        distinct=node.distinct,
        through=node.through,
    )


def _prune_union(node: Union, needed: frozenset[str]) -> Node:
    kept = _keep(node, needed)
    branches = []
    for branch in node.branches:
        wanted = tuple(branch.columns[each] for each in kept)
        below = pruned(branch, frozenset(wanted))
        if below.columns != wanted:
            below = Project(columns=wanted, input=below, expressions=tuple(exp.column(each) for each in wanted))
        branches.append(below)
    return Union(columns=tuple(node.columns[each] for each in kept), branches=tuple(branches))


_PRUNE: dict[type, Callable[[Any, frozenset[str]], Node]] = {
    Scan: _prune_scan,
    Constant: _prune_constant,
    Filter: _prune_filter,
    TimeFilter: _prune_filter,
    Project: _prune_project,
    Flatten: _prune_flatten,
    Join: _prune_join,
    Block: _prune_block,
    Union: _prune_union,
}
