"""What a value of a Parquet file is here: by itself, and inside of a VARIANT, however deep it stands.

Logical types are read as Snowflake's vectorized scanner reads them: a TIMESTAMP adjusted to UTC is TIMESTAMP_LTZ, any
other TIMESTAMP_NTZ; a map is an OBJECT. Invariant: a column cast from its VARIANT and the column taken by itself agree.
Source: Snowflake documentation, "COPY INTO <table>", TYPE = PARQUET, USE_VECTORIZED_SCANNER.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
from duckdb.sqltypes import DuckDBPyType

from ecomsim.dialect import variants
from ecomsim.duck import literal
from ecomsim.names import quote
from ecomsim.values.types import (
    BOOLEAN,
    DATE,
    FLOAT,
    INTEGER,
    TEXT,
    SnowflakeType,
    binary,
    number,
    time,
    timestamp_ltz,
    timestamp_ntz,
)

_SCALAR: dict[str, tuple[SnowflakeType, str]] = {
    **dict.fromkeys(
        ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"),
        (INTEGER, "CAST({} AS DECIMAL(38,0))"),
    ),
    "FLOAT": (FLOAT, "CAST({} AS DOUBLE)"),
    "DOUBLE": (FLOAT, "{}"),
    "VARCHAR": (TEXT, "{}"),
    "BLOB": (binary(), "{}"),
    "BOOLEAN": (BOOLEAN, "{}"),
    "DATE": (DATE, "{}"),
    "TIME": (time(), "{}"),
    "TIME_NS": (
        time(),
        "CAST(make_timestamp(_ecomsim.sf_microseconds(epoch_ns({}))) AS TIME)",
    ),
    **{name: (timestamp_ntz(), "CAST({} AS TIMESTAMP)") for name in ("TIMESTAMP_S", "TIMESTAMP_MS")},
    "TIMESTAMP_NS": (timestamp_ntz(), "make_timestamp(_ecomsim.sf_microseconds(epoch_ns({})))"),
    "TIMESTAMP": (timestamp_ntz(), "{}"),
    "TIMESTAMP WITH TIME ZONE": (timestamp_ltz(), "{}"),
    "TIMESTAMPTZ_NS": (timestamp_ltz(), "timezone('UTC', make_timestamp(_ecomsim.sf_microseconds(epoch_ns({}))))"),
}
"""DuckDB's type of a Parquet column: the type it has here, and its value as that type is stored."""

_VARIANT_OF = {
    "FLOAT": "sf_float_variant",
    "VARCHAR": "sf_text_variant",
    "BINARY": "sf_binary_variant",
    "DATE": "sf_date_variant",
    "TIME": "sf_time_variant",
    "TIMESTAMP_NTZ": "sf_ntz_variant",
    "TIMESTAMP_LTZ": "sf_ltz_variant",
}

_NESTED = ("struct", "list", "array", "map")


def typed(kind: str) -> tuple[SnowflakeType, str] | None:
    """The type of a scalar that DuckDB calls `kind`, and DuckDB text of it as stored, to be formatted with the value.

    Raises at run time 000002 for a time with nanoseconds.
    """
    if kind.startswith("DECIMAL("):
        precision, scale = kind[len("DECIMAL(") : -1].split(",")
        return number(int(precision), int(scale)), "{}"
    return _SCALAR.get(kind)


def document(members: Iterable[tuple[str, str, str]]) -> str:
    """DuckDB text of a row as one JSON document, as VARIANTs are stored. `members`: name, text, DuckDB's type."""
    return _object((name, value, duckdb.sqltype(kind)) for name, value, kind in members)


def _object(members: Iterable[tuple[str, str, DuckDBPyType]], depth: int = 0) -> str:
    items = [f"{literal(name)}, {_json(value, kind, depth)}" for name, value, kind in sorted(members, key=_name)]
    return f"CAST(json_object({', '.join(items)}) AS JSON)"


def _name(member: tuple[str, str, DuckDBPyType]) -> str:
    return member[0]


def _json(value: str, kind: DuckDBPyType, depth: int) -> str:
    """DuckDB text of a value as VARIANTs are stored."""
    element = f"e{depth}"
    inner = [each for _, each in kind.children if isinstance(each, DuckDBPyType)] if kind.id in _NESTED else []
    if kind.id == "struct":
        names = [name for name, _ in kind.children]
        inside = _object(((n, f"{value}.{quote(n)}", each) for n, each in zip(names, inner, strict=True)), depth)
        return f"CASE WHEN {value} IS NOT NULL THEN {inside} END"
    if kind.id in ("list", "array"):
        return f"to_json(list_transform({value}, lambda {element}: {_json(element, inner[0], depth + 1)}))"
    if kind.id == "map":
        inside = _json(f"{element}.value", inner[1], depth + 1)
        pairs = f"list_transform(list_sort(map_entries({value})), lambda {element}: row({element}.key, {inside}))"
        return f"to_json(map_from_entries({pairs}))"
    found = typed(str(kind))
    if found is None:
        return value
    type_, template = found
    if type_.name == "NUMBER":
        return variants.decimal(value, type_.precision or 38, type_.scale) if type_.scale else value
    name = _VARIANT_OF.get(type_.name)
    return value if name is None else f"_ecomsim.{name}({template.format(value)})"
