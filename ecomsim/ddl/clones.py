"""CREATE SCHEMA | DATABASE … CLONE: everything inside, as it is or as it was at a point in time.

Tables keep their rows and row ids and begin a history of their own; streams begin empty, on the cloned table when their
source was cloned with them; tasks are suspended, pipes do not run. Internal stages with their pipes and external tables
are not cloned; what is keeps the grants of its original. Source: spec/streams.md 5.3 and 7.5; "Cloning considerations".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecomsim.access import roles
from ecomsim.catalog.account_objects import DatabaseRole, Role, User
from ecomsim.catalog.objects import (
    Alert,
    CatalogObject,
    Database,
    DirectoryTable,
    DynamicTable,
    FileFormat,
    Pipe,
    Routine,
    Schema,
    Sequence,
    Stage,
    Stream,
    Table,
    Task,
    View,
)
from ecomsim.catalog.policies import Policy
from ecomsim.catalog.tags import Tag
from ecomsim.ddl.change import Change
from ecomsim.ddl.new_columns import create_sequence
from ecomsim.ddl.tables import clone_table
from ecomsim.names import Name
from ecomsim.policies import attach
from ecomsim.rooms import Room
from ecomsim.sqltext.nodes import CreateContainer
from ecomsim.staging import directories
from ecomsim.storage import statistics, travel
from ecomsim.storage.offsets import Offset
from ecomsim.tags import tagging

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

pipes = Room("ecomsim.pipes.definition")


def clone_container(
    origin: CatalogObject, full: Name, statement: CreateContainer, change: Change, tags: tagging.Tags
) -> None:
    """Add `full`, a copy of the database or schema `origin`, with copies of what is inside and with more tags."""
    session = change.session
    contents = [rehomed(item, origin, full) for item in change.catalog.inside(origin.name)]
    contents.sort(key=lambda item: item.name)
    moment = travel.moment(statement.clone_at, session) if statement.clone_at is not None else None
    _add_container(origin, full, change, statement, tags)
    names = {item.name: _renamed(item.name, origin, full) for item in contents}
    if isinstance(origin, Database):
        for item in contents:
            if isinstance(item, Schema):
                _add_container(item, names[item.name], change)
    ids: dict[int, int] = {}
    for item in contents:
        if not isinstance(item, Table) or isinstance(item, DirectoryTable):
            continue
        version = _version(item, moment, session)
        if version is not None:
            transient = statement.transient and item.durability == "PERMANENT"
            durability = "TRANSIENT" if transient else item.durability
            cloned = clone_table(item, names[item.name], version, durability, change)
            change.add(cloned)
            ids[item.id] = cloned.id
    _clone_dynamic_tables([item for item in contents if isinstance(item, DynamicTable)], names, ids, change, moment)
    for item in sorted(contents, key=lambda item: isinstance(item, Pipe)):  # stages before their pipes
        _clone_other(item, names, ids, change, at_time=moment is not None)
    copies = [(item, change.existing(item.kind, names[item.name])) for item in contents]
    for item, copy in copies:
        if copy is not None:
            change.copy_grants(item, copy)
    _clone_grants({item.id: copy.id for item, copy in copies if copy is not None}, change)
    _attach_clones({item.id: copy.id for item, copy in copies if copy is not None}, full, change)


def _clone_grants(ids: dict[int, int], change: Change) -> None:
    """A clone of a database role may do to clones what its original may do, and is granted to whom that is granted."""
    for before, identifier in ids.items():
        role = change.catalog.by_id(identifier)
        if not isinstance(role, DatabaseRole):
            continue
        grants = [replace(each, object_id=ids[each.object_id]) for each in role.grants if each.object_id in ids]
        below = [replace(each, database_role=ids[each.database_role]) for each in role.roles]
        first = roles.first_grants(role, change.catalog, change.now)
        change.put(replace(role, grants=(*first, *grants), roles=tuple(below)))
        for holder in change.catalog.objects():
            if isinstance(holder, (Role, User)) and not holder.name.database:
                more = [
                    replace(each, database_role=identifier) for each in holder.roles if each.database_role == before
                ]
                if more:
                    change.put(replace(holder, roles=(*holder.roles, *more)))


def _attach_clones(ids: dict[int, int], full: Name, change: Change) -> None:
    """What was cloned together with its policies and tags is protected by their clones and has these tags."""
    container = change.catalog.get("DATABASE" if not full.database else "SCHEMA", full)
    for item in (container, *map(change.catalog.by_id, ids.values())):
        assert item is not None
        after = tagging.repointed(item, ids)
        if isinstance(after, (Table, View, DynamicTable)):
            after = attach.repointed(after, ids)
        if isinstance(after, Tag):
            after = replace(after, masking=tuple(ids.get(each, each) for each in after.masking))
        if after != item:
            change.put(after)


def rehomed(item: CatalogObject, container: CatalogObject, full: Name) -> CatalogObject:
    """A view or dynamic table that was moved out of a schema, once that schema (or its database) is called `full`."""
    home = item.home if isinstance(item, (View, DynamicTable)) else None
    if home is None:
        return item
    parts = (home.database,) if isinstance(container, Database) else (home.database, home.schema)
    stood_in = parts == container.name.parts
    return replace(item, home=_renamed(home, container, full)) if stood_in else item  # type: ignore[call-arg]


def _renamed(name: Name, origin: CatalogObject, full: Name) -> Name:
    if isinstance(origin, Database):
        return replace(name, database=full.last)
    return Name(full.database, full.last, name.last)


def _add_container(
    origin: CatalogObject,
    full: Name,
    change: Change,
    statement: CreateContainer | None = None,
    tags: tagging.Tags = (),
) -> None:
    """A copy of the container alone, with the properties that the statement gives it."""
    assert isinstance(origin, (Database, Schema))
    copy: Database | Schema = replace(origin, id=change.new_id(), name=full, created_on=change.now)
    if statement is not None:
        options = {**origin.options, **statement.options}
        copy = replace(
            copy,
            comment=origin.comment if statement.comment is None else statement.comment,
            options=options,
            transient=origin.transient or statement.transient,
            data_retention_time_in_days=options.get("DATA_RETENTION_TIME_IN_DAYS"),
            tags=tuple({**dict(origin.tags), **dict(tags)}.items()),
        )
    change.add(copy)


def _clone_dynamic_tables(
    tables: list[DynamicTable], names: dict[Name, Name], ids: dict[int, int], change: Change, moment: tuple | None
) -> None:
    """Suspended copies; one that reads another of them is suspended for its sake."""
    from ecomsim.dynamic_tables import clone, refresh

    graph = refresh.graph_of(change.session.account)
    cloned = {table.id for table in tables}
    for table in tables:
        version = _version(table, moment, change.session)
        if version is None:
            continue
        above = any(node.id in cloned for node in graph.upstream(table.id))
        reason = "UPSTREAM_CLONED_AUTO_SUSPENDED" if above else "CLONED_AUTO_SUSPENDED"
        ids[table.id] = clone.copy(table, names[table.name], version, change, reason).id


def _version(table: Table | DynamicTable, moment: tuple | None, session: Session) -> int | None:
    """The version to clone; None for a table that did not exist then, which is left out."""
    if moment is None:
        return session.account.timelines.number(table.id)
    instant, inclusive = moment
    if table.created_on > instant:
        return None
    return travel.version_at_moment(table, instant, inclusive, session)


def _clone_other(
    item: CatalogObject, names: dict[Name, Name], ids: dict[int, int], change: Change, *, at_time: bool
) -> None:
    fresh = {"name": names.get(item.name), "created_on": change.now}
    match item:
        case View():
            change.add(replace(item, id=change.new_id(), **fresh))  # type: ignore[arg-type]
        case Sequence():
            identifier = change.new_id()
            following = statistics.next_value(change.session, item.id)
            create_sequence(change, identifier, following, item.increment)
            change.add(replace(item, id=identifier, **fresh))  # type: ignore[arg-type]
        case Routine() | FileFormat() | Policy() | Tag() | DatabaseRole():
            change.add(replace(item, id=change.new_id(), **fresh))  # type: ignore[arg-type]
        case Stage(url=str()):
            stage = replace(item, id=change.new_id(), directory=None, **fresh)  # type: ignore[arg-type]
            change.add(stage if item.directory is None else directories.enable(stage, change))
        case Stream():
            _clone_stream(item, names, ids, change)
        case Alert() if not at_time:
            change.add(
                replace(item, id=change.new_id(), state="suspended", resumed_on=None, **fresh)  # type: ignore[arg-type]
            )
        case Pipe() if not at_time:
            _clone_pipe(item, names[item.name], change)
        case Task() if not at_time:
            change.add(
                replace(
                    item,
                    id=change.new_id(),
                    state="suspended",
                    resumed_on=None,
                    graph_version=0,
                    graph_fingerprint="",
                    predecessors=tuple(names.get(name, name) for name in item.predecessors),
                    finalize=names.get(item.finalize, item.finalize) if item.finalize else None,
                    **fresh,  # type: ignore[arg-type]
                )
            )


def _clone_pipe(pipe: Pipe, name: Name, change: Change) -> None:
    """A pipe of an external stage, not running; of an internal stage, which is not cloned, none."""
    copy = replace(pipe, id=change.new_id(), name=name, created_on=change.now)
    stage = pipes.stage_of(copy, change.catalog)
    if stage is None or stage.url is None:
        return
    idle = {"state": "cloned", "paused_on": None} if pipe.auto_ingest else {"state": "paused", "paused_on": change.now}
    change.add(replace(copy, stage_id=stage.id, **idle))  # type: ignore[arg-type]


def _clone_stream(stream: Stream, names: dict[Name, Name], ids: dict[int, int], change: Change) -> None:
    """A stream of a cloned container starts empty, at the clone's first version or the original's present one."""
    source = change.catalog.by_id(stream.source_id)
    new_source = change.catalog.relation(names[source.name]) if source and source.name in names else source
    if new_source is None:
        return
    timelines = change.session.account.timelines
    versions = {ids[i]: 1 for i in stream.base_tables if i in ids}
    versions |= {i: timelines.number(i) for i in stream.base_tables if i not in ids}
    identifier = change.new_id()
    change.add(
        replace(
            stream,
            id=identifier,
            name=names[stream.name],
            created_on=change.now,
            source=new_source.name,
            source_id=new_source.id,
            base_tables=tuple(versions),
        )
    )
    change.set_offset(identifier, Offset(versions))
