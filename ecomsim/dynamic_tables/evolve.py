"""Schema evolution: a definition with SELECT * follows the columns of its sources.

A column added to a source appears in the table with NULL in the rows that stay, a dropped one disappears. Tables whose
columns were listed, and definitions without a star, never change by themselves.
Source: spec/dynamic-tables.md 14.1 and 14.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim.catalog.objects import DynamicTable, TableColumn
from ecomsim.dynamic_tables import definition
from ecomsim.sqltext.nodes import CreateDynamicTable
from ecomsim.sqltext.parse import parse
from ecomsim.storage import layout
from ecomsim.types import Column

if TYPE_CHECKING:
    from ecomsim.account import Account


@dataclass(frozen=True, slots=True)
class Evolution:
    """The columns a table gets, and what changes in its storage."""

    columns: tuple[TableColumn, ...]
    added: tuple[TableColumn, ...]
    dropped: tuple[str, ...]


def plan(stored: Sequence[TableColumn], found: Sequence[Column]) -> Evolution | None:
    """How the stored columns become the found ones; None when the names are the same. Types of kept columns stay."""
    by_name = {column.name: column for column in stored}
    if [column.name for column in found] == list(by_name):
        return None
    columns = tuple(by_name.get(each.name) or TableColumn(name=each.name, type=each.type) for each in found)
    names = {column.name for column in columns}
    return Evolution(
        columns=columns,
        added=tuple(column for column in columns if column.name not in by_name),
        dropped=tuple(name for name in by_name if name not in names),
    )


def evolved(table: DynamicTable, account: Account) -> DynamicTable:
    """The table after its columns have followed its sources; itself when nothing changed."""
    kept = account.dynamic_tables.bindings.get(table.id, account.catalog)
    if kept is not None and kept.found is not None:  # nothing changed that it names
        return table
    if table.refresh_using:
        return table
    if definition.parsed(table.query).find(exp.Star) is None or _has_column_list(table):
        return table
    with definition.worker(account, table.scope, table.warehouse, table.owner) as session:
        found = definition.bind(table.query, None, session, table.name)
        change_of = plan(table.columns, found.columns)
        if change_of is None:
            return table
        after = replace(table, columns=change_of.columns)
        with session.ddl() as change:
            change.lock(table.id)
            change.unpublish(table)
            for column in change_of.added:
                layout.add_column(change.duck, table.id, column.name, column.type, "NULL")
            for name in change_of.dropped:
                layout.drop_column(change.duck, table.id, name)
            change.replace(after)
    return after


def _has_column_list(table: DynamicTable) -> bool:
    statement = parse(table.text)
    return isinstance(statement, CreateDynamicTable) and bool(statement.columns)
