"""Types of the small Snowpark session: names that print as SQL, and the schemas made of them.

Source: Snowflake documentation, "Snowpark API Reference (Python)": types.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


class DataType:
    """A type; as text it is SQL."""

    sql = "VARIANT"

    def __str__(self) -> str:
        return self.sql


class StringType(DataType):
    sql = "VARCHAR"

    def __init__(self, length: int | None = None) -> None:
        self.length = length

    def __str__(self) -> str:
        return "VARCHAR" if self.length is None else f"VARCHAR({int(self.length)})"


class DecimalType(DataType):
    def __init__(self, precision: int = 38, scale: int = 0) -> None:
        self.precision, self.scale = precision, scale

    def __str__(self) -> str:
        return f"NUMBER({int(self.precision)}, {int(self.scale)})"


@dataclass(frozen=True)
class StructField:
    name: str
    datatype: Any
    nullable: bool = True


@dataclass(frozen=True)
class StructType:
    """A schema: the columns of create_dataframe."""

    fields: Sequence[StructField] = field(default_factory=tuple)


_SIMPLE = {
    **dict.fromkeys(("ByteType", "ShortType", "IntegerType", "LongType"), "NUMBER(38, 0)"),
    **dict.fromkeys(("FloatType", "DoubleType"), "FLOAT"),
    "BooleanType": "BOOLEAN",
    "DateType": "DATE",
    "TimeType": "TIME",
    "TimestampType": "TIMESTAMP_NTZ",
    "BinaryType": "BINARY",
    "VariantType": "VARIANT",
    "ArrayType": "ARRAY",
    "MapType": "OBJECT",
}

TYPES: dict[str, type] = {
    **{each.__name__: each for each in (DataType, StringType, DecimalType, StructField, StructType)},
    **{name: type(name, (DataType,), {"sql": sql}) for name, sql in _SIMPLE.items()},
}
"""What `snowflake.snowpark.types` holds."""
