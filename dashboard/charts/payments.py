"""Charts of Payments."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
from theme import FAILED, GOOD, LATE, PAGE, PALETTE, PAYMENT_COLOURS, PRIMARY, QUIET, STATUS_COLOURS, TEXT, words

from charts.base import SECOND_AXIS, styled


def methods(frame: pd.DataFrame) -> go.Figure:
    """Share of the orders per payment method."""
    figure = go.Figure(
        go.Pie(
            labels=frame["PAYMENT_METHOD"].map(words),
            values=frame["ORDERS"],
            hole=0.6,
            sort=False,
            marker={"colors": PALETTE, "line": {"color": PAGE, "width": 2}},
            texttemplate="%{label}<br>%{percent:.1%}",
            automargin=True,
            textposition="outside",
            hovertemplate="%{label}: %{value} orders<extra></extra>",
        )
    )
    return styled(figure, 340, legend=False).update_layout(margin={"l": 40, "r": 40, "t": 40, "b": 40})


def outcomes(frame: pd.DataFrame) -> go.Figure:
    """Failed, cancelled and returned in percent, per method."""
    figure = go.Figure()
    for column, name, colour in (
        ("FAILED_PERCENT", "payment failed", FAILED),
        ("CANCELLED_PERCENT", "order cancelled", LATE),
        ("RETURNED_PERCENT", "order returned", PRIMARY),
    ):
        figure.add_bar(
            x=frame["PAYMENT_METHOD"].map(words),
            y=frame[column],
            name=name,
            marker={"color": colour},
            text=[f"{value:.1f}" for value in frame[column]],
            hovertemplate="%{x}, %{fullData.name}: %{y:.1f}%<extra></extra>",
        )
    figure.update_yaxes(ticksuffix="%")
    return styled(figure.update_layout(barmode="group"), 340)


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
    for column, name, colour in (
        ("FAILED_PERCENT", "payment failed", FAILED),
        ("CANCELLED_PERCENT", "order cancelled", LATE),
    ):
        figure.add_scatter(
            x=frame["STEP"],
            y=frame[column],
            name=name,
            yaxis="y2",
            mode="lines+markers",
            line={"color": colour, "width": 2},
            hovertemplate="%{fullData.name}: %{y:.1f}%<extra></extra>",
        )
    figure.update_layout(yaxis2=SECOND_AXIS | {"ticksuffix": "%", "rangemode": "tozero"})
    return styled(figure)


def flows(frame: pd.DataFrame) -> go.Figure:
    """From method over payment status to order status; the width is the number of orders."""
    stages = ("PAYMENT_METHOD", "PAYMENT_STATUS", "ORDER_STATUS")
    nodes = [(stage, name) for stage in stages for name in sorted(frame[stage].unique())]
    number = {node: index for index, node in enumerate(nodes)}
    colours = {"PAYMENT_STATUS": PAYMENT_COLOURS, "ORDER_STATUS": STATUS_COLOURS}
    links = []
    for left, right in pairwise(stages):
        steps = frame.groupby([left, right], as_index=False)["ORDERS"].sum()
        for source, target, orders in zip(steps[left], steps[right], steps["ORDERS"], strict=True):
            links.append((number[left, source], number[right, target], int(orders)))
    figure = go.Figure(
        go.Sankey(
            node={
                "label": [words(name) for _, name in nodes],
                "color": [colours.get(stage, {}).get(name, PRIMARY) for stage, name in nodes],
                "pad": 14,
                "thickness": 14,
                "line": {"width": 0},
            },
            link={
                "source": [link[0] for link in links],
                "target": [link[1] for link in links],
                "value": [link[2] for link in links],
                "color": "rgba(169,180,198,0.5)",
            },
            textfont={"color": TEXT, "size": 12, "shadow": "none"},
        )
    )
    return styled(figure, 400, legend=False)
