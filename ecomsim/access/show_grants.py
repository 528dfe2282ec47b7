"""Every form of SHOW GRANTS.

Each is rows made of the grants and memberships that roles and users hold; an owner's OWNERSHIP is such a row too.
Source: spec/metadata.md section 2.1 (recorded layouts), "SHOW GRANTS".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import named, roles, show
from ecomsim.catalog.account_objects import Grant, Membership, Role, User
from ecomsim.catalog.objects import CatalogObject
from ecomsim.metadata import grid
from ecomsim.metadata.grid import Row, names, truth
from ecomsim.names import parse_name
from ecomsim.sqltext.grammar_access import SECURED
from ecomsim.sqltext.nodes import Show
from ecomsim.statements.result import Result

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

_KINDS = "|".join(sorted((kind.replace(" ", r"\s+") for kind in SECURED), key=len, reverse=True))
_ON = re.compile(rf"ON\s+({_KINDS})\s+(.+)\Z", re.IGNORECASE | re.DOTALL)
_ON_RELATION = re.compile(r"ON\s+(\S+)", re.IGNORECASE)
_TO = re.compile(r"(TO|OF)\s+(ROLE|DATABASE\s+ROLE|USER)\s+(.+)\Z", re.IGNORECASE | re.DOTALL)
_IN = re.compile(r"IN\s+(SCHEMA|DATABASE)\s+(.+)\Z", re.IGNORECASE | re.DOTALL)

TO_ROLE = names("created_on, privilege, granted_on, name, granted_to, grantee_name, grant_option, granted_by")
ON_OBJECT = (*TO_ROLE, "granted_by_role_type")
OF_ROLE = names("created_on, role, granted_to, grantee_name, granted_by")
OF_SESSION = names("created_on, privilege, granted_on, name, role, granted_to, grantee_name, grant_option, granted_by")
FUTURE = names("created_on, privilege, grant_on, name, grant_to, grantee_name, grant_option")


def grants(statement: Show, session: Session) -> Result:
    """SHOW GRANTS [ON kind name | TO [DATABASE] ROLE r | TO USER u | OF [DATABASE] ROLE r] and SHOW FUTURE GRANTS
    [IN SCHEMA | DATABASE name | TO [DATABASE] ROLE r].
    """
    rest = statement.rest.strip()
    if statement.kind == "FUTURE GRANTS":
        return _future(rest, session)
    if not rest:
        return _of_session(session)
    if rest.upper() == "ON ACCOUNT":
        return _answer(ON_OBJECT, (_grant_row(role, each, session) for role, each in _all_grants(session, 0)))
    if match := _ON.match(rest):
        kind = " ".join(match[1].upper().split())
        if kind in ("FUNCTION", "PROCEDURE", "INTEGRATION"):
            raise errors.unsupported(f"SHOW GRANTS ON {kind}")
        return _on(session.find(kind, _parsed(match[2], kind)), session)
    if match := _ON_RELATION.fullmatch(rest):
        return _on(_relation(match[1], session), session)
    if match := _TO.match(rest):
        holder = _holder(match, session)
        if match[1].upper() == "OF" and isinstance(holder, Role):
            return _of_role(holder, session)
        if match[1].upper() == "TO":
            return _to_role(holder, session) if isinstance(holder, Role) else _to_user(holder, session)
    raise errors.unsupported(f"SHOW GRANTS {rest}")


def _holder(match: re.Match[str], session: Session) -> Role | User:
    """The role or user after TO or OF."""
    kind: Any = " ".join(match[2].upper().split())
    return named.principal(kind, _parsed(match[3], kind), session, "SHOW")


def _parsed(text: str, label: str) -> Any:
    try:
        return parse_name(text.strip())
    except ValueError as cause:
        raise errors.does_not_exist(label.capitalize(), text) from cause


def _relation(text: str, session: Session) -> CatalogObject:
    """The table, view … that is named without its kind, as dbt does."""
    found = session.catalog.relation(session.resolve(_parsed(text, "Object"), "SHOW"))
    if found is None:
        raise errors.does_not_exist("Object", text.strip())
    return found


def _answer(columns: tuple[str, ...], rows: Any) -> Result:
    return grid.result(grid.show_columns(columns), list(rows))


def _all_grants(session: Session, object_id: int, *, future: bool = False) -> Iterator[tuple[Role, Grant]]:
    for role in roles.every(session.catalog):
        for each in role.grants:
            if each.object_id == object_id and each.future is future:
                yield role, each


def word(item: CatalogObject) -> str:
    """The kind of a role, user or object as SHOW GRANTS writes it."""
    return item.kind.replace(" ", "_")


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
        "granted_on": grant.on.replace(" ", "_"),
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


def _on(item: CatalogObject, session: Session) -> Result:
    rows = [_ownership(item)]
    rows += [_grant_row(role, each, session) for role, each in _all_grants(session, item.id)]
    return _answer(ON_OBJECT, rows)


def _to_role(role: Role, session: Session) -> Result:
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
    return _answer(TO_ROLE, rows)


def _of_role(role: Role, session: Session) -> Result:
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
    return _answer(OF_ROLE, rows)


def _to_user(user: User, session: Session) -> Result:
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
    return _answer(OF_ROLE, rows)


def _of_session(session: Session) -> Result:
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
    return _answer(OF_SESSION, rows)


def _future(rest: str, session: Session) -> Result:
    if match := _IN.match(rest):
        container = session.find(match[1].upper(), _parsed(match[2], match[1]))
        return _answer(FUTURE, _future_rows(_all_grants(session, container.id, future=True), session))
    if (match := _TO.match(rest)) and match[1].upper() == "TO":
        holder = _holder(match, session)
        if isinstance(holder, Role):
            return _answer(FUTURE, _future_rows(((holder, each) for each in holder.grants if each.future), session))
    raise errors.unsupported(f"SHOW FUTURE GRANTS {rest}".strip())


def _future_rows(grants: Iterable[tuple[Role, Grant]], session: Session) -> Iterator[Row]:
    for role, each in grants:
        container = session.catalog.by_id(each.object_id)
        if container is not None:
            row = _grant_row(role, each, session)
            place = f"{container.name}.<{each.on.replace(' ', '_')}>"
            yield {**row, "grant_on": row["granted_on"], "name": place, "grant_to": row["granted_to"]}
