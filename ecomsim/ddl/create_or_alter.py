"""CREATE OR ALTER TABLE on an existing table: the ALTERs that it amounts to, in one transaction.

Invariant: rows stay; what the written definition does not say goes back to its default. Source: spec/sql-semantics.md
section 10.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import Table, TableColumn
from ecomsim.ddl import alter_table, checks, keys, new_columns, tables
from ecomsim.sqltext import nodes
from ecomsim.sqltext.nodes import CreateTable
from ecomsim.statements.result import Result, status
from ecomsim.values.types import TEXT

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def create_or_alter(table: Table, statement: CreateTable, session: Session) -> Result:
    """CREATE OR ALTER TABLE on an existing table: the ALTERs that lead to the written definition; rows stay.

    Columns are matched by name; columns that are no longer written are dropped, new ones are added at the end.
    """
    if statement.query is not None or statement.like is not None or statement.clone is not None:
        raise errors.unsupported("CREATE OR ALTER TABLE with AS, LIKE or CLONE")
    if statement.row_access is not None or any(definition.masking is not None for definition in statement.columns):
        raise errors.unsupported("CREATE OR ALTER TABLE with policies")
    if statement.kind != table.durability:
        raise errors.unsupported("CREATE OR ALTER TABLE that changes between permanent and transient")
    new_columns.check_names([definition.name for definition in statement.columns])
    written = {definition.name: definition for definition in statement.columns}
    known = {column.name: column for column in table.columns}
    actions: list[Any] = []
    gone = tuple(name for name in known if name not in written)
    new = tuple(definition for name, definition in written.items() if name not in known)
    if new:
        actions.append(nodes.AddColumns(columns=new))
    if gone:
        actions.append(nodes.DropColumns(names=gone))
    columns = [TableColumn(name=each.name, type=each.type or TEXT) for each in statement.columns]
    checks.check_clustering(statement.cluster_by, columns, session)
    primary = {name for each in statement.constraints if each.kind == "PRIMARY KEY" for name in each.columns}
    for name, definition in written.items():
        if name in known:
            actions.extend(_differences(known[name], definition, not_null=name in primary))
    with session.ddl() as change:
        change.lock(table.id)
        for action in actions:
            table = alter_table.changed(table, action, session, change)
        order = {name: position for position, name in enumerate(written)}
        table = replace(
            table,
            columns=tuple(sorted(table.columns, key=lambda column: order[column.name])),
            keys=keys.of(keys.created(statement.constraints, session)),
            cluster_by=statement.cluster_by,
            comment=statement.comment or "",
        )
        table = alter_table.with_properties(table, _all_properties(statement), change)
        change.replace(table)
    return status("Statement executed successfully.", "CREATE_TABLE")


def _all_properties(statement: CreateTable) -> dict[str, Any]:
    """The written properties, with None for one that is not: it goes back to its default. Tracked changes stay."""
    return {**dict.fromkeys(tables.OPTIONS - {"CHANGE_TRACKING"}), **statement.options}


def _differences(column: TableColumn, definition: nodes.ColumnDefinition, *, not_null: bool) -> list[Any]:
    """The ALTER COLUMN actions from a catalog column to a written one."""
    for clause, written, found in (
        ("AUTOINCREMENT", definition.identity, column.identity),
        ("COLLATE", definition.collate or None, column.collate or None),
        ("AS (expression)", definition.expression_text, column.expression),
    ):
        if written != found:
            raise errors.unsupported(f"CREATE OR ALTER TABLE that changes {clause} of column {column.name}")
    actions: list[Any] = []
    if definition.type is not None and definition.type != column.type:
        actions.append(nodes.AlterColumn(name=column.name, change="type", type=definition.type))
    wanted = definition.not_null or not_null
    if wanted and column.nullable:
        actions.append(nodes.AlterColumn(name=column.name, change="set not null"))
    if not wanted and not column.nullable:
        actions.append(nodes.AlterColumn(name=column.name, change="drop not null"))
    if definition.default_text is None and column.default is not None:
        actions.append(nodes.AlterColumn(name=column.name, change="drop default"))
    elif definition.default_text != column.default:
        actions.append(nodes.AlterColumn(name=column.name, change="set default", default_text=definition.default_text))
    if (definition.comment or None) != (column.comment or None):
        actions.append(nodes.AlterColumn(name=column.name, change="comment", comment=definition.comment))
    return actions
