"""Policies: schema objects that say what a role sees of the rows and columns they are attached to.

A policy knows nothing of where it is attached: each column with a masking policy, and each relation with a row access
policy, holds an `Attached` (catalog.objects) with the policy's id, so a rename of either changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from ecomsim.catalog.objects import CatalogObject, Parameter
from ecomsim.values.types import SnowflakeType


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(CatalogObject):
    """`body` is an expression over `arguments`, as written; names in it stand in the policy's own schema.

    `changed_on`: when another body took effect, None as long as it has its first one; options:
    EXEMPT_OTHER_POLICIES of a masking policy.
    """

    arguments: tuple[Parameter, ...]
    returns: SnowflakeType
    body: str
    changed_on: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskingPolicy(Policy):
    """The first argument is the value to mask, which is also what it returns; the others are conditions."""

    kind: ClassVar[str] = "MASKING POLICY"

    @property
    def exempts_others(self) -> bool:
        """Whether other policies of a relation may have a column of this one in their signature."""
        return bool(self.options.get("EXEMPT_OTHER_POLICIES"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAccessPolicy(Policy):
    """TRUE for the rows that are seen."""

    kind: ClassVar[str] = "ROW ACCESS POLICY"


KINDS = (MaskingPolicy.kind, RowAccessPolicy.kind)
