"""ALTER TABLE on a dynamic table: it takes constraints and nothing else.

A key is recorded and never enforced; one declared RELY must cover the columns of the frozen region.
Source: spec/dynamic-tables.md 4.11 and 16.6.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable, Key
from ecomsim.ddl import keys as table_keys
from ecomsim.dynamic_tables import frozen
from ecomsim.sqltext import nodes

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def alter(table: DynamicTable, actions: tuple[Any, ...], session: Session) -> None:
    """ADD, DROP, RENAME and ALTER of constraints.

    Raises 002203 for any other action, 002857 for a RELY key beside a frozen region.
    """
    keys = table.keys
    for action in actions:
        match action:
            case nodes.AddConstraint(constraint=constraint):
                made = table_keys.created((constraint,), session)
                keys = (*keys, *(_added(each, replace(table, keys=keys)) for each in made))
            case nodes.DropConstraint() | nodes.RenameConstraint() | nodes.AlterConstraint():
                keys = table_keys.changed(keys, action, table.name)
                if table.immutable_where is not None:
                    frozen.check_keys(frozen.column_names(table.immutable_where), keys)
            case _:
                raise errors.compilation(
                    2203, "42601", "Object found is of type 'DYNAMIC_TABLE', not specified type 'TABLE'."
                )
    with session.ddl() as change:
        change.replace(replace(table, keys=keys))


def _added(constraint: nodes.Constraint, table: DynamicTable) -> Key:
    table_keys.check((constraint,), table.columns)
    if constraint.kind == "PRIMARY KEY" and any(key.kind == "PRIMARY KEY" for key in table.keys):
        raise errors.compilation(2232, "42601", f"Primary key already exists for table '{table.name.last}'.")
    (key,) = table_keys.of((constraint,))
    if table.immutable_where is not None:
        frozen.check_keys(frozen.column_names(table.immutable_where), (key,))
    return key
