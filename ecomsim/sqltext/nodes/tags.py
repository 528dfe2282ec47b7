"""Tags: CREATE TAG, what ALTER TAG does, and tags that are set on objects and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes.base import IfExists, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class TagUse:
    """name = 'value' where a tag is set."""

    name: ObjectName
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTag(Statement):
    """CREATE TAG; allowed_values: None where any value is allowed."""

    name: ObjectName
    if_exists: IfExists = "error"
    allowed_values: tuple[str, ...] | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTags:
    """SET TAG name = 'value', …; column: None for the object itself."""

    tags: tuple[TagUse, ...]
    column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsetTags:
    """UNSET TAG name, …; column as of SetTags."""

    names: tuple[ObjectName, ...]
    column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedValues:
    """ALTER TAG … ADD | DROP | SET | UNSET ALLOWED_VALUES."""

    verb: Literal["ADD", "DROP", "SET", "UNSET"]
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TagPolicies:
    """ALTER TAG … SET | UNSET MASKING POLICY; force: in place of one for the same type."""

    verb: Literal["SET", "UNSET"]
    policies: tuple[ObjectName, ...]
    force: bool = False
