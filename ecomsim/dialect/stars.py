"""Stars: * and t.* with EXCLUDE, REPLACE, RENAME and ILIKE, as the columns they stand for.

Invariant: a column named in EXCLUDE, REPLACE or RENAME that the star does not have is an error (000904).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.functions.model import Bound, place
from ecomsim.dialect.scope import Scope, ScopeColumn
from ecomsim.names import quote_if_needed


def expand(node: exp.Expr, scope: Scope) -> list[tuple[str, Bound]] | None:
    """(name, value) of every column a star projection stands for; None when `node` is no star."""
    if isinstance(node, exp.Star):
        star, columns = node, list(scope.visible())
        if not scope.sources:
            raise errors.compilation(2038, "42601", "SELECT with no columns")
    elif isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
        star, columns = node.this, scope.columns_of(node)
    else:
        return None
    return modified(star, columns, scope)


def modified(star: exp.Star, columns: Sequence[ScopeColumn], scope: Scope) -> list[tuple[str, Bound]]:
    """(name, value) of what the star's clauses leave of `columns`, in order."""
    args = star.args
    names = {column.name for column in columns}
    excluded = {_known(item, names) for item in _listed(args.get("except_"))}
    replaced = {item.alias: item.this for item in _listed(args.get("replace"))}
    renamed = {_known(item.this, names): item.alias for item in _listed(args.get("rename"))}
    for item in _listed(args.get("replace")):
        _known(item.args["alias"], names)
    pattern = args.get("ilike")
    matches = None if pattern is None else _ilike(pattern.name)
    answer = []
    for column in columns:
        if column.name in excluded or (matches is not None and not matches.fullmatch(column.name)):
            continue
        bound = scope.bind(replaced[column.name]) if column.name in replaced else column.bound()
        answer.append((renamed.get(column.name, column.name), bound))
    return answer


def _listed(value: exp.Expr | list[exp.Expr] | None) -> list[exp.Expr]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _known(node: exp.Expr, names: set[str]) -> str:
    if node.name not in names:
        line, position = place(node)
        raise errors.invalid_identifier(quote_if_needed(node.name), line, position)
    return node.name


def _ilike(pattern: str) -> re.Pattern[str]:
    parts = [".*" if char == "%" else "." if char == "_" else re.escape(char) for char in pattern]
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
