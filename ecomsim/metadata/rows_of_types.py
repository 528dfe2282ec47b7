"""INFORMATION_SCHEMA.ELEMENT_TYPES and FIELDS: what the structured types of columns are made of.

Each structured type, the inner ones too, has an identifier: of the table, the column and the way into its type.
COLUMNS has it as DTD_IDENTIFIER. Invariant: it names one type of one column, as long as the column is there.
Source: Snowflake documentation, "ELEMENT_TYPES view", "FIELDS view".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ecomsim.catalog.objects import TableColumn
from ecomsim.metadata.rows import DATA_TYPES, Row, dtd_identifier, measures
from ecomsim.values.types import SnowflakeType

_OWNER = "OBJECT_CATALOG, OBJECT_SCHEMA, OBJECT_NAME, OBJECT_TYPE, "
PART = (
    "DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH, NUMERIC_PRECISION, NUMERIC_PRECISION_RADIX, "
    "NUMERIC_SCALE, DATETIME_PRECISION, INTERVAL_TYPE, INTERVAL_PRECISION, CHARACTER_SET_CATALOG, "
    "CHARACTER_SET_SCHEMA, CHARACTER_SET_NAME, COLLATION_CATALOG, COLLATION_SCHEMA, COLLATION_NAME, UDT_CATALOG, "
    "UDT_SCHEMA, UDT_NAME, SCOPE_CATALOG, SCOPE_SCHEMA, SCOPE_NAME, MAXIMUM_CARDINALITY, DTD_IDENTIFIER"
)
ELEMENT_TYPES = f"{_OWNER}COLLECTION_TYPE_IDENTIFIER, {PART}"
FIELDS = f"{_OWNER}ROW_IDENTIFIER, FIELD_NAME, ORDINAL_POSITION, {PART}"
_UNKNOWN: Row = dict.fromkeys(
    name for name in PART.split(", ") if name.startswith(("INTERVAL", "CHARACTER_SET", "COLLATION", "UDT", "SCOPE"))
)


def element_types(items: Iterable[Any]) -> Iterator[Row]:
    """A row for each structured ARRAY in the columns of tables."""
    for item, identifier, kind in _structured(items):
        if kind.name == "ARRAY":
            yield {**_part(item, kind, identifier, 1), "COLLECTION_TYPE_IDENTIFIER": identifier}


def fields(items: Iterable[Any]) -> Iterator[Row]:
    """A row for each key of a structured OBJECT, and two for each MAP, in the columns of tables."""
    for item, identifier, kind in _structured(items):
        if kind.name == "ARRAY":
            continue
        for place, name in enumerate(kind.keys or ("KEY", "VALUE"), start=1):
            yield {
                **_part(item, kind, identifier, place),
                "ROW_IDENTIFIER": identifier,
                "FIELD_NAME": name,
                "ORDINAL_POSITION": place,
            }


def _structured(items: Iterable[Any]) -> Iterator[tuple[Any, str, SnowflakeType]]:
    """(table, identifier, type) of each structured type in the columns of tables."""
    for item in items:
        field: TableColumn
        for position, field in enumerate(item.columns, start=1):
            identifier = dtd_identifier(item, field.type, position)
            if identifier is not None:
                yield from ((item, *each) for each in _inside(identifier, field.type))


def _inside(identifier: str, kind: SnowflakeType) -> Iterator[tuple[str, SnowflakeType]]:
    """A structured type and those in it."""
    if kind.is_structured:
        yield identifier, kind
        for place, inner in enumerate(kind.inner, start=1):
            yield from _inside(f"{identifier}.{place}", inner)


def _part(item: Any, whole: SnowflakeType, identifier: str, place: int) -> Row:
    """The type that stands at `place` in the type `whole`, which has the identifier."""
    kind = whole.inner[place - 1]
    return {
        **_UNKNOWN,
        **measures(kind),
        "OBJECT_CATALOG": item.name.database,
        "OBJECT_SCHEMA": item.name.schema,
        "OBJECT_NAME": item.name.last,
        "OBJECT_TYPE": "TABLE",
        "DATA_TYPE": DATA_TYPES.get(kind.name, kind.name),
        "COLLATION_NAME": kind.collation or None,
        "MAXIMUM_CARDINALITY": None,
        "IS_NULLABLE": "N" if whole.requires(place - 1) else "Y",
        "DTD_IDENTIFIER": f"{identifier}.{place}" if kind.is_structured else None,
    }
