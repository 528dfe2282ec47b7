"""Masking and row access policies: CREATE, and what ALTER does to them and to the relations they protect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes.base import IfExists, Statement
from ecomsim.values.types import SnowflakeType

PolicyKind = Literal["MASKING POLICY", "ROW ACCESS POLICY"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyUse:
    """A policy named where it is attached; columns: those of USING (…) or ON (…), () when they are not written."""

    name: ObjectName
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePolicy(Statement):
    """CREATE … POLICY name AS (arguments) RETURNS returns -> body; `body` is source text."""

    kind: PolicyKind
    name: ObjectName
    if_exists: IfExists = "error"
    arguments: tuple[tuple[str, SnowflakeType], ...]
    returns: SnowflakeType
    body: str
    comment: str | None = None
    exempt_other_policies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetBody:
    """ALTER … POLICY name SET BODY -> body."""

    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMasking:
    """MODIFY COLUMN column SET MASKING POLICY …; None: UNSET. force: in place of the one that is there."""

    column: str
    policy: PolicyUse | None
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRowAccess:
    """ADD ROW ACCESS POLICY name ON (columns)."""

    policy: PolicyUse


@dataclass(frozen=True, slots=True, kw_only=True)
class DropRowAccess:
    """DROP ROW ACCESS POLICY name; None: DROP ALL ROW ACCESS POLICIES."""

    name: ObjectName | None
