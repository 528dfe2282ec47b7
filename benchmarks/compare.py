"""ecomsim beside what a user would pick instead, and beside DuckDB itself: python -m benchmarks.compare [ROWS].

Every tool runs the same tasks (peer_worker.py) in a process and an environment of its own, the tools in turns; of its
two runs a tool's better one counts. A task that a tool refuses, or answers otherwise than Snowflake, has no time but a
reason.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import peers

WORKER = Path(__file__).with_name("peer_worker.py")
ROWS = 1_000_000
ROUNDS = 2
START = "start: a new process, connect, one query"
TOOLS = ("ecomsim", "fakesnow", "snowduck", "duckdb")
_FIRST_QUERY = f"import sys; sys.argv = ['', '{{tool}}', '0']; sys.path.insert(0, {str(WORKER.parent)!r})\n" + (
    "from contextlib import ExitStack\nimport peer_worker\n"
    "with ExitStack() as stack: peer_worker.check(peer_worker.Tool('{tool}', stack).rows('SELECT 1')[0][0], 1)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One task: tool → milliseconds, or the reason why there are none."""

    task: str
    found: dict[str, float | str]

    def against(self, tool: str) -> float | None:
        """How many times as long as ecomsim the tool takes."""
        own, other = self.found.get("ecomsim"), self.found.get(tool)
        return other / own if isinstance(own, float) and isinstance(other, float) else None


def measure(rows: int = ROWS) -> list[Comparison]:
    """All tasks on all tools that can be installed."""
    pythons = {"ecomsim": Path(sys.executable), **peers.environments(), "duckdb": Path(sys.executable)}
    runs: dict[str, list[dict[str, float | str]]] = {tool: [] for tool in pythons}
    for turn in range(ROUNDS):
        for tool, python in pythons.items():
            print(f"  {tool}, round {turn + 1} of {ROUNDS}", file=sys.stderr, flush=True)
            runs[tool].append({START: _start(tool, python), **_tasks(tool, python, rows)})
    tasks = list(runs["ecomsim"][0])
    return [
        Comparison(task=task, found={tool: _better([run[task] for run in runs[tool]]) for tool in pythons})
        for task in tasks
    ]


def _tasks(tool: str, python: Path, rows: int) -> dict[str, float | str]:
    done = subprocess.run(
        [str(python), str(WORKER), tool, str(rows)], capture_output=True, text=True, check=False, timeout=600
    )
    if done.returncode:
        raise RuntimeError(f"{tool} does not run its tasks:\n{done.stderr[-2000:]}")
    found: dict[str, float | str] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _start(tool: str, python: Path) -> float:
    """Milliseconds from nothing to the first answer; the second of two runs, so that files are in memory."""
    spent = 0.0
    # compiled as an installed package is: what pip installs is compiled, a checkout may not be
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(peers.FOLDER / "bytecode")
    for _ in range(2):
        began = time.perf_counter()
        command = [str(python), "-c", _FIRST_QUERY.format(tool=tool)]
        subprocess.run(command, check=True, capture_output=True, env=environment)
        spent = (time.perf_counter() - began) * 1000
    return spent


def _better(found: list[float | str]) -> float | str:
    """The least time; a reason if any run has one."""
    reasons = [value for value in found if isinstance(value, str)]
    return reasons[0] if reasons else min(value for value in found if isinstance(value, float))


def table(comparisons: list[Comparison]) -> str:
    """As text: milliseconds, and for the others how many times as long as ecomsim."""
    lines = [f"{'milliseconds (times ecomsim)':<46}" + "".join(f"{tool:>22}" for tool in TOOLS)]
    for comparison in comparisons:
        cells = []
        for tool in TOOLS:
            value, times = comparison.found.get(tool, "-"), comparison.against(tool)
            if isinstance(value, str):
                cells.append("-" if tool == "duckdb" or value == "-" else value.split(":")[0][:20])
            else:
                cells.append(f"{value:,.2f}" + (f" ({times:.2f})" if tool != "ecomsim" and times is not None else ""))
        lines.append(f"{comparison.task:<46}" + "".join(f"{cell:>22}" for cell in cells))
    return "\n".join(lines)


def main(rows: int) -> None:
    print(table(measure(rows)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
