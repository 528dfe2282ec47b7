"""CREATE of roles, database roles and users, GRANT and REVOKE.

A privilege is one to three words; which privileges exist is one literal table. Source: Snowflake documentation, "GRANT
<privileges> … TO ROLE", "GRANT ROLE", "GRANT DATABASE ROLE", "REVOKE …", "CREATE ROLE", "CREATE DATABASE ROLE",
"CREATE USER".
"""

from __future__ import annotations

from typing import Literal, TypeVar

from ecomsim import errors
from ecomsim.names import ObjectName
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.grammar_show import DROP_KINDS, OTHER_KINDS, argument_types, plural_of, take_kind, take_other
from ecomsim.sqltext.grammar_table import not_exists
from ecomsim.sqltext.nodes import (
    CreatePrincipal,
    GrantOwnership,
    GrantPrivileges,
    GrantRole,
    GrantsShown,
    IfExists,
    SecuredObject,
    Statement,
)
from ecomsim.sqltext.nodes.access import PrincipalKind, RoleKind
from ecomsim.sqltext.options import read_properties, tag_clause

Kind = TypeVar("Kind", bound=str)

ROLE_PROPERTIES = frozenset({"COMMENT"})
USER_PROPERTIES = frozenset(
    {
        *("PASSWORD", "LOGIN_NAME", "DISPLAY_NAME", "FIRST_NAME", "MIDDLE_NAME", "LAST_NAME", "EMAIL", "COMMENT"),
        *("MUST_CHANGE_PASSWORD", "DISABLED", "DEFAULT_WAREHOUSE", "DEFAULT_NAMESPACE", "DEFAULT_ROLE", "TYPE"),
        *("DEFAULT_SECONDARY_ROLES", "RSA_PUBLIC_KEY", "RSA_PUBLIC_KEY_2"),
    }
)

CREATED = (
    *("DATABASE", "SCHEMA", "TABLE", "VIEW", "DYNAMIC TABLE", "STREAM", "TASK", "SEQUENCE", "WAREHOUSE", "ROLE"),
    *("USER", "FUNCTION", "PROCEDURE", "STAGE", "FILE FORMAT", "ALERT", "INTEGRATION", "RESOURCE MONITOR"),
    *("STREAMLIT", "MASKING POLICY", "ROW ACCESS POLICY", "TAG", "DATABASE ROLE", "MATERIALIZED VIEW"),
    *("EXTERNAL TABLE", "PIPE"),
)
PRIVILEGES = (
    *(f"CREATE {kind}" for kind in CREATED),
    *("IMPORTED PRIVILEGES", "MANAGE GRANTS", "MANAGE WAREHOUSES", "MONITOR USAGE", "MONITOR EXECUTION"),
    *("EXECUTE TASK", "EXECUTE MANAGED TASK", "EXECUTE ALERT", "EXECUTE MANAGED ALERT", "ADD SEARCH OPTIMIZATION"),
    *("APPLY MASKING POLICY", "APPLY ROW ACCESS POLICY", "APPLY TAG", "EVOLVE SCHEMA", "APPLYBUDGET"),
    *("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "REBUILD", "USAGE", "OPERATE", "MONITOR"),
    *("MODIFY", "READ", "WRITE", "OWNERSHIP", "IMPERSONATE", "APPLY"),
)
"""Privileges a role can hold, as SHOW GRANTS prints them."""

SECURED = {**DROP_KINDS, "ROLE": 1, "USER": 1, "STAGE": 3, "FILE FORMAT": 3, "INTEGRATION": 1}
"""Kinds privileges can be granted on, with the most parts their names have."""

PLURALS = {
    plural_of(kind): kind
    for kind in SECURED
    if kind not in ("ROLE", "DATABASE ROLE", "USER", "WAREHOUSE", "DATABASE", "RESOURCE MONITOR")
}
PARTS = {"ROLE": 1, "DATABASE ROLE": 2, "USER": 1}
"""Kinds of what a role or privilege is granted to, with the most parts their names have."""
ROLE_KINDS: tuple[RoleKind, ...] = ("DATABASE ROLE", "ROLE")


def principal(cursor: Cursor, if_exists: IfExists, kind: PrincipalKind) -> Statement:
    """What follows CREATE … ROLE | DATABASE ROLE | USER."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name(PARTS[kind])
    if cursor.at("CLONE"):
        if kind != "DATABASE ROLE":
            raise errors.unsupported(f"CREATE {kind} … CLONE")
        cursor.advance()
        source = cursor.name(PARTS[kind])
        cursor.finish()
        return CreatePrincipal(text=cursor.text, kind=kind, name=name, if_exists=if_exists, clone=source)
    known = USER_PROPERTIES if kind == "USER" else ROLE_PROPERTIES
    options = read_properties(cursor, kind=kind, known=known, clause=tag_clause)
    cursor.finish()
    return CreatePrincipal(text=cursor.text, kind=kind, name=name, if_exists=if_exists, options=options)


def grant(cursor: Cursor) -> Statement:
    """GRANT ROLE r TO …, GRANT privileges ON … TO ROLE r [WITH GRANT OPTION], GRANT OWNERSHIP …."""
    cursor.expect("GRANT")
    if cursor.take("OWNERSHIP", "ON"):
        return _ownership(cursor)
    return _rest(cursor, revoke=False)


def _ownership(cursor: Cursor) -> GrantOwnership:
    """… TO ROLE r [REVOKE | COPY CURRENT GRANTS]."""
    secured = _secured(cursor)
    cursor.expect("TO")
    if not cursor.at("DATABASE", "ROLE") and not cursor.at("ROLE"):
        cursor.fail()
    kind, role = grantee(cursor)
    current: Literal["REVOKE", "COPY"] | None = None
    if cursor.take("REVOKE", "CURRENT", "GRANTS"):
        current = "REVOKE"
    elif cursor.take("COPY", "CURRENT", "GRANTS"):
        current = "COPY"
    cursor.finish()
    return GrantOwnership(text=cursor.text, secured=secured, kind=kind, role=role, current=current)


def shown_grants(cursor: Cursor, kind: str) -> GrantsShown:
    """What follows SHOW GRANTS: ON ACCOUNT | kind name | name, TO | OF a role, TO USER u; what follows SHOW FUTURE
    GRANTS: IN SCHEMA | DATABASE name, TO a role.
    """
    if cursor.take("TO"):
        return GrantsShown(holder=_shown_holder(cursor, kind, "TO"))
    if kind == "FUTURE GRANTS":
        cursor.expect("IN")
        within: Literal["DATABASE", "SCHEMA"] = "DATABASE" if cursor.take("DATABASE") else "SCHEMA"
        if within == "SCHEMA":
            cursor.expect("SCHEMA")
        return GrantsShown(secured=SecuredObject(kind=within, name=cursor.name(1 if within == "DATABASE" else 2)))
    if cursor.take("OF"):
        return GrantsShown(holder=_shown_holder(cursor, kind, "OF"), members=True)
    if not cursor.take("ON"):
        return GrantsShown()
    return GrantsShown(secured=_secured(cursor) if cursor.at("ACCOUNT") else _shown_object(cursor))


def _shown_object(cursor: Cursor) -> SecuredObject:
    """An object with its kind, or a relation without it, as dbt asks; that may be called like a kind."""
    place = cursor.index
    for kinds in (SECURED, OTHER_KINDS):
        kind = take_kind(cursor, kinds)
        if kind and not cursor.at_end and not cursor.at_any(".", "LIMIT"):
            if kinds is OTHER_KINDS:
                raise errors.unsupported(f"SHOW GRANTS ON {kind}")
            cursor.index = place
            return _secured(cursor)
        cursor.index = place
    return SecuredObject(kind="", name=cursor.name(3))


def _shown_holder(cursor: Cursor, kind: str, link: str) -> tuple[PrincipalKind, ObjectName]:
    known: tuple[PrincipalKind, ...] = (*ROLE_KINDS, "USER") if (kind, link) == ("GRANTS", "TO") else ROLE_KINDS
    found = _one_of(cursor, known)
    if found is None and (other := take_other(cursor)):
        raise errors.unsupported(f"SHOW {kind} {link} {other}")
    if found is None:
        cursor.fail()
    return found, cursor.name(PARTS[found])


def revoke(cursor: Cursor) -> Statement:
    """REVOKE ROLE r FROM …, REVOKE [GRANT OPTION FOR] privileges ON … FROM ROLE r [CASCADE | RESTRICT]."""
    cursor.expect("REVOKE")
    if cursor.take("GRANT", "OPTION", "FOR"):
        return _rest(cursor, revoke=True, option_only=True)
    return _rest(cursor, revoke=True)


def _rest(cursor: Cursor, *, revoke: bool, option_only: bool = False) -> Statement:
    link = "FROM" if revoke else "TO"
    if cursor.at("APPLICATION", "ROLE"):
        raise errors.unsupported("GRANT APPLICATION ROLE")
    if not option_only and (role_kind := _one_of(cursor, ROLE_KINDS)):
        role = cursor.name(PARTS[role_kind])
        cursor.expect(link)
        return _granted_role(cursor, role_kind, role, revoke=revoke)
    privileges = _privileges(cursor)
    cursor.expect("ON")
    secured = _secured(cursor)
    cursor.expect(link)
    kind, role = grantee(cursor)
    grantable = not revoke and cursor.take("WITH", "GRANT", "OPTION")
    cascade = revoke and cursor.take_any("CASCADE", "RESTRICT") == "CASCADE"
    cursor.finish()
    return GrantPrivileges(
        text=cursor.text,
        privileges=privileges,
        secured=secured,
        kind=kind,
        role=role,
        grantable=grantable,
        revoke=revoke,
        option_only=option_only,
        cascade=cascade,
    )


def _granted_role(cursor: Cursor, role_kind: RoleKind, role: ObjectName, *, revoke: bool) -> GrantRole:
    """Who a role is granted to: an account role has its place above database roles, never below."""
    if cursor.at_any("SHARE", "APPLICATION"):
        raise errors.unsupported(f"GRANT {role_kind} … TO {cursor.word()}")
    kinds: tuple[PrincipalKind, ...] = ("ROLE", "USER") if role_kind == "ROLE" else (*ROLE_KINDS, "USER")
    kind = _one_of(cursor, kinds)
    if kind is None:
        cursor.fail()
    name = cursor.name(PARTS[kind])
    cursor.finish()
    return GrantRole(text=cursor.text, role_kind=role_kind, role=role, kind=kind, grantee=name, revoke=revoke)


def grantee(cursor: Cursor) -> tuple[RoleKind, ObjectName]:
    """[ROLE] r | DATABASE ROLE d.r, the role that privileges are granted to."""
    kind = _one_of(cursor, ROLE_KINDS)
    if kind is None and cursor.at_any("DATABASE", "SHARE", "APPLICATION", "USER"):
        raise errors.unsupported(f"privileges of a {cursor.word()}")
    kind = kind or "ROLE"
    return kind, cursor.name(PARTS[kind])


def _one_of(cursor: Cursor, kinds: tuple[Kind, ...]) -> Kind | None:
    """The kind that comes next, moved over."""
    return next((kind for kind in kinds if cursor.take(*kind.split())), None)


def _privileges(cursor: Cursor) -> tuple[str, ...]:
    """ALL [PRIVILEGES] is ("ALL",)."""
    if cursor.take("ALL"):
        cursor.take("PRIVILEGES")
        return ("ALL",)
    found = []
    while True:
        if cursor.take("CREATE", "SNOWFLAKE", "."):
            raise errors.unsupported("privileges to create instances of classes")
        privilege = take_kind(cursor, PRIVILEGES)
        if not privilege:
            cursor.fail()
        found.append(privilege)
        if not cursor.take(","):
            return tuple(found)


def _secured(cursor: Cursor) -> SecuredObject:
    """ACCOUNT; kind name; ALL | FUTURE kinds IN DATABASE | SCHEMA name."""
    if cursor.take("ACCOUNT"):
        return SecuredObject(kind="ACCOUNT", name=ObjectName(("",)))
    several = cursor.take_any("ALL", "FUTURE")
    if several:
        plural = take_kind(cursor, PLURALS)
        if not plural:
            other = take_kind(cursor, (plural_of(kind) for kind in OTHER_KINDS))
            if other:
                raise errors.unsupported(f"privileges on {other}")
            cursor.fail()
        cursor.expect("IN")
        within: Literal["DATABASE", "SCHEMA"] = "DATABASE" if cursor.take("DATABASE") else "SCHEMA"
        if within == "SCHEMA":
            cursor.expect("SCHEMA")
        name = cursor.name(1 if within == "DATABASE" else 2)
        return SecuredObject(kind=PLURALS[plural], name=name, within=within, future=several == "FUTURE")
    kind = take_kind(cursor, SECURED)
    if not kind:
        cursor.fail()
    name = cursor.name(SECURED[kind])
    types = argument_types(cursor) if kind in ("FUNCTION", "PROCEDURE") else None
    return SecuredObject(kind=kind, name=name, argument_types=types)
