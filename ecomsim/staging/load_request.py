"""What a COPY INTO table asks for: the table and its columns, the files, how they are read and what an error does.

A request is a value; making one reads the catalog and lists files, and changes nothing.
Source: spec/sql-semantics.md section 11; Snowflake documentation, "COPY INTO <table>".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import Table, TableColumn
from ecomsim.dml import target
from ecomsim.sqltext import nodes
from ecomsim.staging import formats, history, places, relation
from ecomsim.staging.formats import Format
from ecomsim.staging.history import Ingestion
from ecomsim.staging.places import Place, StagedFile
from ecomsim.staging.scans import METADATA

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction

_REFUSED = {"LOAD_MODE": ("FULL_INGEST",), "FILE_PROCESSOR": ()}
"""Options with the values that make no difference here; any other value is refused."""

FLAGS = (
    *("PURGE", "RETURN_FAILED_ONLY", "FORCE", "ENFORCE_LENGTH", "TRUNCATECOLUMNS", "LOAD_UNCERTAIN_FILES"),
    *("OVERWRITE", "SINGLE", "INCLUDE_QUERY_ID", "DETAILED_OUTPUT", "HEADER"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnError:
    """What an error does: abort, continue, or skip a file with at least `limit` errors, or more than `percent`."""

    action: str
    limit: int = 1
    percent: float | None = None

    def skips(self, seen: int, parsed: int) -> bool:
        if self.percent is not None:
            return seen * 100 > self.percent * max(parsed, 1)
        return seen >= self.limit

    def shown(self, parsed: int) -> int:
        """The column error_limit."""
        return parsed if self.action == "CONTINUE" else self.limit


def on_error(value: Any) -> OnError:
    """ABORT_STATEMENT, CONTINUE, SKIP_FILE, SKIP_FILE_n, SKIP_FILE_n%."""
    text = str(value).upper()
    if text in ("ABORT_STATEMENT", "CONTINUE", "SKIP_FILE"):
        return OnError(action=text)
    found = re.fullmatch(r"SKIP_FILE_(\d+)(%?)", text)
    if found is None:
        raise errors.invalid_value(f"invalid value [{value}] for parameter 'ON_ERROR'")
    if found.group(2):
        return OnError(action="SKIP_FILE", percent=float(found.group(1)))
    return OnError(action="SKIP_FILE", limit=int(found.group(1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A COPY INTO table. `columns` are filled by the files, `metadata` by METADATA$ columns (INCLUDE_METADATA)."""

    table: Table
    columns: tuple[TableColumn, ...]
    place: Place
    form: Format
    files: Sequence[StagedFile]
    query: exp.Expr | None
    options: Mapping[str, Any]
    on_error: OnError
    validation: str | None
    metadata: Mapping[str, str] = field(default_factory=dict)
    ingestion: Ingestion | None = None

    @property
    def matches(self) -> str | None:
        """CASE_SENSITIVE or CASE_INSENSITIVE when columns are found by name."""
        value = str(self.options.get("MATCH_BY_COLUMN_NAME", "NONE")).upper()
        return None if value == "NONE" else value

    @property
    def fields(self) -> int | None:
        """How many fields each CSV record must have."""
        plain = self.form.type == "CSV" and self.query is None and self.matches is None
        return len(self.columns) if plain else None

    @property
    def width(self) -> int:
        """The greatest n of the $n a transformation names."""
        return relation.widest(self.query) if self.query is not None else 0

    @property
    def cuts(self) -> bool:
        """Whether text that is too long is cut instead of refused."""
        return bool(self.options.get("TRUNCATECOLUMNS")) or self.options.get("ENFORCE_LENGTH") is False

    @property
    def stops(self) -> bool:
        """Whether the first bad row ends the statement."""
        return self.on_error.action == "ABORT_STATEMENT" and not self.validation


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a COPY reads from, as written: @stage/path, its PATTERN, and the FILE_FORMAT it names itself."""

    reference: str
    pattern: str | None
    file_format: Mapping[str, Any]


def source_of(statement: nodes.CopyIntoTable) -> Source:
    """The place behind FROM, of a transformation the one that its query reads. Raises when that is not one stage."""
    reference, own = statement.source, {}
    pattern = statement.options.get("PATTERN")
    if statement.query is not None:
        node = _stage_node(statement.query)
        reference = str(node.this.name)
        if node.args.get("format") is not None:
            own = {"FORMAT_NAME": node.args["format"].name}
        if node.args.get("pattern") is not None:
            pattern = node.args["pattern"].name
    return Source(
        reference=reference,
        pattern=None if pattern is None else str(pattern),
        file_format=statement.options.get("FILE_FORMAT") or own,
    )


def prepared(statement: nodes.CopyIntoTable, session: Session, otherwise: str = "ABORT_STATEMENT") -> Request:
    """The request of a statement; `otherwise` is its ON_ERROR when neither it nor the stage says.

    Raises for unknown names, options that exclude each other and missing files.
    """
    table = target.find(statement.target, session, "COPY INTO")
    tree = statement.query.copy() if statement.query is not None else None
    source = source_of(statement)
    pattern = source.pattern
    if tree is not None:
        node = _stage_node(tree)
        node.replace(exp.Table(this=exp.to_identifier(relation.FILES, quoted=True), alias=node.args.get("alias")))
    place = places.resolve(source.reference, session)
    options = flagged({**place.copy_options, **statement.options})
    for option, harmless in _REFUSED.items():
        if option in options and options[option] not in harmless:
            raise errors.unsupported(f"{option} = {options[option]} of COPY INTO")
    if options.get("FILES") and pattern is not None:
        raise errors.compilation(1003, "42601", "FILES and PATTERN exclude each other.")
    form = formats.chosen(source.file_format, place.file_format, session)
    validation = options.get("VALIDATION_MODE")
    if validation is not None and tree is not None:
        raise errors.compilation(2095, "0A000", "VALIDATION_MODE does not support a COPY with a transformation.")
    request = Request(
        table=table,
        columns=_columns(statement, table),
        place=place,
        form=form,
        files=_files(place, options.get("FILES"), pattern),
        query=tree,
        options=options,
        on_error=on_error(options.get("ON_ERROR", otherwise)),
        validation=None if validation is None else str(validation).upper(),
        metadata=_included(options.get("INCLUDE_METADATA"), table),
    )
    if request.matches not in (None, "CASE_SENSITIVE", "CASE_INSENSITIVE"):
        raise errors.invalid_value(f"invalid value [{request.matches}] for parameter 'MATCH_BY_COLUMN_NAME'")
    if request.matches is not None and tree is not None:
        raise errors.compilation(
            1003, "42601", "MATCH_BY_COLUMN_NAME is not supported together with a COPY transformation."
        )
    if request.metadata and request.matches is None:
        raise errors.compilation(1003, "42601", "INCLUDE_METADATA is supported with MATCH_BY_COLUMN_NAME only.")
    return request


def flagged(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a COPY with those that are switches as bool. Raises 001008 for another value."""
    found = dict(options)
    for name in FLAGS:
        value = found.get(name)
        if value is not None and not isinstance(value, bool):
            if str(value).upper() not in ("TRUE", "FALSE"):
                raise errors.invalid_value(f"invalid value [{value}] for parameter '{name}'")
            found[name] = str(value).upper() == "TRUE"
    return found


def _included(given: Any, table: Table) -> dict[str, str]:
    """INCLUDE_METADATA = (column = METADATA$…, …): table column to metadata column."""
    if given is None:
        return {}
    known = {column.name for column in METADATA}
    if not isinstance(given, Mapping) or not all(str(value).upper() in known for value in given.values()):
        raise errors.invalid_value("INCLUDE_METADATA takes (<column> = METADATA$<field>, …).")
    names = {column.name for column in target.stored(table)}
    for name in given:
        if name not in names:
            raise errors.invalid_identifier(name)
    return {str(name): str(value).upper() for name, value in given.items()}


def _stage_node(tree: exp.Expr) -> exp.Table:
    found = [
        table
        for table in tree.find_all(exp.Table)
        if (isinstance(table.this, (exp.Var, exp.Literal)) and table.this.name.startswith("@"))
    ]
    if len(found) != 1:
        raise errors.compilation(1003, "42000", "A COPY transformation selects from exactly one stage.")
    return found[0]


def _columns(statement: nodes.CopyIntoTable, table: Table) -> tuple[TableColumn, ...]:
    if statement.columns is None:
        return target.stored(table)
    by_name = {column.name: column for column in target.stored(table)}
    for name in statement.columns:
        if name not in by_name:
            raise errors.invalid_identifier(name)
    return tuple(by_name[name] for name in statement.columns)


def _files(place: Place, wanted: Any, pattern: str | None) -> list[StagedFile]:
    """The files at a place that FILES or PATTERN leave. Raises 091016 for one of FILES that is not there."""
    if not wanted:
        return places.files(place, pattern)
    if len(wanted) > _MOST_FILES:
        raise errors.invalid_value(f"FILES takes at most {_MOST_FILES} names.")
    found = []
    for name in wanted:
        folder = f"{place.prefix.rstrip('/')}/" if place.prefix else ""
        path = places.inside(place, folder + str(name))
        if not path.is_file():
            raise missing(f"{place.label}{folder}{name}")
        found.append(places.staged(place, path, path.relative_to(place.folder.resolve()).as_posix()))
    return found


_MOST_FILES = 1000


def missing(name: str) -> errors.SnowflakeError:
    """091016: a named file that is not on the stage."""
    return errors.fail(
        91016,
        "22000",
        f"Remote file '{name}' was not found. There are several potential causes. The file might not exist. The "
        "required credentials may be missing or invalid. If you are running a copy command, please make sure files are "
        "not deleted when they are being loaded or files are not being loaded into two different tables concurrently "
        "with auto purge option.",
    )


def ingested(request: Request, ingestion: Ingestion) -> Request:
    """The request as a pipe makes it: of the files that it has received, those that are still there."""
    files = [file for file in request.files if file.relative in ingestion.received]
    return replace(request, files=files, ingestion=ingestion)


@contextmanager
def standing_in(database: str | None, schema: str | None, session: Session) -> Iterator[None]:
    """The database and schema that the names in a COPY were written for are the current ones, for a block."""
    before = session.database, session.schema
    session.database, session.schema = database, schema
    try:
        yield
    finally:
        session.database, session.schema = before


def unloaded(request: Request, session: Session, transaction: Transaction | None) -> list[StagedFile]:
    """The files of a COPY that its table has not loaded, all of them with FORCE; a pipe has asked its own history."""
    if request.options.get("FORCE") or request.ingestion is not None:
        return list(request.files)
    return not_loaded(request.table, request.place, request.files, session, transaction)


def not_loaded(
    table: Table, place: Place, files: Sequence[StagedFile], session: Session, transaction: Transaction | None
) -> list[StagedFile]:
    """Those of `files` that COPY INTO has not loaded into the table."""
    known = history.loaded(table, session, transaction)
    named = {(stage, name) for stage, name, _ in known}  # most files are new by name: they are not read for it
    return [
        file
        for file in files
        if (place.origin, file.name) not in named
        or (place.origin, file.name, places.identity(place, file)) not in known
    ]


def within_size(files: Sequence[StagedFile], limit: Any) -> list[StagedFile]:
    """Files until their sizes reach SIZE_LIMIT (bytes); the first one always."""
    if limit is None:
        return list(files)
    if not isinstance(limit, int) or limit <= 0:
        raise errors.invalid_value(f"invalid value [{limit}] for parameter 'SIZE_LIMIT'")
    taken: list[StagedFile] = []
    total = 0
    for file in files:
        if taken and total >= limit:
            break
        taken.append(file)
        total += file.size
    return taken
