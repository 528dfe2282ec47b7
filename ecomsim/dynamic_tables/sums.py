"""Sums kept beside the table: an aggregation into few groups follows the change without reading its other input rows.

For a grouping whose aggregates are counts and sums of exact numbers, `_ecomsim.s_<id>` holds for every group how many
rows it has and, for every argument, how many are not NULL and their sum. The signed change of the input is added to
it; result rows before and after are computed from the groups it touches. Invariant: the sums are those of the query's
input at the versions of the table's last refresh, or `Mark.summed` is false.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlglot import exp

from ecomsim.dynamic_tables import rows
from ecomsim.dynamic_tables.algebra import Block, Constant, Filter, Node, Project, arguments, is_aggregate, name_of
from ecomsim.dynamic_tables.rows import NEW, listed
from ecomsim.dynamic_tables.signed import NUMBER, Changes, Relation
from ecomsim.storage import layout


@dataclass(frozen=True, slots=True)
class Sums:
    """root: the whole tree; block: its grouping; arguments: what is counted and summed, with whether it is summed."""

    root: Node
    block: Block
    arguments: tuple[tuple[exp.Expr, bool], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the sums: the group's, "n" rows, and for argument i "n<i>" and "s<i>"."""
        found = [*(self.block.group or ()), "n"]
        for position, (_, is_summed) in enumerate(self.arguments):
            found += [f"n{position}", f"s{position}"] if is_summed else [f"n{position}"]
        return tuple(found)


def of(root: Node, is_exact: Callable[[Node, exp.Expr], bool]) -> Sums | None:
    """How the tree is computed from sums; None when it cannot be."""
    block = root
    while isinstance(block, (Project, Filter)):
        block = block.input
    if not isinstance(block, Block) or block.group is None or block.qualify is not None or block.distinct:
        return None
    found: dict[str, tuple[exp.Expr, bool]] = {}
    for expression in (*block.expressions, block.having):
        if expression is None:
            continue
        if expression.find(exp.Window) is not None:
            return None
        for call in expression.walk():
            if not is_aggregate(call):
                continue
            if name_of(call) not in ("COUNT", "SUM") or isinstance(call.parent, exp.Filter):
                return None
            if _is_rows(call):
                continue
            argument, is_summed = arguments(call)[0], name_of(call) == "SUM"
            if isinstance(argument, (exp.Distinct, exp.Order)) or len(arguments(call)) > 1:
                return None
            if is_summed and not is_exact(block.input, argument):
                return None
            key = argument.sql("duckdb")
            found[key] = (argument, is_summed or (key in found and found[key][1]))
    return Sums(root, block, tuple(found.values()))


def _is_rows(call: exp.Expr) -> bool:
    return name_of(call) == "COUNT" and (not arguments(call) or isinstance(arguments(call)[0], (exp.Star, exp.Literal)))


def relation(table_id: int) -> str:
    return layout.sums(table_id)


def initial(sums: Sums) -> str:
    """SQL of the sums of all groups, at the new versions."""
    return _summed(sums, rows.text(sums.block.input, NEW), "count(*)", "count({})", "sum({})")


def of_change(sums: Sums, change: str) -> str:
    """SQL of what a signed change adds to the sums."""
    images = (
        f"SELECT *, CASE WHEN {NUMBER} > 0 THEN 1 ELSE -1 END AS w FROM "
        f"(SELECT *, unnest(range(abs({NUMBER}))) AS copy FROM ({change}) AS r) AS images"
    )
    return _summed(
        sums,
        images,
        "coalesce(sum(w), 0)::BIGINT",
        "coalesce(sum(w) FILTER ({} IS NOT NULL), 0)::BIGINT",
        "coalesce(sum({0}) FILTER (w > 0), 0) - coalesce(sum({0}) FILTER (w < 0), 0)",
    )


def _summed(sums: Sums, below: str, count: str, counted: str, summed: str) -> str:
    group = listed(sums.block.group or ())
    shown = [*(sums.block.group or ()), f"{count} AS n"]
    for position, (argument, is_summed) in enumerate(sums.arguments):
        text = argument.sql("duckdb")
        shown.append(f"{counted.format(text)} AS n{position}")
        if is_summed:
            shown.append(f"{summed.format(text)} AS s{position}")
    return f"SELECT {listed(shown)} FROM ({below}) AS i{f' GROUP BY {group}' if group else ''}"


def added(sums: Sums, table_id: int, delta: Relation) -> str:
    """SQL of the new sums of the groups in `delta`."""
    group = sums.block.group or ()
    shown = [
        f"d.{column}" if column in group else f"coalesce(o.{column}, 0) + d.{column} AS {column}"
        for column in sums.columns
    ]
    return f"SELECT {listed(shown)} FROM {delta.name} AS d LEFT JOIN {relation(table_id)} AS o ON {_same(sums, 'o')}"


def touched(sums: Sums, table_id: int, delta: Relation) -> str:
    """SQL of the present sums of those groups."""
    return f"SELECT o.* FROM {relation(table_id)} AS o SEMI JOIN {delta.name} AS d ON {_same(sums, 'o')}"


def forget(sums: Sums, table_id: int, delta: Relation) -> str:
    """The statement that removes the sums of those groups."""
    return f"DELETE FROM {relation(table_id)} AS o USING {delta.name} AS d WHERE {_same(sums, 'o')}"


def _same(sums: Sums, other: str) -> str:
    same = " AND ".join(f"{other}.{column} IS NOT DISTINCT FROM d.{column}" for column in sums.block.group or ())
    return same or "TRUE"


def results(sums: Sums, groups: str) -> str:
    """The result rows of groups whose sums a query gives."""
    places = {argument.sql("duckdb"): position for position, (argument, _) in enumerate(sums.arguments)}

    def from_sums(node: exp.Expr) -> exp.Expr:
        if not is_aggregate(node):
            return node
        if _is_rows(node):
            return exp.column("n")
        position = places[arguments(node)[0].sql("duckdb")]
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


def _over(node: Node, given: Constant) -> Node:
    """The tree with the grouping's rows given."""
    if isinstance(node, (Project, Filter)):
        return replace(node, input=_over(node.input, given))
    return given


def start(changes: Changes, sums: Sums, table_id: int) -> None:
    """Sum up everything anew."""
    changes.execute(f"DROP TABLE IF EXISTS {relation(table_id)}")
    changes.execute(f"CREATE TABLE {relation(table_id)} AS {initial(sums)}")
