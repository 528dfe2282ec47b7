"""CREATE OR ALTER DYNAMIC TABLE: an existing table takes the definition the statement describes.

Options that are left out go back to their defaults. Nothing is refreshed: another query, other columns or another kind
of refresh make the next refresh a reinitialisation. Source: spec/dynamic-tables.md 3.3 to 3.5.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable
from ecomsim.dynamic_tables import drafts, evolve, state, suspension
from ecomsim.sqltext import nodes
from ecomsim.storage import layout
from ecomsim.types import Column

if TYPE_CHECKING:
    from ecomsim.session import Session


def create_or_alter(table: DynamicTable, statement: nodes.CreateDynamicTable, session: Session) -> None:
    """Bring `table` to what the statement says; its id, data, schedule state and history stay."""
    if statement.clone is not None:
        raise errors.unsupported("CREATE OR ALTER DYNAMIC TABLE … CLONE")
    if statement.transient != table.transient:
        raise errors.compilation(1420, "0A000", "CREATE OR ALTER cannot change TRANSIENT of a dynamic table.")
    wanted = drafts.draft(statement, table.name, session).table
    plan = evolve.plan(table.columns, [Column(column.name, column.type) for column in wanted.columns])
    kept = {column.name: column.type for column in table.columns}
    columns = tuple(replace(column, type=kept.get(column.name, column.type)) for column in wanted.columns)
    rebuilt = (wanted.query, wanted.resolved_refresh_mode) != (table.query, table.resolved_refresh_mode)
    states = session.account.dynamic_tables
    after = states.get(table.id)
    if rebuilt or plan is not None:
        after = replace(after, sources={})
    with states.running, session.ddl() as change:
        change.lock(table.id)
        if plan is not None:
            change.unpublish(table)
            for column in plan.added:
                layout.add_column(change.duck, table.id, column.name, column.type, "NULL")
            for name in plan.dropped:
                layout.drop_column(change.duck, table.id, name)
        new_lag = wanted.target_lag != table.target_lag or wanted.options != table.options
        changed = replace(
            wanted,
            id=table.id,
            created_on=table.created_on,
            owner=table.owner,
            columns=columns,
            scheduling_state=table.scheduling_state,
            suspend_reason=table.suspend_reason,
            suspended_on=table.suspended_on,
            resumed_on=table.resumed_on,
            scheduled_from=change.now if new_lag else table.scheduled_from,
        )
        change.replace(changed)
        state.write(change.duck, {table.id: after})
        suspension.describe(changed, change, "ALTER_TARGET_LAG" if new_lag else "NONE")
    states.publish(table.id, after)
