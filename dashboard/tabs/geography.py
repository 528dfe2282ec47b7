"""Geography: where the customers are. Map and table choose the country together: one click on either."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import queries
import streamlit as st
from charts import geography as charts
from filters import Filters
from panels import Card, cards, chart, compared, empty, is_blank, more, panel, plot
from theme import change, count, money, percent

PLACE = "place"


def numbers(filters: Filters) -> None:
    """The cards."""
    with panel("Markets at a glance") as head:
        answer = queries.ask("geography/kpis", filters.values())
        more(head, answer)
        row = answer.row
        cards(
            (
                Card(label="Countries", value=count(row["COUNTRIES"]), delta=_more(row["COUNTRIES_CHANGE"])),
                Card(label="Cities", value=count(row["CITIES"]), delta=_more(row["CITIES_CHANGE"])),
                Card(label="Strongest market", value=row["TOP_COUNTRY"] or "–"),
                Card(label="Its share", value=percent(row["TOP_SHARE_PERCENT"])),
                Card(
                    label="Revenue elsewhere",
                    value=money(row["ELSEWHERE_REVENUE"]),
                    delta=change(row["ELSEWHERE_REVENUE_CHANGE_PERCENT"]),
                ),
            )
        )
        st.caption(compared(filters))


def details(filters: Filters) -> None:
    """All below the cards."""
    values = filters.values()
    place = markets(filters)
    left, right = st.columns(2)
    with left:
        title = f"Cities in {place}, USD" if place else "Strongest cities, USD"
        chart(
            title,
            "geography/cities",
            charts.cities,
            filters.values(every_place=place is None, place=place or ""),
            alt="Bars of cities by net revenue",
        )
        chart(
            "The five strongest markets over a year, USD per month",
            "geography/over_time",
            charts.over_time,
            values,
            alt="Lines of monthly revenue of five countries",
        )
    with right:
        chart(
            "Ranking of countries, USD, with the change",
            "geography/countries",
            charts.ranking,
            values,
            alt="Bars of countries by net revenue with its change",
        )
        chart(
            "What sells where, percent of the country",
            "geography/country_and_category",
            charts.country_and_category,
            values,
            alt="Heatmap of each category's share in its country",
        )


def markets(filters: Filters) -> str | None:
    """Map and table; returns the chosen country."""
    with panel("Net revenue by country, USD") as head:
        answer = queries.ask("geography/countries", filters.values())
        more(head, answer, key="geography/map")
        frame = answer.frame
        if is_blank(frame):
            empty("geography/map")
            return None
        place: str | None = st.session_state.get(PLACE)
        if place not in set(frame["COUNTRY"]):
            place = None
        if place and head.button(place, key="forget place", icon=":material/close:", help="Show all countries"):
            _choose(None)
            st.rerun()
        left, right = st.columns(2)
        with left:
            plot(
                charts.world(frame, place),
                key="geography/map",
                on_select=lambda: _choose(_on_map(st.session_state["geography/map"])),
                selection_mode="points",
                alt="World map of net revenue per country",
            )
        with right:
            st.dataframe(
                frame,
                hide_index=True,
                height=420,
                column_order=["COUNTRY", "NET_REVENUE", "SHARE_PERCENT", "ORDERS", "CUSTOMERS", "AVERAGE_ORDER"],
                column_config={
                    "COUNTRY": st.column_config.TextColumn("Country", width=112),
                    "NET_REVENUE": st.column_config.NumberColumn("Net revenue", format="dollar", width=98),
                    "SHARE_PERCENT": st.column_config.NumberColumn("Share", format="%.1f %%", width=62),
                    "ORDERS": st.column_config.NumberColumn("Orders", width=62),
                    "CUSTOMERS": st.column_config.NumberColumn("Customers", width=84),
                    "AVERAGE_ORDER": st.column_config.NumberColumn("Average", format="dollar", width=82),
                },
                key="geography/table",
                on_select=lambda: _choose(_in_table(st.session_state["geography/table"].selection.rows, frame)),
                selection_mode="single-row",
                alt="Countries with their net revenue",
            )
        missing = charts.without_outline(frame)
        if missing:
            st.caption(f"Too small for the map: {', '.join(missing)}.")
        st.caption("Click a country on the map or a row of the table to see its cities below.")
        return place


def _choose(country: str | None) -> None:
    st.session_state[PLACE] = country


def _on_map(state: object) -> str | None:
    points = state.selection.points if state else []  # type: ignore[attr-defined]
    return str(points[0]["customdata"][0]) if points else None


def _in_table(rows: Sequence[int], frame: pd.DataFrame) -> str | None:
    return str(frame["COUNTRY"].iloc[rows[0]]) if rows else None


def _more(count: int | None) -> str | None:
    """The change of a small count as it is: +1."""
    return None if count is None else f"{int(count):+d}"
