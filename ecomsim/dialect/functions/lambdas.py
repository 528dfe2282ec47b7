"""Higher-order functions: FILTER, TRANSFORM, REDUCE.

A lambda is bound in a scope inside the query's, where its parameters are VARIANT, of the
type of a structured ARRAY's elements, or of their declared type.
Invariant: parameters of nested lambdas have different DuckDB names, so an inner one may use an outer one's.
Source: Snowflake reference, FILTER, TRANSFORM, REDUCE; "Use lambda functions on data".
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlglot import exp

from ecomsim.dialect import convert, structured
from ecomsim.dialect.functions.arrays import HOLES, elements
from ecomsim.dialect.functions.kit import as_boolean, as_variant
from ecomsim.dialect.functions.model import Bound, Call, Function, macro, to
from ecomsim.dialect.functions.semi import FAMILY
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import ARRAY, FLOAT, TEXT, VARIANT, SnowflakeType, array_of, number

_NAMED = (exp.Column, exp.Table, exp.TableAlias, exp.Alias, exp.Dot, exp.Lambda)


def _body(call: Call, index: int, *kinds: SnowflakeType) -> tuple[list[str], Bound]:
    """The DuckDB names of the parameters of the lambda at `index`, which hold values of `kinds`, and its body."""
    node = call.args[index]
    if not isinstance(node, exp.Lambda) or len(node.expressions) != len(kinds):
        raise call.invalid_types()
    scope: Any = call.binder
    depth, outer = 0, scope
    while outer is not None:
        depth, outer = depth + len(outer.parameters), outer.parent
    inner = scope.child()
    names = [f"lambda_{depth + offset}" for offset in range(len(kinds))]
    for name, parameter, kind in zip(names, node.expressions, kinds, strict=True):
        column = exp.Column(this=exp.Identifier(this=name, quoted=False))
        inner.parameters[parameter.name] = structured.taken(column, kind, convert.implicit)
    body = node.this.transform(_as_columns, frozenset(parameter.name for parameter in node.expressions))
    return names, inner.bind(body)


def _array(call: Call) -> tuple[exp.Expr, SnowflakeType, SnowflakeType]:
    """The first argument as JSON[], its type, and that of its elements."""
    value = call.bound(0)
    kind = value.type
    if not kind.is_structured:
        return to(elements(value), "JSON[]"), ARRAY, VARIANT  # DuckDB takes a list with a type, also for NULL::ARRAY
    if kind.name != "ARRAY":
        raise call.invalid_types()
    return to(elements(replace(value, type=ARRAY)), "JSON[]"), kind, kind.inner[0]


def _computed(body: Bound) -> exp.Expr:
    """JSON: what is computed from VARIANT parameters is FLOAT here, but 1 + 2 shows as 3, a NUMBER."""
    return macro("sf_computed_variant", body.tree) if body.type == FLOAT else as_variant(body)


def _as_columns(node: exp.Expr, names: frozenset[str]) -> exp.Expr:
    """The parser leaves parameters as bare identifiers (and puts the cast of a typed one around each use)."""
    if isinstance(node, exp.Identifier) and node.name in names and not isinstance(node.parent, _NAMED):
        return exp.Column(this=node)
    return node


def _filter(call: Call) -> Bound:
    array, kind, element = _array(call)
    (name,), body = _body(call, 1, element)
    return Bound(sql(f"to_json(list_filter(_0, lambda {name}: _1))", array, as_boolean(body)), kind)


def _transform(call: Call) -> Bound:
    """TRANSFORM: of a structured ARRAY one of what the lambda gives."""
    array, kind, element = _array(call)
    (name,), body = _body(call, 1, element)
    template = f"to_json(list_transform(_0, lambda {name}: {HOLES.format('_1')}))"
    if not kind.is_structured:
        return Bound(sql(template, array, _computed(body)), ARRAY)
    made = TEXT if body.is_null else body.type
    value = structured.stored(convert.implicit(body, made), made, convert.implicit)
    return Bound(sql(template, array, value), array_of(made))


def _reduce(call: Call) -> Bound:
    """REDUCE(array, first, lambda): the total has the type of `first`; numbers from VARIANTs stay in one."""
    array, kind, element = _array(call)
    first = call.bound(1)
    is_typed = kind.is_structured or first.type.name not in ("NUMBER", "FLOAT")
    held = first.type if is_typed and not first.is_null else VARIANT
    if held.is_text:
        held = TEXT
    if held.name == "NUMBER":  # the total may grow beyond the digits that are written
        held = number(38, held.scale or 0)
    (total, name), body = _body(call, 2, held, element)
    template = f"list_reduce(_0, lambda {total}, {name}: _1, _2)"
    if held == VARIANT:
        return Bound(sql(template, array, _computed(body), as_variant(first)), VARIANT)
    value, start = (structured.stored(convert.implicit(each, held), held, convert.implicit) for each in (body, first))
    return structured.taken(sql(template, array, value, start), held, convert.implicit)


FUNCTIONS: tuple[Function, ...] = (
    Function(name="FILTER", rule=_filter, min_args=2, max_args=2, family=FAMILY),
    Function(name="TRANSFORM", rule=_transform, min_args=2, max_args=2, family=FAMILY),
    Function(name="REDUCE", rule=_reduce, min_args=3, max_args=3, family=FAMILY),
)
