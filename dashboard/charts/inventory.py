"""Charts of Inventory."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from theme import FAILED, GOOD, IDLE, LATE, PRIMARY, STOCK_COLOURS, TEXT, count, words

from charts.base import labelled, ranked, stacked, styled

MOVEMENT_COLOURS = {"RESTOCK": GOOD, "RETURN": LATE, "ADJUSTMENT": IDLE, "SALE": PRIMARY, "DAMAGE": FAILED}
COVER_COLOURS = {1: FAILED, 2: LATE, 3: PRIMARY, 4: GOOD, 5: GOOD, 6: IDLE}


def stock_levels(frame: pd.DataFrame) -> go.Figure:
    """Stock as bars with their number, the reorder point as a mark on each."""
    figure = go.Figure()
    for status, colour in STOCK_COLOURS.items():
        part = frame[frame["STOCK_STATUS"] == status]
        if not part.empty:
            figure.add_bar(
                x=part["CURRENT_STOCK"],
                y=part["PRODUCT_NAME"],
                orientation="h",
                name=words(status),
                marker={"color": colour},
                customdata=part["REORDER_POINT"],
                hovertemplate="%{y}: %{x} in stock, reorder at %{customdata}<extra></extra>",
            )
    figure.add_scatter(
        x=frame["REORDER_POINT"],
        y=frame["PRODUCT_NAME"],
        mode="markers",
        name="Reorder point",
        marker={"symbol": "line-ns", "size": 15, "line": {"width": 3, "color": TEXT}},
        hoverinfo="skip",
    )
    stock = [count(value) for value in frame["CURRENT_STOCK"]]
    labelled(figure, frame, "PRODUCT_NAME", "CURRENT_STOCK", "REORDER_POINT", stock)
    figure.update_yaxes(categoryorder="array", categoryarray=list(frame["PRODUCT_NAME"])[::-1], automargin=True)
    return styled(figure, 570)


def status_by_category(frame: pd.DataFrame) -> go.Figure:
    """Products per category and stock status."""
    return stacked(frame, "CATEGORY", "STOCK_STATUS", "PRODUCTS", STOCK_COLOURS, tuple(STOCK_COLOURS))


def movements(frame: pd.DataFrame) -> go.Figure:
    """What comes in above the line, what goes out below it."""
    return stacked(frame, "BUCKET", "MOVEMENT_TYPE", "UNITS", MOVEMENT_COLOURS, tuple(MOVEMENT_COLOURS))


def stock_over_time(frame: pd.DataFrame) -> go.Figure:
    """Units on hand at the end of each day, as steps."""
    figure = go.Figure(
        go.Scatter(
            x=frame["FULL_DATE"],
            y=frame["UNITS_ON_HAND"],
            mode="lines",
            line={"shape": "hv", "color": PRIMARY, "width": 2},
            fill="tozeroy",
            fillcolor="rgba(86,180,233,0.15)",
            hovertemplate="%{x|%d %b %Y}: %{y:,} units<extra></extra>",
        )
    )
    figure.update_yaxes(rangemode="tozero", tickformat=",")
    return styled(figure, 400, legend=False)


def turnover(frame: pd.DataFrame) -> go.Figure:
    """How many times a year the stock of a category is sold."""
    return ranked(
        frame,
        "CATEGORY",
        "TURNS_PER_YEAR",
        text=[f"{value:.1f} ×" for value in frame["TURNS_PER_YEAR"]],
        tickformat=None,
        height=260,
    )


def days_of_cover(frame: pd.DataFrame) -> go.Figure:
    """Products by how long their stock lasts."""
    return ranked(
        frame,
        "STEP",
        "PRODUCTS",
        text=[count(value) for value in frame["PRODUCTS"]],
        colours=[COVER_COLOURS[step] for step in frame["STEP_ORDER"]],
        tickformat=",",
        height=320,
    )
