"""CREATE TABLE in all its forms: columns, AS query, LIKE, CLONE, OR REPLACE, OR ALTER, temporary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable, Table, TableColumn
from ecomsim.ddl import checks, keys, new_columns
from ecomsim.ddl.change import Change
from ecomsim.ddl.containers import check_options
from ecomsim.dml import target
from ecomsim.duck import first_row
from ecomsim.lineage import access as accesses
from ecomsim.lineage.history import note
from ecomsim.names import Name
from ecomsim.policies import attach
from ecomsim.sqltext.nodes import ColumnDefinition, CreateTable
from ecomsim.sqltext.options import TAGS
from ecomsim.statements import virtual_columns
from ecomsim.statements.result import Result, status
from ecomsim.storage import layout, reads, travel
from ecomsim.streams import streams
from ecomsim.tags import tagging
from ecomsim.values.types import Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

OPTIONS = frozenset(
    {
        "DATA_RETENTION_TIME_IN_DAYS",
        "MAX_DATA_EXTENSION_TIME_IN_DAYS",
        "CHANGE_TRACKING",
        "ENABLE_SCHEMA_EVOLUTION",
        "DEFAULT_DDL_COLLATION",
    }
)


def create(statement: CreateTable, session: Session) -> Result:
    """CREATE [OR REPLACE] [TRANSIENT | TEMPORARY | PROCEDURE SCOPED TEMP] TABLE …"""
    if statement.is_scoped and not session.calls:
        raise errors.compilation(
            1003, "42000", "A PROCEDURE SCOPED table can be created only in the body of a stored procedure."
        )
    answer = _create(statement, session)
    if statement.is_scoped:
        session.scoped_tables.append(session.temporary[session.resolve(statement.name)])
    return answer


def _create(statement: CreateTable, session: Session) -> Result:
    temporary = statement.kind == "TEMPORARY"
    name = session.resolve(statement.name, "CREATE TEMPTABLE" if temporary else "CREATE TABLE")
    session.require_container(name)
    check_table_options(statement)
    existing = session.temporary.get(name) if temporary else session.catalog.relation(name)
    if existing is not None:
        if statement.if_exists == "ignore":
            return status(f"{name.last} already exists, statement succeeded.", "CREATE_TABLE")
        if statement.if_exists == "error":
            raise errors.already_exists(name.last)
        if existing.kind != "TABLE":
            raise errors.compilation(
                2203,
                "42601",
                f"Object found is of type '{existing.kind.replace(' ', '_')}', not specified type 'TABLE'.",
            )
        if statement.if_exists == "alter":
            from ecomsim.ddl.create_or_alter import create_or_alter

            return create_or_alter(existing, statement, session)  # type: ignore[arg-type]
    if statement.query is not None:
        return _create_as(statement, name, existing, session)
    if statement.clone is not None:
        return _create_clone(statement, name, existing, session)
    if statement.like is not None:
        return _create_like(statement, name, existing, session)
    if statement.template is not None:
        from ecomsim.staging import template

        statement = replace(statement, template=None, columns=template.columns(statement.template, session))
    if not statement.columns:
        raise errors.compilation(2140, "42601", f"Table '{name.last}' has no columns.")
    with session.ddl() as change:
        change.copies_grants = "GRANTS" in statement.copies
        table = _table(
            statement, name, new_columns.columns_of(statement.columns, statement.constraints, change), change
        )
        table = tagging.with_columns(table, statement.columns, session)
        table = attach.created(table, statement.columns, statement.row_access, session)
        _install(_kept(table, existing, statement), existing, change)
    return status(f"Table {name.last} successfully created.", "CREATE_TABLE")


def check_table_options(statement: CreateTable) -> None:
    check_options(statement.options, OPTIONS | {TAGS}, "CREATE TABLE")
    checks.check_retention(statement.options.get("DATA_RETENTION_TIME_IN_DAYS"), statement.kind)


def _install(table: Table, existing: object, change: Change, *, next_row: int = 0, rows: int = 0) -> None:
    """Put a new table, whose data may already be there, in the place of `existing`."""
    if rows == 0 and next_row == 0:
        layout.create(change.duck, table.id, table.columns)
    change.create_storage(table.id, table.columns, rows=rows, next_row=next_row)
    _replace_existing(table, existing, change)


def _table(statement: CreateTable, name: Name, columns: tuple[TableColumn, ...], change: Change) -> Table:
    checks.check_clustering(statement.cluster_by, columns, change.session)
    return Table(
        id=change.new_id(),
        name=name,
        created_on=change.now,
        comment=statement.comment or "",
        options={key: value for key, value in statement.options.items() if key in ("ENABLE_SCHEMA_EVOLUTION",)},
        columns=columns,
        durability=statement.kind,
        keys=keys.of(keys.created(statement.constraints, change.session)),
        cluster_by=statement.cluster_by,
        change_tracking=bool(statement.options.get("CHANGE_TRACKING", False)),
        change_tracking_since=change.now if statement.options.get("CHANGE_TRACKING") else None,
        data_retention_time_in_days=statement.options.get("DATA_RETENTION_TIME_IN_DAYS"),
        max_data_extension_time_in_days=statement.options.get("MAX_DATA_EXTENSION_TIME_IN_DAYS"),
        session_id=change.session.id if statement.kind == "TEMPORARY" else None,
        tags=tagging.given(statement.options.get(TAGS, ()), change.session),
    )


# --- from other relations --------------------------------------------------------------------------------------


def _create_as(statement: CreateTable, name: Name, existing: object, session: Session) -> Result:
    """CREATE TABLE … AS query: the query's columns, renamed or retyped by a column list; it consumes streams."""
    assert statement.query is not None
    session.commit()
    source = target.bind_source(statement.query, session)
    with session.ddl() as change:
        change.copies_grants = "GRANTS" in statement.copies
        definitions = _definitions_for_query(statement.columns, source.bound.columns)
        columns = new_columns.columns_of(definitions, statement.constraints, change)
        if virtual_columns.any_in(columns):
            raise errors.unsupported("virtual columns in CREATE TABLE … AS")
        table = _table(statement, name, columns, change)
        table = tagging.with_columns(table, definitions, session)
        table = attach.created(table, definitions, statement.row_access, session)
        transaction = change.transaction
        for stream_id in sorted(source.streams):
            transaction.lock(stream_id)
        session.active = transaction
        try:
            layout.create(change.duck, table.id, table.columns)
            transaction.touched = True
            for stream_id, versions in streams.reached(session, sorted(source.streams)).items():
                streams.consume(stream_id, session, transaction, versions)
            items = [
                (
                    column.duckdb,
                    target.assigned(position, source.bound.types[position], column, source.context, table),
                )
                for position, column in enumerate(columns)
            ]
            reading = source.reading(target.wrapped(source.bound, items))
            written = {column.name: (place,) for place, column in enumerate(columns)}
            note(session, accesses.of_write(table, source, written))
            session.account.warehouses.use(session.warehouse, session, session.now)
            count = session.write(
                f"INSERT INTO {layout.current(table.id)} "
                f"SELECT *, row_number() OVER () - 1, 1 FROM ({reading.sql}) AS rows",
                reading.values(session),
            )
        finally:
            session.active = None
        change.create_storage(table.id, table.columns, rows=count, next_row=count)
        _replace_existing(_kept(table, existing, statement), existing, change)
    return status(f"Table {name.last} successfully created.", "CREATE_TABLE_AS_SELECT")


def _definitions_for_query(
    written: Sequence[ColumnDefinition], found: Sequence[Column]
) -> tuple[ColumnDefinition, ...]:
    if not written:
        return tuple(ColumnDefinition(name=column.name, type=column.type) for column in found)
    if len(written) != len(found):
        raise errors.compilation(
            2026, "42601", f"Invalid column definition list: {len(written)} names for {len(found)} columns."
        )
    return tuple(
        each if each.type is not None else replace(each, type=column.type)
        for each, column in zip(written, found, strict=True)
    )


def _kept(table: Table, existing: object, statement: CreateTable) -> Table:
    """COPY TAGS and COPY = (…): a new table with the tags and comments of the one it replaces, whose columns are the
    same by name. A tag that both have keeps its old value, a comment that the statement writes is the new one.
    """
    if not isinstance(existing, Table):
        return table
    if "TAGS" in statement.copies:
        table = tagging.retained(table, existing)
    if "COMMENTS" in statement.copies:
        before = {column.name: column.comment for column in existing.columns}
        written = {column.name for column in statement.columns if column.comment is not None}
        columns = tuple(
            column if column.name in written else replace(column, comment=before.get(column.name) or column.comment)
            for column in table.columns
        )
        comment = table.comment if statement.comment is not None else existing.comment or table.comment
        table = replace(table, columns=columns, comment=comment)
    return table


def _replace_existing(table: Table, existing: object, change: Change) -> None:
    if table.durability == "TEMPORARY":
        if isinstance(existing, Table):
            change.drop_temporary(existing)
        change.add_temporary(table)
        return
    if isinstance(existing, Table):
        change.drop(existing)
    change.add(table)


def _create_clone(statement: CreateTable, name: Name, existing: object, session: Session) -> Result:
    """CREATE TABLE … CLONE [AT | BEFORE]: same rows and row ids, a history of its own."""
    assert statement.clone is not None
    origin = session.find("TABLE", statement.clone)
    if origin.durability != "PERMANENT" and statement.kind == "PERMANENT":
        raise errors.compilation(
            2120, "0A000", f"{origin.durability.capitalize()} object cannot be cloned to a permanent object."
        )
    session.commit()
    version = (
        travel.version_at(origin, statement.clone_at, session)
        if statement.clone_at is not None
        else session.account.timelines.number(origin.id)
    )
    with session.ddl() as change:
        change.copies_grants = "GRANTS" in statement.copies
        if statement.row_access is not None:
            raise errors.unsupported("ROW ACCESS POLICY in CREATE TABLE … CLONE")
        table = _with_written(clone_table(origin, name, version, statement.kind, change), statement, change)
        _replace_existing(_kept(table, existing, statement), existing, change)
        note(session, accesses.of_copy(origin, table))
        if existing is None and "GRANTS" in statement.copies:
            change.copy_grants(origin, table)
    return status(f"Table {name.last} successfully created.", "CREATE_TABLE")


def _with_written(table: Table, statement: CreateTable, change: Change) -> Table:
    """A clone with the properties that its own statement gives; the others are the origin's."""
    from ecomsim.ddl.alter_table import with_properties

    if statement.cluster_by:
        table = replace(table, cluster_by=statement.cluster_by)
    written = {key: value for key, value in statement.options.items() if key != TAGS}
    if TAGS in statement.options:
        table = replace(table, tags=tagging.given(statement.options[TAGS], change.session, table.tags))
    if statement.comment is not None:
        written["COMMENT"] = statement.comment
    return with_properties(table, written, change)


def clone_table(origin: Table | DynamicTable, name: Name, version: int, durability: str, change: Change) -> Table:
    """Copy the rows of `origin` at `version` into the relations of a new table, which is returned."""
    identifier = change.new_id()
    columns = tuple(
        replace(column, sequence=_clone_sequence(column, change)) if column.sequence is not None else column
        for column in origin.columns
    )
    layout.create(change.duck, identifier, columns)
    rows = reads.at_version(origin.id, origin.columns, str(version), hidden=True)
    names = layout.column_list(origin.columns)
    counted = first_row(
        change.duck.execute(
            f"INSERT INTO {layout.current(identifier)} SELECT {names}, {layout.ROW}, 1 FROM ({rows}) AS rows"
        )
    )
    head = change.session.account.timelines.head(origin.id)
    change.create_storage(identifier, columns, rows=counted[0] if counted else 0, next_row=head.next_row if head else 0)
    from ecomsim.streams.streams import identity

    return Table(
        id=identifier,
        name=name,
        created_on=change.now,
        comment=origin.comment,
        options={**origin.options, "ROW_IDENTITY": identity(origin)},
        columns=columns,
        durability=durability,  # type: ignore[arg-type]
        keys=origin.keys,
        cluster_by=origin.cluster_by,
        change_tracking=origin.change_tracking,
        change_tracking_since=change.now if origin.change_tracking else None,
        data_retention_time_in_days=origin.data_retention_time_in_days,
        max_data_extension_time_in_days=origin.max_data_extension_time_in_days,
        session_id=change.session.id if durability == "TEMPORARY" else None,
        row_access=origin.row_access,
        protected_on=origin.protected_on,
        tags=origin.tags,
        propagated=origin.propagated,
    )


def _clone_sequence(column: TableColumn, change: Change) -> int:
    """A clone's identity goes on where the origin's stands."""
    assert column.identity is not None
    identifier = change.new_id()
    start, increment, _ = column.identity
    row = first_row(
        change.duck.execute(
            "SELECT last_value FROM duckdb_sequences() WHERE sequence_name = ?", [f"seq_{column.sequence}"]
        )
    )
    following = row[0] + increment if row and row[0] is not None else start
    new_columns.create_sequence(change, identifier, following, increment)
    return identifier


def _create_like(statement: CreateTable, name: Name, existing: object, session: Session) -> Result:
    """CREATE TABLE … LIKE: the definition without the rows."""
    assert statement.like is not None
    origin = session.find("TABLE", statement.like)
    with session.ddl() as change:
        change.copies_grants = "GRANTS" in statement.copies
        columns = []
        for column in origin.columns:
            sequence = None
            if column.identity is not None:
                sequence = change.new_id()
                new_columns.create_sequence(change, sequence, column.identity[0], column.identity[1])
            columns.append(replace(column, sequence=sequence))
        table = replace(
            _table(statement, name, tuple(columns), change),
            keys=origin.keys,
            cluster_by=statement.cluster_by or origin.cluster_by,
            comment=origin.comment if statement.comment is None else statement.comment,
            tags=tagging.given(statement.options.get(TAGS, ()), session, origin.tags),
            propagated=origin.propagated,
        )
        table = attach.created(attach.without_policies(table), (), statement.row_access, session)
        _install(_kept(table, existing, statement), existing, change)
        if existing is None and "GRANTS" in statement.copies:
            change.copy_grants(origin, table)
    return status(f"Table {name.last} successfully created.", "CREATE_TABLE")
