"""OVER (…): a DuckDB aggregate or window call with the window that Snowflake's call stands in.

Invariant: PARTITION BY, ORDER BY and the frame are bound anew for each DuckDB call, so every tree is used once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import keys
from ecomsim.dialect.functions.model import Bound, Call, duck, integer, place
from ecomsim.dialect.functions.pure import may_raise, window_key
from ecomsim.dialect.intervals import interval
from ecomsim.dialect.operators import nulls_first, order_key

Tree = exp.Expr

_FIRST = {"kind": "ROWS", "start": "UNBOUNDED", "start_side": "PRECEDING"}
_LAST = {"end": "UNBOUNDED", "end_side": "FOLLOWING"}
WHOLE = {**_FIRST, **_LAST}
UP_TO_HERE = {**_FIRST, "end": "CURRENT ROW"}
FROM_HERE = {"kind": "ROWS", "start": "CURRENT ROW", **_LAST}
"""Frames: the partition, its rows up to this one, its rows from this one."""


KEY_OF = "key of"
"""In the meta of a window's key that is written otherwise: the value that it stands for, as DuckDB text."""


def over(call: Call, tree: Tree, *, frame: Mapping[str, str] | None = None) -> Tree:
    """`tree` OVER the window of `call`, `tree` itself when there is none; `frame` where none is written."""
    window = call.window
    if window is None:
        return tree
    args = window.args
    if args.get("alias") is not None or args.get("first") is not None:
        raise errors.unsupported("named windows")
    spec = args.get("spec")
    order = args.get("order")
    if call.distinct and (order is not None or spec is not None):
        raise errors.compilation(2072, "42601", "distinct cannot be used with a window frame or an order.")
    return exp.Window(
        this=tree,
        partition_by=[_partition(call, call.binder.bind(part)) for part in (args.get("partition_by") or [])],
        order=None if order is None else exp.Order(expressions=ordered(call, order.expressions)),
        spec=_frame(spec, order, call) if spec is not None else exp.WindowSpec(**frame) if frame else None,
        over="OVER",
    )


def _partition(call: Call, value: Bound) -> Tree:
    """What decides whether two rows are in one partition: the value, or the key by which it compares."""
    return _key(call, keys.key(value.tree, value.type) if keys.is_key(value.type) else value.tree)


def _key(call: Call, tree: Tree) -> Tree:
    """A key as DuckDB takes it in a window: nothing in it calls error() or differs from call to call."""
    value = _settled(tree, call)
    if not may_raise(value):
        return value
    text = value.sql("duckdb")
    key = window_key(value, call.binder.fresh("k"))
    key.meta[KEY_OF] = text
    return key


def _settled(tree: Tree, call: Call) -> Tree:
    """`tree` with what each row brings along in the place of random() and, for RANDOM(seed), of row_number()."""
    for chance in [*tree.find_all(exp.Anonymous), *tree.find_all(exp.Window)]:
        at = int(isinstance(chance, exp.Window))
        if not at and chance.name not in ("random", "uuid"):
            continue
        brought = [each[at].copy() for each in call.binder.draws]
        if not brought and next(iter(call.binder.visible()), None) is not None:
            raise errors.unsupported("a window by chance in a query with GROUP BY, or over joins in parentheses")
        brought = brought or [integer(1)]  # the one row without FROM
        settled = brought[0] if len(brought) == 1 else duck("hash", *brought)
        if chance is tree:
            return settled
        chance.replace(settled)
    return tree


def aggregate(name: str, tree: Tree, *, distinct: bool = False, order: Sequence[Tree] = ()) -> Tree:
    """name([DISTINCT] tree [ORDER BY …])."""
    argument: Tree = exp.Distinct(expressions=[tree]) if distinct else tree
    if order:
        argument = exp.Order(this=argument, expressions=list(order))
    return duck(name, argument)


def order_items(call: Call) -> list[exp.Ordered]:
    """The WITHIN GROUP order, bound."""
    return ordered(call, call.order)


def distinct_order(call: Call) -> list[exp.Ordered]:
    """The WITHIN GROUP order of F(DISTINCT x): by x alone, for nothing else has one value beside each x (000979).

    At most one item: x again decides nothing, nor does a constant.
    """
    tree = call.bound(0).tree
    kept = []
    for item in call.order:
        bound = call.binder.bind(item.this)
        if bound.tree == tree:
            kept.append(item)
        elif not bound.is_constant:
            raise errors.compilation(
                979, "42601", f"[{_full_name(call, item.this, bound)}] is not a valid order by expression"
            )
    return ordered(call, kept[:1])


def _full_name(call: Call, node: Tree, bound: Bound) -> str:
    """How messages name what was written: a column with its relation."""
    column = next((each for each in call.binder.visible() if each.bound().tree == bound.tree), None)
    if column is None:
        return str(node.sql("snowflake"))
    return f"{column.qualifier}.{column.name}" if column.qualifier else str(column.name)


def ordered(call: Call, items: Sequence[Tree]) -> list[exp.Ordered]:
    """Bound ORDER BY items with their direction and NULL placement."""
    return [
        exp.Ordered(
            this=_window_order(call, _sorting_key(call.binder.bind(item.this))),
            desc=bool(item.args.get("desc")),
            nulls_first=nulls_first(item, call.context),
        )
        for item in items
    ]


def _sorting_key(value: Bound) -> Tree:
    """What `value` is sorted by: equal instants of a TIMESTAMP_TZ are peers, whatever their offsets."""
    return keys.key(value.tree, value.type) if value.type.name == "TIMESTAMP_TZ" else order_key(value)


def _window_order(call: Call, key: Tree) -> Tree:
    return key if call.window is None else _key(call, key)


def _frame(spec: exp.WindowSpec, order: exp.Order | None, call: Call) -> exp.WindowSpec:
    scope: Any = call.binder
    args = dict(spec.args)
    kind = str(args.get("kind")).upper()
    if kind == "GROUPS" or args.get("exclude") is not None:
        raise errors.unsupported("GROUPS or EXCLUDE in a window frame")
    if _rank_of(args, "start") > _rank_of(args, "end"):
        raise _unfit(call, "starts after it ends")
    for side in ("start", "end"):
        value = args.get(side)
        if not isinstance(value, exp.Expr):
            continue
        if not args.get(f"{side}_side"):  # BETWEEN PRECEDING AND …
            raise errors.syntax_error(*place(value), value.sql("snowflake"))
        if kind == "RANGE":
            _require_distance(value, order, call)
        elif not (isinstance(value, exp.Literal) and not value.is_string and value.name.isdigit()):
            raise _unfit(call, "counts rows by anything but an integer constant")
        args[side] = interval(value, scope).tree if isinstance(value, exp.Interval) else value.copy()
    return exp.WindowSpec(**args)


def _rank_of(frame: Mapping[str, Any], side: str) -> int:
    """Where a bound of a frame lies, from -2 (UNBOUNDED PRECEDING) to 2 (UNBOUNDED FOLLOWING); 0 for none."""
    direction = {"PRECEDING": -1, "FOLLOWING": 1}.get(str(frame.get(f"{side}_side")).upper(), 0)
    return direction * (2 if str(frame.get(side)).upper() == "UNBOUNDED" else 1)


def _require_distance(value: Tree, order: exp.Order | None, call: Call) -> None:
    """RANGE with a distance stands beside one ORDER BY key, a number or, for an INTERVAL, a date or timestamp.

    Source: "Window function syntax and usage", RANGE BETWEEN frames with explicit offsets.
    """
    sorted_by = [] if order is None else [call.binder.bind(item.this).type for item in order.expressions]
    if len(sorted_by) != 1:
        raise _unfit(call, "has an offset in RANGE, which takes one ORDER BY expression")
    kind = sorted_by[0]
    is_time = kind.name == "DATE" or kind.is_timestamp
    if not (is_time if isinstance(value, exp.Interval) else value.is_number and kind.name in ("NUMBER", "FLOAT")):
        raise _unfit(call, f"has an offset in RANGE that does not fit an ORDER BY expression of type {kind}")


def _unfit(call: Call, what: str) -> errors.SnowflakeError:
    return errors.compilation(2072, "42601", f"The window frame of [{call.name}] {what}.")
