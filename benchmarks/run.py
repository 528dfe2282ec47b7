"""`make bench`: every section in a process of its own, then the table, the picture and what has become slower.

    python -m benchmarks.run [--check] [SECTION …]

Writes docs/benchmarks.md, docs/images/benchmarks.svg and benchmarks/ratios.json when all sections ran; with --check it
writes nothing and ends with 1 when a ratio is worse than the committed one (`report.TOLERANCE`) and over its limit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import compare, report
from benchmarks.ratios import RECORD, recorded

SECTIONS = ("start", "sql", "storage", "dynamic_tables", "tasks", "connector")
"""Modules of this package that show ratios; `compare` is run beside them."""
ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    chosen = [name for name in arguments if not name.startswith("-")] or [*SECTIONS, "compare"]
    found = {name: section(name) for name in chosen if name != "compare"}
    comparisons = compare.measure() if "compare" in chosen else []
    if comparisons:
        print(compare.table(comparisons))
    slower = report.slower(found)
    for line in slower:
        print(f"slower: {line}")
    if "--check" in arguments:
        return 1 if slower else 0
    if set(chosen) == {*SECTIONS, "compare"}:
        report.write(found, comparisons)
    return 0


def section(name: str) -> list[report.Ratio]:
    """Run one module and read what it showed."""
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "ratios"
        record.touch()
        subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, env={**os.environ, RECORD: str(record)}, check=True
        )
        return recorded(record)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
