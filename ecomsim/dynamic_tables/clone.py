"""CREATE DYNAMIC TABLE … CLONE: columns, data and definition of another one, suspended.

The clone keeps the data timestamp of what it copied. Source: spec/dynamic-tables.md 3.6 and 3.7.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable
from ecomsim.ddl.tables import clone_table
from ecomsim.dynamic_tables import lag, state, suspension
from ecomsim.names import Name
from ecomsim.sqltext import nodes
from ecomsim.storage import travel

if TYPE_CHECKING:
    from ecomsim.change import Change
    from ecomsim.session import Session


def create(statement: nodes.CreateDynamicTable, name: Name, existing: DynamicTable | None, session: Session) -> None:
    """The statement with CLONE; TARGET_LAG, WAREHOUSE and COMMENT may be given anew."""
    assert statement.clone is not None
    if statement.options.keys() - {"COPY_GRANTS"} or statement.refresh_mode or statement.initialize:
        raise errors.unsupported("CREATE DYNAMIC TABLE … CLONE with anything but TARGET_LAG, WAREHOUSE and COMMENT")
    origin = session.find(DynamicTable.kind, statement.clone)
    session.commit()
    version = (
        travel.version_at(origin, statement.clone_at, session)
        if statement.clone_at is not None
        else session.account.timelines.number(origin.id)
    )
    changes: dict[str, Any] = {}
    if statement.target_lag is not None:
        changes["target_lag"] = lag.normalised(statement.target_lag)
    if statement.warehouse is not None:
        changes["warehouse"] = statement.warehouse
    if statement.comment is not None:
        changes["comment"] = statement.comment
    with session.ddl() as change:
        if existing is not None:
            change.drop(existing)
        table = copy(replace(origin, **changes), name, version, change, "CLONED_AUTO_SUSPENDED")
    session.account.dynamic_tables.publish(table.id, session.account.dynamic_tables.get(origin.id))


def copy(origin: DynamicTable, name: Name, version: int, change: Change, reason: str) -> DynamicTable:
    """A suspended copy of `origin` as of `version`; `reason` is its suspend reason."""
    stored = clone_table(origin, name, version, origin.durability, change)
    table = replace(
        origin,
        id=stored.id,
        name=name,
        created_on=change.now,
        columns=stored.columns,
        options={**origin.options, "CLONE": True},
        scheduling_state="SUSPENDED",
        suspend_reason=reason,
        suspended_on=change.now,
        resumed_on=None,
        scheduled_from=change.now,
    )
    change.add(table)
    states = change.session.account.dynamic_tables
    state.write(change.duck, {table.id: states.get(origin.id)})
    suspension.describe(table, change, "CREATE_DYNAMIC_TABLE")
    return table
