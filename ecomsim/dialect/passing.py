"""Which columns of a query are columns of stored tables, handed on as they are.

Read from the DuckDB tree: a projection that is a column of a stored table, or of a query that hands one on, in every
branch of a set operation. Invariant: a column that is not certain to be one is none; so is all that a query does not
name itself (`*`, table functions, recursive table expressions).
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

Tree = exp.Expr


def stored_columns(tree: Tree, made: Mapping[str, Tree]) -> frozenset[str]:
    """The DuckDB names of the columns of query `tree` that stand in a stored table. made: queries by their alias."""
    return frozenset(name for name in _projections(tree, made) if name is not None)


def _projections(tree: Tree, made: Mapping[str, Tree]) -> list[str | None]:
    """For each projection its name when it is a stored column, else None."""
    with_ = tree.args.get("with_")
    if with_ is not None:  # its names hide those around it
        own = exp.Null() if with_.args.get("recursive") else None
        made = {**made, **{cte.alias: own or cte.this for cte in with_.expressions}}
    if isinstance(tree, exp.Subquery):
        return _projections(tree.this, made)
    if isinstance(tree, exp.Table):
        known = made.get(tree.name) if not tree.db else None
        return [] if known is None else _projections(known, made)
    if isinstance(tree, exp.SetOperation):
        left, right = _projections(tree.this, made), _projections(tree.expression, made)
        if tree.args.get("by_name") or len(left) != len(right):
            return []
        return [name if other is not None else None for name, other in zip(left, right, strict=True)]
    if not isinstance(tree, exp.Select) or tree.args.get("from_") is None:
        return []
    sources = {item.alias_or_name: item for item in (tree.args["from_"].this, *_joined(tree))}
    return [each.alias if _is_stored(each, sources, made) else None for each in tree.expressions]


def _joined(tree: exp.Select) -> list[Tree]:
    return [join.this for join in tree.args.get("joins") or []]


def _is_stored(projection: Tree, sources: Mapping[str, Tree], made: Mapping[str, Tree]) -> bool:
    column = projection.this if isinstance(projection, exp.Alias) else None
    if not isinstance(column, exp.Column) or not column.table:
        return False
    source = sources.get(column.table)
    if isinstance(source, exp.Table) and source.db:
        return True
    return source is not None and column.name in stored_columns(source, made)
