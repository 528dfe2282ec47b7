"""Type names inside expressions (CAST targets) as Snowflake types.

Invariant: a type in an expression is the type that a column definition of the same text has; TIMESTAMP follows the
session. Source: spec/sql-semantics.md 1.1, 1.7, 1.8, 1.10.
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.context import Context
from ecomsim.sqltext import datatypes
from ecomsim.values.types import SnowflakeType


def snowflake_type(node: exp.Expr, context: Context) -> SnowflakeType:
    """The type a CAST names. Raises 001008 for impossible sizes, 002040 and unsupported for types there are not."""
    if not isinstance(node, exp.DataType):
        raise errors.unsupported(f"data type {node.sql('snowflake')}")
    return datatypes.from_tree(node, timestamp_type=str(context.parameter("TIMESTAMP_TYPE_MAPPING")))
