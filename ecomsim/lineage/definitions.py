"""What a DDL statement did to definitions: OBJECT_MODIFIED_BY_DDL, told from each object as it was and as it is.

Told of are the objects and properties that the documentation names; a statement that changed nothing else (the size of
a warehouse, grants) is not in the history. A container that goes or comes stands for what it holds. Properties that
have values of their own are written as {"value": …}, compound ones by name with ADD, DROP or ALTER.
Source: Snowflake documentation, "ACCESS_HISTORY view", usage notes of object_modified_by_ddl; "Access History".
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Any

from ecomsim.catalog.objects import CatalogObject, Database, Schema, Sequence, TableColumn
from ecomsim.catalog.policies import Policy
from ecomsim.catalog.tags import Tag
from ecomsim.lineage.identity import Json, domain

ById = Callable[[int], CatalogObject | None]
Changed = tuple[CatalogObject | None, CatalogObject | None]
"""An object as it was and as it is; None where it is not there."""

_KINDS = frozenset(
    {
        *("DATABASE", "SCHEMA", "TABLE", "EXTERNAL TABLE", "DYNAMIC TABLE", "VIEW", "SEQUENCE", "TAG"),
        *("MASKING POLICY", "ROW ACCESS POLICY"),
    }
)


def of(changed: Mapping[int, Changed], restored: Container[int], find: ById) -> tuple[Json, ...]:
    """A record for each object that a statement created, altered, dropped or brought back.

    changed: by id; restored: ids of those that were dropped before; find: any object by its id, for names.
    """
    told = [(was, now) for was, now in changed.values() if (now or was) is not None and _kind(was, now) in _KINDS]
    moved = [each for each in told if each[0] is None or each[1] is None]
    containers = {_path(now or was) for was, now in moved if isinstance(now or was, (Database, Schema))}
    created = {_path(now) for was, now in moved if was is None and now is not None}
    records = []
    for was, now in told:
        item = now or was
        assert item is not None
        if (was is None or now is None) and any(
            _path(item)[:depth] in containers for depth in range(1, len(_path(item)))
        ):
            continue
        if now is None and _path(item) in created:  # replaced: the new one tells of it
            continue
        record = _record(was, now, restored, find)
        if record is None:
            continue
        if was is None and any(
            gone is not None and after is None and _path(gone) == _path(item) for gone, after in moved
        ):
            record["operationType"] = "REPLACE"
        records.append(record)
    return _swapped(told, records)


def _kind(was: CatalogObject | None, now: CatalogObject | None) -> str:
    item = now or was
    return "" if item is None else item.kind


def _path(item: CatalogObject | None) -> tuple[str, ...]:
    return (
        () if item is None else tuple(part for part in (item.name.database, item.name.schema, item.name.last) if part)
    )


def _record(was: CatalogObject | None, now: CatalogObject | None, restored: Container[int], find: ById) -> Json | None:
    item = was or now
    assert item is not None
    properties: Json = {}
    if now is None:
        operation = "DROP"
    elif was is None and now.id in restored:
        operation = "UNDROP"
    elif was is None:
        operation = "CREATE"
        if not isinstance(now, (Database, Schema)):
            properties = _properties(None, now, find)
    else:
        operation, properties = "ALTER", _properties(was, now, find)
        if not properties:
            return None
    return {
        "objectDomain": domain(item),
        "objectId": item.id,
        "objectName": str(item.name),
        "operationType": operation,
        "properties": properties,
    }


def _swapped(told: list[Changed], records: list[Json]) -> tuple[Json, ...]:
    """ALTER … SWAP WITH: two objects that have each other's name now; each record tells of the other."""
    pairs = [(was, now) for was, now in told if was is not None and now is not None and was.name != now.name]
    if len(pairs) != 2 or pairs[0][0].name != pairs[1][1].name or pairs[1][0].name != pairs[0][1].name:
        return tuple(records)
    other = {pairs[0][0].id: pairs[1][0], pairs[1][0].id: pairs[0][0]}
    for record in records:
        target = other.get(record["objectId"])
        if target is not None:
            record["properties"] = {
                "swapTargetDomain": {"value": domain(target)},
                "swapTargetId": {"value": target.id},
                "swapTargetName": {"value": str(target.name)},
            }
    return tuple(records)


# --- properties ----------------------------------------------------------------------------------------------------


def _properties(was: CatalogObject | None, now: CatalogObject, find: ById) -> Json:
    found: Json = {}
    if was is not None and was.name != now.name:
        found["objectName"] = {"value": str(now.name)}
    if now.comment != (was.comment if was is not None else ""):
        found["comment"] = {"value": now.comment}
    columns = getattr(now, "columns", None)
    if columns:
        found |= _compound("columns", _columns(getattr(was, "columns", ()), columns, find))
    found |= _compound("tags", _tags(was.tags if was is not None else (), now.tags, find))
    found |= _policy("rowAccessPolicies", getattr(was, "row_access", None), getattr(now, "row_access", None), find)
    if isinstance(now, Sequence) and was is None:
        found |= {"start": {"value": str(now.start)}, "increment": {"value": str(now.increment)}}
    if isinstance(now, Policy) and (not isinstance(was, Policy) or was.body != now.body):
        found["policyBody"] = {"value": now.body}
    if isinstance(now, Tag):
        before = was if isinstance(was, Tag) else None
        values = _members(
            before.allowed_values or () if before else (), now.allowed_values or (), lambda value: (value, {})
        )
        found |= _compound("allowedValues", values)
        masks = _members(before.masking if before else (), now.masking, lambda each: _named(each, find))
        found |= _compound("maskingPolicies", masks)
    return found


def _compound(name: str, members: Json) -> Json:
    return {name: members} if members else {}


def _members(was: Any, now: Any, named: Callable[[Any], tuple[str, Json]]) -> Json:
    """Members that joined and that left; named: the name of one, and what is told of it."""
    found: Json = {}
    for operation, members in (
        ("ADD", [each for each in now if each not in was]),
        ("DROP", [each for each in was if each not in now]),
    ):
        for each in members:
            name, own = named(each)
            found[name] = {"subOperationType": operation, **own}
    return found


def _named(identifier: int, find: ById) -> tuple[str, Json]:
    """An object that is set on another one."""
    item = find(identifier)
    return ("" if item is None else str(item.name)), {"objectId": {"value": identifier}}


def _tags(was: Any, now: Any, find: ById) -> Json:
    """A tag that has another value is added with it, as the documentation shows it."""
    found: Json = {}
    for identifier, value in now:
        if (identifier, value) not in was:
            name, own = _named(identifier, find)
            found[name] = {"subOperationType": "ADD", **own, "tagValue": {"value": value}}
    for identifier, _ in was:
        if identifier not in dict(now):
            name, own = _named(identifier, find)
            found[name] = {"subOperationType": "DROP", **own}
    return found


def _policy(key: str, was: Any, now: Any, find: ById) -> Json:
    before, after = (() if each is None else (each.policy,) for each in (was, now))
    return _compound(key, _members(before, after, lambda each: _named(each, find)))


def _columns(was: tuple[TableColumn, ...], now: tuple[TableColumn, ...], find: ById) -> Json:
    """Columns that joined or left, that have a new name, and those whose tags or masking policy changed."""
    before, after = {each.name: each for each in was}, {each.name: each for each in now}
    renamed = _renamed(was, now)
    found: Json = {}
    for name, column in after.items():
        old = before.get(name)
        own = {
            **_compound("tags", _tags(old.tags if old else (), column.tags, find)),
            **_policy("maskingPolicies", old.masking if old else None, column.masking, find),
        }
        if old is None and name not in renamed.values():
            found[name] = {"subOperationType": "ADD", **own}
        elif own:
            found[name] = {"subOperationType": "ALTER", **own}
    for name in before:
        if name in renamed:
            found[name] = {"subOperationType": "ALTER", "objectName": {"value": renamed[name]}}
        elif name not in after:
            found[name] = {"subOperationType": "DROP"}
    return found


def _renamed(was: tuple[TableColumn, ...], now: tuple[TableColumn, ...]) -> dict[str, str]:
    """A statement renames one column and leaves all others in their places."""
    if len(was) != len(now):
        return {}
    pairs = [(old.name, new.name) for old, new in zip(was, now, strict=True) if old.name != new.name]
    return dict(pairs) if len(pairs) == 1 else {}
