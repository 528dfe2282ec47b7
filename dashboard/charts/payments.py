"""Charts of Payments."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from frames import records
from theme import (
    FAILED,
    GOOD,
    LATE,
    PAGE,
    PALETTE,
    PAYMENT_COLOURS,
    PRIMARY,
    QUIET,
    STATUS_COLOURS,
    TEXT,
    percent,
    words,
)

from charts.base import SECOND_AXIS, styled

MISHAPS = (
    ("FAILED_PERCENT", "payment failed", FAILED),
    ("CANCELLED_PERCENT", "order cancelled", LATE),
    ("RETURNED_PERCENT", "order returned", PRIMARY),
)


def methods(frame: pd.DataFrame) -> go.Figure:
    """Share of the orders per payment method."""
    figure = go.Figure(
        go.Pie(
            labels=frame["PAYMENT_METHOD"].map(words),
            values=frame["ORDERS"],
            hole=0.6,
            sort=False,
            marker={"colors": PALETTE, "line": {"color": PAGE, "width": 2}},
            text=[percent(value) for value in frame["SHARE_PERCENT"]],
            texttemplate="%{label}<br>%{text}",
            automargin=True,
            textposition="outside",
            hovertemplate="%{label}: %{value} orders, %{text}<extra></extra>",
        )
    )
    return styled(figure, 400, legend=False).update_layout(margin={"l": 40, "r": 40, "t": 40, "b": 40})


def outcomes(frame: pd.DataFrame) -> go.Figure:
    """Failed, cancelled and returned in percent, per method."""
    figure = go.Figure()
    for column, name, colour in MISHAPS:
        figure.add_bar(
            x=frame[column],
            y=frame["PAYMENT_METHOD"].map(words),
            orientation="h",
            name=name,
            marker={"color": colour},
            text=[percent(value) for value in frame[column]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}, %{fullData.name}: %{x:.1f}%<extra></extra>",
        )
    highest = max((float(value) for column, _, _ in MISHAPS for value in frame[column]), default=0.0)
    figure.update_xaxes(ticksuffix="%", range=[0, 1.2 * (highest if highest > 0 else 1)])  # room for the last label
    figure.update_yaxes(autorange="reversed", type="category")
    return styled(figure.update_layout(barmode="group"), 400)


def over_time(frame: pd.DataFrame) -> go.Figure:
    """Success of payments and cancellation of orders over time."""
    figure = go.Figure()
    for column, name, colour in (
        ("SUCCESS_PERCENT", "payments succeeded", GOOD),
        ("CANCELLED_PERCENT", "orders cancelled", LATE),
    ):
        figure.add_scatter(
            x=frame["BUCKET"],
            y=frame[column],
            name=name,
            mode="lines+markers",
            line={"color": colour, "width": 2},
            customdata=frame["ORDERS"],
            hovertemplate="%{x|%d %b %Y}: %{y:.1f}% of %{customdata} orders<extra></extra>",
        )
    figure.update_yaxes(ticksuffix="%", range=[0, 103])
    return styled(figure)


def by_value(frame: pd.DataFrame) -> go.Figure:
    """Orders per step of value as bars, failures and cancellations as lines."""
    figure = go.Figure()
    figure.add_bar(
        x=frame["STEP"],
        y=frame["ORDERS"],
        name="orders",
        marker={"color": QUIET},
        hovertemplate="%{x}: %{y} orders<extra></extra>",
    )
    for column, name, colour in MISHAPS[:2]:
        figure.add_scatter(
            x=frame["STEP"],
            y=frame[column],
            name=name,
            yaxis="y2",
            mode="lines+markers",
            line={"color": colour, "width": 2},
            hovertemplate="%{fullData.name}: %{y:.1f}%<extra></extra>",
        )
    figure.update_xaxes(title="value of the order")
    figure.update_layout(yaxis2=SECOND_AXIS | {"ticksuffix": "%", "rangemode": "tozero"})
    return styled(figure)


def flows(frame: pd.DataFrame) -> go.Figure:
    """From method over payment status to order status; the width is the number of orders."""
    nodes: dict[tuple[int, str], int] = {}
    for row in records(frame):  # a name may stand in two stages: PENDING is a payment's status and an order's
        nodes.setdefault((row.STEP - 1, row.SOURCE), row.SOURCE_ORDERS)
        nodes.setdefault((row.STEP, row.TARGET), row.TARGET_ORDERS)
    number = {node: index for index, node in enumerate(nodes)}
    colours: tuple[dict[str, str], ...] = ({}, PAYMENT_COLOURS, STATUS_COLOURS)
    figure = go.Figure(
        go.Sankey(
            node={
                "label": [words(name) for _, name in nodes],
                "color": [colours[stage].get(name, PRIMARY) for stage, name in nodes],
                "customdata": [int(orders) for orders in nodes.values()],
                "hovertemplate": "%{label}: %{customdata:,} orders<extra></extra>",
                "pad": 14,
                "thickness": 14,
                "line": {"width": 0},
            },
            link={
                "source": [number[row.STEP - 1, row.SOURCE] for row in records(frame)],
                "target": [number[row.STEP, row.TARGET] for row in records(frame)],
                "value": [int(row.ORDERS) for row in records(frame)],
                "hovertemplate": "%{source.label} to %{target.label}: %{value:,} orders<extra></extra>",
                "color": "rgba(169,180,198,0.5)",
            },
            textfont={"color": TEXT, "size": 12, "shadow": "none"},
        )
    )
    return styled(figure, 400, legend=False)
