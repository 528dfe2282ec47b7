"""DROP, UNDROP and COMMENT for every kind of object."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import CatalogObject, DynamicTable, Table, Task
from ecomsim.ddl.containers import drop_container
from ecomsim.names import Name, ObjectName
from ecomsim.sqltext.nodes import Comment, Drop, Undrop
from ecomsim.statements.result import Result, status
from ecomsim.tasks.lifecycle import suspended_by_drop

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

RESTORABLE = frozenset({"TABLE", "SCHEMA", "DATABASE", "DYNAMIC TABLE", "TAG"})
KINDS = RESTORABLE | {
    *("VIEW", "SEQUENCE", "STREAM", "TASK", "ALERT", "PIPE", "WAREHOUSE", "RESOURCE MONITOR", "STAGE", "FILE FORMAT"),
    *("NOTIFICATION INTEGRATION", "STREAMLIT", "MASKING POLICY", "ROW ACCESS POLICY", "ROLE", "DATABASE ROLE", "USER"),
}


def drop(statement: Drop, session: Session) -> Result:
    """DROP kind [IF EXISTS] name."""
    kind = statement.kind
    if kind not in KINDS:
        raise errors.unsupported(f"DROP {kind}")
    full = session.full_name(kind, statement.name, "DROP")
    item = session.lookup(kind, full)
    if item is None:
        return _absent(statement, full, session)
    if isinstance(item, Table) and item.durability == "TEMPORARY":
        with session.ddl() as change:
            change.drop_temporary(item)
        return status(f"{full.last} successfully dropped.", "DROP")
    if kind == "VIEW" and full in session.temporary_views:
        session.commit()
        del session.temporary_views[full]
        return status(f"{full.last} successfully dropped.", "DROP")
    with session.ddl() as change:
        if isinstance(item, (Table, DynamicTable)):
            change.lock(item.id)
        if kind in ("DATABASE", "SCHEMA"):
            drop_container(item, change)
        else:
            change.drop(item, restorable=kind in RESTORABLE)
    _leave(full, kind, session)
    return status(f"{full.last} successfully dropped.", "DROP")


def _absent(statement: Drop, full: Name, session: Session) -> Result:
    if statement.if_exists:
        return status(f"Drop statement executed successfully ({full.last} already dropped).", "DROP")
    kind = statement.kind
    if kind in ("TABLE", "VIEW", "DYNAMIC TABLE") and (other := session.catalog.relation(full)) is not None:
        raise errors.compilation(
            2203,
            "42601",
            f"Object found is of type '{other.kind.replace(' ', '_')}', not specified type '{kind.replace(' ', '_')}'.",
        )
    session.require_container(full)
    label = "Dynamic Table" if kind == "DYNAMIC TABLE" else kind.capitalize()
    raise errors.does_not_exist(label, full if kind == "SCHEMA" else statement.name)


def _leave(dropped: Name, kind: str, session: Session) -> None:
    """The session's current database, schema or warehouse may be gone."""
    if kind == "DATABASE" and session.database == dropped.last:
        session.database = session.schema = None
    if kind == "SCHEMA" and (session.database, session.schema) == (dropped.database, dropped.last):
        session.schema = None
    if kind == "WAREHOUSE" and session.warehouse == dropped.last:
        session.warehouse = None


def undrop(statement: Undrop, session: Session) -> Result:
    """UNDROP TABLE | SCHEMA | DATABASE | DYNAMIC TABLE | TAG: the most recently dropped one of that name comes back."""
    kind = statement.kind
    if kind not in RESTORABLE:
        raise errors.unsupported(f"UNDROP {kind}")
    full = session.full_name(kind, statement.name, "UNDROP")
    candidates = [item for item in session.catalog.dropped(kind) if item.name == full]
    label = kind.title()
    if not candidates:
        raise errors.compilation(2003, "02000", f"{label} {full.last} did not exist or was purged.")
    if kind == "DYNAMIC TABLE" and session.catalog.relation(full) is not None:
        raise errors.compilation(2002, "42710", f"Dynamic table '{full.last}' already exists.")
    item = max(candidates, key=lambda each: each.dropped_on)  # type: ignore[arg-type, return-value]
    with session.ddl() as change:
        change.restore(item)
        for each in _dropped_with(item, session):
            restored = replace(each, options={k: v for k, v in each.options.items() if k != "DROPPED_WITH"})
            change.restore(suspended_by_drop(restored, change.now) if isinstance(restored, Task) else restored)
    if kind == "DATABASE":
        session.database, session.schema = full.last, "PUBLIC"
    return status(f"{label} {full.last} successfully restored.", "UNDROP")


def _dropped_with(container: CatalogObject, session: Session) -> list[CatalogObject]:
    """What went away together with a container: database roles, and schemas before what is in them."""
    direct = [item for item in session.catalog.graveyard if item.options.get("DROPPED_WITH") == container.id]
    if container.kind == "DATABASE":
        schemas = [
            item
            for item in session.catalog.graveyard
            if item.kind == "SCHEMA"
            and item.name.database == container.name.last
            and item.dropped_on == container.dropped_on
        ]
        return direct + [each for schema in schemas for each in (schema, *_dropped_with(schema, session))]
    return direct


def comment(statement: Comment, session: Session) -> Result:
    """COMMENT [IF EXISTS] ON kind name IS 'text'."""
    done = status("Statement executed successfully.", "COMMENT")
    if statement.kind == "COLUMN":
        return _comment_column(statement, session)
    if statement.kind not in KINDS:
        raise errors.unsupported(f"COMMENT ON {statement.kind}")
    full = session.full_name(statement.kind, statement.name, "COMMENT")
    item = session.lookup(statement.kind, full)
    if item is None:
        if statement.if_exists:
            return done
        raise errors.does_not_exist(statement.kind.capitalize(), statement.name)
    with session.ddl() as change:
        change.replace(replace(item, comment=statement.comment))
    return done


def _comment_column(statement: Comment, session: Session) -> Result:
    table: Any = session.find("TABLE", ObjectName(statement.name.parts[:-1]))
    column = statement.name.last
    if column not in {each.name for each in table.columns}:
        raise errors.invalid_identifier(column)
    columns = tuple(replace(each, comment=statement.comment) if each.name == column else each for each in table.columns)
    with session.ddl() as change:
        change.replace(replace(table, columns=columns))
    return status("Statement executed successfully.", "COMMENT")
