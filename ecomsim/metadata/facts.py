"""Facts that move with data: row counts, bytes, staleness, refresh times, warehouse state.

The catalog does not hold them; each is asked of the room that does, when a row is made. Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.account_objects import ResourceMonitor, Warehouse
from ecomsim.catalog.objects import CatalogObject, DynamicTable, Key, Stream, Table, Task
from ecomsim.names import Name, parse_name
from ecomsim.storage import layout

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


class Sizes:
    """Rows and bytes of tables as one statement sees them; the bytes of all tables are asked for once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rows(self, table: Table | DynamicTable) -> int:
        """Live rows."""
        from ecomsim.storage import statistics

        return statistics.rows(self._session, table.id)

    def active_bytes(self, table: Table | DynamicTable) -> int:
        """Bytes of the live rows."""
        return self._bytes.get(layout.current(table.id), 0)

    def history_bytes(self, table: Table | DynamicTable) -> int:
        """Bytes of the row images kept for Time Travel."""
        return self._bytes.get(layout.history(table.id), 0)

    @cached_property
    def _bytes(self) -> Mapping[str, int]:
        from ecomsim.storage import statistics

        return statistics.all_bytes(self._session)


def last_altered(table: Table | DynamicTable, session: Session) -> datetime:
    """When the table's rows last changed; its creation when they never did."""
    head = session.account.timelines.head(table.id)
    return table.created_on if head is None else max(head.committed_at, table.created_on)


def stream(item: Stream, session: Session) -> Mapping[str, Any]:
    """table_name, source_type, base_tables, type, stale, mode, stale_after, invalid_reason."""
    from ecomsim.streams import streams

    return streams.describe(item, session)


def warehouse(item: Warehouse, session: Session) -> Mapping[str, Any]:
    """state, started_clusters, running, queued, resumed_on, updated_on and what else moves."""
    from ecomsim.warehouses import show

    return show.describe(item, session)


def monitor(item: ResourceMonitor, session: Session) -> Mapping[str, Any]:
    """Credits as text, level, start_time, end_time, thresholds and notify_users."""
    from ecomsim.warehouses import monitors

    return monitors.describe(item, session)


def dynamic_table(item: DynamicTable, session: Session) -> Mapping[str, Any]:
    """data_timestamp (None before the first refresh) and last_suspended_on."""
    from ecomsim.dynamic_tables import state

    return state.describe(item, session)


def task_uuid(item: Task) -> str:
    """The id by which Snowflake's task views know a task."""
    from ecomsim.tasks import graph

    return graph.task_uuid(item.id)


def task_relations(item: Task, session: Session) -> str:
    """The links of a task, as compact JSON."""
    from ecomsim.tasks import graph

    tasks = (task for task in session.catalog.all(Task.kind, item.name.database) if isinstance(task, Task))
    return graph.relations(item, graph.by_name(tasks))


def next_value(item: CatalogObject, session: Session) -> int:
    """The value that the sequence gives next."""
    from ecomsim.storage import statistics

    return statistics.next_value(session, item.id)


def tables(session: Session, database: str | None = None, schema: str | None = None) -> list[Table | DynamicTable]:
    """Stored tables that this session sees, its temporary ones included (they hide permanent ones), by name."""
    found: dict[Name, Any] = {
        item.name: item
        for kind in (Table.kind, DynamicTable.kind)
        for item in session.catalog.all(kind, database, schema)
    }
    found |= {
        name: item
        for name, item in session.temporary.items()
        if database in (None, name.database) and schema in (None, name.schema)
    }
    return [found[name] for name in sorted(found)]


def relation(name: Name, session: Session) -> Any:
    """The table, view, dynamic table or stream of this name as the session sees it, or None."""
    return session.temporary.get(name) or session.catalog.relation(name)


def reference(table: Any, key: Key) -> tuple[Name, tuple[str, ...]] | None:
    """The table and columns a foreign key refers to, None for other keys.

    A key keeps the name as it was written; what it leaves out is the place of the key's own table.
    """
    if key.references is None:
        return None
    target, columns = key.references
    if not target.database:
        parts = parse_name(target.last).parts
        home = (table.name.database, table.name.schema)
        target = Name(*home[: 3 - len(parts)], *parts)
    return target, columns
