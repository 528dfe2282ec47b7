"""Roles, users and grants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes.base import IfExists, Statement
from ecomsim.values.types import SnowflakeType

RoleKind = Literal["ROLE", "DATABASE ROLE"]
PrincipalKind = Literal["ROLE", "DATABASE ROLE", "USER"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePrincipal(Statement):
    """CREATE ROLE | DATABASE ROLE | USER."""

    kind: PrincipalKind
    name: ObjectName
    if_exists: IfExists = "error"
    options: Mapping[str, Any] = field(default_factory=dict)
    clone: ObjectName | None = None  # of a database role


@dataclass(frozen=True, slots=True, kw_only=True)
class SecuredObject:
    """What privileges are granted on: kind and name, or with `within` every object of the kind in that container."""

    kind: str
    name: ObjectName
    within: Literal["DATABASE", "SCHEMA"] | None = None
    future: bool = False
    argument_types: tuple[SnowflakeType, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantsShown:
    """What SHOW [FUTURE] GRANTS asks about: an object (ON; its kind is '' when it is not said), the container of future
    objects (IN), or a role or user (TO, OF). Nothing of these: the session's user.
    """

    secured: SecuredObject | None = None
    holder: tuple[PrincipalKind, ObjectName] | None = None
    members: bool = False  # OF: those the role is granted to


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantPrivileges(Statement):
    """GRANT or REVOKE privileges ON … TO | FROM ROLE | DATABASE ROLE; ("ALL",) for ALL PRIVILEGES."""

    privileges: tuple[str, ...]
    secured: SecuredObject
    kind: RoleKind
    role: ObjectName
    grantable: bool = False
    revoke: bool = False
    option_only: bool = False  # REVOKE GRANT OPTION FOR
    cascade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantOwnership(Statement):
    """GRANT OWNERSHIP ON … TO ROLE | DATABASE ROLE; `current` is what becomes of the grants on the objects."""

    secured: SecuredObject
    kind: RoleKind
    role: ObjectName
    current: Literal["REVOKE", "COPY"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRole(Statement):
    """GRANT [DATABASE] ROLE … TO, or REVOKE [DATABASE] ROLE … FROM, a role or user, which is of `kind`."""

    role_kind: RoleKind
    role: ObjectName
    kind: PrincipalKind
    grantee: ObjectName
    revoke: bool = False
