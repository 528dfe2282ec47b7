"""The clauses every SHOW shares: IN, LIKE, STARTS WITH, LIMIT … FROM.

Entries come in in Snowflake's order (database, schema, name) and the filters keep it.
Source: spec/metadata.md section 2.1, spec/streams.md section 1.7.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from ecomsim import errors
from ecomsim.metadata import facts
from ecomsim.names import Name, ObjectName
from ecomsim.sqltext.nodes import Show

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

MAX_ROWS = 10_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where SHOW looks: the account (all None), a database, a schema of it, or one relation of that."""

    database: str | None = None
    schema: str | None = None
    relation: str | None = None

    @property
    def name(self) -> Name | None:
        """The relation's full name, when the scope is one relation."""
        if self.database is None or self.schema is None or self.relation is None:
            return None
        return Name(self.database, self.schema, self.relation)


def scope(statement: Show, session: Session) -> Scope:
    """What IN says; without it the current database if there is one, else the account.

    Raises 002043 for something that is not there, 090105 or 090106 for IN DATABASE or IN SCHEMA without a current one.
    """
    if statement.scope is None:
        return Scope(session.database)
    level, name = statement.scope
    if level == "account":
        return Scope()
    if level == "database":
        return _database(name, session)
    if level == "schema":
        return _schema(name, session)
    return _relation(name, session)


def _database(name: ObjectName | None, session: Session) -> Scope:
    if name is None:
        if session.database is None:
            raise no_current_database("SHOW")
        return Scope(session.database)
    if len(name.parts) != 1 or session.catalog.get("DATABASE", Name("", "", name.last)) is None:
        raise errors.cannot_be_performed()
    return Scope(name.last)


def _schema(name: ObjectName | None, session: Session) -> Scope:
    if name is None:
        if session.database is None:
            raise no_current_database("SHOW")
        if session.schema is None:
            raise no_current_schema("SHOW")
        return Scope(session.database, session.schema)
    parts = name.parts
    if len(parts) == 1 and session.database is None:
        raise no_current_database("SHOW")
    database = parts[0] if len(parts) == 2 else session.database
    known = len(parts) <= 2 and (
        session.catalog.get("SCHEMA", Name(str(database), "", name.last)) is not None
        or (name.last == "INFORMATION_SCHEMA" and session.catalog.get("DATABASE", Name("", "", str(database))))
    )
    if not known:
        raise errors.cannot_be_performed()
    return Scope(database, name.last)


def _relation(name: ObjectName | None, session: Session) -> Scope:
    if name is None:
        return Scope(session.database)
    full = session.resolve(name, "SHOW")
    if facts.relation(full, session) is None:
        raise errors.does_not_exist("Table", name)
    return Scope(full.database, full.schema, full.last)


def account_only(statement: Show) -> None:
    """Refuse IN for things that belong to no database."""
    if statement.scope is not None and statement.scope[0] != "account":
        raise errors.unsupported(f"SHOW {statement.kind} IN {statement.scope[0].upper()}")


def select(statement: Show, entries: Sequence[T], name: Callable[[T], str]) -> list[T]:
    """The entries that LIKE, STARTS WITH and LIMIT … FROM leave, in their order.

    LIMIT n FROM 'x' gives up to n entries after the first whose name begins with x. Raises 090153 for more rows than
    SHOW returns without LIMIT.
    """
    found = list(entries)
    if statement.like is not None:
        pattern = like(statement.like)
        found = [entry for entry in found if pattern.match(name(entry))]
    if statement.starts_with is not None:
        found = [entry for entry in found if name(entry).startswith(statement.starts_with)]
    if statement.limit_from is not None:
        matches = (index for index, entry in enumerate(found) if name(entry).startswith(str(statement.limit_from)))
        found = found[next(matches, len(found)) + 1 :]
    if statement.limit is None and len(found) > MAX_ROWS:
        raise errors.fail(
            90153,
            "22000",
            f"The result set size exceeded the max number of rows({MAX_ROWS}) supported for SHOW statements. "
            "Use LIMIT option to limit result set to a smaller number.",
        )
    return found if statement.limit is None else found[: statement.limit]


@lru_cache(maxsize=256)
def like(pattern: str) -> re.Pattern[str]:
    """A SHOW pattern: any case, % and _ as wildcards, a backslash takes the next character as it is."""
    parts: list[str] = []
    characters = iter(pattern)
    for character in characters:
        if character == "%":
            parts.append(".*")
        elif character == "_":
            parts.append(".")
        elif character == "\\":
            parts.append(re.escape(next(characters, "\\")))
        else:
            parts.append(re.escape(character))
    return re.compile("".join(parts) + r"\Z", re.IGNORECASE | re.DOTALL)


def no_current_database(action: str) -> errors.SnowflakeError:
    return errors.fail(
        90105,
        "22000",
        f"Cannot perform {action}. This session does not have a current database. "
        "Call 'USE DATABASE', or use a qualified name.",
    )


def no_current_schema(action: str) -> errors.SnowflakeError:
    return errors.fail(
        90106,
        "22000",
        f"Cannot perform {action}. This session does not have a current schema. "
        "Call 'USE SCHEMA', or use a qualified name.",
    )
