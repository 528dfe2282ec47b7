"""CREATE, ALTER and DROP of roles and database roles, CREATE and DROP of users.

Everything names its owner, and every member the account role it is in, so a role that is renamed or dropped is
rewritten wherever it stands. Source: Snowflake documentation, "CREATE ROLE", "ALTER ROLE", "DROP ROLE",
"CREATE DATABASE ROLE", "ALTER DATABASE ROLE".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks, credentials, named, roles
from ecomsim.access.grants import DONE, check_manager, store
from ecomsim.catalog.account_objects import DatabaseRole, Role, User
from ecomsim.catalog.objects import CatalogObject, Task
from ecomsim.ddl.change import Change
from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes import Alter, CreatePrincipal, Drop, RenameTo, SetOptions
from ecomsim.sqltext.options import TAGS
from ecomsim.statements.result import Result, status
from ecomsim.tags import tagging
from ecomsim.tasks import lifecycle

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

CLASSES: dict[str, type[Role] | type[User]] = {"ROLE": Role, "DATABASE ROLE": DatabaseRole, "USER": User}


def create(statement: CreatePrincipal, session: Session) -> Result:
    """CREATE ROLE | DATABASE ROLE | USER. Raises 002002 when the name is taken, also by a system role.

    CLONE takes the ownership of the other database role. In the same database the clone holds what that holds, in
    another one there is nothing that it could.
    """
    kind, name = statement.kind, session.full_name(statement.kind, statement.name, "CREATE")
    existing = session.catalog.get(kind, name)
    system = kind == "ROLE" and name.last in roles.SYSTEM_ROLES
    if (existing is not None or system) and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE")
    if isinstance(existing, Role) and statement.if_exists == "alter":
        return _made_alike(existing, statement, session)
    if system or (existing is not None and statement.if_exists == "error"):
        raise errors.already_exists(name.last)
    options = credentials.kept({key: value for key, value in statement.options.items() if key != TAGS})
    source = None if statement.clone is None else named.role(kind, statement.clone, session, "CLONE")
    if source is not None:
        checks.own(session, source)
    with session.ddl() as change:
        if existing is not None:
            _remove(existing, session, change)
        item = CLASSES[kind](
            id=change.new_id(),
            name=name,
            created_on=change.now,
            owner=session.role,
            comment=str(statement.options.get("COMMENT") or "") if source is None else source.comment,
            options=options,
            tags=tagging.given(statement.options.get(TAGS, ()), session) if source is None else source.tags,
        )
        if isinstance(item, DatabaseRole):
            change.catalog.require_container(name)
            item = replace(item, grants=roles.first_grants(item, change.catalog, change.now))
            if source is not None and source.name.database == name.database:
                item = replace(item, grants=source.grants, roles=source.roles)
        change.add(item)
    return status(f"{kind.capitalize()} {name.last} successfully created.", "CREATE")


def _made_alike(role: Role, statement: CreatePrincipal, session: Session) -> Result:
    """CREATE OR ALTER of a role that exists: its comment becomes what the statement says; grants and tags stay."""
    if TAGS in statement.options:
        raise errors.unsupported(f"CREATE OR ALTER {role.kind} with tags")
    check_manager(session, role)
    with session.ddl() as change:
        store(replace(role, comment=str(statement.options.get("COMMENT") or "")), change)
    return status(f"{role.kind.capitalize()} {role.name.last} successfully created.", "CREATE")


# --- ALTER -------------------------------------------------------------------------------------------------------


def alter_role(statement: Alter, session: Session) -> Result:
    """ALTER [DATABASE] ROLE [IF EXISTS] r RENAME TO s | SET COMMENT = 'text' | UNSET COMMENT, by who owns the role."""
    done = status(DONE, "ALTER_ROLE")
    kind: Any = statement.kind
    if statement.if_exists and named.find(kind, statement.name, session, "ALTER") is None:
        return done
    role = named.role(kind, statement.name, session, "ALTER")
    check_manager(session, role)
    for action in statement.actions:
        if isinstance(action, RenameTo):
            _rename(role, action.name, session)
            continue
        given = action.options.get("COMMENT", "") if isinstance(action, SetOptions) else ""
        with session.ddl() as change:
            store(replace(role, comment=str(given)), change)
    return done


def _rename(role: Role, written: ObjectName, session: Session) -> None:
    """Raises 002002 when the name is taken; a database role stays in its database."""
    new = session.full_name(role.kind, written, "RENAME")
    if new.database != role.name.database:
        raise errors.unsupported("ALTER DATABASE ROLE … RENAME TO a name in another database")
    if role.name.last in roles.SYSTEM_ROLES and not role.name.database:
        raise checks.insufficient("ROLE", role.name)
    if session.catalog.get(role.kind, new) is not None or (not new.database and new.last in roles.SYSTEM_ROLES):
        raise errors.already_exists(new.last)
    with session.ddl() as change:
        change.put(replace(role, name=new))
        if not new.database:
            for each in change.catalog.objects():
                if (after := _renamed_in(each, role.name.last, new.last)) != each:
                    change.put(after)
    if not new.database:
        _follow(role.name.last, new.last, session)


def _renamed_in(item: CatalogObject, old: str, new: str) -> CatalogObject:
    """An object in which an account role has another name: as owner, member, grantor, or of an access token."""
    after = _with(item, "owner", old, new)
    if isinstance(after, (Role, User)):
        after = replace(
            after,
            roles=tuple(_with(_with(each, "role", old, new), "granted_by", old, new) for each in after.roles),
        )
    if isinstance(after, Role):
        after = replace(after, grants=tuple(_with(each, "granted_by", old, new) for each in after.grants))
    if isinstance(after, User):
        after = replace(after, tokens=tuple(_with(each, "role", old, new) for each in after.tokens))
    return after


def _with(value: Any, field: str, old: str, new: str) -> Any:
    return replace(value, **{field: new}) if getattr(value, field) == old else value


def _follow(old: str, new: str, session: Session) -> None:
    """Sessions that have a renamed role go on with it."""
    for each in {session, *session.account.sessions.values()}:
        if each.role == old:
            each.role = new
        each.secondary_roles = tuple(new if name == old else name for name in each.secondary_roles)
        if each.locals.get("role_restriction") == old:
            each.locals["role_restriction"] = new


# --- DROP --------------------------------------------------------------------------------------------------------


def drop(statement: Drop, session: Session) -> Result:
    """DROP ROLE | DATABASE ROLE | USER. What a dropped role owned goes to the role that drops it."""
    kind = statement.kind
    name = session.full_name(kind, statement.name, "DROP")
    item = session.catalog.get(kind, name)
    if kind == "ROLE" and name.last in roles.SYSTEM_ROLES:
        raise checks.insufficient("ROLE", name)
    if item is None:
        if statement.if_exists:
            return status(f"Drop statement executed successfully ({name.last} already dropped).", "DROP")
        session.require_container(name)
        raise errors.does_not_exist(kind.capitalize(), name)
    with session.ddl() as change:
        _remove(item, session, change)
    if kind == "ROLE" and session.role == name.last:
        session.role = "PUBLIC"
    return status(f"{name.last} successfully dropped.", "DROP")


def _remove(item: CatalogObject, session: Session, change: Change) -> None:
    """Drop a role or user; nobody is in a dropped role any more, and an account role leaves what it owned. A task that
    changes hands runs no more until its new owner resumes it ("Introduction to tasks").
    """
    change.drop(item, restorable=False)
    if not isinstance(item, Role):
        return
    for each in change.catalog.objects():
        after = each
        if isinstance(after, (Role, User)):
            after = replace(after, roles=tuple(held for held in after.roles if not roles.gives(held, item)))
        if each.owner == item.name.last and not isinstance(item, DatabaseRole):
            after = replace(after, owner=session.role)
            if isinstance(after, Task) and after.state == "started":
                after = lifecycle.suspended(after, "GRANT_OWNERSHIP", change.now)
        if after != each:
            change.put(after)
