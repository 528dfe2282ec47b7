"""The table of conversions: (source family, target family) to the DuckDB expression that does it.

Invariant: the tree a conversion gives has exactly the DuckDB type `target.duckdb`; NULL stays NULL. Pure, and knows
nothing of bound values: convert.py decides when one is due and what else it takes.
Source: spec/sql-semantics.md sections 1 and 2; Snowflake documentation, "Data type conversion".
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from ecomsim.dialect import decfloats, variants
from ecomsim.dialect.functions.model import duck, integer, macro, named_type, string, to
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import SnowflakeType
from ecomsim.values.variant import HOLE

Tree = exp.Expr
Conversion = Callable[[Tree, SnowflakeType, SnowflakeType], Tree]


def _plain(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    return to(tree, target.duckdb)


def _number_text(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    """DuckDB writes .5 for a DECIMAL that has no place before the point."""
    if source.precision == source.scale:
        tree = to(tree, f"DECIMAL({(source.precision or 37) + 1},{source.scale})")
    return to(tree, target.duckdb)


def _same(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    return tree


def _by(*names: str) -> Conversion:
    """The macros `names`, innermost first."""

    def convert(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
        for name in names:
            tree = macro(name, tree)
        return tree

    return convert


def _then(first: Conversion, name: str) -> Conversion:
    return lambda tree, source, target: macro(name, first(tree, source, target))


def _as(duckdb_type: str, *names: str) -> Conversion:
    """The macros `names`, then a cast to `duckdb_type`."""
    macros = _by(*names)
    return lambda tree, source, target: to(macros(tree, source, target), duckdb_type)


def _json(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    return duck("to_json", tree)


def _number_variant(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    if not source.scale:  # JSON holds every whole number
        return duck("to_json", to(tree, "HUGEINT"))
    return sql(variants.decimal("_0", source.precision or 38, source.scale), tree)


def _nonzero(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    return exp.Paren(this=exp.NEQ(this=tree, expression=integer(0)))


def content(tree: Tree) -> Tree:
    """The content of a VARIANT as DuckDB's text: JSON's null is NULL."""
    tree = _whole(tree)
    if _at_a_path(tree):
        return duck("json_extract_string", *tree.expressions)  # one look at the document instead of two
    return duck("json_extract_string", tree, string("$"))


def element(tree: Tree) -> Tree:
    """A json_extract that ends at an array's element, which is NULL where the array has a hole."""
    return duck("nullif", tree, string(HOLE))


def _whole(tree: Tree) -> Tree:
    """What `element` took: whoever reads its text finds the hole there."""
    is_element = (
        isinstance(tree, exp.Anonymous)
        and tree.name == "nullif"
        and isinstance(tree.expressions[1], exp.Literal)
        and tree.expressions[1].name == HOLE
    )
    return tree.expressions[0] if is_element else tree


def _at_a_path(tree: Tree) -> bool:
    return (
        isinstance(tree, exp.Anonymous) and tree.name == "json_extract" and isinstance(tree.expressions[1], exp.Literal)
    )


def _variant_text(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    tree = _whole(tree)
    if _at_a_path(tree) and isinstance(tree.expressions[0], exp.Column):
        return macro("sf_text_in", tree.expressions[0].copy(), content(tree))
    return macro("sf_plain_text", content(tree))


def _variant_number(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    """Nearly every value is a number: only what is not one is looked at more closely."""
    kind = "FIXED" if target.name == "NUMBER" else "REAL"
    careful = to(macro("sf_variant_numeric", tree.copy(), string(kind)), target.duckdb)
    quick = exp.TryCast(this=content(tree), to=named_type(target.duckdb))
    return duck("coalesce", quick, careful)


IN_ISO_FORM = "in_iso_form"
"""The `meta` of a cast of a literal that is in ISO form and stands for a reading of it in the format AUTO: its text."""
AS_AUTO = "as_auto"
"""The `meta` of a reading of text that is in the format AUTO, whatever format the session has."""

_USUAL = {"sf_date": "____-__-__", "sf_timestamp": "____-__-__ __:__:__"}


def _time_of_variant(name: str) -> Conversion:
    """The macro `name` of the text; its first question, whether the text has the usual form, comes before all else."""

    def convert(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
        text = macro("sf_moment_text", content(tree))
        exact = target.name == "DATE" or (target.scale or 9) <= 6
        careful = macro(name, text if exact else macro("sf_microseconds_text", text))
        if name not in _USUAL:
            return careful
        usual = sql("CASE WHEN _0 LIKE _1 THEN _0 END", content(tree.copy()), string(_USUAL[name]))
        return duck("coalesce", exp.TryCast(this=usual, to=named_type(target.duckdb)), careful)

    return convert


def _vector(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    return to(to(macro("sf_variant_floats", tree), target.duckdb.partition("[")[0] + "[]"), target.duckdb)


TRY = {
    "DATE": "sf_try_date",
    "TIME": "sf_try_time",
    "BOOLEAN": "sf_try_boolean",
    "TIMESTAMP_NTZ": "sf_try_timestamp",
    "TIMESTAMP_LTZ": "sf_try_ltz",
    "TIMESTAMP_TZ": "sf_try_tz",
}

_TZ_FROM_NTZ: Conversion = _then(lambda tree, source, target: to(tree, "TIMESTAMPTZ"), "sf_ltz_to_tz")

CONVERSIONS: dict[tuple[str, str], Conversion] = {
    ("NUMBER", "FLOAT"): _plain,
    ("NUMBER", "VARCHAR"): _number_text,
    ("NUMBER", "BOOLEAN"): _nonzero,
    ("NUMBER", "VARIANT"): _number_variant,
    ("NUMBER", "TIMESTAMP_NTZ"): _by("sf_epoch_number"),
    ("FLOAT", "NUMBER"): _plain,
    ("FLOAT", "FLOAT"): _same,
    ("FLOAT", "VARCHAR"): _by("sf_float_text"),
    ("FLOAT", "BOOLEAN"): _nonzero,
    ("FLOAT", "VARIANT"): _by("sf_float_variant"),
    ("NUMBER", "DECFLOAT"): decfloats.of_number,
    ("FLOAT", "DECFLOAT"): decfloats.of_float,
    ("BOOLEAN", "DECFLOAT"): decfloats.of_boolean,
    ("VARCHAR", "DECFLOAT"): decfloats.of_text,
    ("VARIANT", "DECFLOAT"): decfloats.of_variant,
    ("DECFLOAT", "NUMBER"): decfloats.as_number,
    ("DECFLOAT", "FLOAT"): decfloats.as_float,
    ("DECFLOAT", "BOOLEAN"): decfloats.as_boolean,
    ("DECFLOAT", "VARCHAR"): decfloats.as_text,
    ("DECFLOAT", "VARIANT"): decfloats.as_variant,
    ("BOOLEAN", "NUMBER"): _plain,
    ("BOOLEAN", "VARCHAR"): _plain,
    ("BOOLEAN", "VARIANT"): _json,
    ("VARCHAR", "VARCHAR"): _same,
    ("VARCHAR", "NUMBER"): _plain,
    ("VARCHAR", "FLOAT"): _plain,
    ("VARCHAR", "BOOLEAN"): _by("sf_boolean"),
    ("VARCHAR", "DATE"): _by("sf_date"),
    ("VARCHAR", "TIME"): _by("sf_time"),
    ("VARCHAR", "TIMESTAMP_NTZ"): _by("sf_timestamp"),
    ("VARCHAR", "TIMESTAMP_LTZ"): _by("sf_ltz"),
    ("VARCHAR", "TIMESTAMP_TZ"): _by("sf_tz"),
    ("VARCHAR", "BINARY"): _by("sf_binary"),
    ("VARCHAR", "VARIANT"): _by("sf_text_variant"),
    ("BINARY", "BINARY"): _same,
    ("BINARY", "VARCHAR"): _by("sf_binary_text"),
    ("BINARY", "VARIANT"): _by("sf_binary_variant"),
    ("DATE", "VARCHAR"): _by("sf_date_text"),
    ("DATE", "TIMESTAMP_NTZ"): _plain,
    ("DATE", "TIMESTAMP_LTZ"): lambda tree, source, target: to(to(tree, "TIMESTAMP"), "TIMESTAMPTZ"),
    ("DATE", "TIMESTAMP_TZ"): lambda tree, source, target: macro(
        "sf_ltz_to_tz", to(to(tree, "TIMESTAMP"), "TIMESTAMPTZ")
    ),
    ("DATE", "VARIANT"): _by("sf_date_variant"),
    ("TIME", "TIME"): _same,
    ("TIME", "VARCHAR"): _by("sf_time_text"),
    ("TIME", "VARIANT"): _by("sf_time_variant"),
    ("TIMESTAMP_NTZ", "TIMESTAMP_NTZ"): _same,
    ("TIMESTAMP_NTZ", "VARCHAR"): _by("sf_ntz_text"),
    ("TIMESTAMP_NTZ", "DATE"): _plain,
    ("TIMESTAMP_NTZ", "TIME"): _plain,
    ("TIMESTAMP_NTZ", "TIMESTAMP_LTZ"): _plain,
    ("TIMESTAMP_NTZ", "TIMESTAMP_TZ"): _TZ_FROM_NTZ,
    ("TIMESTAMP_NTZ", "VARIANT"): _by("sf_ntz_variant"),
    ("TIMESTAMP_LTZ", "TIMESTAMP_LTZ"): _same,
    ("TIMESTAMP_LTZ", "VARCHAR"): _by("sf_ltz_text"),
    ("TIMESTAMP_LTZ", "DATE"): _as("DATE"),
    ("TIMESTAMP_LTZ", "TIME"): lambda tree, source, target: to(to(tree, "TIMESTAMP"), "TIME"),
    ("TIMESTAMP_LTZ", "TIMESTAMP_NTZ"): _plain,
    ("TIMESTAMP_LTZ", "TIMESTAMP_TZ"): _by("sf_ltz_to_tz"),
    ("TIMESTAMP_LTZ", "VARIANT"): _by("sf_ltz_variant"),
    ("TIMESTAMP_TZ", "TIMESTAMP_TZ"): _same,
    ("TIMESTAMP_TZ", "VARCHAR"): _by("sf_tz_text"),
    ("TIMESTAMP_TZ", "DATE"): _as("DATE", "sf_tz_to_ntz"),
    ("TIMESTAMP_TZ", "TIME"): _as("TIME", "sf_tz_to_ntz"),
    ("TIMESTAMP_TZ", "TIMESTAMP_NTZ"): _by("sf_tz_to_ntz"),
    ("TIMESTAMP_TZ", "TIMESTAMP_LTZ"): _by("sf_tz_to_ltz"),
    ("TIMESTAMP_TZ", "VARIANT"): _by("sf_tz_variant"),
    ("VARIANT", "VARCHAR"): _variant_text,
    ("VARIANT", "NUMBER"): _variant_number,
    ("VARIANT", "FLOAT"): _variant_number,
    ("VARIANT", "BOOLEAN"): _by("sf_variant_boolean"),
    ("VARIANT", "DATE"): _time_of_variant("sf_date"),
    ("VARIANT", "TIME"): _time_of_variant("sf_time"),
    ("VARIANT", "TIMESTAMP_NTZ"): _time_of_variant("sf_timestamp"),
    ("VARIANT", "TIMESTAMP_LTZ"): _time_of_variant("sf_ltz"),
    ("VARIANT", "TIMESTAMP_TZ"): _time_of_variant("sf_tz"),
    ("VARIANT", "BINARY"): lambda tree, source, target: duck("unhex", _variant_text(tree, source, target)),
    ("VARIANT", "OBJECT"): _by("sf_variant_object"),
    ("VARIANT", "ARRAY"): _by("sf_variant_array"),
    ("VARIANT", "VECTOR"): _vector,
    ("OBJECT", "VARIANT"): _same,
    ("ARRAY", "VARIANT"): _same,
    ("OBJECT", "VARCHAR"): lambda tree, source, target: macro("sf_plain_text", to(tree, "VARCHAR")),
    ("ARRAY", "VARCHAR"): _by("sf_shown_json"),
    ("ARRAY", "VECTOR"): _vector,
    ("VECTOR", "ARRAY"): _json,
    ("VECTOR", "VARIANT"): _json,
    ("GEOGRAPHY", "VARCHAR"): _plain,
    ("GEOMETRY", "VARCHAR"): _plain,
    ("GEOGRAPHY", "VARIANT"): _same,
    ("GEOMETRY", "VARIANT"): _same,
    ("GEOGRAPHY", "OBJECT"): _same,
    ("GEOMETRY", "OBJECT"): _same,
}
