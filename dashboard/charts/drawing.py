"""A figure as it goes to the browser: with the page's look, and so that plotly.js draws it once.

Streamlit hands every figure to plotly.js a second time, as a copy. plotly.js compares, and draws all of it again when
something differs or cannot be compared: a template, typed arrays, data without a `datarevision`. It draws once more if
the labels do not fit into the margins. So a figure that leaves here has no template but the look itself, its numbers
are lists, and its margins have room for its labels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from theme import BORDER, CARD, IDLE, PALETTE, SCALE, TEXT

FONT = {"family": '"Source Sans", sans-serif', "size": 12, "color": TEXT}
MUTED = FONT | {"color": IDLE}
CLEAR = "rgba(0,0,0,0)"
LAYOUT: dict[str, Any] = {
    "font": FONT,
    "paper_bgcolor": CLEAR,
    "plot_bgcolor": CLEAR,
    "colorway": list(PALETTE),
    "treemapcolorway": list(PALETTE),
    "hoverlabel": {"bgcolor": CARD, "bordercolor": BORDER, "font": FONT},
    "legend": {"font": FONT},
    "margin": {"pad": 6},
    "datarevision": 1,
}
AXIS: dict[str, Any] = {
    "gridcolor": BORDER,
    "zerolinecolor": BORDER,
    "tickcolor": BORDER,
    "tickfont": MUTED,
    "automargin": True,
    "title": {"font": MUTED, "standoff": 10},
}
ACROSS = AXIS | {"showgrid": False, "zeroline": False}
STEPS = [[index / (len(SCALE) - 1), colour] for index, colour in enumerate(SCALE)]
LETTER = 6.6
"""Pixels of a letter of an axis, wide ones included."""
NUMBERS, TICKS, TITLE, COLOUR_BAR = 62, 30, 26, 76
"""Pixels that the numbers of a vertical axis, the ticks of a horizontal one, its title and a colour bar take."""
PLANE = {"bar", "scatter", "heatmap", "box", "waterfall", "funnel"}
"""Kinds of traces that stand between two axes."""


def drawn(figure: go.Figure) -> go.Figure:
    """The figure with the page's look, in a form that is drawn once. What a chart has chosen itself stays."""
    for trace in figure.data:
        for path, values in _arrays(trace.to_plotly_json()):
            trace[path] = None  # an equal value would not be taken
            trace[path] = values
        _scaled(trace)
    own = figure.layout.to_plotly_json()
    own.pop("template", None)
    look: dict[str, Any] = LAYOUT | {"margin": LAYOUT["margin"] | _roomy(figure)}
    if plane := _on_plane(figure):
        # lines stand where amounts are read: up from below, or across where words go down the left
        lying = any(_labels(trace) for trace in plane)
        look |= {"xaxis": ACROSS | {"showgrid": lying}, "yaxis": AXIS | {"showgrid": not lying}}
    if "yaxis2" in own:
        look |= {"yaxis2": AXIS}
    margins = look["margin"]
    figure.layout = go.Layout(_merged(look, own) | {"margin": _merged(own.get("margin", {}), margins)})
    figure.layout.template = None
    return figure


def _arrays(properties: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, list[Any]]]:
    """The arrays of numbers of a trace, by path, as lists."""
    for name, value in properties.items():
        if isinstance(value, np.ndarray) and value.dtype.kind in "iuf":
            yield prefix + name, value.tolist()
        elif isinstance(value, dict):
            yield from _arrays(value, f"{prefix}{name}.")


def _scaled(trace: Any) -> None:
    """The page's scale of colours where numbers are told by colour and the chart has not chosen one."""
    if trace.type in {"heatmap", "choropleth"} and trace.colorscale is None:
        trace.colorscale = STEPS
    if trace.type == "treemap" and trace.marker.colors is not None and trace.marker.colorscale is None:
        trace.marker.colorscale = STEPS


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Two nested mappings as one; `over` wins."""
    both = dict(under)
    for name, value in over.items():
        below = both.get(name)
        both[name] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return both


def _on_plane(figure: go.Figure) -> list[Any]:
    return [trace for trace in figure.data if trace.type in PLANE]


def _roomy(figure: go.Figure) -> dict[str, float]:
    """The figure's margins, widened to what its axes and its colour bar need."""
    margin = {side: float(figure.layout.margin[side] or 0) for side in "lrtb"}
    axes = _on_plane(figure)
    if not axes:
        return margin
    words = [label for trace in axes if trace.yaxis in {None, "y"} for label in _labels(trace)]
    left = LETTER * max(map(len, words)) + 16 if words else NUMBERS
    if figure.layout.yaxis.title.text:
        left += TITLE
    right = NUMBERS if any(trace.yaxis == "y2" for trace in axes) else 16
    if any(trace.type == "heatmap" for trace in axes):
        right = COLOUR_BAR
    return {
        "l": max(margin["l"], left),
        "r": max(margin["r"], right),
        "b": max(margin["b"], TICKS + (TITLE if figure.layout.xaxis.title.text else 0)),
        "t": max(margin["t"], 36 if figure.layout.showlegend else 0),
    }


def _labels(trace: Any) -> list[str]:
    """The words down the left of a trace; none where a scale of numbers stands."""
    values = () if trace.y is None else trace.y
    return [value for value in values if isinstance(value, str)]
