"""GROUP BY: expressions, positions, aliases, ALL, ROLLUP, CUBE, GROUPING SETS.

Invariant: a grouping expression is bound exactly as the same expression in the select list, so DuckDB recognises it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert
from ecomsim.dialect.functions.model import Bound
from ecomsim.dialect.scope import Scope

Tree = exp.Expr


def group_by(node: exp.Group, outputs: Sequence[Bound], scope: Scope) -> exp.Group:
    """The bound clause; `outputs` are the values of the select list, for positions."""
    if node.args.get("all"):
        return exp.Group(all=True)
    items = [_item(item, outputs, scope) for item in node.expressions]
    for key in ("rollup", "cube", "grouping_sets"):
        items.extend(_item(item, outputs, scope) for item in (node.args.get(key) or []))
    return exp.Group(expressions=items)


def _item(node: Tree, outputs: Sequence[Bound], scope: Scope) -> Tree:
    if isinstance(node, (exp.Rollup, exp.Cube, exp.GroupingSets)):
        return type(node)(expressions=[_item(inner, outputs, scope) for inner in node.expressions])
    if isinstance(node, exp.Tuple):
        return exp.Tuple(expressions=[_item(inner, outputs, scope) for inner in node.expressions])
    if isinstance(node, exp.Paren):
        return exp.Paren(this=_item(node.this, outputs, scope))
    if isinstance(node, exp.Literal) and not node.args.get("is_string") and node.name.isdigit():
        position = int(node.name)
        if not 1 <= position <= len(outputs):
            raise errors.compilation(2047, "42601", f"[{position}] GROUP BY position is not in the select list")
        return outputs[position - 1].tree.copy()
    return convert.exact(scope.bind(node))
