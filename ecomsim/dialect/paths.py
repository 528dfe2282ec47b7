"""Paths into semi-structured values: v:a.b[0], v['key'], v[expression].

Invariant: what is missing is NULL, but a key that the type of a structured OBJECT has not is an error; a computed step
is looked up by value, a written one becomes part of one JSON path.
Source: spec/sql-semantics.md section 6.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, structured
from ecomsim.dialect.conversions import element
from ecomsim.dialect.functions.model import Bound, duck, integer, macro, place, string, to
from ecomsim.dialect.scope import Scope
from ecomsim.values.types import INTEGER, TEXT, VARIANT

Tree = exp.Expr


def path(node: exp.JSONExtract, scope: Scope) -> Bound:
    """v:a.b[0]: one JSON path; what is missing is NULL."""
    subject = scope.bind(node.this)
    if subject.type.is_structured:
        return _into(subject, [_step(part, node) for part in node.expression.expressions[1:]], node)
    return _path(subject, node)


def _path(subject: Bound, node: exp.JSONExtract) -> Bound:
    steps = ["$"]
    for part in node.expression.expressions[1:]:
        if isinstance(part, exp.JSONPathSubscript):
            steps.append(f"[{part.this}]")
        elif isinstance(part, exp.JSONPathKey):
            steps.append("." + _path_key(str(part.this)))
        else:
            raise errors.unsupported(f"path {node.sql('snowflake')[:80]}")
    found = duck("json_extract", _semi_structured(subject, node), string("".join(steps)))
    return Bound(element(found) if steps[-1].startswith("[") else found, VARIANT)


def bracket(node: exp.Bracket, scope: Scope) -> Bound:
    """v['key'], v[0], v[expression]."""
    subject = scope.bind(node.this)
    indexes = [scope.bind(part) for part in node.expressions]
    if any(isinstance(index.constant, bool) or index.is_null for index in indexes):
        raise errors.unsupported(f"expression {node.sql('snowflake')[:80]}")
    if subject.type.is_structured:
        return _into(subject, indexes, node)
    return _members(_semi_structured(subject, node), indexes)


def _members(tree: Tree, indexes: Sequence[Bound]) -> Bound:
    for index in indexes:
        if isinstance(index.constant, int):
            step = f"$[{index.constant}]" if index.constant >= 0 else "$[999999999]"
            tree = element(duck("json_extract", tree, string(step)))
        elif isinstance(index.constant, str):
            tree = duck("json_extract", tree, string("$." + _path_key(index.constant)))
        elif index.type.name in ("NUMBER", "FLOAT"):
            tree = element(duck("json_extract", tree, to(index.tree, "BIGINT")))
        else:
            tree = macro("sf_member", tree, convert.implicit(index, TEXT))
    return Bound(tree, VARIANT)


def _step(part: Tree, node: Tree) -> Bound:
    """A step of a written path, as the constant in brackets that it stands for."""
    if isinstance(part, exp.JSONPathSubscript):
        return Bound(integer(int(part.this)), INTEGER, int(part.this))
    if isinstance(part, exp.JSONPathKey):
        return Bound(string(str(part.this)), TEXT, str(part.this))
    raise errors.unsupported(f"path {node.sql('snowflake')[:80]}")


def _into(value: Bound, steps: Sequence[Bound], node: Tree) -> Bound:
    """Step by step into a structured value: what is found has the type that the value's type says."""
    for at, step in enumerate(steps):
        if not value.type.is_structured:  # a VARIANT inside, or a scalar, which has no members
            return _members(_semi_structured(value, node), steps[at:])
        value = structured.get(value, step, convert.implicit, node=node)
    return value


def _path_key(key: str) -> str:
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _semi_structured(value: Bound, node: Tree) -> Tree:
    if value.type.is_semi_structured or value.type.name in ("GEOGRAPHY", "GEOMETRY"):
        return value.tree
    if value.type.name == "VECTOR":
        return convert.implicit(value, VARIANT)
    if value.is_null:
        return to(value.tree, "JSON")
    line, position = place(node)
    raise errors.at_position(
        1012,
        "42601",
        line,
        position,
        f"invalid path access on a value of type {value.type}: it must be VARIANT, OBJECT or ARRAY",
    )
