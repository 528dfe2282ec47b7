"""Databases, schemas, tables, views and sequences as CREATE says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlglot import exp

from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes.base import IfExists, Statement
from ecomsim.sqltext.nodes.dml import TimePoint
from ecomsim.sqltext.nodes.policies import PolicyUse
from ecomsim.sqltext.nodes.tags import TagUse
from ecomsim.values.types import SnowflakeType


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    columns: tuple[str, ...]
    table: ObjectName
    references: tuple[str, ...]


DEFAULT_PROPERTIES = frozenset(
    {
        *("NOT ENFORCED", "DEFERRABLE", "INITIALLY DEFERRED", "DISABLE", "NOVALIDATE", "RELY", "NORELY"),
        *("MATCH FULL", "ON UPDATE NO ACTION", "ON DELETE NO ACTION"),
    }
)
"""What a key's properties are when nothing is said, and RELY. Source: "Constraint properties"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """An out-of-line or in-line key. kind: PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK."""

    kind: Literal["PRIMARY KEY", "UNIQUE", "FOREIGN KEY", "CHECK"]
    columns: tuple[str, ...] = ()
    name: str | None = None
    foreign_key: ForeignKey | None = None
    check: str | None = None  # source text
    properties: tuple[str, ...] = ()  # RELY, NOT ENFORCED …

    @property
    def changed_default(self) -> str | None:
        """The property, other than RELY, whose default is changed: then the constraint is not created."""
        return next((each for each in self.properties if each not in DEFAULT_PROPERTIES), None)


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
    masking: PolicyUse | None = None
    tags: tuple[TagUse, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTable(Statement):
    """CREATE TABLE in all forms: columns, AS query, LIKE, CLONE [AT|BEFORE], USING TEMPLATE query.

    options: upper-case property to Python value (str, int, bool), e.g. DATA_RETENTION_TIME_IN_DAYS, CHANGE_TRACKING.
    is_scoped: PROCEDURE SCOPED: the temporary table ends with the procedure that creates it.
    copies: what is kept of a table that is replaced: GRANTS, TAGS, COMMENTS.
    """

    name: ObjectName
    if_exists: IfExists = "error"
    kind: Literal["PERMANENT", "TRANSIENT", "TEMPORARY"] = "PERMANENT"
    is_scoped: bool = False
    columns: tuple[ColumnDefinition, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    query: exp.Expr | None = None
    like: ObjectName | None = None
    template: exp.Expr | None = None
    clone: ObjectName | None = None
    clone_at: TimePoint | None = None
    cluster_by: tuple[str, ...] = ()  # expression source texts
    copies: frozenset[str] = frozenset()
    row_access: PolicyUse | None = None
    comment: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateView(Statement):
    name: ObjectName
    if_exists: IfExists = "error"
    materialized: bool = False
    cluster_by: tuple[str, ...] = ()
    secure: bool = False
    temporary: bool = False
    recursive: bool = False
    columns: tuple[ColumnDefinition, ...] = ()
    query: exp.Expr
    query_text: str
    row_access: PolicyUse | None = None
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
