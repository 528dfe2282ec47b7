"""Columns of a new table from what its statement says: types, defaults, identities, virtual columns, names.

Source: spec/sql-semantics.md section 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ecomsim import errors
from ecomsim.catalog.objects import TableColumn
from ecomsim.ddl import keys
from ecomsim.ddl.change import Change
from ecomsim.dialect import collations
from ecomsim.sqltext.nodes import ColumnDefinition, Constraint
from ecomsim.statements import virtual_columns
from ecomsim.storage import layout
from ecomsim.storage.columns import placed
from ecomsim.values.types import SnowflakeType

MAX_PARTS = 1000
"""Sub-columns that a column of a structured type may have."""


def columns_of(
    definitions: Sequence[ColumnDefinition], constraints: Sequence[Constraint], change: Change
) -> tuple[TableColumn, ...]:
    """Catalog columns from written ones; a primary key implies NOT NULL, an identity gets its sequence."""
    made = keys.created(constraints, change.session)
    primary = {name for each in made if each.kind == "PRIMARY KEY" for name in each.columns}
    columns = tuple(column_of(each, change, not_null=each.name in primary) for each in definitions)
    check_names([column.name for column in columns])
    keys.check(constraints, columns)
    return virtual_columns.checked(placed(columns), change.session)


def column_of(definition: ColumnDefinition, change: Change, *, not_null: bool = False) -> TableColumn:
    if definition.expression_text is not None:
        return _virtual(definition, not_null=not_null)
    if definition.type is None:
        raise errors.compilation(2140, "42601", f"Column '{definition.name}' has no data type.")
    kind = _collated(definition, definition.type)
    if _parts(kind) > MAX_PARTS:
        raise errors.invalid_value(f"Column '{definition.name}' has more than {MAX_PARTS} sub-columns.")
    sequence = None
    if definition.identity is not None:
        start, increment, _ = definition.identity
        sequence = change.new_id()
        create_sequence(change, sequence, start, increment)
    return TableColumn(
        name=definition.name,
        type=kind,
        nullable=not (definition.not_null or not_null),
        default=definition.default_text,
        identity=definition.identity,
        sequence=sequence,
        comment=definition.comment,
        collate=definition.collate or kind.collation or None,
    )


def _parts(kind: SnowflakeType) -> int:
    """Sub-columns of a structured type: keys, values and elements, however deep."""
    return len(kind.inner) + sum(map(_parts, kind.inner))


def _collated(definition: ColumnDefinition, kind: SnowflakeType) -> SnowflakeType:
    """The type with the collation of COLLATE; one that comes with a query's type stays without it."""
    if definition.collate is None:
        return kind
    if not kind.is_text:
        raise errors.compilation(2260, "42601", f"Column '{definition.name}' of type {kind} cannot have a collation.")
    return replace(kind, collation=collations.checked(definition.collate))


def _virtual(definition: ColumnDefinition, *, not_null: bool) -> TableColumn:
    """A column that is computed; its type, when it has none of its own, is found once all columns are known."""
    for clause, given in (("NOT NULL", definition.not_null or not_null), ("DEFAULT", definition.default_text)):
        if given:
            raise errors.unsupported(f"{clause} on a virtual column")
    if definition.identity is not None:
        raise errors.unsupported("AUTOINCREMENT on a virtual column")
    if definition.collate is not None:
        raise errors.unsupported("COLLATE on a virtual column")
    return TableColumn(
        name=definition.name,
        type=definition.type or virtual_columns.UNKNOWN,
        comment=definition.comment,
        expression=definition.expression_text,
    )


def create_sequence(change: Change, identifier: int, start: int, increment: int) -> None:
    if increment == 0:
        raise errors.invalid_value("Sequence increment must not be zero.")
    bounds = "MINVALUE -9223372036854775808" if increment > 0 else "MAXVALUE 9223372036854775807"
    change.duck.execute(
        f"CREATE SEQUENCE {layout.sequence(identifier)} INCREMENT BY {increment} {bounds} START WITH {start}"
    )


def check_names(names: Sequence[str]) -> None:
    """Column names must differ. Raises 002025."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise errors.compilation(2025, "42S21", f"duplicate column name '{name}'")
        if not name:
            raise errors.unsupported("a column without a name")
        if layout.is_hidden(name):
            raise errors.unsupported(f"a column name that starts with $ ({name})")
        seen.add(name)
