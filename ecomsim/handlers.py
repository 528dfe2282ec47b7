"""The table of statements: which function runs which kind of statement.

A statement class without an entry is refused with 000002 by `execution.run`. ALTER and DROP are dispatched once more by
the kind of object.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ecomsim import account_settings, errors, execution, ownership, session_commands
from ecomsim.access import commands as access
from ecomsim.access import users
from ecomsim.alerts import commands as alerts
from ecomsim.ddl import alter_table, containers, drops, tables, views
from ecomsim.ddl import streams as stream_ddl
from ecomsim.dml import insert, merge, update
from ecomsim.dynamic_tables import commands as dynamic_tables
from ecomsim.metadata import describe, explain, show
from ecomsim.notifications import commands as notifications
from ecomsim.plans import Runnable
from ecomsim.policies import commands as policies
from ecomsim.result import Result
from ecomsim.routines import call as routine_calls
from ecomsim.routines import create as routines
from ecomsim.scripting import commands as scripting
from ecomsim.sqltext import nodes
from ecomsim.staging import commands as staging
from ecomsim.staging import copy_into, external_tables, unload
from ecomsim.streamlits import commands as streamlits
from ecomsim.tasks import commands as tasks
from ecomsim.warehouses import commands as warehouses
from ecomsim.warehouses import monitors

if TYPE_CHECKING:
    from ecomsim.session import Session

Handler = Callable[[Any, "Session"], Result]

ALTERS: dict[str, Handler] = {
    "TABLE": alter_table.alter,
    "VIEW": views.alter_view,
    "SEQUENCE": views.alter_sequence,
    "DATABASE": containers.alter,
    "SCHEMA": containers.alter,
    "STREAM": stream_ddl.alter,
    "DYNAMIC TABLE": dynamic_tables.alter,
    "TASK": tasks.alter,
    "WAREHOUSE": warehouses.alter,
    "RESOURCE MONITOR": monitors.alter,
    "ACCOUNT": account_settings.alter,
    "ALERT": alerts.alter,
    "NOTIFICATION INTEGRATION": notifications.alter,
    "PROCEDURE": routines.alter,
    "FUNCTION": routines.alter,
    "STAGE": staging.alter_stage,
    "EXTERNAL TABLE": external_tables.alter,
    "FILE FORMAT": staging.alter_file_format,
    "USER": users.alter,
    "STREAMLIT": streamlits.alter,
    "MASKING POLICY": policies.alter,
    "ROW ACCESS POLICY": policies.alter,
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
    "ROLE": access.drop,
    "USER": access.drop,
    "STREAMLIT": streamlits.drop,
    "MASKING POLICY": policies.drop,
    "ROW ACCESS POLICY": policies.drop,
}


def _alter(statement: nodes.Alter, session: Session) -> Result:
    handler = ALTERS.get(statement.kind)
    if handler is None:
        raise errors.unsupported(f"ALTER {statement.kind}")
    return handler(statement, session)


def _drop(statement: nodes.Drop, session: Session) -> Result:
    return DROPS.get(statement.kind, drops.drop)(statement, session)


def _unsupported(statement: nodes.Unsupported, session: Session) -> Result:
    raise errors.unsupported(statement.feature)


PREPARED: dict[type[nodes.Statement], Callable[[Any, Session], Runnable]] = {
    nodes.Query: execution.prepare_query,
    nodes.Insert: insert.prepare,
    nodes.Update: update.prepare_update,
    nodes.Delete: update.prepare_delete,
    nodes.Merge: merge.prepare,
    nodes.Block: scripting.prepare_anonymous,
}
"""Statements that are bound once and can run many times."""

HANDLERS: dict[type[nodes.Statement], Handler] = {
    nodes.Query: execution.run_prepared,
    nodes.Insert: execution.run_prepared,
    nodes.MultiInsert: insert.run_multi,
    nodes.Update: execution.run_prepared,
    nodes.Delete: execution.run_prepared,
    nodes.Merge: execution.run_prepared,
    nodes.Truncate: insert.truncate,
    nodes.Flow: execution.run_flow,
    nodes.Begin: session_commands.begin,
    nodes.Commit: session_commands.commit,
    nodes.Rollback: session_commands.rollback,
    nodes.Use: session_commands.use,
    nodes.SetVariables: session_commands.set_variables,
    nodes.UnsetVariables: session_commands.unset_variables,
    nodes.AlterSession: session_commands.alter_session,
    nodes.CreateTable: tables.create,
    nodes.CreateView: views.create,
    nodes.CreateSequence: views.create_sequence_object,
    nodes.CreateContainer: containers.create,
    nodes.CreateStream: stream_ddl.create,
    nodes.CreateDynamicTable: dynamic_tables.create,
    nodes.CreateTask: tasks.create,
    nodes.CreateWarehouse: warehouses.create,
    nodes.CreateResourceMonitor: monitors.create,
    nodes.CreateAlert: alerts.create,
    nodes.CreateIntegration: notifications.create,
    nodes.CreateStreamlit: streamlits.create,
    nodes.CreatePolicy: policies.create,
    nodes.GrantOwnership: ownership.grant,
    nodes.CreatePrincipal: access.create,
    nodes.GrantPrivileges: access.grant_privileges,
    nodes.GrantRole: access.grant_role,
    nodes.Alter: _alter,
    nodes.Drop: _drop,
    nodes.Undrop: drops.undrop,
    nodes.Comment: drops.comment,
    nodes.Show: show.show,
    nodes.Explain: explain.explain,
    nodes.Describe: describe.describe,
    nodes.ExecuteTask: tasks.execute_task,
    nodes.ExecuteAlert: alerts.execute_alert,
    nodes.CreateRoutine: routines.create,
    nodes.CreateStage: staging.create_stage,
    nodes.CreateExternalTable: external_tables.create,
    nodes.CreateFileFormat: staging.create_file_format,
    nodes.CopyIntoTable: copy_into.run,
    nodes.CopyIntoLocation: unload.run,
    nodes.CopyFiles: staging.copy_files,
    nodes.ListFiles: staging.list_files,
    nodes.RemoveFiles: staging.remove_files,
    nodes.PutFiles: staging.put,
    nodes.GetFiles: staging.get,
    nodes.Call: routine_calls.call,
    nodes.CallAnonymous: routine_calls.call_anonymous,
    nodes.Block: execution.run_prepared,
    nodes.ExecuteImmediate: scripting.execute_immediate,
    nodes.Unsupported: _unsupported,
}
