"""The object or column that a tag function names: a name in quotes and a domain.

Source: Snowflake documentation, "SYSTEM$GET_TAG", "TAG_REFERENCES"; the error of other domains as Snowflake reports it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks, named
from ecomsim.accounts import account_settings
from ecomsim.catalog.account_objects import AccountSettings
from ecomsim.catalog.objects import CatalogObject, TableColumn
from ecomsim.metadata import facts
from ecomsim.names import ObjectName, parse_name
from ecomsim.routines import lookup
from ecomsim.sqltext.cursor import cursor
from ecomsim.sqltext.grammar_show import argument_types
from ecomsim.tags.inherited import COLUMN, RELATIONS

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

_KINDS = {
    **{kind: kind for kind in ("ALERT", "DATABASE", "PIPE", "SCHEMA", "STAGE", "STREAM", "TASK", "WAREHOUSE")},
    "INTEGRATION": "NOTIFICATION INTEGRATION",
    "MASKING POLICY": "MASKING POLICY",
    "ROW ACCESS POLICY": "ROW ACCESS POLICY",
}


def found(name: str, domain: str, session: Session) -> tuple[CatalogObject, TableColumn | None]:
    """The object, and the column when the domain is COLUMN. Raises 002003 for one that the role does not see."""
    domain = domain.upper().replace("_", " ")
    item, column = _column(name, session) if domain == COLUMN else (_object(name, domain, session), None)
    if not isinstance(item, AccountSettings) and not checks.visible(session, item):
        raise errors.does_not_exist(domain.capitalize(), name)
    return item, column


def _column(name: str, session: Session) -> tuple[CatalogObject, TableColumn]:
    parts = _written(name).parts
    if len(parts) < 2:
        raise errors.invalid_value(f"'{name}' is not the name of a column: <table>.<column>.")
    item = relation(ObjectName(parts[:-1]), session)
    for column in getattr(item, "columns", ()):
        if column.name == parts[-1]:
            return item, column
    raise errors.does_not_exist("Column", name)


def _object(name: str, domain: str, session: Session) -> CatalogObject:
    if domain == "ACCOUNT":
        return account_settings.of(session.catalog) or AccountSettings(
            id=0, name=account_settings.NAME, created_on=session.now
        )
    if domain in ("FUNCTION", "PROCEDURE"):
        return _routine(name, domain, session)
    if domain == "TABLE":
        return relation(_written(name), session)
    if domain in ("USER", "ROLE", "DATABASE ROLE"):
        kind: Any = domain
        return named.principal(kind, _written(name), session, "SELECT")
    if domain not in _KINDS:
        raise errors.compilation(391801, "0A000", f"Object tagging not supported for object type {domain}")
    return session.find(_KINDS[domain], _written(name))


def relation(name: ObjectName, session: Session) -> CatalogObject:
    """A table, view, dynamic table or external table."""
    full = session.resolve(name)
    item = facts.relation(full, session)
    if item is None or item.kind not in RELATIONS:
        session.require_container(full)
        raise errors.does_not_exist("Table", name)
    return item


def _routine(written: str, kind: str, session: Session) -> CatalogObject:
    parts = re.fullmatch(r"\s*([^(]+?)\s*(\(.*\))\s*", written, re.DOTALL)
    if parts is None:
        raise errors.invalid_value(f"Invalid identifier '{written}': a {kind.lower()} is named with its types.")
    types = argument_types(cursor(parts.group(2)))
    return lookup.required(kind, _written(parts.group(1)), types, session)


def _written(text: str) -> ObjectName:
    try:
        return parse_name(text)
    except ValueError as cause:
        raise errors.invalid_value(f"Invalid object name '{text}'.") from cause
