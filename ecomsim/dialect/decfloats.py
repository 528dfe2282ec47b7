"""DECFLOAT inside DuckDB: its pairs (ecomsim/values/decfloat.py), its conversions, its arithmetic.

DuckDB tells a pair from every other type, so that what is not converted fails instead of being a wrong number.
Invariant: a tree given here has exactly the DuckDB type of DECFLOAT, unless it says otherwise; NULL stays NULL.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlglot import exp

from ecomsim.dialect.functions import decfloat_values
from ecomsim.dialect.functions.model import duck, macro, string, to
from ecomsim.values import decfloat, variant
from ecomsim.values.types import DECFLOAT, SnowflakeType

Tree = exp.Expr

MACROS: tuple[str, ...] = (
    # digits and exponent, as Python reads them
    "CREATE OR REPLACE MACRO _ecomsim.sf_decfloat_digits(x) AS list_transform([x], lambda d: "
    f"CAST(d.digits AS VARCHAR) || 'e' || CAST(abs(d.\"rank\") - {decfloat.LAST_DIGIT} AS VARCHAR))[1]",
    # as a VARIANT (ecomsim/values/variant.py)
    "CREATE OR REPLACE MACRO _ecomsim.sf_decfloat_variant(x) AS CAST("
    f"'\"{variant.MARK}{variant.DECFLOAT}' || "
    "ecomsim_python('decfloat_text', [_ecomsim.sf_decfloat_digits(x)]) || '\"' AS JSON)",
    "CREATE OR REPLACE MACRO _ecomsim.sf_decfloat_negated(x) AS list_transform([x], lambda d: "
    "CASE WHEN d IS NOT NULL THEN {'rank': -d.\"rank\", 'digits': -d.digits} END)[1]",
    "CREATE OR REPLACE MACRO _ecomsim.sf_decfloat_absolute(x) AS list_transform([x], lambda d: "
    "CASE WHEN d IS NOT NULL THEN {'rank': abs(d.\"rank\"), 'digits': abs(d.digits)} END)[1]",
)


def literal(value: Decimal) -> Tree:
    return to(string(decfloat_values.stored(value)), DECFLOAT.duckdb)


def constant(value: Any) -> Tree | None:
    """The literal of a Python constant; None for one that is no DECFLOAT, of which a conversion says more."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        return None
    try:
        found = decfloat.read(
            value if isinstance(value, str) else repr(value) if isinstance(value, float) else f"{value}"
        )
    except decfloat.OutOfRangeError:
        return None
    return None if found is None else literal(found)


def digits(tree: Tree) -> Tree:
    """VARCHAR: a DECFLOAT as digits and exponent."""
    return macro("sf_decfloat_digits", tree)


def computed(name: str, *arguments: Tree) -> Tree:
    """What the Python function `name` gives for VARCHAR arguments."""
    return to(_python(name, *arguments), DECFLOAT.duckdb)


def arithmetic(operator: str, left: Tree, right: Tree) -> Tree:
    """left operator right, for + - * / %."""
    return computed(f"decfloat_{operator}", digits(left), digits(right))


def negated(tree: Tree) -> Tree:
    return macro("sf_decfloat_negated", tree)


def absolute(tree: Tree) -> Tree:
    return macro("sf_decfloat_absolute", tree)


def is_not_zero(tree: Tree) -> Tree:
    """BOOLEAN."""
    return exp.Paren(this=exp.NEQ(this=duck("struct_extract", tree, string("rank")), expression=exp.Literal.number(0)))


def _python(name: str, *arguments: Tree) -> Tree:
    return duck("ecomsim_python", string(name), exp.Array(expressions=list(arguments)))


# --- conversions: (tree, source type, target type) to the tree of the target --------------------------------------


def of_text(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    return computed("decfloat_of_text", tree)


def try_text(tree: Tree) -> Tree:
    """NULL for text that is no number."""
    return computed("decfloat_try_text", tree)


def of_number(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    return computed("decfloat_of_text", to(tree, "VARCHAR"))


def of_float(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    return computed("decfloat_of_float", to(tree, "VARCHAR"))


def of_boolean(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    return computed("decfloat_of_text", to(to(tree, "INTEGER"), "VARCHAR"))


def of_variant(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    return computed("decfloat_of_variant", to(tree, "VARCHAR"))


def as_text(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    return _python("decfloat_text", digits(tree))


def for_model(tree: Tree) -> Tree:
    """VARCHAR: a value that a number model is to show."""
    return _python("decfloat_for_model", digits(tree))


def as_number(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    room = (string(str(target.precision or 38)), string(str(target.scale or 0)))
    return to(_python("decfloat_number", digits(tree), *room), target.duckdb)


def as_float(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    """Infinity for what a FLOAT does not hold."""
    return to(digits(tree), target.duckdb)


def as_variant(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    return macro("sf_decfloat_variant", tree)


def as_boolean(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    return is_not_zero(tree)
