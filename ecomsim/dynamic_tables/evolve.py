"""Schema evolution: a dynamic table follows the columns of its sources.

With SELECT * a column added to a source appears in the table, NULL in the rows that stay, and a dropped one disappears;
a type that widens is taken over. What cannot be followed row by row makes the next refresh reinitialise: a column that
was dropped and added again, one with a DEFAULT, one that moves others. Tables whose columns were listed never change by
themselves. Source: spec/dynamic-tables.md 14.1 to 14.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable, Table, TableColumn, View
from ecomsim.catalog.policies import Policy
from ecomsim.dynamic_tables import definition, frozen
from ecomsim.dynamic_tables.state import State
from ecomsim.policies import attach, tagged
from ecomsim.sqltext.nodes import CreateDynamicTable
from ecomsim.sqltext.parse import parse
from ecomsim.storage import layout
from ecomsim.storage.columns import placed
from ecomsim.values.types import Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.dynamic_tables.definition import Definition

DROPPED = "DROPPED_COLUMNS"
"""The option under which a table remembers the columns that it lost: one that comes back is another one."""


@dataclass(frozen=True, slots=True)
class Evolution:
    """The columns a table gets, and what changes in its storage."""

    columns: tuple[TableColumn, ...]
    added: tuple[TableColumn, ...] = ()
    dropped: tuple[TableColumn, ...] = ()

    @property
    def lost(self) -> set[str]:
        """The names that are there no longer."""
        return {column.name for column in self.dropped}

    widened: tuple[TableColumn, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped or self.widened)

    @property
    def is_shifted(self) -> bool:
        """Whether a column was added anywhere but at the end."""
        return bool(self.added) and self.columns[-len(self.added) :] != self.added


def plan(stored: Sequence[TableColumn], found: Sequence[Column]) -> Evolution:
    """How the stored columns become the found ones. A narrower type leaves the stored one; raises for another kind."""
    by_name = {column.name: column for column in stored}
    columns = tuple(
        _kept(by_name[each.name], each.type) if each.name in by_name else TableColumn(name=each.name, type=each.type)
        for each in found
    )
    columns = placed(columns, stored)
    names = {column.name for column in columns}
    return Evolution(
        columns=columns,
        added=tuple(column for column in columns if column.name not in by_name),
        dropped=tuple(column for column in stored if column.name not in names),
        widened=tuple(each for each in columns if each.name in by_name and each.type != by_name[each.name].type),
    )


def _kept(column: TableColumn, kind: SnowflakeType) -> TableColumn:
    if kind.name != column.type.name:
        raise errors.compilation(
            1420,
            "0A000",
            f"Column '{column.name}' changed from {column.type} to {kind}, which a dynamic table cannot follow.",
        )
    return replace(column, type=kind) if _is_wider(kind, column.type) else column


def _is_wider(new: SnowflakeType, old: SnowflakeType) -> bool:
    """Whether every value of the old type, and more, is one of the new: both of one kind."""
    if new.name == "NUMBER":
        digits = (int(new.precision or 0) - int(new.scale or 0)) - (int(old.precision or 0) - int(old.scale or 0))
        return digits >= 0 and int(new.scale or 0) >= int(old.scale or 0) and new != old
    sizes = (new.length, old.length) if new.length is not None else (new.scale, old.scale)
    return (sizes[0] or 0) > (sizes[1] or 0)


def evolved(table: DynamicTable, state: State, account: Account) -> tuple[DynamicTable, State]:
    """The table after its columns have followed its sources, and where it stands: `sources` are forgotten when that
    takes a reinitialisation. Looked at once for each binding of the definition.
    """
    states = account.dynamic_tables
    kept = states.bindings.get(table.id, account.catalog)
    if kept is not None and states.settled.get(table.id) is kept:
        return table, state
    after, is_shifted = (table, False) if table.refresh_using or _has_column_list(table) else _followed(table, account)
    found = definition.of(after, account)
    if state.sources and (
        is_shifted or _is_reborn(table, found, state, account) or _is_seen_anew(found, state, account)
    ):
        state = replace(state, sources={})
        states.note(table.id, state)
        states.flush()
    kept = states.bindings.get(table.id, account.catalog)
    if kept is not None:
        states.settled[table.id] = kept
    return after, state


def _followed(table: DynamicTable, account: Account) -> tuple[DynamicTable, bool]:
    """The table with the columns its query gives now, and whether a new one moved others."""
    with definition.worker(account, table.scope, table.warehouse, table.owner) as session:
        change_of = plan(table.columns, definition.bind(table.query, None, session, table.name).columns)
        if not change_of:
            return table, False
        _check_clustering(table, change_of)
        lost = _lost(table) | change_of.lost
        options = {**table.options, DROPPED: ",".join(sorted(lost))} if lost else table.options
        after = replace(table, columns=change_of.columns, options=options)
        with session.ddl() as change:
            change.lock(table.id)
            for column in change_of.added:
                layout.add_column(change.duck, table.id, column)
            for column in change_of.widened:
                layout.change_type(change.duck, table.id, column, column.type)
            for column in change_of.dropped:
                layout.drop_column(change.duck, table.id, column)
            change.replace(after)
    return after, change_of.is_shifted


def _lost(table: DynamicTable) -> set[str]:
    return set(str(table.options.get(DROPPED, "")).split(",")) - {""}


def _check_clustering(table: DynamicTable, change_of: Evolution) -> None:
    for text in table.cluster_by:
        for name in sorted(change_of.lost & frozen.column_names(text)):
            raise errors.compilation(
                1420, "0A000", f"Column '{name}' of the clustering key was dropped from its source."
            )


def _is_reborn(table: DynamicTable, found: Definition, state: State, account: Account) -> bool:
    """Whether a source has a column of a name that had another meaning when the table was refreshed last."""
    kept = account.dynamic_tables.bindings.get(table.id, account.catalog)
    if state.data_timestamp is None or kept is None or table.refresh_using:
        return False
    has_star = bool(table.query) and definition.parsed(table.query).find(exp.Star) is not None
    names = {column.name for column in table.columns} | _lost(table) if has_star else kept.names
    fresh = [
        column
        for source in map(account.catalog.by_id, found.tables)
        if isinstance(source, Table)
        for column in source.columns
        if column.since is not None and column.since > state.data_timestamp
    ]
    return any(column.name in names or (has_star and column.default is not None) for column in fresh)


def _is_seen_anew(found: Definition, state: State, account: Account) -> bool:
    """Whether a policy of a source was attached, taken away or changed since the table was refreshed last."""
    if state.data_timestamp is None:
        return False
    for source in map(account.catalog.by_id, found.tables | found.views):
        if not isinstance(source, (Table, View, DynamicTable)):
            continue
        seen = tagged.masked(source, account.catalog)
        policies = (account.catalog.by_id(each.policy) for each, _ in attach.uses(seen))
        times = (source.protected_on, *(each.changed_on for each in policies if isinstance(each, Policy)))
        if any(each is not None and each > state.data_timestamp for each in times):
            return True
    return False


def _has_column_list(table: DynamicTable) -> bool:
    statement = parse(table.text)
    return isinstance(statement, CreateDynamicTable) and bool(statement.columns)
