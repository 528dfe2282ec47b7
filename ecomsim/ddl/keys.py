"""Keys of tables: recorded, never enforced, and made only where every property but RELY has its default.

Source: "Constraint properties": on a standard table other values than the defaults are accepted for the sake of
migrations, and the constraint is then not created; UNSUPPORTED_DDL_ACTION says whether that is an error.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.catalog.objects import Key, TableColumn
from ecomsim.names import Name
from ecomsim.sqltext.nodes import AlterConstraint, Constraint, DropConstraint, RenameConstraint
from ecomsim.sqltext.nodes.definitions import DEFAULT_PROPERTIES

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def created(constraints: Sequence[Constraint], session: Session) -> tuple[Constraint, ...]:
    """The constraints that come to be. Raises 000002 for another one when UNSUPPORTED_DDL_ACTION is FAIL."""
    fails = str(session.parameters.get("UNSUPPORTED_DDL_ACTION", "")).upper() == "FAIL"
    for each in constraints:
        if fails and each.changed_default is not None:
            raise errors.unsupported(f"constraint property {each.changed_default}")
    return tuple(each for each in constraints if each.changed_default is None)


def check(constraints: Sequence[Constraint], columns: Sequence[TableColumn]) -> None:
    """One primary key, no CHECK, and columns that exist."""
    known = {column.name for column in columns}
    primary = [each for each in constraints if each.kind == "PRIMARY KEY"]
    if len(primary) > 1:
        raise errors.compilation(2232, "42601", "A table cannot have more than one primary key.")
    for each in constraints:
        if each.kind == "CHECK":
            raise errors.unsupported("CHECK constraints")
        for name in each.columns:
            if name not in known:
                raise errors.invalid_identifier(name)


def of(constraints: Sequence[Constraint]) -> tuple[Key, ...]:
    """Recorded keys; unnamed ones get a name as Snowflake gives it."""
    return tuple(
        Key(
            kind=each.kind,
            name=each.name or f"SYS_CONSTRAINT_{uuid.uuid4()}",
            columns=each.columns,
            references=(Name("", "", str(each.foreign_key.table)), each.foreign_key.references)
            if each.foreign_key
            else None,
            rely="RELY" in each.properties,
        )
        for each in constraints
    )


def changed(
    keys: tuple[Key, ...], action: DropConstraint | RenameConstraint | AlterConstraint, table: Name
) -> tuple[Key, ...]:
    """The keys after DROP, RENAME or ALTER CONSTRAINT.

    Raises 002227 when it names none, 002002 for a new name that another key has, and unsupported for a property that no
    standard table can have.
    """
    match action:
        case DropConstraint():
            gone = _meant(keys, action, table)
            return tuple(key for key in keys if key not in gone)
        case RenameConstraint(name=name, to=to):
            meant = _meant(keys, DropConstraint(name=name), table)
            if any(key.name == to for key in keys):
                raise errors.compilation(2002, "42710", f"Object '{to}' already exists.")
            return tuple(replace(key, name=to) if key in meant else key for key in keys)
        case AlterConstraint(key=key_, properties=properties):
            meant = _meant(keys, key_, table)
            other = next((each for each in properties if each not in DEFAULT_PROPERTIES), None)
            if other is not None:
                raise errors.unsupported(f"constraint property {other}")
            if not {"RELY", "NORELY"} & set(properties):
                return keys
            return tuple(replace(key, rely="RELY" in properties) if key in meant else key for key in keys)


def _meant(keys: Sequence[Key], action: DropConstraint, table: Name) -> list[Key]:
    """The keys that a statement names. Raises 002227 when there is none."""
    if action.name is not None:
        found = [key for key in keys if key.name == action.name]
    else:
        found = [key for key in keys if key.kind == action.kind and action.columns in ((), key.columns)]
    if not found:
        raise errors.compilation(
            2227, "42601", f"Constraint '{action.name or action.kind}' does not exist in table '{table.last}'."
        )
    return found
