"""GROUP BY: expressions, positions, aliases, ALL, ROLLUP, CUBE, GROUPING SETS.

Invariant: a grouping expression is bound exactly as the same expression in the select list, so DuckDB recognises it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, instants
from ecomsim.dialect.functions.model import Bound
from ecomsim.dialect.scope import Scope

Tree = exp.Expr


def group_by(node: exp.Group, outputs: Sequence[Bound], scope: Scope) -> tuple[exp.Group, list[Tree]]:
    """The bound clause, and the values whose key is not they themselves (see instants.show_any).

    outputs: the values of the select list, for positions.
    """
    instant: list[Tree] = []
    if node.args.get("all"):
        if not any(instants.is_key(output.type) for output in outputs):
            return exp.Group(all=True), []
        items = [_key(output, instant) for output in outputs if not instants.aggregates(output.tree)]
        return exp.Group(expressions=items), instant
    items = [_item(item, outputs, scope, instant) for item in node.expressions]
    for key in ("rollup", "cube", "grouping_sets"):
        items.extend(_item(item, outputs, scope, instant) for item in (node.args.get(key) or []))
    return exp.Group(expressions=items), instant


def _key(value: Bound, instant: list[Tree]) -> Tree:
    if not instants.is_key(value.type):
        return convert.exact(value).copy()
    instant.append(value.tree)
    return instants.key(value.tree.copy())


def _item(node: Tree, outputs: Sequence[Bound], scope: Scope, instant: list[Tree]) -> Tree:
    if isinstance(node, (exp.Rollup, exp.Cube, exp.GroupingSets)):
        return type(node)(expressions=[_item(inner, outputs, scope, instant) for inner in node.expressions])
    if isinstance(node, exp.Tuple):
        return exp.Tuple(expressions=[_item(inner, outputs, scope, instant) for inner in node.expressions])
    if isinstance(node, exp.Paren):
        return exp.Paren(this=_item(node.this, outputs, scope, instant))
    if isinstance(node, exp.Literal) and not node.args.get("is_string") and node.name.isdigit():
        position = int(node.name)
        if not 1 <= position <= len(outputs):
            raise errors.compilation(2047, "42601", f"[{position}] GROUP BY position is not in the select list")
        return _key(outputs[position - 1], instant)
    return _key(scope.bind(node), instant)
