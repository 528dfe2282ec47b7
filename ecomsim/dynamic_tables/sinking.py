"""Sinking the conditions of time towards the tables, where the rows that time turns are found soonest.

A condition passes an operator where it says the same of the rows beneath: it is taken apart at AND, through projections
it is put in their terms, and a group or partition it passes by the columns that tell it. Invariant: the tree gives the
same rows at every time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlglot import exp

from ecomsim.dynamic_tables.algebra import (
    Block,
    Filter,
    Flatten,
    Join,
    Node,
    Project,
    Scan,
    TimeFilter,
    Union,
    plain,
    sources,
    used,
)
from ecomsim.dynamic_tables.conditions import all_of, parts


def sunk(node: Node) -> Node:
    """The tree with every TimeFilter as far down as it goes."""
    match node:
        case TimeFilter():
            below = sunk(node.input)
            for condition in parts(node.condition):
                below = _sink(below, condition)
            return below
        case Join():
            return replace(node, left=sunk(node.left), right=sunk(node.right))
        case Union():
            return replace(node, branches=tuple(sunk(branch) for branch in node.branches))
        case Filter() | Project() | Flatten() | Block():
            return replace(node, input=sunk(node.input))
    return node


def _sink(node: Node, condition: exp.Expr) -> Node:
    """The rows of a node for which a condition is true."""
    columns = used(condition)
    match node:
        case TimeFilter():
            both = all_of([node.condition, condition])
            assert both is not None
            return replace(node, condition=both)
        case Filter() if not isinstance(node.input, Scan):
            return replace(node, input=_sink(node.input, condition))
        case Project():
            names = dict(zip(node.columns, node.expressions, strict=True))
            return replace(node, input=_sink(node.input, _in_terms(condition, names)))
        case Flatten() if columns <= set(node.input.columns):
            return replace(node, input=_sink(node.input, condition))
        case Join() if node.kind in ("INNER", "LEFT") and columns <= set(node.left.columns):
            return replace(node, left=_sink(node.left, condition))
        case Join() if node.kind in ("INNER", "RIGHT") and columns <= set(node.right.columns):
            return replace(node, right=_sink(node.right, condition))
        case Union():
            branches = []
            for branch in node.branches:
                own = {new: exp.column(old) for new, old in zip(node.columns, branch.columns, strict=True)}
                branches.append(_sink(branch, _in_terms(condition, own)))
            return replace(node, branches=tuple(branches))
        case Block():
            through = {column: exp.column(name) for column, name in sources(node).items() if name in node.through}
            if columns and columns <= set(through):
                return replace(node, input=_sink(node.input, _in_terms(condition, through)))
    return TimeFilter(columns=node.columns, input=node, condition=condition)


def _in_terms(condition: exp.Expr, names: Mapping[str, exp.Expr]) -> exp.Expr:
    """The condition with expressions in the place of columns."""

    def replaced(node: exp.Expr) -> exp.Expr:
        name = plain(node)
        return exp.paren(names[name].copy()) if name is not None and name in names else node

    return condition.transform(replaced)
