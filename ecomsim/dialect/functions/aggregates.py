"""Aggregate functions, alone or under OVER.

Every rule builds DuckDB aggregate calls with over(call, …), which adds the window when there is one; what is computed
from several aggregates (AVG is a sum by a count) adds it to each. Invariant: COUNT, ARRAY_AGG and LISTAGG of no rows
are 0, [] and '', everything else is NULL. Source: spec/sql-semantics.md section 7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, keys, operators
from ecomsim.dialect.functions.decfloats import is_decfloat, taught
from ecomsim.dialect.functions.kit import as_variant, python, starred, starred_values
from ecomsim.dialect.functions.model import Bound, Call, Function, duck, integer, macro, string, to
from ecomsim.dialect.functions.windowing import aggregate, distinct_order, order_items, over
from ecomsim.values.types import ARRAY, BOOLEAN, FLOAT, INTEGER, OBJECT, TEXT, VARIANT, number

Tree = exp.Expr
_FAMILY = "Aggregate"
COUNT = number(18, 0)

MACROS: tuple[str, ...] = (
    # a sum of 64-bit hashes as one signed 64-bit number
    "CREATE OR REPLACE MACRO _ecomsim.sf_signed_sum(total) AS "
    "coalesce(CAST(total % 18446744073709551616::HUGEINT - 9223372036854775808::HUGEINT AS BIGINT), 0)",
    "CREATE OR REPLACE MACRO _ecomsim.sf_top_k(m, k) AS to_json(list_transform(list_slice(list_reverse_sort("
    "list_transform(map_entries(m), lambda e: {'c': e.value, 'v': e.key})), 1, k), "
    "lambda e: json_array(to_json(e.v), e.c)))",
    "CREATE OR REPLACE MACRO _ecomsim.sf_object_of(pairs) AS CASE WHEN len(list_distinct(list_transform(pairs, "
    "lambda p: p.k))) < len(pairs) THEN error('[[100109|22000|Duplicate field key in OBJECT_AGG]]') ELSE "
    "json('{' || coalesce(list_aggregate(list_transform(list_sort(pairs), lambda p: to_json(p.k)::VARCHAR || ':' || "
    "p.v::VARCHAR), 'string_agg', ','), '') || '}') END",
)


# --- counting --------------------------------------------------------------------------------------------------


def _count(call: Call) -> Bound:
    """COUNT: `*` alone counts rows; any other star stands for its columns, and rows without NULL are counted."""
    if call.args[0] == exp.Star() and not call.distinct:
        return Bound(over(call, duck("count", exp.Star())), COUNT, nullable=False, physical="BIGINT")
    values = starred_values(call)
    if call.distinct:
        values = [_distinct_key(value) for value in values]
    tree = values[0].tree if len(values) == 1 else _all_or_null(values, call.distinct)
    if values[0].is_null:
        tree = to(tree, "VARCHAR")
    return Bound(over(call, aggregate("count", tree, distinct=call.distinct)), COUNT, nullable=False, physical="BIGINT")


def _distinct_key(value: Bound) -> Bound:
    return replace(value, tree=keys.key(value.tree, value.type)) if keys.is_key(value.type) else value


def _all_or_null(values: list[Bound], distinct: bool) -> Tree:
    """NULL when any of `values` is, else the row of them (1 where only the fact counts)."""
    tests = [exp.Is(this=operators.paren(value.tree.copy()), expression=exp.Null()) for value in values]
    row = duck("row", *(value.tree for value in values)) if distinct else integer(1)
    return exp.Case(ifs=[exp.If(this=_any(tests), true=exp.Null())], default=row)


def _any(tests: list[exp.Is]) -> Tree:
    tree: Tree = tests[0]
    for test in tests[1:]:
        tree = exp.Or(this=tree, expression=test)
    return tree


def _count_if(call: Call) -> Bound:
    chosen = exp.Case(ifs=[exp.If(this=operators.condition(call.bound(0)), true=integer(1))])
    return Bound(over(call, duck("count", chosen)), COUNT, nullable=False, physical="BIGINT")


# --- sums ------------------------------------------------------------------------------------------------------


def addend(call: Call, index: int = 0) -> Bound:
    """An argument as NUMBER or FLOAT; text and VARIANT are read as FLOAT."""
    return as_addend(call.bound(index), call)


def as_addend(value: Bound, call: Call) -> Bound:
    if value.type.name in ("NUMBER", "FLOAT"):
        return value
    if value.is_null:
        return Bound(to(value.tree, INTEGER.duckdb), INTEGER)
    if value.type.is_text or value.type.name == "VARIANT":
        return Bound(convert.implicit(value, FLOAT), FLOAT)
    if is_decfloat(value):
        raise errors.unsupported(f"{call.name} of DECFLOAT")
    raise call.invalid_types()


def _sum(call: Call) -> Bound:
    value = addend(call)
    if value.type == FLOAT:
        return Bound(over(call, aggregate("sum", value.tree, distinct=call.distinct)), FLOAT)
    kind = number(38, value.type.scale or 0)
    tree = over(call, aggregate("sum", convert.exact(value), distinct=call.distinct))
    return Bound(tree, kind)


def _avg(call: Call) -> Bound:
    value = addend(call)
    if value.type == FLOAT:
        return Bound(over(call, aggregate("avg", value.tree, distinct=call.distinct)), FLOAT)
    scale = value.type.scale or 0
    kind = number(38, max(scale, min(scale + (3 if call.window is not None else 6), 12)))
    total = over(call, aggregate("sum", convert.exact(value), distinct=call.distinct))
    count = over(call, aggregate("count", value.tree.copy(), distinct=call.distinct))
    return operators.average(total, scale, count, kind)


def _double(name: str) -> Callable[[Call], Bound]:
    """A statistic that DuckDB computes in floating point."""

    def rule(call: Call) -> Bound:
        trees = [to(addend(call, index).tree, "DOUBLE") for index in range(len(call.args))]
        if call.distinct:
            return Bound(over(call, aggregate(name, trees[0], distinct=True)), FLOAT)
        return Bound(over(call, duck(name, *trees)), FLOAT)

    return rule


def _variance(name: str) -> Callable[[Call], Bound]:
    """VAR_POP, VAR_SAMP: of NUMBERs a NUMBER, with the places of a quotient of their squares."""

    def rule(call: Call) -> Bound:
        found, value = _double(name)(call), addend(call)
        if value.type == FLOAT:
            return found
        scale = 2 * (value.type.scale or 0)
        return _rounded(found, max(scale, min(scale + 6, 12)))

    return rule


def _kurtosis(call: Call) -> Bound:
    """Of NUMBERs a NUMBER with twelve places."""
    found = _double("kurtosis")(call)
    return found if addend(call).type == FLOAT else _rounded(found, 12)


def _rounded(value: Bound, scale: int) -> Bound:
    kind = number(38, min(scale, 37))
    return Bound(to(value.tree, kind.duckdb), kind)


def _regression(name: str) -> Callable[[Call], Bound]:
    """A statistic of a line, which there is none of through points one above the other."""

    def rule(call: Call) -> Bound:
        found = _double(name)(call)
        tree = duck("nullif", found.tree, to(string("nan"), "DOUBLE"))
        return Bound(tree, FLOAT)

    return rule


def _regression_count(call: Call) -> Bound:
    trees = [to(addend(call, index).tree, "DOUBLE") for index in range(2)]
    return Bound(to(over(call, duck("regr_count", *trees)), "BIGINT"), COUNT, nullable=False, physical="BIGINT")


def _bits(name: str) -> Callable[[Call], Bound]:
    def rule(call: Call) -> Bound:
        value = addend(call)
        return Bound(over(call, duck(name, to(convert.implicit(value, INTEGER), "BIGINT"))), INTEGER, physical="BIGINT")

    return rule


def _booleans(name: str) -> Callable[[Call], Bound]:
    return lambda call: Bound(over(call, duck(name, operators.condition(call.bound(0)))), BOOLEAN)


def _exactly_one(call: Call) -> Bound:
    """BOOLXOR_AGG: TRUE when exactly one is."""
    test = operators.condition(call.bound(0))
    ones = duck(
        "sum",
        exp.Case(
            ifs=[
                exp.If(this=test, true=integer(1)),
                exp.If(this=exp.Not(this=operators.paren(test.copy())), true=integer(0)),
            ]
        ),
    )
    return Bound(exp.Paren(this=exp.EQ(this=over(call, ones), expression=integer(1))), BOOLEAN)


# --- choosing --------------------------------------------------------------------------------------------------


def _extreme(name: str, by: str) -> Callable[[Call], Bound]:
    def rule(call: Call) -> Bound:
        value = call.bound(0)
        if keys.is_order_key(value.type):
            key = operators.order_key(Bound(value.tree.copy(), value.type))
            return Bound(over(call, duck(by, value.tree, key)), value.type)
        return Bound(over(call, duck(name, convert.exact(value))), value.type)

    return rule


def _same(name: str) -> Callable[[Call], Bound]:
    def rule(call: Call) -> Bound:
        value = call.bound(0)
        return Bound(over(call, duck(name, convert.exact(value))), value.type)

    return rule


def _by(name: str) -> Callable[[Call], Bound]:
    """MIN_BY, MAX_BY; with a count the answer is an ARRAY."""

    def rule(call: Call) -> Bound:
        value, key = call.bound(0), operators.order_key(call.bound(1))
        if call.has(2):
            element, count = convert.implicit(value, VARIANT), call.whole(2)
            if not 1 <= count <= 1000:
                raise errors.invalid_value(f"Invalid number of values {count} for function {call.name}: from 1 to 1000")
            found = over(call, duck(name, element, key, integer(count)))
            return Bound(duck("to_json", found), ARRAY)
        return Bound(over(call, duck(name, convert.exact(value), key)), value.type)

    return rule


def _distinct_count(call: Call) -> Bound:
    values = starred_values(call)
    tree = values[0].tree if len(values) == 1 else _all_or_null(values, True)
    return Bound(over(call, aggregate("count", tree, distinct=True)), COUNT, nullable=False, physical="BIGINT")


# --- collecting ------------------------------------------------------------------------------------------------


def _listagg(call: Call) -> Bound:
    value = convert.implicit(call.bound(0), TEXT)
    separator = str(call.literal(1)) if call.has(1) else ""
    order = distinct_order(call) if call.distinct else order_items(call)
    if call.distinct and order:
        if not call.bound(0).type.is_text:
            return _listed_in_order(call, separator, order)
        order[0].set("this", value.copy())
    arguments: list[Tree] = [exp.Distinct(expressions=[value]) if call.distinct else value, string(separator)]
    if order:
        arguments[-1] = exp.Order(this=arguments[-1], expressions=order)
    return Bound(duck("coalesce", over(call, duck("string_agg", *arguments)), string("")), TEXT, nullable=False)


def _listed_in_order(call: Call, separator: str, order: list[exp.Ordered]) -> Bound:
    """LISTAGG(DISTINCT number): 2 stands before 10, which as texts it does not."""
    value = call.bound(0)
    order[0].set("this", convert.exact(value).copy())
    collected = over(call, aggregate("list", convert.exact(value), distinct=True, order=order))
    text = convert.implicit(Bound(exp.column("x"), value.type), TEXT)
    listed = duck("array_to_string", duck("list_transform", collected, _lambda("x", text)), string(separator))
    return Bound(duck("coalesce", listed, string("")), TEXT, nullable=False)


def _array_agg(call: Call) -> Bound:
    value = call.bound(0)
    order = distinct_order(call) if call.distinct else order_items(call)
    # elements are collected as they are and become JSON afterwards: DISTINCT and ORDER BY see the real values
    tree = convert.exact(value)
    if call.distinct:
        for item in order:
            item.set("this", tree.copy())
    collected = over(call, aggregate("list", tree, distinct=call.distinct, order=order))
    kept = duck(
        "list_filter", collected, _lambda("x", exp.Not(this=exp.Is(this=exp.column("x"), expression=exp.Null())))
    )
    element = convert.implicit(Bound(exp.column("x"), value.type), VARIANT)
    listed = duck("to_json", duck("list_transform", kept, _lambda("x", element)))
    return Bound(duck("coalesce", listed, to(string("[]"), "JSON")), ARRAY, nullable=False)


def _lambda(name: str, body: Tree) -> Tree:
    return exp.Var(this=f"lambda {name}: {body.sql('duckdb')}")


def _array_unique(call: Call) -> Bound:
    call.distinct = True
    return _array_agg(call)


def _array_union(call: Call) -> Bound:
    """ARRAY_UNION_AGG: each value as often as the array has it that has it most; of structured ARRAYs one of their
    type.
    """
    given = call.bound(0)
    kind = given.type if given.type.is_structured and given.type.name == "ARRAY" else ARRAY
    lists = over(call, duck("list", to(convert.implicit(given, kind), "VARCHAR")))
    there = duck("list_filter", lists, _lambda("a", exp.Not(this=exp.Is(this=exp.column("a"), expression=exp.Null()))))
    joined = duck("array_to_string", there, string(","))
    text = exp.DPipe(this=exp.DPipe(this=string("["), expression=joined), expression=string("]"))
    return Bound(to(python("array_union", text), "JSON"), kind)


def _object_agg(call: Call) -> Bound:
    key, value = convert.implicit(call.bound(0), TEXT), convert.implicit(call.bound(1), VARIANT)
    pair = duck("struct_pack", _named("k", key), _named("v", value))
    tests = [exp.Is(this=operators.paren(tree.copy()), expression=exp.Null()) for tree in (key, value)]
    kept = exp.Case(ifs=[exp.If(this=_any(tests), true=exp.Null())], default=pair)
    collected = over(call, duck("list", kept))
    rows = duck(
        "list_filter", collected, _lambda("p", exp.Not(this=exp.Is(this=exp.column("p"), expression=exp.Null())))
    )
    return Bound(macro("sf_object_of", duck("coalesce", rows, exp.Array(expressions=[]))), OBJECT, nullable=False)


def _named(name: str, tree: Tree) -> Tree:
    return exp.PropertyEQ(this=exp.to_identifier(name), expression=tree)


def _top_k(call: Call) -> Bound:
    value = as_variant(call.bound(0))
    count = integer(call.whole(1)) if call.has(1) else integer(1)
    return Bound(macro("sf_top_k", over(call, duck("histogram", value)), count), ARRAY)


def _hash_agg(call: Call) -> Bound:
    """HASH_AGG([DISTINCT] x, … | *): the hashes of the rows, added up; 0 without rows, never NULL."""
    row = to(duck("hash", *(convert.exact(value) for _, value in starred(call))), "HUGEINT")
    total = over(call, aggregate("sum", row, distinct=call.distinct))
    return Bound(macro("sf_signed_sum", total), number(19, 0), nullable=False, physical="BIGINT")


def _grouping(call: Call) -> Bound:
    trees = [keys.key(v.tree, v.type) if keys.is_key(v.type) else convert.grouped(v) for v in call.all()]
    return Bound(duck("grouping", *trees), COUNT, nullable=False, physical="BIGINT")


def _entry(name: str, rule: Callable[[Call], Bound], fewest: int, most: int | None) -> Function:
    return taught(Function(name=name, rule=rule, min_args=fewest, max_args=most, family=_FAMILY, kind="aggregate"))


_STATISTICS: dict[str, tuple[str, int]] = {
    "STDDEV": ("stddev_samp", 1),
    "STDDEV_SAMP": ("stddev_samp", 1),
    "STDDEV_POP": ("stddev_pop", 1),
    "SKEW": ("skewness", 1),
    "CORR": ("corr", 2),
    "COVAR_POP": ("covar_pop", 2),
    "COVAR_SAMP": ("covar_samp", 2),
    "REGR_AVGX": ("regr_avgx", 2),
    "REGR_AVGY": ("regr_avgy", 2),
    "REGR_SXX": ("regr_sxx", 2),
    "REGR_SXY": ("regr_sxy", 2),
    "REGR_SYY": ("regr_syy", 2),
}

FUNCTIONS: tuple[Function, ...] = (
    _entry("COUNT", _count, 1, None),
    _entry("COUNT_IF", _count_if, 1, 1),
    _entry("SUM", _sum, 1, 1),
    _entry("AVG", _avg, 1, 1),
    _entry("MIN", _extreme("min", "arg_min"), 1, 1),
    _entry("MAX", _extreme("max", "arg_max"), 1, 1),
    # the smallest is as good as any, and the same on every run
    _entry("ANY_VALUE", _same("min"), 1, 1),
    _entry("MODE", _same("mode"), 1, 1),
    _entry("MIN_BY", _by("arg_min"), 2, 3),
    _entry("MAX_BY", _by("arg_max"), 2, 3),
    _entry("APPROX_COUNT_DISTINCT", _distinct_count, 1, None),
    _entry("HLL", _distinct_count, 1, None),
    *(_entry(name, _listagg, 1, 2) for name in ("LISTAGG", "STRING_AGG")),
    *(_entry(name, _array_agg, 1, 1) for name in ("ARRAY_AGG", "ARRAYAGG")),
    _entry("ARRAY_UNIQUE_AGG", _array_unique, 1, 1),
    _entry("ARRAY_UNION_AGG", _array_union, 1, 1),
    *(_entry(name, _object_agg, 2, 2) for name in ("OBJECT_AGG", "OBJECTAGG")),
    _entry("APPROX_TOP_K", _top_k, 1, 3),
    _entry("HASH_AGG", _hash_agg, 1, None),
    _entry("GROUPING", _grouping, 1, None),
    _entry("GROUPING_ID", _grouping, 1, None),
    _entry("BOOLXOR_AGG", _exactly_one, 1, 1),
    *(_entry(name, _booleans("bool_and"), 1, 1) for name in ("BOOLAND_AGG", "EVERY")),
    *(_entry(name, _booleans("bool_or"), 1, 1) for name in ("BOOLOR_AGG",)),
    *(_entry(name, _bits("bit_and"), 1, 1) for name in ("BITAND_AGG", "BITANDAGG", "BIT_AND_AGG", "BIT_ANDAGG")),
    *(_entry(name, _bits("bit_or"), 1, 1) for name in ("BITOR_AGG", "BITORAGG", "BIT_OR_AGG", "BIT_ORAGG")),
    *(_entry(name, _bits("bit_xor"), 1, 1) for name in ("BITXOR_AGG", "BITXORAGG", "BIT_XOR_AGG", "BIT_XORAGG")),
    *(_entry(name, _variance("var_samp"), 1, 1) for name in ("VARIANCE", "VAR_SAMP", "VARIANCE_SAMP")),
    *(_entry(name, _variance("var_pop"), 1, 1) for name in ("VAR_POP", "VARIANCE_POP")),
    _entry("KURTOSIS", _kurtosis, 1, 1),
    *(_entry(name, _regression(name.lower()), 2, 2) for name in ("REGR_INTERCEPT", "REGR_R2", "REGR_SLOPE")),
    _entry("REGR_COUNT", _regression_count, 2, 2),
    *(_entry(name, _double(duckdb_name), count, count) for name, (duckdb_name, count) in _STATISTICS.items()),
)
