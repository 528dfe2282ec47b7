"""The roles and users that statements name: found, or refused with 002003.

System roles and the session's own user are found although they may be no objects yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.access import roles
from ecomsim.catalog.account_objects import DatabaseRole, Role, User
from ecomsim.names import ObjectName

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.sqltext.nodes.access import PrincipalKind


def find(kind: PrincipalKind, written: ObjectName, session: Session, action: str) -> Role | User | None:
    """The role or user of this name, or None. Raises 090105 for a database role without a database."""
    if kind == "USER":
        return roles.find_user(session.catalog, written.last, session.user)
    if kind == "ROLE":
        return roles.find_role(session.catalog, written.last)
    found = session.catalog.get(kind, session.full_name(kind, written, action))
    return found if isinstance(found, DatabaseRole) else None


def principal(kind: PrincipalKind, written: ObjectName, session: Session, action: str) -> Role | User:
    """Raises 002003 when it is not there."""
    found = find(kind, written, session, action)
    if found is not None:
        return found
    name = session.full_name(kind, written, action)
    session.require_container(name)
    raise errors.does_not_exist(kind.capitalize(), name)


def role(kind: PrincipalKind, written: ObjectName, session: Session, action: str) -> Role:
    """A role, of the account or of a database. Raises 002003 when it is not there."""
    found = principal(kind, written, session, action)
    assert isinstance(found, Role)
    return found
