"""Keys that follow from a query: whether its rows can be told apart when the whole table is written anew.

A dynamic table that is refreshed incrementally may read one that is refreshed as a whole only then. A key follows from
GROUP BY, DISTINCT, UNION and QUALIFY ROW_NUMBER() = 1 at the top of the query, or from a RELY key of its only source.
Source: spec/dynamic-tables.md 8.2 and 8.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim.catalog.objects import DynamicTable, Key, Table
from ecomsim.dynamic_tables import support
from ecomsim.sqltext.queries import object_name

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def is_reliable(key: Key) -> bool:
    """Whether a constraint promises that its columns identify a row."""
    return key.rely and key.kind in ("PRIMARY KEY", "UNIQUE")


def derived(tree: exp.Expr, session: Session) -> bool:
    """Whether a key follows from a query, whose names `session` resolves."""
    if isinstance(tree, exp.Subquery):
        return derived(tree.this, session)
    if isinstance(tree, exp.Union):
        return bool(tree.args.get("distinct"))
    if not isinstance(tree, exp.Select):
        return False
    return bool(
        tree.args.get("distinct") or support.group_keys(tree) or _is_deduplicated(tree) or _keeps_key(tree, session)
    )


def _is_deduplicated(tree: exp.Select) -> bool:
    """QUALIFY ROW_NUMBER() OVER (PARTITION BY a, b …) = 1 with a, b … in the result."""
    qualify = tree.args.get("qualify")
    condition = qualify.this if qualify is not None else None
    if not isinstance(condition, exp.EQ):
        return False
    sides = (condition.this, condition.expression)
    window = next((side for side in sides if isinstance(side, exp.Window)), None)
    one = any(isinstance(side, exp.Literal) and side.name == "1" for side in sides)
    if window is None or not one or not _is_row_number(window.this):
        return False
    shown = [item.unalias() for item in tree.expressions]
    return all(each in shown for each in window.args.get("partition_by") or [None])


def _is_row_number(call: exp.Expr) -> bool:
    return isinstance(call, exp.RowNumber) or (isinstance(call, exp.Anonymous) and call.name.upper() == "ROW_NUMBER")


def _keeps_key(tree: exp.Select, session: Session) -> bool:
    """A RELY key of the only source whose every column is in the result."""
    source = tree.args.get("from_")
    if source is None or not isinstance(source.this, exp.Table) or tree.args.get("joins") or tree.args.get("laterals"):
        return False
    if tree.args.get("with_") is not None or tree.args.get("group") is not None:
        return False
    if not isinstance(source.this.this, exp.Identifier):
        return False
    table = session.catalog.relation(session.resolve(object_name(source.this)))
    if not isinstance(table, (Table, DynamicTable)):
        return False
    shown = {item.unalias().name for item in tree.expressions if isinstance(item.unalias(), exp.Column)}
    if any(isinstance(item, exp.Star) for item in tree.expressions):
        shown = {column.name for column in table.columns}
    return any(is_reliable(key) and shown.issuperset(key.columns) for key in table.keys)
