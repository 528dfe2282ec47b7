"""CREATE and DROP of roles and users, GRANT and REVOKE.

A grant lives in the role that holds it and points to the object by id, so it survives a rename and ends with the
object. Source: Snowflake documentation, "GRANT <privileges> … TO ROLE", "GRANT ROLE", "DROP ROLE".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks, credentials, roles
from ecomsim.catalog.account_objects import Grant, Membership, Role, User
from ecomsim.catalog.objects import CatalogObject
from ecomsim.change import Change
from ecomsim.names import Name
from ecomsim.result import Result, status
from ecomsim.routines import lookup
from ecomsim.sqltext.nodes import (
    Alter,
    CreatePrincipal,
    Drop,
    GrantPrivileges,
    GrantRole,
    SecuredObject,
    SetOptions,
)
from ecomsim.sqltext.options import TAGS
from ecomsim.tags import tagging

if TYPE_CHECKING:
    from ecomsim.session import Session

DONE = "Statement executed successfully."

_READ_AND_WRITE = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES")
ALL_PRIVILEGES: dict[str, tuple[str, ...]] = {
    "ACCOUNT": ("CREATE DATABASE", "CREATE ROLE", "CREATE USER", "CREATE WAREHOUSE", "EXECUTE TASK", "MANAGE GRANTS"),
    "DATABASE": ("CREATE SCHEMA", "MODIFY", "MONITOR", "USAGE"),
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


def create(statement: CreatePrincipal, session: Session) -> Result:
    """CREATE ROLE | USER. Raises 002002 when the name is taken, also by a system role."""
    kind, name = statement.kind, Name("", "", statement.name.last)
    label = kind.capitalize()
    existing = session.catalog.get(kind, name)
    system = kind == "ROLE" and name.last in roles.SYSTEM_ROLES
    if (existing is not None or system) and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE")
    if system or (existing is not None and statement.if_exists == "error"):
        raise errors.already_exists(name.last)
    options = credentials.kept({key: value for key, value in statement.options.items() if key != TAGS})
    with session.ddl() as change:
        if existing is not None:
            _remove(existing, session, change)
        shared: dict[str, Any] = {
            "id": change.new_id(),
            "name": name,
            "created_on": change.now,
            "owner": session.role,
            "comment": str(statement.options.get("COMMENT") or ""),
            "options": options,
            "tags": tagging.given(statement.options.get(TAGS, ()), session),
        }
        change.add(Role(**shared) if kind == "ROLE" else User(**shared))
    return status(f"{label} {name.last} successfully created.", "CREATE")


def alter_role(statement: Alter, session: Session) -> Result:
    """ALTER ROLE [IF EXISTS] r SET COMMENT = 'text' | UNSET COMMENT, by who owns the role."""
    done = status(DONE, "ALTER_ROLE")
    role = roles.find_role(session.catalog, statement.name.last)
    if role is None:
        if statement.if_exists:
            return done
        raise errors.does_not_exist("Role", statement.name)
    _check_manager(session, role)
    for action in statement.actions:
        given = action.options.get("COMMENT", "") if isinstance(action, SetOptions) else ""
        role = replace(role, comment=str(given))
    with session.ddl() as change:
        _store(role, change)
    return done


def drop(statement: Drop, session: Session) -> Result:
    """DROP ROLE | USER. What a dropped role owned goes to the role that drops it."""
    name = Name("", "", statement.name.last)
    item = session.catalog.get(statement.kind, name)
    if statement.kind == "ROLE" and name.last in roles.SYSTEM_ROLES:
        raise checks.insufficient("ROLE", name)
    if item is None:
        if statement.if_exists:
            return status(f"Drop statement executed successfully ({name.last} already dropped).", "DROP")
        raise errors.does_not_exist(statement.kind.capitalize(), name)
    with session.ddl() as change:
        _remove(item, session, change)
    if statement.kind == "ROLE" and session.role == name.last:
        session.role = "PUBLIC"
    return status(f"{name.last} successfully dropped.", "DROP")


def _remove(item: CatalogObject, session: Session, change: Change) -> None:
    change.drop(item, restorable=False)
    if not isinstance(item, Role):
        return
    for each in change.catalog.objects():
        if isinstance(each, (Role, User)):
            kept = tuple(membership for membership in each.roles if membership.role != item.name.last)
            if kept != each.roles:
                each = replace(each, roles=kept)
                change.put(each)
        if each.owner == item.name.last:
            change.put(replace(each, owner=session.role))


def grant_role(statement: GrantRole, session: Session) -> Result:
    """GRANT ROLE r TO ROLE | USER x, and REVOKE. A role cannot be granted to one below it."""
    catalog = session.catalog
    role = _role(statement.role, session)
    _check_manager(session, role)
    grantee: Role | User | None
    if statement.kind == "USER":
        grantee = roles.find_user(catalog, statement.grantee, session.user)
        if grantee is None:
            raise errors.does_not_exist("User", statement.grantee)
    else:
        grantee = _role(statement.grantee, session)
        if not statement.revoke and statement.grantee in roles.inherited(catalog, statement.role) - {"PUBLIC"}:
            raise errors.compilation(
                1003, "42000", f"Role '{statement.role}' cannot be granted to '{statement.grantee}': a role cycle."
            )
    name = role.name.last
    kept = tuple(each for each in grantee.roles if each.role != name)
    with session.ddl() as change:
        if not statement.revoke:
            kept = (*kept, Membership(role=name, created_on=change.now, granted_by=session.role))
        _store(replace(grantee, roles=kept), change)
    return status(DONE, "GRANT")


def grant_privileges(statement: GrantPrivileges, session: Session) -> Result:
    """GRANT privileges ON … TO ROLE r, and REVOKE. Raises 003008 for a privilege that the kind does not have."""
    role = _role(statement.role, session)
    secured = statement.secured
    if statement.privileges == ("IMPORTED PRIVILEGES",) and secured.kind == "DATABASE":
        return _share_metadata(str(secured.name), statement.revoke)
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
        _store(replace(role, grants=_merged(role.grants, grants, statement.revoke)), change)
    return status(DONE, "REVOKE" if statement.revoke else "GRANT")


def _share_metadata(database: str, revoke: bool) -> Result:
    """IMPORTED PRIVILEGES ON DATABASE SNOWFLAKE: here every role may read its views, so nothing has to be kept."""
    if database != "SNOWFLAKE":
        raise errors.unsupported("IMPORTED PRIVILEGES on a database of a share")
    if revoke:
        raise errors.unsupported("REVOKE IMPORTED PRIVILEGES ON DATABASE SNOWFLAKE: every role reads its views")
    return status(DONE, "GRANT")


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


def _check_manager(session: Session, role: Role) -> None:
    """Only a role's owner, or who may manage grants, hands it on."""
    if not checks.manages_grants(session) and role.owner not in checks.enabled(session):
        raise checks.insufficient("ROLE", role.name)


def _role(name: str, session: Session) -> Role:
    found = roles.find_role(session.catalog, name)
    if found is None:
        raise errors.does_not_exist("Role", name)
    return found


def _store(item: Role | User, change: Change) -> None:
    """Save a changed role or user; a system role or the session's own user becomes an object with its first grant."""
    change.put(item if item.id else replace(item, id=change.new_id()))
