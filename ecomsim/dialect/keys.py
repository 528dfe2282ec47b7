"""Values that compare by a key: TIMESTAMP_TZ by its instant whatever its offset, text by its collation, VARIANT,
OBJECT, ARRAY and structured types by what they hold whatever the type of its numbers.

DuckDB would compare such values whole. So GROUP BY, DISTINCT, IN and set operations look at the key alone; where the
value itself is shown, any of the group's stands for all. Source: spec/sql-semantics.md 1.8, "Collation support".
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ecomsim.dialect import collations
from ecomsim.dialect.functions.model import Bound, duck, macro, string
from ecomsim.values.types import SnowflakeType

Tree = exp.Expr

_AGGREGATES = frozenset(
    """
    any_value approx_count_distinct approx_quantile arg_max arg_max_null arg_min arg_min_null array_agg avg bit_and
    bit_or bit_xor bitstring_agg bool_and bool_or corr count count_star covar_pop covar_samp first histogram
    kurtosis last list max mean median min mode product quantile quantile_cont quantile_disc regr_avgx regr_avgy
    regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy skewness stddev stddev_pop stddev_samp
    string_agg sum var_pop var_samp variance
    """.split()  # noqa: SIM905
)
"""DuckDB's aggregates that the function tables use."""


def is_key(kind: SnowflakeType) -> bool:
    """Whether values of this type need a key of their own."""
    return kind.is_json or kind.name == "TIMESTAMP_TZ" or collations.is_key(kind)


def is_order_key(kind: SnowflakeType) -> bool:
    """Whether values of this type are sorted by something else than what they are stored as (operators.order_key)."""
    return kind.is_structured or kind.name == "VARIANT" or collations.is_key(kind)


def key(tree: Tree, kind: SnowflakeType) -> Tree:
    """The key of a value whose type has one: the instant of a TIMESTAMP_TZ, what a collation makes of text, JSON
    in the one way its equals share.
    """
    if kind.is_json:
        return macro("sf_variant_equal", tree)
    if kind.is_text:
        return collations.key(tree, kind.collation)
    return duck("struct_extract", tree, string("instant"))


def aggregates(tree: Tree) -> bool:
    """Whether a bound expression holds an aggregate that is not a window function."""
    return any(_is_aggregate(call) for call in tree.find_all(exp.Anonymous))


def after_grouping(select: exp.Select) -> list[Tree]:
    """What is computed of groups: the select list, HAVING, QUALIFY, ORDER BY."""
    clauses = [select.args.get(name) for name in ("having", "qualify", "order")]
    return [*select.expressions, *(clause for clause in clauses if clause is not None)]


def show_any(select: exp.Select, grouped: Sequence[Bound]) -> None:
    """Replace each of `grouped`, outside aggregates, by any value of its group; in every clause after GROUP BY.

    In a row of ROLLUP, CUBE or GROUPING SETS that is not grouped by it, it is NULL.
    """
    sets = any(isinstance(item, (exp.Rollup, exp.Cube, exp.GroupingSets)) for item in select.args["group"].expressions)
    kinds = {bound.tree.sql("duckdb"): bound.type for bound in grouped}
    for root in after_grouping(select):
        for node in list(root.find_all(*{type(bound.tree) for bound in grouped})):
            kind = kinds.get(node.sql("duckdb"))
            if kind is not None and not _inside_aggregate(node, root):
                node.replace(_shown(node.copy(), kind, sets))


def _shown(value: Tree, kind: SnowflakeType, sets: bool) -> Tree:
    shown = duck("any_value", value)
    if not sets:
        return shown
    is_key = exp.EQ(this=duck("grouping", key(value.copy(), kind)), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=is_key, true=shown)])


def _inside_aggregate(node: Tree, root: Tree) -> bool:
    current = node.parent
    while current is not None and current is not root:
        if isinstance(current, exp.Anonymous) and (_is_aggregate(current) or current.name.lower() == "grouping"):
            return True
        current = current.parent
    return False


def _is_aggregate(call: exp.Anonymous) -> bool:
    return call.name.lower() in _AGGREGATES and not (isinstance(call.parent, exp.Window) and call.arg_key == "this")
