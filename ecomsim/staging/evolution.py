"""Schema evolution: a COPY INTO changes its table where ENABLE_SCHEMA_EVOLUTION asks for it and the files need it.

Columns that only the files have are added, with the types that INFER_SCHEMA finds; NOT NULL goes from columns that a
file does not have. It takes MATCH_BY_COLUMN_NAME and, for CSV, a header and ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE.
Each changed column keeps a record of what changed it.
Source: Snowflake documentation, "Table schema evolution".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import Table, TableColumn
from ecomsim.ddl import new_columns
from ecomsim.sqltext.cursor import cursor
from ecomsim.sqltext.datatypes import read_type
from ecomsim.staging import infer, load_request, load_values, read, scans
from ecomsim.staging.load_request import Request
from ecomsim.staging.places import StagedFile
from ecomsim.storage import layout
from ecomsim.storage.columns import placed
from ecomsim.streams import streams
from ecomsim.values.types import SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

MOST_COLUMNS = 100
"""Columns that one COPY may add."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What the files ask of the table: new columns with the file that has them, and columns a file does not have."""

    added: dict[str, tuple[SnowflakeType, str]]
    loosened: dict[str, str]


def evolve(request: Request, session: Session) -> bool:
    """Change the table for the files that are not loaded yet; whether anything was changed.

    Raises 003001 for a role that may not, unsupported inside a transaction that is open.
    """
    if not _is_on(request):
        return False
    need = needed(request, load_request.unloaded(request, session, session.transaction))
    if not need.added and not need.loosened:
        return False
    if session.transaction is not None and session.transaction.explicit:
        raise errors.unsupported("schema evolution inside an open transaction")
    if len(need.added) > MOST_COLUMNS:
        raise errors.invalid_value(f"A COPY can add {MOST_COLUMNS} columns to a table, the files have more new ones.")
    checks.use(session, request.table, "EVOLVE SCHEMA")
    with session.ddl() as change:
        change.lock(request.table.id)
        table = change.catalog.by_id(request.table.id)
        assert isinstance(table, Table)
        streams.remember_stale(table, change)
        after = _changed(table, need, session)
        for column in after.columns[len(table.columns) :]:
            layout.add_column(change.duck, table.id, column)
        change.put(after)  # the role may evolve it without owning it
    return True


def _is_on(request: Request) -> bool:
    wanted = request.table.options.get("ENABLE_SCHEMA_EVOLUTION") is True
    by_name = request.matches is not None and request.validation is None
    is_csv = request.form.type == "CSV"
    lenient = not is_csv or (request.form["PARSE_HEADER"] and not request.form["ERROR_ON_COLUMN_COUNT_MISMATCH"])
    return bool(wanted and by_name and lenient and request.table.durability != "TEMPORARY")


def needed(request: Request, files: Sequence[StagedFile]) -> Need:
    """What the files have that the table has not, and the other way round."""
    fold = load_values.fold(request)
    own = {fold(column.name) for column in request.table.columns}
    kinds: dict[str, set[str]] = {}
    first: dict[str, str] = {}
    loosened: dict[str, str] = {}
    for file in files:
        names = {fold(name) for name in _names(request, file)}
        for column in request.table.columns:
            if fold(column.name) not in names and _must_be_given(column, request):
                loosened.setdefault(column.name, file.name)
        if names - own:
            _collect(request, file, names - own, fold, kinds, first)
    added = {_called(name, request): (_type(infer.merged(found)), first[name]) for name, found in kinds.items()}
    new_columns.check_names([*(column.name for column in request.table.columns), *added])
    return Need(added=added, loosened=loosened)


def _names(request: Request, file: StagedFile) -> Sequence[str]:
    if request.form.type == "CSV":
        return read.column_names(file, request.form)
    if request.form.type == "PARQUET":
        return scans.parquet_names(file, request.form)
    members = scans.json_members(file, request.form)
    return read.json_members(file, request.form) if members is None else members


def _must_be_given(column: TableColumn, request: Request) -> bool:
    filled = column.default is not None or column.identity is not None or column.expression is not None
    return not column.nullable and not filled and column.name not in request.metadata


def _collect(
    request: Request,
    file: StagedFile,
    wanted: set[str],
    fold: Callable[[str], str],
    kinds: dict[str, set[str]],
    first: dict[str, str],
) -> None:
    """Note the types that the new columns of one file have."""
    for name, _, found, _ in infer.columns(file, request.form):
        if fold(name) in wanted:
            kinds.setdefault(fold(name), set()).update(found)
            first.setdefault(fold(name), file.name)


def _called(name: str, request: Request) -> str:
    return name.upper() if request.matches == "CASE_INSENSITIVE" else name


def _type(text: str) -> SnowflakeType:
    return read_type(cursor(text))


def _changed(table: Table, need: Need, session: Session) -> Table:
    kept = tuple(
        replace(column, nullable=True, evolution=_record("DROP_NOT_NULL", need.loosened[column.name], session))
        if column.name in need.loosened
        else column
        for column in table.columns
    )
    added = tuple(
        TableColumn(name=name, type=kind, evolution=_record("ADD_COLUMN", file, session))
        for name, (kind, file) in need.added.items()
    )
    return replace(table, columns=placed((*kept, *added), kept))


def _record(kind: str, file: str, session: Session) -> str:
    """The column "schema evolution record" of DESCRIBE."""
    return json.dumps(
        {
            "evolutionType": kind,
            "evolutionMode": "COPY",
            "fileName": file,
            "triggeringTime": session.now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "queryId": session.query_id,
        },
        separators=(",", ":"),
    )
