"""What growing scale costs: for people, a part of docs/benchmarks.md and a picture; for the next run, scale.json."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.scale_picture import draw

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
PICTURE = ROOT / "docs" / "images" / "scale.svg"
RECORD = Path(__file__).with_name("scale.json")
TITLE = "## The shop at growing scale"
TOLERANCE = 1.5
"""How many times the kept growth a step's growth may be before it counts as steeper."""
CURVES = {
    "generate": "generate",
    "load": "load",
    "settle": "first runs and refreshes",
    "simulate": "60 minutes of traffic",
    "stream": "read a stream, 1,000 changes",
    "refresh": "refresh, 1,000 changes",
}
OTHERS = {"day": "a day at the natural pace", "rest": "rest after the hour", "verify": "all checks of the data"}

Found = Mapping[str, Any]
"""What `benchmarks.scale.measure` gives."""


def kept() -> list[dict[str, Any]]:
    """The committed figures, smallest scale first."""
    return json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else []


def keep(found: Found) -> None:
    """Put one scale's figures among the committed ones, and write the page's part and the picture anew."""
    by_scale = {each["scale"]: each for each in kept()} | {found["scale"]: dict(found)}
    listed = [by_scale[scale] for scale in sorted(by_scale)]
    RECORD.write_text(json.dumps(listed, indent=1) + "\n", "utf-8")
    whole = [each for each in listed if each["seconds"].keys() >= CURVES.keys()]
    if len(whole) > 1:
        PICTURE.write_text(draw(whole, CURVES), "utf-8")
    before, _, rest = PAGE.read_text("utf-8").partition(TITLE)
    _, heading, after = rest.partition("\n## ")
    PAGE.write_text(f"{before}{section(listed)}{heading}{after}", "utf-8")


def section(found: Sequence[Found]) -> str:
    """The part of the page, with its heading."""
    scales = [f"{each['scale']:g}" for each in found]
    lines = [f"| | {' | '.join(f'scale {scale}' for scale in scales)} |", "| --- |" + " ---: |" * len(found)]
    lines += [f"| {label} | {' | '.join(cells)} |" for label, cells in _rows(found)]
    return (
        f"{TITLE}\n\nWritten by `make scale`; scale 1 is 5,003 orders. Seconds, each scale in a process of its own; "
        "a dash is a step that was not run. The machine did other work meanwhile: the shape of the curves counts, not "
        "the seconds. A day brings as many new orders at every scale, but the orders that are under way, and so the "
        "changes of their status, grow with it.\n\n"
        "![Seconds by scale](images/scale.svg)\n\n" + "\n".join([*lines, *_failures(found)]) + "\n"
    )


def _failures(found: Sequence[Found]) -> list[str]:
    """Below the table: which checks failed, by scale."""
    failed = [(each["scale"], each["failed_checks"]) for each in found if each["failed_checks"]]
    return [f"\nFailed at scale {scale:g}: {'; '.join(checks)}." for scale, checks in failed]


def table(found: Sequence[Found]) -> str:
    """The same as text."""
    head = f"{'scale':<34}" + "".join(f"{each['scale']:>14g}" for each in found)
    return "\n".join(
        [head, *(f"{label:<34}" + "".join(f"{cell:>14}" for cell in cells) for label, cells in _rows(found))]
    )


def _rows(found: Sequence[Found]) -> list[tuple[str, list[str]]]:
    """(what, one cell for each scale)."""
    totals = [sum(each["rows"].values()) for each in found]
    rows = [("rows loaded", [f"{total:,}" for total in totals])]
    for step, label in (CURVES | OTHERS).items():
        rows.append((f"{label}, s", [_seconds(each, step) for each in found]))
    for step in ("generate", "load", "settle"):
        speeds = (total / each["seconds"][step] for total, each in zip(totals, found, strict=True))
        rows.append((f"{CURVES[step]}, rows/s", [f"{speed:,.0f}" for speed in speeds]))
    rows += [
        (f"{CURVES[step]}, peak MB", [f"{each['peak_mb'][step]:,}" for each in found])
        for step in ("generate", "load", "settle")
    ]
    rows.append(("peak memory, MB", [f"{max(each['peak_mb'].values()):,}" for each in found]))
    rows.append(("file, MB", [f"{each['file_mb']:,.1f}" for each in found]))
    failed = (each["failed_checks"] for each in found)
    rows.append(("checks that failed", ["–" if checks is None else str(len(checks)) for checks in failed]))
    rows.append(("DuckDB's memory limit", [each["memory_limit"] for each in found]))
    return rows


def _seconds(found: Found, step: str) -> str:
    return f"{found['seconds'][step]:,.2f}" if step in found["seconds"] else "–"


def steeper(found: Sequence[Found]) -> list[str]:
    """Steps that grow more from the smallest scale to the largest than they did between the same scales when the
    figures were kept; one line each.
    """
    before = {each["scale"]: each for each in kept()}
    low, high = found[0], found[-1]
    if low["scale"] == high["scale"] or low["scale"] not in before or high["scale"] not in before:
        return []
    lines = []
    for step, label in CURVES.items():
        now, then = _growth(low, high, step), _growth(before[low["scale"]], before[high["scale"]], step)
        if now > TOLERANCE * then:
            lines.append(f"{label}: {now:.1f} times as long at scale {high['scale']:g}, was {then:.1f}")
    return lines


def _growth(low: Found, high: Found, step: str) -> float:
    return float(high["seconds"][step]) / max(float(low["seconds"][step]), 0.001)
