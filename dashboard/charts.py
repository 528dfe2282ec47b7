"""Charts: a frame in, a plotly figure out. Nothing here knows Streamlit or where the data comes from.

Only traces that draw without a network are used. An empty frame gives an empty figure.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from theme import IDLE, LATE, PRIMARY, STATUS_COLOURS


def _laid_out(figure: go.Figure, height: int = 320) -> go.Figure:
    return figure.update_layout(
        height=height,
        margin={"l": 0, "r": 0, "t": 8, "b": 0},
        legend={"orientation": "h", "y": 1.1, "x": 0, "title": None},
        hovermode="closest",
    )


def daily_revenue(frame: pd.DataFrame) -> go.Figure:
    """Net revenue per day with its seven-day mean; the last day is not over yet and drawn lighter."""
    last = len(frame) - 1
    figure = go.Figure()
    figure.add_bar(
        x=frame["SALE_DATE"],
        y=frame["NET_REVENUE"],
        name="Net revenue",
        marker={"color": PRIMARY, "opacity": [0.4 if index == last else 0.9 for index in range(len(frame))]},
    )
    figure.add_scatter(
        x=frame["SALE_DATE"], y=frame["MEAN_OF_7_DAYS"], name="7-day mean", line={"color": LATE, "width": 2}
    )
    return _laid_out(figure)


def order_status(frame: pd.DataFrame) -> go.Figure:
    """Orders of the last 30 days by status."""
    figure = go.Figure(
        go.Bar(
            x=frame["ORDERS"],
            y=frame["ORDER_STATUS"].str.title(),
            orientation="h",
            text=frame["ORDERS"],
            marker={"color": [STATUS_COLOURS.get(status, IDLE) for status in frame["ORDER_STATUS"]]},
        )
    )
    figure.update_yaxes(autorange="reversed")
    return _laid_out(figure)


def _ranked(frame: pd.DataFrame, label: str, value: str, text: pd.Series) -> go.Figure:
    figure = go.Figure(go.Bar(x=frame[value], y=frame[label], orientation="h", text=text, marker={"color": PRIMARY}))
    figure.update_yaxes(autorange="reversed")
    return _laid_out(figure)


def revenue_by_segment(frame: pd.DataFrame) -> go.Figure:
    """Completed revenue per customer segment, with its share."""
    return _ranked(frame, "CUSTOMER_SEGMENT", "COMPLETED_REVENUE", _shares(frame))


def revenue_by_country(frame: pd.DataFrame) -> go.Figure:
    """Net revenue per country, with its share."""
    return _ranked(frame, "COUNTRY", "NET_REVENUE", _shares(frame))


def top_products(frame: pd.DataFrame) -> go.Figure:
    """The most profitable products, with their margin."""
    margins = frame["MARGIN_PERCENT"].map(lambda value: f"{value:.0f}% margin")
    return _ranked(frame, "PRODUCT_NAME", "PROFIT", margins)


def _shares(frame: pd.DataFrame) -> pd.Series:
    return frame["SHARE_PERCENT"].map(lambda value: f"{value:.1f}%")
