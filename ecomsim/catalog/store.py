"""The catalog: an immutable snapshot in memory of what `_ecomsim.objects` holds.

DDL is always its own transaction in Snowflake, so a snapshot only ever describes committed objects: a change is
written to the table and replaces the snapshot when its transaction commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import duckdb

from ecomsim import errors
from ecomsim.catalog import codec
from ecomsim.catalog.objects import CatalogObject, Relation
from ecomsim.names import Name

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


@dataclass(frozen=True, slots=True)
class Catalog:
    """All objects of an account at one moment. `version` grows with every change of any object."""

    version: int = 0
    live: dict[tuple[str, Name], CatalogObject] = field(default_factory=dict)
    ids: dict[int, CatalogObject] = field(default_factory=dict)
    graveyard: tuple[CatalogObject, ...] = ()

    def get(self, kind: str, name: Name) -> CatalogObject | None:
        """The live object of exactly this kind, or None."""
        found = self.live.get((namespace(kind), name))
        return found if found is not None and found.kind == kind else None

    def relation(self, name: Name) -> Relation | None:
        """The table, view, dynamic table or stream of this name."""
        return self.live.get(("RELATION", name))  # type: ignore[return-value]

    def by_id(self, identifier: int) -> CatalogObject | None:
        return self.ids.get(identifier)

    def all(self, kind: str, database: str | None = None, schema: str | None = None) -> list[CatalogObject]:
        """Live objects of a kind in a scope, sorted by name."""
        return sorted(
            (
                item
                for item in self.live.values()
                if item.kind == kind
                and (database is None or item.name.database == database)
                and (schema is None or item.name.schema == schema)
            ),
            key=lambda item: item.name,
        )

    def dropped(self, kind: str) -> list[CatalogObject]:
        """Dropped objects that are still restorable, oldest drop first."""
        return [item for item in self.graveyard if item.kind == kind]

    def inside(self, container: Name) -> Iterator[CatalogObject]:
        """Everything in a database (Name("", "", "DB")) or schema (Name("DB", "", "S"))."""
        for item in self.live.values():
            if container.database:
                if item.name.database == container.database and item.name.schema == container.last:
                    yield item
            elif item.name.database == container.last:
                yield item

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
        live, ids, gone = dict(self.live), dict(self.ids), list(self.graveyard)
        forgotten = set(forget)
        for item in remove:
            live.pop((namespace(item.kind), item.name), None)
            ids.pop(item.id, None)
            if item.dropped_on is not None:
                gone.append(item)
        added = list(add)
        revived = {item.id for item in added} | forgotten
        gone = [item for item in gone if item.id not in revived]
        for item in added:
            previous = ids.get(item.id)
            if previous is not None and previous.name != item.name:
                occupant = live.get((namespace(previous.kind), previous.name))
                if occupant is not None and occupant.id == item.id:
                    del live[(namespace(previous.kind), previous.name)]
            live[(namespace(item.kind), item.name)] = item
            ids[item.id] = item
        return Catalog(self.version + 1, live, ids, tuple(gone))


def load(duck: duckdb.DuckDBPyConnection) -> Catalog:
    """The snapshot that the catalog table describes."""
    rows = duck.execute("SELECT body, dropped_on FROM _ecomsim.objects ORDER BY dropped_on NULLS LAST, id").fetchall()
    items = [codec.loads(body) for body, _ in rows]
    live = [item for item in items if item.dropped_on is None]
    return Catalog(
        1,
        {(namespace(item.kind), item.name): item for item in live},
        {item.id: item for item in live},
        tuple(item for item in items if item.dropped_on is not None),
    )


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
