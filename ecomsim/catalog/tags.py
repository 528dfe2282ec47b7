"""Tags: schema objects that name a property; their values stand where they are set.

A tag knows nothing of where it is set: each object and column holds (id of the tag, value) pairs, so a rename of either
changes nothing, a dropped tag is set nowhere, and one that comes back is set where it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecomsim.catalog.objects import CatalogObject

DEPENDENCY, MOVEMENT = "DEPENDENCY", "DATA_MOVEMENT"
"""On what a tag goes along, as part of a word of PROPAGATE."""
CONFLICT = "CONFLICT"
"""The value that a tag takes of itself where its sources have several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(CatalogObject):
    """`allowed_values` in the order of their declaration, None: any; `masking`: ids of masking policies, one for each
    type, that protect the columns where the tag is set; `propagate`: one of PROPAGATE; of values in conflict the
    `on_conflict` is taken, or `by_sequence` the first of the allowed values.
    """

    kind: ClassVar[str] = "TAG"
    allowed_values: tuple[str, ...] | None = None
    masking: tuple[int, ...] = ()
    propagate: str | None = None
    on_conflict: str | None = None
    by_sequence: bool = False
