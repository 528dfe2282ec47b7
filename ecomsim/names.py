"""Names: how Snowflake spells, folds and quotes identifiers.

Every name inside the engine is already folded (unquoted text upper-cased, quoted text kept), so two names
are the same object exactly when they compare equal. DuckDB ignores case: what has no name of its own there takes a free
one. Source: "Identifier requirements".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ecomsim.errors import ProgrammingError

_PLAIN = re.compile(r"[A-Z_][A-Z0-9_$]*\Z")
NEXT = "\ufdd1"
"""Before the number of a variant of a name: a code point that Unicode reserves for use inside of a program."""
_VARIANT = re.compile(f"{NEXT}[0-9]+")


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A resolved name. Account-level objects have empty database and schema, schemas an empty schema.

    Name("", "", "DE_PROJECT_WH") a warehouse; Name("", "", "DB") a database; Name("DB", "", "S") a schema;
    Name("DB", "S", "T") a table.
    """

    database: str
    schema: str
    last: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The non-empty parts, outermost first."""
        return tuple(part for part in (self.database, self.schema, self.last) if part)

    @property
    def container(self) -> Name:
        """The schema of an object, or the database of a schema."""
        return Name(self.database, "", self.schema) if self.schema else Name("", "", self.database)

    def __str__(self) -> str:
        return ".".join(quote_if_needed(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class ObjectName:
    """A name as written, folded but not yet resolved: one to three parts (`db..t` has an empty middle part)."""

    parts: tuple[str, ...]

    @property
    def last(self) -> str:
        return self.parts[-1]

    def __str__(self) -> str:
        return ".".join(quote_if_needed(part) if part else "" for part in self.parts)


def fold(text: str, quoted: bool) -> str:
    """The stored form of an identifier."""
    return text if quoted else text.upper()


def quote_if_needed(part: str) -> str:
    """The shortest SQL spelling of a folded identifier part."""
    return part if _PLAIN.match(part) else quote(part)


def quote(part: str) -> str:
    """`part` between double quotes, for Snowflake and DuckDB alike."""
    return '"' + part.replace('"', '""') + '"'


def free(name: str, taken: set[str], mark: str = NEXT) -> str:
    """`name`, or a variant of it that is not among `taken`, names in lower case; it is taken from now on."""
    candidate, number = name or "_", 1
    while candidate.lower() in taken:
        number += 1
        candidate = f"{name}{mark}{number}"
    taken.add(candidate.lower())
    return candidate


def as_written(text: str) -> str:
    """A text of DuckDB's with Snowflake's names in the place of their variants."""
    return _VARIANT.sub("", text) if NEXT in text else text


def distinct_names(names: Iterable[str]) -> list[str]:
    """`names` as DuckDB column names: no two alike when case is ignored, none empty."""
    taken: set[str] = set()
    return [free(name, taken) for name in names]


class InvalidNameError(ProgrammingError, ValueError):
    """000904: a text that should name an object and cannot."""

    def __init__(self, text: str) -> None:
        super().__init__(f"SQL compilation error:\ninvalid identifier '{text}'", errno=904, sqlstate="42000")


def parse_name(text: str) -> ObjectName:
    """Read a dotted name from a string argument such as SYSTEM$STREAM_HAS_DATA('db."My S".s').

    Raises InvalidNameError when `text` is not a dotted identifier.
    """
    parts: list[str] = []
    rest = text.strip()
    while True:
        match = re.match(r'"((?:[^"]|"")+)"|([A-Za-z_][A-Za-z0-9_$]*)|(?=\.)', rest)
        if not match:
            raise InvalidNameError(text)
        if match.group(1) is not None:
            parts.append(match.group(1).replace('""', '"'))
        else:
            parts.append((match.group(2) or "").upper())
        rest = rest[match.end() :]
        if not rest:
            break
        if not rest.startswith("."):
            raise InvalidNameError(text)
        rest = rest[1:]
    if len(parts) > 3 or not parts[-1]:
        raise InvalidNameError(text)
    return ObjectName(tuple(parts))
