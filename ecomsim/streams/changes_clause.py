"""The CHANGES clause, and what an alert on new data sees: changes between two points, with no stream to hold them.

Source: Snowflake documentation, "CHANGES"; spec/streams.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecomsim.catalog.objects import DynamicTable, Table, View
from ecomsim.dialect.context import BoundRelation, Changes
from ecomsim.statements import trees
from ecomsim.storage import layout, reads, travel

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.statements.resolver import Arrivals, SessionResolver

from ecomsim.streams.streams import (
    births_between,
    check_tracked_since,
    identity,
    not_tracked,
    relation_of,
    starting_point,
    tracked_from,
)


def bound_changes(source: Table | DynamicTable, changes: Changes, resolver: SessionResolver) -> BoundRelation:
    """The CHANGES clause: as a stream whose offset and end are given in the query."""
    if changes.start is None:
        from ecomsim.dynamic_tables import interval

        return interval.bound(source, changes, resolver)
    start, end = travel.code(changes.start), travel.NOW if changes.end is None else travel.code(changes.end)
    if start is None or end is None:
        return _changes_now(source, changes, resolver.session)
    bounds = (f"$ecom_since_{source.id}_{start}", f"$ecom_at_{source.id}_{end}")
    births = (f"$ecom_row_{source.id}_{start}", f"$ecom_row_{source.id}_{end}")
    return relation_of(_between(source, changes, bounds, births), source.columns)


def _changes_now(source: Table | DynamicTable, changes: Changes, session: Session) -> BoundRelation:
    """The CHANGES clause between points that have to be found out while the statement is bound."""
    assert changes.start is not None
    if changes.start.kind == "STREAM":
        start = starting_point(changes.start, (source.id,), session)[source.id]
    else:
        start = travel.version_at(source, changes.start, session)
    check_tracked_since(source, start, session)
    end = (
        travel.version_at(source, changes.end, session)
        if changes.end is not None
        else session.account.timelines.number(source.id)
    )
    first, last = births_between(source.id, start, end, session)
    sql = _between(source, changes, (str(start), str(end)), (str(first), str(last)))
    return relation_of(sql, source.columns, cacheable=False)


def _between(source: Table | DynamicTable, changes: Changes, bounds: tuple[str, str], births: tuple[str, str]) -> str:
    if changes.information == "APPEND_ONLY":
        return reads.inserted(source.id, identity(source), source.columns, bounds, births)
    return reads.changes(source.id, identity(source), source.columns, *bounds)


def bound_view_changes(view: View, changes: Changes, resolver: SessionResolver) -> BoundRelation:
    """The CHANGES clause on a view: every table beneath it at the same two points."""
    from ecomsim.streams import view_streams

    session = resolver.session
    account = session.account
    bases = view_streams.base_tables(view, session)
    if changes.start is None:
        from ecomsim.dynamic_tables import interval

        return interval.bound_view(view, bases, changes, resolver)
    bounds = {}
    for table_id in bases:
        table = account.catalog.by_id(table_id)
        assert isinstance(table, (Table, DynamicTable))
        start = starting_point(changes.start, bases, session)[table_id]
        if isinstance(table, Table) and (not table.change_tracking or start < tracked_from(table, session)):
            raise not_tracked(table)
        end = (
            travel.version_at(table, changes.end, session)
            if changes.end is not None
            else account.timelines.number(table_id)
        )
        first, last = births_between(table_id, start, end, session)
        bounds[table_id] = (str(start), str(end), str(first), str(last))
    return view_streams.difference(view, resolver, bounds, append_only=changes.information == "APPEND_ONLY")


def arrived(source: Table | DynamicTable | View, arrivals: Arrivals, resolver: SessionResolver) -> BoundRelation:
    """What an alert on new data sees of its source: the rows that were inserted, in the source's own columns."""
    bounds = {}
    for table_id, (start, end) in arrivals.versions.items():
        resolver.tables.add(table_id)
        first, last = births_between(table_id, start, end, resolver.session)
        bounds[table_id] = (str(start), str(end), str(first), str(last))
    if isinstance(source, View):
        from ecomsim.streams import view_streams

        records = view_streams.difference(source, resolver, bounds, append_only=True)
        inner = records.tree.sql("duckdb")
        sql = f"SELECT {layout.column_list(source.columns)} FROM {inner} AS arrived"
        return trees.relation(trees.subquery(sql), source.columns, cacheable=False)
    start_text, end_text, first_text, last_text = bounds[source.id]
    rows = reads.inserted_rows(source.id, source.columns, (start_text, end_text), (first_text, last_text))
    names = layout.column_list(source.columns)
    sql = f"SELECT {names} FROM ({rows}) AS arrived"
    return trees.relation(trees.subquery(sql), source.columns, cacheable=False)
