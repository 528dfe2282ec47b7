"""Statements as values: one small frozen class for each thing a user can say.

Names are folded but not resolved; expressions and queries are sqlglot trees (read with the Snowflake dialect), to be
treated as immutable by everyone but the binder, which works on copies. Handlers are found by class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlglot import exp

from ecomsim.names import ObjectName
from ecomsim.types import SnowflakeType

IfExists = Literal["error", "replace", "ignore", "alter"]
"""What CREATE does when the object is there: plain, OR REPLACE, IF NOT EXISTS, OR ALTER."""

Level = Literal["account", "database", "schema", "table", "view", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Base: `text` is the statement's own source, without the trailing semicolon."""

    text: str = ""


# --- queries and DML ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Statement):
    """SELECT, VALUES, set operations, WITH."""

    tree: exp.Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Insert(Statement):
    """INSERT [OVERWRITE] INTO target [(columns)] query-or-VALUES."""

    target: ObjectName
    columns: tuple[str, ...] | None
    source: exp.Expr
    overwrite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiInsert(Statement):
    """INSERT ALL | FIRST: (condition or None, ((target, columns, value expressions), …)) in order, then ELSE."""

    first: bool
    branches: tuple[tuple[exp.Expr | None, tuple[Insert, ...]], ...]
    otherwise: tuple[Insert, ...]
    source: exp.Expr
    overwrite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Update(Statement):
    """UPDATE target [alias] SET column = expression, … [FROM …] [WHERE …]."""

    target: ObjectName
    alias: str | None
    assignments: tuple[tuple[str, exp.Expr], ...]
    source: exp.Expr | None  # an exp.From whose joins are attached to `this`, or None
    joins: tuple[exp.Join, ...] = ()
    where: exp.Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete(Statement):
    """DELETE FROM target [alias] [USING a, b …] [WHERE …]."""

    target: ObjectName
    alias: str | None
    using: tuple[exp.Expr, ...] = ()
    where: exp.Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeClause:
    """WHEN [NOT] MATCHED [AND condition] THEN action; `columns` None means all (INSERT VALUES without a list).

    by_name: UPDATE | INSERT ALL BY NAME, every column of the target takes the source's column of that name.
    """

    matched: bool
    condition: exp.Expr | None
    action: Literal["update", "delete", "insert"]
    assignments: tuple[tuple[str, exp.Expr], ...] = ()
    columns: tuple[str, ...] | None = None
    values: tuple[exp.Expr, ...] = ()
    by_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Statement):
    target: ObjectName
    alias: str | None
    source: exp.Expr  # table, subquery or lateral, with its alias
    on: exp.Expr
    clauses: tuple[MergeClause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncate(Statement):
    name: ObjectName
    if_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain(Statement):
    statement: Statement
    format: Literal["TABULAR", "TEXT", "JSON"] = "TABULAR"


# --- session and transactions -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin(Statement):
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit(Statement):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback(Statement):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Use(Statement):
    """kind: DATABASE SCHEMA WAREHOUSE ROLE, SECONDARY ROLES, or '' for a bare USE db[.schema]."""

    kind: str
    name: ObjectName


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariables(Statement):
    names: tuple[str, ...]
    values: tuple[exp.Expr, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsetVariables(Statement):
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterSession(Statement):
    set: Mapping[str, Any] = field(default_factory=dict)
    unset: tuple[str, ...] = ()


# --- object definitions -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    columns: tuple[str, ...]
    table: ObjectName
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """An out-of-line or in-line key. kind: PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK."""

    kind: Literal["PRIMARY KEY", "UNIQUE", "FOREIGN KEY", "CHECK"]
    columns: tuple[str, ...] = ()
    name: str | None = None
    foreign_key: ForeignKey | None = None
    check: str | None = None  # source text
    properties: tuple[str, ...] = ()  # RELY, NOT ENFORCED, ON DELETE CASCADE …: recorded, without effect


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDefinition:
    """A column as written. `identity` is (start, increment, ordered); `default` an expression tree."""

    name: str
    type: SnowflakeType | None  # None in CTAS lists and views
    not_null: bool = False
    default: exp.Expr | None = None
    default_text: str | None = None
    identity: tuple[int, int, bool] | None = None
    comment: str | None = None
    collate: str | None = None
    expression: exp.Expr | None = None  # virtual column: AS (…)
    expression_text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePoint:
    """AT | BEFORE (kind => value). kind: TIMESTAMP OFFSET STATEMENT STREAM VERSION."""

    before: bool
    kind: str
    value: exp.Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTable(Statement):
    """CREATE TABLE in all forms: columns, AS query, LIKE, CLONE [AT|BEFORE], USING TEMPLATE is unsupported.

    options: upper-case property to Python value (str, int, bool), e.g. DATA_RETENTION_TIME_IN_DAYS, CHANGE_TRACKING.
    """

    name: ObjectName
    if_exists: IfExists = "error"
    kind: Literal["PERMANENT", "TRANSIENT", "TEMPORARY"] = "PERMANENT"
    columns: tuple[ColumnDefinition, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    query: exp.Expr | None = None
    like: ObjectName | None = None
    clone: ObjectName | None = None
    clone_at: TimePoint | None = None
    cluster_by: tuple[str, ...] = ()  # expression source texts
    copy_grants: bool = False
    comment: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateView(Statement):
    name: ObjectName
    if_exists: IfExists = "error"
    secure: bool = False
    temporary: bool = False
    recursive: bool = False
    columns: tuple[ColumnDefinition, ...] = ()
    query: exp.Expr
    query_text: str
    comment: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateContainer(Statement):
    """CREATE DATABASE | SCHEMA [CLONE source [AT …]]."""

    kind: Literal["DATABASE", "SCHEMA"]
    name: ObjectName
    if_exists: IfExists = "error"
    transient: bool = False
    clone: ObjectName | None = None
    clone_at: TimePoint | None = None
    comment: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSequence(Statement):
    name: ObjectName
    if_exists: IfExists = "error"
    start: int = 1
    increment: int = 1
    ordered: bool = False
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateStream(Statement):
    """source_kind: TABLE VIEW 'DYNAMIC TABLE' STAGE 'EXTERNAL TABLE' 'EVENT TABLE'."""

    name: ObjectName
    if_exists: IfExists = "error"
    source_kind: str = "TABLE"
    source: ObjectName | None = None
    clone: ObjectName | None = None
    at: TimePoint | None = None
    append_only: bool = False
    insert_only: bool = False
    show_initial_rows: bool = False
    copy_grants: bool = False
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateDynamicTable(Statement):
    """target_lag: the text inside the quotes ('5 minutes') or DOWNSTREAM; refresh_using: the text of its DML, instead
    of a query; start_at: where the changes begin after a backfill; options: every other property as written.
    """

    name: ObjectName
    if_exists: IfExists = "error"
    transient: bool = False
    columns: tuple[ColumnDefinition, ...] = ()
    target_lag: str | None = None
    warehouse: str | None = None
    refresh_mode: str | None = None
    initialize: str | None = None
    cluster_by: tuple[str, ...] = ()
    query: exp.Expr | None = None
    query_text: str = ""
    refresh_using: str = ""
    immutable_where: exp.Expr | None = None
    immutable_where_text: str | None = None
    backfill: ObjectName | None = None
    backfill_at: TimePoint | None = None
    start_at: TimePoint | None = None
    require_user: bool = False
    clone: ObjectName | None = None
    clone_at: TimePoint | None = None
    comment: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTask(Statement):
    """`options` holds every property as written (upper-case key): WAREHOUSE, SCHEDULE, CONFIG, COMMENT,
    ALLOW_OVERLAPPING_EXECUTION, USER_TASK_TIMEOUT_MS, SUSPEND_TASK_AFTER_NUM_FAILURES, session parameters, …
    `body` is the source text after AS: one statement or a scripting block.
    """

    name: ObjectName
    if_exists: IfExists = "error"
    options: Mapping[str, Any] = field(default_factory=dict)
    after: tuple[ObjectName, ...] = ()
    finalize: ObjectName | None = None
    when: str | None = None  # source text
    body: str = ""
    clone: ObjectName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWarehouse(Statement):
    name: ObjectName
    if_exists: IfExists = "error"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateResourceMonitor(Statement):
    """triggers: ((percent, 'NOTIFY' | 'SUSPEND' | 'SUSPEND_IMMEDIATE'), …)."""

    name: ObjectName
    if_exists: IfExists = "error"
    options: Mapping[str, Any] = field(default_factory=dict)
    triggers: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAlert(Statement):
    """CREATE ALERT: `condition` is the query inside EXISTS (…), `action` what follows THEN, both as written."""

    name: ObjectName
    if_exists: IfExists = "error"
    options: Mapping[str, Any] = field(default_factory=dict)
    condition: str = ""
    action: str = ""
    clone: ObjectName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateIntegration(Statement):
    """CREATE NOTIFICATION INTEGRATION."""

    name: ObjectName
    if_exists: IfExists = "error"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantOwnership(Statement):
    """GRANT OWNERSHIP ON kind name TO ROLE role."""

    kind: str
    name: ObjectName
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePrincipal(Statement):
    """CREATE ROLE | USER."""

    kind: Literal["ROLE", "USER"]
    name: ObjectName
    if_exists: IfExists = "error"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecuredObject:
    """What privileges are granted on: kind and name, or with `within` every object of the kind in that container."""

    kind: str
    name: ObjectName
    within: Literal["DATABASE", "SCHEMA"] | None = None
    future: bool = False
    argument_types: tuple[SnowflakeType, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantPrivileges(Statement):
    """GRANT or REVOKE privileges ON … TO | FROM ROLE; ("ALL",) for ALL PRIVILEGES."""

    privileges: tuple[str, ...]
    secured: SecuredObject
    role: str
    grantable: bool = False
    revoke: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRole(Statement):
    """GRANT ROLE … TO, or REVOKE ROLE … FROM, a role or user."""

    role: str
    kind: Literal["ROLE", "USER"]
    grantee: str
    revoke: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alter(Statement):
    """ALTER kind [IF EXISTS] name action; one class for every object kind, `actions` are the typed parts below.

    kind: TABLE VIEW 'DYNAMIC TABLE' STREAM TASK WAREHOUSE 'RESOURCE MONITOR' DATABASE SCHEMA SEQUENCE ACCOUNT …
    """

    kind: str
    name: ObjectName
    if_exists: bool = False
    others: tuple[ObjectName, ...] = ()  # further dynamic tables of a REFRESH
    actions: tuple[AlterAction, ...] = ()
    argument_types: tuple[SnowflakeType, ...] | None = None  # functions and procedures


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameTo:
    name: ObjectName


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapWith:
    name: ObjectName


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOptions:
    """SET key = value …; triggers only for resource monitors; tags: TAG name = 'value'."""

    options: Mapping[str, Any]
    triggers: tuple[tuple[int, str], ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsetOptions:
    names: tuple[str, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A bare action: SUSPEND, RESUME, REFRESH, 'RESUME IF SUSPENDED', 'SUSPEND RECLUSTER', 'RESUME RECLUSTER',
    'ABORT ALL QUERIES', 'DROP CLUSTERING KEY'.
    """

    verb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddColumns:
    columns: tuple[ColumnDefinition, ...]
    constraints: tuple[Constraint, ...] = ()
    if_not_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DropColumns:
    names: tuple[str, ...]
    if_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameColumn:
    name: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterColumn:
    """change: 'type' (type), 'set not null', 'drop not null', 'set default' (default), 'drop default', 'comment'."""

    name: str
    change: str
    type: SnowflakeType | None = None
    default: exp.Expr | None = None
    default_text: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddConstraint:
    constraint: Constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class DropConstraint:
    """By name, or 'PRIMARY KEY' | 'UNIQUE' | 'FOREIGN KEY' with columns."""

    name: str | None = None
    kind: str | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterBy:
    expressions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAfter:
    """ALTER TASK … ADD AFTER."""

    tasks: tuple[ObjectName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAfter:
    tasks: tuple[ObjectName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFinalize:
    """ALTER TASK … SET FINALIZE = root; None for UNSET FINALIZE."""

    root: ObjectName | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifyAs:
    """ALTER TASK … MODIFY AS body."""

    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifyWhen:
    """ALTER TASK … MODIFY WHEN condition; None for REMOVE WHEN."""

    when: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifyCondition:
    """ALTER ALERT … MODIFY CONDITION EXISTS (query)."""

    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifyAction:
    """ALTER ALERT … MODIFY ACTION statement."""

    action: str


AlterAction = (
    RenameTo
    | SwapWith
    | SetOptions
    | UnsetOptions
    | Verb
    | AddColumns
    | DropColumns
    | RenameColumn
    | AlterColumn
    | AddConstraint
    | DropConstraint
    | ClusterBy
    | AddAfter
    | RemoveAfter
    | SetFinalize
    | ModifyAs
    | ModifyWhen
    | ModifyCondition
    | ModifyAction
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop(Statement):
    kind: str
    name: ObjectName
    if_exists: bool = False
    cascade: bool = True
    argument_types: tuple[SnowflakeType, ...] | None = None  # functions and procedures


@dataclass(frozen=True, slots=True, kw_only=True)
class Undrop(Statement):
    kind: str
    name: ObjectName


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Statement):
    """COMMENT [IF EXISTS] ON kind name IS 'text'; kind COLUMN has the column as last part."""

    kind: str
    name: ObjectName
    comment: str
    if_exists: bool = False


# --- metadata -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Show(Statement):
    """SHOW [TERSE] kind [HISTORY] [LIKE …] [IN …] [STARTS WITH …] [LIMIT n [FROM …]].

    kind: plural as written, upper-case: TABLES, 'DYNAMIC TABLES', 'RESOURCE MONITORS', 'PRIMARY KEYS', GRANTS …
    scope: (level, name or None), or None when there is no IN.
    """

    kind: str
    terse: bool = False
    history: bool = False
    like: str | None = None
    scope: tuple[Level, ObjectName | None] | None = None
    starts_with: str | None = None
    limit: int | None = None
    limit_from: str | None = None
    rest: str = ""  # kind-specific tail as text: GRANTS TO ROLE r, …


@dataclass(frozen=True, slots=True, kw_only=True)
class Describe(Statement):
    kind: str
    name: ObjectName
    stage_properties: bool = False  # DESCRIBE TABLE t TYPE = STAGE
    argument_types: tuple[SnowflakeType, ...] | None = None


# --- stages and files -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateStage(Statement):
    """`options`: URL, FILE_FORMAT, DIRECTORY and COPY_OPTIONS as mappings, COMMENT …"""

    name: ObjectName
    if_exists: IfExists = "error"
    temporary: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateExternalTable(Statement):
    """location: @stage/path as written; partition_by: column names; options: FILE_FORMAT, PATTERN, COMMENT …"""

    name: ObjectName
    if_exists: IfExists = "error"
    columns: tuple[ColumnDefinition, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    partition_by: tuple[str, ...] = ()
    location: str = ""
    copy_grants: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateFileFormat(Statement):
    name: ObjectName
    if_exists: IfExists = "error"
    temporary: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyIntoTable(Statement):
    """COPY INTO target [(columns)] FROM `source` (a place on a stage, as written) or FROM (`query` over one)."""

    target: ObjectName
    columns: tuple[str, ...] | None = None
    source: str = ""
    query: exp.Expr | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyIntoLocation(Statement):
    """COPY INTO `location` FROM a query or a table."""

    location: str
    source: exp.Expr | ObjectName
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFiles(Statement):
    location: str
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFiles(Statement):
    location: str
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutFiles(Statement):
    """PUT file://`source` `location`; options as written: OVERWRITE, AUTO_COMPRESS, SOURCE_COMPRESSION, PARALLEL."""

    source: str
    location: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetFiles(Statement):
    """GET `location` file://`target`; options as written: PATTERN, PARALLEL."""

    location: str
    target: str
    options: Mapping[str, str] = field(default_factory=dict)


# --- programs -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecuteTask(Statement):
    name: ObjectName
    retry_last: bool = False
    config: str | None = None
    retry_group: str | None = None  # RETRY GRAPH RUN GROUP 'id'


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecuteAlert(Statement):
    name: ObjectName


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecuteImmediate(Statement):
    source: exp.Expr | str  # an expression giving the text, or the $$…$$ text itself
    using: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Statement):
    """An anonymous scripting block; `text` is DECLARE … BEGIN … END. scripting/ parses the inside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Statement):
    name: ObjectName
    arguments: tuple[tuple[str | None, exp.Expr], ...] = ()
    into: str | None = None  # CALL … INTO :variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """An argument of a procedure or function. mode: IN or OUT; default: expression with its source text."""

    name: str
    type: SnowflakeType
    mode: Literal["IN", "OUT"] = "IN"
    default: exp.Expr | None = None
    default_text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateRoutine(Statement):
    """CREATE PROCEDURE | FUNCTION. `returns` is None for RETURNS TABLE, whose columns are in `returns_table`
    (empty for TABLE ()). `body` is the source after AS: the text inside quotes or $$, or a bare block.
    options: HANDLER, RUNTIME_VERSION, PACKAGES, IMPORTS, EXECUTE AS …, upper-case key.
    """

    kind: Literal["PROCEDURE", "FUNCTION"]
    name: ObjectName
    if_exists: IfExists = "error"
    temporary: bool = False
    secure: bool = False
    arguments: tuple[Argument, ...] = ()
    returns: SnowflakeType | None = None
    returns_table: tuple[tuple[str, SnowflakeType], ...] | None = None
    returns_not_null: bool = False
    language: str = "SQL"
    strict: bool = False
    execute_as: Literal["OWNER", "CALLER", "RESTRICTED CALLER"] = "OWNER"
    copy_grants: bool = False
    body: str = ""
    comment: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Statement):
    """s1 ->> s2 ->> s3: each step may read the ones before as $1, $2 …"""

    steps: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported(Statement):
    """A statement Snowflake has and the engine has not: running it raises `errors.unsupported(feature)`."""

    feature: str
