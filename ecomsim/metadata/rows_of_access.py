"""Rows about roles and privileges: of INFORMATION_SCHEMA, for what the session's role may know of, and ACCOUNT_USAGE.

The owner of an object holds OWNERSHIP, one privilege in place of all the others.
Source: "APPLICABLE_ROLES view", "ENABLED_ROLES view", "OBJECT_PRIVILEGES view", "TABLE_PRIVILEGES view",
"GRANTS_TO_ROLES view", "GRANTS_TO_USERS view"; a grant that was revoked leaves no row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecomsim.access import checks, roles, show_grants
from ecomsim.access import show as access
from ecomsim.access.checks import seen
from ecomsim.catalog.account_objects import User
from ecomsim.catalog.objects import CatalogObject
from ecomsim.metadata.grid import Row, names, yes

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

APPLICABLE_ROLES = "GRANTEE, ROLE_NAME, ROLE_OWNER, IS_GRANTABLE"
ENABLED_ROLES = "ROLE_NAME, ROLE_OWNER"
OBJECT_PRIVILEGES = (
    "GRANTOR, GRANTEE, GRANTED_TO, OBJECT_CATALOG, OBJECT_SCHEMA, OBJECT_NAME, OBJECT_TYPE, PRIVILEGE_TYPE, "
    "IS_GRANTABLE, CREATED"
)
TABLE_PRIVILEGES = (
    "GRANTOR, GRANTEE, GRANTED_TO, TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME, PRIVILEGE_TYPE, IS_GRANTABLE, "
    "WITH_HIERARCHY, CREATED"
)
GRANTS_TO_ROLES = (
    "CREATED_ON, MODIFIED_ON, PRIVILEGE, GRANTED_ON, NAME, TABLE_CATALOG, TABLE_SCHEMA, GRANTED_TO, GRANTEE_NAME, "
    "GRANT_OPTION, GRANTED_BY, DELETED_ON, GRANTED_BY_ROLE_TYPE, OBJECT_INSTANCE"
)
GRANTS_TO_USERS = "CREATED_ON, DELETED_ON, ROLE, GRANTED_TO, GRANTEE_NAME, GRANTED_BY"
_TABLES = ("TABLE", "VIEW", "DYNAMIC TABLE", "EXTERNAL TABLE")


def enabled_roles(database: str, session: Session) -> Iterator[Row]:
    """The session's roles and those they inherit from."""
    enabled = checks.enabled(session)
    for role in access.all_roles(session):
        if role.name.last in enabled:
            yield {"ROLE_NAME": role.name.last, "ROLE_OWNER": role.owner}


def applicable_roles(database: str, session: Session) -> Iterator[Row]:
    """The roles granted to the session's user and to the roles it has: of the account, and of the database."""
    enabled = checks.enabled(session)
    user = roles.find_user(session.catalog, session.user, session.user)
    held = sorted((role for role in checks.reached(session) if role.id), key=lambda role: role.name)
    for holder in (*((user,) if user is not None else ()), *held):
        for _, role in show_grants.given(holder, session):
            if role.name.database in ("", database):
                yield {
                    "GRANTEE": holder.name.last,
                    "ROLE_NAME": role.name.last,
                    "ROLE_OWNER": role.owner,
                    "IS_GRANTABLE": yes(role.owner in enabled),
                }


def object_privileges(database: str, session: Session) -> Iterator[Row]:
    """The view OBJECT_PRIVILEGES, which covers the account."""
    items = [item for item in session.catalog.objects() if item.kind != "DIRECTORY TABLE"]
    for item in sorted(seen(items, session), key=lambda item: (item.name, item.kind)):
        yield from _privileges(item, session)


def table_privileges(database: str, session: Session) -> Iterator[Row]:
    """The view TABLE_PRIVILEGES: tables and views of the database."""
    items = [item for kind in _TABLES for item in session.catalog.all(kind, database)]
    for item in sorted(seen(items, session), key=lambda item: item.name):
        for row in _privileges(item, session):
            yield {
                **row,
                "TABLE_CATALOG": item.name.database,
                "TABLE_SCHEMA": item.name.schema,
                "TABLE_NAME": item.name.last,
                "WITH_HIERARCHY": "NO",
            }


def _privileges(item: CatalogObject, session: Session) -> Iterator[Row]:
    what = {
        "OBJECT_CATALOG": item.name.database or None,
        "OBJECT_SCHEMA": item.name.schema or None,
        "OBJECT_NAME": item.name.last,
        "OBJECT_TYPE": item.kind,
    }
    yield {
        **what,
        "GRANTED_TO": "ROLE",
        "GRANTOR": item.owner,
        "GRANTEE": item.owner,
        "PRIVILEGE_TYPE": "OWNERSHIP",
        "IS_GRANTABLE": "YES",
        "CREATED": item.created_on,
    }
    for role in roles.every(session.catalog):
        for each in role.grants:
            if each.object_id == item.id and not each.future:
                yield {
                    **what,
                    "GRANTED_TO": show_grants.word(role),
                    "GRANTOR": each.granted_by,
                    "GRANTEE": role.name.last,
                    "PRIVILEGE_TYPE": each.privilege,
                    "IS_GRANTABLE": yes(each.grantable),
                    "CREATED": each.created_on,
                }


def grants_to_roles(session: Session) -> Iterator[Row]:
    """The view GRANTS_TO_ROLES: privileges, and roles granted to roles as USAGE."""
    account = {**dict.fromkeys(names(GRANTS_TO_ROLES)), "GRANTED_BY_ROLE_TYPE": "ROLE"}
    items = [item for item in session.catalog.objects() if item.kind != "DIRECTORY TABLE"]
    for item in sorted(items, key=lambda item: (item.name, item.kind)):
        for row in _privileges(item, session):
            yield {
                **account,
                "CREATED_ON": row["CREATED"],
                "MODIFIED_ON": row["CREATED"],
                "PRIVILEGE": row["PRIVILEGE_TYPE"],
                "GRANTED_ON": item.kind,
                "NAME": item.name.last,
                "TABLE_CATALOG": row["OBJECT_CATALOG"],
                "TABLE_SCHEMA": row["OBJECT_SCHEMA"],
                "GRANTED_TO": row["GRANTED_TO"],
                "GRANTEE_NAME": row["GRANTEE"],
                "GRANT_OPTION": row["IS_GRANTABLE"] == "YES",
                "GRANTED_BY": row["GRANTOR"],
            }
    for role in roles.every(session.catalog):
        for each, below in show_grants.given(role, session):
            yield {
                **account,
                "CREATED_ON": each.created_on,
                "MODIFIED_ON": each.created_on,
                "PRIVILEGE": "USAGE",
                "GRANTED_ON": show_grants.word(below),
                "NAME": below.name.last,
                "TABLE_CATALOG": below.name.database or None,
                "GRANTED_TO": show_grants.word(role),
                "GRANTEE_NAME": role.name.last,
                "GRANT_OPTION": False,
                "GRANTED_BY": each.granted_by,
            }


def grants_to_users(session: Session) -> Iterator[Row]:
    """The view GRANTS_TO_USERS: the roles that users hold."""
    for user in session.catalog.all(User.kind):
        assert isinstance(user, User)
        for each, role in show_grants.given(user, session):
            yield {
                "CREATED_ON": each.created_on,
                "DELETED_ON": None,
                "ROLE": str(role.name),
                "GRANTED_TO": "USER",
                "GRANTEE_NAME": user.name.last,
                "GRANTED_BY": each.granted_by,
            }


USERS = (
    "USER_ID, NAME, CREATED_ON, DELETED_ON, LOGIN_NAME, DISPLAY_NAME, FIRST_NAME, LAST_NAME, EMAIL, "
    "MUST_CHANGE_PASSWORD, HAS_PASSWORD, COMMENT, DISABLED, SNOWFLAKE_LOCK, DEFAULT_WAREHOUSE, DEFAULT_NAMESPACE, "
    "DEFAULT_ROLE, EXT_AUTHN_DUO, EXT_AUTHN_UID, HAS_MFA, BYPASS_MFA_UNTIL, LAST_SUCCESS_LOGIN, EXPIRES_AT, "
    "LOCKED_UNTIL_TIME, HAS_RSA_PUBLIC_KEY, PASSWORD_LAST_SET_TIME, OWNER, DEFAULT_SECONDARY_ROLE, TYPE, "
    "DATABASE_NAME, DATABASE_ID, SCHEMA_NAME, SCHEMA_ID, IS_FROM_ORGANIZATION_USER"
)
_FLAGS = names(
    "MUST_CHANGE_PASSWORD, HAS_PASSWORD, EXT_AUTHN_DUO, HAS_MFA, HAS_RSA_PUBLIC_KEY, IS_FROM_ORGANIZATION_USER"
)


def users(session: Session) -> Iterator[Row]:
    """The view USERS: what SHOW USERS says of each, flags as such."""
    for user in access.all_users(session):
        shown = {name.upper(): value for name, value in access.user_row(user, session).items()}
        yield {
            **dict.fromkeys(names(USERS)),
            **shown,
            **{name: shown[name] == "true" for name in _FLAGS},
            "USER_ID": user.id or None,
            "DEFAULT_SECONDARY_ROLE": shown["DEFAULT_SECONDARY_ROLES"],
        }
