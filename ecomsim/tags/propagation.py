"""Tags that go along from a source to what is made of it: PROPAGATE and ON_CONFLICT.

Two ways: to views and dynamic tables as long as they rest on their sources (dependency), looked at anew whenever
definitions change; and to tables into which a statement moves rows (data movement), once for each statement. A column
takes the tags of the columns that it comes from, a relation those of the relations that its query names. What went
along stands apart from what is set (`propagated`): a value that is set wins over it, and it over what is inherited.
Source: Snowflake documentation, "Automatic tag propagation with user-defined tags", "CREATE TAG", "ALTER TAG".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import CatalogObject, DynamicTable, ExternalTable, Table, TableColumn, View
from ecomsim.catalog.store import Catalog
from ecomsim.catalog.tags import CONFLICT, DEPENDENCY, MOVEMENT, Tag
from ecomsim.dialect.trace import Ref
from ecomsim.errors import SnowflakeError
from ecomsim.policies import tagged

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.sessions.session import Session

Tags = tuple[tuple[int, str], ...]
Relation = Table | View | DynamicTable | ExternalTable

MOST = 50
"""Tags of one object; what would go along beyond them stays behind."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Where the columns of a relation come from, and the relations beside which they do; ids and columns as named."""

    columns: Mapping[str, Collection[Ref]]
    relations: tuple[int, ...]


# --- data movement -----------------------------------------------------------------------------------------------


def moves(flow: Flow, catalog: Catalog) -> bool:
    """Whether a statement with this flow may take tags along: whether a source has any."""
    return any(_has_tags(catalog.by_id(identifier)) for identifier in _sources(flow))


def _sources(flow: Flow) -> set[int]:
    return {*flow.relations, *(identifier for refs in flow.columns.values() for identifier, _ in refs)}


def _has_tags(item: CatalogObject | None) -> bool:
    if item is None:
        return False
    columns: Iterable[TableColumn] = getattr(item, "columns", None) or ()
    return bool(item.tags or item.propagated) or any(each.tags or each.propagated for each in columns)


def carry(account: Account, target: int, flow: Flow) -> None:
    """A statement has moved rows into a table: tags of its sources go along and stay, whatever becomes of the sources.

    A value that an earlier statement brought is one of those that may be in conflict.
    """
    item = account.catalog.by_id(target)
    if not isinstance(item, Table):  # dropped meanwhile, or a temporary one
        return
    after = _with_flow(item, flow, MOVEMENT, account.catalog)
    if after == item:
        return
    with account.session(internal=True) as session, session.ddl() as change:
        current = change.catalog.by_id(target)
        if isinstance(current, Table):
            before = change.catalog
            change.put(_with_flow(current, flow, MOVEMENT, before))
            tagged.note_changed_masks(before, change)


def _with_flow(item: Any, flow: Flow, mode: str, catalog: Catalog, only: Collection[int] | None = None) -> Any:
    """A relation with what goes along into it and its columns, beside what did before; only: of these tags."""

    def joined(place: Any, sources: Iterable[Any]) -> Any:
        found = _resolved(sources, mode, catalog, place.propagated, only)
        if not found:
            return place
        together = sorted({**dict(place.propagated), **found}.items())
        return replace(place, propagated=tuple(together)[: max(MOST - len(place.tags), 0)])

    columns = tuple(joined(column, _columns(flow.columns.get(column.name, ()), catalog)) for column in item.columns)
    relations = [catalog.by_id(each) for each in flow.relations if each != item.id]
    return joined(replace(item, columns=columns), [each for each in relations if isinstance(each, Relation)])


def _columns(refs: Iterable[Ref], catalog: Catalog) -> list[TableColumn]:
    found: list[TableColumn] = []
    for identifier, name in sorted(refs, key=lambda ref: (ref[0], ref[1] or "")):
        columns: Iterable[TableColumn] = getattr(catalog.by_id(identifier), "columns", None) or ()
        found += [column for column in columns if column.name == name]
    return found


def _resolved(
    sources: Iterable[Any], mode: str, catalog: Catalog, known: Tags, only: Collection[int] | None
) -> dict[int, str]:
    """The tags of sources that go along, each with one value; known: those that did before count, too."""
    values: dict[int, list[str]] = {}
    for source in sources:
        for identifier, value in {**dict(source.propagated), **dict(source.tags)}.items():
            if only is None or identifier in only:
                values.setdefault(identifier, []).append(value)
    found = {}
    for identifier, given in values.items():
        tag = catalog.by_id(identifier)
        if isinstance(tag, Tag) and tag.propagate is not None and mode in tag.propagate:
            before = [value for own, value in known if own == identifier]
            found[identifier] = _one(tag, list(dict.fromkeys((*before, *given))))
    return found


def _one(tag: Tag, values: list[str]) -> str:
    """The value of a tag that comes with several."""
    if len(values) == 1:
        return values[0]
    if tag.by_sequence:
        ranked = [value for value in tag.allowed_values or () if value in values]
        if ranked:
            return ranked[0]
    return CONFLICT if tag.on_conflict is None else tag.on_conflict


# --- dependency --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changes:
    """What a statement did to definitions, as far as tags follow it.

    created: ids of new objects, which take all tags of their sources; tags: ids of those that were set somewhere, taken
    away or given another value; dropped: whether sources may be gone.
    """

    created: frozenset[int] = frozenset()
    tags: frozenset[int] = frozenset()
    dropped: bool = False


def changes(records: Iterable[Mapping[str, Any]]) -> Changes:
    """Read from the records of OBJECT_MODIFIED_BY_DDL."""
    created, tags, dropped = set(), set(), False
    for record in records:
        properties = record["properties"]
        if record["operationType"] in ("CREATE", "REPLACE", "UNDROP"):
            created.add(record["objectId"])
        dropped |= record["operationType"] in ("DROP", "REPLACE")
        for place in (properties, *properties.get("columns", {}).values()):
            tags |= {each["objectId"]["value"] for each in place.get("tags", {}).values()}
    return Changes(frozenset(created), frozenset(tags), dropped)


def follow(account: Account, records: Iterable[Mapping[str, Any]]) -> None:
    """Give views and dynamic tables the tags of what they rest on, and take away those that are there no more, after a
    statement with these records of OBJECT_MODIFIED_BY_DDL.
    """
    if not any(isinstance(tag, Tag) and tag.propagate is not None for tag in account.catalog.all(Tag.kind)):
        return
    done = changes(records)
    relations = [*account.catalog.all(View.kind), *account.catalog.all(DynamicTable.kind)]
    if not (done.tags or done.dropped or any(item.id in done.created for item in relations)):
        return
    with account.session(internal=True) as session:
        flows = {item.id: _flow(item, session) for item in relations}
        with session.ddl() as change:
            before = change.catalog
            for _ in relations:  # what goes along goes further; a chain is no longer than there are relations
                known = change.catalog
                found = [_followed(known.by_id(key), flow, done, known) for key, flow in flows.items()]
                for item in found:
                    if item is not None:
                        change.put(item)
                if change.catalog is known:
                    break
            tagged.note_changed_masks(before, change)


def _followed(item: Any, flow: Flow, done: Changes, catalog: Catalog) -> Any:
    """A view or dynamic table with the tags of its sources as they are; None when it has them already."""
    if not isinstance(item, (View, DynamicTable)):
        return None
    is_new = item.id in done.created
    only = None if is_new or not flow.relations else done.tags
    after = _with_flow(_without_followed(item, only, catalog), flow, DEPENDENCY, catalog, only)
    if isinstance(item, DynamicTable) and is_new:  # its creation is data movement, too
        after = _with_flow(after, flow, MOVEMENT, catalog)
    return None if after == item else after


def _without_followed(item: Any, only: Collection[int] | None, catalog: Catalog) -> Any:
    """What stays whatever the sources have: what moved here, and tags that propagate no more."""

    def follows(identifier: int) -> bool:
        tag = catalog.by_id(identifier)
        is_concerned = only is None or identifier in only
        return is_concerned and isinstance(tag, Tag) and tag.propagate is not None and DEPENDENCY in tag.propagate

    def kept(tags: Tags) -> Tags:
        return tuple(each for each in tags if not follows(each[0]))

    columns = tuple(replace(each, propagated=kept(each.propagated)) for each in item.columns)
    return replace(item, columns=columns, propagated=kept(item.propagated))


def _flow(item: Any, session: Session) -> Flow:
    """Where the columns of a view or dynamic table come from; from nowhere when its sources are not there."""
    from ecomsim.lineage import access

    try:
        return access.flow_of(item, session)
    except SnowflakeError:
        return Flow({}, ())
