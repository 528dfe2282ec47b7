"""External tables: files of an external stage as a read-only table.

The table knows the files that its last refresh found, as rows of a table with versions; their content is read by every
query. Invariant: nothing but REFRESH, ADD FILES and REMOVE FILES changes what a table shows of its location.
Source: Snowflake documentation, "CREATE EXTERNAL TABLE", "ALTER EXTERNAL TABLE", "Introduction to external tables".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ecomsim import errors
from ecomsim.catalog.objects import DirectoryTable, ExternalTable, Stage, Stream, TableColumn
from ecomsim.ddl import keys
from ecomsim.metadata.arguments import Arguments
from ecomsim.names import Name, parse_name
from ecomsim.sessions.transactions import Effect
from ecomsim.sqltext import nodes
from ecomsim.sqltext.options import TAGS
from ecomsim.staging import external_rows, formats, places
from ecomsim.staging.places import Place, StagedFile
from ecomsim.statements.result import Result, arrow_type, of_rows, status
from ecomsim.storage import layout
from ecomsim.tags import tagging
from ecomsim.values.types import INTEGER, TEXT, VARIANT, Column, timestamp_ltz

if TYPE_CHECKING:
    from ecomsim.ddl.change import Change
    from ecomsim.sessions.session import Session

FILES = (
    TableColumn(name="FILE_NAME", type=TEXT),
    TableColumn(name="REGISTERED_ON", type=timestamp_ltz(3)),
    TableColumn(name="FILE_SIZE", type=INTEGER),
    TableColumn(name="LAST_MODIFIED", type=timestamp_ltz(3)),
    TableColumn(name="ETAG", type=TEXT),
    TableColumn(name="MD5", type=TEXT),
)
"""The columns of EXTERNAL_TABLE_FILES, kept as they are."""

REFRESHED = (Column("file", TEXT), Column("status", TEXT), Column("description", TEXT))

DONE = "Statement executed successfully."


# --- statements --------------------------------------------------------------------------------------------------


def create(statement: nodes.CreateExternalTable, session: Session) -> Result:
    """CREATE [OR REPLACE] EXTERNAL TABLE; its files are registered unless REFRESH_ON_CREATE = FALSE."""
    name = session.resolve(statement.name, "CREATE EXTERNAL TABLE")
    session.require_container(name)
    existing = session.catalog.relation(name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE")
    if existing is not None and statement.if_exists != "replace":
        raise errors.already_exists(name)
    if existing is not None and not isinstance(existing, ExternalTable):
        raise errors.compilation(
            2203, "42601", f"Object found is of type '{existing.kind}', not specified type 'EXTERNAL_TABLE'."
        )
    table = _described(statement, name, session)
    external_rows.check(table, session)
    with session.ddl() as change:
        change.copies_grants = statement.copy_grants
        if existing is not None:
            _remove(existing, change)
        files = DirectoryTable(
            id=change.new_id(),
            name=Name(name.database, name.schema, ""),
            created_on=change.now,
            columns=FILES,
            change_tracking=True,
            change_tracking_since=change.now,
        )
        files = replace(files, name=Name(name.database, name.schema, f"EXTERNAL({files.id})"))
        layout.create(change.duck, files.id, files.columns)
        change.create_storage(files.id, files.columns)
        change.add(files)
        change.add(replace(table, id=change.new_id(), created_on=change.now, files=files.id))
    if _flag(statement.options, "REFRESH_ON_CREATE", default=True):
        refresh(_find(statement.name, session), "", session)
    return status(f"Table {name.last} successfully created.", "CREATE")


def _described(statement: nodes.CreateExternalTable, name: Name, session: Session) -> ExternalTable:
    """The table as the statement says. Raises for locations, columns and options that cannot be."""
    options = statement.options
    for refused in ("AWS_SNS_TOPIC", "INTEGRATION", "PARTITION_TYPE"):
        if refused in options:
            raise errors.unsupported(f"{refused} of an external table")
    if str(options.get("TABLE_FORMAT", "NONE")).upper() != "NONE":
        raise errors.unsupported(f"TABLE_FORMAT = {options['TABLE_FORMAT']} of an external table")
    _refuse_auto_refresh(options)
    if "FILE_FORMAT" not in options:
        raise errors.compilation(1003, "42601", "Missing option(s): FILE_FORMAT")
    place = places.resolve(statement.location, session)
    if place.stage is None or place.stage.url is None:
        raise errors.compilation(
            1008,
            "22023",
            f"invalid value ['{statement.location}'] for parameter 'LOCATION': external tables need an external stage.",
        )
    form = formats.chosen(options["FILE_FORMAT"], {}, session)
    columns = (TableColumn(name="VALUE", type=VARIANT), *(_column(each) for each in statement.columns))
    names = [column.name for column in columns]
    if len(set(names)) != len(names):
        repeated = next(each for each in names if names.count(each) > 1)
        raise errors.compilation(2025, "42S21", f"duplicate column name '{repeated}'")
    for each in statement.partition_by:
        if each not in names[1:]:
            raise errors.invalid_identifier(each)
        expression = next(column.expression for column in columns if column.name == each) or ""
        if "METADATA$FILENAME" not in expression.upper():
            raise errors.compilation(
                2090,
                "42601",
                f"Partition column '{each}' of an external table must be computed from METADATA$FILENAME.",
            )
    return ExternalTable(
        id=0,
        name=name,
        created_on=session.now,
        owner=session.role,
        comment=str(options.get("COMMENT", "")),
        columns=columns,
        keys=keys.of(keys.created(statement.constraints, session)),
        stage_id=place.stage.id,
        location=f"@{place.stage.name}/{place.prefix}",
        files=0,
        file_format={
            **options["FILE_FORMAT"],
            **({} if "FORMAT_NAME" in options["FILE_FORMAT"] else {"TYPE": form.type}),
        },
        pattern=None if options.get("PATTERN") is None else str(options["PATTERN"]),
        partition_by=tuple(statement.partition_by),
        options={"AUTO_REFRESH": False},
        tags=tagging.given(options.get(TAGS, ()), session),
    )


def _column(definition: nodes.ColumnDefinition) -> TableColumn:
    """A virtual column. Raises when it is not computed, or takes what only stored columns have."""
    if definition.expression_text is None or definition.type is None:
        raise errors.compilation(
            1003, "42601", f"Column '{definition.name}' of an external table must be <type> AS (<expression>)."
        )
    if definition.type.is_structured:
        raise errors.unsupported(f"{definition.type} as the type of a column of an external table")
    if definition.default is not None or definition.identity is not None:
        raise errors.compilation(1003, "42601", f"Column '{definition.name}' of an external table has no default.")
    if definition.collate:
        raise errors.unsupported("COLLATE on a column of an external table")
    return TableColumn(
        name=definition.name,
        type=definition.type,
        nullable=not definition.not_null,
        expression=definition.expression_text,
        comment=definition.comment,
    )


def _flag(options: Mapping[str, Any], name: str, *, default: bool) -> bool:
    value = options.get(name, default)
    if not isinstance(value, bool):
        raise errors.invalid_value(f"invalid value [{value}] for parameter '{name}'")
    return value


def _refuse_auto_refresh(options: Mapping[str, Any]) -> None:
    """A local folder sends no notifications, so only FALSE is true of it."""
    if _flag(options, "AUTO_REFRESH", default=False):
        raise errors.unsupported("AUTO_REFRESH = TRUE: a local folder sends no notifications; use ALTER … REFRESH")


def _remove(table: ExternalTable, change: Change) -> None:
    files = change.catalog.by_id(table.files)
    change.drop(table, restorable=False)
    if files is not None:
        change.drop(files, restorable=False)


def drop(statement: nodes.Drop, session: Session) -> Result:
    """DROP EXTERNAL TABLE [IF EXISTS]: the files stay where they are, and UNDROP does not bring the table back."""
    name = session.resolve(statement.name, "DROP")
    table = session.catalog.get("EXTERNAL TABLE", name)
    if table is None and statement.if_exists:
        return status(f"Drop statement executed successfully ({name.last} already dropped).", "DROP")
    with session.ddl() as change:
        _remove(_find(statement.name, session), change)
    return status(f"{name.last} successfully dropped.", "DROP")


def _find(name: Any, session: Session) -> ExternalTable:
    """Raises 002003, or 002203 for an object of another kind."""
    full = session.resolve(name)
    found = session.catalog.relation(full)
    if isinstance(found, ExternalTable):
        return found
    session.require_container(full)
    if found is None:
        raise errors.does_not_exist("External table", full)
    raise errors.compilation(
        2203,
        "42601",
        f"Object found is of type '{found.kind.replace(' ', '_')}', not specified type 'EXTERNAL_TABLE'.",
    )


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER EXTERNAL TABLE: REFRESH ['path'], ADD FILES, REMOVE FILES, SET AUTO_REFRESH | COMMENT."""
    if statement.if_exists and session.catalog.get("EXTERNAL TABLE", session.resolve(statement.name)) is None:
        return status(DONE, "ALTER")
    table = _find(statement.name, session)
    match statement.actions:
        case (nodes.Verb(verb="REFRESH"), nodes.SetOptions(options=options)):
            return refresh(table, str(options["SUBPATH"]), session)
        case (nodes.Verb(verb="ADD FILES"), nodes.SetOptions(options=options)):
            return _add(table, options["FILES"], session)
        case (nodes.Verb(verb="REMOVE FILES"), nodes.SetOptions(options=options)):
            return _forget(table, options["FILES"], session)
        case (nodes.SetOptions(options=options),):
            _refuse_auto_refresh(options)
            changed = replace(table, comment=str(options.get("COMMENT", table.comment)))
        case (nodes.UnsetOptions(names=("COMMENT",)),):
            changed = replace(table, comment="")
        case _:
            raise errors.unsupported("ALTER EXTERNAL TABLE with this action")
    with session.ddl() as change:
        change.replace(changed)
    return status(DONE, "ALTER")


# --- which files -------------------------------------------------------------------------------------------------


def place_of(table: ExternalTable, session: Session) -> Place:
    """The table's location. Raises 002003 when its stage is gone."""
    stage = session.catalog.by_id(table.stage_id)
    if not isinstance(stage, Stage):
        raise errors.does_not_exist("Stage", parse_name(table.location.partition("/")[0][1:]))
    _, _, prefix = table.location.partition("/")
    place = places.resolve(f"@{stage.name}", session)
    return replace(place, prefix=prefix)


def refresh(table: ExternalTable, path: str, session: Session) -> Result:
    """Register new and changed files below `path` of the location, forget those that are gone."""
    place = place_of(table, session)
    prefix = place.prefix + path
    found = {each.relative: each for each in places.files(replace(place, prefix=prefix), table.pattern)}
    known = {name: md5 for name, md5 in _registered(table, session).items() if name.startswith(prefix)}
    new = [each for name, each in sorted(found.items()) if known.get(name) != each.md5]
    return _register(table, new, [name for name in known if name not in found], session)


def _add(table: ExternalTable, names: Iterable[str], session: Session) -> Result:
    """Raises 091016 for a file that is not there."""
    place = place_of(table, session)
    if table.partition_by == () and table.pattern is not None:
        raise errors.unsupported("ADD FILES to an external table with PATTERN")
    found = []
    for name in names:
        path = places.inside(place, place.prefix + name)
        if not path.is_file():
            raise errors.fail(91016, "22000", f"Remote file '{place.label}{place.prefix}{name}' was not found.")
        found.append(places.staged(place, path, place.prefix + name))
    known = _registered(table, session)
    return _register(table, [each for each in found if known.get(each.relative) != each.md5], [], session)


def _forget(table: ExternalTable, names: Iterable[str], session: Session) -> Result:
    prefix = place_of(table, session).prefix
    known = _registered(table, session)
    return _register(table, [], [prefix + name for name in names if prefix + name in known], session)


def _registered(table: ExternalTable, session: Session) -> dict[str, str]:
    """Name to checksum of the registered files."""
    rows = session.fetch(f'SELECT "FILE_NAME" AS name, "MD5" AS md5 FROM {layout.current(table.files)}').to_pylist()
    return {row["name"]: row["md5"] for row in rows}


def _register(table: ExternalTable, new: list[StagedFile], gone: list[str], session: Session) -> Result:
    """Write the change, as DDL in a transaction of its own, and answer one row for each file."""
    session.commit()
    with session.writing() as transaction:
        transaction.write(table.files)
        known = session.fetch(
            f'SELECT {layout.ROW} AS "$row", "FILE_NAME" AS name FROM {layout.current(table.files)}'
        ).to_pylist()
        rows = {row["name"]: row["$row"] for row in known}
        replaced = [each.relative for each in new if each.relative in rows]
        ended = [rows[name] for name in (*replaced, *gone) if name in rows]
        if new or ended:
            first = transaction.reserve(table.files, len(new))
            transaction.apply(
                Effect(
                    table_id=table.files,
                    removed=pa.table({"$row": pa.array(ended, pa.int64())}),
                    added=_rows(new, first, session),
                )
            )
    with session.ddl() as change:
        change.put(replace(table, refreshed_on=session.now))
    answer = [
        (
            each.relative,
            "REGISTERED_UPDATE" if each.relative in replaced else "REGISTERED_NEW",
            "File registered successfully.",
        )
        for each in new
    ]
    answer += [(name, "UNREGISTERED", "File unregistered successfully.") for name in gone]
    return of_rows(REFRESHED, answer, kind="show", statement_type="ALTER")


def _rows(files: list[StagedFile], first: int, session: Session) -> pa.Table:
    values = [(each.relative, session.now, each.size, each.modified, each.md5, each.md5) for each in files]
    columns: list[Any] = list(zip(*values, strict=True)) or [()] * len(FILES)
    arrays = [pa.array(cells, arrow_type(column.type)) for cells, column in zip(columns, FILES, strict=True)]
    data = pa.table(arrays, names=[column.name for column in FILES])
    return data.append_column("$row", pa.array(range(first, first + len(files)), pa.int64()))


def files_function(given: Mapping[str | int, Any], session: Session) -> Result:
    """EXTERNAL_TABLE_FILES(TABLE_NAME => …): the registered files."""
    arguments = Arguments("EXTERNAL_TABLE_FILES", given, ("TABLE_NAME",))
    try:
        name = parse_name(str(arguments.required("TABLE_NAME")))
    except ValueError:
        raise errors.invalid_value(f"'{arguments.required('TABLE_NAME')}' is not the name of a table.") from None
    table = _find(name, session)
    data = session.fetch(f'SELECT {layout.column_list(FILES)} FROM {layout.current(table.files)} ORDER BY "FILE_NAME"')
    columns = tuple(Column(column.name, column.type) for column in FILES)
    return Result(columns=columns, content=data, kind="query", rowcount=data.num_rows, statement_type="SELECT")


def is_external(stream: Stream) -> bool:
    """Whether a stream follows an external table."""
    return stream.source_kind == "EXTERNAL TABLE"


FUNCTIONS = {"EXTERNAL_TABLE_FILES": files_function}
