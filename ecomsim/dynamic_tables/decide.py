"""Deciding what a refresh does: a pure function of where the table stands and what its sources are.

Source: spec/dynamic-tables.md section 9, decision order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ecomsim.dynamic_tables import support
from ecomsim.dynamic_tables.state import IMMUTABLE, State

Action = Literal["NO_DATA", "INCREMENTAL", "FULL", "REINITIALIZE", "CUSTOM_INCREMENTAL"]


@dataclass(frozen=True, slots=True)
class Decision:
    action: Action
    reason: str | None = None  # of a REINITIALIZE


def decide(
    state: State,
    versions: Mapping[int, int],
    *,
    changed: bool,
    time_dependent: bool,
    mode: str,
    names: Mapping[int, str],
) -> Decision:
    """`versions`: what the sources are now, by id; `changed`: whether any source changed rows since the versions in
    `state`; `mode`: the resolved refresh mode; `names`: for the reason. Raises 002766 when an IMMUTABLE function was
    replaced beneath an incremental table (section 14).
    """
    if mode == "CUSTOM_INCREMENTAL":  # what the statement makes of no change is its own affair
        return Decision("CUSTOM_INCREMENTAL")
    working: Action = "FULL" if mode == "FULL" else "INCREMENTAL"
    if state.data_timestamp is None:
        return Decision(working)
    if not state.sources:
        return Decision("FULL") if working == "FULL" else Decision("REINITIALIZE", "The definition was changed")
    replaced = sorted(names.get(key, str(key)) for key in versions.keys() - state.sources.keys())
    if versions.keys() != state.sources.keys():
        if working == "FULL":
            return Decision("FULL")
        if any(state.sources[key] == IMMUTABLE for key in state.sources.keys() - versions.keys()):
            raise support.ceased()
        return Decision("REINITIALIZE", f"Base table replaced or added: {', '.join(replaced) or 'fewer sources'}")
    if not changed and not time_dependent:
        return Decision("NO_DATA")
    return Decision(working)
