"""Constants: what is written as a literal, a session variable, a bind, a Python value with a Snowflake type.

Invariant: the literal evaluates to the value exactly, in the type `kind.duckdb` (or the number type that is said).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, decfloats
from ecomsim.dialect.functions.model import NULL_TYPE, Bound, duck, place, string, to
from ecomsim.dialect.scope import Scope
from ecomsim.values import variant
from ecomsim.values.types import BOOLEAN, FLOAT, SnowflakeType, binary, varchar

Tree = exp.Expr
_EXPONENT = re.compile(r"\d*\.?\d*e[+-]?\d+", re.IGNORECASE)


def constant(value: Any, kind: SnowflakeType) -> Bound:
    """`value` as a literal; strings, numbers and booleans keep their constant for rules that need one."""
    if value is None:
        return Bound(exp.Null(), NULL_TYPE, None)
    if kind.name == "BOOLEAN":
        return Bound(exp.Boolean(this=bool(value)), kind, bool(value), nullable=False)
    if kind.name in ("NUMBER", "FLOAT"):
        return Bound(to(string(str(value)), kind.duckdb), kind, value, nullable=False)
    if kind.name == "DECFLOAT":
        return Bound(decfloats.literal(value), kind, value, nullable=False)
    if kind.is_text:
        return Bound(string(str(value)), kind, str(value), nullable=False)
    if kind.name == "BINARY":
        return Bound(duck("unhex", string(bytes(value).hex())), kind, value, nullable=False)
    if kind.name == "TIMESTAMP_TZ" and isinstance(value, datetime):
        offset = value.utcoffset()
        minutes = int(offset.total_seconds() // 60) if offset is not None else 0
        local = value.replace(tzinfo=None) if offset is None else (value - offset).replace(tzinfo=None)
        text = f"{{'instant': '{local.isoformat(' ')}', 'offset_minutes': {minutes}}}"
        return Bound(to(string(text), kind.duckdb), kind, nullable=False)
    if kind.is_json and not isinstance(value, str):
        return Bound(to(string(variant.of_python(value, str)), kind.duckdb), kind, nullable=False)
    return Bound(to(string(str(value)), kind.duckdb), kind, nullable=False)


def _literal(node: exp.Literal, scope: Scope) -> Bound:
    text = node.this
    if node.args.get("is_string"):
        return Bound(string(text), varchar(max(1, len(text))), text, nullable=False)
    if "e" in text.lower():
        if not _EXPONENT.fullmatch(text):
            raise errors.syntax_error(*place(node), text)
        return Bound(exp.Literal.number(text), FLOAT, float(text), nullable=False)
    kind, value = convert.literal_number(text)
    if (kind.precision or 0) > 38:
        return Bound(to(exp.Literal.number(text), "DOUBLE"), FLOAT, float(value), nullable=False)
    if not kind.scale:
        return Bound(exp.Literal.number(str(int(value))), kind, int(value), nullable=False, physical="INTEGER")
    return Bound(exp.Literal.number(text), kind, value, nullable=False, physical="DECIMAL")


def _raw_string(node: Tree, scope: Scope) -> Bound:
    return Bound(string(node.name), varchar(max(1, len(node.name))), node.name, nullable=False)


def _hex_string(node: exp.HexString, scope: Scope) -> Bound:
    value = bytes.fromhex(node.name)
    return Bound(duck("unhex", string(node.name)), binary(max(1, len(value))), value, nullable=False)


def _boolean(node: exp.Boolean, scope: Scope) -> Bound:
    return Bound(exp.Boolean(this=node.this), BOOLEAN, bool(node.this), nullable=False)


def _null(node: exp.Null, scope: Scope) -> Bound:
    return Bound(exp.Null(), NULL_TYPE, None)


def _parameter(node: exp.Parameter, scope: Scope) -> Bound:
    """$1, a column by position, or $NAME, a session variable: the plan holds its value, so it is not kept."""
    name = node.name
    if name.isdigit():
        return scope.positional(int(name), node).bound()
    found = scope.context.variables.get(name.upper())
    if found is None:
        raise errors.compilation(2211, "02000", f"Session variable '${name.upper()}' does not exist")
    scope.mark_uncacheable()
    value, kind = found
    return constant(value, kind)


def _placeholder(node: exp.Placeholder, scope: Scope) -> Bound:
    """A user's bind: only its type is part of the plan."""
    name = str(node.this) if node.this else str(node.meta["bind"])
    found = scope.context.binds.get(name)
    if found is None:
        raise errors.compilation(2049, "42601", f"Bind variable :{name} not set")
    kind = found[1]
    if kind.name == "NULL":
        return Bound(to(exp.Placeholder(this=f"b_{name}"), "VARCHAR"), NULL_TYPE)
    return Bound(to(exp.Placeholder(this=f"b_{name}"), kind.duckdb), kind)


def bind_value(node: exp.Placeholder, scope: Scope) -> Any:
    """The value of a bind that the plan depends on, which then serves only once. Raises 002049 when it is not set."""
    scope.bind(node)
    scope.mark_uncacheable()
    return scope.context.binds[str(node.this) if node.this else str(node.meta["bind"])][0]


def constant_text(node: Tree, scope: Scope) -> str:
    """The argument of IDENTIFIER(): a literal, a session variable, or a bind, whose value then belongs to the plan."""
    value = bind_value(node, scope) if isinstance(node, exp.Placeholder) else scope.bind(node).constant
    if isinstance(value, str):
        return value
    raise errors.unsupported("IDENTIFIER() with a computed name")


HANDLERS: dict[type[Tree], Callable[[Any, Scope], Bound]] = {
    exp.Literal: _literal,
    exp.RawString: _raw_string,
    exp.HexString: _hex_string,
    exp.Boolean: _boolean,
    exp.Null: _null,
    exp.Parameter: _parameter,
    exp.Placeholder: _placeholder,
}
