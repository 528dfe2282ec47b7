"""The table of statements: which function runs which kind of statement.

Statements stand here by the name of their class and functions by the room they are in, so that this table imports none
of them. A class without an entry is refused with 000002 by `execution.run`. ALTER and DROP are dispatched once more by
the kind of object.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.rooms import Room

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.sqltext import nodes
    from ecomsim.statements.plans import Runnable
    from ecomsim.statements.result import Result

account_settings = Room("ecomsim.accounts.account_settings")
alerts = Room("ecomsim.alerts.commands")
alter_table = Room("ecomsim.ddl.alter_table")
containers = Room("ecomsim.ddl.containers")
copy_into = Room("ecomsim.staging.copy_into")
describe = Room("ecomsim.metadata.describe")
drops = Room("ecomsim.ddl.drops")
dynamic_tables = Room("ecomsim.dynamic_tables.commands")
execution = Room("ecomsim.statements.execution")
explain = Room("ecomsim.metadata.explain")
external_tables = Room("ecomsim.staging.external_tables")
grants = Room("ecomsim.access.grants")
insert = Room("ecomsim.dml.insert")
materialized = Room("ecomsim.ddl.materialized")
merge = Room("ecomsim.dml.merge")
monitors = Room("ecomsim.warehouses.monitors")
notifications = Room("ecomsim.notifications.commands")
ownership = Room("ecomsim.access.ownership")
pipes = Room("ecomsim.pipes.commands")
policies = Room("ecomsim.policies.commands")
principals = Room("ecomsim.access.principals")
routine_calls = Room("ecomsim.routines.call")
routines = Room("ecomsim.routines.create")
script_files = Room("ecomsim.scripting.files")
scripting = Room("ecomsim.scripting.commands")
sequences = Room("ecomsim.ddl.sequences")
session_commands = Room("ecomsim.sessions.session_commands")
show = Room("ecomsim.metadata.show")
staging = Room("ecomsim.staging.commands")
stream_ddl = Room("ecomsim.ddl.streams")
streamlits = Room("ecomsim.streamlits.commands")
tables = Room("ecomsim.ddl.tables")
tags = Room("ecomsim.tags.commands")
tagging = Room("ecomsim.tags.tagging")
tasks = Room("ecomsim.tasks.commands")
unload = Room("ecomsim.staging.unload")
update = Room("ecomsim.dml.update")
users = Room("ecomsim.access.users")
views = Room("ecomsim.ddl.views")
warehouses = Room("ecomsim.warehouses.commands")

Handler = Callable[[Any, "Session"], "Result"]

ALTERS: dict[str, Handler] = {
    "TABLE": alter_table.alter,
    "VIEW": views.alter_view,
    "MATERIALIZED VIEW": materialized.alter,
    "SEQUENCE": sequences.alter,
    "DATABASE": containers.alter,
    "SCHEMA": containers.alter,
    "STREAM": stream_ddl.alter,
    "DYNAMIC TABLE": dynamic_tables.alter,
    "TASK": tasks.alter,
    "WAREHOUSE": warehouses.alter,
    "RESOURCE MONITOR": monitors.alter,
    "ACCOUNT": account_settings.alter,
    "ALERT": alerts.alter,
    "PIPE": pipes.alter,
    "NOTIFICATION INTEGRATION": notifications.alter,
    "PROCEDURE": routines.alter,
    "FUNCTION": routines.alter,
    "STAGE": staging.alter_stage,
    "EXTERNAL TABLE": external_tables.alter,
    "FILE FORMAT": staging.alter_file_format,
    "USER": users.alter,
    "ROLE": principals.alter_role,
    "DATABASE ROLE": principals.alter_role,
    "STREAMLIT": streamlits.alter,
    "MASKING POLICY": policies.alter,
    "ROW ACCESS POLICY": policies.alter,
    "TAG": tags.alter,
}

DROPS: dict[str, Handler] = {
    "TASK": tasks.drop,
    "WAREHOUSE": warehouses.drop,
    "RESOURCE MONITOR": monitors.drop,
    "PROCEDURE": routines.drop,
    "FUNCTION": routines.drop,
    "STAGE": staging.drop_stage,
    "EXTERNAL TABLE": external_tables.drop,
    "FILE FORMAT": staging.drop_file_format,
    "ROLE": principals.drop,
    "DATABASE ROLE": principals.drop,
    "USER": principals.drop,
    "STREAMLIT": streamlits.drop,
    "MASKING POLICY": policies.drop,
    "ROW ACCESS POLICY": policies.drop,
    "TAG": tags.drop,
}


TAGGING = ("SetTags", "UnsetTags")
"""What ALTER does to an object of any kind; a statement with one of them has nothing else."""


def _alter(statement: nodes.Alter, session: Session) -> Result:
    if any(type(action).__name__ in TAGGING for action in statement.actions):
        return tagging.alter(statement, session)
    handler = ALTERS.get(statement.kind)
    if handler is None:
        raise errors.unsupported(f"ALTER {statement.kind}")
    return handler(statement, session)


def _drop(statement: nodes.Drop, session: Session) -> Result:
    return DROPS.get(statement.kind, drops.drop)(statement, session)


def _unsupported(statement: nodes.Unsupported, session: Session) -> Result:
    raise errors.unsupported(statement.feature)


PREPARED: dict[str, Callable[[Any, Session], Runnable]] = {
    "Query": execution.prepare_query,
    "Insert": insert.prepare,
    "Update": update.prepare_update,
    "Delete": update.prepare_delete,
    "Merge": merge.prepare,
    "Block": scripting.prepare_anonymous,
}
"""Statements that are bound once and can run many times."""

HANDLERS: dict[str, Handler] = {
    "Query": execution.run_prepared,
    "Insert": execution.run_prepared,
    "MultiInsert": insert.run_multi,
    "Update": execution.run_prepared,
    "Delete": execution.run_prepared,
    "Merge": execution.run_prepared,
    "Truncate": insert.truncate,
    "Flow": execution.run_flow,
    "Begin": session_commands.begin,
    "Commit": session_commands.commit,
    "Rollback": session_commands.rollback,
    "Use": session_commands.use,
    "SetVariables": session_commands.set_variables,
    "UnsetVariables": session_commands.unset_variables,
    "AlterSession": session_commands.alter_session,
    "CreateTable": tables.create,
    "CreateView": views.create,
    "CreateSequence": sequences.create,
    "CreateContainer": containers.create,
    "CreateStream": stream_ddl.create,
    "CreateDynamicTable": dynamic_tables.create,
    "CreateTask": tasks.create,
    "CreateWarehouse": warehouses.create,
    "CreateResourceMonitor": monitors.create,
    "CreateAlert": alerts.create,
    "CreatePipe": pipes.create,
    "CreateIntegration": notifications.create,
    "CreateStreamlit": streamlits.create,
    "CreatePolicy": policies.create,
    "CreateTag": tags.create,
    "GrantOwnership": ownership.grant,
    "CreatePrincipal": principals.create,
    "GrantPrivileges": grants.grant_privileges,
    "GrantRole": grants.grant_role,
    "Alter": _alter,
    "Drop": _drop,
    "Undrop": drops.undrop,
    "Comment": drops.comment,
    "Show": show.show,
    "Explain": explain.explain,
    "Describe": describe.describe,
    "ExecuteTask": tasks.execute_task,
    "ExecuteAlert": alerts.execute_alert,
    "CreateRoutine": routines.create,
    "CreateStage": staging.create_stage,
    "CreateExternalTable": external_tables.create,
    "CreateFileFormat": staging.create_file_format,
    "CopyIntoTable": copy_into.run,
    "CopyIntoLocation": unload.run,
    "CopyFiles": staging.copy_files,
    "ListFiles": staging.list_files,
    "RemoveFiles": staging.remove_files,
    "PutFiles": staging.put,
    "GetFiles": staging.get,
    "Call": routine_calls.call,
    "CallAnonymous": routine_calls.call_anonymous,
    "ExecuteFile": script_files.execute,
    "Block": execution.run_prepared,
    "ExecuteImmediate": scripting.execute_immediate,
    "Unsupported": _unsupported,
}
