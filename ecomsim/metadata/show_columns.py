"""SHOW COLUMNS and SHOW … KEYS: what a table declares of its columns. Source: spec/metadata.md 2.2 and 2.3."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import Key, Table, TableColumn, View
from ecomsim.metadata import facts
from ecomsim.metadata.filters import Scope, scope
from ecomsim.metadata.grid import Row, names
from ecomsim.metadata.listing import Listing
from ecomsim.names import Name
from ecomsim.sqltext.nodes import Show
from ecomsim.values.types import MAX_VARCHAR, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def _columns(statement: Show, session: Session) -> list[tuple[Any, TableColumn]]:
    where = scope(statement, session)
    if where.name is not None:
        relations: list[Any] = [facts.relation(where.name, session)]
    else:
        stored: list[Any] = list(facts.tables(session, where.database, where.schema))
        stored += session.catalog.all(View.kind, where.database, where.schema)
        relations = sorted(stored, key=lambda item: item.name)
    return [(item, column) for item in relations for column in getattr(item, "columns", ())]


def type_json(kind: SnowflakeType, nullable: bool) -> str:
    """The compact JSON by which SHOW COLUMNS describes a type."""
    document: dict[str, Any]
    match kind.name:
        case "NUMBER":
            document = {"type": "FIXED", "precision": kind.precision, "scale": kind.scale, "nullable": nullable}
        case "DECFLOAT":
            document = {"type": "DECFLOAT", "precision": kind.precision, "nullable": nullable}
        case "VARCHAR":
            length = kind.length or MAX_VARCHAR
            document = {
                "type": "TEXT",
                "length": length,
                "byteLength": min(4 * length, MAX_VARCHAR),
                "nullable": nullable,
                "fixed": False,
                **({"collation": kind.collation} if kind.collation else {}),
            }
        case "BINARY":
            document = {
                "type": "BINARY",
                "length": kind.length,
                "byteLength": kind.length,
                "nullable": nullable,
                "fixed": True,
            }
        case "FLOAT":
            document = {"type": "REAL", "nullable": nullable}
        case "TIME" | "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ":
            document = {"type": kind.name, "precision": 0, "scale": kind.scale, "nullable": nullable}
        case "VECTOR":
            element = json.loads(type_json(kind.inner[0], False))
            document = {"type": "VECTOR", "dimension": kind.length, "vectorElementType": element, "nullable": nullable}
        case _:
            document = {"type": kind.name, "nullable": nullable, **_elements(kind)}
    return json.dumps(document, separators=(",", ":"))


def _elements(kind: SnowflakeType) -> dict[str, Any]:
    """What a structured type is made of; a MAP's key is never NULL."""
    inner = [
        json.loads(type_json(each, nullable=not kind.requires(place) and (kind.name, place) != ("MAP", 0)))
        for place, each in enumerate(kind.inner)
    ]
    match kind.name:
        case "ARRAY" if kind.structured:
            return {"elementType": inner[0]}
        case "MAP":
            return {"keyType": inner[0], "valueType": inner[1]}
        case "OBJECT" if kind.structured:
            fields = zip(kind.keys, inner, strict=True)
            return {"fields": [{"fieldName": key, "fieldType": each} for key, each in fields]}
    return {}


def identity(column: TableColumn) -> str:
    """IDENTITY START 1 INCREMENT 1 NOORDER, or nothing."""
    if column.identity is None:
        return ""
    start, increment, ordered = column.identity
    return f"IDENTITY START {start} INCREMENT {increment} {'ORDER' if ordered else 'NOORDER'}"


def column_row(entry: tuple[Any, TableColumn], session: Session) -> Row:
    """One row of SHOW COLUMNS."""
    item, column = entry
    return {
        "table_name": item.name.last,
        "schema_name": item.name.schema,
        "column_name": column.name,
        "data_type": type_json(column.type, column.nullable),
        "null?": "true" if column.nullable else "NOT_NULL",
        "default": column.default or "",
        "kind": "COLUMN" if column.expression is None else "VIRTUAL_COLUMN",
        "expression": column.expression or "",
        "comment": column.comment or "",
        "database_name": item.name.database,
        "autoincrement": identity(column),
        "schema_evolution_record": column.evolution,
    }


KeyEntry = tuple[Table, Key, str, int]
"""Table, key, column, and the column's place in the key, from 1."""


def _key_entries(kind: str, statement: Show, session: Session) -> Iterator[KeyEntry]:
    where = scope(statement, session)
    for table in facts.tables(session, where.database, where.schema):
        if where.relation in (None, table.name.last):
            for key in table.keys:
                if key.kind == kind:
                    for place, column in enumerate(key.columns, start=1):
                        yield table, key, column, place  # type: ignore[misc]


def _primary_keys(statement: Show, session: Session) -> list[KeyEntry]:
    return list(_key_entries("PRIMARY KEY", statement, session))


def _unique_keys(statement: Show, session: Session) -> list[KeyEntry]:
    return list(_key_entries("UNIQUE", statement, session))


def _imported_keys(statement: Show, session: Session) -> list[KeyEntry]:
    """Foreign keys of the tables in scope."""
    return list(_key_entries("FOREIGN KEY", statement, session))


def _exported_keys(statement: Show, session: Session) -> list[KeyEntry]:
    """Foreign keys that refer to tables in scope."""
    where = scope(statement, session)
    everywhere = Show(kind=statement.kind, scope=("account", None))
    return [
        entry
        for entry in _key_entries("FOREIGN KEY", everywhere, session)
        if (target := facts.reference(entry[0], entry[1])) is not None and _within(target[0], where)
    ]


def _within(name: Name, where: Scope) -> bool:
    return (
        where.database in (None, name.database)
        and where.schema in (None, name.schema)
        and where.relation in (None, name.last)
    )


def _key_row(entry: KeyEntry, session: Session) -> Row:
    table, key, column, place = entry
    return {
        "created_on": table.created_on,
        "database_name": table.name.database,
        "schema_name": table.name.schema,
        "table_name": table.name.last,
        "column_name": column,
        "key_sequence": place,
        "constraint_name": key.name,
        "rely": str(key.rely).lower(),
        "comment": None,
    }


def _foreign_key_row(entry: KeyEntry, session: Session) -> Row:
    table, key, column, place = entry
    reference = facts.reference(table, key)
    assert reference is not None
    target, columns = reference
    referred = facts.relation(target, session)
    parents = [each for each in getattr(referred, "keys", ()) if each.kind != "FOREIGN KEY"]
    if not columns:
        columns = next((each.columns for each in parents if each.kind == "PRIMARY KEY"), ())
    return {
        "created_on": table.created_on,
        "pk_database_name": target.database,
        "pk_schema_name": target.schema,
        "pk_table_name": target.last,
        "pk_column_name": columns[place - 1] if len(columns) >= place else None,
        "fk_database_name": table.name.database,
        "fk_schema_name": table.name.schema,
        "fk_table_name": table.name.last,
        "fk_column_name": column,
        "key_sequence": place,
        "update_rule": "NO ACTION",
        "delete_rule": "NO ACTION",
        "fk_name": key.name,
        "pk_name": next((each.name for each in parents if each.columns == columns), None),
        "deferrability": "NOT DEFERRABLE",
        "rely": str(key.rely).lower(),
        "comment": None,
    }


def _table_of(entry: KeyEntry) -> str:
    return entry[0].name.last


_KEY_COLUMNS = names(
    "created_on, database_name, schema_name, table_name, column_name, key_sequence, constraint_name, rely, comment"
)
_FOREIGN_KEY_COLUMNS = names(
    "created_on, pk_database_name, pk_schema_name, pk_table_name, pk_column_name, fk_database_name, fk_schema_name, "
    "fk_table_name, fk_column_name, key_sequence, update_rule, delete_rule, fk_name, pk_name, deferrability, rely, "
    "comment"
)

LISTINGS: dict[str, Listing] = {
    "COLUMNS": Listing(
        columns=names(
            "table_name, schema_name, column_name, data_type, null?, default, kind, expression, comment, "
            "database_name, autoincrement, schema_evolution_record"
        ),
        entries=_columns,
        row=column_row,
        terse=None,
        name=lambda entry: entry[1].name,
    ),
    "PRIMARY KEYS": Listing(columns=_KEY_COLUMNS, entries=_primary_keys, row=_key_row, terse=None, name=_table_of),
    "UNIQUE KEYS": Listing(columns=_KEY_COLUMNS, entries=_unique_keys, row=_key_row, terse=None, name=_table_of),
    "IMPORTED KEYS": Listing(
        columns=_FOREIGN_KEY_COLUMNS, entries=_imported_keys, row=_foreign_key_row, terse=None, name=_table_of
    ),
    "EXPORTED KEYS": Listing(
        columns=_FOREIGN_KEY_COLUMNS, entries=_exported_keys, row=_foreign_key_row, terse=None, name=_table_of
    ),
}
