"""The interval of a refresh: what CHANGES means in the DML of a dynamic table.

There it names no time. It gives what happened between the versions of the last refresh and those of this one, and in
the first refresh every row as an INSERT. Source: "Custom incrementalization".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable, Table, View
from ecomsim.dialect.context import BoundRelation, Changes
from ecomsim.storage import reads
from ecomsim.streams import streams, view_streams

if TYPE_CHECKING:
    from ecomsim.statements.resolver import SessionResolver


def bound(source: Table | DynamicTable, changes: Changes, resolver: SessionResolver) -> BoundRelation:
    """CHANGES without a time: what happened since the last refresh; in the first one every row is an INSERT."""
    start, end = _interval(source, resolver)
    sql = (
        reads.initial(source.id, streams.identity(source), source.columns, str(end))
        if start is None
        else reads.inserted(
            source.id,
            streams.identity(source),
            source.columns,
            (str(start), str(end)),
            _texts(streams.births_between(source.id, start, end, resolver.session)),
        )
        if changes.information == "APPEND_ONLY"
        else reads.changes(source.id, streams.identity(source), source.columns, str(start), str(end))
    )
    return _without_row_id(streams.relation_of(sql, source.columns, cacheable=False))


def bound_view(view: View, bases: Sequence[int], changes: Changes, resolver: SessionResolver) -> BoundRelation:
    """The same of a view: every table beneath it between the same two refreshes."""
    bounds: dict[int, tuple[str, str, str, str]] = {}
    initial = False
    for table_id in bases:
        table = resolver.session.catalog.by_id(table_id)
        assert isinstance(table, (Table, DynamicTable))
        resolver.tables.add(table_id)
        start, end = _interval(table, resolver)
        initial = initial or start is None
        first, last = _texts(streams.births_between(table_id, start or 0, end, resolver.session))
        bounds[table_id] = (str(end if start is None else start), str(end), first, last)
    append_only = changes.information == "APPEND_ONLY"
    return _without_row_id(view_streams.difference(view, resolver, bounds, append_only=append_only, initial=initial))


def _interval(source: Table | DynamicTable, resolver: SessionResolver) -> tuple[int | None, int]:
    """The versions between which a REFRESH USING reads changes; None: it never read the table before."""
    pins = resolver.pins
    if pins is None or pins.own is None:
        raise errors.compilation(1003, "42000", "CHANGES needs AT(…) or BEFORE(…) outside of REFRESH USING.")
    resolver.read.followed.add(source.id)
    end = pins.versions.get(source.id, 0)
    if pins.since is None:
        return None, end
    start = pins.since.get(source.id)
    if start is None or (isinstance(source, Table) and start < streams.tracked_from(source, resolver.session)):
        raise streams.not_tracked(source)
    return start, end


def _texts(numbers: tuple[int, int]) -> tuple[str, str]:
    return str(numbers[0]), str(numbers[1])


def _without_row_id(relation: BoundRelation) -> BoundRelation:
    """The change records as a refresh sees them: METADATA$ROW_ID is a stream's alone."""
    pairs = zip(relation.columns, relation.names(), strict=True)
    shown = [(column, place) for column, place in pairs if column.name != "METADATA$ROW_ID"]
    select = exp.select(*(exp.column(exp.to_identifier(place, quoted=True)) for _, place in shown))
    return replace(
        relation,
        tree=exp.Subquery(this=select.from_(exp.Subquery(this=relation.tree.this, alias=exp.TableAlias(this="c")))),
        columns=tuple(column for column, _ in shown),
        physical=tuple(place for _, place in shown),
    )
