"""GRANT and REVOKE, of privileges and of roles.

A grant lives in the role that holds it and points to the object by id, so it survives a rename and ends with the
object. A database role holds privileges on what is in its database, and on nothing else.
Source: Snowflake documentation, "GRANT <privileges> … TO ROLE", "GRANT ROLE", "GRANT DATABASE ROLE".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.access import checks, named, roles, securables
from ecomsim.catalog.account_objects import DatabaseRole, Grant, Role, User
from ecomsim.catalog.store import Catalog
from ecomsim.ddl.change import Change
from ecomsim.names import Name
from ecomsim.sqltext.nodes import GrantPrivileges, GrantRole
from ecomsim.statements.result import Result, status

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

DONE = "Statement executed successfully."


def grant_role(statement: GrantRole, session: Session) -> Result:
    """GRANT [DATABASE] ROLE r TO [DATABASE] ROLE | USER x, and REVOKE. A role cannot be granted to one below it."""
    if statement.role_kind == "DATABASE ROLE" and statement.role.parts[0] == "SNOWFLAKE":
        return _share_metadata(f"DATABASE ROLE {statement.role}", statement.role.last in VIEWERS, statement.revoke)
    role = named.role(statement.role_kind, statement.role, session, "GRANT")
    check_manager(session, role)
    grantee = named.principal(statement.kind, statement.grantee, session, "GRANT")
    if isinstance(grantee, Role) and not statement.revoke:
        _check_place(role, grantee, session.catalog)
    kept = tuple(each for each in grantee.roles if not roles.gives(each, role))
    with session.ddl() as change:
        given = () if statement.revoke else (roles.membership(role, change.now, session.role),)
        store(replace(grantee, roles=(*kept, *given)), change)
    return status(DONE, "GRANT")


def _check_place(role: Role, grantee: Role, catalog: Catalog) -> None:
    """A role stands below no role of another database, and not below itself."""
    if grantee.name.database and grantee.name.database != role.name.database:
        raise errors.unsupported("GRANT DATABASE ROLE … TO a database role of another database")
    below = roles.reached(catalog, (), (roles.membership(role, role.created_on, ""),))
    if grantee.name in {each.name for each in below} - {Name("", "", "PUBLIC")}:
        raise errors.compilation(
            1003, "42000", f"Role '{role.name}' cannot be granted to '{grantee.name}': a role cycle."
        )


def grant_privileges(statement: GrantPrivileges, session: Session) -> Result:
    """GRANT privileges ON … TO [DATABASE] ROLE r, and REVOKE.

    Raises 003935 when a privilege was passed on by the role that loses it and CASCADE is not said; the others are gone.
    """
    role = named.role(statement.kind, statement.role, session, "GRANT")
    secured = statement.secured
    if statement.privileges == ("IMPORTED PRIVILEGES",) and secured.kind == "DATABASE":
        return _share_metadata("IMPORTED PRIVILEGES", str(secured.name) == "SNOWFLAKE", statement.revoke)
    given = _meant(statement, session)
    if isinstance(role, DatabaseRole):
        _check_inside(role, {each.object_id for each in given}, session.catalog)
    if statement.revoke:
        _revoke(role, given, statement, session)
        return status(DONE, "REVOKE")
    with session.ddl() as change:
        gone = {_key(each) for each in given}
        store(replace(role, grants=(*(each for each in role.grants if _key(each) not in gone), *given)), change)
    return status(DONE, "GRANT")


def _meant(statement: GrantPrivileges, session: Session) -> list[Grant]:
    """A grant for each privilege and object; for FUTURE, on the container."""
    secured, asked = statement.secured, statement.privileges
    is_end_of_future = statement.revoke and secured.future and asked == ("OWNERSHIP",)
    if "OWNERSHIP" in asked and not is_end_of_future:
        raise errors.unsupported("REVOKE OWNERSHIP" if statement.revoke else "GRANT OWNERSHIP with other privileges")
    if secured.kind == "ACCOUNT":
        targets = [(0, "ACCOUNT")]
        checks.manage(session, None, asked)
    elif secured.future:
        container = securables.container(secured, session)
        checks.manage(session, container)
        targets = [(container.id, secured.kind)]
    else:
        items = securables.objects(secured, session)
        for item in items:
            checks.manage(session, item, asked)
        targets = [(item.id, checks.kind_of(item)) for item in items]
    return [
        Grant(
            privilege=privilege,
            on=kind,
            object_id=identifier,
            created_on=session.now,
            granted_by=session.role,
            grantable=statement.grantable,
            future=secured.future,
        )
        for identifier, kind in targets
        for privilege in (asked if is_end_of_future else securables.privileges(asked, kind))
    ]


def _key(grant: Grant) -> tuple[str, str, int, bool]:
    """What a role has at most once; granting it again replaces it."""
    return (grant.privilege, grant.on, grant.object_id, grant.future)


def _revoke(role: Role, meant: list[Grant], statement: GrantPrivileges, session: Session) -> None:
    wanted = {_key(each) for each in meant}
    held = [each for each in role.grants if _key(each) in wanted]
    with session.ddl() as change:
        skipped = 0
        for grant in held:
            if not statement.cascade and _passed_on(role, grant, change.catalog):
                skipped += 1
            else:
                _take(role, grant, change, option_only=statement.option_only)
    if skipped:
        raise errors.fail(
            3935,
            "23001",
            f"Revoke partially executed: {len(held) - skipped} grant(s) revoked, {skipped} grant(s) skipped due to "
            "dependent grants and no CASCADE is specified.",
        )


def _passed_on(role: Role, grant: Grant, catalog: Catalog) -> list[tuple[Role, Grant]]:
    """The grants that rest on this one: of the same privilege, by the role that holds it WITH GRANT OPTION."""
    if not grant.grantable or role.name.database:
        return []
    return [
        (other, each)
        for other in roles.every(catalog)
        for each in other.grants
        if _key(each) == _key(grant) and each.granted_by == role.name.last and other.name != role.name
    ]


def _take(role: Role, grant: Grant, change: Change, *, option_only: bool = False) -> None:
    """Take a grant away, or the option to pass it on, and what rests on it."""
    for other, each in _passed_on(role, grant, change.catalog):
        _take(other, each, change)
    now = change.catalog.by_id(role.id)
    assert isinstance(now, Role)
    kept = [each for each in now.grants if _key(each) != _key(grant)]
    change.put(replace(now, grants=(*kept, *((replace(grant, grantable=False),) if option_only else ()))))


VIEWERS = ("OBJECT_VIEWER", "USAGE_VIEWER", "GOVERNANCE_VIEWER", "SECURITY_VIEWER")
"""Database roles of the database SNOWFLAKE that may read its views. Source: "SNOWFLAKE database roles"."""


def _share_metadata(what: str, is_of_views: bool, revoke: bool) -> Result:
    """What opens the views of the database SNOWFLAKE: here every role may read them, so nothing has to be kept."""
    if not is_of_views:
        raise errors.unsupported(f"{what} on what is not in the account")
    if revoke:
        raise errors.unsupported(f"REVOKE {what}: every role reads the views of the database SNOWFLAKE")
    return status(DONE, "GRANT")


def _check_inside(role: DatabaseRole, targets: Iterable[int], catalog: Catalog) -> None:
    """All of it must be in the database of the role, or the database itself."""
    for target in targets:
        item = catalog.by_id(target)
        if item is None or role.name.database not in (item.name.database, item.name.last):
            raise errors.unsupported("privileges of a database role on what is not in its database")
        if not item.name.database and item.kind != "DATABASE":
            raise errors.unsupported(f"privileges of a database role on a {item.kind.lower()}")


def check_manager(session: Session, role: Role) -> None:
    """Only a role's owner, or who may manage grants, hands it on."""
    if not checks.manages_grants(session) and role.owner not in checks.enabled(session):
        raise checks.insufficient("ROLE", role.name)


def store(item: Role | User, change: Change) -> None:
    """Save a changed role or user; a system role or the session's own user becomes an object with its first grant."""
    change.put(item if item.id else replace(item, id=change.new_id()))
