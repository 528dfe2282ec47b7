"""Ratios: two actions measured side by side, in turns, so that a busy machine slows both."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

RECORD = "ECOMSIM_BENCH_RECORD"
"""The variable that names the file to which shown ratios are appended, one JSON document a line."""


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

    @property
    def is_over(self) -> bool:
        return self.value > self.limit

    def __str__(self) -> str:
        mark = "   over" if self.is_over else ""
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
    return show(Ratio(name, statistics.median(a for a, _ in pairs), statistics.median(r for _, r in pairs), limit))


def show(ratio: Ratio) -> Ratio:
    """Print a ratio, and record it when somebody collects them."""
    print(ratio, flush=True)
    if path := os.environ.get(RECORD):
        with Path(path).open("a", encoding="utf-8") as record:
            record.write(json.dumps(asdict(ratio)) + "\n")
    return ratio


def recorded(path: Path) -> list[Ratio]:
    """What `show` appended to a file."""
    return [Ratio(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
