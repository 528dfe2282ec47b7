"""What privileges are granted on: the objects that a GRANT or REVOKE names, and the privileges that a kind has.

Source: Snowflake documentation, "GRANT <privileges> … TO ROLE", "Access control privileges".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import CatalogObject
from ecomsim.routines import lookup
from ecomsim.sqltext.nodes import SecuredObject

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

_READ_AND_WRITE = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES")
ALL_PRIVILEGES: dict[str, tuple[str, ...]] = {
    "ACCOUNT": ("CREATE DATABASE", "CREATE ROLE", "CREATE USER", "CREATE WAREHOUSE", "EXECUTE TASK", "MANAGE GRANTS"),
    "DATABASE": ("CREATE DATABASE ROLE", "CREATE SCHEMA", "MODIFY", "MONITOR", "USAGE"),
    "SCHEMA": (
        *("CREATE ALERT", "CREATE DYNAMIC TABLE", "CREATE FILE FORMAT", "CREATE FUNCTION", "CREATE PROCEDURE"),
        *("CREATE SEQUENCE", "CREATE STAGE", "CREATE STREAM", "CREATE TABLE", "CREATE TASK", "CREATE VIEW"),
        *("CREATE STREAMLIT", "CREATE MASKING POLICY", "CREATE ROW ACCESS POLICY", "CREATE TAG", "CREATE PIPE"),
        *("CREATE EXTERNAL TABLE", "CREATE MATERIALIZED VIEW"),
        *("MODIFY", "MONITOR", "USAGE"),
    ),
    "TABLE": (*_READ_AND_WRITE, "EVOLVE SCHEMA", "REBUILD"),
    "VIEW": _READ_AND_WRITE,
    "MATERIALIZED VIEW": ("SELECT", "REFERENCES"),
    "EXTERNAL TABLE": ("SELECT", "REFERENCES"),
    "DYNAMIC TABLE": ("SELECT", "OPERATE", "MONITOR"),
    "STREAM": ("SELECT",),
    "TASK": ("MONITOR", "OPERATE"),
    "ALERT": ("MONITOR", "OPERATE"),
    "PIPE": ("MONITOR", "OPERATE"),
    "WAREHOUSE": ("APPLYBUDGET", "MODIFY", "MONITOR", "OPERATE", "USAGE"),
    "RESOURCE MONITOR": ("MODIFY", "MONITOR"),
    "STAGE": ("READ", "WRITE", "USAGE"),
    "USER": ("IMPERSONATE", "MONITOR"),
    "SEQUENCE": ("USAGE",),
    "FUNCTION": ("USAGE",),
    "PROCEDURE": ("USAGE",),
    "FILE FORMAT": ("USAGE",),
    "INTEGRATION": ("USAGE",),
    "STREAMLIT": ("USAGE",),
    "MASKING POLICY": ("APPLY",),
    "ROW ACCESS POLICY": ("APPLY",),
    "TAG": ("APPLY",),
}
"""What a kind can be granted; ALL PRIVILEGES is the whole list."""


def objects(secured: SecuredObject, session: Session) -> list[CatalogObject]:
    """The objects that are there: one by name, or all of a kind in a container. Raises 002003.

    TABLE names a relation of any kind, as Snowflake lets it.
    """
    if secured.within is not None:
        inside = session.catalog.inside(container(secured, session).name)
        return [item for item in inside if checks.kind_of(item) == secured.kind]
    if secured.argument_types is not None:
        return [lookup.required(secured.kind, secured.name, secured.argument_types, session)]
    if secured.kind == "TABLE":
        relation = session.catalog.relation(session.full_name("TABLE", secured.name, "GRANT"))
        if relation is not None and relation.kind != "STREAM":
            return [relation]
    kind = {"INTEGRATION": "NOTIFICATION INTEGRATION", "MATERIALIZED VIEW": "VIEW"}.get(secured.kind, secured.kind)
    return [session.find(kind, secured.name, "GRANT")]


def container(secured: SecuredObject, session: Session) -> CatalogObject:
    """The database or schema of ALL and FUTURE objects. Raises 002003."""
    assert secured.within is not None
    found: CatalogObject = session.find(secured.within, secured.name, "GRANT")
    return found


def privileges(asked: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """Those that are meant on an object of a kind. Raises 003008 for one that the kind does not have."""
    known = ALL_PRIVILEGES.get("INTEGRATION" if kind == "NOTIFICATION INTEGRATION" else kind)
    if known is None:
        raise errors.unsupported(f"GRANT on {kind}")
    if asked == ("ALL",):
        return known
    for privilege in asked:
        if privilege not in known and kind != "ACCOUNT":
            raise errors.fail(
                3008,
                "42501",
                f"SQL access control error:\nInvalid object type '{kind}' for privilege '{privilege}'.",
            )
    return asked
