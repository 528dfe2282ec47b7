"""The signed change of outer joins.

Where the condition is nothing but equalities, a LEFT or RIGHT join follows the change row by row. Any other outer join
is computed anew, at both versions, for every value of its keys that occurs in a change of either side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecomsim.dynamic_tables import rows
from ecomsim.dynamic_tables.algebra import Join, NotFollowed
from ecomsim.dynamic_tables.conditions import parts
from ecomsim.dynamic_tables.rows import At, listed

if TYPE_CHECKING:
    from ecomsim.dynamic_tables.signed import Changes, Relation

NUMBER = '"$n"'


def change(changes: Changes, node: Join, left: Relation | None, right: Relation | None) -> str | None:
    """SQL of the change of a join from the changes of its sides; None when there is none. Raises NotFollowed."""
    if node.kind in ("LEFT", "RIGHT") and is_by_pairs(node):
        return _kept_side(changes, node, left, right)
    return _anew(changes, node, left, right)


def is_by_pairs(node: Join) -> bool:
    """Whether the condition of a join is its equalities and nothing else."""
    return bool(node.pairs) and len(list(parts(node.condition))) == len(node.pairs)


def _kept_side(changes: Changes, node: Join, left: Relation | None, right: Relation | None) -> str | None:
    """A LEFT or RIGHT join whose condition is its equalities. A change of the side that is kept meets the other
    side as it is now; a change of the other side meets the kept side as it was, and where the first match came or
    the last one went, the row without a match goes or comes.
    """
    to_left = node.kind == "LEFT"
    kept, other = (node.left, node.right) if to_left else (node.right, node.left)
    change, others = (left, right) if to_left else (right, left)
    columns, parts = (*node.columns, NUMBER), []

    def joined(kind: str, one: str, two: str) -> str:
        sides = (one, two) if to_left else (two, one)
        return rows.joined(kind, columns, *sides, node.condition)

    if change is not None:
        matches = rows.text(other, changes.new, rows.across(node.pairs, change.name, to_left=not to_left))
        parts.append(joined(node.kind, change.name, f"({matches})"))
    hit = None
    if others is not None:
        hit = changes.relation(rows.text(kept, changes.old, rows.across(node.pairs, others.name, to_left=to_left)))
    if hit is not None and others is not None:
        parts.append(joined("INNER", hit.name, others.name))
        lonely = _lonely(changes, node, hit, others)
        if lonely is not None:
            shown_ = listed(f"NULL AS {name}" if name in other.columns else name for name in node.columns)
            parts.append(f"SELECT {shown_}, {NUMBER} FROM ({lonely}) AS r")
    return " UNION ALL ".join(parts) or None


def _lonely(changes: Changes, node: Join, hit: Relation, others: Relation) -> str | None:
    """Those of the kept side's rows in `hit` that begin (1) or cease (-1) to be without a match."""
    to_left = node.kind == "LEFT"
    other = node.right if to_left else node.left
    mine = list(dict.fromkeys(pair.left if to_left else pair.right for pair in node.pairs))

    def counted(keys: str, relation: str, number: str) -> str:
        sides = (keys, relation) if to_left else (relation, keys)
        pairs = rows.joined("INNER", (*mine, f"{number} AS n"), *sides, node.condition)
        return f"SELECT {listed(mine)}, sum(n) AS n FROM ({pairs}) AS p GROUP BY {listed(mine)}"

    # where as many matches went as came, there is one as before, or none as before
    keys = f"(SELECT DISTINCT {listed(mine)} FROM {hit.name})"
    moved = changes.relation(f"{counted(keys, others.name, NUMBER)} HAVING sum(n) <> 0")
    if moved is None:
        return None
    matches = changes.other(node, other, changes.new, rows.across(node.pairs, moved.name, to_left=not to_left))
    same = " AND ".join(f"m.{name} IS NOT DISTINCT FROM c.{name}" for name in mine)
    counts = changes.relation(
        f"SELECT {listed(f'm.{name}' for name in mine)}, c.n IS NULL AS alone FROM {moved.name} AS m "
        f"LEFT JOIN ({counted(moved.name, matches, '1')}) AS c ON {same} WHERE coalesce(c.n, 0) IN (0, m.n)"
    )
    if counts is None:
        return None
    same = " AND ".join(f"h.{name} IS NOT DISTINCT FROM c.{name}" for name in mine)
    return (
        f"SELECT h.*, CASE WHEN c.alone THEN 1 ELSE -1 END AS {NUMBER} "
        f"FROM {hit.name} AS h JOIN {counts.name} AS c ON {same}"
    )


def _anew(changes: Changes, node: Join, left: Relation | None, right: Relation | None) -> str | None:
    """An outer join, anew for every value of its keys that occurs in a change of either side."""
    if not node.pairs:
        raise NotFollowed("outer join without an equality")
    if left is not None and right is not None:
        for pair in node.pairs:
            if left.types[pair.left] != right.types[pair.right]:
                raise NotFollowed("outer join of different types")
    names = [f"k{position}" for position in range(len(node.pairs))]
    sides = ((left, [pair.left for pair in node.pairs]), (right, [pair.right for pair in node.pairs]))
    found = changes.relation(
        " UNION ".join(
            f"SELECT {listed(f'{column} AS {name}' for column, name in zip(columns, names, strict=True))} "
            f"FROM {side.name}"
            for side, columns in sides
            if side is not None
        )
    )
    if found is None:
        return None
    to_left = found.keys(names=dict(zip(names, sides[0][1], strict=True)))
    to_right = found.keys(names=dict(zip(names, sides[1][1], strict=True)))

    def at(version: At) -> str:
        one = f"({rows.text(node.left, version, to_left)})"
        other = f"({rows.text(node.right, version, to_right)})"
        return rows.joined(node.kind, node.columns, one, other, node.condition)

    return changes.both(node.columns, at(changes.new), at(changes.old))
