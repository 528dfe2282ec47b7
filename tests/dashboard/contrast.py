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


def faint_fills(figure: go.Figure) -> set[str]:
    """The colours of a figure's areas, as they are seen over the page, that neither stand out from it nor have an edge
    that does."""
    import theme

    return {
        seen
        for trace in figure.to_plotly_json()["data"]
        for seen, edge in areas(trace)
        if contrast(seen, theme.PAGE) < MARKS and (edge is None or contrast(edge, theme.PAGE) < MARKS)
    }


def areas(trace: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Each area of a trace, laid over the page, and the colour of the line around it."""
    line = trace.get("line", {})
    if "link" in trace:
        yield seen_over_page(trace["link"]["color"]), None
    if trace["type"] == "box" or trace.get("fill") or trace.get("stackgroup"):
        edge = line.get("color", trace.get("marker", {}).get("color")) if line.get("width", 2) > 0 else None
        # without a colour of its own an area is half of its line
        yield seen_over_page(trace.get("fillcolor", f"{edge}80")), edge


def seen_over_page(colour: str) -> str:
    """A colour as rgba(…), #RRGGBB or #RRGGBBAA, laid over the page."""
    import theme

    if colour.startswith("rgba("):
        red, green, blue, opacity = (float(part) for part in colour[5:-1].split(","))
        return over(f"#{int(red):02X}{int(green):02X}{int(blue):02X}", theme.PAGE, opacity)
    return over(colour[:7], theme.PAGE, int(colour[7:] or "FF", 16) / 255)


def faint_marks(figure: go.Figure) -> set[str]:
    """The colours of a figure's marks that hardly stand out from the page; borders may."""
    import theme

    seen: set[str] = set()
    for trace in figure.to_plotly_json()["data"]:
        marker = {name: value for name, value in trace.get("marker", {}).items() if name != "line"}
        faintest = trace.get("opacity", 1.0) * min(numbers(marker.get("opacity", 1.0)))
        seen |= {over(colour, theme.PAGE, faintest) for colour in colours(marker)}
        # the line around a stacked area is the gap to the next one
        for place in ("colorscale", "node") if trace.get("stackgroup") else ("line", "colorscale", "node"):
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
