"""Snowflake types as values: what a column declares, and the DuckDB type that carries it.

One `SnowflakeType` per declared type, already normalised (INT is NUMBER(38,0), TEXT is VARCHAR(16777216)).
Source: spec/sql-semantics.md section 1, spec/metadata.md section 3.2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

MAX_VARCHAR = 16_777_216
MAX_BINARY = 8_388_608


@dataclass(frozen=True, slots=True)
class SnowflakeType:
    """A normalised Snowflake type.

    name: NUMBER FLOAT DECFLOAT VARCHAR BINARY BOOLEAN DATE TIME TIMESTAMP_NTZ TIMESTAMP_LTZ TIMESTAMP_TZ VARIANT OBJECT
    ARRAY GEOGRAPHY GEOMETRY VECTOR MAP; precision and scale for NUMBER, precision (38) for DECFLOAT, scale
    (fractional digits) for times,
    length for VARCHAR and BINARY (characters, bytes); `inner` holds the element types of VECTOR, MAP (key and value)
    and of a structured ARRAY (one) or OBJECT (one for each of `keys`, in order); required: the places in `inner` whose
    values are NOT NULL; structured: ARRAY(…) or OBJECT(…), other than ARRAY or OBJECT; collation of a VARCHAR, in
    lower case: how its values compare (dialect.collations), so it makes no other type.
    """

    name: str
    precision: int | None = None
    scale: int | None = None
    length: int | None = None
    inner: tuple[SnowflakeType, ...] = ()
    keys: tuple[str, ...] = ()
    required: tuple[int, ...] = ()
    structured: bool = False
    collation: str = field(default="", compare=False)

    def __str__(self) -> str:
        """The spelling of DESCRIBE and GET_DDL."""
        match self.name:
            case "NUMBER":
                return f"NUMBER({self.precision},{self.scale})"
            case "DECFLOAT":
                return f"DECFLOAT({self.precision})"
            case "VARCHAR" | "BINARY":
                return f"{self.name}({self.length})"
            case "TIME" | "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ":
                return f"{self.name}({self.scale})"
            case "VECTOR":
                element = "INT" if self.inner[0].name == "NUMBER" else self.inner[0].name
                return f"VECTOR({element}, {self.length})"
            case "ARRAY" | "MAP" if self.is_structured:
                return f"{self.name}({', '.join(self._elements())})"
            case "OBJECT" if self.structured:
                parts = (f"{spelled(key)} {each}" for key, each in zip(self.keys, self._elements(), strict=True))
                return f"OBJECT({', '.join(parts)})"
        return self.name

    def _elements(self) -> list[str]:
        return [f"{each} NOT NULL" if self.requires(place) else str(each) for place, each in enumerate(self.inner)]

    def requires(self, place: int) -> bool:
        """Whether the values of `inner[place]` are NOT NULL."""
        return place in self.required

    @property
    def short(self) -> str:
        """The spelling without lengths, as signatures show it; a structured type is whole."""
        return str(self) if self.is_structured else self.name

    @property
    def is_text(self) -> bool:
        return self.name == "VARCHAR"

    @property
    def is_timestamp(self) -> bool:
        return self.name.startswith("TIMESTAMP_")

    @property
    def is_semi_structured(self) -> bool:
        return self.name in ("VARIANT", "OBJECT", "ARRAY") and not self.structured

    @property
    def is_structured(self) -> bool:
        """ARRAY(…), OBJECT(…) or MAP(…): elements of known types."""
        return self.structured or self.name == "MAP"

    @property
    def is_json(self) -> bool:
        """Whether values are stored as the JSON of a VARIANT (ecomsim.values.variant)."""
        return self.name in ("VARIANT", "OBJECT", "ARRAY", "MAP")

    @property
    def duckdb(self) -> str:
        """The DuckDB type that stores and computes values of this type.

        Timestamps keep microseconds: DuckDB's nanosecond type ends in the year 2262, and 9999-12-31 is a value
        every warehouse uses; adding an interval to it rounds to microseconds besides.
        """
        match self.name:
            case "NUMBER":
                return f"DECIMAL({self.precision},{self.scale})"
            case "VECTOR":
                return f"{'INTEGER' if self.inner[0].name == 'NUMBER' else 'FLOAT'}[{self.length}]"
        return _DUCKDB[self.name]


_DUCKDB = {
    "FLOAT": "DOUBLE",
    # as it sorts: the power of its first digit, then its digits (ecomsim/values/decfloat.py)
    "DECFLOAT": 'STRUCT("rank" INTEGER, digits DECIMAL(38,0))',
    "VARCHAR": "VARCHAR",
    "BINARY": "BLOB",
    "BOOLEAN": "BOOLEAN",
    "DATE": "DATE",
    "TIME": "TIME",
    "TIMESTAMP_NTZ": "TIMESTAMP",
    "TIMESTAMP_LTZ": "TIMESTAMPTZ",
    # the instant in UTC, and the offset it was written with
    "TIMESTAMP_TZ": "STRUCT(instant TIMESTAMP, offset_minutes SMALLINT)",
    "VARIANT": "JSON",
    "OBJECT": "JSON",
    "ARRAY": "JSON",
    "MAP": "JSON",
    "GEOGRAPHY": "JSON",
    "GEOMETRY": "JSON",
}


def number(precision: int = 38, scale: int = 0) -> SnowflakeType:
    return SnowflakeType("NUMBER", precision=precision, scale=scale)


def widest_number(left: SnowflakeType, right: SnowflakeType) -> SnowflakeType:
    """The NUMBER that holds the values of both."""
    scale = max(left.scale or 0, right.scale or 0)
    leading = max((left.precision or 38) - (left.scale or 0), (right.precision or 38) - (right.scale or 0))
    return number(min(38, leading + scale), scale)


def varchar(length: int = MAX_VARCHAR) -> SnowflakeType:
    return SnowflakeType("VARCHAR", length=length)


def binary(length: int = MAX_BINARY) -> SnowflakeType:
    return SnowflakeType("BINARY", length=length)


def time(scale: int = 9) -> SnowflakeType:
    return SnowflakeType("TIME", scale=scale)


def timestamp_ntz(scale: int = 9) -> SnowflakeType:
    return SnowflakeType("TIMESTAMP_NTZ", scale=scale)


def timestamp_ltz(scale: int = 9) -> SnowflakeType:
    return SnowflakeType("TIMESTAMP_LTZ", scale=scale)


def timestamp_tz(scale: int = 9) -> SnowflakeType:
    return SnowflakeType("TIMESTAMP_TZ", scale=scale)


INTEGER = number(38, 0)
FLOAT = SnowflakeType("FLOAT")
DECFLOAT = SnowflakeType("DECFLOAT", precision=38)
TEXT = varchar()
BOOLEAN = SnowflakeType("BOOLEAN")
DATE = SnowflakeType("DATE")
VARIANT = SnowflakeType("VARIANT")
OBJECT = SnowflakeType("OBJECT")
ARRAY = SnowflakeType("ARRAY")


_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")


def spelled(key: str) -> str:
    """The key of a structured OBJECT as its type is written: keys have their own case, quoted or not."""
    return key if _PLAIN_KEY.fullmatch(key) else '"' + key.replace('"', '""') + '"'


def array_of(element: SnowflakeType, *, required: bool = False) -> SnowflakeType:
    return SnowflakeType("ARRAY", inner=(element,), required=(0,) if required else (), structured=True)


def map_of(key: SnowflakeType, value: SnowflakeType, *, required: bool = False) -> SnowflakeType:
    return SnowflakeType("MAP", inner=(key, value), required=(1,) if required else ())


def object_of(members: Sequence[tuple[str, SnowflakeType, bool]]) -> SnowflakeType:
    """OBJECT(key type [NOT NULL], …) of (key, type, whether NOT NULL)."""
    return SnowflakeType(
        "OBJECT",
        inner=tuple(kind for _, kind, _ in members),
        keys=tuple(key for key, _, _ in members),
        required=tuple(place for place, member in enumerate(members) if member[2]),
        structured=True,
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a result or of a relation."""

    name: str
    type: SnowflakeType
    nullable: bool = True
