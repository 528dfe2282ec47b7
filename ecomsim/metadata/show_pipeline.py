"""SHOW STREAMS, DYNAMIC TABLES and TASKS: the catalog row, and what the engine knows of its state.

Source: spec/metadata.md section 2.1, spec/streams.md 1.7, spec/dynamic-tables.md 17, spec/tasks.md 11.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ecomsim.access import checks
from ecomsim.catalog.objects import DynamicTable, Stream, Task
from ecomsim.metadata import facts
from ecomsim.metadata.filters import scope
from ecomsim.metadata.grid import Row, names, truth
from ecomsim.metadata.listing import Listing, in_scope, placed
from ecomsim.metadata.show_tables import Sized, automatic_clustering, cluster_by, sized
from ecomsim.sqltext.nodes import Show

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


# --- streams ---------------------------------------------------------------------------------------------------


def stream_row(item: Stream, session: Session) -> Row:
    """One row of SHOW STREAMS."""
    state = facts.stream(item, session)
    return {
        **placed(item, state["type"]),
        "owner": item.owner,
        "comment": item.comment,
        "table_name": state["table_name"],
        "tableOn": state["table_name"],
        "source_type": state["source_type"],
        "base_tables": state["base_tables"],
        "type": state["type"],
        "stale": state["stale"],
        "mode": state["mode"],
        "stale_after": state["stale_after"],
        "invalid_reason": state["invalid_reason"],
        "owner_role_type": "ROLE",
    }


# --- dynamic tables --------------------------------------------------------------------------------------------


def _dynamic_tables(statement: Show, session: Session) -> list[Sized]:
    where = scope(statement, session)
    return sized(session.catalog.all(DynamicTable.kind, where.database, where.schema), session)


_OF_MONITOR = ("text", "warehouse", "initialization_warehouse", "scheduling_state", "last_suspended_on")
"""What SHOW DYNAMIC TABLES hides from a role without MONITOR on the table."""


def dynamic_table_row(entry: Sized, session: Session) -> Row:
    """One row of SHOW DYNAMIC TABLES; target_lag is NULL while the scheduler is disabled."""
    item: DynamicTable = entry.item
    state = facts.dynamic_table(item, session)
    scheduler = item.options.get("SCHEDULER")
    hidden = {} if checks.monitors(session, item) else dict.fromkeys(_OF_MONITOR)
    return {
        "created_on": item.created_on,
        "name": item.name.last,
        "kind": "DYNAMIC_TABLE",
        "database_name": item.name.database,
        "schema_name": item.name.schema,
        "cluster_by": cluster_by(item),
        "rows": entry.sizes.rows(item),
        "bytes": entry.sizes.active_bytes(item),
        "owner": item.owner,
        "target_lag": None if scheduler == "DISABLE" else item.target_lag,
        "scheduler": scheduler,
        "refresh_mode": item.resolved_refresh_mode,
        "refresh_mode_reason": item.refresh_mode_reason,
        "warehouse": item.warehouse,
        "comment": item.comment,
        "text": item.text,
        "automatic_clustering": automatic_clustering(item),
        "scheduling_state": item.scheduling_state,
        "last_suspended_on": state["last_suspended_on"],
        "is_clone": truth(bool(item.options.get("CLONE"))),
        "is_replica": "false",
        "is_iceberg": "false",
        "data_timestamp": state["data_timestamp"],
        "owner_role_type": "ROLE",
        "immutable_where": item.immutable_where,
        "execute_as_user": item.execute_as_user,
        "initialization_warehouse": item.options.get("INITIALIZATION_WAREHOUSE"),
        "secondary_roles": item.options.get("SECONDARY_ROLES"),
        **hidden,
    }


# --- tasks -----------------------------------------------------------------------------------------------------


def _tasks(statement: Show, session: Session) -> list[Any]:
    where = scope(statement, session)
    found: list[Any] = session.catalog.all(Task.kind, where.database, where.schema)
    if statement.rest == "ROOT ONLY":
        found = [task for task in found if not task.predecessors and task.finalize is None]
    return found


def task_row(item: Task, session: Session) -> Row:
    """One row of SHOW TASKS; schedule, config and overlap belong to roots alone."""
    is_root = not item.predecessors and item.finalize is None
    serverless = item.warehouse is None
    policy = item.options.get("OVERLAP_POLICY") or (
        "ALLOW_CHILD_OVERLAP" if item.allow_overlapping_execution else "NO_OVERLAP"
    )
    return {
        "created_on": item.created_on,
        "name": item.name.last,
        "kind": None,
        "id": facts.task_uuid(item),
        "database_name": item.name.database,
        "schema_name": item.name.schema,
        "owner": item.owner,
        "comment": item.comment,
        "warehouse": item.warehouse,
        "schedule": item.schedule if is_root else None,
        "scheduling_mode": item.options.get("SCHEDULING_MODE", "FIXED") if serverless else None,
        "target_completion_interval": item.options.get("TARGET_COMPLETION_INTERVAL"),
        "predecessors": json.dumps(sorted(str(name) for name in item.predecessors), separators=(",", ":")),
        "state": item.state,
        "definition": item.definition,
        "condition": item.condition,
        "allow_overlapping_execution": truth(policy == "ALLOW_CHILD_OVERLAP") if is_root else "null",
        "error_integration": item.options.get("ERROR_INTEGRATION", "null"),
        "success_integration": item.options.get("SUCCESS_INTEGRATION", "null"),
        "last_committed_on": item.last_committed_on,
        "last_suspended_on": item.last_suspended_on,
        "owner_role_type": "ROLE",
        "config": item.config if is_root else None,
        "task_relations": facts.task_relations(item, session),
        "last_suspended_reason": item.last_suspended_reason,
        "execute_as_user": item.execute_as_user,
        "overlap_policy": policy if is_root else None,
        "created_by_user": session.user,
    }


LISTINGS: dict[str, Listing] = {
    "STREAMS": Listing(
        columns=names(
            "created_on, name, database_name, schema_name, owner, comment, table_name, source_type, base_tables, "
            "type, stale, mode, stale_after, invalid_reason, owner_role_type"
        ),
        terse=names("created_on, name, kind, database_name, schema_name, tableOn"),
        entries=in_scope(Stream.kind),
        row=stream_row,
    ),
    "DYNAMIC TABLES": Listing(
        columns=names(
            "created_on, name, database_name, schema_name, cluster_by, rows, bytes, owner, target_lag, scheduler, "
            "refresh_mode, refresh_mode_reason, warehouse, comment, text, automatic_clustering, scheduling_state, "
            "last_suspended_on, is_clone, is_replica, is_iceberg, data_timestamp, owner_role_type, immutable_where, "
            "execute_as_user, initialization_warehouse, secondary_roles"
        ),
        entries=_dynamic_tables,
        row=dynamic_table_row,
    ),
    # the recorded layout; the manual lists the same columns in another order
    "TASKS": Listing(
        columns=names(
            "created_on, name, id, database_name, schema_name, owner, comment, warehouse, schedule, predecessors, "
            "state, definition, condition, allow_overlapping_execution, error_integration, last_committed_on, "
            "last_suspended_on, owner_role_type, config, task_relations, last_suspended_reason, "
            "success_integration, scheduling_mode, target_completion_interval, execute_as_user, overlap_policy, "
            "created_by_user"
        ),
        terse=names("created_on, name, kind, database_name, schema_name, schedule"),
        entries=_tasks,
        row=task_row,
    ),
}
