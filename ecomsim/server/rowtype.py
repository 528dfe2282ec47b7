"""How columns and statements are described on the wire: the `rowtype` list and the statement type id.

Clients index all of a column's keys without defaults, so all are always there. Source: spec/wire-protocol.md 4.1, 4.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ecomsim.statements.result import Result
from ecomsim.values.types import MAX_VARCHAR, Column

WIRE_NAMES = {
    "NUMBER": "fixed",
    "FLOAT": "real",
    "VARCHAR": "text",
    "GEOGRAPHY": "object",
    "GEOMETRY": "object",
}

MULTIPLE = 0xA000

_IDS = {
    "INSERT": 0x3100,
    "UPDATE": 0x3200,
    "DELETE": 0x3300,
    "MERGE": 0x3400,
    "MULTI_TABLE_INSERT": 0x3500,
    "COPY": 0x3600,
    "UNLOAD": 0x3700,
    "ALTER_SESSION": 0x4000,
    "SET": 0x4000,
    "UNSET": 0x4000,
    "USE": 0x4300,
    "SHOW": 0x4400,
    "DESCRIBE": 0x4500,
    "LIST": 0x4700,
    "LIST_FILES": 0x4700,
    "BEGIN_TRANSACTION": 0x5000,
    "COMMIT": 0x5000,
    "ROLLBACK": 0x5000,
}
_FAMILIES = {"query": 0x1000, "dml": 0x3000, "ddl": 0x6000, "show": 0x4400, "call": 0x1000}


def statement_type_id(kind: str, statement_type: str) -> int:
    """The number clients tell queries, DML and commands apart by."""
    return _IDS.get(statement_type, _FAMILIES.get(kind, 0))


def of_result(result: Result) -> int:
    return statement_type_id(result.kind, result.statement_type)


def rowtype(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """One description for each column."""
    return [describe(column) for column in columns]


def describe(column: Column) -> dict[str, Any]:
    kind = column.type
    is_temporal = kind.name == "TIME" or kind.is_timestamp
    described: dict[str, Any] = {
        "name": column.name,
        "database": "",
        "schema": "",
        "table": "",
        "nullable": column.nullable,
        "type": WIRE_NAMES.get(kind.name, kind.name.lower()),
        "length": kind.length if kind.name in ("VARCHAR", "BINARY") else None,
        "byteLength": _byte_length(column),
        "precision": 0 if is_temporal else kind.precision,
        "scale": kind.scale,
        "collation": kind.collation or None,
    }
    if kind.name in ("GEOGRAPHY", "GEOMETRY"):
        described["extTypeName"] = kind.name
    if kind.name == "VECTOR":
        element = Column("", kind.inner[0])
        described |= {"extTypeName": "VECTOR", "vectorDimension": kind.length, "fields": [describe(element)]}
    return described


def _byte_length(column: Column) -> int | None:
    kind = column.type
    if kind.name == "BINARY":
        return kind.length
    if kind.name == "VARCHAR":
        return min(4 * (kind.length or MAX_VARCHAR), MAX_VARCHAR)
    return None
