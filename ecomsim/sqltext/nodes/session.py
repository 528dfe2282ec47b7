"""Sessions and transactions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes.base import Statement


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
    """kind: DATABASE SCHEMA WAREHOUSE ROLE, SECONDARY ROLES, or '' for a bare USE db[.schema].

    names: of SECONDARY ROLES, what is listed: ALL, NONE or roles; `name` is the first.
    """

    kind: str
    name: ObjectName
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariables(Statement):
    """SET; `query` gives the values instead when one SELECT stands for them: (a, b) = (SELECT x, y)."""

    names: tuple[str, ...]
    values: tuple[exp.Expr, ...] = ()
    query: exp.Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsetVariables(Statement):
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterSession(Statement):
    set: Mapping[str, Any] = field(default_factory=dict)
    unset: tuple[str, ...] = ()
