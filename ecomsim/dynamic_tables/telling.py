"""Which tables have to be read to tell the affected values of columns: pure functions of a tree.

It says of signed.Changes.affected, without asking the tables, which of them that would ask. A column that an equality
ties to what changed is told by the change alone, a column of another table by that table's rows; of two columns that
restrict as much, the first costs less. Invariant: each case here is the case of `affected` with the same operator.
"""

from __future__ import annotations

from collections.abc import Collection

from ecomsim.dynamic_tables.algebra import (
    Block,
    Filter,
    Flatten,
    Join,
    Node,
    Project,
    Union,
    is_linear,
    is_timely,
    one_sided,
    sources,
    tables,
    used,
)


def read(node: Node, columns: Collection[str], changed: frozenset[int]) -> frozenset[int]:
    """Ids of the tables that are read, beside the changes of `changed`, to tell the affected values of columns. Rows
    that time has turned count as changes: they are read for any columns.
    """
    if (not tables(node) & changed and not is_timely(node)) or is_linear(node):
        return frozenset()
    match node:
        case Filter():
            return read(node.input, columns, changed)
        case Project():
            wanted = [each for name, each in zip(node.columns, node.expressions, strict=True) if name in columns]
            return read(node.input, used(*wanted) or node.input.columns[:1], changed)
        case Flatten() if set(columns) <= set(node.input.columns):
            return read(node.input, columns, changed)
        case Union():
            names = (dict(zip(node.columns, branch.columns, strict=True)) for branch in node.branches)
            found = (
                read(branch, [each[name] for name in columns], changed)
                for branch, each in zip(node.branches, names, strict=True)
            )
            return frozenset().union(*found)
        case Block():
            through = {column: name for column, name in sources(node).items() if name in node.through}
            if set(columns) <= set(through):
                return read(node.input, [through[name] for name in columns], changed)
        case Join():
            found_side = one_sided(node, tuple(columns))
            if found_side is not None:
                return _by_join(node, *found_side, changed)
    return tables(node)


def _by_join(node: Join, names: dict[str, str], to_left: bool, changed: frozenset[int]) -> frozenset[int]:
    """Of a side that is never missing, and of what joins with changes of the other one."""
    side, other = (node.left, node.right) if to_left else (node.right, node.left)
    own = read(side, list(names.values()), changed)
    if not tables(other) & changed and not is_timely(other):
        return own
    across = {pair.left: pair.right for pair in node.pairs}
    if not to_left:
        across = {right: left for left, right in across.items()}
    if set(names.values()) <= set(across):
        return own | read(other, [across[name] for name in names.values()], changed)
    return own | read(other, list(across.values()), changed) | tables(side)
