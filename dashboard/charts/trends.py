"""Charts of Sales Trends."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from theme import FAILED, GOOD, IDLE, LATE, PAGE, PALETTE, PRIMARY

from charts.base import DOLLARS, heatmap, styled

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def comparison(frame: pd.DataFrame) -> go.Figure:
    """Revenue added up day by day, this period over the one before."""
    figure = go.Figure()
    for span, name, line in (
        ("BEFORE", "Period before", {"color": IDLE, "width": 2, "dash": "dot"}),
        ("NOW", "This period", {"color": PRIMARY, "width": 3}),
    ):
        part = frame[frame["SPAN"] == span]
        figure.add_scatter(
            x=part["DAY_OF_PERIOD"],
            y=part["REACHED"],
            name=name,
            mode="lines",
            line=line,
            customdata=part["FULL_DATE"],
            hovertemplate="day %{x} (%{customdata|%d %b %Y}): $%{y:,.0f}<extra></extra>",
        )
    figure.update_xaxes(title="day of the period")
    figure.update_yaxes(tickformat=DOLLARS, rangemode="tozero")
    return styled(figure, 340)


def weekday_and_hour(frame: pd.DataFrame) -> go.Figure:
    """Orders per weekday and hour; an empty cell is an hour without an order."""
    days = dict(zip(frame["DAY_OF_WEEK"], frame["DAY_NAME"], strict=True))
    cells = frame.pivot(index="DAY_OF_WEEK", columns="HOUR_OF_DAY", values="ORDERS")
    cells = cells.reindex(index=sorted(days), columns=range(24))
    cells.index = pd.Index([days[day] for day in cells.index])
    figure = heatmap(cells, hover="%{y} %{x}:00: %{z} orders<extra></extra>", span=_span(frame))
    return figure.update_xaxes(dtick=3, title="hour, UTC")


def seasonality(frame: pd.DataFrame) -> go.Figure:
    """Net revenue per month, one line per year."""
    figure = go.Figure()
    for index, (year, part) in enumerate(frame.groupby("YEAR")):
        figure.add_scatter(
            x=[MONTHS[month - 1] for month in part["MONTH"]],
            y=part["NET_REVENUE"],
            name=str(year),
            mode="lines+markers",
            line={"color": (IDLE, LATE, PRIMARY, *PALETTE)[index], "width": 2},
            hovertemplate="%{x} %{fullData.name}: $%{y:,.0f}<extra></extra>",
        )
    figure.update_xaxes(categoryorder="array", categoryarray=list(MONTHS))
    figure.update_yaxes(tickformat=DOLLARS, rangemode="tozero")
    return styled(figure)


def growth(frame: pd.DataFrame) -> go.Figure:
    """Each complete month against the one before: up or down."""
    figure = go.Figure(
        go.Bar(
            x=frame["MONTH"],
            y=frame["GROWTH_PERCENT"],
            marker={"color": [GOOD if value >= 0 else FAILED for value in frame["GROWTH_PERCENT"]]},
            customdata=frame["NET_REVENUE"],
            hovertemplate="%{x|%B %Y}: %{y:+.1f}% to $%{customdata:,.0f}<extra></extra>",
        )
    )
    figure.update_yaxes(ticksuffix="%", zeroline=True)
    return styled(figure, legend=False)


def category_share(frame: pd.DataFrame) -> go.Figure:
    """The mix of categories over time, to 100 %."""
    figure = go.Figure()
    for index, (category, part) in enumerate(frame.groupby("CATEGORY")):
        figure.add_scatter(
            x=part["BUCKET"],
            y=part["SHARE_PERCENT"],
            name=str(category),
            stackgroup="all",
            mode="lines",
            line={"width": 1, "color": PAGE},  # what parts the areas
            fillcolor=PALETTE[index % len(PALETTE)],
            hovertemplate="%{fullData.name}: %{y:.1f}%<extra></extra>",
        )
    figure.update_yaxes(ticksuffix="%", range=[0, 100])
    return styled(figure)


def calendar(frame: pd.DataFrame) -> go.Figure:
    """Daily revenue of a year: weeks along, weekdays down."""
    days = dict(sorted(zip(frame["DAY_OF_WEEK"], frame["DAY_NAME"], strict=True)))
    cells = frame.pivot(index="DAY_OF_WEEK", columns="WEEK", values="NET_REVENUE")
    cells.index = pd.Index([days[day] for day in cells.index])
    hover = "%{y}, week of %{x|%d %b %Y}: $%{z:,.0f}<extra></extra>"
    return heatmap(cells, hover=hover, height=230, span=_span(frame))


def _span(frame: pd.DataFrame) -> tuple[float, float] | None:
    """From nothing to where the question lets the colours end; what is above has the last colour."""
    return None if frame.empty else (0.0, float(frame["COLOURS_END"].iloc[0]) or 1.0)


def forecast(frame: pd.DataFrame) -> go.Figure:
    """What was, what is expected, and the band four days in five should fall into."""
    past, ahead = frame[frame["NET_REVENUE"].notna()], frame[frame["FORECAST"].notna()]
    figure = go.Figure()
    figure.add_scatter(
        x=past["FULL_DATE"],
        y=past["NET_REVENUE"],
        name="Net revenue",
        mode="lines",
        line={"color": PRIMARY, "width": 2},
    )
    figure.add_scatter(
        x=ahead["FULL_DATE"],
        y=ahead["FORECAST_HIGH"],
        mode="lines",
        line={"width": 1, "color": LATE},
        showlegend=False,
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=ahead["FULL_DATE"],
        y=ahead["FORECAST_LOW"],
        name="80 % band",
        mode="lines",
        line={"width": 1, "color": LATE},
        fill="tonexty",
        fillcolor="rgba(230,159,0,0.18)",
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=ahead["FULL_DATE"],
        y=ahead["FORECAST"],
        name="Forecast",
        mode="lines",
        line={"color": LATE, "width": 2, "dash": "dash"},
        customdata=ahead[["FORECAST_LOW", "FORECAST_HIGH"]],
        hovertemplate="%{x|%a %d %b}: $%{y:,.0f} ($%{customdata[0]:,.0f} to $%{customdata[1]:,.0f})<extra></extra>",
    )
    figure.update_yaxes(tickformat=DOLLARS, rangemode="tozero")
    return styled(figure, 340)
