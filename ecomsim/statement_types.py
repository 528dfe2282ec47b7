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
    found = _TYPES.get(type(statement), UNKNOWN)
    return found if isinstance(found, str) else found(statement)


def _create_table(statement: nodes.CreateTable) -> str:
    return "CREATE_TABLE" if statement.query is None else "CREATE_TABLE_AS_SELECT"


def _alter(statement: nodes.Alter) -> str:
    return f"ALTER_{statement.kind}" if statement.kind in ("TABLE", "VIEW", "USER") else "ALTER"


def _drop(statement: nodes.Drop) -> str:
    kinds = ("TASK", "WAREHOUSE", "RESOURCE MONITOR")
    return f"DROP_{statement.kind.replace(' ', '_')}" if statement.kind in kinds else "DROP"


_TYPES: dict[type[nodes.Statement], str | Callable[[Any], str]] = {
    nodes.Query: "SELECT",
    nodes.Insert: "INSERT",
    nodes.MultiInsert: "MULTI_TABLE_INSERT",
    nodes.Update: "UPDATE",
    nodes.Delete: "DELETE",
    nodes.Merge: "MERGE",
    nodes.Truncate: "TRUNCATE_TABLE",
    nodes.Explain: "EXPLAIN",
    nodes.Begin: "BEGIN_TRANSACTION",
    nodes.Commit: "COMMIT",
    nodes.Rollback: "ROLLBACK",
    nodes.Use: "USE",
    nodes.SetVariables: "SET",
    nodes.UnsetVariables: "UNSET",
    nodes.AlterSession: "ALTER_SESSION",
    nodes.CreateTable: _create_table,
    nodes.CreateView: "CREATE_VIEW",
    nodes.CreateSequence: "CREATE_SEQUENCE",
    nodes.CreateTask: "CREATE_TASK",
    nodes.CreateWarehouse: "CREATE_WAREHOUSE",
    nodes.CreateResourceMonitor: "CREATE_RESOURCE_MONITOR",
    nodes.CreateAlert: "CREATE_ALERT",
    nodes.CreateContainer: "CREATE",
    nodes.CreateStream: "CREATE",
    nodes.CreateDynamicTable: "CREATE",
    nodes.CreateIntegration: "CREATE",
    nodes.CreateStreamlit: "CREATE",
    nodes.CreatePrincipal: "CREATE",
    nodes.CreateRoutine: "CREATE",
    nodes.CreateStage: "CREATE",
    nodes.CreateFileFormat: "CREATE",
    nodes.GrantPrivileges: "GRANT",
    nodes.GrantRole: "GRANT",
    nodes.GrantOwnership: "GRANT",
    nodes.Alter: _alter,
    nodes.Drop: _drop,
    nodes.Undrop: "UNDROP",
    nodes.Comment: "COMMENT",
    nodes.Show: "SHOW",
    nodes.Describe: "DESCRIBE",
    nodes.CopyIntoTable: "COPY",
    nodes.CopyIntoLocation: "UNLOAD",
    nodes.CopyFiles: "COPY_FILES",
    nodes.ListFiles: "LIST_FILES",
    nodes.RemoveFiles: "REMOVE_FILES",
    nodes.PutFiles: "PUT_FILES",
    nodes.GetFiles: "GET_FILES",
    nodes.ExecuteTask: "EXECUTE_TASK",
    nodes.ExecuteAlert: "EXECUTE_ALERT",
    nodes.ExecuteImmediate: "EXECUTE_IMMEDIATE",
    nodes.Block: "BEGIN_END_BLOCK",
    nodes.Call: "CALL",
    nodes.CallAnonymous: "CALL",
}
