"""What the session's roles may do, checked where a statement meets an object.

The primary role alone may create; for everything else the secondary roles count too. What a view, a function or a
policy names is met with the rights of its owner instead (`acting`).
Invariant: ACCOUNTADMIN is never refused. Without any privilege an object is as good as absent (002003); with some,
but not the one that is needed, the error is 003001. Source: "Access control privileges", spec/metadata.md section 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from ecomsim import errors
from ecomsim.access import roles
from ecomsim.catalog.account_objects import Grant, Role
from ecomsim.catalog.objects import CatalogObject, View
from ecomsim.catalog.store import Catalog
from ecomsim.names import Name

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


Item = TypeVar("Item", bound=CatalogObject)


def active(session: Session) -> tuple[str, ...]:
    """The primary role and the secondary ones: after USE SECONDARY ROLES ALL every role of the user.

    A role that the user has lost since does not count. Owner's rights and a token for one role know no secondary
    roles. Source: "USE SECONDARY ROLES".
    """
    if not has_secondary(session):
        return (session.role,)
    if session.secondary_roles == ("ALL",):
        found = roles.granted(session.catalog, session.user)
    else:
        found = roles.available(session.catalog, session.user) & set(session.secondary_roles)
    return (session.role, *sorted(found - {session.role}))


def has_secondary(session: Session) -> bool:
    """Whether secondary roles count."""
    return bool(session.secondary_roles) and session.rights != "OWNER" and not session.locals.get("role_restriction")


def reached(session: Session) -> tuple[Role, ...]:
    """The session's roles and those they inherit from, of databases too.

    Database roles of the user itself count when all secondary roles do. Source: "GRANT DATABASE ROLE".
    """
    user = None
    if session.secondary_roles == ("ALL",) and has_secondary(session):
        user = roles.find_user(session.catalog, session.user, session.user)
    own = [each for each in user.roles if each.database_role] if user is not None else ()
    return roles.reached(session.catalog, active(session), own)


@contextmanager
def acting(session: Session, owner: str) -> Iterator[None]:
    """What the block meets it meets with the rights of `owner`: of a view, a function or a policy that is bound.

    CURRENT_ROLE and its kin stay what they are. Source: "Overview of views", "Understanding row access policies".
    """
    before, session.acting = session.acting, owner
    try:
        yield
    finally:
        session.acting = before


def held(session: Session, item: CatalogObject) -> frozenset[str]:
    """What the session may do with an object, or the owner in whose name it acts."""
    found = reached(session) if session.acting is None else roles.reached(session.catalog, (session.acting,))
    return roles.of_object(found, item)


def held_on_account(session: Session) -> frozenset[str]:
    """What the session may do with the account: MANAGE GRANTS, MONITOR EXECUTION …"""
    return roles.of_account(reached(session))


def enabled(session: Session) -> frozenset[str]:
    """The session's account roles and those they inherit from."""
    return roles.names_of(reached(session))


def free(session: Session) -> bool:
    """Whether nothing has to be checked: the account's administrator, whose role the engine's own work is done in."""
    return roles.ADMINISTRATOR in (active(session) if session.acting is None else (session.acting,))


def visible(session: Session, item: CatalogObject) -> bool:
    """Whether the role may know of `item`: it holds any privilege on it, and on what it stands in."""
    if free(session) or not item.id:
        return True
    return all(held(session, each) for each in (*_containers(session.catalog, item.name), item))


def may(session: Session, item: CatalogObject, privilege: str) -> bool:
    """Whether `use` would let the role have this privilege."""
    return free(session) or (visible(session, item) and bool(held(session, item) & {"OWNERSHIP", privilege}))


def monitors(session: Session, item: CatalogObject) -> bool:
    """Whether the role may see how an object runs, beyond that it is there."""
    return free(session) or bool(held(session, item) & {"OWNERSHIP", "MONITOR", "OPERATE"})


def seen(items: Iterable[Item], session: Session) -> list[Item]:
    """Those of `items` that the role may know of."""
    return [item for item in items if visible(session, item)]


def manages_grants(session: Session) -> bool:
    """Whether the role may grant anything to anybody."""
    return free(session) or "MANAGE GRANTS" in held_on_account(session)


def use(session: Session, item: CatalogObject, *privileges: str, label: str | None = None) -> None:
    """The role must own `item` or hold one of `privileges`, and USAGE (or more) on what it stands in."""
    if free(session):
        return
    label = label or item.kind.capitalize()
    for container in _containers(session.catalog, item.name):
        if not held(session, container):
            raise errors.does_not_exist(label, item.name)
    mine = held(session, item)
    if not mine:
        raise errors.does_not_exist(label, item.name)
    if not mine & {"OWNERSHIP", *privileges}:
        raise insufficient(item.kind, item.name)


def create(session: Session, catalog: Catalog, item: CatalogObject) -> None:
    """The primary role must own the new object's schema (database, account) or hold CREATE <kind> on it."""
    if session.role == roles.ADMINISTRATOR:
        return
    containers = _containers(catalog, item.name)
    if not containers:
        if f"CREATE {kind_of(item)}" not in roles.privileges_on_account(catalog, session.role):
            raise insufficient("ACCOUNT", Name("", "", session.account.name))
        return
    container = containers[-1]
    mine = roles.privileges_on(catalog, session.role, container)
    if not mine:
        raise errors.does_not_exist(container.kind.capitalize(), container.name)
    if not mine & {"OWNERSHIP", f"CREATE {kind_of(item)}"}:
        raise insufficient(container.kind, container.name)


def change(session: Session, item: CatalogObject) -> None:
    """The role must own an object whose state it changes, or hold OPERATE or MODIFY on it."""
    if free(session) or held(session, item) & {"OPERATE", "MODIFY"}:
        return
    own(session, item)


def own(session: Session, item: CatalogObject) -> None:
    """The role must own the object that a statement changes or drops, unless it owns the schema it is in."""
    if free(session) or not item.id:
        return
    for each in (item, *_containers(session.catalog, item.name)):
        if "OWNERSHIP" in held(session, each):
            return
    if not held(session, item):
        raise errors.does_not_exist(item.kind.capitalize(), item.name)
    raise insufficient(item.kind, item.name)


def insufficient(kind: str, name: Name) -> errors.SnowflakeError:
    return errors.fail(
        3001,
        "42501",
        f"SQL access control error:\nInsufficient privileges to operate on {kind.lower()} '{name.last}'",
    )


def _containers(catalog: Catalog, name: Name) -> list[CatalogObject]:
    """The database, then the schema, that an object stands in."""
    found: list[CatalogObject | None] = []
    if name.database:
        found.append(catalog.get("DATABASE", Name("", "", name.database)))
        if name.schema:
            found.append(catalog.get("SCHEMA", Name(name.database, "", name.schema)))
    return [item for item in found if item is not None]


def kind_of(item: CatalogObject) -> str:
    """The kind of an object as privileges tell them apart."""
    return "MATERIALIZED VIEW" if isinstance(item, View) and item.materialized else item.kind


def manage(session: Session, item: CatalogObject | None, privileges: Iterable[str] = ()) -> None:
    """Privileges on `item` (None: the account) are granted by its owner, by who may manage grants, and by who holds
    every one of `privileges` WITH GRANT OPTION.
    """
    if manages_grants(session):
        return
    identifier = 0 if item is None else item.id
    grants = (each for role in reached(session) for each in role.grants if each.object_id == identifier)
    passed_on = {each.privilege for each in grants if each.grantable and not each.future}
    wanted = set(privileges)
    if wanted and wanted <= passed_on:
        return
    if item is None:
        raise insufficient("ACCOUNT", Name("", "", session.account.name))
    own(session, item)


def future(catalog: Catalog, item: CatalogObject) -> list[tuple[Role, tuple[Grant, ...]]]:
    """Roles that were granted something on future objects like `item` in its schema or database, with the new grants.

    Grants on the schema hide those on the database for the same kind, to whomever they are given ("Future grants on
    database or schema objects").
    """
    waiting = [
        (role, [each for each in role.grants if each.future and each.on == kind_of(item)])
        for role in roles.every(catalog)
    ]
    containers = [each.id for each in reversed(_containers(catalog, item.name))]
    named = {each.object_id for _, grants in waiting for each in grants}
    level = next((identifier for identifier in containers if identifier in named), None)
    found = []
    for role, grants in waiting:
        given = tuple(replace(each, object_id=item.id, future=False) for each in grants if each.object_id == level)
        if given:
            found.append((role, given))
    return found
