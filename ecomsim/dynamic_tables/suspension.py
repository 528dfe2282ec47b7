"""Suspending and resuming: a table never runs while something upstream of it stands still.

Suspending a table suspends everything downstream, as a cascade; resuming it resumes what was suspended as a cascade.
What a user suspended by hand stays suspended. Source: spec/dynamic-tables.md 4.6, 12.2 to 12.4.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable
from ecomsim.dynamic_tables import definition, history, lag
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.dynamic_tables.graph import Graph

if TYPE_CHECKING:
    from ecomsim.ddl.change import Change
    from ecomsim.sessions.session import Session

UPSTREAM = "UPSTREAM_"


def suspend(table: DynamicTable, session: Session, graph: Graph, reason: str) -> None:
    """Suspend a table for `reason` and everything downstream for UPSTREAM_<reason>; what is suspended stays so."""
    with session.ddl() as change:
        _suspend(table, change, reason)
        for node in graph.downstream(table.id):
            consumer = change.catalog.by_id(node.id)
            assert isinstance(consumer, DynamicTable)
            _suspend(consumer, change, UPSTREAM + reason)


def _suspend(table: DynamicTable, change: Change, reason: str) -> None:
    if table.scheduling_state == "SUSPENDED":
        return
    after = replace(table, scheduling_state="SUSPENDED", suspend_reason=reason, suspended_on=change.now)
    change.replace(after)
    describe(after, change, "SUSPEND")


def resume(table: DynamicTable, session: Session, graph: Graph) -> None:
    """Make a table schedulable again, and what its suspension had suspended.

    Raises when something upstream is still suspended.
    """
    catalog = session.catalog
    for node in graph.upstream(table.id):
        if not node.active and node.id != table.id:
            raise errors.compilation(
                2749,
                "55000",
                f"Dynamic Table '{table.name}' cannot be resumed because its upstream Dynamic Table '{node.name}' is "
                "suspended.",
            )
    with session.ddl() as change:
        _resume(table, change)
        for node in graph.downstream(table.id):
            consumer = catalog.by_id(node.id)
            assert isinstance(consumer, DynamicTable)
            blocked = any(
                not each.active and each.id != table.id and not _resumed(each.id, change)
                for each in graph.upstream(node.id)
            )
            if consumer.suspend_reason.startswith(UPSTREAM) and not blocked:
                _resume(consumer, change)
    states = session.account.dynamic_tables
    for identifier in (table.id, *(node.id for node in graph.downstream(table.id))):
        states.note(identifier, replace(states.get(identifier), failures=0))


def _resumed(identifier: int, change: Change) -> bool:
    table = change.catalog.by_id(identifier)
    return isinstance(table, DynamicTable) and table.scheduling_state == "ACTIVE"


def _resume(table: DynamicTable, change: Change) -> None:
    if table.scheduling_state == "ACTIVE":
        return
    after = replace(
        table, scheduling_state="ACTIVE", suspend_reason="", resumed_on=change.now, scheduled_from=change.now
    )
    change.replace(after)
    describe(after, change, "RESUME")


def describe(table: DynamicTable, change: Change, trigger: str, found: Definition | None = None) -> None:
    """Open a new entry of the graph history for a table as it is after the change."""
    account = change.session.account
    kept = account.dynamic_tables.bindings.get(table.id, account.catalog)
    bound = found or (kept.found if kept is not None else None)
    disabled = table.options.get("SCHEDULER") == "DISABLE"
    duration = None if disabled else lag.parse(table.target_lag)
    seconds = None if duration is None else int(duration.total_seconds())
    inputs = definition.inputs(table, bound, account)
    history.describe(change.duck, history.entry(table, inputs, seconds, change.now, trigger))
