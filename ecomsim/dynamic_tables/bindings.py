"""Bound definitions, kept until something changes that they name.

A definition depends on what its text names, and on what the views and functions of those names name in turn. An index
from names to definitions finds those that a change of the catalog touches; all others stay bound. Names are compared
without regard to where they stand, so a definition may be bound once too often, never once too seldom.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import CatalogObject, DynamicTable, Routine, Table, View
from ecomsim.catalog.policies import Policy

if TYPE_CHECKING:
    from ecomsim.catalog.store import Catalog
    from ecomsim.dynamic_tables.definition import Definition

_WORD = re.compile(r"[\w$]+")


@dataclass(frozen=True, slots=True)
class Bound:
    """What binding came to: a definition, or None for one that does not bind; names: what it depends on."""

    found: Definition | None
    names: frozenset[str]


class Bindings:
    """The bound definitions of an account's dynamic tables, all of one snapshot of the catalog."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._catalog: Catalog | None = None
        self._kept: dict[int, Bound] = {}
        self._readers: dict[str, set[int]] = defaultdict(set)

    def get(self, table_id: int, catalog: Catalog) -> Bound | None:
        """What is still true of a table's definition in this snapshot; None when it has to be bound."""
        with self._lock:
            self._follow(catalog)
            return self._kept.get(table_id)

    def keep(self, table: DynamicTable, found: Definition | None, catalog: Catalog) -> None:
        """Keep what a definition bound to in `catalog`, unless a newer snapshot has come meanwhile."""
        names = depends_on(table, catalog)
        with self._lock:
            if self._catalog is not catalog:
                return
            self._drop(table.id)
            self._kept[table.id] = Bound(found, names)
            for name in names:
                self._readers[name].add(table.id)

    def _follow(self, catalog: Catalog) -> None:
        """Drop what the changes up to this snapshot touch."""
        if self._catalog is None or self._catalog.version > catalog.version:
            self._kept.clear()
            self._readers.clear()
        elif self._catalog is not catalog:
            changes = tuple(touched(self._catalog, catalog))
            if any(isinstance(item, Policy) for item in changes):  # no text names what protects its tables
                self._kept.clear()
                self._readers.clear()
            for item in changes:
                self._drop(item.id)
                for table_id in tuple(self._readers.get(_last(item), ())):
                    self._drop(table_id)
        self._catalog = catalog

    def _drop(self, table_id: int) -> None:
        bound = self._kept.pop(table_id, None)
        for name in bound.names if bound is not None else ():
            self._readers[name].discard(table_id)
            if not self._readers[name]:
                del self._readers[name]


# --- what changed ----------------------------------------------------------------------------------------------


def touched(before: Catalog, after: Catalog) -> Iterable[CatalogObject]:
    """The objects that mean something else to a definition, as they were and as they are."""
    for old, now in after.changed_since(before):
        if old is None or now is None:
            yield from (item for item in (old, now) if item is not None)
        elif _face(now) != _face(old):
            yield from (old, now)


def _face(item: CatalogObject) -> Any:
    """What a definition that reads an object, or is its own, is bound to: not how or when it is refreshed or stored."""
    if isinstance(item, DynamicTable):
        own = item.query, item.refresh_using, item.resolved_refresh_mode, item.owner, item.warehouse, item.home
        return item.name, item.columns, item.row_access, item.protected_on, item.immutable_where, own
    if isinstance(item, Table):
        return item.name, item.columns, item.row_access, item.protected_on
    return item


def _last(item: CatalogObject) -> str:
    return item.routine if isinstance(item, Routine) else item.name.last


# --- what a definition names -----------------------------------------------------------------------------------


def depends_on(table: DynamicTable, catalog: Catalog) -> frozenset[str]:
    """Every name that can decide what a definition is bound to."""
    found = set(words(table.query or table.refresh_using)) | {table.name.database, table.name.schema, "PUBLIC"}
    bodies = _bodies(catalog)
    waiting = list(found)
    while waiting:
        for text in bodies.get(waiting.pop(), ()):
            more = words(text) - found
            found |= more
            waiting.extend(more)
    return frozenset(found)


@lru_cache(maxsize=1000)
def words(text: str) -> frozenset[str]:
    """Every name a text can contain: words in upper case and as written, and all that stands between quotes."""
    plain = _WORD.findall(text)
    quoted = (part.replace("\0", '"') for part in text.replace('""', "\0").split('"')[1:-1])
    return frozenset((*plain, *(word.upper() for word in plain), *quoted))


def _bodies(catalog: Catalog) -> dict[str, list[str]]:
    """The texts behind the names of views and functions."""
    found: dict[str, list[str]] = defaultdict(list)
    for item in (each for kind in ("VIEW", "FUNCTION", "PROCEDURE") for each in catalog.all(kind)):
        if isinstance(item, View):
            found[item.name.last] += (item.query, f'"{item.name.database}" "{item.name.schema}"')
        elif isinstance(item, Routine):
            found[item.routine].append(item.body)
    return found
