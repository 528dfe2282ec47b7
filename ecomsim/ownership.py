"""GRANT OWNERSHIP: an object gets another owner.

A task that changes hands is suspended and loses its links to other tasks, in both directions. Source: "GRANT
OWNERSHIP", "CREATE TASK" (usage notes).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecomsim.catalog.objects import Alert, Task
from ecomsim.result import Result, status
from ecomsim.sqltext.nodes import GrantOwnership
from ecomsim.tasks import lifecycle as tasks

if TYPE_CHECKING:
    from ecomsim.session import Session


def grant(statement: GrantOwnership, session: Session) -> Result:
    """GRANT OWNERSHIP ON kind name TO ROLE role. Raises 002003 for an object that is not there."""
    item = session.find(statement.kind, statement.name, "GRANT")
    with session.ddl() as change:
        if isinstance(item, Task):
            tasks.give(item, statement.role, change)
        elif isinstance(item, Alert):
            change.replace(replace(item, owner=statement.role, state="suspended", resumed_on=None))
        else:
            change.replace(replace(item, owner=statement.role))
    return status("Statement executed successfully.", "GRANT")
