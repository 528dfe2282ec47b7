"""GROUP BY: expressions, positions, aliases, ALL, ROLLUP, CUBE, GROUPING SETS.

Invariant: a grouping expression stands, as it is, in what the same expression becomes in the other clauses, so DuckDB
recognises it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, keys
from ecomsim.dialect.functions.model import Bound
from ecomsim.dialect.functions.windowing import KEY_OF
from ecomsim.dialect.scope import Scope

Tree = exp.Expr


@dataclass(frozen=True, slots=True)
class Grouped:
    """A bound GROUP BY. shown: the values whose key is not they themselves (see keys.show_any); made: what other
    clauses compute for a value that is a key itself, and the key.
    """

    clause: exp.Group | None
    shown: list[Bound] = field(default_factory=list)
    made: list[tuple[Tree, Tree]] = field(default_factory=list)

    def key(self, value: Bound) -> Tree:
        """What is grouped by for a value."""
        if keys.is_key(value.type):
            self.shown.append(value)
            return keys.key(value.tree.copy(), value.type)
        tree = convert.grouped(value)
        self.made.append((value.tree, tree))
        return tree.copy()


def group_by(node: exp.Group, outputs: Sequence[Bound], scope: Scope) -> Grouped:
    """Bind the clause. outputs: the values of the select list, for positions."""
    clause = exp.Group()
    grouped = Grouped(clause)
    if node.args.get("all"):
        items = [grouped.key(output) for output in outputs if _is_of_a_row(output)]
        if not items:
            # aggregates alone are of all rows, as without GROUP BY; constants alone are as DuckDB groups them
            computed = any(keys.aggregates(output.tree) for output in outputs)
            return Grouped(None if computed else exp.Group(all=True))
    else:
        items = [_item(item, outputs, scope, grouped) for item in node.expressions]
        for key in ("rollup", "cube", "grouping_sets"):
            items.extend(_item(item, outputs, scope, grouped) for item in (node.args.get(key) or []))
    clause.set("expressions", items)
    return grouped


def _is_of_a_row(output: Bound) -> bool:
    """Whether GROUP BY ALL groups by it: no aggregate and no window; a constant tells no rows apart."""
    is_computed_of_many = keys.aggregates(output.tree) or output.tree.find(exp.Window) is not None
    return not is_computed_of_many and not output.is_constant


def recognise(select: exp.Select, grouped: Grouped) -> None:
    """Write the keys into the clauses after GROUP BY, wherever these compute them otherwise."""
    clauses = keys.after_grouping(select)
    marked = any(
        KEY_OF in node.meta for clause in clauses for window in clause.find_all(exp.Window) for node in window.walk()
    )
    made = [(tree, key) for tree, key in grouped.made if tree is not key or marked]
    if made:
        written = _Written({tree.sql("duckdb"): key for tree, key in made}, frozenset(type(tree) for tree, _ in made))
        for clause in clauses:
            written.into(clause)
    if grouped.shown:
        keys.show_any(select, [replace(bound, tree=bound.tree.copy()) for bound in grouped.shown])


@dataclass(frozen=True, slots=True)
class _Written:
    """What is computed for keys, as DuckDB text, to the keys; and the classes of what is computed."""

    keys: Mapping[str, Tree]
    classes: frozenset[type[Tree]]

    def into(self, node: Tree) -> None:
        """In the parts of `node`, from the largest to the smallest; a key that stands there already stays."""
        for part in list(node.iter_expressions()):
            text = part.meta.get(KEY_OF) or (part.sql("duckdb") if type(part) in self.classes else None)
            key = self.keys.get(text) if text is not None else None
            if key is not None:
                part.replace(key.copy())
            elif part not in self.keys.values():
                self.into(part)


def _item(node: Tree, outputs: Sequence[Bound], scope: Scope, grouped: Grouped) -> Tree:
    if isinstance(node, (exp.Rollup, exp.Cube, exp.GroupingSets)):
        return type(node)(expressions=[_item(inner, outputs, scope, grouped) for inner in node.expressions])
    if isinstance(node, exp.Tuple):
        return exp.Tuple(expressions=[_item(inner, outputs, scope, grouped) for inner in node.expressions])
    if isinstance(node, exp.Paren):
        return exp.Paren(this=_item(node.this, outputs, scope, grouped))
    if isinstance(node, exp.Literal) and not node.args.get("is_string") and node.name.isdigit():
        position = int(node.name)
        if not 1 <= position <= len(outputs):
            raise errors.compilation(2047, "42601", f"[{position}] GROUP BY position is not in the select list")
        return grouped.key(outputs[position - 1])
    return grouped.key(scope.bind(node))
