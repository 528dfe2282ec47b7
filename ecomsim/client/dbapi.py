"""PEP 249 type objects, constructors and type codes, numbered as the Snowflake connector numbers them.

A column's `type_code` is the index of its Snowflake type in TYPE_CODES; `STRING`, `NUMBER`, `DATETIME` and
`BINARY` compare equal to the codes of their family.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from ecomsim.values.types import Column

TYPE_CODES: dict[str, int] = {
    "FIXED": 0,
    "REAL": 1,
    "TEXT": 2,
    "DATE": 3,
    "TIMESTAMP": 4,
    "VARIANT": 5,
    "TIMESTAMP_LTZ": 6,
    "TIMESTAMP_TZ": 7,
    "TIMESTAMP_NTZ": 8,
    "OBJECT": 9,
    "ARRAY": 10,
    "BINARY": 11,
    "TIME": 12,
    "BOOLEAN": 13,
    "GEOGRAPHY": 14,
    "GEOMETRY": 15,
    "VECTOR": 16,
    "MAP": 17,
}
_WIRE_NAMES = {"NUMBER": "FIXED", "DECFLOAT": "FIXED", "FLOAT": "REAL", "VARCHAR": "TEXT"}
_TEMPORAL = frozenset({"TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"})


class ResultMetadata(NamedTuple):
    """One entry of `cursor.description`; sizes are characters (bytes for BINARY), None where a type has
    none.
    """

    name: str
    type_code: int
    display_size: int | None
    internal_size: int | None
    precision: int | None
    scale: int | None
    is_nullable: bool


def describe(column: Column) -> ResultMetadata:
    """The description entry of a result column, with the connector's conventions for sizes and precisions."""
    kind = column.type
    is_temporal = kind.name in _TEMPORAL
    return ResultMetadata(
        name=column.name,
        type_code=TYPE_CODES[_WIRE_NAMES.get(kind.name, kind.name)],
        display_size=kind.length if kind.name == "VARCHAR" else None,
        internal_size=kind.length if kind.name in ("VARCHAR", "BINARY") else None,
        precision=0 if is_temporal else kind.precision,
        scale=kind.scale,
        is_nullable=column.nullable,
    )


class TypeObject:
    """A family of type codes: `description[0].type_code == NUMBER`."""

    def __init__(self, *names: str) -> None:
        self.codes = frozenset(TYPE_CODES[name] for name in names)

    def __eq__(self, other: object) -> bool:
        return other in self.codes if isinstance(other, int) else self is other

    def __hash__(self) -> int:
        return hash(self.codes)


STRING = TypeObject("TEXT")
BINARY = TypeObject("BINARY")
NUMBER = TypeObject("FIXED", "REAL")
DATETIME = TypeObject("DATE", "TIME", "TIMESTAMP", "TIMESTAMP_LTZ", "TIMESTAMP_NTZ", "TIMESTAMP_TZ")
ROWID = TypeObject()

Date = datetime.date
Time = datetime.time
Timestamp = datetime.datetime
DateFromTicks = datetime.date.fromtimestamp
TimestampFromTicks = datetime.datetime.fromtimestamp


def TimeFromTicks(ticks: float) -> datetime.time:  # noqa: N802  (PEP 249's name)
    """The local time of day at `ticks` seconds since the epoch."""
    return datetime.datetime.fromtimestamp(ticks).time()


def Binary(value: str | bytes) -> bytes:  # noqa: N802  (PEP 249's name)
    """Bytes for a BINARY bind; text is encoded as UTF-8."""
    return value.encode() if isinstance(value, str) else bytes(value)
