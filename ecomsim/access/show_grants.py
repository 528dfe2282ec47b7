"""Every form of SHOW GRANTS.

Each is rows made of the grants and memberships that roles and users hold; an owner's OWNERSHIP is such a row too.
Source: spec/metadata.md section 2.1 (recorded layouts), "SHOW GRANTS".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.access import checks, named, roles, securables, show
from ecomsim.catalog.account_objects import Grant, Membership, Role, User
from ecomsim.catalog.objects import CatalogObject
from ecomsim.metadata import grid
from ecomsim.metadata.grid import Row, names, truth
from ecomsim.sqltext.nodes import GrantsShown, SecuredObject, Show
from ecomsim.statements.result import Result

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.sqltext.nodes.access import PrincipalKind

TO_ROLE = names("created_on, privilege, granted_on, name, granted_to, grantee_name, grant_option, granted_by")
ON_OBJECT = (*TO_ROLE, "granted_by_role_type")
OF_ROLE = names("created_on, role, granted_to, grantee_name, granted_by")
OF_SESSION = names("created_on, privilege, granted_on, name, role, granted_to, grantee_name, grant_option, granted_by")
FUTURE = names("created_on, privilege, grant_on, name, grant_to, grantee_name, grant_option")


PRINCIPALS: dict[str, PrincipalKind] = {"ROLE": "ROLE", "DATABASE ROLE": "DATABASE ROLE", "USER": "USER"}
Answer = tuple[tuple[str, ...], Iterable[Row]]
"""Columns and rows."""


def grants(statement: Show, session: Session) -> Result:
    """Every SHOW GRANTS and SHOW FUTURE GRANTS, at most LIMIT rows of it. Raises 002003 for what is not there, or what
    the role may not know of.
    """
    asked = statement.grants
    assert asked is not None
    columns, rows = _future(asked, session) if statement.kind == "FUTURE GRANTS" else _present(asked, session)
    return grid.result(grid.show_columns(columns), islice(rows, statement.limit))


def _present(asked: GrantsShown, session: Session) -> Answer:
    if asked.holder is not None:
        holder = named.principal(*asked.holder, session, "SHOW")
        if isinstance(holder, User):
            return _to_user(holder, session)
        return _of_role(holder, session) if asked.members else _to_role(holder, session)
    if asked.secured is None:
        return _of_session(session)
    if asked.secured.kind == "ACCOUNT":
        return ON_OBJECT, (_grant_row(role, each, session) for role, each in _all_grants(session, 0))
    return _on(_object(asked.secured, session), session)


def _object(secured: SecuredObject, session: Session) -> CatalogObject:
    if (kind := PRINCIPALS.get(secured.kind)) is not None:
        return named.principal(kind, secured.name, session, "SHOW")
    if secured.kind:
        (found,) = securables.objects(secured, session)
    else:
        relation = session.catalog.relation(session.resolve(secured.name, "SHOW"))
        if relation is None:
            raise errors.does_not_exist("Object", str(secured.name))
        found = relation
    if not checks.visible(session, found) and not checks.manages_grants(session):
        raise errors.does_not_exist(found.kind.capitalize(), found.name)
    return found


def _all_grants(session: Session, object_id: int, *, future: bool = False) -> Iterator[tuple[Role, Grant]]:
    for role in roles.every(session.catalog):
        for each in role.grants:
            if each.object_id == object_id and each.future is future:
                yield role, each


def word(item: CatalogObject) -> str:
    """The kind of a role, user or object as SHOW GRANTS writes it."""
    return _word(item.kind)


def _word(kind: str) -> str:
    return "INTEGRATION" if kind.endswith(" INTEGRATION") else kind.replace(" ", "_")


def given(holder: Role | User, session: Session) -> Iterator[tuple[Membership, Role]]:
    """The roles granted to somebody that are there."""
    for each in holder.roles:
        role = roles.granted_role(session.catalog, each)
        if role is not None:
            yield each, role


def _grant_row(role: Role, grant: Grant, session: Session) -> Row:
    item = session.catalog.by_id(grant.object_id)
    return {
        "created_on": grant.created_on,
        "privilege": grant.privilege,
        "granted_on": _word(grant.on),
        "name": session.account.name if item is None else str(item.name),
        "granted_to": word(role),
        "grantee_name": role.name.last,
        "grant_option": truth(grant.grantable),
        "granted_by": grant.granted_by,
        "granted_by_role_type": "ROLE",
    }


def _ownership(item: CatalogObject) -> Row:
    return {
        "created_on": item.created_on,
        "privilege": "OWNERSHIP",
        "granted_on": word(item),
        "name": str(item.name),
        "granted_to": "ROLE",
        "grantee_name": item.owner,
        "grant_option": "true",
        "granted_by": item.owner,
        "granted_by_role_type": "ROLE",
    }


def _on(item: CatalogObject, session: Session) -> Answer:
    rows = [_ownership(item)] if item.owner else []  # a system role is nobody's
    if item.id:
        rows += [_grant_row(role, each, session) for role, each in _all_grants(session, item.id)]
    return ON_OBJECT, rows


def _to_role(role: Role, session: Session) -> Answer:
    """Its grants, the roles granted to it (USAGE), and what it owns."""
    rows = [
        _grant_row(role, each, session)
        for each in role.grants
        if not each.future and (not each.object_id or session.catalog.by_id(each.object_id) is not None)
    ]
    rows += [
        {
            "created_on": each.created_on,
            "privilege": "USAGE",
            "granted_on": word(below),
            "name": str(below.name),
            "granted_to": word(role),
            "grantee_name": role.name.last,
            "grant_option": "false",
            "granted_by": each.granted_by,
        }
        for each, below in given(role, session)
    ]
    owned = sorted(session.catalog.objects(), key=lambda item: (item.kind, item.name))
    rows += [_ownership(item) for item in owned if item.owner == role.name.last and not role.name.database]
    return TO_ROLE, rows


def _of_role(role: Role, session: Session) -> Answer:
    rows = [
        {
            "created_on": each.created_on,
            "role": role.name.last,
            "granted_to": word(holder),
            "grantee_name": holder.name.last,
            "granted_by": each.granted_by,
        }
        for holder in show.holders(session)
        for each in holder.roles
        if roles.gives(each, role)
    ]
    return OF_ROLE, rows


def _to_user(user: User, session: Session) -> Answer:
    rows = [
        {
            "created_on": each.created_on,
            "role": str(role.name),
            "granted_to": "USER",
            "grantee_name": user.name.last,
            "granted_by": each.granted_by,
        }
        for each, role in given(user, session)
    ]
    return OF_ROLE, rows


def _of_session(session: Session) -> Answer:
    """SHOW GRANTS: the roles of the session's user, each as a role and as the privilege to use it."""
    user = roles.find_user(session.catalog, session.user, session.user)
    rows = [
        {
            "created_on": each.created_on,
            "privilege": "USAGE",
            "granted_on": word(role),
            "name": str(role.name),
            "role": str(role.name),
            "granted_to": "USER",
            "grantee_name": session.user,
            "grant_option": "false",
            "granted_by": each.granted_by,
        }
        for each, role in (given(user, session) if user is not None else ())
    ]
    return OF_SESSION, rows


def _future(asked: GrantsShown, session: Session) -> Answer:
    if asked.secured is not None:
        container = session.find(asked.secured.kind, asked.secured.name)
        return FUTURE, _future_rows(_all_grants(session, container.id, future=True), session)
    assert asked.holder is not None
    kind, name = asked.holder
    holder = named.role(kind, name, session, "SHOW")
    return FUTURE, _future_rows(((holder, each) for each in holder.grants if each.future), session)


def _future_rows(grants: Iterable[tuple[Role, Grant]], session: Session) -> Iterator[Row]:
    for role, each in grants:
        container = session.catalog.by_id(each.object_id)
        if container is not None:
            row = _grant_row(role, each, session)
            place = f"{container.name}.<{_word(each.on)}>"
            yield {**row, "grant_on": row["granted_on"], "name": place, "grant_to": row["granted_to"]}
