"""What all charts share: margins, legend, bars, and the reading of dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
from theme import IDLE, PAGE, PRIMARY, TEXT, words

DOLLARS = "$,.0f"

SECOND_AXIS: dict[str, object] = {
    "overlaying": "y",
    "side": "right",
    "showgrid": False,
    "tickmode": "auto",
    "nticks": 6,
}
"""A scale of its own on the right; its ticks are round numbers rather than aligned with the left one's."""


def styled(figure: go.Figure, height: int = 320, *, legend: bool = True) -> go.Figure:
    """The figure with the page's margins; the legend stands above, out of the plot's way."""
    return figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 30 if legend else 8, "b": 8},
        showlegend=legend,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "title": None},
        hovermode="closest",
        bargap=0.25,
    ).update_traces(
        insidetextfont={"color": PAGE},
        outsidetextfont={"color": TEXT},
        textangle=0,
        constraintext="none",  # a label keeps its size, however thin its bar
        selector={"type": "bar"},
    )


def ranked(
    frame: pd.DataFrame,
    label: str,
    value: str,
    *,
    text: Sequence[str] | None = None,
    colours: Sequence[str] | str = PRIMARY,
    tickformat: str | None = DOLLARS,
    height: int | None = None,
) -> go.Figure:
    """Horizontal bars in the frame's order, the first on top."""
    figure = go.Figure(
        go.Bar(
            x=frame[value],
            y=frame[label].map(str),
            orientation="h",
            text=text,
            textposition="auto",
            marker={"color": colours},
            hovertemplate="%{y}: %{x:,.2f}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", automargin=True, type="category")
    figure.update_xaxes(tickformat=tickformat)
    return styled(figure, height or max(180, 60 + 28 * len(frame)), legend=False)


def labelled(figure: go.Figure, frame: pd.DataFrame, label: str, value: str, mark: str, text: Sequence[str]) -> None:
    """Write what each bar of `value` says behind the bar and its `mark`, where neither covers it."""
    figure.add_scatter(
        x=frame[[value, mark]].max(axis="columns"),
        y=frame[label],
        mode="text",
        text=[f"  {each}" for each in text],
        textposition="middle right",
        textfont={"color": TEXT},
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )


def stacked(
    frame: pd.DataFrame,
    x: str,
    series: str,
    value: str,
    colours: Mapping[str, str] | None = None,
    order: Sequence[str] | None = None,
) -> go.Figure:
    """Stacked bars, one colour per value of `series`."""
    figure = go.Figure()
    names = [name for name in order if name in set(frame[series])] if order else sorted(frame[series].unique())
    for name in names:
        part = frame[frame[series] == name]
        figure.add_bar(
            x=part[x],
            y=part[value],
            name=words(name),
            marker={"color": (colours or {}).get(name, None)},
            hovertemplate="%{x}<br>%{fullData.name}: %{y:,.0f}<extra></extra>",
        )
    return styled(figure.update_layout(barmode="relative"))


def heatmap(
    z: pd.DataFrame,
    *,
    text: pd.DataFrame | None = None,
    hover: str,
    height: int = 320,
    gap: int = 2,
    span: tuple[float, float] | None = None,
) -> go.Figure:
    """A frame as coloured cells: its columns along, its index down, first row on top. NULL stays empty."""
    figure = go.Figure(
        go.Heatmap(
            z=z.to_numpy(dtype=float),
            zmin=span[0] if span else None,
            zmax=span[1] if span else None,
            x=list(z.columns),
            y=[str(name) for name in z.index],
            text=None if text is None else text.to_numpy(),
            texttemplate=None if text is None else "%{text}",
            textfont={"color": PAGE},
            xgap=gap,
            ygap=gap,
            hovertemplate=hover,
            hoverongaps=False,
            colorbar={"thickness": 10, "outlinewidth": 0},
        )
    )
    figure.update_yaxes(autorange="reversed", type="category", showgrid=False)
    figure.update_xaxes(showgrid=False)
    return styled(figure, height, legend=False)


def colour_of(table: Mapping[str, str], names: Iterable[object]) -> list[str]:
    """The colour of each name; grey for one without."""
    return [table.get(str(name), IDLE) for name in names]
