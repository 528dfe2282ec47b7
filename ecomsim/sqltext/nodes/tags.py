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


PROPAGATE = ("ON_DEPENDENCY_AND_DATA_MOVEMENT", "ON_DEPENDENCY", "ON_DATA_MOVEMENT")
BY_SEQUENCE = "ALLOWED_VALUES_SEQUENCE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Propagation:
    """PROPAGATE = … [ON_CONFLICT = …]; on_conflict: None where it is not written or, by_sequence, the keyword is."""

    propagate: str
    on_conflict: str | None = None
    by_sequence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTag(Statement):
    """CREATE TAG; allowed_values: None where any value is allowed."""

    name: ObjectName
    if_exists: IfExists = "error"
    allowed_values: tuple[str, ...] | None = None
    propagation: Propagation | None = None
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
