"""Directory tables: the files of a stage as rows, as they were at the last ALTER STAGE … REFRESH.

The rows are a versioned table like any other, so streams on a stage follow it. Source: spec/streams.md 2.6.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ecomsim import errors
from ecomsim.catalog.objects import DirectoryTable, Stage, TableColumn
from ecomsim.names import Name
from ecomsim.staging import places
from ecomsim.staging.places import StagedFile
from ecomsim.statements.result import Result, arrow_type, of_rows
from ecomsim.storage import layout
from ecomsim.storage.effects import Effect
from ecomsim.values.types import INTEGER, TEXT, Column, timestamp_ltz

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

COLUMNS = (
    TableColumn(name="RELATIVE_PATH", type=TEXT),
    TableColumn(name="SIZE", type=INTEGER),
    TableColumn(name="LAST_MODIFIED", type=timestamp_ltz(3)),
    TableColumn(name="MD5", type=TEXT),
    TableColumn(name="ETAG", type=TEXT),
    TableColumn(name="FILE_URL", type=TEXT),
)


def enable(stage: Stage, change: Any) -> Stage:
    """Give a stage an empty directory table, unless it has one."""
    if stage.directory is not None:
        return stage
    identifier = change.new_id()
    table = DirectoryTable(
        id=identifier,
        name=Name(stage.name.database, stage.name.schema, f"DIRECTORY({identifier})"),
        created_on=change.now,
        columns=COLUMNS,
    )
    layout.create(change.duck, table.id, table.columns)
    change.create_storage(table.id, table.columns)
    change.add(table)
    return replace(stage, directory=identifier)


def disable(stage: Stage, change: Any) -> Stage:
    """Take the directory table away."""
    if stage.directory is not None:
        table = change.catalog.by_id(stage.directory)
        if table is not None:
            change.drop(table, restorable=False)
    return replace(stage, directory=None)


def table_of(stage: Stage, session: Session) -> DirectoryTable:
    """The directory table of a stage. Raises when it has none."""
    found = session.catalog.by_id(stage.directory) if stage.directory is not None else None
    if not isinstance(found, DirectoryTable):
        raise errors.compilation(2203, "42601", f"DIRECTORY not enabled for the stage {stage.name.last}")
    return found


REFRESHED = (Column("file", TEXT), Column("status", TEXT), Column("description", TEXT))


def refresh(stage: Stage, subpath: str, session: Session) -> Result:
    """ALTER STAGE … REFRESH: new and changed files come in, files that are gone go out."""
    table = table_of(stage, session)
    place = places.Place(
        folder=places.folder_of(stage, session.account), prefix=subpath, label=f"{stage.name.last.lower()}/"
    )
    found = {each.relative: each for each in (places.files(place) if Path(place.folder).is_dir() else ())}
    with session.writing() as transaction:
        transaction.write(table.id)
        known = session.fetch(
            f'SELECT {layout.ROW} AS "$row", "RELATIVE_PATH" AS path, "MD5" AS md5 FROM {layout.current(table.id)} '
            f'WHERE starts_with("RELATIVE_PATH", $prefix)',
            {"prefix": subpath},
        ).to_pylist()
        same = {row["path"] for row in known if row["path"] in found and found[row["path"]].md5 == row["md5"]}
        gone = [row for row in known if row["path"] not in same]
        new = [found[path] for path in sorted(found) if path not in same]
        if gone or new:
            removed = pa.table({"$row": pa.array([row["$row"] for row in gone], pa.int64())})
            first = transaction.reserve(table.id, len(new))
            transaction.apply(Effect(table_id=table.id, removed=removed, added=_rows(stage, new, first)))
    replaced = {row["path"] for row in gone}
    answer = [
        *(
            (
                each.relative,
                "REGISTERED_UPDATE" if each.relative in replaced else "REGISTERED_NEW",
                "File registered successfully.",
            )
            for each in new
        ),
        *((row["path"], "UNREGISTERED", "File unregistered successfully.") for row in gone if row["path"] not in found),
    ]
    return of_rows(REFRESHED, answer, kind="show", statement_type="ALTER")


def _rows(stage: Stage, files: list[StagedFile], first: int) -> pa.Table:
    values = [
        (each.relative, each.size, each.modified, each.md5, each.md5, _url(stage, each.relative)) for each in files
    ]
    columns: list[Any] = list(zip(*values, strict=True)) or [()] * len(COLUMNS)
    arrays = [pa.array(cells, arrow_type(column.type)) for cells, column in zip(columns, COLUMNS, strict=True)]
    data = pa.table(arrays, names=[column.name for column in COLUMNS])
    return data.append_column("$row", pa.array(range(first, first + len(files)), pa.int64()))


def _url(stage: Stage, relative: str) -> str:
    if stage.url is not None:
        return f"{stage.url.rstrip('/')}/{relative}"
    name = stage.name
    return f"https://localhost/api/files/{name.database}/{name.schema}/{name.last}/{relative}"
