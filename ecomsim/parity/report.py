"""Results of the parity cases as data: which case passes on which backend.

`python -m ecomsim.parity.report tests/parity results.json` runs every case on one backend and stores the outcome beside
those of the other backends. Outcomes: "passes", "differs", or "gap" for a case that is marked as one and still fails.
Invariant: a case has one outcome for each backend it was run on; a case that left the folder leaves the results.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ecomsim.parity.backends import BACKENDS, Backend
from ecomsim.parity.cases import Case, collect, read
from ecomsim.parity.runner import run

Outcome = Literal["passes", "differs", "gap", "skipped"]
Results = dict[str, dict[str, str]]
"""Backend, then case name ("streams/001_slug"), to outcome."""


def area(name: str) -> str:
    """The part of Snowflake that a case is about: its folder."""
    return name.split("/", 1)[0]


def outcome(case: Case, backend: Backend) -> Outcome:
    """Run one case. A failure of the emulator itself is a difference like any other."""
    if "virtual clock" in case.needs and not backend.can_advance:
        return "skipped"
    try:
        with backend.place(case) as place:
            agrees = not run(case, place.connect, place.advance)
    except Exception:  # whatever it is: the case did not get Snowflake's answer
        agrees = False
    if agrees:
        return "passes"
    return "gap" if case.gap else "differs"


def measure(cases: Sequence[Case], backend: Backend, tell: Callable[[str, Outcome], None]) -> dict[str, str]:
    """The outcome of every case, by name; `tell` hears of each as it ends."""
    found: dict[str, str] = {}
    with backend:
        for case in cases:
            result = outcome(case, backend)
            tell(case.name, result)
            found[case.name] = result
    return dict(sorted(found.items()))


def load(path: Path) -> Results:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def store(path: Path, results: Mapping[str, Mapping[str, str]]) -> None:
    path.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")


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
        ran = {name: result for name, result in outcomes.items() if result != "skipped"}
        for each in sorted({area(name) for name in ran}):
            counts = Counter(result for name, result in ran.items() if area(name) == each)
            rows.append(Row(each, backend, counts.total(), counts["passes"], counts["gap"], counts["differs"]))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, store, and print the cases that differ and the totals."""
    parser = argparse.ArgumentParser(prog="ecomsim.parity.report", description="Run the parity cases.")
    parser.add_argument("folder", type=Path, help="where the case files are")
    parser.add_argument("results", type=Path, help="the JSON file to update")
    parser.add_argument("--backend", choices=sorted(BACKENDS), default="duckdb")
    options = parser.parse_args(arguments)
    cases = [read(path) for path in collect(options.folder)]

    def tell(name: str, result: Outcome) -> None:
        if result == "differs":
            print(f"differs: {name}", flush=True)

    results = load(options.results)
    results[options.backend] = measure(cases, BACKENDS[options.backend](), tell)
    store(options.results, results)
    for row in matrix(results):
        print(f"{row.backend:<10} {row.area:<18} {row.passes:>4} of {row.cases:>4}")


if __name__ == "__main__":
    main()
