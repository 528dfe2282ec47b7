"""Finding a routine by name: a session's temporary ones first, then its schema, then PUBLIC.

Invariant: what is found here is live at this moment; overloads of one schema are never mixed with those of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import Routine
from ecomsim.names import Name, ObjectName
from ecomsim.routines import signature
from ecomsim.values.types import SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def overloads(kind: str, name: ObjectName, session: Session, home: Name | None = None) -> list[Routine]:
    """Every overload that `name` may mean; `home` is the schema in which a view's names are resolved."""
    for full in _candidates(name, session, home):
        found = [
            *(each for each in session.routines.values() if each.kind == kind and each.written == full),
            *(
                each
                for each in sorted(session.catalog.all(kind, full.database, full.schema), key=lambda each: each.id)
                if isinstance(each, Routine) and each.written == full
            ),
        ]
        if found:
            return list({each.name: each for each in reversed(found)}.values())
    return []


def _candidates(name: ObjectName, session: Session, home: Name | None) -> list[Name]:
    database = home.database if home else session.database
    schema = home.last if home else session.schema
    parts = name.parts
    if len(parts) == 3:
        return [Name(parts[0], parts[1] or "PUBLIC", parts[2])]
    if database is None:
        return []
    if len(parts) == 2:
        return [Name(database, parts[0], parts[1])]
    return [Name(database, each, name.last) for each in dict.fromkeys((schema, "PUBLIC")) if each is not None]


def chosen(
    kind: str,
    name: ObjectName,
    types: Sequence[SnowflakeType],
    keys: Sequence[str | None],
    session: Session,
    home: Name | None = None,
) -> Routine | None:
    """The overload a call means; None when the name is unknown, or unknown to the session's role.

    Raises 001044 when no overload takes the arguments.
    """
    found = overloads(kind, name, session, home)
    if not found:
        return None
    best = signature.choose(found, types, keys)
    if best is None:
        raise not_taken(name.last, types)
    if best.session_id is None:
        if not checks.visible(session, best):
            return None
        checks.use(session, best, "USAGE")
    return best


def not_taken(name: str, types: Sequence[SnowflakeType]) -> errors.SnowflakeError:
    """001044: no overload takes arguments of these types."""
    listed = ", ".join("NULL" if each.name == "NULL" else str(each) for each in types)
    return errors.at_position(1044, "42P13", 1, 0, f"Invalid argument types for function '{name}': ({listed})")


def exactly(kind: str, name: ObjectName, types: Sequence[SnowflakeType], session: Session) -> Any:
    """The overload with exactly these argument types, for DROP, DESCRIBE and ALTER; None when there is none."""
    full = session.resolve(ObjectName((*name.parts[:-1], signature.signature(name.last, types))), "DROP")
    return session.routines.get((kind, full)) or session.catalog.get(kind, full)


def required(kind: str, name: ObjectName, types: Sequence[SnowflakeType], session: Session) -> Any:
    """As exactly(); raises 002003 when there is none."""
    found = exactly(kind, name, types, session)
    if found is None:
        session.require_container(session.resolve(name))
        raise absent(kind, name, types)
    return found


def absent(kind: str, name: ObjectName, types: Sequence[SnowflakeType]) -> errors.SnowflakeError:
    """002003 (02000), with the name quoted together with its types, as Snowflake prints it."""
    shown = ".".join((*name.parts[:-1], signature.signature(name.last, types)))
    return errors.compilation(2003, "02000", f"{kind.capitalize()} '{shown}' does not exist or not authorized.")
