"""CREATE DYNAMIC TABLE … CLONE: columns, data and definition of another one, suspended.

The clone keeps the data timestamp of what it copied, and reinitialises when it is refreshed for the first time.
Source: spec/dynamic-tables.md 3.6 and 3.7.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable, renamed
from ecomsim.ddl.tables import clone_table
from ecomsim.dynamic_tables import drafts, history, lag, state, suspension
from ecomsim.dynamic_tables.state import State
from ecomsim.names import Name
from ecomsim.sqltext import nodes
from ecomsim.sqltext.grammar_dynamic import EXECUTE_AS, SECONDARY
from ecomsim.storage import travel

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.ddl.change import Change
    from ecomsim.sessions.session import Session


def create(statement: nodes.CreateDynamicTable, name: Name, existing: DynamicTable | None, session: Session) -> None:
    """The statement with CLONE; TARGET_LAG, WAREHOUSE, EXECUTE AS USER and COMMENT may be given anew."""
    assert statement.clone is not None
    allowed = {"COPY_GRANTS", EXECUTE_AS, SECONDARY}
    other = (statement.refresh_mode, statement.initialize, statement.immutable_where, statement.backfill)
    if statement.options.keys() - allowed or statement.cluster_by or statement.require_user or any(other):
        raise errors.unsupported(
            "CREATE DYNAMIC TABLE … CLONE with anything but TARGET_LAG, WAREHOUSE, EXECUTE AS USER and COMMENT"
        )
    origin = session.find(DynamicTable.kind, statement.clone)
    session.commit()
    drafts.check_warehouse(statement.warehouse, name, session)
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
    if (user := drafts.execute_as(statement.options, session)) is not None:
        changes["execute_as_user"] = user
    with session.ddl() as change:
        change.copies_grants = "COPY_GRANTS" in statement.options
        if existing is not None:
            history.end(change.duck, existing.id, change.now)
            change.drop(existing)
        wanted = replace(renamed(origin, name), **changes)
        table = copy(wanted, name, version, change, "CLONED_AUTO_SUSPENDED", transient=statement.transient)
        if existing is None and change.copies_grants:
            change.copy_grants(origin, table)


def copy(
    origin: DynamicTable, name: Name, version: int, change: Change, reason: str, *, transient: bool = False
) -> DynamicTable:
    """A suspended copy of `origin` as of `version`; `reason` is its suspend reason. Reclustering is suspended too."""
    transient = transient or origin.transient
    stored = clone_table(origin, name, version, "TRANSIENT" if transient else "PERMANENT", change)
    table = replace(
        origin,
        id=stored.id,
        name=name,
        created_on=change.now,
        columns=stored.columns,
        options={**stored.options, "CLONE": True, "AUTOMATIC_CLUSTERING": False},
        transient=transient,
        durability=stored.durability,
        scheduling_state="SUSPENDED",
        suspend_reason=reason,
        suspended_on=change.now,
        resumed_on=None,
        scheduled_from=change.now,
    )
    change.add(table)
    account = change.session.account
    stood = _stood(origin, version, account)
    state.write(change.duck, {table.id: stood})
    account.dynamic_tables.publish(table.id, stood)  # an id that is not in the catalog unless the change commits
    suspension.describe(table, change, "CREATE_DYNAMIC_TABLE")
    return table


def _stood(origin: DynamicTable, version: int, account: Account) -> State:
    """The clone's state: the data timestamp of the copied version, and nothing read, so that it reinitialises.

    A table that is refreshed by DML goes on from where its origin stands, which is known of the present version only.
    """
    now = account.dynamic_tables.get(origin.id)
    current = version == account.timelines.number(origin.id)
    if origin.refresh_using:
        if not current:
            raise errors.unsupported("CLONE … AT | BEFORE of a dynamic table with REFRESH USING")
        return State(data_timestamp=now.data_timestamp, sources=now.sources)
    if current:
        return State(data_timestamp=now.data_timestamp)
    written = account.timelines.find(origin.id, version)
    past = account.dynamic_tables.refreshes(
        "table_id = ? AND state = 'SUCCEEDED' AND refresh_end_time <= ?",
        (origin.id, written.committed_at if written is not None else origin.created_on),
    )
    return State(data_timestamp=past[0].data_timestamp if past else None)
