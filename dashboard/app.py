"""The shop at a glance: six KPIs, five charts and the stock alerts, read through Snowflake SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import charts
import pandas as pd
import plotly.graph_objects as go
import queries
import streamlit as st
from theme import change, money, percent, points

from ecomsim import Error

st.set_page_config(page_title="Shop", page_icon="🛒", layout="wide")


@contextmanager
def panel(title: str) -> Iterator[None]:
    """A bordered card; a failed statement shows its Snowflake error here and leaves the rest alone."""
    with st.container(border=True):
        st.markdown(f"**{title}**")
        try:
            yield
        except Error as error:
            st.error(str(error), icon=":material/error:")


def chart(question: str, draw: Callable[[pd.DataFrame], go.Figure], title: str) -> None:
    """One question as a chart, or why it is empty."""
    with panel(title):
        frame = queries.ask(question)
        if frame.empty:
            st.caption("Nothing to show yet. Load the sample shop with `ecomsim demo`.")
        else:
            st.plotly_chart(draw(frame), key=question, config={"displayModeBar": False})


def kpis() -> None:
    """The last 30 days beside the 30 days before."""
    values: dict[str, Any] = {
        name: None if pd.isna(value) else value for name, value in queries.ask("kpis").iloc[0].items()
    }
    cards = (
        (
            "Net revenue",
            money(values["NET_REVENUE"]),
            change(values["NET_REVENUE"], values["NET_REVENUE_BEFORE"]),
        ),
        ("Orders", f"{values['ORDERS']:,}", change(values["ORDERS"], values["ORDERS_BEFORE"])),
        (
            "Average order",
            money(values["AVG_ORDER_VALUE"]),
            change(values["AVG_ORDER_VALUE"], values["AVG_ORDER_VALUE_BEFORE"]),
        ),
        (
            "Active customers",
            f"{values['ACTIVE_CUSTOMERS']:,}",
            change(values["ACTIVE_CUSTOMERS"], values["ACTIVE_CUSTOMERS_BEFORE"]),
        ),
        (
            "Margin",
            percent(values["MARGIN_PERCENT"]),
            points(values["MARGIN_PERCENT"], values["MARGIN_PERCENT_BEFORE"]),
        ),
        ("Products low on stock", f"{values['PRODUCTS_LOW']:,}", None),
    )
    with st.container(horizontal=True):
        for label, value, delta in cards:
            st.metric(label, value, delta, border=True)
    as_of = values["FACTS_UPDATED_AT"]
    st.caption(
        f"Last 30 days, compared with the 30 days before · data as of {as_of:%Y-%m-%d %H:%M:%S} UTC" if as_of else ""
    )


@st.fragment(run_every="30s")
def page() -> None:
    """Everything below the header; it refreshes itself."""
    with panel("Shop"):
        kpis()
    chart("daily_revenue", charts.daily_revenue, "Daily net revenue, USD")
    left, right = st.columns(2)
    with left:
        chart("order_status", charts.order_status, "Orders by status, last 30 days")
        chart("revenue_by_segment", charts.revenue_by_segment, "Completed revenue by segment, USD")
    with right:
        chart("revenue_by_country", charts.revenue_by_country, "Net revenue by country, USD")
        chart("top_products", charts.top_products, "Most profitable products, USD")
    with panel("Stock that runs out"):
        st.dataframe(queries.ask("stock_alerts"), hide_index=True)


st.title("E-commerce pipeline")
if not queries.is_deployed():
    st.info("There is no shop in this database yet. Make one with `ecomsim demo`.", icon=":material/storefront:")
    st.stop()
if st.button("Refresh data", icon=":material/refresh:", key="refresh"):
    queries.refresh()
page()
