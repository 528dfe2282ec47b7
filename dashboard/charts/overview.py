"""Charts of the Overview."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from theme import FAILED, GOOD, LATE, PRIMARY, QUIET, SEGMENT_COLOURS, STATUS_COLOURS, money, percent, words

from charts.base import DOLLARS, SECOND_AXIS, colour_of, ranked, styled


def revenue_trend(frame: pd.DataFrame) -> go.Figure:
    """Net revenue per day with its seven-day mean; the last day is not over yet and drawn lighter."""
    last = len(frame) - 1
    figure = go.Figure()
    figure.add_bar(
        x=frame["SALE_DATE"],
        y=frame["NET_REVENUE"],
        name="Net revenue",
        marker={"color": PRIMARY, "opacity": [0.55 if index == last else 1 for index in range(len(frame))]},
        customdata=frame["ORDERS"],
        hovertemplate="%{x|%a %d %b %Y}<br>$%{y:,.2f} from %{customdata} orders<extra></extra>",
    )
    figure.add_scatter(
        x=frame["SALE_DATE"],
        y=frame["MEAN_OF_7_DAYS"],
        name="7-day mean",
        mode="lines",
        line={"color": LATE, "width": 2},
        hovertemplate="7-day mean $%{y:,.0f}<extra></extra>",
    )
    figure.update_yaxes(tickformat=DOLLARS)
    return styled(figure, 340)


def revenue_and_profit(frame: pd.DataFrame) -> go.Figure:
    """Revenue split into cost and profit, with the margin on a scale of its own."""
    figure = go.Figure()
    for column, name, colour in (("COST", "Cost", QUIET), ("PROFIT", "Profit", GOOD)):
        figure.add_bar(
            x=frame["BUCKET"],
            y=frame[column],
            name=name,
            marker={"color": colour},
            hovertemplate=name + " $%{y:,.0f}<extra></extra>",
        )
    figure.add_scatter(
        x=frame["BUCKET"],
        y=frame["MARGIN_PERCENT"],
        name="Margin, %",
        yaxis="y2",
        mode="lines+markers",
        line={"color": LATE, "width": 2},
        marker={"size": 5},
        hovertemplate="Margin %{y:.1f}%<extra></extra>",
    )
    figure.update_layout(
        barmode="stack",
        yaxis={"tickformat": DOLLARS},
        yaxis2=SECOND_AXIS | {"ticksuffix": "%", "rangemode": "tozero"},
    )
    return styled(figure, 340)


def revenue_by_segment(frame: pd.DataFrame) -> go.Figure:
    """Net revenue per customer segment, with its share."""
    return ranked(
        frame.assign(SEGMENT=frame["CUSTOMER_SEGMENT"].map(words)),
        "SEGMENT",
        "NET_REVENUE",
        text=[
            f"{money(value)} · {percent(share)}"
            for value, share in zip(frame["NET_REVENUE"], frame["SHARE_PERCENT"], strict=True)
        ],
        colours=colour_of(SEGMENT_COLOURS, frame["CUSTOMER_SEGMENT"]),
        height=260,
    )


def order_status(frame: pd.DataFrame) -> go.Figure:
    """Orders by status, in the order of an order's life."""
    return ranked(
        frame.assign(STATUS=frame["ORDER_STATUS"].map(words)),
        "STATUS",
        "ORDERS",
        text=[
            f"{orders:,} · {percent(share)}"
            for orders, share in zip(frame["ORDERS"], frame["SHARE_PERCENT"], strict=True)
        ],
        colours=colour_of(STATUS_COLOURS, frame["ORDER_STATUS"]),
        tickformat=",",
        height=260,
    )


def revenue_bridge(frame: pd.DataFrame) -> go.Figure:
    """From the price tags to the profit, step by step."""
    figure = go.Figure(
        go.Waterfall(
            x=frame["STEP"],
            y=frame["AMOUNT"],
            measure=frame["MEASURE"],
            text=[money(value) for value in frame["AMOUNT"]],
            textposition="outside",
            cliponaxis=False,
            connector={"line": {"width": 1, "color": QUIET}},
            increasing={"marker": {"color": PRIMARY}},
            decreasing={"marker": {"color": FAILED}},
            totals={"marker": {"color": GOOD}},
            hovertemplate="%{x}: %{text}<extra></extra>",
        )
    )
    figure.update_yaxes(tickformat=DOLLARS)
    return styled(figure, 340, legend=False).update_layout(margin_t=24)
