"""SHOW of what a schema holds: tables, views, objects and sequences.

Absent text is an empty string, not NULL. Source: spec/metadata.md sections 2, 2.2 and 2.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable, ExternalTable, Sequence, Table, View
from ecomsim.metadata import facts
from ecomsim.metadata.filters import Scope, scope
from ecomsim.metadata.grid import Row, flag, names, switch, truth
from ecomsim.metadata.listing import Listing
from ecomsim.names import Name
from ecomsim.sqltext.nodes import Show
from ecomsim.sqltext.queries import object_name, parse_query
from ecomsim.storage.retention import retention_days

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


# --- tables, views, objects ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sized:
    """A table, or a view, and the sizes its row may ask for."""

    item: Any
    sizes: facts.Sizes

    @property
    def name(self) -> Name:
        return self.item.name


def sized(items: Iterable[Any], session: Session) -> list[Sized]:
    """Entries that share one reading of sizes."""
    sizes = facts.Sizes(session)
    return [Sized(item, sizes) for item in items]


def _tables(statement: Show, session: Session) -> list[Sized]:
    where = scope(statement, session)
    found: list[Any] = list(facts.tables(session, where.database, where.schema))
    return sized(found + _dropped(where, session) if statement.history else found, session)


def _dropped(where: Scope, session: Session) -> list[Any]:
    return [
        item
        for kind in (Table.kind, DynamicTable.kind)
        for item in session.catalog.dropped(kind)
        if where.database in (None, item.name.database) and where.schema in (None, item.name.schema)
    ]


def _views(statement: Show, session: Session) -> list[Any]:
    where = scope(statement, session)
    return session.catalog.all(View.kind, where.database, where.schema)


def _materialized_views(statement: Show, session: Session) -> list[Any]:
    return [view for view in _views(statement, session) if view.materialized]


def _objects(statement: Show, session: Session) -> list[Sized]:
    where = scope(statement, session)
    stored: list[Any] = list(facts.tables(session, where.database, where.schema))
    for kind in (View.kind, ExternalTable.kind):
        stored += session.catalog.all(kind, where.database, where.schema)
    return sized(sorted(stored, key=lambda item: item.name), session)


def cluster_by(table: Table | DynamicTable) -> str:
    """LINEAR(a, b), or nothing."""
    return f"LINEAR({', '.join(table.cluster_by)})" if table.cluster_by else ""


def automatic_clustering(table: Table | DynamicTable | View) -> str:
    """ON for a clustered table unless reclustering is suspended."""
    return switch(bool(table.cluster_by) and table.options.get("AUTOMATIC_CLUSTERING", True) is not False)


def _durability(table: Table | DynamicTable | View) -> str:
    if isinstance(table, View):
        return "VIEW"
    if isinstance(table, DynamicTable):
        return "TRANSIENT" if table.transient else "TABLE"
    return "TABLE" if table.durability == "PERMANENT" else table.durability


def _terse_table_row(entry: Sized, session: Session) -> Row:
    """What needs no counting."""
    item = entry.item
    return {
        "created_on": item.created_on,
        "name": item.name.last,
        "database_name": item.name.database,
        "schema_name": item.name.schema,
        "kind": _durability(item),
        "dropped_on": item.dropped_on,
    }


def _terse_object_row(entry: Sized, session: Session) -> Row:
    if isinstance(entry.item, ExternalTable):
        return _external_row(entry.item)
    kind = "VIEW" if isinstance(entry.item, View) else "TABLE"
    return {**_terse_table_row(entry, session), "kind": kind}


def table_row(entry: Sized, session: Session) -> Row:
    """One row of SHOW TABLES."""
    table, sizes = entry.item, entry.sizes
    return {
        **_terse_table_row(entry, session),
        "comment": table.comment,
        "cluster_by": cluster_by(table),
        "rows": sizes.rows(table),
        "bytes": sizes.active_bytes(table),
        "owner": table.owner,
        "retention_time": str(retention_days(table, session.catalog)),
        "automatic_clustering": automatic_clustering(table),
        "change_tracking": switch(table.change_tracking),
        "search_optimization": "OFF",
        "search_optimization_progress": None,
        "search_optimization_bytes": None,
        "is_external": "N",
        "enable_schema_evolution": flag(bool(table.options.get("ENABLE_SCHEMA_EVOLUTION"))),
        "owner_role_type": "ROLE",
        "is_event": "N",
        "is_hybrid": "N",
        "is_iceberg": "N",
        "is_dynamic": flag(isinstance(table, DynamicTable)),
        "is_immutable": "N",
        "is_interactive": "N",
    }


def view_row(view: View, session: Session) -> Row:
    """One row of SHOW VIEWS."""
    return {
        "created_on": view.created_on,
        "name": view.name.last,
        "kind": "VIEW",
        "reserved": "",
        "database_name": view.name.database,
        "schema_name": view.name.schema,
        "owner": view.owner,
        "comment": view.comment,
        "text": view.text,
        "is_secure": truth(view.secure),
        "is_materialized": truth(view.materialized),
        "owner_role_type": "ROLE",
        "change_tracking": switch(view.change_tracking),
    }


def materialized_view_row(view: View, session: Session) -> Row:
    """One row of SHOW MATERIALIZED VIEWS; it is never behind its table."""
    source = object_name(next(parse_query(view.query).find_all(exp.Table))).parts
    home = (view.scope.database, view.scope.schema)
    database, schema, table = (*home[: 3 - len(source)], *source)
    return {
        **view_row(view, session),
        "kind": "MATERIALIZED_VIEW",
        "cluster_by": f"LINEAR({', '.join(view.cluster_by)})" if view.cluster_by else "",
        "rows": None,
        "bytes": None,
        "source_database_name": database,
        "source_schema_name": schema,
        "source_table_name": table,
        "refreshed_on": session.now,
        "compacted_on": view.created_on,
        "invalid": truth(view.options.get("SUSPENDED", False)),
        "invalid_reason": errors.MARKED_INVALID if view.options.get("SUSPENDED") else None,
        "behind_by": "0s",
        "automatic_clustering": automatic_clustering(view),
    }


def object_row(entry: Sized, session: Session) -> Row:
    """One row of SHOW OBJECTS: a transient table is a TABLE here."""
    item = entry.item
    if isinstance(item, ExternalTable):
        return _external_row(item)
    if not isinstance(item, View):
        return {**table_row(entry, session), "kind": "TABLE"}
    nothing = {"cluster_by": "", "rows": None, "bytes": None, "retention_time": ""}
    no = dict.fromkeys(("is_hybrid", "is_dynamic", "is_iceberg", "is_interactive"), "N")
    return {**view_row(item, session), **nothing, **no}


def _external_row(item: ExternalTable) -> Row:
    """An external table in SHOW OBJECTS: it stores no rows of its own."""
    return {
        "created_on": item.created_on,
        "name": item.name.last,
        "database_name": item.name.database,
        "schema_name": item.name.schema,
        "kind": "EXTERNAL_TABLE",
        "comment": item.comment,
        "cluster_by": "",
        "rows": None,
        "bytes": None,
        "owner": item.owner,
        "retention_time": "",
        "owner_role_type": "ROLE",
        **dict.fromkeys(("is_hybrid", "is_dynamic", "is_iceberg", "is_interactive"), "N"),
    }


# --- sequences -------------------------------------------------------------------------------------------------


def _sequences(statement: Show, session: Session) -> list[Any]:
    where = scope(statement, session)
    return session.catalog.all(Sequence.kind, where.database, where.schema)


def sequence_row(item: Sequence, session: Session) -> Row:
    """One row of SHOW SEQUENCES."""
    return {
        "name": item.name.last,
        "kind": None,
        "database_name": item.name.database,
        "schema_name": item.name.schema,
        "next_value": facts.next_value(item, session),
        "interval": item.increment,
        "created_on": item.created_on,
        "owner": item.owner,
        "comment": item.comment,
        "owner_role_type": "ROLE",
        "ordered": flag(item.ordered),
    }


LISTINGS: dict[str, Listing] = {
    "TABLES": Listing(
        columns=names(
            "created_on, name, database_name, schema_name, kind, comment, cluster_by, rows, bytes, owner, "
            "retention_time, automatic_clustering, change_tracking, search_optimization, "
            "search_optimization_progress, search_optimization_bytes, is_external, enable_schema_evolution, "
            "owner_role_type, is_event, is_hybrid, is_iceberg, is_dynamic, is_immutable"
        ),
        entries=_tables,
        row=table_row,
        terse_row=_terse_table_row,
        history=True,
    ),
    "VIEWS": Listing(
        columns=names(
            "created_on, name, reserved, database_name, schema_name, owner, comment, text, is_secure, "
            "is_materialized, owner_role_type, change_tracking"
        ),
        entries=_views,
        row=view_row,
    ),
    "MATERIALIZED VIEWS": Listing(
        columns=names(
            "created_on, name, reserved, database_name, schema_name, cluster_by, rows, bytes, source_database_name, "
            "source_schema_name, source_table_name, refreshed_on, compacted_on, owner, invalid, invalid_reason, "
            "behind_by, comment, text, is_secure, automatic_clustering, owner_role_type"
        ),
        entries=_materialized_views,
        row=materialized_view_row,
    ),
    "OBJECTS": Listing(
        columns=names(
            "created_on, name, database_name, schema_name, kind, comment, cluster_by, rows, bytes, owner, "
            "retention_time, owner_role_type, is_hybrid, is_dynamic, is_iceberg, is_interactive"
        ),
        entries=_objects,
        row=object_row,
        terse_row=_terse_object_row,
    ),
    "SEQUENCES": Listing(
        columns=names(
            "name, database_name, schema_name, next_value, interval, created_on, owner, comment, owner_role_type, "
            "ordered"
        ),
        entries=_sequences,
        row=sequence_row,
    ),
}
