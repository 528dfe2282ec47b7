"""Sales Trends: growth, rhythm, season, and what is to come."""

from __future__ import annotations

import queries
import streamlit as st
from charts import trends as charts
from filters import Filters
from panels import Card, cards, chart, compared, more, panel
from theme import change, money, words


def numbers(filters: Filters) -> None:
    """The cards."""
    with panel("Trends at a glance") as head:
        answer = queries.ask("trends/kpis", filters.values())
        more(head, answer)
        row = answer.row
        hour = row["BEST_HOUR"]
        cards(
            (
                Card(
                    label="Net revenue",
                    value=money(row["NET_REVENUE"]),
                    delta=change(row["NET_REVENUE_CHANGE_PERCENT"]),
                ),
                Card(
                    label="Last 7 days",
                    value=money(row["WEEK_REVENUE"]),
                    delta=change(row["WEEK_REVENUE_CHANGE_PERCENT"]),
                ),
                Card(label="Per day", value=money(row["REVENUE_PER_DAY"])),
                Card(
                    label="Best weekday",
                    value=words(row["BEST_WEEKDAY"] or "–"),
                    help="Highest revenue per day of its kind",
                ),
                Card(label="Busiest hour", value="–" if hour is None else f"{int(hour):02d}:00", help="UTC"),
            )
        )
        st.caption(compared(filters))


def details(filters: Filters) -> None:
    """All below the cards."""
    values = filters.values()
    left, right = st.columns(2)
    with left:
        chart(
            "Revenue reached, this period and the one before, USD",
            "trends/comparison",
            charts.comparison,
            values,
            alt="Two lines of revenue added up day by day",
        )
    with right:
        chart(
            "Forecast for four weeks, USD per day",
            "trends/forecast",
            charts.forecast,
            values,
            alt="Daily revenue of eight weeks and a forecast for four with its band",
            note="A straight line through 182 days times each weekday's habit; four days in five fall into the band.",
        )
    left, right = st.columns(2)
    with left:
        chart(
            "When do people buy? Orders per weekday and hour",
            "trends/weekday_and_hour",
            charts.weekday_and_hour,
            values,
            alt="Heatmap of orders per weekday and hour",
            note="An hour far above all others has the last colour of the scale.",
        )
        chart(
            "Month on month, percent",
            "trends/growth",
            charts.growth,
            values,
            alt="Bars of each month's growth over the month before",
            note="Complete months, whatever the period.",
        )
    with right:
        chart(
            "Seasons: net revenue per month, USD",
            "trends/seasonality",
            charts.seasonality,
            values,
            alt="Lines of monthly revenue, one per year",
            note="Whole history; the first and the present month are cut.",
        )
        chart(
            "The mix of categories",
            "trends/category_share",
            charts.category_share,
            values,
            alt="Areas of each category's share over time",
        )
    chart(
        "A year of days, net revenue in USD",
        "trends/calendar",
        charts.calendar,
        values,
        alt="Calendar heatmap of daily revenue",
        note="A day far above all others has the last colour of the scale.",
    )
