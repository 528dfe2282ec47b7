"""Ratios: two actions measured side by side, in turns, so that a busy machine slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times the reference `action` took; `limit` is what it may cost at most."""

    name: str
    milliseconds: float
    reference_ms: float
    limit: float

    @property
    def value(self) -> float:
        return self.milliseconds / self.reference_ms

    def __str__(self) -> str:
        mark = "" if self.value <= self.limit else "   over"
        return (
            f"{self.name:<58} {self.milliseconds:>9.2f} ms {self.reference_ms:>9.2f} ms "
            f"{self.value:>7.2f}  (≤ {self.limit:g}){mark}"
        )


def timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def compare(
    name: str, action: Callable[[], object], reference: Callable[[], object], *, limit: float, rounds: int = 5
) -> Ratio:
    """Median of `rounds` alternating runs of both, after one warm-up of each."""
    action()
    reference()
    pairs = [(timed(action), timed(reference)) for _ in range(rounds)]
    ratio = Ratio(name, statistics.median(a for a, _ in pairs), statistics.median(r for _, r in pairs), limit)
    print(ratio, flush=True)
    return ratio
