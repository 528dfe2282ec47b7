"""Full names: what a name as written means where a session stands.

Source: "Object name resolution"; the errors 090105 and 090106 name the attempt that failed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.names import Name, ObjectName

if TYPE_CHECKING:
    from ecomsim.catalog.store import Catalog

ACCOUNT_KINDS = frozenset(
    {"DATABASE", "WAREHOUSE", "RESOURCE MONITOR", "ROLE", "USER", "INTEGRATION", "NOTIFICATION INTEGRATION"}
)
"""Kinds of objects that live in no database."""
DATABASE_KINDS = frozenset({"SCHEMA", "DATABASE ROLE"})
"""Kinds of objects that live in a database and in no schema."""


def spelled(value: Any) -> str:
    """An option's value that names an object, given as an identifier or as a string."""
    return value.last if isinstance(value, ObjectName) else str(value)


def stored(kind: str, value: Any, catalog: Catalog) -> str | None:
    """The name under which the account has an object of this kind that an option names; None when it has none."""
    written = spelled(value)
    found = (each for each in (written, written.upper()) if catalog.get(kind, Name("", "", each)) is not None)
    return next(found, None)


def object_name(name: ObjectName, database: str | None, schema: str | None, action: str) -> Name:
    """A schema object's full name. `db..t` is in PUBLIC. Raises 090105 or 090106 when there is nothing to fill in."""
    parts = name.parts
    if len(parts) == 3:
        return Name(parts[0], parts[1] or "PUBLIC", parts[2])
    if database is None:
        raise _no_current("database", 90105, action)
    if len(parts) == 2:
        return Name(database, parts[0], parts[1])
    if schema is None:
        raise _no_current("schema", 90106, action)
    return Name(database, schema, parts[0])


def schema_name(name: ObjectName, database: str | None, action: str) -> Name:
    """The full name of a schema or database role: [database.]name. Raises 090105."""
    if len(name.parts) == 2:
        return Name(name.parts[0], "", name.parts[1])
    if database is None:
        raise _no_current("database", 90105, action)
    return Name(database, "", name.last)


def full_name(kind: str, name: ObjectName, database: str | None, schema: str | None, action: str) -> Name:
    """The full name of an object of any kind."""
    if kind in ACCOUNT_KINDS:
        return Name("", "", name.last)
    if kind in DATABASE_KINDS:
        return schema_name(name, database, action)
    return object_name(name, database, schema, action)


def _no_current(container: str, number: int, action: str) -> errors.SnowflakeError:
    return errors.fail(
        number,
        "22000",
        f"Cannot perform {action}. This session does not have a current {container}. "
        f"Call 'USE {container.upper()}', or use a qualified name.",
    )
