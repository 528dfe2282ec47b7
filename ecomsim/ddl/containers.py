"""CREATE, ALTER and DROP of databases and schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import CatalogObject, Database, Schema, Task
from ecomsim.catalog.store import Catalog
from ecomsim.ddl.change import Change
from ecomsim.names import Name
from ecomsim.policies import attach
from ecomsim.sqltext.nodes import Alter, CreateContainer, RenameTo, SetOptions, UnsetOptions
from ecomsim.sqltext.options import TAGS
from ecomsim.statements.result import Result, status
from ecomsim.tags import tagging
from ecomsim.tasks import parameters

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

OPTIONS = frozenset(
    {
        *("DATA_RETENTION_TIME_IN_DAYS", "MAX_DATA_EXTENSION_TIME_IN_DAYS", "DEFAULT_DDL_COLLATION", "COMMENT"),
        *parameters.NAMES,
    }
)


def create(statement: CreateContainer, session: Session) -> Result:
    """CREATE DATABASE | SCHEMA; the new container becomes the session's current one."""
    kind = statement.kind
    full = session.full_name(kind, statement.name, f"CREATE {kind}")
    label = kind.capitalize()
    existing = session.catalog.get(kind, full)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{full.last} already exists, statement succeeded.", "CREATE")
    origin = None
    if statement.clone is not None:
        origin = session.catalog.get(kind, session.full_name(kind, statement.clone, f"CREATE {kind}"))
        if origin is None:
            raise errors.does_not_exist(label, statement.clone)
    check_options(statement.options, OPTIONS | {TAGS}, f"CREATE {kind}")
    uses = statement.options.get(TAGS, ())
    statement = replace(statement, options={key: value for key, value in statement.options.items() if key != TAGS})
    tags = tagging.given(uses, session)
    with session.ddl() as change:
        if existing is not None and statement.if_exists == "replace":
            drop_container(existing, change)
        if origin is not None:
            from ecomsim.ddl.clones import clone_container

            clone_container(origin, full, statement, change, tags)
        else:
            make(kind, full, statement, change, tags)
    if kind == "DATABASE":
        session.database, session.schema = full.last, "PUBLIC"
    else:
        session.database, session.schema = full.database, full.last
    return status(f"{label} {full.last} successfully created.", "CREATE")


def make(kind: str, full: Name, statement: CreateContainer, change: Change, tags: tagging.Tags = ()) -> None:
    """Add the object, and with a database its schema PUBLIC."""
    shared: dict[str, Any] = {
        "created_on": change.now,
        "comment": statement.comment or "",
        "options": _merged({}, statement.options, change.catalog),
        "transient": statement.transient,
        "data_retention_time_in_days": statement.options.get("DATA_RETENTION_TIME_IN_DAYS"),
        "tags": tags,
    }
    if kind == "DATABASE":
        change.add(Database(id=change.new_id(), name=full, **shared))
        change.add(Schema(id=change.new_id(), name=Name(full.last, "", "PUBLIC"), created_on=change.now))
    else:
        change.add(Schema(id=change.new_id(), name=full, **shared))


def _merged(options: Mapping[str, Any], given: Mapping[str, Any], catalog: Catalog) -> dict[str, Any]:
    """The options after SET, those for tasks checked; None unsets."""
    for_tasks = {key: value for key, value in given.items() if key in parameters.NAMES}
    own = {key: value for key, value in given.items() if key not in parameters.NAMES}
    merged = parameters.merged({**options, **own}, for_tasks, catalog)
    return {key: value for key, value in merged.items() if value is not None}


def check_options(options: Any, allowed: frozenset[str], what: str) -> None:
    """Refuse options the engine would otherwise ignore; of collations there is only the empty one."""
    for name in options:
        if name not in allowed or (name == "DEFAULT_DDL_COLLATION" and _value(options, name)):
            raise errors.unsupported(f"{what} with {name}")


def _value(options: Any, name: str) -> Any:
    """The value that SET gives; UNSET only names the option."""
    return options[name] if isinstance(options, Mapping) else None


def drop_container(container: CatalogObject, change: Change) -> None:
    """Drop a database or schema with everything in it; contents remember that they went together."""
    contents = sorted(change.catalog.inside(container.name), key=lambda item: item.kind == "SCHEMA")
    attach.check_not_used_outside(contents, change.catalog)
    for item in contents:
        if item.kind == "SCHEMA":
            drop_container(item, change)
        elif change.catalog.by_id(item.id) is not None:
            marked = replace(item, options={**item.options, "DROPPED_WITH": container.id})
            change.drop(marked)
    change.drop(container)


def alter(statement: Alter, session: Session) -> Result:
    """ALTER DATABASE | SCHEMA … RENAME TO | SET | UNSET."""
    done = status("Statement executed successfully.", "ALTER")
    full = session.full_name(statement.kind, statement.name, "ALTER")
    item = session.catalog.get(statement.kind, full)
    if item is None:
        if statement.if_exists:
            return done
        raise errors.does_not_exist(statement.kind.capitalize(), full)
    for action in statement.actions:
        with session.ddl() as change:
            item = _altered(item, action, session, change)
    return done


def _altered(item: Any, action: Any, session: Session, change: Change) -> CatalogObject:
    if isinstance(action, RenameTo):
        return _rename(item, action, session, change)
    if isinstance(action, SetOptions):
        check_options(action.options, OPTIONS, f"ALTER {item.kind} SET")
        values = dict(action.options)
    elif isinstance(action, UnsetOptions):
        check_options(action.names, OPTIONS, f"ALTER {item.kind} UNSET")
        values = dict.fromkeys(action.names)
    else:
        raise errors.unsupported(f"ALTER {item.kind} {type(action).__name__}")
    options = _merged(item.options, values, change.catalog)
    changed = replace(
        item,
        comment=str(values.get("COMMENT", item.comment) or ""),
        options=options,
        data_retention_time_in_days=options.get("DATA_RETENTION_TIME_IN_DAYS"),
    )
    change.replace(changed)
    return changed


def _moved(name: Name, container: CatalogObject, new: Name) -> Name:
    """The name of something inside a container that is now called `new`."""
    if container.kind == "DATABASE":
        return replace(name, database=new.last)
    return Name(new.database, new.last, name.last)


def _rename(item: CatalogObject, action: RenameTo, session: Session, change: Change) -> CatalogObject:
    """Rename a container and, with it, everything inside."""
    from ecomsim.ddl.clones import rehomed

    old = item.name
    new = session.full_name(item.kind, action.name, "RENAME")
    if change.existing(item.kind, new) is not None:
        raise errors.already_exists(new)
    contents = sorted(change.catalog.inside(old), key=lambda each: each.kind != "SCHEMA")
    renamed = replace(item, name=new)
    change.replace(renamed)
    names = {each.name: _moved(each.name, item, new) for each in contents}
    for each in contents:
        moved = replace(each, name=names[each.name])
        if isinstance(moved, Task):  # its links are names of tasks that move with it
            predecessors = tuple(names.get(name, name) for name in moved.predecessors)
            finalize = names.get(moved.finalize, moved.finalize) if moved.finalize is not None else None
            moved = replace(moved, predecessors=predecessors, finalize=finalize)
        change.replace(moved)
    for each in change.catalog.objects():
        if (after := rehomed(each, item, new)) is not each:
            change.put(after)
    if item.kind == "DATABASE" and session.database == old.last:
        session.database = new.last
    if item.kind == "SCHEMA" and (session.database, session.schema) == (old.database, old.last):
        session.database, session.schema = new.database, new.last
    return renamed
