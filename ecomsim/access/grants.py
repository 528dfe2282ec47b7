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
from ecomsim.access import checks, named, roles
from ecomsim.catalog.account_objects import DatabaseRole, Grant, Role, User
from ecomsim.catalog.store import Catalog
from ecomsim.change import Change
from ecomsim.names import Name
from ecomsim.result import Result, status
from ecomsim.routines import lookup
from ecomsim.sqltext.nodes import GrantPrivileges, GrantRole, SecuredObject

if TYPE_CHECKING:
    from ecomsim.session import Session

DONE = "Statement executed successfully."

_READ_AND_WRITE = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES")
ALL_PRIVILEGES: dict[str, tuple[str, ...]] = {
    "ACCOUNT": ("CREATE DATABASE", "CREATE ROLE", "CREATE USER", "CREATE WAREHOUSE", "EXECUTE TASK", "MANAGE GRANTS"),
    "DATABASE": ("CREATE DATABASE ROLE", "CREATE SCHEMA", "MODIFY", "MONITOR", "USAGE"),
    "SCHEMA": (
        *("CREATE ALERT", "CREATE DYNAMIC TABLE", "CREATE FILE FORMAT", "CREATE FUNCTION", "CREATE PROCEDURE"),
        *("CREATE SEQUENCE", "CREATE STAGE", "CREATE STREAM", "CREATE TABLE", "CREATE TASK", "CREATE VIEW"),
        *("CREATE STREAMLIT", "CREATE MASKING POLICY", "CREATE ROW ACCESS POLICY", "CREATE TAG"),
        *("MODIFY", "MONITOR", "USAGE"),
    ),
    "TABLE": (*_READ_AND_WRITE, "EVOLVE SCHEMA", "REBUILD"),
    "VIEW": _READ_AND_WRITE,
    "DYNAMIC TABLE": ("SELECT", "OPERATE", "MONITOR"),
    "STREAM": ("SELECT",),
    "TASK": ("MONITOR", "OPERATE"),
    "ALERT": ("MONITOR", "OPERATE"),
    "WAREHOUSE": ("APPLYBUDGET", "MODIFY", "MONITOR", "OPERATE", "USAGE"),
    "RESOURCE MONITOR": ("MODIFY", "MONITOR"),
    "STAGE": ("READ", "WRITE", "USAGE"),
    "USER": ("IMPERSONATE", "MONITOR"),
    "SEQUENCE": ("USAGE",),
    "FUNCTION": ("USAGE",),
    "PROCEDURE": ("USAGE",),
    "FILE FORMAT": ("USAGE",),
    "INTEGRATION": ("USAGE",),
    "STREAMLIT": ("USAGE",),
    "MASKING POLICY": ("APPLY",),
    "ROW ACCESS POLICY": ("APPLY",),
    "TAG": ("APPLY",),
}
"""What a kind can be granted; ALL PRIVILEGES is the whole list."""


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
    """GRANT privileges ON … TO [DATABASE] ROLE r, and REVOKE. Raises 003008 for one that the kind does not have."""
    role = named.role(statement.kind, statement.role, session, "GRANT")
    secured = statement.secured
    if statement.privileges == ("IMPORTED PRIVILEGES",) and secured.kind == "DATABASE":
        return _share_metadata("IMPORTED PRIVILEGES", str(secured.name) == "SNOWFLAKE", statement.revoke)
    if "OWNERSHIP" in statement.privileges:
        raise errors.unsupported("REVOKE OWNERSHIP" if statement.revoke else "GRANT OWNERSHIP with other privileges")
    known = ALL_PRIVILEGES.get(secured.kind)
    if known is None:
        raise errors.unsupported(f"GRANT on {secured.kind}")
    privileges = known if statement.privileges == ("ALL",) else statement.privileges
    for privilege in privileges:
        if privilege not in known and secured.kind != "ACCOUNT":
            raise errors.fail(
                3008,
                "42501",
                f"SQL access control error:\nInvalid object type '{secured.kind}' for privilege '{privilege}'.",
            )
    targets = _targets(secured, session)
    if isinstance(role, DatabaseRole):
        _check_inside(role, targets, session.catalog)
    with session.ddl() as change:
        grants = [
            Grant(
                privilege=privilege,
                on=secured.kind,
                object_id=target,
                created_on=change.now,
                granted_by=session.role,
                grantable=statement.grantable,
                future=secured.future,
            )
            for target in targets
            for privilege in privileges
        ]
        store(replace(role, grants=_merged(role.grants, grants, statement.revoke)), change)
    return status(DONE, "REVOKE" if statement.revoke else "GRANT")


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


def _merged(before: Iterable[Grant], given: list[Grant], revoke: bool) -> tuple[Grant, ...]:
    """The role's grants afterwards; granting again replaces."""
    gone = {(each.privilege, each.on, each.object_id, each.future) for each in given}
    kept = [each for each in before if (each.privilege, each.on, each.object_id, each.future) not in gone]
    return tuple(kept) if revoke else (*kept, *given)


def _targets(secured: SecuredObject, session: Session) -> list[int]:
    """Ids of the objects that are meant; of the container for FUTURE, 0 for the account."""
    if secured.kind == "ACCOUNT":
        checks.manage(session, None)
        return [0]
    if secured.within is not None:
        container = session.find(secured.within, secured.name, "GRANT")
        checks.manage(session, container)
        if secured.future:
            return [container.id]
        return [item.id for item in session.catalog.inside(container.name) if item.kind == secured.kind]
    if secured.argument_types is not None:
        item = lookup.required(secured.kind, secured.name, secured.argument_types, session)
    elif secured.kind == "INTEGRATION":
        item = session.find("NOTIFICATION INTEGRATION", secured.name, "GRANT")
    else:
        item = session.find(secured.kind, secured.name, "GRANT")
    checks.manage(session, item)
    return [item.id]


def check_manager(session: Session, role: Role) -> None:
    """Only a role's owner, or who may manage grants, hands it on."""
    if not checks.manages_grants(session) and role.owner not in checks.enabled(session):
        raise checks.insufficient("ROLE", role.name)


def store(item: Role | User, change: Change) -> None:
    """Save a changed role or user; a system role or the session's own user becomes an object with its first grant."""
    change.put(item if item.id else replace(item, id=change.new_id()))
