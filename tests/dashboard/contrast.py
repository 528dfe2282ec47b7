"""Contrast as WCAG 2.2 measures it, and the marks of a chart that have too little of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import plotly.graph_objects as go

MARKS = 3.0
"""What a line, a bar or a dot needs beside what is around it (WCAG 2.2, 1.4.11)."""
WORDS = 4.5
"""What text needs (1.4.3)."""


def contrast(one: str, other: str) -> float:
    """The ratio of two colours written as #RRGGBB, 1 to 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts(colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def parts(colour: str) -> list[float]:
    """Red, green and blue, 0 to 1 each."""
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def over(colour: str, under: str, opacity: float) -> str:
    """What is seen of a colour that lets another one through."""
    mixed = (opacity * a + (1 - opacity) * b for a, b in zip(parts(colour), parts(under), strict=True))
    return "#" + "".join(f"{round(255 * part):02X}" for part in mixed)


def faint_marks(figure: go.Figure) -> set[str]:
    """The colours of a figure's marks that hardly stand out from the page; borders may."""
    import theme

    seen: set[str] = set()
    for trace in figure.to_plotly_json()["data"]:
        marker = {name: value for name, value in trace.get("marker", {}).items() if name != "line"}
        faintest = trace.get("opacity", 1.0) * min(numbers(marker.get("opacity", 1.0)))
        seen |= {over(colour, theme.PAGE, faintest) for colour in colours(marker)}
        for place in ("line", "colorscale", "node"):
            seen |= set(colours(trace.get(place, ())))
    return {colour for colour in seen if contrast(colour, theme.PAGE) < MARKS}


def colours(value: Any) -> Iterator[str]:
    """The colours below a value that are written as #RRGGBB."""
    if isinstance(value, str):
        if re.fullmatch("#[0-9A-Fa-f]{6}", value):
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from colours(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from colours(each)


def numbers(value: Any) -> list[float]:
    return [float(each) for each in value] if isinstance(value, list | tuple) else [float(value)]
