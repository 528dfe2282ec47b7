"""Templates: DuckDB expressions written as text, with arguments put in as trees.

A template is DuckDB SQL in which `_0`, `_1` … stand for arguments. It is parsed once and copied for each use.
Invariant: what the template says is what DuckDB reads. A lower-case word before a parenthesis is a DuckDB function
and is kept verbatim; keywords and types (CASE, CAST, BIGINT) are written in capitals.
"""

from __future__ import annotations

import re
from functools import cache

import sqlglot
from sqlglot import exp

_FUNCTION = re.compile(r"\b([a-z_][a-z0-9_]*)\(")
_ARGUMENT = re.compile(r"_\d+$")
_VERBATIM = "q__"
_ATOMS = (exp.Paren, exp.Column, exp.Dot, exp.Bracket, exp.Literal)


def sql(template: str, *arguments: exp.Expr) -> exp.Expr:
    """The tree of `template` with its arguments in place.

    An argument used twice is copied; an operator among the arguments, or at the root of the template, is put in
    parentheses, so the result can stand anywhere.
    """
    tree = parsed(template).copy()
    used: set[int] = set()
    for place in list(tree.find_all(exp.Column)):
        if not _ARGUMENT.match(place.name) or place.args.get("table"):
            continue
        index = int(place.name[1:])
        argument = enclosed(arguments[index])
        if index in used:
            argument = argument.copy()
        used.add(index)
        if place is tree:
            tree = argument
        else:
            place.replace(argument)
    return enclosed(tree)


def tried(template: str, value: exp.Expr) -> exp.Expr:
    """`template`, which calls the value `v`, or NULL where it fails.

    DuckDB's TRY refuses what may differ from call to call (RANDOM, a Python function), but not inside a lambda.
    """
    return sql(f"list_extract(list_transform([_0], lambda v: try({template})), 1)", value)


def enclosed(tree: exp.Expr) -> exp.Expr:
    """`tree`, in parentheses when it is an operator."""
    if isinstance(tree, (exp.Binary, exp.Unary, exp.Between, exp.In)) and not isinstance(tree, _ATOMS):
        return exp.Paren(this=tree)
    return tree


@cache
def parsed(template: str) -> exp.Expr:
    """The tree of `template`, for all its uses: copy it."""
    tree = sqlglot.parse_one(_FUNCTION.sub(rf"{_VERBATIM}\1(", template), read="duckdb")
    for call in tree.find_all(exp.Anonymous):
        call.set("this", call.name.removeprefix(_VERBATIM))
    return tree
