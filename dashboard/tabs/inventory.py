"""Inventory: what runs out, what must be ordered, and whether the money is in the right stock.

Stock has no country and no segment, so only period and category filter here.
"""

from __future__ import annotations

import queries
import stories
import streamlit as st
from charts import inventory as charts
from filters import Filters
from panels import Card, cards, chart, more, panel, rows_of, story
from theme import count, money


def numbers(filters: Filters) -> None:
    """The cards."""
    with panel("Inventory at a glance") as head:
        answer = queries.ask("inventory/kpis", filters.values())
        more(head, answer)
        row = answer.row
        cards(
            (
                Card(label="Stock value", value=money(row["STOCK_VALUE"]), help="At present purchase prices"),
                Card(label="Units in stock", value=count(row["UNITS"])),
                Card(label="Days of cover", value=count(row["DAYS_OF_COVER"]), help="At the rate of the last 30 days"),
                Card(
                    label="Low on stock",
                    value=f"{count(row['LOW_PRODUCTS'])} of {count(row['PRODUCTS'])}",
                    help="At or below the reorder point",
                ),
                Card(label="Out within a week", value=count(row["OUT_WITHIN_A_WEEK"])),
                Card(
                    label="Open alerts", value=count(row["OPEN_ALERTS"]), help="Recorded by APPLY_INVENTORY_MOVEMENTS"
                ),
            )
        )
        st.caption("Active products. Stock has no country or segment: those filters do not apply here.")


def details(filters: Filters) -> None:
    """All below the cards."""
    values = filters.values()
    with panel("Stock-out alerts") as head:
        alerts = queries.ask("inventory/alerts", values)
        more(head, alerts)
        told = stories.stock_out(alerts.frame)
        if alerts.frame.empty:
            st.success(
                "Nothing runs out within two weeks, nothing is below its reorder point.", icon=":material/check:"
            )
        else:
            rows_of(
                alerts,
                {
                    "PRODUCT_NAME": "Product",
                    "CATEGORY": "Category",
                    "STOCK_STATUS": "Status",
                    "CURRENT_STOCK": "In stock",
                    "REORDER_POINT": "Reorder at",
                    "UNITS_PER_DAY": st.column_config.NumberColumn("Sold a day", format="%.2f"),
                    "DAYS_UNTIL_STOCK_OUT": st.column_config.NumberColumn("Days until stock-out", format="%.1f"),
                    "STOCK_OUT_DATE": st.column_config.DateColumn("Gone on"),
                    "ORDER_QUANTITY": "To order",
                    "ORDER_COST": st.column_config.NumberColumn("Order cost", format="dollar"),
                },
                codes=("STOCK_STATUS",),
                alt="Products that run out, most urgent first",
            )
    if told:
        story(f"Business case: {told.title}", told.sentences, told.advice)
    left, right = st.columns(2)
    with left:
        chart(
            "Stock and reorder point, the tightest twenty",
            "inventory/stock_levels",
            charts.stock_levels,
            values,
            alt="Bars of stock per product with a mark at the reorder point",
        )
        chart(
            "Units on hand",
            "inventory/stock_over_time",
            charts.stock_over_time,
            values,
            alt="Step line of all units on hand per day",
        )
    with right:
        chart(
            "Stock status by category",
            "inventory/status_by_category",
            charts.status_by_category,
            values,
            alt="Stacked bars of products per category and stock status",
        )
        chart(
            "How long the stock lasts",
            "inventory/days_of_cover",
            charts.days_of_cover,
            values,
            alt="Bars of products by the days their stock covers",
        )
        chart(
            "Stock turns per year",
            "inventory/turnover",
            charts.turnover,
            values,
            alt="Bars of how often each category's stock is sold a year",
            note="Cost of goods sold in the period, as a year's worth, over the present stock value.",
        )
    chart(
        "Movements in and out, units",
        "inventory/movements",
        charts.movements,
        values,
        alt="Stacked bars of units coming in above and going out below the line",
    )
