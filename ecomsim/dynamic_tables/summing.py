"""Which groupings can be computed from sums that are kept beside the table, and how their results follow from these.

For every group the sums say how many rows it has and, for every argument, how many are not NULL and their sum, or how
many different values there are, or the least or greatest one.
Source of the idea: delayed view semantics, hidden counts beside the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlglot import exp

from ecomsim.dynamic_tables import matches, rows
from ecomsim.dynamic_tables.algebra import (
    Block,
    Constant,
    Filter,
    Join,
    Node,
    Project,
    Scan,
    TimeFilter,
    arguments,
    is_aggregate,
    name_of,
    plain,
    sources,
)
from ecomsim.dynamic_tables.matches import Matches
from ecomsim.dynamic_tables.rows import NEW

BETTER = {"MIN": ("least", "<="), "MAX": ("greatest", ">=")}
"""What unites two extremes, and how one that replaces another compares with it."""


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """root: the whole tree; block: its grouping; arguments: what is counted and summed, with whether it is summed;
    distinct: whose different values are counted, each with the column that has one value for one of its values;
    extremes: of what the least or the greatest value is wanted, with MIN or MAX; matches: of an outer join, when they
    are counted beside the sums.
    """

    root: Node
    block: Block
    arguments: tuple[tuple[exp.Expr, bool], ...]
    distinct: tuple[tuple[exp.Expr, str], ...] = ()
    extremes: tuple[tuple[exp.Expr, str], ...] = ()
    matches: Matches | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the sums: the group's, "n" rows, for argument i "n<i>" and "s<i>", for different values "d<i>",
        for extremes "x<i>".
        """
        found = [*(self.block.group or ()), "n"]
        for position, (_, is_summed) in enumerate(self.arguments):
            found += [f"n{position}", f"s{position}"] if is_summed else [f"n{position}"]
        found += [f"d{position}" for position in range(len(self.distinct))]
        return (*found, *(f"x{position}" for position in range(len(self.extremes))))

    @property
    def matched(self) -> str:
        """The column of the sums that says how many rows of a group have a match."""
        assert self.matches is not None
        texts = [argument.sql("duckdb") for argument, _ in self.arguments]
        return f"n{texts.index(exp.column(self.matches.column).sql('duckdb'))}"

    def by_matches(self, changed: frozenset[int]) -> bool:
        """Whether a change of some tables is told by the rows that have a match alone."""
        return self.matches is not None and not self.matches.kept & changed


def of(root: Node, is_exact: Callable[[Node, exp.Expr], bool]) -> Sums | None:
    """How the tree is computed from sums; None when it cannot be."""
    block = root
    while isinstance(block, (Project, Filter)) and not isinstance(block, TimeFilter):
        block = block.input
    if not isinstance(block, Block) or block.group is None or block.qualify is not None or block.distinct:
        return None
    found: dict[str, tuple[exp.Expr, bool]] = {}
    distinct: dict[str, tuple[exp.Expr, str]] = {}
    extremes: dict[str, tuple[exp.Expr, str]] = {}
    for expression in (*block.expressions, block.having):
        if expression is None:
            continue
        if expression.find(exp.Window) is not None:
            return None
        for call in expression.walk():
            if not is_aggregate(call):
                continue
            if name_of(call) not in ("COUNT", "SUM", "MIN", "MAX") or isinstance(call.parent, exp.Filter):
                return None
            if _is_rows(call):
                continue
            argument, is_summed = arguments(call)[0], name_of(call) == "SUM"
            if isinstance(argument, exp.Distinct) and name_of(call) == "COUNT" and len(argument.expressions) == 1:
                column = _deciding(argument.expressions[0])
                if column is None or not _can_lack(block.input, column):
                    return None
                distinct[argument.sql("duckdb")] = argument.expressions[0], column
                continue
            if isinstance(argument, (exp.Distinct, exp.Order)) or len(arguments(call)) > 1:
                return None
            if name_of(call) in BETTER:
                extremes[_extreme(call)] = argument, name_of(call)
                continue
            if is_summed and not is_exact(block.input, argument):
                return None
            key = argument.sql("duckdb")
            found[key] = (argument, is_summed or (key in found and found[key][1]))
    matched = matches.of(block.input, block.group, [column for _, column in distinct.values()])
    if matched is not None:
        column_ = exp.column(matched.column)
        found.setdefault(column_.sql("duckdb"), (column_, False))
    return Sums(root, block, tuple(found.values()), tuple(distinct.values()), tuple(extremes.values()), matched)


def _extreme(call: exp.Expr) -> str:
    return f"{name_of(call)} {arguments(call)[0].sql('duckdb')}"


def _deciding(argument: exp.Expr) -> str | None:
    """The column that an argument is wherever it is not NULL; None when it is anything else."""
    if isinstance(argument, exp.Case) and argument.this is None and len(argument.args["ifs"]) == 1:
        default = argument.args.get("default")
        default = default.this if isinstance(default, exp.Cast) else default
        if default is None or isinstance(default, exp.Null):
            return plain(argument.args["ifs"][0].args["true"].unnest())
    return plain(argument)


def _can_lack(node: Node, column: str) -> bool:
    """Whether the rows of a tree can be restricted by a column: it comes from a table through joins and filters."""
    if isinstance(node, Project):
        name = sources(node).get(column)
        return name is not None and _can_lack(node.input, name)
    if isinstance(node, Join):
        return _can_lack(node.left if column in node.left.columns else node.right, column)
    return _can_lack(node.input, column) if isinstance(node, Filter) else isinstance(node, Scan)


def with_values(node: Node, column: str) -> Node:
    """The tree without the rows in which a column is NULL for want of a match: outer joins become narrower."""
    if isinstance(node, Filter):
        return replace(node, input=with_values(node.input, column))
    if isinstance(node, Project):
        name = sources(node).get(column)
        return replace(node, input=with_values(node.input, name)) if name is not None else node
    if not isinstance(node, Join):
        return node
    on_left = column in node.left.columns
    left_stays, right_stays = node.kind in ("LEFT", "FULL"), node.kind in ("RIGHT", "FULL")
    if on_left:
        right_stays = False
    else:
        left_stays = False
    kind = "FULL" if left_stays and right_stays else "LEFT" if left_stays else "RIGHT" if right_stays else "INNER"
    left = with_values(node.left, column) if on_left else node.left
    right = node.right if on_left else with_values(node.right, column)
    if kind == "INNER":
        for pair in node.pairs:
            if not pair.nulls:
                left, right = with_values(left, pair.left), with_values(right, pair.right)
    return replace(node, kind=kind, left=left, right=right)


def _is_rows(call: exp.Expr) -> bool:
    return name_of(call) == "COUNT" and (not arguments(call) or isinstance(arguments(call)[0], (exp.Star, exp.Literal)))


@lru_cache(maxsize=512)
def results(sums: Sums, groups: str) -> str:
    """The result rows of groups whose sums a query gives: the same text in every refresh."""
    values = [argument.sql("duckdb") for argument, _ in sums.distinct]
    extremes = [f"{name} {argument.sql('duckdb')}" for argument, name in sums.extremes]
    places = {argument.sql("duckdb"): position for position, (argument, _) in enumerate(sums.arguments)}

    def from_sums(node: exp.Expr) -> exp.Expr:
        if not is_aggregate(node):
            return node
        if _is_rows(node):
            return exp.column("n")
        argument = arguments(node)[0]
        if isinstance(argument, exp.Distinct):
            return exp.column(f"d{values.index(argument.expressions[0].sql('duckdb'))}")
        if name_of(node) in BETTER:
            return exp.column(f"x{extremes.index(_extreme(node))}")
        position = places[argument.sql("duckdb")]
        if name_of(node) == "COUNT":
            return exp.column(f"n{position}")
        some = exp.GT(this=exp.column(f"n{position}"), expression=exp.Literal.number(0))
        return exp.Case(ifs=[exp.If(this=some, true=exp.column(f"s{position}"))])

    block = sums.block
    shown = rows.shown(replace(block, expressions=tuple(each.transform(from_sums) for each in block.expressions)))
    conditions = ["n > 0"] if block.group else []
    if block.having is not None:
        conditions.append(f"({block.having.transform(from_sums).sql('duckdb')})")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    given = Constant(columns=block.columns, sql=f"SELECT {shown} FROM ({groups}) AS r{where}")
    return rows.text(_over(sums.root, given), NEW)


def shown_groups(sums: Sums) -> dict[str, int]:
    """For the columns of the group that are columns of the result: which."""
    found: dict[str, int] = {}
    for position, column in enumerate(sums.root.columns):
        name, node = column, sums.root
        while isinstance(node, (Project, Filter)):
            name = sources(node).get(name, "") if isinstance(node, Project) else name
            node = node.input
        name = sources(sums.block).get(name, "")
        if name in (sums.block.group or ()):
            found.setdefault(name, position)
    return found


def _over(node: Node, given: Constant) -> Node:
    """The tree with the grouping's rows given."""
    if isinstance(node, (Project, Filter)):
        return replace(node, input=_over(node.input, given))
    return given
