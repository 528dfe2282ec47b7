"""Versions of task graphs: each task as it was when its graph got the version, for ACCOUNT_USAGE.TASK_VERSIONS.

Written in the transaction that fixes the version, so a version is there exactly when the graph has it; nothing reads it
to run a graph, a run holds the tasks it started with. Source: "TASK_VERSIONS view", spec/tasks.md T-5.12 and T-12.15.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import Task
from ecomsim.tasks import graph

if TYPE_CHECKING:
    from ecomsim.ddl.change import Change
    from ecomsim.sessions.session import Session

TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.task_versions (
        root_task_id BIGINT, graph_version BIGINT, created_on TIMESTAMPTZ, created_by VARCHAR, task_id BIGINT,
        facts VARCHAR)""",
)
TIMES = ("GRAPH_VERSION_CREATED_ON", "LAST_COMMITTED_ON", "LAST_SUSPENDED_ON")
COLUMNS = (
    *("ROOT_TASK_ID", "GRAPH_VERSION", "GRAPH_VERSION_CREATED_ON", "NAME", "ID", "DATABASE_ID", "DATABASE_NAME"),
    *("SCHEMA_ID", "SCHEMA_NAME", "OWNER", "COMMENT", "WAREHOUSE_NAME", "SCHEDULE", "PREDECESSORS", "STATE"),
    *("DEFINITION", "CONDITION_TEXT", "ALLOW_OVERLAPPING_EXECUTION", "ERROR_INTEGRATION", "LAST_COMMITTED_ON"),
    *("LAST_SUSPENDED_ON", "TARGET_COMPLETION_INTERVAL", "SCHEDULING_MODE", "GRAPH_VERSION_CREATED_BY_USER"),
)


def record(root: Task, members: tuple[Task, ...], change: Change) -> None:
    """Keep the tasks of a graph that just got a version; `root` carries its number."""
    for task in (root, *members):
        change.duck.execute(
            "INSERT INTO _ecomsim.task_versions VALUES (?, ?, ?, ?, ?, ?)",
            [root.id, root.graph_version, change.now, change.session.user, task.id, json.dumps(_facts(task, root))],
        )


def rows(session: Session) -> Iterator[dict[str, Any]]:
    """One row for each task and version, the oldest version first; only COLUMNS, without the ids of containers."""
    with session.account.internal() as duck:
        kept = duck.execute("SELECT * FROM _ecomsim.task_versions ORDER BY created_on, root_task_id, task_id")
        found = kept.fetchall()
    for root_task_id, version, created_on, created_by, task_id, text in found:
        facts = json.loads(text)
        suspended_on = facts["LAST_SUSPENDED_ON"]
        yield {
            **facts,
            "LAST_SUSPENDED_ON": None if suspended_on is None else datetime.fromisoformat(suspended_on),
            "ROOT_TASK_ID": graph.task_uuid(root_task_id),
            "ID": graph.task_uuid(task_id),
            "GRAPH_VERSION": version,
            "GRAPH_VERSION_CREATED_ON": created_on,
            "GRAPH_VERSION_CREATED_BY_USER": created_by,
            "LAST_COMMITTED_ON": created_on,
        }


def _facts(task: Task, root: Task) -> dict[str, Any]:
    """What a task says of itself; the state of a root is left out, as it is started by having the version."""
    is_root = task.id == root.id
    suspended_on = task.last_suspended_on
    return {
        "NAME": task.name.last,
        "DATABASE_NAME": task.name.database,
        "SCHEMA_NAME": task.name.schema,
        "OWNER": task.owner,
        "COMMENT": task.comment,
        "WAREHOUSE_NAME": task.warehouse,
        "SCHEDULE": task.schedule,
        "PREDECESSORS": json.dumps(sorted(str(name) for name in task.predecessors), separators=(",", ":")),
        "STATE": None if is_root else task.state,
        "DEFINITION": task.definition,
        "CONDITION_TEXT": task.condition,
        "ALLOW_OVERLAPPING_EXECUTION": str(task.allow_overlapping_execution).lower(),
        "ERROR_INTEGRATION": task.options.get("ERROR_INTEGRATION"),
        "LAST_SUSPENDED_ON": None if suspended_on is None else suspended_on.isoformat(),
        "TARGET_COMPLETION_INTERVAL": task.options.get("TARGET_COMPLETION_INTERVAL"),
        "SCHEDULING_MODE": "UNKNOWN",
    }
