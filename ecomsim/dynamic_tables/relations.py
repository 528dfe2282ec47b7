"""The relations of a FROM clause, in the order in which they are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from ecomsim.dynamic_tables.algebra import NotFollowed
from ecomsim.dynamic_tables.conditions import aliases_of


@dataclass(frozen=True, slots=True)
class Item:
    """One relation of a FROM clause; kind: INNER, LEFT, RIGHT, FULL or LATERAL."""

    relation: exp.Expr
    kind: str
    on: exp.Expr | None


def items(select: exp.Select) -> list[Item]:
    """What stands in FROM, in order."""
    found = [Item(select.args["from_"].this, "INNER", None)]
    for join in select.args.get("joins") or ():
        side, kind = (str(join.args.get(part) or "").upper() for part in ("side", "kind"))
        if side not in ("", "LEFT", "RIGHT", "FULL") or kind not in ("", "CROSS", "INNER", "OUTER"):
            raise NotFollowed("join")
        if join.args.get("using") or join.args.get("method"):
            raise NotFollowed("join")
        if isinstance(join.this, exp.Lateral):
            if side or join.args.get("on") is not None:
                raise NotFollowed("outer LATERAL")
            found.append(Item(join.this, "LATERAL", None))
        else:
            found.append(Item(join.this, side or "INNER", join.args.get("on")))
    return found


def connected(found: list[Item], conditions: Sequence[exp.Expr]) -> list[Item]:
    """Inner joins in an order in which each relation is tied to an earlier one, where there is such an order."""
    waiting, order, seen = found[1:], [found[0]], {found[0].relation.alias_or_name}
    links = [aliases_of(each) for each in conditions if isinstance(each, (exp.EQ, exp.NullSafeEQ))]
    while waiting:
        tied = (
            item
            for item in waiting
            if any(item.relation.alias_or_name in link and link & seen for link in links if len(link) > 1)
        )
        item = next(tied, waiting[0])
        waiting.remove(item)
        order.append(item)
        seen.add(item.relation.alias_or_name)
    return order
