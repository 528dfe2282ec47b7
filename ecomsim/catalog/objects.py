"""Catalog objects: frozen descriptions of everything an account holds.

An object never changes; a change makes a new one (dataclasses.replace) with the same `id`. State that moves with
data (table versions, stream offsets, refresh timestamps) is not here but in storage's own tables.
Times are UTC datetimes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Literal, TypeVar

from ecomsim.names import Name
from ecomsim.values.types import SnowflakeType


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogObject:
    """What every object has. `id` is unique in the account and never reused; `options` keeps explicitly set
    properties (upper-case key) that have no field of their own; `tags` are (id of a tag, value) pairs set on it,
    `propagated` those that came along from what it is made of.
    """

    kind: ClassVar[str] = ""

    id: int
    name: Name
    created_on: datetime
    owner: str = "ACCOUNTADMIN"
    comment: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    dropped_on: datetime | None = None
    tags: tuple[tuple[int, str], ...] = ()
    propagated: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Database(CatalogObject):
    kind: ClassVar[str] = "DATABASE"
    transient: bool = False
    data_retention_time_in_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema(CatalogObject):
    kind: ClassVar[str] = "SCHEMA"
    transient: bool = False
    data_retention_time_in_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A policy at a column or a relation: its id, and the columns that are its arguments, in order."""

    policy: int
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """A column of a table. `default` and `expression` are Snowflake source text; `identity` is
    (start, increment, ordered) and `sequence` the id of the hidden sequence behind it. DuckDB ignores case in names:
    where that makes the column one with another, `place` is what DuckDB calls it (storage.columns).
    """

    name: str
    type: SnowflakeType
    nullable: bool = True
    default: str | None = None
    identity: tuple[int, int, bool] | None = None
    sequence: int | None = None
    comment: str | None = None
    collate: str | None = None
    expression: str | None = None
    evolution: str | None = None  # JSON: what schema evolution did to it
    since: datetime | None = None  # when it joined its table or took its name, None: with the table
    masking: Attached | None = None
    tags: tuple[tuple[int, str], ...] = ()  # as of an object
    propagated: tuple[tuple[int, str], ...] = ()  # as of an object
    place: str | None = None

    @property
    def duckdb(self) -> str:
        """What DuckDB calls the column."""
        return self.name if self.place is None else self.place


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A recorded, never enforced key. kind: PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK; rely: declared with RELY."""

    kind: str
    name: str
    columns: tuple[str, ...] = ()
    references: tuple[Name, tuple[str, ...]] | None = None
    check: str | None = None
    rely: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(CatalogObject):
    """A stored table; its relations are storage.physical(table.id)."""

    kind: ClassVar[str] = "TABLE"
    columns: tuple[TableColumn, ...]
    durability: Literal["PERMANENT", "TRANSIENT", "TEMPORARY"] = "PERMANENT"
    keys: tuple[Key, ...] = ()
    cluster_by: tuple[str, ...] = ()
    change_tracking: bool = False
    change_tracking_since: datetime | None = None
    data_retention_time_in_days: int | None = None
    max_data_extension_time_in_days: int | None = None
    session_id: int | None = None  # of a temporary table
    row_access: Attached | None = None
    protected_on: datetime | None = None  # when a policy was last attached or taken away


@dataclass(frozen=True, slots=True, kw_only=True)
class View(CatalogObject):
    """`text` is the whole CREATE statement, `query` the part after AS, bound in the view's own schema."""

    kind: ClassVar[str] = "VIEW"
    columns: tuple[TableColumn, ...]
    query: str
    text: str
    secure: bool = False
    change_tracking: bool = False
    materialized: bool = False  # computed when it is read, like any view: always up to date
    cluster_by: tuple[str, ...] = ()
    home: Name | None = None  # the schema in which its query's names stand, once it was moved out of it
    row_access: Attached | None = None
    protected_on: datetime | None = None  # as of a table

    @property
    def scope(self) -> Name:
        """A name without an object: the database and schema in which the names of its query stand."""
        return scope_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence(CatalogObject):
    kind: ClassVar[str] = "SEQUENCE"
    start: int = 1
    increment: int = 1
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream(CatalogObject):
    """A bookmark over the history of a source; its offsets live in storage (they move with transactions)."""

    kind: ClassVar[str] = "STREAM"
    source: Name  # as at creation; follow source_id, which survives renames
    source_id: int
    source_kind: str = "TABLE"  # TABLE VIEW DYNAMIC TABLE STAGE
    base_tables: tuple[int, ...] = ()  # ids of the tables whose versions make up the offset
    mode: Literal["DEFAULT", "APPEND_ONLY", "INSERT_ONLY"] = "DEFAULT"
    show_initial_rows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicTable(CatalogObject):
    """A table kept up to date with its query; it is stored like a table under its own id.

    refresh_using: the text of the DML that refreshes it, instead of a query; immutable_where: the predicate of its
    frozen region; options: SCHEDULER, INITIALIZATION_WAREHOUSE, SECONDARY_ROLES, LOG_LEVEL, DEFAULT_DDL_COLLATION,
    AUTOMATIC_CLUSTERING, and the marks CLONE and BACKFILL.
    """

    kind: ClassVar[str] = "DYNAMIC TABLE"
    columns: tuple[TableColumn, ...]
    query: str
    text: str
    target_lag: str  # '5 minutes' or DOWNSTREAM
    warehouse: str
    refresh_using: str = ""
    refresh_mode: Literal["AUTO", "FULL", "INCREMENTAL", "ADAPTIVE", "CUSTOM_INCREMENTAL"] = "AUTO"
    resolved_refresh_mode: Literal["FULL", "INCREMENTAL", "ADAPTIVE", "CUSTOM_INCREMENTAL"] = "FULL"
    refresh_mode_reason: str | None = None
    initialize: Literal["ON_CREATE", "ON_SCHEDULE"] = "ON_CREATE"
    scheduling_state: Literal["ACTIVE", "SUSPENDED"] = "ACTIVE"
    suspend_reason: str = ""  # reason code while suspended: USER_SUSPENDED, UPSTREAM_USER_SUSPENDED, …
    suspended_on: datetime | None = None  # of the last suspension, also after a resume
    resumed_on: datetime | None = None
    scheduled_from: datetime | None = None  # creation, RESUME or SET TARGET_LAG: the schedule starts after it
    cluster_by: tuple[str, ...] = ()
    transient: bool = False
    immutable_where: str | None = None
    require_user: bool = False
    execute_as_user: str | None = None
    change_tracking: bool = True
    durability: Literal["PERMANENT", "TRANSIENT", "TEMPORARY"] = "PERMANENT"
    keys: tuple[Key, ...] = ()
    data_retention_time_in_days: int | None = None
    max_data_extension_time_in_days: int | None = None
    home: Name | None = None  # as of a view
    row_access: Attached | None = None
    protected_on: datetime | None = None  # as of a table

    @property
    def scope(self) -> Name:
        """As of a view."""
        return scope_of(self)


def scope_of(item: View | DynamicTable) -> Name:
    """Where the names of a query stand: in the schema it was created in, wherever its object has been moved since."""
    return Name(item.name.database, item.name.schema, "") if item.home is None else item.home


T = TypeVar("T", bound=CatalogObject)


def renamed(item: T, name: Name) -> T:
    """An object under another name, also of another schema: a query in it goes on reading what it read."""
    if not isinstance(item, (View, DynamicTable)):
        return replace(item, name=name)
    home = None if item.scope == Name(name.database, name.schema, "") else item.scope
    return replace(item, name=name, home=home)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(CatalogObject):
    """`schedule` as written ('10 MINUTES', 'USING CRON …'); predecessors by name; state started | suspended."""

    kind: ClassVar[str] = "TASK"
    definition: str
    schedule: str | None = None
    warehouse: str | None = None
    condition: str | None = None
    predecessors: tuple[Name, ...] = ()
    finalize: Name | None = None
    state: Literal["started", "suspended"] = "suspended"
    config: str | None = None
    execute_as_user: str | None = None
    allow_overlapping_execution: bool = False
    last_committed_on: datetime | None = None
    last_suspended_on: datetime | None = None
    last_suspended_reason: str | None = None
    resumed_on: datetime | None = None  # anchors the grid of an interval schedule
    graph_version: int = 0  # of the root: fixed when it is resumed or executed
    graph_fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert(CatalogObject):
    """`condition` is the query inside EXISTS (…), `action` the statement after THEN, both as written."""

    kind: ClassVar[str] = "ALERT"
    condition: str
    action: str
    schedule: str | None = None  # None: looks at new data
    warehouse: str | None = None
    config: str | None = None
    runbook: str | None = None
    state: Literal["started", "suspended"] = "suspended"
    resumed_on: datetime | None = None  # anchors the grid of an interval schedule
    was_auto_suspended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipe(CatalogObject):
    """`definition` is the COPY INTO statement as written; its names mean what they mean in the pipe's own schema.

    stage_id: the named stage at creation, None for a table's own; a stage of that name created anew is another one.
    A clone of a pipe that ingests by itself is "cloned": it takes no notice of files until it is resumed.
    """

    kind: ClassVar[str] = "PIPE"
    definition: str
    auto_ingest: bool = False
    pattern: str | None = None
    stage_id: int | None = None
    state: Literal["running", "paused", "cloned"] = "running"
    paused_on: datetime | None = None
    transferred: bool = False  # it has changed hands since it was paused


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """An argument of a routine. mode: IN or OUT; `default` is Snowflake source text."""

    name: str
    type: SnowflakeType
    mode: Literal["IN", "OUT"] = "IN"
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine(CatalogObject):
    """What procedures and functions have. Each overload is an object: `name.last` is its signature, AREA(FLOAT).

    `columns` is None unless it RETURNS TABLE (empty: TABLE ()). `session_id` belongs to a temporary one.
    """

    routine: str  # the name without the types
    arguments: tuple[Parameter, ...] = ()
    returns: SnowflakeType | None = None
    columns: tuple[TableColumn, ...] | None = None
    returns_not_null: bool = False
    language: str = "SQL"
    strict: bool = False
    secure: bool = False
    execute_as: Literal["OWNER", "CALLER", "RESTRICTED CALLER"] = "OWNER"
    body: str = ""
    session_id: int | None = None

    @property
    def written(self) -> Name:
        """The full name without the types."""
        return Name(self.name.database, self.name.schema, self.routine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure(Routine):
    kind: ClassVar[str] = "PROCEDURE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function(Routine):
    kind: ClassVar[str] = "FUNCTION"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat(CatalogObject):
    """`type` CSV, JSON, PARQUET …; the options that were set are in `options`; a temporary one has a session_id."""

    kind: ClassVar[str] = "FILE FORMAT"
    type: str = "CSV"
    session_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(CatalogObject):
    """A place for files. `url` is None for an internal stage, whose folder the account keeps; else file://….

    `file_format`: options of FILE_FORMAT = (…) or {"FORMAT_NAME": …}; `directory` is the id under which its directory
    table is stored, None while it has none.
    """

    kind: ClassVar[str] = "STAGE"
    url: str | None = None
    file_format: Mapping[str, Any] = field(default_factory=dict)
    copy_options: Mapping[str, Any] = field(default_factory=dict)
    directory: int | None = None
    session_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryTable(Table):
    """The files of a stage as rows; found through its stage alone."""

    kind: ClassVar[str] = "DIRECTORY TABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalTable(CatalogObject):
    """Files of an external stage as a read-only table: VALUE, then columns computed from it or from METADATA$FILENAME.

    location: the stage and path as written in full (@D.S.STAGE/path/); file_format as for a stage; `files` is the id of
    the table of registered files, whose versions are those of this table.
    """

    kind: ClassVar[str] = "EXTERNAL TABLE"
    columns: tuple[TableColumn, ...]
    stage_id: int
    location: str
    files: int
    file_format: Mapping[str, Any] = field(default_factory=dict)
    pattern: str | None = None
    partition_by: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    refreshed_on: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppVersion:
    """One state of an app's files. `name` is VERSION$1 …, or LIVE, which is edited; its folder is named so."""

    name: str
    created_on: datetime
    alias: str | None = None
    comment: str | None = None
    source: str | None = None  # the stage and path its files were copied from


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamlit(CatalogObject):
    """An app: its files are versions of its own, oldest first, or, with a root_location, those of a stage."""

    kind: ClassVar[str] = "STREAMLIT"
    main_file: str = "streamlit_app.py"
    root_location: str | None = None
    query_warehouse: str | None = None
    title: str | None = None
    imports: tuple[str, ...] = ()
    versions: tuple[AppVersion, ...] = ()
    live: AppVersion | None = None


Relation = Table | View | Stream | DynamicTable | ExternalTable
"""What can stand in FROM."""
