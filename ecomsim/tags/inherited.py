"""What tags an object or a column has: those that are set on it, and those that come down from what it stands in.

Invariant: the nearest setting wins: column before table, table before schema, database and account; at one place what
is set before what came along. A tag that was dropped is set nowhere until it comes back.
Source: Snowflake documentation, "Tag inheritance", "Tag propagation conflicts".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ecomsim.catalog.account_objects import AccountSettings
from ecomsim.catalog.objects import CatalogObject, TableColumn
from ecomsim.catalog.store import Catalog
from ecomsim.catalog.tags import Tag
from ecomsim.names import Name

RELATIONS = ("TABLE", "VIEW", "DYNAMIC TABLE", "EXTERNAL TABLE")
COLUMN = "COLUMN"
_ACCOUNT = Name("", "", "ACCOUNT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A tag and its value, with the domain of the object it is set on; method: MANUAL; INHERITED from what the object
    stands in; PROPAGATED from what it is made of.
    """

    tag: Tag
    value: str
    level: str
    method: str


def domain(item: CatalogObject) -> str:
    """What the views call the kind of an object: every relation is a TABLE."""
    if item.kind in RELATIONS:
        return "TABLE"
    return "INTEGRATION" if item.kind == "NOTIFICATION INTEGRATION" else item.kind


def settings(item: CatalogObject, catalog: Catalog, column: TableColumn | None = None) -> list[Setting]:
    """Every tag of an object, or of one of its columns, by name."""
    found: dict[int, Setting] = {}
    levels: list[tuple[str, CatalogObject | TableColumn]] = [(domain(each), each) for each in _around(item, catalog)]
    levels.append((domain(item), item))
    if column is not None:
        levels.append((COLUMN, column))
    for level, place in levels:
        own = place is (item if column is None else column)
        for method, tags in (("PROPAGATED", place.propagated), ("MANUAL", place.tags)):
            for tag, value in live(tags, catalog):
                found[tag.id] = Setting(tag=tag, value=value, level=level, method=method if own else "INHERITED")
    return sorted(found.values(), key=lambda each: each.tag.name)


def live(tags: Iterable[tuple[int, str]], catalog: Catalog) -> Iterator[tuple[Tag, str]]:
    """Tags that are set, without those that were dropped."""
    for identifier, value in tags:
        tag = catalog.by_id(identifier)
        if isinstance(tag, Tag):
            yield tag, value


def _around(item: CatalogObject, catalog: Catalog) -> list[CatalogObject]:
    """The account's settings, the database and the schema that an object stands in, as far as there are any."""
    name = item.name
    found: list[CatalogObject | None] = [catalog.get(AccountSettings.kind, _ACCOUNT)]
    if name.database:
        found.append(catalog.get("DATABASE", Name("", "", name.database)))
    if name.schema:
        found.append(catalog.get("SCHEMA", Name(name.database, "", name.schema)))
    return [each for each in found if each is not None and each.id != item.id]
