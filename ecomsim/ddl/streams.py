"""CREATE, ALTER and CLONE of streams: what the statement may say, what it is on, and where its offset begins.

Source: spec/streams.md sections 1 to 3.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable, ExternalTable, Stream, Table, View
from ecomsim.names import ObjectName
from ecomsim.sqltext import nodes
from ecomsim.statements.result import Result, status
from ecomsim.storage.offsets import Offset
from ecomsim.streams import streams
from ecomsim.tags import tagging

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def create(statement: nodes.CreateStream, session: Session) -> Result:
    """CREATE [OR REPLACE] STREAM … ON TABLE | VIEW | DYNAMIC TABLE, or CLONE."""
    name = session.resolve(statement.name, "CREATE STREAM")
    if statement.copy_grants and statement.if_exists != "replace" and statement.clone is None:
        raise errors.compilation(
            2237,
            "42601",
            "Invalid operation COPY GRANTS without specifying source object. Please use either OR REPLACE or CLONE.",
        )
    existing = origin = session.lookup("STREAM", name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE")
    if existing is not None and statement.if_exists == "alter":
        return _alter_existing(existing, statement, session)
    if statement.clone is not None:
        origin = session.find("STREAM", statement.clone)
        template = replace(origin, comment=statement.comment if statement.comment is not None else origin.comment)
        offset = session.account.offsets[origin.id]
    else:
        template, offset = _defined(statement, session)
        _check_tracked(template, offset, session)
    with session.ddl() as change:
        change.copies_grants = statement.copy_grants
        if existing is not None and statement.if_exists == "replace":
            change.drop(existing)
        stream = replace(template, id=change.new_id(), name=name, created_on=change.now)
        change.add(stream)
        if existing is None and statement.copy_grants and origin is not None:
            change.copy_grants(origin, stream)
        change.set_offset(stream.id, offset)
        for table_id in (stream.source_id, *stream.base_tables):
            streams.track(change, table_id)
    return status(f"Stream {name.last} successfully created.", "CREATE")


def _alter_existing(stream: Any, statement: nodes.CreateStream, session: Session) -> Result:
    """CREATE OR ALTER STREAM: only the comment may differ."""
    template, _ = _defined(statement, session)
    if (template.source_id, template.mode) != (stream.source_id, stream.mode):
        raise errors.unsupported("CREATE OR ALTER STREAM with another source or mode")
    with session.ddl() as change:
        change.replace(replace(stream, comment=template.comment))
    return status("Statement executed successfully.", "CREATE")


def _defined(statement: nodes.CreateStream, session: Session) -> tuple[Stream, Offset]:
    """The stream a CREATE describes and the offset it starts at."""
    assert statement.source is not None
    kind = statement.source_kind
    source = _source(kind, statement.source, session)
    from ecomsim.staging import file_streams

    file_streams.check(statement, source)
    if kind == "DYNAMIC TABLE" and statement.append_only:
        raise errors.compilation(
            1420, "0A000", "Change tracking of type APPEND_ONLY is not supported on dynamic tables."
        )
    if isinstance(source, DynamicTable) and source.resolved_refresh_mode == "FULL":
        raise errors.compilation(
            1420, "0A000", f"Streams are not supported on Dynamic Table '{source.name}': its refresh mode is FULL."
        )
    bases = _base_tables(source, session)
    stream = Stream(
        id=0,
        name=source.name,
        created_on=session.now,
        comment=statement.comment or "",
        source=source.name if kind != "STAGE" else session.resolve(statement.source),
        source_id=source.id,
        source_kind=kind,
        base_tables=bases,
        mode="INSERT_ONLY" if statement.insert_only else "APPEND_ONLY" if statement.append_only else "DEFAULT",
        show_initial_rows=statement.show_initial_rows,
        tags=tagging.given(statement.tags, session),
    )
    versions = streams.starting_point(statement.at, bases, session)
    return stream, Offset(versions, initial=statement.show_initial_rows)


def _source(kind: str, written: ObjectName, session: Session) -> Table | View | DynamicTable | ExternalTable:
    """The stream's source; 002203 when it is an object of another kind than the statement says."""
    if kind == "STAGE":
        from ecomsim.staging import directories, places

        return directories.table_of(places.find(written, session), session)
    if kind not in ("TABLE", "VIEW", "DYNAMIC TABLE", "EXTERNAL TABLE"):
        raise errors.unsupported(f"STREAM ON {kind}")
    name = session.resolve(written, "CREATE STREAM")
    found = session.lookup("TABLE", name) or session.catalog.relation(name)
    if found is None:
        session.require_container(name)
        raise errors.does_not_exist(kind.capitalize() if kind != "DYNAMIC TABLE" else "Dynamic Table", written)
    if found.kind != kind:
        raise errors.compilation(
            2203,
            "42601",
            f"Object found is of type '{found.kind.replace(' ', '_')}', not specified type '{kind.replace(' ', '_')}'.",
        )
    return found  # type: ignore[return-value]


def _base_tables(source: Table | View | DynamicTable | ExternalTable, session: Session) -> tuple[int, ...]:
    if isinstance(source, View):
        from ecomsim.streams import view_streams

        return view_streams.base_tables(source, session)
    return (source.files if isinstance(source, ExternalTable) else source.id,)


def _check_tracked(stream: Stream, offset: Offset, session: Session) -> None:
    """Refuse an offset before tracking began; the refused statement has switched tracking on all the same."""
    untracked = [
        table
        for table_id in stream.base_tables
        if isinstance(table := session.catalog.by_id(table_id), Table)
        and offset.versions[table_id] < streams.tracked_from(table, session)
    ]
    if not untracked:
        return
    with session.ddl() as change:
        for table in untracked:
            streams.track(change, table.id)
    raise streams.not_tracked(untracked[0])


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER STREAM … SET COMMENT | UNSET COMMENT."""
    name = session.resolve(statement.name, "ALTER")
    stream = session.lookup("STREAM", name)
    if stream is None:
        if statement.if_exists:
            return status("Statement executed successfully.", "ALTER")
        raise errors.does_not_exist("Stream", statement.name)
    for action in statement.actions:
        comment = _comment(action)
        with session.ddl() as change:
            stream = replace(stream, comment=comment)
            change.replace(stream)
    return status("Statement executed successfully.", "ALTER")


def _comment(action: nodes.AlterAction) -> str:
    if isinstance(action, nodes.SetOptions) and set(action.options) == {"COMMENT"}:
        return str(action.options["COMMENT"])
    if isinstance(action, nodes.UnsetOptions) and action.names == ("COMMENT",):
        return ""
    raise errors.unsupported("ALTER STREAM with anything but COMMENT")
