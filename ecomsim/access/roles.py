"""Who is in which role, and what a role may do: pure look-ups in a catalog.

System roles exist without a catalog object until something is granted to them. ACCOUNTADMIN may do everything; every
other role may do what it owns and what was granted to it, to roles below it or to PUBLIC. The other system roles hold
their privileges on the account (SYSTEM_PRIVILEGES) without a grant. A database role stands below those it is granted
to like any other; only account roles own objects.
Source: Snowflake documentation, "Overview of access control", "Access control privileges".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from ecomsim.catalog.account_objects import DatabaseRole, Grant, Membership, Role, User
from ecomsim.catalog.objects import CatalogObject
from ecomsim.catalog.store import Catalog
from ecomsim.names import Name

SYSTEM_ROLES: dict[str, tuple[str, ...]] = {
    "ACCOUNTADMIN": ("SECURITYADMIN", "SYSADMIN"),
    "ORGADMIN": (),
    "PUBLIC": (),
    "SECURITYADMIN": ("USERADMIN",),
    "SYSADMIN": (),
    "USERADMIN": (),
}
"""System roles, each with the roles it inherits."""

SYSTEM_PRIVILEGES: dict[str, frozenset[str]] = {
    "SECURITYADMIN": frozenset({"MANAGE GRANTS"}),
    "SYSADMIN": frozenset({"CREATE DATABASE", "CREATE WAREHOUSE"}),
    "USERADMIN": frozenset({"CREATE ROLE", "CREATE USER"}),
}
"""Privileges on the account that system roles are born with."""

ADMINISTRATOR = "ACCOUNTADMIN"

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def find_role(catalog: Catalog, name: str) -> Role | None:
    """The role of this name; a system role without an object of its own has id 0."""
    found = catalog.get("ROLE", Name("", "", name))
    if isinstance(found, Role):
        return found
    if name in SYSTEM_ROLES:
        return Role(id=0, name=Name("", "", name), created_on=_BEGINNING, owner="")
    return None


def find_user(catalog: Catalog, name: str, current: str) -> User | None:
    """The user of this name; the session's own user needs no object and is an ACCOUNTADMIN."""
    found = catalog.get("USER", Name("", "", name))
    if isinstance(found, User):
        return found
    if name == current:
        membership = Membership(role="ACCOUNTADMIN", created_on=_BEGINNING, granted_by="")
        return User(
            id=0,
            name=Name("", "", name),
            created_on=_BEGINNING,
            roles=(membership,),
            options={"DEFAULT_ROLE": "ACCOUNTADMIN"},
        )
    return None


def find_login(catalog: Catalog, login_name: str) -> User | None:
    """The user that logs in by this name, written in any case; None for a name that no user has."""
    wanted = login_name.upper()
    for user in catalog.all("USER"):
        if isinstance(user, User) and logs_in_as(user).upper() == wanted:
            return user
    return None


def logs_in_as(user: User) -> str:
    return str(user.options.get("LOGIN_NAME") or user.name.last)


def default_secondary(user: User) -> tuple[str, ...]:
    """The secondary roles that a session of the user begins with: all of them, unless the user says otherwise."""
    return tuple(user.options.get("DEFAULT_SECONDARY_ROLES", ("ALL",)))


def granted_role(catalog: Catalog, membership: Membership) -> Role | None:
    """The role that a membership gives; None for a database role that was dropped with its database."""
    if not membership.database_role:
        return find_role(catalog, membership.role)
    found = catalog.by_id(membership.database_role)
    return found if isinstance(found, DatabaseRole) else None


def membership(role: Role, created_on: datetime, granted_by: str) -> Membership:
    """What somebody has whom the role is granted to."""
    if isinstance(role, DatabaseRole):
        return Membership(role="", created_on=created_on, granted_by=granted_by, database_role=role.id)
    return Membership(role=role.name.last, created_on=created_on, granted_by=granted_by)


def gives(held: Membership, role: Role) -> bool:
    """Whether a membership is one in this role."""
    if isinstance(role, DatabaseRole):
        return held.database_role == role.id
    return not held.database_role and held.role == role.name.last


def first_grants(role: DatabaseRole, catalog: Catalog, created_on: datetime) -> tuple[Grant, ...]:
    """A database role is born with USAGE on its database."""
    database = catalog.get("DATABASE", role.name.container)
    assert database is not None
    usage = Grant(privilege="USAGE", on="DATABASE", object_id=database.id, created_on=created_on, granted_by=role.owner)
    return (usage,)


def every(catalog: Catalog) -> Iterator[Role]:
    """Every role that is an object, those of databases included."""
    for kind in (Role.kind, DatabaseRole.kind):
        for item in catalog.all(kind):
            assert isinstance(item, Role)
            yield item


def reached(catalog: Catalog, names: Iterable[str], further: Iterable[Membership] = ()) -> tuple[Role, ...]:
    """The account roles of these names, what else is granted, PUBLIC, and every role below them."""
    found: dict[str | int, Role] = {}
    waiting = [find_role(catalog, name) for name in (*names, "PUBLIC")]
    waiting += [granted_role(catalog, each) for each in further]
    while waiting:
        role = waiting.pop()
        if role is None or _key(role) in found:
            continue
        found[_key(role)] = role
        waiting += [granted_role(catalog, each) for each in role.roles]
        if not role.name.database:
            waiting += [find_role(catalog, name) for name in SYSTEM_ROLES.get(role.name.last, ())]
    return tuple(found.values())


def _key(role: Role) -> str | int:
    return role.id if role.name.database else role.name.last


def names_of(reached: Iterable[Role]) -> frozenset[str]:
    """The names of the account roles among them: those that can be taken, and can own something."""
    return frozenset(role.name.last for role in reached if not role.name.database)


def inherited(catalog: Catalog, role: str) -> frozenset[str]:
    """The names of the role itself, of every account role below it, and PUBLIC."""
    return names_of(reached(catalog, (role,))) | {role}


def granted(catalog: Catalog, user: str) -> frozenset[str]:
    """Account roles that were granted to the user itself."""
    item = find_user(catalog, user, user)
    found = item.roles if item is not None else ()
    return frozenset(membership.role for membership in found if not membership.database_role)


def available(catalog: Catalog, user: str) -> frozenset[str]:
    """Roles the user can take with USE ROLE."""
    return names_of(reached(catalog, granted(catalog, user)))


def privileges_on_account(catalog: Catalog, role: str) -> frozenset[str]:
    """What the role may do with the account: CREATE DATABASE, MANAGE GRANTS …"""
    return of_account(reached(catalog, (role,)))


def of_account(reached: Iterable[Role]) -> frozenset[str]:
    """The privileges on the account of these roles together."""
    found: set[str] = set()
    for role in reached:
        found.update(grant.privilege for grant in role.grants if not grant.object_id and not grant.future)
        if not role.name.database:
            found.update(SYSTEM_PRIVILEGES.get(role.name.last, ()))
    return frozenset(found)


def privileges_on(catalog: Catalog, role: str, item: CatalogObject) -> frozenset[str]:
    """What the role may do with an object; owners have OWNERSHIP."""
    return of_object(reached(catalog, (role,)), item)


def of_object(reached: Iterable[Role], item: CatalogObject) -> frozenset[str]:
    """The privileges on an object of these roles together."""
    found: set[str] = set()
    for role in reached:
        found.update(each.privilege for each in role.grants if each.object_id == item.id and not each.future)
        if role.name.last == item.owner and not role.name.database:
            found.add("OWNERSHIP")
    return frozenset(found)
