"""FLATTEN of a structured value: its VALUE, and of a MAP its KEY, have the types that the value's type says.

Invariant: for everything else, and with RECURSIVE, the columns are those of FLATTEN of a VARIANT.
Source: Snowflake documentation, "Structured data types", "Using the FLATTEN function with values of structured types".
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim.dialect import structured
from ecomsim.dialect.flatten import COLUMNS
from ecomsim.dialect.functions.model import Bound
from ecomsim.dialect.functions.python_functions import path_steps
from ecomsim.values.types import TEXT, VARIANT, Column, SnowflakeType

Tree = exp.Expr


def kind_at(kind: SnowflakeType, path: str) -> SnowflakeType:
    """The type of what is flattened: at `path` in a value of `kind`. VARIANT for what is not structured.

    Raises 093201 for a key that a structured OBJECT has not.
    """
    for step in path_steps(path) if kind.is_structured else ():
        if kind.name == "OBJECT" and step not in kind.keys:
            raise structured.no_field("FLATTEN", str(step))
        kind = kind.inner[kind.keys.index(str(step))] if kind.name == "OBJECT" else kind.inner[-1]
        if not kind.is_structured:
            break
    return kind if kind.is_structured else VARIANT


def typed(query: Tree, kind: SnowflakeType, convert: structured.Conversion) -> tuple[tuple[Column, ...], Tree]:
    """The columns, and `query` with VALUE (of a MAP also KEY) as a structured ARRAY or MAP has them."""
    if kind.name not in ("ARRAY", "MAP") or not kind.is_structured:
        return COLUMNS, query
    wanted = {"VALUE": kind.inner[-1]} | ({"KEY": kind.inner[0]} if kind.name == "MAP" else {})
    for output in query.expressions:
        found = wanted.get(output.alias)
        if found is not None:
            given = output.this
            is_key = output.alias == "KEY"
            output.set(
                "this", convert(Bound(given, TEXT), found) if is_key else structured.taken(given, found, convert).tree
            )
    return tuple(Column(each.name, wanted.get(each.name, each.type)) for each in COLUMNS), query
