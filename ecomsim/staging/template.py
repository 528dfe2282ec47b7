"""Columns from a description: CREATE TABLE … USING TEMPLATE.

The description is an array of objects with COLUMN_NAME, TYPE and NULLABLE, as INFER_SCHEMA's rows give it through
ARRAY_AGG(OBJECT_CONSTRUCT(*)). Names keep the case they are described with.
Source: Snowflake documentation, "CREATE TABLE … USING TEMPLATE".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dml import target
from ecomsim.sqltext.cursor import cursor
from ecomsim.sqltext.datatypes import read_type
from ecomsim.sqltext.nodes import ColumnDefinition

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def columns(query: exp.Expr, session: Session) -> tuple[ColumnDefinition, ...]:
    """The columns that the query's one value describes. Raises 001008 when it describes none."""
    source = target.bind_source(query, session)
    reading = source.reading(source.bound.sql)
    data = reading.fetch(session)
    if data.num_columns != 1 or data.num_rows != 1:
        raise errors.invalid_value("The query of USING TEMPLATE must give one row with one column.")
    found = json.loads(data.column(0)[0].as_py() or "null")
    if not isinstance(found, list) or not found:
        raise errors.invalid_value("The query of USING TEMPLATE must give an array that describes columns.")
    return tuple(_column(each) for each in found)


def _column(described: Any) -> ColumnDefinition:
    if not isinstance(described, dict) or not {"COLUMN_NAME", "TYPE"} <= described.keys():
        raise errors.invalid_value("A column of USING TEMPLATE is described with COLUMN_NAME and TYPE.")
    return ColumnDefinition(
        name=str(described["COLUMN_NAME"]),
        type=read_type(cursor(str(described["TYPE"]))),
        not_null=described.get("NULLABLE") is False,
    )
