"""Statements as values: one small frozen class for each thing a user can say.

Names are folded but not resolved; expressions and queries are sqlglot trees (read with the Snowflake dialect), to be
treated as immutable by everyone but the binder, which works on copies. Handlers are found by class.

A module of nodes is imported when one of its names is first used: a process that queries knows nothing of CREATE TASK.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecomsim.sqltext.nodes.access import *  # noqa: F403
    from ecomsim.sqltext.nodes.base import *  # noqa: F403
    from ecomsim.sqltext.nodes.changes import *  # noqa: F403
    from ecomsim.sqltext.nodes.definitions import *  # noqa: F403
    from ecomsim.sqltext.nodes.dml import *  # noqa: F403
    from ecomsim.sqltext.nodes.files import *  # noqa: F403
    from ecomsim.sqltext.nodes.metadata import *  # noqa: F403
    from ecomsim.sqltext.nodes.pipeline import *  # noqa: F403
    from ecomsim.sqltext.nodes.policies import *  # noqa: F403
    from ecomsim.sqltext.nodes.programs import *  # noqa: F403
    from ecomsim.sqltext.nodes.session import *  # noqa: F403
    from ecomsim.sqltext.nodes.tags import *  # noqa: F403

_NAMES = {
    "access": "CreatePrincipal GrantOwnership GrantPrivileges GrantRole GrantsShown SecuredObject",
    "base": "Flow IfExists Level Statement Unsupported",
    "changes": (
        "AddAfter AddColumns AddConstraint AddVersion Alter AlterAction AlterColumn AlterConstraint ChangeToken "
        "ClusterBy Comment Drop DropColumns DropConstraint EndLiveVersion ModifyAction ModifyAs ModifyCondition "
        "ModifyWhen RefreshPipe RemoveAfter RenameColumn RenameConstraint RenameTo SetFinalize SetOptions SwapWith "
        "Undrop UnsetOptions Verb"
    ),
    "definitions": "ColumnDefinition Constraint CreateContainer CreateSequence CreateTable CreateView ForeignKey",
    "dml": "Delete Explain Insert Merge MergeClause MultiInsert Query TimePoint Truncate Update",
    "files": (
        "CopyFiles CopyIntoLocation CopyIntoTable CreateExternalTable CreateFileFormat CreateStage GetFiles "
        "ListFiles PutFiles RemoveFiles"
    ),
    "metadata": "Describe Show",
    "pipeline": (
        "CreateAlert CreateDynamicTable CreateIntegration CreatePipe CreateResourceMonitor CreateStream "
        "CreateStreamlit CreateTask CreateWarehouse"
    ),
    "policies": "AddRowAccess CreatePolicy DropRowAccess PolicyKind PolicyUse SetBody SetMasking",
    "programs": "Argument Block Call CallAnonymous CreateRoutine ExecuteAlert ExecuteFile ExecuteImmediate ExecuteTask",
    "tags": "AllowedValues CreateTag Propagation SetTags TagPolicies TagUse UnsetTags",
    "session": "AlterSession Begin Commit Rollback SetVariables UnsetVariables Use",
}
"""What each module has."""

_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """PEP 562: import the module that defines `name` and keep what it is."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
