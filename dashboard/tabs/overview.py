"""Overview: how the shop is doing, in one look."""

from __future__ import annotations

import queries
import stories
import streamlit as st
from charts import overview as charts
from filters import Filters
from panels import Card, cards, chart, compared, more, panel, story, table
from theme import change, count, money, percent, points


def numbers(filters: Filters) -> None:
    """The cards."""
    with panel("The shop at a glance") as head:
        answer = queries.ask("overview/kpis", filters.values())
        more(head, answer)
        row = answer.row
        cards(
            (
                Card(
                    label="Today's revenue",
                    value=money(row["TODAY_REVENUE"]),
                    delta=change(row["TODAY_REVENUE_CHANGE_PERCENT"]),
                    help="Against yesterday until this hour",
                ),
                Card(
                    label="Net revenue",
                    value=money(row["NET_REVENUE"]),
                    delta=change(row["NET_REVENUE_CHANGE_PERCENT"]),
                ),
                Card(label="Orders", value=count(row["ORDERS"]), delta=change(row["ORDERS_CHANGE_PERCENT"])),
                Card(
                    label="Average order",
                    value=money(row["AVERAGE_ORDER"]),
                    delta=change(row["AVERAGE_ORDER_CHANGE_PERCENT"]),
                ),
                Card(
                    label="Profit margin",
                    value=percent(row["MARGIN_PERCENT"]),
                    delta=points(row["MARGIN_CHANGE_POINTS"]),
                ),
                Card(
                    label="Active customers",
                    value=count(row["CUSTOMERS"]),
                    delta=change(row["CUSTOMERS_CHANGE_PERCENT"]),
                ),
            )
        )
        st.caption(compared(filters))


def details(filters: Filters) -> None:
    """All below the cards."""
    values = filters.values()
    chart(
        "Daily net revenue, USD",
        "overview/revenue_trend",
        charts.revenue_trend,
        values,
        alt="Bars of net revenue per day with its seven-day mean",
        note="Net revenue: items of orders that are neither cancelled nor returned. Today is not over: drawn lighter.",
    )
    left, right = st.columns(2)
    with left:
        chart(
            "Revenue against profit, USD",
            "overview/revenue_and_profit",
            charts.revenue_and_profit,
            values,
            alt="Bars of revenue split into cost and profit, with the margin as a line",
        )
        chart(
            "Net revenue by segment, USD",
            "overview/revenue_by_segment",
            charts.revenue_by_segment,
            values,
            alt="Bars of net revenue per customer segment",
        )
    with right:
        chart(
            "From the price tag to the profit, USD",
            "overview/revenue_bridge",
            charts.revenue_bridge,
            values,
            alt="Waterfall from the value ordered to the profit",
        )
        chart(
            "Orders by status",
            "overview/order_status",
            charts.order_status,
            values,
            alt="Bars of orders per status",
        )
    advice(filters)
    table(
        "Latest orders",
        "overview/latest_orders",
        values,
        {
            "ORDER_ID": st.column_config.NumberColumn("Order", format="%d"),
            "ORDER_DATE": st.column_config.DatetimeColumn("Placed, UTC", format="YYYY-MM-DD HH:mm"),
            "CUSTOMER_NAME": "Customer",
            "CUSTOMER_SEGMENT": "Segment",
            "COUNTRY": "Country",
            "ORDER_STATUS": "Status",
            "PAYMENT_METHOD": "Payment",
            "TOTAL_QUANTITY": "Units",
            "TOTAL_AMOUNT": st.column_config.NumberColumn("Total", format="dollar"),
        },
        codes=("CUSTOMER_SEGMENT", "ORDER_STATUS", "PAYMENT_METHOD"),
        alt="The newest orders",
    )


def advice(filters: Filters) -> None:
    """The three business cases in a row; each is told in full on its own tab."""
    values = filters.values()
    told = (
        stories.segments(queries.ask("customers/segments", values).frame),
        stories.stock_out(queries.ask("inventory/alerts", values).frame),
        stories.profitability(queries.ask("products/profitability", values).frame),
    )
    found = [each for each in told if each]
    for column, each in zip(st.columns(max(len(found), 1)), found, strict=False):
        with column:
            story(each.title, each.sentences[:1], each.advice)
