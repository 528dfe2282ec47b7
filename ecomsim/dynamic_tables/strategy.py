"""Choosing how a refresh is computed. Whatever is chosen, the rows and the net change are the same.

Pure functions of counts: rows behind the query, changed rows, stored rows, and how many result rows a changed row
touched the last time. No measured time enters, so the same history of changes always takes the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Strategy = Literal["auto", "full", "keys", "change", "sums"]
"""full: the whole query, compared with what is stored. keys: the query for affected values of some columns, compared
with the stored rows that have them. change: the query's signed change. sums: its input's, added to sums kept beside.
"""

SMALL = 50_000
"""Up to so many rows behind the query the whole query is answered sooner than its change is found."""
CHANGED = 0.15
"""Share of changed source rows from which on the whole query is computed."""
AFFECTED = 0.3
"""The same for affected rows of the result."""
SCATTERED = 0.05
"""Up to this share of the stored rows it is better to find where they stand before they are read."""
FEW = 0.05
"""Up to so many stored rows for each source row sums are worth keeping."""
FEWER = 0.02
"""The same where different values are counted: groups of fewer rows are computed anew as soon as their values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Rows: behind the query, changed or turned by time since the last refresh, stored. `distinct`: whether sums tell
    different values, which takes reading the sources for those that came or went.
    """

    rows: int
    changes: int
    stored: int
    distinct: bool = False


def ways(
    wanted: Strategy, possible: tuple[Strategy, ...], sizes: Sizes, reached: Mapping[str, float]
) -> Iterator[Strategy]:
    """The ways to try, the best first, each giving up when it finds out that it would not pay; "full" comes last.

    `possible`: in the order in which the query prefers them. `reached`: by way, affected result rows for each changed
    row when that way was last tried.
    """
    if wanted != "auto":
        if wanted in possible:
            yield wanted
    elif is_small_change(sizes):
        for way in possible:
            if way == "sums" or pays(reached.get(way, 0.0) * sizes.changes, sizes.stored):
                yield way
    yield "full"


def is_small_change(sizes: Sizes) -> bool:
    """Whether so little changed of so many rows that it may pay to follow it."""
    return sizes.rows > SMALL and sizes.changes <= CHANGED * sizes.rows


def keeps_sums(wanted: Strategy, sizes: Sizes) -> bool:
    """Whether sums are worth keeping when they can be: not while most of the rows change."""
    if wanted == "auto":
        few = (FEWER if sizes.distinct else FEW) * sizes.rows
        return is_small_change(sizes) and sizes.stored <= few
    return wanted == "sums"


def pays(affected: float, stored: int) -> bool:
    """Whether the affected result rows are few enough not to compute the whole query."""
    return affected <= AFFECTED * stored
