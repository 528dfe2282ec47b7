"""Higher-order functions: FILTER, TRANSFORM, REDUCE.

A lambda is bound in a scope inside the query's, where its parameters are VARIANT (or of their declared type).
Invariant: parameters of nested lambdas have different DuckDB names, so an inner one may use an outer one's.
Source: Snowflake reference, FILTER, TRANSFORM, REDUCE; "Use lambda functions on data".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from ecomsim.dialect.conversions import element
from ecomsim.dialect.functions.arrays import HOLES, elements
from ecomsim.dialect.functions.kit import as_boolean, as_variant
from ecomsim.dialect.functions.model import Bound, Call, Function, macro
from ecomsim.dialect.functions.semi import FAMILY
from ecomsim.dialect.functions.template import sql
from ecomsim.types import ARRAY, FLOAT, VARIANT

_NAMED = (exp.Column, exp.Table, exp.TableAlias, exp.Alias, exp.Dot, exp.Lambda)


def _body(call: Call, index: int, count: int, read: Callable[[Bound], exp.Expr]) -> tuple[list[str], exp.Expr]:
    """The DuckDB names of the parameters of the lambda at `index`, and its body as `read` wants it."""
    node = call.args[index]
    if not isinstance(node, exp.Lambda) or len(node.expressions) != count:
        raise call.invalid_types()
    scope: Any = call.binder
    depth, outer = 0, scope
    while outer is not None:
        depth, outer = depth + len(outer.parameters), outer.parent
    inner = scope.child()
    names = [f"lambda_{depth + offset}" for offset in range(count)]
    for name, parameter in zip(names, node.expressions, strict=True):
        column = exp.Column(this=exp.Identifier(this=name, quoted=False))
        inner.parameters[parameter.name] = Bound(element(column), VARIANT)
    body = node.this.transform(_as_columns, frozenset(parameter.name for parameter in node.expressions))
    return names, read(inner.bind(body))


def _computed(body: Bound) -> exp.Expr:
    """JSON: what is computed from VARIANT parameters is FLOAT here, but 1 + 2 shows as 3, a NUMBER."""
    return macro("sf_computed_variant", body.tree) if body.type == FLOAT else as_variant(body)


def _as_columns(node: exp.Expr, names: frozenset[str]) -> exp.Expr:
    """The parser leaves parameters as bare identifiers (and puts the cast of a typed one around each use)."""
    if isinstance(node, exp.Identifier) and node.name in names and not isinstance(node.parent, _NAMED):
        return exp.Column(this=node)
    return node


def _filter(call: Call) -> Bound:
    (name,), body = _body(call, 1, 1, as_boolean)
    return Bound(sql(f"to_json(list_filter(_0, lambda {name}: _1))", elements(call.bound(0)), body), ARRAY)


def _transform(call: Call) -> Bound:
    (name,), body = _body(call, 1, 1, _computed)
    template = f"to_json(list_transform(_0, lambda {name}: {HOLES.format('_1')}))"
    return Bound(sql(template, elements(call.bound(0)), body), ARRAY)


def _reduce(call: Call) -> Bound:
    (total, name), body = _body(call, 2, 2, _computed)
    template = f"list_reduce(_0, lambda {total}, {name}: _1, _2)"
    return Bound(sql(template, elements(call.bound(0)), body, as_variant(call.bound(1))), VARIANT)


FUNCTIONS: tuple[Function, ...] = (
    Function(name="FILTER", rule=_filter, min_args=2, max_args=2, family=FAMILY),
    Function(name="TRANSFORM", rule=_transform, min_args=2, max_args=2, family=FAMILY),
    Function(name="REDUCE", rule=_reduce, min_args=3, max_args=3, family=FAMILY),
)
