"""Conditional functions: IFF, NVL, DECODE, GREATEST and their kin.

Invariant: the values one of these may answer with are first brought to their common type; a comparison inside brings
its two sides to theirs. NULL rules are each function's own: GREATEST is NULL when any argument is, DECODE matches NULL.
Source: spec/sql-semantics.md section 5; Snowflake reference, "Conditional expression functions".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, keys
from ecomsim.dialect.functions import decfloats
from ecomsim.dialect.functions.kit import aliases, as_boolean, as_double, as_number, simple
from ecomsim.dialect.functions.model import Bound, Call, Function, duck, integer, to
from ecomsim.dialect.functions.template import sql
from ecomsim.dialect.operators import order_key
from ecomsim.values.types import BOOLEAN, FLOAT, SnowflakeType

_FAMILY = "Conditional expression"
_WITH_KEY = "CASE WHEN _0 IS NOT NULL THEN struct_pack(k := _1, v := _0) END"


def _unified(values: Sequence[Bound]) -> tuple[list[exp.Expr], SnowflakeType]:
    """Trees of one type, and that type."""
    kind = convert.common_type(values)
    return [convert.implicit(value, kind) for value in values], kind


def _comparable(values: Sequence[Bound]) -> list[exp.Expr]:
    """Trees that are the same where the values are equal."""
    trees, kind = _unified(values)
    return [keys.key(tree, kind) for tree in trees] if keys.is_key(kind) else trees


def _iff(call: Call) -> Bound:
    (yes, no), kind = _unified([call.bound(1), call.bound(2)])
    condition = as_boolean(call.bound(0))
    return Bound(exp.Case(ifs=[exp.If(this=condition, true=yes)], default=no), kind)


def _coalesce(call: Call) -> Bound:
    trees, kind = _unified(call.all())
    nullable = all(value.nullable for value in call.all())
    return Bound(duck("coalesce", *trees), kind, nullable=nullable)


def _nvl2(call: Call) -> Bound:
    (present, absent), kind = _unified([call.bound(1), call.bound(2)])
    return Bound(sql("CASE WHEN _0 IS NOT NULL THEN _1 ELSE _2 END", call.bound(0).tree, present, absent), kind)


def _equal_null(call: Call) -> Bound:
    trees = _comparable(call.all())
    return Bound(sql("_0 IS NOT DISTINCT FROM _1", *trees), BOOLEAN, nullable=False)


def _nullif(call: Call) -> Bound:
    left, right = _comparable(call.all())
    subject = call.bound(0)
    kind = subject.type if not subject.is_null else call.bound(1).type
    answer = subject.tree.copy() if not subject.is_null else to(exp.Null(), kind.duckdb)
    return Bound(sql("CASE WHEN _0 = _1 THEN NULL ELSE _2 END", left, right, answer), kind, physical=subject.physical)


def _decode(call: Call) -> Bound:
    """DECODE(x, search, result, …[, default]): the first search equal to x, NULL equal to NULL."""
    subject, *rest = call.all()
    pairs = list(zip(rest[0::2], rest[1::2], strict=False))
    default = rest[-1] if len(rest) % 2 else None
    results, kind = _unified([result for _, result in pairs] + ([default] if default else []))
    comparisons = _comparable([subject, *(search for search, _ in pairs)])
    case = exp.Case(
        ifs=[
            exp.If(this=sql("_0 IS NOT DISTINCT FROM _1", comparisons[0].copy(), search), true=result)
            for search, result in zip(comparisons[1:], results, strict=False)
        ]
    )
    if default is not None:
        case.set("default", results[-1])
    return Bound(case, kind)


def _extreme(call: Call) -> Bound:
    """GREATEST and LEAST; NULL as soon as one argument is (not so the _IGNORE_NULLS forms)."""
    name = call.name.split("_")[0].lower()
    trees, kind = _unified(call.all())
    if kind.name in ("ARRAY", "OBJECT") and not kind.is_structured:  # nothing says which of two is the greater
        raise errors.unsupported(f"{call.name} of {kind.name}")
    answer = _chosen(name, trees, kind) if keys.is_order_key(kind) else duck(name, *trees)
    if len(trees) == 1 or call.name.endswith("_IGNORE_NULLS"):
        return Bound(answer, kind)
    doubtful = [
        tree
        for tree, value in zip(trees, call.all(), strict=True)
        if value.nullable and value.constant is not None and not _never_null(value)
    ]
    if any(value.is_null for value in call.all()):
        return Bound(to(exp.Null(), kind.duckdb), kind)
    if not doubtful:
        return Bound(answer, kind)
    condition = sql("_0 IS NULL", doubtful[0].copy())
    for tree in doubtful[1:]:
        condition = exp.Or(this=condition, expression=sql("_0 IS NULL", tree.copy()))
    return Bound(sql("CASE WHEN _0 THEN NULL ELSE _1 END", condition, answer), kind)


def _chosen(name: str, trees: Sequence[exp.Expr], kind: SnowflakeType) -> exp.Expr:
    """GREATEST or LEAST of values ordered by a key: the value beside the greatest or least key."""
    pairs = [sql(_WITH_KEY, tree, order_key(Bound(tree.copy(), kind))) for tree in trees]
    return sql("struct_extract(_0, 'v')", duck(name, *pairs))


def _never_null(value: Bound) -> bool:
    return value.is_constant and value.constant is not None


def _zero_if_null(call: Call) -> Bound:
    subject = as_number(call, 0)
    zero = to(integer(0), subject.physical or subject.type.duckdb)
    return Bound(duck("coalesce", subject.tree, zero), subject.type, nullable=False, physical=subject.physical)


def _null_if_zero(call: Call) -> Bound:
    subject = as_number(call, 0)
    return Bound(sql("nullif(_0, 0)", subject.tree), subject.type, physical=subject.physical)


def _boolean(name: str, template: str, arguments: int = 2) -> Function:
    return simple(name, "b" * arguments, BOOLEAN, template, family=_FAMILY)


def _regr(name: str, template: str) -> Function:
    def rule(call: Call) -> Bound:
        return Bound(sql(template, as_double(call.bound(0)), as_double(call.bound(1))), FLOAT)

    return _rule(name, rule, 2, 2)


def _rule(name: str, rule: Any, fewest: int, most: int | None) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=_FAMILY)


_ENTRIES: tuple[Function, ...] = (
    _rule("IFF", _iff, 3, 3),
    _rule("COALESCE", _coalesce, 1, None),
    *aliases(_rule("NVL", _coalesce, 2, 2), "IFNULL"),
    _rule("NVL2", _nvl2, 3, 3),
    _rule("NULLIF", _nullif, 2, 2),
    _rule("EQUAL_NULL", _equal_null, 2, 2),
    _rule("DECODE", _decode, 3, None),
    _rule("GREATEST", _extreme, 1, None),
    _rule("LEAST", _extreme, 1, None),
    _rule("GREATEST_IGNORE_NULLS", _extreme, 1, None),
    _rule("LEAST_IGNORE_NULLS", _extreme, 1, None),
    _rule("ZEROIFNULL", _zero_if_null, 1, 1),
    _rule("NULLIFZERO", _null_if_zero, 1, 1),
    _boolean("BOOLAND", "_0 AND _1"),
    _boolean("BOOLOR", "_0 OR _1"),
    _boolean("BOOLXOR", "_0 <> _1"),
    _boolean("BOOLNOT", "NOT _0", 1),
    _regr("REGR_VALX", "CASE WHEN _0 IS NOT NULL THEN _1 END"),
    _regr("REGR_VALY", "CASE WHEN _1 IS NOT NULL THEN _0 END"),
)

FUNCTIONS: tuple[Function, ...] = tuple(map(decfloats.taught, _ENTRIES))
