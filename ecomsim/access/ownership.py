"""GRANT OWNERSHIP: objects, or those of a kind that are still to come, get another owner.

Grants on an object rest on its owner: they are copied to the new one or revoked, and without a word of it nothing
changes hands while there are any. A task that changes hands is suspended and loses its links to other tasks, in both
directions; a pipe is paused until its new owner forces it to resume. Source: "GRANT OWNERSHIP", "CREATE TASK" (usage
notes), "Manage Snowpipe"; errors as live accounts report them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.access import checks, named, roles, securables
from ecomsim.access.grants import DONE, store
from ecomsim.catalog.account_objects import DatabaseRole, Grant, Role
from ecomsim.catalog.objects import Alert, CatalogObject, Pipe, Task
from ecomsim.ddl.change import Change
from ecomsim.sqltext.nodes import GrantOwnership
from ecomsim.statements.result import Result, status
from ecomsim.tasks import lifecycle as tasks

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def grant(statement: GrantOwnership, session: Session) -> Result:
    """GRANT OWNERSHIP ON kind name | ALL kinds IN … | FUTURE kinds IN … TO ROLE role [REVOKE | COPY CURRENT GRANTS].

    Raises 002003 for an object or role that is not there, 003036 for one with grants and no word about them.
    """
    role = named.role(statement.kind, statement.role, session, "GRANT")
    if isinstance(role, DatabaseRole):
        raise errors.unsupported("GRANT OWNERSHIP … TO DATABASE ROLE")
    if statement.secured.future:
        _grant_future(statement, role, session)
        return status(DONE, "GRANT")
    items = securables.objects(statement.secured, session)
    for item in items:
        checks.manage(session, item)
    with session.ddl() as change:
        for item in items:
            _settle(item, role, statement, change)
            _give(item, role.name.last, change)
    return status(DONE, "GRANT")


def _settle(item: CatalogObject, owner: Role, statement: GrantOwnership, change: Change) -> None:
    """What becomes of the grants on an object."""
    for holder in roles.every(change.catalog):
        mine = [each for each in holder.grants if each.object_id == item.id and not each.future]
        if not mine:
            continue
        if statement.current is None:
            raise _dependent(mine[0], item, holder)
        kept = tuple(each for each in holder.grants if each not in mine)
        copied = tuple(
            replace(each, granted_by=owner.name.last) if each.granted_by == item.owner else each for each in mine
        )
        change.put(replace(holder, grants=(*kept, *(copied if statement.current == "COPY" else ()))))


def _dependent(grant: Grant, item: CatalogObject, holder: Role) -> errors.SnowflakeError:
    return errors.fail(
        3036,
        "23001",
        f"SQL execution error: Dependent grant of privilege '{grant.privilege}' on securable '{item.name}' to role "
        f"'{holder.name}' exists.  It must be revoked first.  More than one dependent grant may exist: use 'SHOW "
        "GRANTS' command to view them.  To revoke all dependent grants while transferring object ownership, use "
        "convenience command 'GRANT OWNERSHIP ON <target_objects> TO <target_role> REVOKE CURRENT GRANTS'.",
    )


def _give(item: CatalogObject, owner: str, change: Change) -> None:
    if isinstance(item, Task):
        tasks.give(item, owner, change)
    elif isinstance(item, Alert):
        change.put(replace(item, owner=owner, state="suspended", resumed_on=None))
    elif isinstance(item, Pipe):
        since = item.paused_on or change.now
        change.put(replace(item, owner=owner, state="paused", paused_on=since, transferred=True))
    else:
        current = change.catalog.by_id(item.id)  # a role's own grants may just have changed
        assert current is not None
        change.put(replace(current, owner=owner))


def _grant_future(statement: GrantOwnership, role: Role, session: Session) -> None:
    """Objects of the kind will belong to the role. Raises 003504 when they are to belong to one already."""
    if statement.current is not None:
        raise errors.unsupported(f"GRANT OWNERSHIP ON FUTURE … {statement.current} CURRENT GRANTS")
    kind, container = statement.secured.kind, securables.container(statement.secured, session)
    checks.manage(session, container)
    for other in roles.every(session.catalog):
        for each in other.grants:
            if each.future and (each.privilege, each.on, each.object_id) == ("OWNERSHIP", kind, container.id):
                raise errors.fail(
                    3504,
                    "01000",
                    f"A future grant with privilege OWNERSHIP on object type {kind.replace(' ', '_')} already exists "
                    f"in the {container.kind.lower()}.",
                )
    with session.ddl() as change:
        future = Grant(
            privilege="OWNERSHIP",
            on=kind,
            object_id=container.id,
            created_on=change.now,
            granted_by=session.role,
            future=True,
        )
        store(replace(role, grants=(*role.grants, future)), change)
