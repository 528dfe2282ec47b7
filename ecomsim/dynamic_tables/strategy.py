"""Choosing how a refresh is computed: the whole query, or only the affected keys.

Pure functions of what is known before each step: rows behind the query, changed rows, affected result rows, and what
the table's last refreshes cost. Either way the result is the same; a wrong choice costs time only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Strategy = Literal["auto", "full", "keys"]

SMALL = 50_000
"""Below so many source rows the whole query is answered sooner than the keys are found."""
CHANGED = 0.15
"""Share of changed source rows from which on the whole query is computed without looking for keys."""
AFFECTED = 0.3
"""The same for affected rows of the result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Milliseconds of the last refreshes by each strategy; `changes`: changed source rows of the one by keys."""

    full: float | None = None
    keys: float | None = None
    changes: int = 0

    def measured(self, strategy: Strategy, milliseconds: float, changes: int) -> Costs:
        if strategy == "full":
            return replace(self, full=milliseconds)
        return replace(self, keys=milliseconds, changes=changes)


def by_keys(wanted: Strategy, *, rows: int, changes: int, costs: Costs) -> bool:
    """Whether to look for affected keys at all."""
    if wanted != "auto":
        return wanted == "keys"
    if rows < SMALL or changes > CHANGED * rows:
        return False
    if costs.full is None or costs.keys is None:
        return True
    return costs.keys * max(1.0, changes / max(costs.changes, 1)) < costs.full


def few_enough(wanted: Strategy, *, affected: int, stored: int) -> bool:
    """Whether the affected result rows are few enough to go on by keys."""
    return wanted == "keys" or affected <= AFFECTED * stored
