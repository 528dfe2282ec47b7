"""SHOW ROLES, SHOW USERS and every form of SHOW GRANTS.

Source: spec/metadata.md section 2.1 (recorded layouts).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks, credentials, roles, tokens
from ecomsim.catalog.account_objects import Grant, Role, User
from ecomsim.catalog.objects import CatalogObject
from ecomsim.metadata import grid
from ecomsim.metadata.filters import account_only
from ecomsim.metadata.grid import Row, flag, names, truth
from ecomsim.metadata.listing import Listing
from ecomsim.names import parse_name
from ecomsim.result import Result
from ecomsim.sqltext.grammar_access import SECURED
from ecomsim.sqltext.nodes import Show

if TYPE_CHECKING:
    from ecomsim.session import Session

_KINDS = "|".join(sorted((kind.replace(" ", r"\s+") for kind in SECURED), key=len, reverse=True))
_ON = re.compile(rf"ON\s+({_KINDS})\s+(.+)\Z", re.IGNORECASE | re.DOTALL)
_ON_RELATION = re.compile(r"ON\s+(\S+)", re.IGNORECASE)
_TO = re.compile(r"(TO|OF)\s+(ROLE|USER)\s+(.+)\Z", re.IGNORECASE | re.DOTALL)
_IN = re.compile(r"IN\s+(SCHEMA|DATABASE)\s+(.+)\Z", re.IGNORECASE | re.DOTALL)

TO_ROLE = names("created_on, privilege, granted_on, name, granted_to, grantee_name, grant_option, granted_by")
ON_OBJECT = (*TO_ROLE, "granted_by_role_type")
OF_ROLE = names("created_on, role, granted_to, grantee_name, granted_by")
OF_SESSION = names("created_on, privilege, granted_on, name, role, granted_to, grantee_name, grant_option, granted_by")
FUTURE = names("created_on, privilege, grant_on, name, grant_to, grantee_name, grant_option")
COMMENTS = {
    "ACCOUNTADMIN": "Account administrator can manage all aspects of the account.",
    "PUBLIC": "Public role is automatically available to every user in the account.",
    "SECURITYADMIN": "Security administrator can manage security aspects of the account.",
    "SYSADMIN": "System administrator can create and manage databases and warehouses.",
    "USERADMIN": "User administrator can create and manage users and roles",
}


def grants(statement: Show, session: Session) -> Result:
    """SHOW GRANTS [ON kind name | TO ROLE r | TO USER u | OF ROLE r], SHOW FUTURE GRANTS IN SCHEMA | DATABASE name."""
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
        name = _parsed(match[3], match[2].capitalize()).last
        if match[1].upper() == "OF" and match[2].upper() == "ROLE":
            return _of_role(_role(name, session), session)
        if match[1].upper() == "TO":
            return _to_role(_role(name, session), session) if match[2].upper() == "ROLE" else _to_user(name, session)
    raise errors.unsupported(f"SHOW GRANTS {rest}")


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


def _role(name: str, session: Session) -> Role:
    found = roles.find_role(session.catalog, name)
    if found is None:
        raise errors.does_not_exist("Role", name)
    return found


def _answer(columns: tuple[str, ...], rows: Any) -> Result:
    return grid.result(grid.show_columns(columns), list(rows))


def _all_grants(session: Session, object_id: int, *, future: bool = False) -> Iterator[tuple[Role, Grant]]:
    for role in session.catalog.all("ROLE"):
        assert isinstance(role, Role)
        for each in role.grants:
            if each.object_id == object_id and each.future is future:
                yield role, each


def _grant_row(role: Role, grant: Grant, session: Session) -> Row:
    item = session.catalog.by_id(grant.object_id)
    return {
        "created_on": grant.created_on,
        "privilege": grant.privilege,
        "granted_on": grant.on.replace(" ", "_"),
        "name": session.account.name if item is None else str(item.name),
        "granted_to": "ROLE",
        "grantee_name": role.name.last,
        "grant_option": truth(grant.grantable),
        "granted_by": grant.granted_by,
        "granted_by_role_type": "ROLE",
    }


def _ownership(item: CatalogObject) -> Row:
    return {
        "created_on": item.created_on,
        "privilege": "OWNERSHIP",
        "granted_on": item.kind.replace(" ", "_"),
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
            "granted_on": "ROLE",
            "name": each.role,
            "granted_to": "ROLE",
            "grantee_name": role.name.last,
            "grant_option": "false",
            "granted_by": each.granted_by,
        }
        for each in role.roles
    ]
    owned = sorted(session.catalog.objects(), key=lambda item: (item.kind, item.name))
    rows += [_ownership(item) for item in owned if item.owner == role.name.last]
    return _answer(TO_ROLE, rows)


def _of_role(role: Role, session: Session) -> Result:
    rows = [
        {
            "created_on": each.created_on,
            "role": role.name.last,
            "granted_to": holder.kind,
            "grantee_name": holder.name.last,
            "granted_by": each.granted_by,
        }
        for holder in _holders(session)
        for each in holder.roles
        if each.role == role.name.last
    ]
    return _answer(OF_ROLE, rows)


def _holders(session: Session) -> list[Role | User]:
    """Everything roles are granted to."""
    users = all_users(session)
    return [*users, *(item for item in session.catalog.all("ROLE") if isinstance(item, Role))]


def _to_user(name: str, session: Session) -> Result:
    user = roles.find_user(session.catalog, name, session.user)
    if user is None:
        raise errors.does_not_exist("User", name)
    rows = [
        {
            "created_on": each.created_on,
            "role": each.role,
            "granted_to": "USER",
            "grantee_name": name,
            "granted_by": each.granted_by,
        }
        for each in user.roles
    ]
    return _answer(OF_ROLE, rows)


def _of_session(session: Session) -> Result:
    """SHOW GRANTS: the roles of the session's user, each as a role and as the privilege to use it."""
    user = roles.find_user(session.catalog, session.user, session.user)
    rows = [
        {
            "created_on": each.created_on,
            "privilege": "USAGE",
            "granted_on": "ROLE",
            "name": each.role,
            "role": each.role,
            "granted_to": "USER",
            "grantee_name": session.user,
            "grant_option": "false",
            "granted_by": each.granted_by,
        }
        for each in (user.roles if user is not None else ())
    ]
    return _answer(OF_SESSION, rows)


def _future(rest: str, session: Session) -> Result:
    match = _IN.match(rest)
    if match is None:
        raise errors.unsupported(f"SHOW FUTURE GRANTS {rest}".strip())
    container = session.find(match[1].upper(), _parsed(match[2], match[1]))
    rows = []
    for role, each in _all_grants(session, container.id, future=True):
        row = _grant_row(role, each, session)
        place = f"{container.name}.<{each.on.replace(' ', '_')}>"
        rows.append({**row, "grant_on": row["granted_on"], "name": place, "grant_to": "ROLE"})
    return _answer(FUTURE, rows)


# --- roles and users -------------------------------------------------------------------------------------------


def _roles(statement: Show, session: Session) -> list[Role]:
    account_only(statement)
    return all_roles(session)


def all_roles(session: Session) -> list[Role]:
    """Every role by name, system roles included."""
    found = {item.name.last: item for item in session.catalog.all("ROLE") if isinstance(item, Role)}
    for name in COMMENTS:
        item = roles.find_role(session.catalog, name)
        if item is not None:
            found.setdefault(name, item)
    return [found[name] for name in sorted(found)]


def _role_row(item: Role, session: Session) -> Row:
    name = item.name.last
    holders = _holders(session)
    above = [parent for parent, children in roles.SYSTEM_ROLES.items() if name in children]
    granted = [holder for holder in holders if any(each.role == name for each in holder.roles)]
    system = name in COMMENTS
    return {
        "created_on": item.created_on if not system else None,
        "name": name,
        "is_default": flag(name == "ACCOUNTADMIN"),
        "is_current": flag(name == session.role),
        "is_inherited": flag(name != session.role and name in roles.inherited(session.catalog, session.role)),
        "assigned_to_users": sum(holder.kind == "USER" for holder in granted),
        "granted_to_roles": len(above) + sum(holder.kind == "ROLE" for holder in granted),
        "granted_roles": len(roles.SYSTEM_ROLES.get(name, ())) + len(item.roles),
        "owner": "" if system else item.owner,
        "comment": COMMENTS.get(name, item.comment),
        "is_from_organization_user_group": "false",
    }


def all_users(session: Session) -> list[User]:
    """Every user by name, the session's own included."""
    found = {item.name.last: item for item in session.catalog.all("USER") if isinstance(item, User)}
    own = roles.find_user(session.catalog, session.user, session.user)
    assert own is not None
    found.setdefault(session.user, own)
    return [found[name] for name in sorted(found)]


def _users(statement: Show, session: Session) -> list[User]:
    account_only(statement)
    return all_users(session)


USER_COLUMNS = names(
    "name, created_on, login_name, display_name, first_name, last_name, email, mins_to_unlock, days_to_expiry, "
    "comment, disabled, must_change_password, snowflake_lock, default_warehouse, default_namespace, default_role, "
    "default_secondary_roles, ext_authn_duo, ext_authn_uid, mins_to_bypass_mfa, owner, last_success_login, "
    "expires_at_time, locked_until_time, has_password, has_rsa_public_key, type, has_mfa, has_pat, "
    "has_workload_identity, is_from_organization_user"
)


def user_row(item: User, session: Session) -> Row:
    from ecomsim import logins

    options = item.options
    name = item.name.last
    row: dict[str, Any] = dict.fromkeys(USER_COLUMNS)
    row |= {
        "name": name,
        "created_on": item.created_on if item.id else None,
        "login_name": str(options.get("LOGIN_NAME", name)).upper(),
        "display_name": options.get("DISPLAY_NAME", name),
        "comment": item.comment,
        "disabled": truth(options.get("DISABLED") is True),
        "must_change_password": truth(options.get("MUST_CHANGE_PASSWORD") is True),
        "snowflake_lock": "false",
        "default_secondary_roles": json.dumps(
            list(options.get("DEFAULT_SECONDARY_ROLES", ("ALL",) if item.id else ()))
        ),
        "ext_authn_duo": "false",
        "owner": item.owner,
        "last_success_login": logins.last_success(name, session),
        "type": options.get("TYPE"),
        "has_password": truth(credentials.has_password(options)),
        "has_rsa_public_key": truth(bool(credentials.public_keys(options))),
        **dict.fromkeys(("has_mfa", "has_pat"), "false"),
        **dict.fromkeys(("has_workload_identity", "is_from_organization_user"), "false"),
    }
    for key in ("FIRST_NAME", "LAST_NAME", "EMAIL", "DEFAULT_WAREHOUSE", "DEFAULT_NAMESPACE", "DEFAULT_ROLE"):
        row[key.lower()] = options.get(key)
    return row


def access_tokens(statement: Show, session: Session) -> Result:
    """SHOW USER PROGRAMMATIC ACCESS TOKENS [FOR USER u]: one's own, or those of a user that the role owns."""
    user = roles.find_user(session.catalog, statement.rest or session.user, session.user)
    if user is None:
        raise errors.does_not_exist("User", statement.rest)
    if user.name.last != session.user:
        checks.own(session, user)
    return tokens.show(user, session)


LISTINGS: dict[str, Listing] = {
    "ROLES": Listing(
        columns=names(
            "created_on, name, is_default, is_current, is_inherited, assigned_to_users, granted_to_roles, "
            "granted_roles, owner, comment, is_from_organization_user_group"
        ),
        entries=_roles,
        row=_role_row,
        terse=None,
        name=lambda role: role.name.last,
    ),
    "USERS": Listing(columns=USER_COLUMNS, entries=_users, row=user_row, terse=None, name=lambda u: u.name.last),
}
