"""Which results depend on the rows alone: no order among equals decides, no sum of floats.

Only such a result can be computed anew for the old rows and taken away from what is stored.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from ecomsim.dynamic_tables.algebra import Block, Node, arguments, is_aggregate, name_of, walk

_RANKS = frozenset({"RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST"})
_STEADY = frozenset({"COUNT", "MIN", "MAX", "BOOL_AND", "BOOL_OR", "BIT_AND", "BIT_OR", "BIT_XOR"})
_OF_EXACT = frozenset({"SUM", "AVG"})
"""Aggregates that depend on the rows alone: always, and over exact numbers."""


def steady(node: Node, is_exact: Callable[[Node, exp.Expr], bool]) -> bool:
    """Whether the same rows in the tables always give the same rows: no order among equals decides, no sum of floats.

    `is_exact`: whether an expression over a node's columns is of an exact type.
    """
    return all(_steady_block(each, is_exact) for each in walk(node) if isinstance(each, Block))


def _steady_block(node: Block, is_exact: Callable[[Node, exp.Expr], bool]) -> bool:
    for expression in (*node.expressions, node.having, node.qualify):
        if expression is None:
            continue
        for call in expression.walk():
            if isinstance(call, exp.Window):
                if not _steady_window(call):
                    return False
            elif is_aggregate(call) and not _steady_call(call, node.input, is_exact):
                return False
    return True


def _steady_call(call: exp.Expr, below: Node, is_exact: Callable[[Node, exp.Expr], bool]) -> bool:
    name, found = name_of(call), arguments(call)
    if any(isinstance(each, exp.Order) for each in found):
        return False
    if name not in _OF_EXACT:
        return name in _STEADY
    argument = found[0].expressions[0] if isinstance(found[0], exp.Distinct) else found[0]
    return any(is_aggregate(each) for each in argument.walk()) or is_exact(below, argument)


def _steady_window(window: exp.Window) -> bool:
    name, frame = name_of(window.this), window.args.get("spec")
    if name in _RANKS:
        return True
    return name in _STEADY | _OF_EXACT and (frame is None or str(frame.args.get("kind")).upper() == "RANGE")
