"""Charts of Geography. Outlines come from the topojson files beside the app, never from the network."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
from theme import BORDER, LAND, LATE, PALETTE, PRIMARY, SCALE, change, money

from charts.base import DOLLARS, heatmap, ranked, styled
from charts.drawing import CLEAR

OUTLINES = Path(__file__).resolve().parents[1] / "static" / "topojson" / "world_110m.json"


@lru_cache
def outlined() -> frozenset[str]:
    """ISO alpha-3 codes of the countries that the map can draw."""
    shapes = json.loads(OUTLINES.read_text(encoding="utf-8"))["objects"]["countries"]["geometries"]
    return frozenset(shape["id"] for shape in shapes if "id" in shape)


def without_outline(frame: pd.DataFrame) -> list[str]:
    """Countries in the data that are too small for the map."""
    return sorted(frame.loc[~frame["COUNTRY_CODE"].isin(outlined()), "COUNTRY"])


def world(frame: pd.DataFrame, chosen: str | None = None) -> go.Figure:
    """Net revenue per country on the map; the chosen country has a bright border."""
    figure = go.Figure(
        go.Choropleth(
            locations=frame["COUNTRY_CODE"],
            z=frame["NET_REVENUE"],
            text=frame["COUNTRY"],
            customdata=frame[["COUNTRY", "ORDERS", "SHARE_PERCENT"]],
            colorscale=[[index / (len(SCALE) - 1), colour] for index, colour in enumerate(SCALE)],
            zmin=0,
            marker={
                "line": {
                    "color": [LATE if country == chosen else BORDER for country in frame["COUNTRY"]],
                    "width": [3 if country == chosen else 0.5 for country in frame["COUNTRY"]],
                }
            },
            colorbar={
                "orientation": "h",
                "y": 0,
                "yanchor": "top",
                "len": 0.8,
                "thickness": 10,
                "outlinewidth": 0,
                "tickformat": DOLLARS,
                "nticks": 5,
            },
            hovertemplate="%{text}: $%{z:,.0f}, %{customdata[1]} orders, %{customdata[2]:.1f}%<extra></extra>",
        )
    )
    figure.update_geos(
        projection_type="natural earth",
        bgcolor=CLEAR,
        showframe=False,
        showcoastlines=False,
        showlakes=False,
        showland=True,
        landcolor=LAND,
        showcountries=True,
        countrycolor=BORDER,
        lataxis_range=[-56, 80],
    )
    return styled(figure, 440, legend=False).update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 44})


def ranking(frame: pd.DataFrame) -> go.Figure:
    """Countries by net revenue, with the change against the period before."""
    texts = [change(step) or "" for step in frame["CHANGE_PERCENT"]]
    return ranked(frame, "COUNTRY", "NET_REVENUE", text=texts, height=440)


def cities(frame: pd.DataFrame) -> go.Figure:
    """Cities by net revenue."""
    return ranked(frame, "CITY", "NET_REVENUE", text=[money(value) for value in frame["NET_REVENUE"]], height=440)


def country_and_category(frame: pd.DataFrame) -> go.Figure:
    """Share of each category in its country's revenue."""
    cells = frame.pivot(index="COUNTRY", columns="CATEGORY", values="SHARE_PERCENT")
    text = cells.map(lambda value: "" if pd.isna(value) else f"{value:.0f}%")
    return heatmap(cells, text=text, hover="%{y}, %{x}: %{z:.1f}%<extra></extra>", height=380)


def over_time(frame: pd.DataFrame) -> go.Figure:
    """Net revenue per month of the five strongest countries, the strongest first."""
    figure = go.Figure()
    for index, (_, part) in enumerate(frame.groupby("MARKET_RANK")):
        figure.add_scatter(
            x=part["MONTH"],
            y=part["NET_REVENUE"],
            name=str(part["COUNTRY"].iloc[0]),
            mode="lines+markers",
            line={"color": PRIMARY if index == 0 else PALETTE[index], "width": 2},
            hovertemplate="%{x|%B %Y}: $%{y:,.0f}<extra></extra>",
        )
    figure.update_yaxes(tickformat=DOLLARS, rangemode="tozero")
    return styled(figure, 380)
