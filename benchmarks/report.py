"""What the benchmarks found, for people (docs/benchmarks.md and a picture) and for the next run (ratios.json)."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from html import escape
from importlib.metadata import version
from math import log10
from pathlib import Path

from benchmarks import scale_page
from benchmarks.compare import TOOLS, Comparison
from benchmarks.ratios import Ratio

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
PICTURE = ROOT / "docs" / "images" / "benchmarks.svg"
COMMITTED = Path(__file__).with_name("ratios.json")
TOLERANCE = 1.3
"""How many times the committed ratio a ratio may be before it counts as slower: runs differ by as much."""
TITLES = {
    "start": "Starting a new process, against what each may take",
    "sql": "Statements and TPC-H, against hand-written DuckDB",
    "storage": "Versioned tables, streams and time travel, against plain DuckDB tables",
    "dynamic_tables": "Refreshes, against a full refresh of the same change",
    "tasks": "Tasks",
    "connector": "Through the Snowflake connector, against fakesnow's server",
}


def slower(found: dict[str, list[Ratio]]) -> list[str]:
    """Ratios that are over their limit and worse than the committed ones, one line each."""
    committed: dict[str, float] = json.loads(COMMITTED.read_text()) if COMMITTED.is_file() else {}
    return [
        f"{ratio.name}: {ratio.value:.2f}, was {committed[ratio.name]:.2f}"
        for ratios in found.values()
        for ratio in ratios
        if ratio.name in committed and ratio.is_over and ratio.value > TOLERANCE * committed[ratio.name]
    ]


def write(found: dict[str, list[Ratio]], comparisons: list[Comparison]) -> None:
    """The page, its picture and the ratios to compare the next run with."""
    COMMITTED.write_text(
        json.dumps({ratio.name: round(ratio.value, 3) for each in found.values() for ratio in each}, indent=1) + "\n"
    )
    PICTURE.write_text(picture(comparisons), encoding="utf-8")
    PAGE.write_text(page(found, comparisons), encoding="utf-8")


def page(found: dict[str, list[Ratio]], comparisons: list[Comparison]) -> str:
    """docs/benchmarks.md."""
    parts = [
        "# Benchmarks\n\n"
        "Written by `make bench`. Times depend on the machine; ratios, measured side by side in one run, much less. A "
        "line that is over its limit says so.\n",
        f"Measured on {machine()}.\n",
        "## Beside other emulators\n\n"
        "The same tasks, each tool in a process and an environment of its own (`benchmarks/peer_worker.py`), in "
        "milliseconds; in brackets how many times as long as ecomsim. A task that a tool refuses, or answers otherwise "
        "than Snowflake does, has no time. DuckDB is the limit: it keeps no history, checks no privilege, and reads "
        "its own SQL.\n",
        "![Tasks of three emulators, times ecomsim](images/benchmarks.svg)\n",
        _comparison_table(comparisons),
        "UPDATE and DELETE are where ecomsim is slower than the others: it keeps the rows that end, for time travel "
        "and streams, and NUMBER(38, 0) is exact to 38 digits, where they compute in 64 bits.\n",
        scale_page.section(scale_page.kept()),
    ]
    for name, ratios in found.items():
        parts.append(f"## {TITLES[name]}\n\n" + _ratio_table(ratios))
    return "\n".join(parts)


def machine() -> str:
    """The machine, the day and the versions."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{cores} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}, "
        f"DuckDB {version('duckdb')}, {datetime.now(UTC):%Y-%m-%d}"
    )


def _comparison_table(comparisons: list[Comparison]) -> str:
    tools = [tool for tool in TOOLS if any(tool in comparison.found for comparison in comparisons)]
    lines = [f"| task | {' | '.join(tools)} |", "| --- |" + " ---: |" * len(tools)]
    for comparison in comparisons:
        cells = [_cell(comparison, tool) for tool in tools]
        lines.append(f"| {comparison.task} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(comparison: Comparison, tool: str) -> str:
    value, times = comparison.found.get(tool, "-"), comparison.against(tool)
    if isinstance(value, str):
        if tool == "duckdb":
            return "–"
        return "wrong answer" if value.startswith("WrongAnswer") else "refused"
    return f"{value:,.2f}" + (f" ({times:.2f})" if times is not None and tool != "ecomsim" else "")


def _ratio_table(ratios: list[Ratio]) -> str:
    lines = ["| measured | ms | reference, ms | ratio | limit |", "| --- | ---: | ---: | ---: | ---: |"]
    for ratio in ratios:
        value = f"**{ratio.value:.2f}** over" if ratio.is_over else f"{ratio.value:.2f}"
        lines.append(
            f"| {ratio.name} | {ratio.milliseconds:,.2f} | {ratio.reference_ms:,.2f} | {value} | {ratio.limit:g} |"
        )
    return "\n".join(lines) + "\n"


# --- the picture ------------------------------------------------------------------------------------------------

ROW, LABEL, SCALE, TOP = 26, 330, 150, 54  # pixels; SCALE is for a factor of ten
COLOURS = {"fakesnow": "#d08a2e", "snowduck": "#7a9e3f"}
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1b2430 }
.end { text-anchor: end }
.middle { text-anchor: middle; font-size: 11.5px; fill: #56616f }
line { stroke: #c3cad4 }
.own { stroke: #3f6fb5; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #e6ebf2 } .middle { fill: #aab4c2 } line { stroke: #46505e } }
"""


def picture(comparisons: list[Comparison]) -> str:
    """Dots on a logarithmic scale: right of the line a tool takes longer than ecomsim, left of it less."""
    centre = LABEL + SCALE + 20
    width, height = centre + SCALE + 220, TOP + ROW * len(comparisons) + 20
    marks = [f'<style>{STYLE}</style><rect width="{width}" height="{height}" fill="none"/>']
    for factor in (0.1, 1, 10):
        x = centre + SCALE * log10(factor)
        kind = "own" if factor == 1 else "tick"
        marks.append(f'<line class="{kind}" x1="{x:.0f}" x2="{x:.0f}" y1="{TOP - 8}" y2="{height - 16}"/>')
        label = "as ecomsim" if factor == 1 else f"{factor:g} times"
        marks.append(f'<text class="middle" x="{x:.0f}" y="{TOP - 14}">{label}</text>')
    for place, (tool, colour) in enumerate(COLOURS.items()):
        x = LABEL + 20 + 110 * place
        marks.append(f'<circle cx="{x}" cy="16" r="6" fill="{colour}"/><text x="{x + 12}" y="21">{tool}</text>')
    for row, comparison in enumerate(comparisons):
        y = TOP + ROW * row + ROW / 2
        marks.append(f'<text class="end" x="{LABEL}" y="{y + 4:.0f}">{escape(comparison.task)}</text>')
        refused = [tool for tool in COLOURS if isinstance(comparison.found.get(tool), str)]
        if refused:
            marks.append(
                f'<text class="middle" x="{centre + SCALE + 20}" y="{y + 4:.0f}" style="text-anchor: start">'
                f"{'neither' if len(refused) > 1 else 'not'} {' nor '.join(refused)}</text>"
            )
        for tool, colour in COLOURS.items():
            times = comparison.against(tool)
            if times is not None:
                x = centre + SCALE * max(-1.0, min(1.0, log10(times)))
                marks.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="6" fill="{colour}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="How long other emulators take, times ecomsim">{"".join(marks)}</svg>\n'
    )
