"""Cost curves as one SVG: rows loaded to the right, seconds upwards, both logarithmic, a line for each step.

A dotted line shows what linear is. No outside program; colours follow the reader's light or dark preference.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 460, 70, 260, 40, 56  # pixels
NEAR = 16  # pixels between two labels at least
COLOURS = ("#3f6fb5", "#c2571a", "#2e8b57", "#8a4fb0", "#b8860b", "#c23b6b")
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1b2430 }
.middle { text-anchor: middle } .end { text-anchor: end }
.grid { stroke: #c8d0da; stroke-width: .6 } .linear { stroke: #7b8794; stroke-dasharray: 2 5; fill: none }
@media (prefers-color-scheme: dark) { text { fill: #e6ebf2 } .grid { stroke: #3a4452 } }
"""


class Axes:
    """From rows and seconds to pixels."""

    def __init__(self, rows: Sequence[float], seconds: Sequence[float]) -> None:
        self.rows = (math.floor(math.log10(min(rows))), math.ceil(math.log10(max(rows))))
        self.seconds = (math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds))))

    def x(self, rows: float) -> float:
        low, high = self.rows
        return LEFT + (math.log10(rows) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(self, seconds: float) -> float:
        low, high = self.seconds
        return HEIGHT - BOTTOM - (math.log10(seconds) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)


def draw(found: Sequence[Mapping[str, Any]], curves: Mapping[str, str]) -> str:
    """The SVG text of at least two measured scales (benchmarks.scale.measure), smallest first."""
    rows = [sum(each["rows"].values()) for each in found]
    seconds = {step: [max(0.001, each["seconds"][step]) for each in found] for step in curves}
    axes = Axes(rows, [value for values in seconds.values() for value in values])
    parts = [*_grid(axes), *_linear(axes, rows, seconds["load"])]
    for colour, (step, values) in zip(COLOURS, seconds.items(), strict=False):
        points = " ".join(f"{axes.x(n):.1f},{axes.y(s):.1f}" for n, s in zip(rows, values, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{axes.x(n):.1f}" cy="{axes.y(s):.1f}" r="3.2" fill="{colour}"><title>{escape(curves[step])}: '
            f"{s:g} s, {n:,} rows</title></circle>"
            for n, s in zip(rows, values, strict=True)
        ]
    below = -math.inf
    ends = sorted(
        (axes.y(values[-1]), colour, step) for colour, (step, values) in zip(COLOURS, seconds.items(), strict=False)
    )
    for height, colour, step in ends:
        below = max(height, below + NEAR)
        parts.append(
            f'<text x="{axes.x(rows[-1]) + 12:.1f}" y="{below + 4:.1f}" style="fill:{colour}">'
            f"{escape(curves[step])}: {seconds[step][-1]:.3g} s</text>"
        )
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">\n'
        f"<title>Seconds of each step by the rows of the shop</title>\n<style>{STYLE}</style>\n"
        + "\n".join(parts)
        + f'\n<text class="middle" x="{middle:.0f}" y="{HEIGHT - 14}">rows loaded</text>\n'
        f'<text x="14" y="22">seconds (dotted: linear, from the first load on)</text>\n</svg>\n'
    )


def _grid(axes: Axes) -> list[str]:
    lines = []
    for power in range(axes.rows[0], axes.rows[1] + 1):
        x = axes.x(10.0**power)
        lines.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>')
        lines.append(f'<text class="middle" x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}">{10**power:,}</text>')
    for power in range(axes.seconds[0], axes.seconds[1] + 1):
        y = axes.y(10.0**power)
        lines.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(f'<text class="end" x="{LEFT - 8}" y="{y + 4:.1f}">{10.0**power:g}</text>')
    return lines


def _linear(axes: Axes, rows: Sequence[float], load: Sequence[float]) -> list[str]:
    """From the first load on, as far as the picture goes."""
    top = 10.0 ** axes.seconds[1]
    last = min(rows[-1], rows[0] * top / load[0])
    start, end = (rows[0], load[0]), (last, load[0] * last / rows[0])
    points = " ".join(f"{axes.x(n):.1f},{axes.y(s):.1f}" for n, s in (start, end))
    return [f'<polyline class="linear" points="{points}"/>']
