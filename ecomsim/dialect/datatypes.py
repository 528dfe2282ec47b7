"""Type names inside expressions (CAST targets) as Snowflake types.

Invariant: every alias of Snowflake's type list maps to one normalised type; TIMESTAMP and DATETIME follow the session.
Source: spec/sql-semantics.md 1.1, 1.7, 1.8, 1.10.
"""

from __future__ import annotations

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.context import Context
from ecomsim.types import (
    ARRAY,
    BOOLEAN,
    DATE,
    FLOAT,
    INTEGER,
    MAX_BINARY,
    MAX_VARCHAR,
    OBJECT,
    VARIANT,
    SnowflakeType,
    binary,
    number,
    varchar,
)

_T = exp.DType
_FIXED: dict[exp.DType, SnowflakeType] = {
    _T.TINYINT: INTEGER,
    _T.SMALLINT: INTEGER,
    _T.INT: INTEGER,
    _T.BIGINT: INTEGER,
    _T.INT128: INTEGER,
    _T.UTINYINT: INTEGER,
    _T.FLOAT: FLOAT,
    _T.DOUBLE: FLOAT,
    _T.BOOLEAN: BOOLEAN,
    _T.DATE: DATE,
    _T.VARIANT: VARIANT,
    _T.GEOGRAPHY: SnowflakeType("GEOGRAPHY"),
    _T.GEOMETRY: SnowflakeType("GEOMETRY"),
}
_TIMES: dict[exp.DType, str] = {
    _T.TIME: "TIME",
    _T.TIMESTAMPNTZ: "TIMESTAMP_NTZ",
    _T.DATETIME: "TIMESTAMP_NTZ",
    _T.TIMESTAMPLTZ: "TIMESTAMP_LTZ",
    _T.TIMESTAMPTZ: "TIMESTAMP_TZ",
}
_TEXT = (_T.VARCHAR, _T.TEXT, _T.NVARCHAR)


def snowflake_type(node: exp.Expr, context: Context) -> SnowflakeType:
    """The type a CAST names. Raises 001008-like errors for impossible sizes, unsupported for unknown types."""
    if not isinstance(node, exp.DataType):
        raise errors.unsupported(f"data type {node.sql('snowflake')}")
    kind = node.this
    if kind in _FIXED:
        return _FIXED[kind]
    sizes = [int(part.name) for part in node.expressions if isinstance(part, exp.DataTypeParam)]
    if kind in (_T.DECIMAL, _T.DECFLOAT, _T.BIGDECIMAL):
        precision, scale = (sizes + [38, 0][len(sizes) :])[:2]
        if not 1 <= precision <= 38 or not 0 <= scale <= min(precision, 37):
            raise errors.compilation(2051, "42601", f"Invalid precision or scale for NUMBER({precision},{scale})")
        return number(precision, scale)
    if kind in _TEXT:
        return varchar(_size(sizes, MAX_VARCHAR, MAX_VARCHAR))
    if kind in (_T.CHAR, _T.NCHAR):
        return varchar(_size(sizes, 1, MAX_VARCHAR))
    if kind in (_T.BINARY, _T.VARBINARY):
        return binary(_size(sizes, MAX_BINARY, MAX_BINARY))
    if kind in _TIMES:
        return SnowflakeType(_TIMES[kind], scale=_digits(sizes))
    if kind == _T.TIMESTAMP:
        return SnowflakeType(str(context.parameter("TIMESTAMP_TYPE_MAPPING")), scale=_digits(sizes))
    if kind == _T.OBJECT or kind == _T.STRUCT:
        return OBJECT
    if kind == _T.ARRAY:
        return ARRAY
    if kind == _T.MAP and len(node.expressions) == 2:
        return SnowflakeType("MAP", inner=tuple(snowflake_type(part, context) for part in node.expressions))
    if kind == _T.VECTOR and len(node.expressions) == 2:
        element = snowflake_type(node.expressions[0], context)
        return SnowflakeType("VECTOR", length=sizes[0], inner=(element,))
    raise errors.unsupported(f"data type {node.sql('snowflake')}")


def _size(sizes: list[int], default: int, most: int) -> int:
    size = sizes[0] if sizes else default
    if not 1 <= size <= most:
        raise errors.compilation(2052, "42601", f"Invalid length {size}: it must be between 1 and {most}")
    return size


def _digits(sizes: list[int]) -> int:
    digits = sizes[0] if sizes else 9
    if digits > 9:
        raise errors.compilation(2051, "42601", f"Invalid precision {digits}: it must be between 0 and 9")
    return digits
