"""Streams: what changed in a source since a named offset.

A stream stores no rows: it is a catalog row and an offset with one version per base table. Reading it never moves the
offset; a committed DML statement that read it does, in the same transaction, to the version that was read.
Source: spec/streams.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import DynamicTable, ExternalTable, Stream, Table, TableColumn, View
from ecomsim.dialect.context import BoundRelation
from ecomsim.names import Name
from ecomsim.policies import protect
from ecomsim.sqltext import nodes
from ecomsim.statements import trees
from ecomsim.storage import reads, travel
from ecomsim.storage.offsets import Offset
from ecomsim.storage.retention import kept_for_streams
from ecomsim.values.types import BOOLEAN, TEXT, Column

if TYPE_CHECKING:
    from ecomsim.ddl.change import Change
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction
    from ecomsim.statements.resolver import SessionResolver

METADATA_COLUMNS = (
    Column("METADATA$ACTION", TEXT),
    Column("METADATA$ISUPDATE", BOOLEAN),
    Column("METADATA$ROW_ID", TEXT),
)

# --- where a stream begins --------------------------------------------------------------------------------------


def starting_point(point: nodes.TimePoint | None, bases: tuple[int, ...], session: Session) -> Mapping[int, int]:
    """The versions a new stream starts at: the present ones, or those that AT | BEFORE names."""
    account = session.account
    if point is None:
        session.commit()
        return {table_id: account.timelines.number(table_id) for table_id in bases}
    if point.kind == "STREAM":
        value, _ = session.evaluate(point.value)
        offset = _offset_of(value, session)
        if set(offset.versions) == set(bases):
            return offset.versions
        instant, inclusive = (offset.advanced_at or session.now), True
    else:
        instant, inclusive = travel.moment(point, session)
    return {
        table_id: travel.version_at_moment(account.catalog.by_id(table_id), instant, inclusive, session)  # type: ignore[arg-type]
        for table_id in bases
    }


def _offset_of(text: Any, session: Session) -> Offset:
    from ecomsim.names import parse_name

    if text is None:
        raise errors.compilation(2093, "22023", "Time travel AT(STREAM => _) expected a stream name, got NULL.")
    try:
        name = session.resolve(parse_name(str(text)))
    except ValueError:
        name = Name("", "", str(text))
    stream = session.lookup("STREAM", name)
    if stream is None:
        raise errors.compilation(2003, "02000", f"Stream '{text}' not found.")
    return session.account.offsets[stream.id]


def track(change: Change, table_id: int) -> None:
    """A stream switches change tracking of its source on, for good."""
    source = change.catalog.by_id(table_id)
    if isinstance(source, Table) and not source.change_tracking:
        change.replace(replace(source, change_tracking=True, change_tracking_since=change.now))
    elif isinstance(source, View) and not source.change_tracking:
        change.replace(replace(source, change_tracking=True))


def tracked_from(table: Table, session: Session) -> int:
    """The first version whose successors change tracking knows; the present one when tracking is off."""
    timelines = session.account.timelines
    if not table.change_tracking or table.change_tracking_since is None:
        return timelines.number(table.id)
    version = timelines.at_time(table.id, table.change_tracking_since)
    return version.number if version else 0


def remember_stale(table: Table, change: Change) -> None:
    """A stream that is stale stays so, whatever becomes of its table's retention."""
    for stream in change.catalog.all("STREAM"):
        assert isinstance(stream, Stream)
        if table.id in stream.base_tables and is_stale(stream, change.session):
            change.put(replace(stream, options={**stream.options, "STALE": True}))


# --- reading ---------------------------------------------------------------------------------------------------


def bound(stream: Stream, resolver: SessionResolver) -> BoundRelation:
    """The query that a read of `stream` becomes: the source's current columns, then the METADATA$ columns."""
    session = resolver.session
    source = _live_source(stream, session)
    if stream.source_kind != "STAGE" and not checks.may(session, source, "SELECT"):
        raise _dropped(stream)
    _check_fresh(stream, session)
    offset = current_offset(stream, session)
    if isinstance(source, View):
        from ecomsim.streams import view_streams

        records = view_streams.bound(stream, source, resolver, initial=offset.initial)
        return protect.protected(records, source, resolver)
    from ecomsim.staging import external_rows, file_streams

    if isinstance(source, ExternalTable):
        versions = (offset.versions[source.files], end_versions(stream, session)[source.files])
        return external_rows.bound_stream(stream, source, versions, resolver)
    columns = source.columns
    start, end = (f"$ecom_{end}_{stream.id}_{source.id}" for end in ("from", "to"))
    if offset.initial:
        sql = reads.initial(source.id, identity(source), columns, start)
    elif stream.mode == "APPEND_ONLY":
        births = (f"$ecom_first_{stream.id}_{source.id}", f"$ecom_last_{stream.id}_{source.id}")
        sql = reads.inserted(source.id, identity(source), columns, (start, end), births)
    else:
        sql = reads.changes(source.id, identity(source), columns, start, end)
        if stream.source_kind == "STAGE":
            sql = file_streams.without_row_ids(sql)
    # the phase of SHOW_INITIAL_ROWS ends without a change of the catalog, so such a plan must not be kept
    relation = relation_of(sql, columns, cacheable=not stream.show_initial_rows)
    if stream.source_kind != "STAGE" and not stream.show_initial_rows:
        resolver.stream_rows[stream.id, source.id] = relation.tree.this, reads.nothing(source.id, columns)
    return protect.visible(relation, source, resolver)


def relation_of(sql: str, columns: tuple[TableColumn, ...], *, cacheable: bool = True) -> BoundRelation:
    return trees.relation(trees.subquery(sql), columns, *METADATA_COLUMNS, cacheable=cacheable)


def identity(source: Table | DynamicTable) -> int:
    """The table id that row ids are derived from: a clone keeps those of its origin."""
    return int(source.options.get("ROW_IDENTITY", source.id))


def check_tracked_since(source: Table | DynamicTable, version: int, session: Session) -> None:
    """Raise 091930 when change tracking does not know what followed `version`."""
    if isinstance(source, Table) and (not source.change_tracking or version < tracked_from(source, session)):
        raise not_tracked(source)


def not_tracked(source: Table | DynamicTable) -> errors.SnowflakeError:
    return errors.fail(
        91930,
        "22000",
        f"Change tracking is not enabled or has been missing for the time range requested on table '{source.name}'.",
    )


def _live_source(stream: Stream, session: Session) -> Table | View | DynamicTable | ExternalTable:
    """The source as it is now, whatever its name; 091901 when it or a base table is gone."""
    source = session.catalog.by_id(stream.source_id)
    missing = source is None or any(session.catalog.by_id(table_id) is None for table_id in stream.base_tables)
    if missing:
        raise _dropped(stream)
    return source  # type: ignore[return-value]


def _dropped(stream: Stream) -> errors.SnowflakeError:
    """091901: the source is gone, or the role may not read it, which Snowflake tells apart no more than we do."""
    text = f"Base table '{stream.source}' dropped, cannot read from stream '{stream.name.last}'"
    return errors.fail(91901, "01000", text)


def _check_fresh(stream: Stream, session: Session) -> None:
    if is_stale(stream, session):
        raise errors.fail(
            91931,
            "22000",
            f"Stream '{stream.name.last}' has become stale and must be recreated.",
        )


# --- offsets ---------------------------------------------------------------------------------------------------


def current_offset(stream: Stream, session: Session) -> Offset:
    """The committed offset: a transaction that consumed the stream reads the same rows again until it ends."""
    return session.account.offsets[stream.id]


def end_versions(stream: Stream, session: Session) -> dict[int, int]:
    """How far a read reaches: the versions at the start of the transaction, else the present ones."""
    timelines = session.account.timelines
    if session.active is not None:
        sequence = session.active.sequence
        return {table_id: timelines.at_sequence(table_id, sequence) for table_id in stream.base_tables}
    return {table_id: timelines.number(table_id) for table_id in stream.base_tables}


def reached(session: Session, stream_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """For each stream, the versions a statement that runs now reads up to."""
    return {
        stream_id: end_versions(session.catalog.by_id(stream_id), session)  # type: ignore[arg-type]
        for stream_id in stream_ids
    }


def births_between(table_id: int, start: int, end: int, session: Session) -> tuple[int, int]:
    """The half-open range of row ids given out by the versions in (start, end]."""
    timelines = session.account.timelines
    first, last = timelines.find(table_id, start), timelines.find(table_id, end)
    return (first.next_row if first else 0, last.next_row if last else 0)


def consume(stream_id: int, session: Session, transaction: Transaction, reached: Mapping[int, int]) -> None:
    """Let the stream move to what the statement read, when its transaction commits.

    The end of the SHOW_INITIAL_ROWS phase leaves the offset where it was.
    """
    stream = session.catalog.by_id(stream_id)
    if not isinstance(stream, Stream):
        return
    offset = session.account.offsets[stream_id]
    if offset.initial:
        moved = replace(offset, initial=False)
    else:
        moved = replace(
            offset,
            versions={key: max(value, reached.get(key, value)) for key, value in offset.versions.items()},
        )
    transaction.consume(stream_id, moved)


def has_data(stream: Stream, session: Session) -> bool:
    """SYSTEM$STREAM_HAS_DATA: whether any base table changed after the offset. FALSE renews the deadline."""
    source = session.catalog.by_id(stream.source_id)
    if source is None:
        _live_source(stream, session)
    offset = current_offset(stream, session)
    timelines = session.account.timelines
    if offset.initial or any(
        timelines.changed_between(table_id, offset.versions.get(table_id, 0), reached)
        for table_id, reached in end_versions(stream, session).items()
    ):
        return True
    if not is_stale(stream, session):
        session.account.offsets[stream.id] = offset.advanced(session.clock.now())
    return False


# --- staleness and description -----------------------------------------------------------------------------------


def stale_after(stream: Stream, session: Session) -> datetime | None:
    """When the stream becomes stale if nobody consumes it; None when its source is gone."""
    advanced_at = current_offset(stream, session).advanced_at
    tables = [session.catalog.by_id(table_id) for table_id in stream.base_tables]
    if advanced_at is None or any(table is None for table in tables):
        return None
    return min((advanced_at + kept_for_streams(table, session.catalog) for table in tables), default=None)


def is_stale(stream: Stream, session: Session) -> bool:
    if stream.options.get("STALE"):
        return True
    deadline = stale_after(stream, session)
    return deadline is not None and session.clock.now() > deadline


SOURCE_TYPES = {
    "TABLE": "Table",
    "VIEW": "View",
    "DYNAMIC TABLE": "Dynamic Table",
    "STAGE": "Stage",
    "EXTERNAL TABLE": "External Table",
}


def describe(stream: Stream, session: Session) -> dict[str, Any]:
    """What SHOW STREAMS says beyond the catalog row: table_name, source_type, base_tables, stale, stale_after."""
    from ecomsim.staging import file_streams

    catalog = session.catalog
    source = catalog.by_id(stream.source_id)
    bases = [catalog.by_id(table_id) for table_id in stream.base_tables]
    gone = "No privilege or table dropped"
    of_files = file_streams.source_name(stream, catalog)
    return {
        "table_name": of_files or (str(source.name) if source is not None else gone),
        "source_type": SOURCE_TYPES[stream.source_kind],
        "base_tables": of_files or ", ".join(str(base.name) for base in bases if base is not None) or gone,
        "type": "DELTA",
        "stale": "true" if source is None or is_stale(stream, session) else "false",
        "mode": stream.mode,
        "stale_after": stale_after(stream, session),
        "invalid_reason": "N/A",
    }


def pending(stream: Stream, session: Session) -> int:
    """How many change records a SELECT from the stream would return now."""
    result = session.execute(f"SELECT COUNT(*) FROM {stream.name}")
    return int(result.rows()[0][0])
