"""Stages, file formats, external tables, and the statements that move files and their rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes.base import IfExists, Statement
from ecomsim.sqltext.nodes.definitions import ColumnDefinition, Constraint


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
class CopyFiles(Statement):
    """COPY FILES INTO `target` FROM `source`, both places on a stage as written."""

    target: str
    source: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyIntoLocation(Statement):
    """COPY INTO `location` FROM a query or a table; partition_by: over its columns, what folder a row goes to."""

    location: str
    source: exp.Expr | ObjectName
    partition_by: exp.Expr | None = None
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
