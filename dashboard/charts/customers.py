"""Charts of Customers."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from frames import records
from theme import GOOD, PRIMARY, QUIET, SEGMENT_COLOURS, money, words

from charts.base import DOLLARS, colour_of, heatmap, stacked, styled

SEGMENTS = ("PREMIUM", "STANDARD", "BASIC", "UNKNOWN")


def segments(frame: pd.DataFrame) -> go.Figure:
    """Share of the customers beside share of the revenue, per segment."""
    figure = go.Figure()
    names = frame["CUSTOMER_SEGMENT"].map(words)
    figure.add_bar(
        x=names,
        y=frame["CUSTOMERS_PERCENT"],
        name="of customers",
        marker={"color": QUIET},
        text=[f"{v:.0f}%" for v in frame["CUSTOMERS_PERCENT"]],
        textposition="outside",
        cliponaxis=False,
    )
    figure.add_bar(
        x=names,
        y=frame["SHARE_PERCENT"],
        name="of completed revenue",
        marker={"color": colour_of(SEGMENT_COLOURS, frame["CUSTOMER_SEGMENT"])},
        text=[f"{v:.0f}%" for v in frame["SHARE_PERCENT"]],
    )
    figure.update_yaxes(ticksuffix="%")
    return styled(figure.update_layout(barmode="group"))


def top_customers(frame: pd.DataFrame) -> go.Figure:
    """The best customers by net revenue, coloured by segment."""
    figure = go.Figure()
    for segment in SEGMENTS:
        part = frame[frame["CUSTOMER_SEGMENT"] == segment]
        if not part.empty:
            figure.add_bar(
                x=part["NET_REVENUE"],
                y=part["CUSTOMER_NAME"],
                orientation="h",
                name=words(segment),
                marker={"color": SEGMENT_COLOURS.get(segment)},
                text=[money(value) for value in part["NET_REVENUE"]],
                customdata=part[["ORDERS", "COUNTRY"]],
                hovertemplate="%{y}, %{customdata[1]}: $%{x:,.2f} in %{customdata[0]} orders<extra></extra>",
            )
    figure.update_yaxes(categoryorder="array", categoryarray=list(frame["CUSTOMER_NAME"])[::-1], automargin=True)
    figure.update_xaxes(tickformat=DOLLARS)
    return styled(figure, 560)


def cohorts(frame: pd.DataFrame) -> go.Figure:
    """Share of each cohort that ordered again, by quarters since the first order."""
    later = frame[frame["QUARTERS_LATER"] > 0]
    names = {
        cohort: f"{pd.Timestamp(cohort).year} Q{pd.Timestamp(cohort).quarter} ({size})"
        for cohort, size in zip(frame["COHORT"], frame["COHORT_SIZE"], strict=True)
    }
    shares = later.pivot(index="COHORT", columns="QUARTERS_LATER", values="RETAINED_PERCENT")
    text = shares.map(lambda value: "" if pd.isna(value) else f"{value:.0f}")
    shares.index = pd.Index([names[cohort] for cohort in shares.index])
    figure = heatmap(
        shares, text=text, hover="%{y}, %{x} quarters later: %{z:.1f}%<extra></extra>", height=500, span=(0, 100)
    )
    return figure.update_xaxes(title="quarters after the first order", dtick=1)


def lifetime_value(frame: pd.DataFrame) -> go.Figure:
    """Customers per step of what they have spent so far, stacked by segment."""
    steps = [money(value).replace(".0K", "K") for value in frame["VALUE_FROM"]]
    figure = stacked(frame.assign(STEP=steps), "STEP", "CUSTOMER_SEGMENT", "CUSTOMERS", SEGMENT_COLOURS, SEGMENTS)
    figure.update_xaxes(
        categoryorder="array",
        categoryarray=list(dict.fromkeys(steps)),
        title="spent so far, from",
        tickangle=0,
        dtick=3,
    )
    return figure


def recency_frequency(frame: pd.DataFrame) -> go.Figure:
    """Days since the last order against number of orders; the dot's size is the money spent."""
    figure = go.Figure()
    largest = float(frame["NET_REVENUE"].max() or 1)
    for segment in SEGMENTS:
        part = frame[frame["CUSTOMER_SEGMENT"] == segment]
        if not part.empty:
            figure.add_scatter(
                x=part["DAYS_SINCE_LAST_ORDER"],
                y=part["ORDERS"],
                mode="markers",
                name=words(segment),
                marker={
                    "color": SEGMENT_COLOURS.get(segment),
                    "size": part["NET_REVENUE"],
                    "sizemode": "area",
                    "sizeref": 2 * largest / 26**2,
                    "sizemin": 4,
                    "opacity": 0.8,
                },
                text=part["CUSTOMER_NAME"],
                customdata=part["NET_REVENUE"],
                hovertemplate="%{text}: last order %{x} days ago, %{y} orders, $%{customdata:,.0f}<extra></extra>",
            )
    figure.update_xaxes(title="days since the last order")
    figure.update_yaxes(title="orders")
    return styled(figure, 360)


def new_and_returning(frame: pd.DataFrame) -> go.Figure:
    """Customers per step who order for the first time, and who come again."""
    figure = go.Figure()
    figure.add_bar(x=frame["BUCKET"], y=frame["RETURNING_CUSTOMERS"], name="Returning", marker={"color": PRIMARY})
    figure.add_bar(x=frame["BUCKET"], y=frame["NEW_CUSTOMERS"], name="New", marker={"color": GOOD})
    return styled(figure.update_layout(barmode="stack"))


def history(frame: pd.DataFrame) -> go.Figure:
    """One bar per version of a customer, from when it was valid to when it ended; the current one goes on."""
    figure = go.Figure()
    for row in records(frame):
        start, end = pd.Timestamp(row.EFFECTIVE_DATE), pd.Timestamp(row.SHOWN_UNTIL)
        figure.add_bar(
            base=[start],
            x=[(end - start).total_seconds() * 1000],
            y=[f"{row.Index + 1} · {words(row.CUSTOMER_SEGMENT)}"],
            orientation="h",
            marker={
                "color": SEGMENT_COLOURS.get(row.CUSTOMER_SEGMENT),
                "opacity": 1.0 if row.IS_CURRENT else 0.6,
            },
            hovertemplate=f"{start:%Y-%m-%d %H:%M} to {'now' if row.IS_CURRENT else f'{end:%Y-%m-%d %H:%M}'}"
            f"<br>{row.CITY}, {row.COUNTRY}<br>{row.ORDERS} orders, ${row.NET_REVENUE:,.2f}<extra></extra>",
        )
    figure.update_xaxes(type="date", nticks=5)
    figure.update_yaxes(autorange="reversed", type="category", automargin=True)
    return styled(figure, 90 + 44 * len(frame), legend=False)
