"""Streams, dynamic tables, tasks, warehouses, monitors, alerts, pipes and integrations as CREATE says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes.base import IfExists, Statement
from ecomsim.sqltext.nodes.definitions import ColumnDefinition
from ecomsim.sqltext.nodes.dml import TimePoint
from ecomsim.sqltext.nodes.policies import PolicyUse
from ecomsim.sqltext.nodes.tags import TagUse


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
    tags: tuple[TagUse, ...] = ()
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
    row_access: PolicyUse | None = None
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
class CreatePipe(Statement):
    """CREATE PIPE: `definition` is the COPY INTO statement after AS, as written."""

    name: ObjectName
    if_exists: IfExists = "error"
    options: Mapping[str, Any] = field(default_factory=dict)
    definition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateStreamlit(Statement):
    """CREATE STREAMLIT: options FROM and ROOT_LOCATION hold a place on a stage as written."""

    name: ObjectName
    if_exists: IfExists = "error"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateIntegration(Statement):
    """CREATE NOTIFICATION INTEGRATION."""

    name: ObjectName
    if_exists: IfExists = "error"
    options: Mapping[str, Any] = field(default_factory=dict)
