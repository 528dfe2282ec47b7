"""The catalog: an immutable snapshot in memory of what `_ecomsim.objects` holds.

DDL is always its own transaction in Snowflake, so a snapshot only ever describes committed objects: a change is
written to the table and replaces the snapshot when its transaction commits.  Opening an account reads kinds and names
only; an object is decoded when somebody first asks for it, so opening thousands of them costs little.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from ecomsim import errors
from ecomsim.catalog import codec
from ecomsim.catalog.objects import CatalogObject, Relation
from ecomsim.names import Name

if TYPE_CHECKING:
    import duckdb

TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.objects (
        id BIGINT, kind VARCHAR, database VARCHAR, schema VARCHAR, name VARCHAR, body VARCHAR,
        dropped_on TIMESTAMPTZ)""",
)

RELATION_KINDS = ("TABLE", "VIEW", "DYNAMIC TABLE", "STREAM", "EXTERNAL TABLE")
"""Kinds that share one namespace, because all of them can stand in FROM."""

T = TypeVar("T", bound=CatalogObject)


def namespace(kind: str) -> str:
    return "RELATION" if kind in RELATION_KINDS else kind


Key = tuple[str, str, str, str]
"""Namespace, database, schema and name: what no two live objects share. A plain tuple, because opening an account makes
one for every object."""


def _key(kind: str, name: Name) -> Key:
    return (namespace(kind), name.database, name.schema, name.last)


class Entry:
    """A live object of the catalog: its kind and name, and the object itself once somebody asked for it.

    Two threads that ask first at the same time may each decode it: the objects are equal, and neither changes.
    """

    __slots__ = ("_body", "_item", "key", "kind")

    def __init__(self, kind: str, key: Key, body: str = "", item: CatalogObject | None = None) -> None:
        self.kind, self.key, self._body, self._item = kind, key, body, item

    @classmethod
    def of(cls, item: CatalogObject) -> Entry:
        return cls(item.kind, _key(item.kind, item.name), item=item)

    @property
    def item(self) -> CatalogObject:
        if self._item is None:
            self._item = codec.loads(self._body)
        return self._item


@dataclass(frozen=True, slots=True)
class Catalog:
    """All objects of an account at one moment. `version` grows with every change of any object."""

    version: int = 0
    _live: dict[Key, Entry] = field(default_factory=dict)
    _ids: dict[int, Entry] = field(default_factory=dict)
    graveyard: tuple[CatalogObject, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self._live

    def get(self, kind: str, name: Name) -> CatalogObject | None:
        """The live object of exactly this kind, or None."""
        found = self._live.get(_key(kind, name))
        return found.item if found is not None and found.kind == kind else None

    def occupant(self, kind: str, name: Name) -> CatalogObject | None:
        """The live object that has the name which one of this kind would take, of whatever kind it is."""
        found = self._live.get(_key(kind, name))
        return None if found is None else found.item

    def relation(self, name: Name) -> Relation | None:
        """The table, view, dynamic table or stream of this name."""
        return self.occupant("TABLE", name)  # type: ignore[return-value]

    def by_id(self, identifier: int) -> CatalogObject | None:
        found = self._ids.get(identifier)
        return None if found is None else found.item

    def objects(self) -> list[CatalogObject]:
        """Every live object."""
        return [entry.item for entry in self._live.values()]

    def all(self, kind: str, database: str | None = None, schema: str | None = None) -> list[CatalogObject]:
        """Live objects of a kind in a scope, sorted by name."""
        found = [
            entry
            for entry in self._live.values()
            if entry.kind == kind
            and (database is None or entry.key[1] == database)
            and (schema is None or entry.key[2] == schema)
        ]
        return [entry.item for entry in sorted(found, key=lambda entry: entry.key)]

    def has(self, kind: str) -> bool:
        """Whether there is a live object of this kind."""
        return any(entry.kind == kind for entry in self._live.values())

    def changed_since(self, before: Catalog) -> Iterator[tuple[CatalogObject | None, CatalogObject | None]]:
        """(as it was, as it is) of every object that is not the same in both; None where it is not there."""
        for identifier, entry in before._ids.items():
            now = self._ids.get(identifier)
            if now is not entry:
                yield entry.item, None if now is None else now.item
        for identifier, entry in self._ids.items():
            if identifier not in before._ids:
                yield None, entry.item

    def dropped(self, kind: str) -> list[CatalogObject]:
        """Dropped objects that are still restorable, oldest drop first."""
        return [item for item in self.graveyard if item.kind == kind]

    def inside(self, container: Name) -> Iterator[CatalogObject]:
        """Everything in a database (Name("", "", "DB")) or schema (Name("DB", "", "S"))."""
        for entry in self._live.values():
            _, database, schema, _ = entry.key
            if container.database:
                if database == container.database and schema == container.last:
                    yield entry.item
            elif database == container.last:
                yield entry.item

    def require_container(self, name: Name) -> None:
        """Raise 002003 (02000) when the database or schema of `name` does not exist."""
        if not name.database:
            return
        if self.get("DATABASE", Name("", "", name.database)) is None:
            raise errors.does_not_exist("Database", Name("", "", name.database))
        if name.schema and self.get("SCHEMA", Name(name.database, "", name.schema)) is None:
            raise errors.does_not_exist("Schema", Name(name.database, "", name.schema))

    def evolve(
        self,
        *,
        remove: Iterable[CatalogObject] = (),
        add: Iterable[CatalogObject] = (),
        forget: Iterable[int] = (),
    ) -> Catalog:
        """A new snapshot without `remove` (kept in the graveyard when they carry dropped_on) and with `add`."""
        live, ids, gone = dict(self._live), dict(self._ids), list(self.graveyard)
        forgotten = set(forget)
        for item in remove:
            live.pop(_key(item.kind, item.name), None)
            ids.pop(item.id, None)
            if item.dropped_on is not None:
                gone.append(item)
        added = list(add)
        revived = {item.id for item in added} | forgotten
        gone = [item for item in gone if item.id not in revived]
        for item in added:
            previous = ids.get(item.id)
            if (
                previous is not None
                and previous.key != _key(item.kind, item.name)
                and live.get(previous.key) is previous
            ):
                del live[previous.key]
            live[_key(item.kind, item.name)] = ids[item.id] = Entry.of(item)
        return Catalog(self.version + 1, live, ids, tuple(gone))


def load(duck: duckdb.DuckDBPyConnection) -> Catalog:
    """The snapshot that the catalog table describes."""
    rows = duck.execute(
        "SELECT id, kind, database, schema, name, body FROM _ecomsim.objects WHERE dropped_on IS NULL"
    ).fetchall()
    rows.sort()  # by id; ORDER BY would move the bodies
    ids, kinds, databases, schemas, names, bodies = zip(*rows, strict=True) if rows else ((),) * 6
    spaces = {kind: namespace(kind) for kind in set(kinds)}
    keys = list(zip(map(spaces.__getitem__, kinds), databases, schemas, names, strict=True))
    entries = list(map(Entry, kinds, keys, bodies))
    dropped = duck.execute(
        "SELECT body FROM _ecomsim.objects WHERE dropped_on IS NOT NULL ORDER BY dropped_on, id"
    ).fetchall()
    live, by_id = dict(zip(keys, entries, strict=True)), dict(zip(ids, entries, strict=True))
    return Catalog(1, live, by_id, tuple(codec.loads(body) for (body,) in dropped))


def save(duck: duckdb.DuckDBPyConnection, item: CatalogObject) -> None:
    """Write one object, live or dropped, in the caller's transaction."""
    delete(duck, item.id)
    duck.execute(
        "INSERT INTO _ecomsim.objects VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            item.id,
            item.kind,
            item.name.database,
            item.name.schema,
            item.name.last,
            codec.dumps(item),
            item.dropped_on,
        ],
    )


def delete(duck: duckdb.DuckDBPyConnection, identifier: int) -> None:
    duck.execute("DELETE FROM _ecomsim.objects WHERE id = ?", [identifier])
