"""The rows that a moved clock turns: those of a filter's input, as they are now, of which its condition says otherwise
at the data timestamp of this refresh than at that of the last one.

With what changed, judged by the condition as it was, they are the whole change of the filter: rows that are there now
and have turned, and rows that came or went while the condition still said the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim.dynamic_tables import rows
from ecomsim.dynamic_tables.algebra import Block, Node, TimeFilter, arguments, is_aggregate, name_of, plain, used
from ecomsim.dynamic_tables.moments import Comparison, at, between, comparisons
from ecomsim.dynamic_tables.outer_joins import NUMBER
from ecomsim.dynamic_tables.rows import listed

if TYPE_CHECKING:
    from ecomsim.dynamic_tables.signed import Changes


def turned(changes: Changes, node: TimeFilter) -> str | None:
    """SQL of the rows that became true (1) and of those that ceased to be (-1); None when there are none."""
    changes.must_be_steady(node)
    found = comparisons(node.condition)
    below = _candidates(changes, node.input, found)
    if below is None:
        return None
    new, old = (at(node.condition, each.now).sql("duckdb") for each in (changes.new, changes.old))
    among = f"({between(found)}) AND " if found else ""
    return (
        f"SELECT {listed(node.columns)}, CASE WHEN {new} THEN 1 ELSE -1 END AS {NUMBER} FROM ({below}) AS r "
        f"WHERE {among}CASE WHEN {new} THEN 1 ELSE 0 END <> CASE WHEN {old} THEN 1 ELSE 0 END"
    )


def _candidates(changes: Changes, node: Node, found: list[Comparison] | None) -> str | None:
    """SQL of the rows of a filter's input that may turn. Of groups and partitions only those with a row whose value
    lies where it may, when the values that are compared are those of rows.
    """
    of_rows = [_of_rows(each, node) for each in found or ()] if isinstance(node, Block) and node.through else []
    known = [each for each in of_rows if each is not None]
    if not isinstance(node, Block) or not known or len(known) < len(of_rows):
        return rows.text(node, changes.new)
    below = rows.text(node.input, changes.new)
    parts = changes.relation(f"SELECT DISTINCT {listed(node.through)} FROM ({below}) AS r WHERE {between(known)}")
    if parts is None:
        return None
    return rows.block(node, rows.text(node.input, changes.new, parts.keys()))


def _of_rows(found: Comparison, block: Block) -> Comparison | None:
    """The same comparison of a row of the block's input; None when the value need not be that of one row: it is when it
    comes from one column, and that is a row's own or its group's or partition's least or greatest.
    """
    columns = used(found.value)
    if len(columns) != 1:
        return None
    name = next(iter(columns))
    inner = _row_value(block.expressions[block.columns.index(name)])
    if inner is None:
        return None
    value = found.value.transform(lambda node: inner if plain(node) == name else node)
    return Comparison(value, found.limit)


def _row_value(expression: exp.Expr) -> exp.Expr | None:
    """The expression over one row whose value an expression of a block has in some row of the group or partition."""
    call = expression.this if isinstance(expression, exp.Window) else expression
    if is_aggregate(call):
        return arguments(call)[0] if name_of(call) in ("MIN", "MAX") and len(arguments(call)) == 1 else None
    return expression if plain(expression) is not None else None
