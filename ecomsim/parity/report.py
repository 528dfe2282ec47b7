"""Results of the parity cases: what each case did on a backend, with every difference, and the count by area.

Two documents come of them. The report of one run holds everything (`document`); the results file holds one word for
each case and backend, beside those of the other backends, and is what the pages and badges are made from.
Invariant of the file: a case has one outcome for each backend it was run on; a case that left the folder leaves it.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from ecomsim.parity.backends import Backend
from ecomsim.parity.cases import Case
from ecomsim.parity.runner import Played, play

Outcome = Literal["passes", "differs", "gap", "skipped"]
Results = dict[str, dict[str, str]]
"""Backend, then case name ("streams/001_slug"), to outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One case on one backend. reason: why it was skipped, or is a gap; failure: what broke the run itself."""

    case: Case
    outcome: Outcome
    played: tuple[Played, ...] = ()
    reason: str = ""
    failure: str = ""
    seconds: float = 0.0

    @property
    def differences(self) -> tuple[Played, ...]:
        return tuple(each for each in self.played if not each.agrees)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """All results of one run, in the order of the cases; times in UTC."""

    backend: str
    version: str
    began: datetime
    ended: datetime
    results: tuple[Result, ...]

    def outcomes(self) -> dict[str, str]:
        return dict(sorted((result.case.name, result.outcome) for result in self.results))


def result(case: Case, backend: Backend) -> Result:
    """Run one case. A failure of the emulator itself is a difference like any other."""
    if reason := backend.refuses(case):
        return Result(case=case, outcome="skipped", reason=reason)
    began = time.perf_counter()
    played: list[Played] = []
    failure = ""
    try:
        with backend.place(case) as place:
            played.extend(play(case, place.connect, place.advance))
    except Exception as error:  # whatever it is: the case did not get Snowflake's answer
        failure = f"{type(error).__name__}: {error}"
    agrees = not failure and all(each.agrees for each in played)
    return Result(
        case=case,
        outcome="passes" if agrees else "gap" if case.gap else "differs",
        played=tuple(played),
        reason=case.gap,
        failure=failure,
        seconds=round(time.perf_counter() - began, 3),
    )


def measure(cases: Sequence[Case], name: str, backend: Backend, tell: Callable[[Result], None] = lambda _: None) -> Run:
    """The result of every case on the backend called `name`; `tell` hears of each as it ends."""
    began = datetime.now(UTC)
    found = []
    with backend:
        version = backend.version()
        for case in cases:
            one = result(case, backend)
            tell(one)
            found.append(one)
    return Run(backend=name, version=version, began=began, ended=datetime.now(UTC), results=tuple(found))


def document(run: Run) -> dict[str, Any]:
    """A run as plain values: totals, a count for each area, and every case with its differences side by side."""
    return {
        "backend": run.backend,
        "version": run.version,
        "began": run.began.isoformat(timespec="seconds"),
        "ended": run.ended.isoformat(timespec="seconds"),
        "totals": totals(run.results),
        "areas": {
            area: totals(each for each in run.results if each.case.area == area)
            for area in sorted({each.case.area for each in run.results})
        },
        "cases": [_entry(each) for each in run.results],
    }


def totals(results: Iterable[Result]) -> dict[str, int]:
    counts = Counter(each.outcome for each in results)
    return {
        "cases": counts.total(),
        **{outcome: counts[outcome] for outcome in ("passes", "differs", "gap", "skipped")},
    }


def _entry(one: Result) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": one.case.name,
        "area": one.case.area,
        "source": one.case.source,
        "outcome": one.outcome,
        "seconds": one.seconds,
    }
    if one.reason:
        entry["reason"] = one.reason
    if one.failure:
        entry["failure"] = one.failure
    if one.differences:
        entry["differences"] = [
            {"line": each.step.line, "sql": each.step.sql, "expected": each.expected, "actual": each.actual}
            for each in one.differences
        ]
    return entry


# --- the results file -----------------------------------------------------------------------------------------------


def load(path: Path) -> Results:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def store(path: Path, results: Mapping[str, Mapping[str, str]]) -> None:
    path.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def area(name: str) -> str:
    """The area of a case by its name."""
    return name.split("/", 1)[0]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the matrix: an area on one backend."""

    area: str
    backend: str
    cases: int
    passes: int
    gaps: int
    differs: int

    @property
    def share(self) -> float:
        """Passing cases of all, 0 to 1."""
        return self.passes / self.cases if self.cases else 0.0


def matrix(results: Mapping[str, Mapping[str, str]]) -> list[Row]:
    """The results counted by area and backend, sorted, without cases that a backend cannot run."""
    rows = []
    for backend, outcomes in sorted(results.items()):
        ran = {name: outcome for name, outcome in outcomes.items() if outcome != "skipped"}
        for each in sorted({area(name) for name in ran}):
            counts = Counter(outcome for name, outcome in ran.items() if area(name) == each)
            rows.append(Row(each, backend, counts.total(), counts["passes"], counts["gap"], counts["differs"]))
    return rows
