"""A VARIANT beside a NUMBER: what both are compared as (see ecomsim/dialect/places.py).

Invariant: only what a VARIANT's text may have lost, and what is longer than 26 digits, is computed in Python.
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim.dialect import convert
from ecomsim.dialect.conversions import content
from ecomsim.dialect.functions.model import Bound, macro, string
from ecomsim.dialect.places import DIGITS, LEADING, PLACES

Tree = exp.Expr


def sides(variant: Tree, number: Bound) -> tuple[Tree, Tree]:
    """Both as DuckDB values of one type. Raises at run time 100071 for a VARIANT that is no number."""
    scale = number.type.scale or 0
    digits = macro("sf_variant_numeric", variant, string("FIXED"))
    exact = convert.exact(number)
    if scale >= PLACES:
        place = macro("sf_number_place", macro("sf_unscaled", exact))
        return macro("sf_place", digits, string(str(scale))), place
    whole = isinstance(variant, exp.Column)
    form, subject = ("document", variant.copy()) if whole else ("text", content(variant.copy()))
    unit = exp.Literal.number(f"0.{'0' * (scale - 1)}1" if scale else "1")
    if (number.type.precision or DIGITS) - scale <= LEADING:
        return macro(f"sf_beside_of_{form}", subject, digits, unit), number.tree
    pair = macro(f"sf_pair_of_{form}", subject, digits, unit, string(str(scale)))
    return pair, macro("sf_number_beside", exact)
