"""GROUP BY: expressions, positions, aliases, ALL, ROLLUP, CUBE, GROUPING SETS.

Invariant: a grouping expression stands, as it is, in what the same expression becomes in the other clauses, so DuckDB
recognises it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, keys
from ecomsim.dialect.functions.model import Bound
from ecomsim.dialect.scope import Scope

Tree = exp.Expr


def group_by(node: exp.Group, outputs: Sequence[Bound], scope: Scope) -> tuple[exp.Group, list[Bound]]:
    """The bound clause, and the values whose key is not they themselves (see keys.show_any).

    outputs: the values of the select list, for positions.
    """
    shown: list[Bound] = []
    if node.args.get("all"):
        if not any(keys.is_key(output.type) for output in outputs):
            return exp.Group(all=True), []
        items = [_key(output, shown) for output in outputs if not keys.aggregates(output.tree)]
        return exp.Group(expressions=items), shown
    items = [_item(item, outputs, scope, shown) for item in node.expressions]
    for key in ("rollup", "cube", "grouping_sets"):
        items.extend(_item(item, outputs, scope, shown) for item in (node.args.get(key) or []))
    return exp.Group(expressions=items), shown


def _key(value: Bound, shown: list[Bound]) -> Tree:
    if not keys.is_key(value.type):
        return convert.grouped(value).copy()
    shown.append(value)
    return keys.key(value.tree.copy(), value.type)


def _item(node: Tree, outputs: Sequence[Bound], scope: Scope, shown: list[Bound]) -> Tree:
    if isinstance(node, (exp.Rollup, exp.Cube, exp.GroupingSets)):
        return type(node)(expressions=[_item(inner, outputs, scope, shown) for inner in node.expressions])
    if isinstance(node, exp.Tuple):
        return exp.Tuple(expressions=[_item(inner, outputs, scope, shown) for inner in node.expressions])
    if isinstance(node, exp.Paren):
        return exp.Paren(this=_item(node.this, outputs, scope, shown))
    if isinstance(node, exp.Literal) and not node.args.get("is_string") and node.name.isdigit():
        position = int(node.name)
        if not 1 <= position <= len(outputs):
            raise errors.compilation(2047, "42601", f"[{position}] GROUP BY position is not in the select list")
        return _key(outputs[position - 1], shown)
    return _key(scope.bind(node), shown)
