"""Vector functions: similarity and distance of two VECTORs of one length.

Invariant: the answer is a FLOAT computed in double precision.
Source: Snowflake reference, "Vector functions".
"""

from __future__ import annotations

from ecomsim.dialect.functions.model import Bound, Call, Function, to
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import FLOAT

_FAMILY = "Vector"


def _distance(name: str, template: str) -> Function:
    def rule(call: Call) -> Bound:
        left, right = call.all()
        if left.type.name != "VECTOR" or left.type != right.type:
            raise call.invalid_types()
        sides = [to(side.tree, f"DOUBLE[{side.type.length}]") for side in (left, right)]
        return Bound(sql(template, *sides), FLOAT)

    return Function(name=name, rule=rule, min_args=2, max_args=2, family=_FAMILY)


FUNCTIONS: tuple[Function, ...] = (
    _distance("VECTOR_INNER_PRODUCT", "array_inner_product(_0, _1)"),
    _distance("VECTOR_COSINE_SIMILARITY", "array_cosine_similarity(_0, _1)"),
    _distance("VECTOR_L2_DISTANCE", "array_distance(_0, _1)"),
    _distance(
        "VECTOR_L1_DISTANCE",
        "list_sum(list_transform(list_zip(CAST(_0 AS DOUBLE[]), CAST(_1 AS DOUBLE[])), "
        "lambda p: abs(struct_extract(p, 1) - struct_extract(p, 2))))",
    ),
)
