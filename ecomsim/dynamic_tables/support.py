"""What a definition may contain: nothing that has no fixed meaning, and for incremental refresh only what can follow
the change.

Decided on the query as written, views included. Source: spec/dynamic-tables.md sections 2.7 to 2.10 and 8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.errors import SnowflakeError

NOT_INCREMENTAL = "QUERY_NOT_SUPPORTED_FOR_INCREMENTAL"
UPSTREAM_FULL = "UPSTREAM_USES_FULL_REFRESH"
USER_FULL = "USER_SPECIFIED_FULL_REFRESH"

REFUSED = frozenset({"CURRENT_SESSION", "CURRENT_USER", "CURRENT_TRANSACTION", "CURRENT_STATEMENT", "LAST_QUERY_ID"})
"""Functions of who is asking: a refresh has nobody who asks."""

NOW = frozenset(
    {
        *("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIME", "LOCALTIMESTAMP"),
        *("SYSDATE", "SYSTIMESTAMP", "GETDATE"),
    }
)
"""Allowed in filters: they mean the data timestamp."""

NOT_DETERMINISTIC = frozenset({"RANDOM", "RANDSTR", "UUID_STRING", "UNIFORM", "NORMAL", "ZIPF"})
_NOT_INCREMENTAL = frozenset(
    {
        *NOT_DETERMINISTIC,
        *("CURRENT_ACCOUNT", "CURRENT_REGION", "CURRENT_ROLE", "CURRENT_WAREHOUSE", "CURRENT_DATABASE"),
        *("CURRENT_SCHEMA", "CURRENT_SCHEMAS", "MEDIAN", "PERCENTILE_CONT", "PERCENTILE_DISC"),
        *("SEQ1", "SEQ2", "SEQ4", "SEQ8"),
    }
)
_IN_SELECT_ONLY = frozenset({"APPROX_COUNT_DISTINCT", "HLL", "APPROX_PERCENTILE", "APPROX_TOP_K"})
_RANKS = frozenset({"RANK", "DENSE_RANK", "PERCENT_RANK"})
_FILTERS = (exp.Where, exp.Having, exp.Qualify)
Views = Callable[[exp.Table], exp.Expr | None]
"""The query of the view that a table expression names, or None."""


def check(tree: exp.Expr) -> None:
    """Refuse what no dynamic table may contain."""
    for call in tree.find_all(exp.Anonymous):
        if call.name.upper() in REFUSED:
            raise errors.compilation(
                1016,
                "0A000",
                f"Unsupported context function '{call.name.upper()}' used in dynamic table definition.",
            )
        if call.name.upper() == "ANY_VALUE":
            raise errors.compilation(1420, "0A000", "ANY_VALUE is not supported in a dynamic table definition.")
    if tree.find(exp.TableSample) is not None:
        raise errors.compilation(1420, "0A000", "SAMPLE is not supported in a dynamic table definition.")
    if any(isinstance(node.this, exp.Var) and not _of_stage(node) for node in tree.find_all(exp.Parameter)):
        raise errors.compilation(1420, "0A000", "Session variables are not supported in a dynamic table definition.")
    if tree.find(exp.Placeholder) is not None:
        raise errors.compilation(1420, "0A000", "Bind variables are not supported in a dynamic table definition.")


def _of_stage(node: exp.Expr) -> bool:
    """Whether what looks like a variable is the stage in DIRECTORY(@stage)."""
    call = node.parent
    return isinstance(call, exp.Anonymous) and call.name.upper() == "DIRECTORY"


def not_incremental(tree: exp.Expr, views: Views) -> str | None:
    """Why the query cannot be refreshed incrementally, as `refresh_mode_reason` says it; None when it can."""
    for query in with_views(tree, views):
        reason = _reason(query)
        if reason is not None:
            return reason
    return None


def no_longer(tree: exp.Expr, views: Views) -> SnowflakeError:
    """What the refresh of an incremental table says whose query, views included, has ceased to be incremental."""
    for query in with_views(tree, views):
        if any(call.name.upper() in NOT_DETERMINISTIC for call in query.find_all(exp.Anonymous)):
            return errors.fail(
                91912,
                "0A000",
                "Query contains a non-deterministic function that change tracking does not support.",
            )
    return ceased()


def ceased() -> SnowflakeError:
    """002766: a refresh of an incremental table whose sources are no longer what they were."""
    return errors.compilation(2766, "0A000", "Dynamic table can no longer be refreshed incrementally.")


def filters_by(tree: exp.Expr, function: str) -> bool:
    """Whether a function of this name is called anywhere but in a SELECT list."""
    calls = (call for call in tree.find_all(exp.Anonymous) if function in (call.name, call.name.upper()))
    return any(not _is_selected(call) for call in calls)


def _is_selected(node: exp.Expr) -> bool:
    while node.parent is not None and not isinstance(node.parent, exp.Select):
        node = node.parent
    return node.arg_key == "expressions"


def with_views(tree: exp.Expr, views: Views) -> Iterator[exp.Expr]:
    """A query and those of the views it reads, each once."""
    return _with_views(tree, views, set())


def _with_views(tree: exp.Expr, views: Views, seen: set[int]) -> Iterator[exp.Expr]:
    yield tree
    for table in tree.find_all(exp.Table):
        query = views(table)
        if query is not None and id(query) not in seen:
            seen.add(id(query))
            yield from _with_views(query, views, seen)


def _reason(tree: exp.Expr) -> str | None:
    for node in tree.walk():
        found = _CHECKS.get(type(node), _nothing)(node)  # type: ignore[arg-type]
        if found is not None:
            return found
    return None


def _nothing(node: exp.Expr) -> str | None:
    return None


def _set_operation(node: exp.Expr) -> str | None:
    return f"Unsupported query operator type: SetOperation[{type(node).__name__.upper()}]"


def _never(node: exp.Expr) -> str | None:
    return NOT_INCREMENTAL


def _select(node: exp.Expr) -> str | None:
    if any(node.args.get(part) for part in ("limit", "offset", "connect", "match")):
        return NOT_INCREMENTAL
    with_ = node.args.get("with_")
    if with_ is not None and with_.args.get("recursive"):
        return NOT_INCREMENTAL
    above = node.parent
    if isinstance(above, exp.Subquery):
        above = above.parent
    allowed = (exp.From, exp.Join, exp.CTE, exp.Union, exp.Lateral, exp.Table, type(None))
    return None if isinstance(above, allowed) else NOT_INCREMENTAL  # a subquery in an expression


def _group(node: exp.Expr) -> str | None:
    return NOT_INCREMENTAL if node.find(exp.Rollup, exp.Cube, exp.GroupingSets) is not None else None


def _join(node: exp.Expr) -> str | None:
    if not node.args.get("side"):
        return NOT_INCREMENTAL if str(node.args.get("method") or "").upper() == "ASOF" else None
    if node.args.get("using"):
        return None
    on = node.args.get("on")
    conditions = on.flatten() if isinstance(on, exp.And) else [on]
    equal = (exp.EQ, exp.NullSafeEQ)
    return None if all(isinstance(_bare(each), equal) for each in conditions) else NOT_INCREMENTAL


def _bare(node: Any) -> Any:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _lateral(node: exp.Expr) -> str | None:
    call = node.this
    is_flatten = isinstance(call, exp.Anonymous) and call.name.upper() == "FLATTEN"
    return None if is_flatten and not _shows_sequence(node) else NOT_INCREMENTAL


def _shows_sequence(flatten: exp.Expr) -> bool:
    """Whether the query of a FLATTEN uses SEQ, its first column, by name or through *."""
    query, alias = flatten.find_ancestor(exp.Select), flatten.args.get("alias")
    if query is None:
        return False
    names = alias.columns if isinstance(alias, exp.TableAlias) else []
    name = names[0].name if names else "SEQ"
    mine = ("", flatten.alias_or_name)
    for star in (item.this if isinstance(item, exp.Column) else item for item in query.expressions):
        if isinstance(star, exp.Star) and name not in {each.name for each in star.args.get("except_") or ()}:
            qualifier = star.parent.table if isinstance(star.parent, exp.Column) else ""
            if qualifier in mine:
                return True
    return any(
        column.name == name and column.table in mine and column.find_ancestor(exp.Star) is None
        for column in query.find_all(exp.Column)
    )


def _window(node: exp.Expr) -> str | None:
    """Ranks over a frame that slides."""
    spec = node.args.get("spec")
    is_rank = isinstance(node.this, exp.Anonymous) and node.this.name.upper() in _RANKS
    return NOT_INCREMENTAL if is_rank and spec is not None and spec.args.get("start") != "UNBOUNDED" else None


def _table_function(node: exp.Expr) -> str | None:
    return _lateral(node)


def _call(node: exp.Expr) -> str | None:
    name = node.name.upper()
    if name in NOW:
        return None if node.find_ancestor(*_FILTERS) is not None else NOT_INCREMENTAL
    if name in _IN_SELECT_ONLY and not _is_selected(node):
        return NOT_INCREMENTAL
    return NOT_INCREMENTAL if name in _NOT_INCREMENTAL else None


def _column(node: exp.Expr) -> str | None:
    """A sequence gives other numbers at every refresh."""
    return NOT_INCREMENTAL if isinstance(node, exp.Column) and node.table and node.name == "NEXTVAL" else None


def _pivot(node: exp.Expr) -> str | None:
    return NOT_INCREMENTAL if node.args.get("unpivot") else None


_CHECKS: dict[type, Callable[[exp.Expr], str | None]] = {
    exp.Except: _set_operation,
    exp.Intersect: _set_operation,
    exp.Select: _select,
    exp.Group: _group,
    exp.Join: _join,
    exp.Lateral: _lateral,
    exp.TableFromRows: _table_function,
    exp.Anonymous: _call,
    exp.Column: _column,
    exp.Pivot: _pivot,
    exp.Window: _window,
    exp.TableSample: _never,
}


def refused(name: object, mode: str = "INCREMENTAL") -> SnowflakeError:
    """002711: REFRESH_MODE = INCREMENTAL or ADAPTIVE for a query that cannot be."""
    return errors.compilation(
        2711,
        "0A000",
        f"Dynamic Table '{name}' is defined with REFRESH_MODE = {mode}, but the query is not supported for "
        "incremental refresh.",
    )


def group_keys(tree: exp.Expr) -> tuple[int, ...]:
    """Positions of the result columns that identify a row of an aggregation, () when that cannot be told.

    Only a plain GROUP BY at the top whose every expression is selected; rows with equal keys are then the same row
    before and after a refresh.
    """
    group = tree.args.get("group") if isinstance(tree, exp.Select) else None
    if group is None or group.args.get("all") or not group.expressions or _group(group) is not None:
        return ()
    if any(item.is_star for item in tree.expressions):
        return ()
    items = [item.unalias() for item in tree.expressions]
    aliases = [item.alias for item in tree.expressions]
    found: list[int] = []
    for expression in group.expressions:
        if isinstance(expression, exp.Literal) and not expression.is_string:
            position = int(expression.name) - 1
        elif expression in items:
            position = items.index(expression)
        elif isinstance(expression, exp.Column) and not expression.table and expression.name in aliases:
            position = aliases.index(expression.name)
        else:
            return ()
        found.append(position)
    return tuple(found)
