"""Array functions.

An ARRAY is JSON text; inside one of these functions it is a DuckDB list of JSON values. Invariant: indexes count from
0, negative ones from the end; elements are equal as VARIANTs are; an element that is SQL NULL is a HOLE, shown as
`undefined`, and other than a JSON null.
Source: spec/sql-semantics.md section 6; Snowflake reference, "Semi-structured and structured data functions", arrays.
"""

from __future__ import annotations

from typing import Any, cast

from sqlglot import exp

from ecomsim.dialect.functions.kit import as_boolean, as_integer, as_text, as_variant, python
from ecomsim.dialect.functions.model import Bound, Call, Function, duck, string, to
from ecomsim.dialect.functions.semi import FAMILY
from ecomsim.dialect.functions.structured_arrays import any_type, both, flattened, looked_up, same_type, with_element
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import ARRAY, BOOLEAN, OBJECT, TEXT, VARIANT, SnowflakeType, number
from ecomsim.values.variant import HOLE

_SIZE = number(9, 0)
_HOLE = f"CAST('{HOLE}' AS JSON)"
_EQUAL = "_ecomsim.sf_variant_equal({0})"
_EQUALS = f"list_transform({{0}}, lambda e: {_EQUAL.format('e')})"
"""DuckDB text: what is the same for elements that are equal."""

HOLES = "coalesce({0}, " + _HOLE + ")"
"""DuckDB text: an element that may be SQL NULL."""
_LIST = "CASE WHEN json_type({0}) = 'ARRAY' THEN json_extract({0}, '$[*]') END"


def elements(bound: Bound) -> exp.Expr:
    """JSON[]: the elements of an ARRAY (or of a VARIANT that holds one); NULL for anything else."""
    if bound.is_null:
        return to(exp.Null(), "JSON[]")
    if bound.type == ARRAY:
        return sql("json_extract(_0, '$[*]')", bound.tree)
    return sql(_LIST.format("_0"), as_variant(bound))


def element(bound: Bound) -> exp.Expr:
    """JSON: one value to compare or to put in; NULL is a hole."""
    return sql(HOLES.format("_0"), as_variant(bound)) if bound.nullable or bound.is_null else as_variant(bound)


def _given(call: Call, index: int) -> Bound:
    """Argument `index`, which has to be an ARRAY or a VARIANT that may hold one. Raises 001044."""
    bound = call.bound(index)
    if not bound.is_null and bound.type.name not in ("ARRAY", "VARIANT"):
        raise call.invalid_types()
    return bound


def _array_construct(call: Call) -> Bound:
    return Bound(duck("json_array", *(element(bound) for bound in call.all())), ARRAY, nullable=False)


def _array_construct_compact(call: Call) -> Bound:
    values = exp.Array(expressions=[as_variant(bound) for bound in call.all()])
    if not call.args:
        return Bound(sql("CAST('[]' AS JSON)"), ARRAY, nullable=False)
    return Bound(sql("to_json(list_filter(_0, lambda x: json_type(x) <> 'NULL'))", values), ARRAY, nullable=False)


def _array_cat(call: Call) -> Bound:
    trees = [elements(_given(call, index)) for index in range(len(call.args))]
    missing = " OR ".join(f"_{index} IS NULL" for index in range(len(trees)))
    joined = "_0"
    for index in range(1, len(trees)):
        joined = f"list_concat({joined}, _{index})"
    return Bound(sql(f"CASE WHEN {missing} THEN NULL ELSE to_json({joined}) END", *trees), ARRAY)


def _append(template: str) -> Any:
    def rule(call: Call) -> Bound:
        return Bound(sql(template, elements(_given(call, 0)), element(call.bound(1))), ARRAY)

    return rule


def _remove(call: Call) -> Bound:
    """ARRAY_REMOVE(array, value): NULL for a value that is."""
    value = call.bound(1)
    found = _append(f"to_json(list_filter(_0, lambda x: {_EQUAL.format('x')} <> {_EQUAL.format('_1')}))")(call)
    if value.nullable or value.is_null:
        found = Bound(sql("CASE WHEN _0 IS NOT NULL THEN _1 END", as_variant(value), found.tree), ARRAY)
    return cast(Bound, found)


def _position(call: Call) -> Bound:
    """ARRAY_POSITION(value, array)."""
    template = f"nullif(list_position({_EQUALS.format('_1')}, {_EQUAL.format('_0')}), 0) - 1"
    return Bound(sql(template, element(call.bound(0)), elements(_given(call, 1))), _SIZE, physical="INTEGER")


def _overlap(call: Call) -> Bound:
    template = f"list_has_any({_EQUALS.format('_0')}, {_EQUALS.format('_1')})"
    return Bound(sql(template, elements(_given(call, 0)), elements(_given(call, 1))), BOOLEAN)


def _contains(call: Call) -> Bound:
    """ARRAY_CONTAINS(value, array): NULL is found where there is a hole, and else gives NULL."""
    value = call.bound(0)
    found = sql(
        f"list_contains({_EQUALS.format('_1')}, {_EQUAL.format('_0')})", element(value), elements(_given(call, 1))
    )
    if value.nullable or value.is_null:
        found = sql("CASE WHEN _0 THEN TRUE WHEN _1 IS NOT NULL THEN _0 END", found, as_variant(value))
    return Bound(found, BOOLEAN)


def _array_slice(call: Call) -> Bound:
    """ARRAY_SLICE(array, from, to): `to` is not included."""
    tree = sql(
        "CASE WHEN _1 IS NULL OR _2 IS NULL THEN NULL ELSE to_json(list_slice(_0, CASE WHEN _1 < 0 THEN "
        "greatest(len(_0) + _1, 0) ELSE _1 END + 1, CASE WHEN _2 < 0 THEN greatest(len(_0) + _2, 0) ELSE _2 END)) END",
        elements(_given(call, 0)),
        as_integer(call.bound(1)),
        as_integer(call.bound(2)),
    )
    return Bound(tree, ARRAY)


def _array_to_string(call: Call) -> Bound:
    texts = sql(
        "list_transform(_0, lambda x: coalesce(_ecomsim.sf_plain_text(json_extract_string(x, '$')), ''))",
        elements(_given(call, 0)),
    )
    separator = as_text(call.bound(1))
    if call.bound(1).is_constant and not call.bound(1).is_null:
        return Bound(sql("array_to_string(_0, _1)", texts, separator), TEXT)
    # DuckDB's own wants one separator for all rows
    joined = "CASE WHEN len(_0) = 0 THEN '' ELSE list_reduce(_0, lambda a, b: a || _1 || b) END"
    return Bound(sql(f"CASE WHEN _1 IS NOT NULL THEN {joined} END", texts, separator), TEXT)


def _array_sort(call: Call) -> Bound:
    """ARRAY_SORT(array [, ascending [, nulls first]]): NULLs last when ascending, first when descending."""
    ascending = as_boolean(call.bound(1)) if call.has(1) else exp.true()
    nulls_first = as_boolean(call.bound(2)) if call.has(2) else sql("NOT _0", ascending.copy())
    tree = python("array_sort", _array_text(call, 0), to(ascending, "VARCHAR"), to(nulls_first, "VARCHAR"))
    return Bound(to(tree, "JSON"), ARRAY)


def _text(call: Call, index: int) -> exp.Expr:
    """An argument as JSON text."""
    return to(as_variant(call.bound(index)), "VARCHAR")


def _array_text(call: Call, index: int) -> exp.Expr:
    """An array as JSON text, NULL for a VARIANT that holds none."""
    bound = _given(call, index)
    if bound.type.name == "ARRAY":
        return to(bound.tree, "VARCHAR")
    return sql("CASE WHEN json_type(_0) = 'ARRAY' THEN CAST(_0 AS VARCHAR) END", as_variant(bound))


def _through(function: str, kind: SnowflakeType = ARRAY) -> Any:
    """Computed in Python from the JSON text of all arguments, which are arrays."""

    def rule(call: Call) -> Bound:
        texts = [_array_text(call, index) for index in range(len(call.args))]
        return Bound(to(python(function, *texts), "JSON"), kind)

    return rule


def _remove_at(call: Call) -> Bound:
    tree = python("array_remove_at", _array_text(call, 0), to(as_integer(call.bound(1)), "VARCHAR"))
    return Bound(to(tree, "JSON"), ARRAY)


def _extreme(call: Call) -> Bound:
    largest = "true" if call.name == "ARRAY_MAX" else "false"
    return Bound(to(python("array_extreme", _array_text(call, 0), string(largest)), "JSON"), VARIANT)


def _array_insert(call: Call) -> Bound:
    array, position = _array_text(call, 0), as_integer(call.bound(1))
    tree = python("array_insert", array.copy(), to(position.copy(), "VARCHAR"), _text(call, 2))
    return Bound(
        sql("CASE WHEN _0 IS NOT NULL AND _1 IS NOT NULL THEN CAST(_2 AS JSON) END", array, position, tree), ARRAY
    )


def _generate_range(call: Call) -> Bound:
    """ARRAY_GENERATE_RANGE(start, stop [, step]): stop is not included."""
    arguments = [as_integer(bound) for bound in call.all()]
    template = "to_json(range(_0, _1))" if len(arguments) == 2 else "to_json(range(_0, _1, _2))"
    return Bound(sql(template, *arguments), ARRAY)


def _array_size(call: Call) -> Bound:
    tree = sql("CASE WHEN json_type(_0) = 'ARRAY' THEN json_array_length(_0) END", as_variant(call.bound(0)))
    return Bound(tree, _SIZE, physical="UBIGINT")


def _rule(name: str, rule: Any, fewest: int, most: int | None) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=FAMILY)


def _of_one(name: str, template: str, kind: SnowflakeType = ARRAY, physical: str | None = None) -> Function:
    def rule(call: Call) -> Bound:
        return Bound(sql(template, elements(_given(call, 0))), kind, physical=physical)

    return _rule(name, same_type(rule), 1, 1)


FUNCTIONS: tuple[Function, ...] = (
    _rule("ARRAY_CONSTRUCT", _array_construct, 0, None),
    _rule("ARRAY_CONSTRUCT_COMPACT", _array_construct_compact, 0, None),
    _rule("ARRAY_SIZE", any_type(_array_size), 1, 1),
    _rule("ARRAY_APPEND", with_element(_append("to_json(list_append(_0, _1))"), 1), 2, 2),
    _rule("ARRAY_PREPEND", with_element(_append("to_json(list_prepend(_1, _0))"), 1), 2, 2),
    _rule("ARRAY_REMOVE", with_element(_remove, 1), 2, 2),
    _rule("ARRAY_CAT", both(_array_cat, lambda first, shared: shared), 2, None),
    _of_one("ARRAY_COMPACT", f"to_json(list_filter(_0, lambda x: json_type(x) <> 'NULL' AND x <> {_HOLE}))"),
    _rule("ARRAY_CONTAINS", looked_up(_contains), 2, 2),
    _rule("ARRAY_POSITION", looked_up(_position), 2, 2),
    _rule("ARRAY_SLICE", same_type(_array_slice), 3, 3),
    _rule("ARRAY_INSERT", with_element(_array_insert, 2), 3, 3),
    _rule("ARRAY_REMOVE_AT", same_type(_remove_at), 2, 2),
    _rule("ARRAY_TO_STRING", any_type(_array_to_string), 2, 2),
    _of_one(
        "ARRAY_DISTINCT",
        f"to_json(list_filter(_0, lambda x, i: list_position({_EQUALS.format('_0')}, {_EQUAL.format('x')}) = i))",
    ),
    _rule("ARRAY_SORT", same_type(_array_sort), 1, 3),
    _rule("ARRAY_MAX", _extreme, 1, 1),
    _rule("ARRAY_MIN", _extreme, 1, 1),
    _of_one("ARRAY_REVERSE", "to_json(list_reverse(_0))"),
    _rule("ARRAY_EXCEPT", both(_through("array_except"), lambda first, shared: first), 2, 2),
    _rule("ARRAY_INTERSECTION", both(_through("array_intersection"), lambda first, shared: shared), 2, 2),
    _rule("ARRAY_FLATTEN", flattened(_through("array_flatten")), 1, 1),
    _rule("ARRAY_GENERATE_RANGE", _generate_range, 2, 3),
    _rule(
        "ARRAYS_OVERLAP",
        both(_overlap, lambda first, shared: None),
        2,
        2,
    ),
    _rule("ARRAYS_TO_OBJECT", _through("arrays_to_object", OBJECT), 2, 2),
    _rule("ARRAYS_ZIP", _through("arrays_zip"), 1, None),
)
