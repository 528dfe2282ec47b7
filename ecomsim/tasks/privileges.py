"""Who may do what with a task or an alert, and what its owner must hold for it to run.

An owner needs EXECUTE TASK or EXECUTE ALERT, and USAGE on the warehouse, or without one EXECUTE MANAGED TASK or EXECUTE
MANAGED ALERT. That is asked when it is resumed or executed and again whenever it runs, so that revoking the privilege
stops it.
Another role resumes, suspends, executes and cancels with OPERATE, and sees how it runs with MONITOR or OPERATE, or with
MONITOR EXECUTION on the account; only the owner changes what it is. Source:
"Introduction to tasks" (task security), "Setting up alerts based on data in Snowflake" (privileges), spec/tasks.md
T-3.2 and section 13; number and text are those that live accounts were seen to give.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.access import checks, roles
from ecomsim.catalog.objects import Alert, Stream, Task
from ecomsim.catalog.store import Catalog
from ecomsim.names import Name

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def check(item: Task | Alert, catalog: Catalog) -> None:
    """Raise 091089 unless the owner may run it; the account's administrator may run all."""
    if item.owner == roles.ADMINISTRATOR:
        return
    held = roles.privileges_on_account(catalog, item.owner)
    needed = (f"EXECUTE {item.kind}", *(() if item.warehouse is not None else (f"EXECUTE MANAGED {item.kind}",)))
    for privilege in needed:
        if privilege not in held:
            raise _refused(item, f"{privilege} privilege")
    warehouse = catalog.get("WAREHOUSE", Name("", "", item.warehouse)) if item.warehouse is not None else None
    if warehouse is not None and not roles.privileges_on(catalog, item.owner, warehouse) & {"OWNERSHIP", "USAGE"}:
        raise _refused(item, f"USAGE privilege on the {item.kind.lower()}'s warehouse")


def _refused(item: Task | Alert, missing: str) -> errors.SnowflakeError:
    text = f"Cannot execute {item.kind.lower()} , {missing} must be granted to owner role."
    return errors.fail(91089, "23001", text)


def reads(task: Task, stream: Stream, catalog: Catalog) -> bool:
    """Whether the owner may look at a stream that WHEN asks about."""
    if task.owner == roles.ADMINISTRATOR:
        return True
    return bool(roles.privileges_on(catalog, task.owner, stream) & {"OWNERSHIP", "SELECT"})


def operate(session: Session, item: Task | Alert) -> None:
    """Raise 003001, or 002003 for a role that may not know of it, unless the role may start and stop `item`."""
    checks.use(session, item, "OPERATE")


def history_filter(session: Session) -> Callable[[int], bool]:
    """Whether the role sees runs of the task or alert of an id; of one that is gone only who sees all runs."""
    everything = checks.free(session) or "MONITOR EXECUTION" in checks.held_on_account(session)

    @cache
    def sees(item_id: int) -> bool:
        item = session.catalog.by_id(item_id)
        return item is not None and checks.monitors(session, item)

    return (lambda _: True) if everything else sees
