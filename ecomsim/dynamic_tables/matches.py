"""The rows of an outer join apart: those with a match, which an inner join gives, and those without one.

Where a grouping over a LEFT JOIN tells all of its rows by columns of the left side, the join's key among them, a group
holds either rows with a match or rows without one. How many of the first kind there are is then a count beside the
other sums, so which groups lost their last match, or have their first one, needs no look at the joined table.
Where time alone changes the left side, it is never as it was.
Invariant: as long as the left side is as it was, the grouping's input changes as `Matches.inner` does, except that
groups without a match hold the rows of `Matches.bare`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlglot import exp

from ecomsim.dynamic_tables.algebra import Filter, Join, Node, is_timely, tables
from ecomsim.dynamic_tables.outer_joins import is_by_pairs


@dataclass(frozen=True, slots=True)
class Matches:
    """column: of the grouping's input, NULL in the rows without a match and in no others; inner: the rows that have
    one; bare: the rows of a version in which nothing matches; kept: ids of the tables of the side that is kept.
    """

    column: str
    inner: Node
    bare: Node
    kept: frozenset[int]


def of(below: Node, group: Iterable[str], others: Iterable[str]) -> Matches | None:
    """The matches of the innermost LEFT JOIN of a grouping's input `below`; None where its groups do not tell them.

    `others`: columns that tell what different values are counted; rows without a match may hold none of these.
    """
    joins: list[Join] = []
    node = below
    while isinstance(node, Join) and node.kind == "LEFT":
        joins.append(node)
        node = node.left
    if not joins:
        return None
    innermost, columns = joins[-1], set(group)
    kept, matched = set(innermost.left.columns), set(innermost.right.columns)
    tells = columns <= kept and {pair.left for pair in innermost.pairs} <= columns and not kept & set(others)
    plain = is_by_pairs(innermost) and not any(pair.nulls for pair in innermost.pairs)
    alone = all(any(pair.left in matched and not pair.nulls for pair in join.pairs) for join in joins[:-1])
    if not (tells and plain and alone) or is_timely(innermost.left):
        return None
    return Matches(innermost.pairs[0].right, _inner(below, innermost), _bare(below, innermost), tables(innermost.left))


def _inner(node: Node, innermost: Join) -> Node:
    """The tree with an inner join in the place of the innermost one."""
    if node is innermost:
        return replace(innermost, kind="INNER")
    assert isinstance(node, Join)
    return replace(node, left=_inner(node.left, innermost))


def _bare(node: Node, innermost: Join) -> Node:
    """The tree with nothing to join with."""
    assert isinstance(node, Join)
    nothing = Filter(columns=node.right.columns, input=node.right, condition=exp.false())
    return replace(node, left=node.left if node is innermost else _bare(node.left, innermost), right=nothing)
