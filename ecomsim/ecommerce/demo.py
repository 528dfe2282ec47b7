"""The demo: deploy, load, an hour of traffic on a virtual clock, rest, verify; one document of what came out.

The simulated clock is the only time there is, so the same scale, seed and start give the same rows. By
default it begins early enough to end about now, so that live traffic can go on where the simulation stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import ecomsim
from ecomsim.ecommerce import deploy, load, simulate, status, verify
from ecomsim.ecommerce.generator import generate


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoResult:
    """document: JSON-ready, see `run`; checks: every check of verify, in order."""

    document: dict[str, Any]
    checks: list[verify.Check]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)


def run(
    database: str = ":memory:",
    *,
    minutes: int = 60,
    scale: float = 1.0,
    seed: int = 42,
    start: datetime | None = None,
    on_step: Callable[[deploy.Step], None] = lambda _: None,
    on_minutes: Callable[[int], None] = lambda _: None,
) -> DemoResult:
    """Run the whole pipeline in `database` for `minutes` simulated minutes.

    A database that holds the shop already is kept and simulated on. The document holds `counts` (rows by
    table), `streams`, `tasks`, `dynamic_tables`, `quality` (the last stored run, and under `verified` every
    check made at the end), `traffic` (rows the simulation made), what was asked for, and `elapsed_seconds`
    with its parts.
    """
    clock = _Stopwatch()
    begin = start or default_start(minutes)
    with ecomsim.connect(database, clock="virtual", start=None if _exists(database) else begin) as connection:
        began = status.now(connection)
        deploy.deploy(connection, on_step=on_step)
        clock.lap("deploy")
        if not any(load.counts(connection, load.TABLES).values()):
            dataset = generate(scale=scale, seed=seed, today=began.replace(tzinfo=None))
            clock.lap("generate")
            load.load(connection, dataset)
        clock.lap("load")
        traffic = simulate.simulate(connection, minutes=minutes, seed=seed, on_minutes=on_minutes)
        clock.lap("simulate")
        verify.settle(connection)
        clock.lap("settle")
        checks = verify.verify(connection)
        clock.lap("verify")
        report = status.report(connection)
        clock.lap("report")
        ended = status.now(connection)
    report["quality"]["verified"] = [check.as_dict() for check in checks]
    report["quality"]["passed"] = all(check.passed for check in checks)
    document = {
        "scale": scale,
        "seed": seed,
        "minutes": minutes,
        "simulated_from": began.isoformat(),
        "simulated_to": ended.isoformat(),
        **report,
        "traffic": traffic,
        "elapsed_seconds": clock.total(),
        "elapsed": clock.laps,
    }
    return DemoResult(document=document, checks=checks)


def default_start(minutes: int) -> datetime:
    """An instant from which a simulation of `minutes`, and the rest after it, ends at the present one."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=minutes) - verify.SETTLING


def _exists(database: str) -> bool:
    from pathlib import Path

    return not database.startswith(":memory:") and Path(database).expanduser().exists()


class _Stopwatch:
    """Seconds of machine time, in total and since the last lap."""

    def __init__(self) -> None:
        self._began = self._last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        present = time.perf_counter()
        self.laps[name] = round(present - self._last, 3)
        self._last = present

    def total(self) -> float:
        return round(time.perf_counter() - self._began, 3)
