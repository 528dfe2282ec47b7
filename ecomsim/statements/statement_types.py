"""QUERY_TYPE of a statement that failed: what QUERY_HISTORY calls it, by its kind alone.

A statement that runs says its own type with its result; one that cannot be read has none: UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ecomsim.errors import SnowflakeError
from ecomsim.sqltext import nodes
from ecomsim.sqltext.parse import parse

UNKNOWN = "UNKNOWN"


def of_text(sql: str) -> str:
    """The type of the statement in `sql`."""
    try:
        statement = parse(sql)
    except SnowflakeError:
        return UNKNOWN
    found = _TYPES.get(type(statement).__name__, UNKNOWN)
    return found if isinstance(found, str) else found(statement)


def _create_table(statement: nodes.CreateTable) -> str:
    return "CREATE_TABLE" if statement.query is None else "CREATE_TABLE_AS_SELECT"


def _alter(statement: nodes.Alter) -> str:
    return f"ALTER_{statement.kind}" if statement.kind in ("TABLE", "VIEW", "USER") else "ALTER"


def _drop(statement: nodes.Drop) -> str:
    kinds = ("TASK", "WAREHOUSE", "RESOURCE MONITOR")
    return f"DROP_{statement.kind.replace(' ', '_')}" if statement.kind in kinds else "DROP"


_TYPES: dict[str, str | Callable[[Any], str]] = {
    "Query": "SELECT",
    "Insert": "INSERT",
    "MultiInsert": "MULTI_TABLE_INSERT",
    "Update": "UPDATE",
    "Delete": "DELETE",
    "Merge": "MERGE",
    "Truncate": "TRUNCATE_TABLE",
    "Explain": "EXPLAIN",
    "Begin": "BEGIN_TRANSACTION",
    "Commit": "COMMIT",
    "Rollback": "ROLLBACK",
    "Use": "USE",
    "SetVariables": "SET",
    "UnsetVariables": "UNSET",
    "AlterSession": "ALTER_SESSION",
    "CreateTable": _create_table,
    "CreateView": "CREATE_VIEW",
    "CreateSequence": "CREATE_SEQUENCE",
    "CreateTask": "CREATE_TASK",
    "CreateWarehouse": "CREATE_WAREHOUSE",
    "CreateResourceMonitor": "CREATE_RESOURCE_MONITOR",
    "CreateAlert": "CREATE_ALERT",
    "CreateContainer": "CREATE",
    "CreateStream": "CREATE",
    "CreateDynamicTable": "CREATE",
    "CreateIntegration": "CREATE",
    "CreateStreamlit": "CREATE",
    "CreatePipe": "CREATE",
    "CreatePrincipal": "CREATE",
    "CreateRoutine": "CREATE",
    "CreateStage": "CREATE",
    "CreateFileFormat": "CREATE",
    "GrantPrivileges": "GRANT",
    "GrantRole": "GRANT",
    "GrantOwnership": "GRANT",
    "Alter": _alter,
    "Drop": _drop,
    "Undrop": "UNDROP",
    "Comment": "COMMENT",
    "Show": "SHOW",
    "Describe": "DESCRIBE",
    "CopyIntoTable": "COPY",
    "CopyIntoLocation": "UNLOAD",
    "CopyFiles": "COPY_FILES",
    "ListFiles": "LIST_FILES",
    "RemoveFiles": "REMOVE_FILES",
    "PutFiles": "PUT_FILES",
    "GetFiles": "GET_FILES",
    "ExecuteTask": "EXECUTE_TASK",
    "ExecuteAlert": "EXECUTE_ALERT",
    "ExecuteImmediate": "EXECUTE_IMMEDIATE",
    "ExecuteFile": "EXECUTE_IMMEDIATE",
    "Block": "BEGIN_END_BLOCK",
    "Call": "CALL",
    "CallAnonymous": "CALL",
}
