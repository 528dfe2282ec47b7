"""What the owner of a task or an alert must hold for it to run: EXECUTE TASK or EXECUTE ALERT, and without a warehouse
EXECUTE MANAGED TASK or EXECUTE MANAGED ALERT.

Asked when it is resumed or executed and again whenever it runs, so that revoking the privilege stops it. Source:
"Introduction to tasks" (task security), "Setting up alerts based on data in Snowflake" (privileges), spec/tasks.md
T-3.2 and section 13; number and text are those that live accounts were seen to give.
"""

from __future__ import annotations

from ecomsim import errors
from ecomsim.access import roles
from ecomsim.catalog.objects import Alert, Task
from ecomsim.catalog.store import Catalog


def check(item: Task | Alert, catalog: Catalog) -> None:
    """Raise 091089 unless the owner may run it; the account's administrator may run all."""
    if item.owner == roles.ADMINISTRATOR:
        return
    held = roles.privileges_on_account(catalog, item.owner)
    needed = (f"EXECUTE {item.kind}", *(() if item.warehouse is not None else (f"EXECUTE MANAGED {item.kind}",)))
    for privilege in needed:
        if privilege not in held:
            raise errors.fail(
                91089,
                "23001",
                f"Cannot execute {item.kind.lower()} , {privilege} privilege must be granted to owner role.",
            )
