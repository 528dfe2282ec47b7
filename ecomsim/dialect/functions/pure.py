"""Expressions without DuckDB's error() where it is refused or goes wrong: keys of a window, conditions of no row.

error() counts as volatile. Here the macros that raise are written out, and error(text) becomes a cast of that text that
fails with the same message. DuckDB computes casts of constants beforehand, and shared ones at once, and would
fail where no row asked for it: so an empty text made from the row is added.
"""

from __future__ import annotations

import re
from functools import cache

from sqlglot import exp

from ecomsim.dialect.functions.model import duck, integer, string, to
from ecomsim.dialect.functions.template import enclosed, parsed

_MACRO = re.compile(r"CREATE OR REPLACE MACRO _ecomsim\.(\w+)\(([^)]*)\) AS (.*)", re.DOTALL)
_CALLED = re.compile(r"_ecomsim\.(\w+)\(")
_ERROR = re.compile(r"\berror\(")


def window_key(tree: exp.Expr, mark: str) -> exp.Expr:
    """A key that may raise without calls of error(); a constant tells no rows apart and becomes 1.

    mark: text that no other key of the statement gets.
    """
    column = tree.find(exp.Column)
    if column is None:
        return exp.Literal.number(1)
    # nothing, but nothing that is known beforehand, or that another key computes as well
    nothing = duck("left", duck("concat", to(column.copy(), "VARCHAR"), string(mark)), integer(0))
    return _without_errors(tree, nothing)


def asked_once(condition: exp.Expr) -> exp.Expr:
    """A condition that no row decides and that may raise, as a query of its own: DuckDB 2.0 forgets it in WHERE between
    a semi-join and a join, and does not take its macros in HAVING. Any other condition as it is.
    """
    if condition.find(exp.Column, exp.Window) is not None or not may_raise(condition):
        return condition
    if any(not isinstance(call.parent, exp.Dot) for call in condition.find_all(exp.Anonymous)):
        return condition  # an aggregate, or chance, which each row asks anew
    return exp.Subquery(this=exp.Select(expressions=[condition]))


def asked_by_rows(query: exp.Expr) -> exp.Expr:
    """A copy of a query with the conditions of `asked_once` as they were, for whoever looks into them."""

    def condition(node: exp.Expr) -> exp.Expr:
        is_one = isinstance(node, exp.Subquery) and isinstance(node.this, exp.Select) and not node.alias
        if is_one and set(node.this.args) - {"expressions"} == set() and len(node.this.expressions) == 1:
            return exp.Paren(this=node.this.expressions[0])
        return node

    return query.transform(condition)


def may_raise(tree: exp.Expr) -> bool:
    """Whether a call of error() is in it, or of a macro that makes one."""
    return any(call.name in _raising() or call.name == "error" for call in tree.find_all(exp.Anonymous))


def _without_errors(tree: exp.Expr, nothing: exp.Expr) -> exp.Expr:
    for call in list(tree.find_all(exp.Anonymous)):
        written = _written_out(call, nothing)
        if written is None:
            continue
        place = call.parent if isinstance(call.parent, exp.Dot) else call
        if place is tree:
            tree = written
        else:
            place.replace(written)
    return tree


def _written_out(call: exp.Anonymous, nothing: exp.Expr) -> exp.Expr | None:
    """What a call that may raise stands for; None for any other."""
    if not isinstance(call.parent, exp.Dot):
        return _failing_cast(call, nothing) if call.name == "error" else None
    if call.name not in _raising():
        return None
    parameters, body = _macros()[call.name]
    given = dict(zip(parameters, call.expressions, strict=True))
    tree = exp.Paren(this=parsed(body).copy())
    for name in list(tree.find_all(exp.Column)):
        if name.name in given and not name.args.get("table"):
            name.replace(enclosed(given[name.name].copy()))
    return _without_errors(tree, nothing)


def _failing_cast(call: exp.Anonymous, nothing: exp.Expr) -> exp.Expr:
    cast = to(duck("concat", call.expressions[0], nothing.copy()), "BIGINT")
    test = exp.Is(this=cast, expression=exp.Null())
    return exp.Case(ifs=[exp.If(this=test, true=exp.Null())])


@cache
def _macros() -> dict[str, tuple[tuple[str, ...], str]]:
    """Every macro's parameters and body."""
    from ecomsim.dialect.runtime import macro_texts  # which knows the function modules, and they this one

    found = {}
    for text in macro_texts():
        match = _MACRO.fullmatch(text)
        if match is not None:
            parameters = tuple(part.strip() for part in match.group(2).split(",") if part.strip())
            found[match.group(1)] = (parameters, match.group(3))
    return found


@cache
def _raising() -> frozenset[str]:
    """The macros that call error(), themselves or through others."""
    raising = {name for name, (_, body) in _macros().items() if _ERROR.search(body)}
    while True:
        more = {name for name, (_, body) in _macros().items() if raising & set(_CALLED.findall(body))} - raising
        if not more:
            return frozenset(raising)
        raising |= more
