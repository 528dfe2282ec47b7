"""Who is in which role, and what a role may do: pure look-ups in a catalog.

System roles exist without a catalog object until something is granted to them. ACCOUNTADMIN may do everything; every
other role may do what it owns and what was granted to it, to roles below it or to PUBLIC. The other system roles hold
their privileges on the account (SYSTEM_PRIVILEGES) without a grant.
Source: Snowflake documentation, "Overview of access control", "Access control privileges".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from ecomsim.catalog.account_objects import Grant, Membership, Role, User
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


def inherited(catalog: Catalog, role: str) -> frozenset[str]:
    """The role itself, every role below it, and PUBLIC."""
    found: set[str] = set()
    waiting = [role, "PUBLIC"]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting.extend(SYSTEM_ROLES.get(name, ()))
        item = find_role(catalog, name)
        if item is not None:
            waiting.extend(membership.role for membership in item.roles)
    return frozenset(found)


def granted(catalog: Catalog, user: str) -> frozenset[str]:
    """Roles that were granted to the user itself."""
    item = find_user(catalog, user, user)
    return frozenset(membership.role for membership in item.roles) if item is not None else frozenset()


def available(catalog: Catalog, user: str) -> frozenset[str]:
    """Roles the user can take with USE ROLE."""
    return frozenset({"PUBLIC"}).union(*(inherited(catalog, role) for role in granted(catalog, user)))


def held(catalog: Catalog, role: str) -> Iterator[Grant]:
    """Every grant the role can use."""
    for name in inherited(catalog, role):
        item = find_role(catalog, name)
        if item is not None:
            yield from item.grants


def privileges_on_account(catalog: Catalog, role: str) -> frozenset[str]:
    """What the role may do with the account: CREATE DATABASE, MANAGE GRANTS …"""
    own = (SYSTEM_PRIVILEGES.get(name, frozenset()) for name in inherited(catalog, role))
    granted = (grant.privilege for grant in held(catalog, role) if not grant.object_id and not grant.future)
    return frozenset(granted).union(*own)


def privileges_on(catalog: Catalog, role: str, item: CatalogObject) -> frozenset[str]:
    """What the role may do with an object; owners have OWNERSHIP."""
    found = {grant.privilege for grant in held(catalog, role) if grant.object_id == item.id and not grant.future}
    if item.owner in inherited(catalog, role):
        found.add("OWNERSHIP")
    return frozenset(found)
