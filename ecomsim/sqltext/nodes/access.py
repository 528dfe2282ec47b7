"""Roles, users and grants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes.base import IfExists, Statement
from ecomsim.types import SnowflakeType


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
