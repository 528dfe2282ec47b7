"""SHOW ROLES, SHOW DATABASE ROLES, SHOW USERS and a user's access tokens.

Source: spec/metadata.md section 2.1 (recorded layouts), "SHOW DATABASE ROLES".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks, credentials, roles, tokens
from ecomsim.catalog.account_objects import DatabaseRole, Role, User
from ecomsim.catalog.objects import CatalogObject
from ecomsim.metadata import filters
from ecomsim.metadata.filters import account_only
from ecomsim.metadata.grid import Row, flag, names, truth
from ecomsim.metadata.listing import Listing
from ecomsim.names import Name
from ecomsim.sqltext.nodes import Show
from ecomsim.statements.result import Result

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

COMMENTS = {
    "ACCOUNTADMIN": "Account administrator can manage all aspects of the account.",
    "PUBLIC": "Public role is automatically available to every user in the account.",
    "SECURITYADMIN": "Security administrator can manage security aspects of the account.",
    "SYSADMIN": "System administrator can create and manage databases and warehouses.",
    "USERADMIN": "User administrator can create and manage users and roles",
}


def holders(session: Session) -> list[Role | User]:
    """Everything roles are granted to."""
    users = all_users(session)
    return [*users, *roles.every(session.catalog)]


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
    above = [parent for parent, children in roles.SYSTEM_ROLES.items() if name in children]
    granted = [holder for holder in holders(session) if any(roles.gives(each, item) for each in holder.roles)]
    system = name in COMMENTS
    return {
        "created_on": item.created_on if not system else None,
        "name": name,
        "is_default": flag(name == "ACCOUNTADMIN"),
        "is_current": flag(name == session.role),
        "is_inherited": flag(name != session.role and name in roles.inherited(session.catalog, session.role)),
        "assigned_to_users": sum(holder.kind == "USER" for holder in granted),
        "granted_to_roles": len(above) + sum(holder.kind == "ROLE" for holder in granted),
        "granted_roles": len(roles.SYSTEM_ROLES.get(name, ())) + sum(not each.database_role for each in item.roles),
        "owner": "" if system else item.owner,
        "comment": COMMENTS.get(name, item.comment),
        "is_from_organization_user_group": "false",
    }


def _database_roles(statement: Show, session: Session) -> list[CatalogObject]:
    """Those of one database, for whoever may know of it. Raises 001003 without IN DATABASE."""
    if statement.scope is None or statement.scope[0] != "database":
        raise errors.compilation(1003, "42000", "SHOW DATABASE ROLES needs IN DATABASE <name>.")
    found = filters.scope(statement, session).database
    assert found is not None
    database = session.catalog.get("DATABASE", Name("", "", found))
    if database is None or not checks.visible(session, database):
        raise errors.cannot_be_performed()
    return session.catalog.all(DatabaseRole.kind, found)


def _database_role_row(item: DatabaseRole, session: Session) -> Row:
    granted = [holder for holder in holders(session) if any(roles.gives(each, item) for each in holder.roles)]
    return {
        "created_on": item.created_on,
        "name": item.name.last,
        "is_default": "N",
        "is_current": "N",
        "is_inherited": flag(item in checks.reached(session)),
        "granted_to_roles": sum(holder.kind == Role.kind for holder in granted),
        "granted_to_database_roles": sum(holder.kind == DatabaseRole.kind for holder in granted),
        "granted_database_roles": len(item.roles),
        "owner": item.owner,
        "comment": item.comment,
        "owner_role_type": "ROLE",
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
    from ecomsim.histories import logins

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
    "DATABASE ROLES": Listing(
        columns=names(
            "created_on, name, is_default, is_current, is_inherited, granted_to_roles, granted_to_database_roles, "
            "granted_database_roles, owner, comment, owner_role_type"
        ),
        entries=_database_roles,
        row=_database_role_row,
        terse=None,
    ),
    "USERS": Listing(columns=USER_COLUMNS, entries=_users, row=user_row, terse=None, name=lambda u: u.name.last),
}
