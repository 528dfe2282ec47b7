"""Sketches that can be kept, merged and asked later: HLL_…, APPROX_PERCENTILE_…, APPROX_TOP_K_…, MINHASH, BITMAP_….

DuckDB reduces the rows to what a state needs (distinct hashes, counted values), Python makes the state of it.
Invariant: an aggregate of states takes states of any split of the rows; NULLs are left out.
Source: Snowflake reference, "Aggregate functions": cardinality estimation, frequency estimation, percentile estimation,
similarity estimation, and "Using bitmaps to compute distinct values for hierarchical aggregations".
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.functions.hash import canonical
from ecomsim.dialect.functions.kit import as_double, as_integer, as_variant, python, starred_values
from ecomsim.dialect.functions.model import Bound, Call, Function, duck, integer, string, to
from ecomsim.dialect.functions.sketch_states import PRECISION, REGISTERS
from ecomsim.dialect.functions.template import sql
from ecomsim.dialect.functions.windowing import aggregate, over
from ecomsim.values.types import ARRAY, FLOAT, OBJECT, SnowflakeType, binary, number

Tree = exp.Expr
Rule = Callable[[Call], Bound]

_FAMILY = "Aggregate"
_COUNT = number(18, 0)
_BITS = 32768
"""Bits of one bitmap bucket."""

# the place of a register and the rank of what is left of the hash, as one number
_OBSERVED = (
    f"CASE WHEN _0 IS NOT NULL THEN CAST(hash(_1) % {REGISTERS} AS BIGINT) * 64 + "
    f"{64 - PRECISION + 1} - length(bin(hash(_1) // {REGISTERS})) END"
)


def _collected(call: Call, tree: Tree, *, distinct: bool = False) -> Tree:
    """The values of `tree` that are not NULL, as the text of a JSON array; '[]' for no rows."""
    values = over(call, aggregate("list", tree, distinct=distinct))
    return sql("coalesce(CAST(to_json(list_filter(_0, lambda x: x IS NOT NULL)) AS VARCHAR), '[]')", values)


def _hll_accumulate(call: Call) -> Bound:
    values = call.all()
    seen = sql(_OBSERVED, values[0].tree, _row(values))
    return Bound(sql("unhex(_0)", python("hll_state", _collected(call, seen, distinct=True))), binary())


def _row(values: list[Bound]) -> Tree:
    texts = [canonical(value) for value in values]
    return texts[0] if len(texts) == 1 else duck("concat_ws", sql("chr(31)"), *texts)


def _hll_combine(call: Call) -> Bound:
    states = _collected(call, sql("hex(_0)", _bytes(call)), distinct=True)
    return Bound(sql("unhex(_0)", python("hll_combine", states)), binary())


def _hll_estimate(call: Call) -> Bound:
    found = python("hll_estimate", sql("hex(_0)", _bytes(call)))
    return Bound(to(found, "BIGINT"), _COUNT, physical="BIGINT")


def _hll_export(call: Call) -> Bound:
    return Bound(to(python("hll_export", sql("hex(_0)", _bytes(call))), "JSON"), OBJECT)


def _hll_import(call: Call) -> Bound:
    return Bound(sql("unhex(_0)", python("hll_import", _document(call))), binary())


def _bytes(call: Call) -> Tree:
    value = call.bound(0)
    if value.type.name != "BINARY" and not value.is_null:
        raise call.invalid_types()
    return to(value.tree, "BLOB") if value.is_null else value.tree


def _document(call: Call) -> Tree:
    return to(as_variant(call.bound(0)), "VARCHAR")


def _counted(call: Call, value: Tree) -> Tree:
    """[[value, count], …] of the values that are not NULL, as text."""
    entries = sql(
        "list_transform(map_entries(_0), lambda e: json_array(e.key, e.value))", over(call, duck("histogram", value))
    )
    return sql("coalesce(CAST(to_json(_0) AS VARCHAR), '[]')", entries)


def _percentile_accumulate(call: Call) -> Bound:
    return Bound(to(python("percentile_state", _counted(call, as_double(call.bound(0)))), "JSON"), OBJECT)


def _percentile_estimate(call: Call) -> Bound:
    share = call.literal(1)
    if not 0 <= share <= 1:
        raise errors.invalid_value(f"Invalid percentile {share} for function {call.name}: between 0 and 1")
    return Bound(to(python("percentile_estimate", _document(call), string(str(share))), "DOUBLE"), FLOAT)


def _top_k_accumulate(call: Call) -> Bound:
    """APPROX_TOP_K_ACCUMULATE(value, counters)."""
    found = python("top_k_state", _counted(call, as_variant(call.bound(0))), string(str(call.whole(1))))
    return Bound(to(found, "JSON"), OBJECT)


def _top_k_combine(call: Call) -> Bound:
    limit = string(str(call.whole(1) if call.has(1) else 0))
    return Bound(to(python("top_k_combine", _collected(call, as_variant(call.bound(0))), limit), "JSON"), OBJECT)


def _top_k_estimate(call: Call) -> Bound:
    count = string(str(call.whole(1) if call.has(1) else 0))
    return Bound(to(python("top_k_estimate", _document(call), count), "JSON"), ARRAY)


def _minhash(call: Call) -> Bound:
    """MINHASH(k, value, …): of each of k hash functions the smallest value."""
    size = call.whole(0)
    if not 1 <= size <= 1024:
        raise errors.invalid_value(f"Invalid number of hash functions {size} for function MINHASH: from 1 to 1024")
    rows = over(call, aggregate("list", duck("hash", _row(starred_values(call, 1))), distinct=True))
    smallest = sql(f"list_transform(range({size}), lambda i: list_min(list_transform(_0, lambda h: hash(h, i))))", rows)
    return Bound(to(python("minhash_state", to(duck("to_json", smallest), "VARCHAR")), "JSON"), OBJECT)


def _of_states(function: str, kind: SnowflakeType) -> Rule:
    """An aggregate of states."""

    def rule(call: Call) -> Bound:
        found = python(function, _collected(call, as_variant(call.bound(0))))
        return Bound(to(found, kind.duckdb), kind)

    return rule


def _bitmap_construct(call: Call) -> Bound:
    """The bits at these positions, from 0, of one bucket."""
    position = to(as_integer(call.bound(0)), "INTEGER")
    tree = to(over(call, duck("bitstring_agg", position, integer(0), integer(_BITS - 1))), "BLOB")
    return Bound(tree, binary())


def _bitmap_or(call: Call) -> Bound:
    return Bound(to(over(call, duck("bit_or", to(_bytes(call), "BIT"))), "BLOB"), binary())


def _bitmap_count(call: Call) -> Bound:
    return Bound(to(duck("bit_count", to(_bytes(call), "BIT")), "BIGINT"), _COUNT, physical="BIGINT")


def _aggregate(name: str, rule: Rule, fewest: int, most: int | None) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=_FAMILY, kind="aggregate")


def _scalar(name: str, rule: Rule, fewest: int, most: int) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=_FAMILY)


FUNCTIONS: tuple[Function, ...] = (
    _aggregate("HLL_ACCUMULATE", _hll_accumulate, 1, None),
    _aggregate("HLL_COMBINE", _hll_combine, 1, 1),
    _scalar("HLL_ESTIMATE", _hll_estimate, 1, 1),
    _scalar("HLL_EXPORT", _hll_export, 1, 1),
    _scalar("HLL_IMPORT", _hll_import, 1, 1),
    _aggregate("APPROX_PERCENTILE_ACCUMULATE", _percentile_accumulate, 1, 1),
    _aggregate("APPROX_PERCENTILE_COMBINE", _of_states("percentile_combine", OBJECT), 1, 1),
    _scalar("APPROX_PERCENTILE_ESTIMATE", _percentile_estimate, 2, 2),
    _aggregate("APPROX_TOP_K_ACCUMULATE", _top_k_accumulate, 2, 2),
    _aggregate("APPROX_TOP_K_COMBINE", _top_k_combine, 1, 2),
    _scalar("APPROX_TOP_K_ESTIMATE", _top_k_estimate, 1, 2),
    _aggregate("MINHASH", _minhash, 2, None),
    _aggregate("MINHASH_COMBINE", _of_states("minhash_combine", OBJECT), 1, 1),
    _aggregate("APPROXIMATE_SIMILARITY", _of_states("similarity", FLOAT), 1, 1),
    _aggregate("APPROXIMATE_JACCARD_INDEX", _of_states("similarity", FLOAT), 1, 1),
    _aggregate("BITMAP_CONSTRUCT_AGG", _bitmap_construct, 1, 1),
    _aggregate("BITMAP_OR_AGG", _bitmap_or, 1, 1),
    _scalar("BITMAP_COUNT", _bitmap_count, 1, 1),
)
