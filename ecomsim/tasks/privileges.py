"""What the owner of a task must hold for it to run: EXECUTE TASK, and EXECUTE MANAGED TASK without a warehouse.

Asked when a task is resumed and again whenever it runs, so that revoking the privilege stops it. Source: "Introduction
to tasks" (task security), spec/tasks.md T-3.2 and section 13.
"""

from __future__ import annotations

from ecomsim import errors
from ecomsim.access import roles
from ecomsim.catalog.objects import Task
from ecomsim.catalog.store import Catalog


def check(task: Task, catalog: Catalog) -> None:
    """Raise 091089 unless the owner may run the task; the account's administrator may run all."""
    if task.owner == roles.ADMINISTRATOR:
        return
    held = roles.privileges_on_account(catalog, task.owner)
    needed = ("EXECUTE TASK", *(() if task.warehouse is not None else ("EXECUTE MANAGED TASK",)))
    for privilege in needed:
        if privilege not in held:
            raise errors.fail(
                91089,
                "23001",
                f"Cannot execute task , {privilege} privilege must be granted to owner role.",
            )
