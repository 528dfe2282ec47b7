"""Charts of Products."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
from frames import records
from theme import FAILED, GOOD, IDLE, LATE, PAGE, PALETTE, PRIMARY, QUIET, count, percent

from charts.base import DOLLARS, SECOND_AXIS, ranked, styled

CLASS_COLOURS = {"A": GOOD, "B": LATE, "C": IDLE}


def catalogue(frame: pd.DataFrame) -> go.Figure:
    """All of it, the categories and their products: the area is revenue, the colour the margin."""
    tiles = [_tile(row) for row in records(frame)]
    figure = go.Figure(
        go.Treemap(
            ids=[tile for tile, _, _ in tiles],
            labels=[label for _, label, _ in tiles],
            parents=[parent for _, _, parent in tiles],
            values=frame["NET_REVENUE"].astype(float),
            branchvalues="total",
            pathbar={"visible": False},
            marker={
                "colors": frame["MARGIN_PERCENT"].astype(float),
                "showscale": True,
                "colorbar": {"title": "margin, %", "thickness": 10, "outlinewidth": 0},
            },
            texttemplate="%{label}<br>$%{value:,.0f}",
            textfont={"color": PAGE},
            hovertemplate="%{label}: $%{value:,.0f}, margin %{color:.1f}%<extra></extra>",
        )
    )
    return styled(figure, 420, legend=False).update_layout(uniformtext={"minsize": 10, "mode": "hide"})


def _tile(row: Any) -> tuple[str, str, str]:
    """A tile's name, its label, and the name of the tile around it."""
    if row.TILE == "ALL":
        return "all", "All categories", ""
    if row.TILE == "CATEGORY":
        return row.CATEGORY, row.CATEGORY, "all"
    if pd.isna(row.PRODUCT_ID):
        return f"{row.CATEGORY}/others", f"{count(row.PRODUCTS)} other products", row.CATEGORY
    return f"{row.CATEGORY}/{row.PRODUCT_ID:.0f}", row.PRODUCT_NAME, row.CATEGORY


def profitability(frame: pd.DataFrame) -> go.Figure:
    """Share of the revenue beside share of the profit, per category."""
    figure = go.Figure()
    figure.add_bar(x=frame["CATEGORY"], y=frame["REVENUE_SHARE_PERCENT"], name="of revenue", marker={"color": QUIET})
    figure.add_bar(
        x=frame["CATEGORY"],
        y=frame["PROFIT_SHARE_PERCENT"],
        name="of profit, with the margin",
        marker={"color": GOOD},
        text=[f"{value:.0f}%" for value in frame["MARGIN_PERCENT"]],
        textposition="outside",
        cliponaxis=False,
    )
    figure.update_yaxes(ticksuffix="%")
    return styled(figure.update_layout(barmode="group"))


def top_products(frame: pd.DataFrame) -> go.Figure:
    """The most profitable products, with their margin."""
    texts = [percent(margin) for margin in frame["MARGIN_PERCENT"]]
    return ranked(frame, "PRODUCT_NAME", "PROFIT", text=texts, height=460)


def price_and_volume(frame: pd.DataFrame) -> go.Figure:
    """Mean price against units, both logarithmic; the dot's size is the profit, its colour the category."""
    figure = go.Figure()
    profits = frame["PROFIT"].astype(float).clip(lower=0)
    largest = float(profits.max() or 1)
    for index, (category, part) in enumerate(frame.groupby("CATEGORY")):
        figure.add_scatter(
            x=part["MEAN_PRICE"],
            y=part["UNITS"],
            mode="markers",
            name=str(category),
            marker={
                "color": PALETTE[index % len(PALETTE)],
                "size": profits[part.index],
                "sizemode": "area",
                "sizeref": 2 * largest / 28**2,
                "sizemin": 4,
                "opacity": 0.8,
            },
            text=part["PRODUCT_NAME"],
            customdata=part[["PROFIT", "MARGIN_PERCENT"]],
            hovertemplate="%{text}: %{y} units at $%{x:,.2f}, profit $%{customdata[0]:,.0f} "
            "(%{customdata[1]:.1f}%)<extra></extra>",
        )
    figure.update_xaxes(type="log", title="mean price paid", tickprefix="$", dtick=1)
    figure.update_yaxes(type="log", title="units sold", dtick=1)
    return styled(figure, 520)


def abc(frame: pd.DataFrame) -> go.Figure:
    """Revenue per product, largest first, with the share of all revenue reached so far."""
    figure = go.Figure()
    for name, colour in CLASS_COLOURS.items():
        part = frame[frame["CLASS"] == name]
        if part.empty:
            continue
        figure.add_bar(
            x=part["REVENUE_RANK"],
            y=part["NET_REVENUE"],
            name=f"{name}: {count(part['PRODUCTS_OF_CLASS'].iloc[0])} products",
            marker={"color": colour, "line": {"width": 0}},
            text=part["PRODUCT_NAME"],
            textposition="none",
            hovertemplate="%{x}. %{text}: $%{y:,.0f}<extra></extra>",
        )
    figure.add_scatter(
        x=frame["REVENUE_RANK"],
        y=frame["CUMULATIVE_PERCENT"],
        yaxis="y2",
        name="reached, %",
        mode="lines",
        line={"color": PRIMARY, "width": 2},
        hovertemplate="first %{x}: %{y:.1f}% of revenue<extra></extra>",
    )
    figure.update_layout(
        yaxis={"tickformat": DOLLARS},
        yaxis2=SECOND_AXIS | {"range": [0, 102], "ticksuffix": "%"},
    )
    figure.update_xaxes(title="products by falling revenue")
    return styled(figure, 360).update_layout(bargap=0)


def category_margins(frame: pd.DataFrame) -> go.Figure:
    """Quartiles of the margins inside each category."""
    figure = go.Figure(
        go.Box(
            y=frame["CATEGORY"],
            orientation="h",
            lowerfence=frame["LOWEST"],
            q1=frame["LOWER_QUARTILE"],
            median=frame["MIDDLE"],
            q3=frame["UPPER_QUARTILE"],
            upperfence=frame["HIGHEST"],
            marker={"color": PRIMARY},
            fillcolor="rgba(86,180,233,0.25)",
        )
    )
    figure.update_xaxes(ticksuffix="%", title="margin of a product")
    figure.update_yaxes(autorange="reversed", automargin=True)
    return styled(figure, 300, legend=False)


def returns(frame: pd.DataFrame) -> go.Figure:
    """Returned units in percent of delivered ones: a dot per category."""
    figure = go.Figure()
    for row in records(frame):
        figure.add_scatter(
            x=[0, row.RETURN_PERCENT],
            y=[row.CATEGORY] * 2,
            mode="lines",
            line={"color": QUIET, "width": 2},
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=frame["RETURN_PERCENT"],
        y=frame["CATEGORY"],
        mode="markers+text",
        marker={"color": FAILED, "size": 13},
        text=[f"  {percent(value)}" for value in frame["RETURN_PERCENT"]],
        textposition="middle right",
        cliponaxis=False,
        customdata=frame[["RETURNED_UNITS", "DELIVERED_UNITS"]],
        hovertemplate="%{y}: %{customdata[0]} of %{customdata[1]} units<extra></extra>",
    )
    highest = float(frame["RETURN_PERCENT"].max() or 1)
    figure.update_xaxes(ticksuffix="%", range=[0, 1.2 * max(highest, 1)])
    figure.update_yaxes(autorange="reversed", automargin=True)
    return styled(figure, 300, legend=False)


def one_product(frame: pd.DataFrame) -> go.Figure:
    """Units per week of one product, with the profit they made."""
    figure = go.Figure()
    figure.add_bar(
        x=frame["WEEK"],
        y=frame["UNITS"],
        name="Units",
        marker={"color": PRIMARY},
        hovertemplate="week of %{x|%d %b %Y}: %{y} units<extra></extra>",
    )
    figure.add_scatter(
        x=frame["WEEK"],
        y=frame["PROFIT"],
        name="Profit",
        yaxis="y2",
        mode="lines",
        line={"color": GOOD, "width": 2},
        hovertemplate="profit $%{y:,.2f}<extra></extra>",
    )
    figure.update_layout(yaxis2=SECOND_AXIS | {"tickformat": DOLLARS, "rangemode": "tozero"})
    return styled(figure, 300)
