"""ALTER, with one class for each thing it can do, DROP, UNDROP and COMMENT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlglot import exp

from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes.base import Statement
from ecomsim.sqltext.nodes.definitions import ColumnDefinition, Constraint
from ecomsim.sqltext.nodes.policies import AddRowAccess, DropRowAccess, SetBody, SetMasking
from ecomsim.sqltext.nodes.tags import AllowedValues, Propagation, SetTags, TagPolicies, UnsetTags
from ecomsim.values.types import SnowflakeType


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
    """SET key = value …; triggers only for resource monitors."""

    options: Mapping[str, Any]
    triggers: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsetOptions:
    names: tuple[str, ...]


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
class RenameConstraint:
    name: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterConstraint:
    """New properties (RELY, NOT ENFORCED …) for what `key` would drop."""

    key: DropConstraint
    properties: tuple[str, ...]


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
class RefreshPipe:
    """ALTER PIPE … REFRESH [PREFIX = 'path'] [MODIFIED_AFTER = 'time']."""

    prefix: str = ""
    modified_after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifyAction:
    """ALTER ALERT … MODIFY ACTION statement."""

    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddVersion:
    """ADD [LIVE] VERSION of an app: `source` is the place its files come from, '' for the last version's."""

    live: bool
    alias: str | None = None
    source: str = ""
    comment: str | None = None
    if_not_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndLiveVersion:
    """COMMIT makes the live version of an app its last one, ABORT throws it away."""

    verb: Literal["COMMIT", "ABORT"]
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeToken:
    """What ALTER USER does to a programmatic access token; `options` are those of ADD, ROTATE and MODIFY … SET."""

    verb: Literal["ADD", "REMOVE", "ROTATE", "MODIFY"]
    token: str
    if_not_exists: bool = False
    new_name: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    unset: tuple[str, ...] = ()


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
    | RenameConstraint
    | AlterConstraint
    | ClusterBy
    | AddAfter
    | RemoveAfter
    | SetFinalize
    | ModifyAs
    | ModifyWhen
    | ModifyCondition
    | ModifyAction
    | RefreshPipe
    | AddVersion
    | EndLiveVersion
    | ChangeToken
    | SetBody
    | SetMasking
    | AddRowAccess
    | DropRowAccess
    | SetTags
    | UnsetTags
    | AllowedValues
    | TagPolicies
    | Propagation
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
