"""Customers: who buys, who comes back, and what we know of each."""

from __future__ import annotations

import queries
import stories
import streamlit as st
from charts import customers as charts
from filters import Filters
from frames import records
from panels import Card, cards, chart, compared, more, panel, plot, rows_of, story
from theme import change, count, money, percent


def numbers(filters: Filters) -> None:
    """The cards."""
    with panel("Customers at a glance") as head:
        answer = queries.ask("customers/kpis", filters.values())
        more(head, answer)
        row = answer.row
        cards(
            (
                Card(
                    label="Customers",
                    value=count(row["CUSTOMERS"]),
                    delta=change(row["CUSTOMERS_CHANGE_PERCENT"]),
                ),
                Card(
                    label="New customers",
                    value=count(row["NEW_CUSTOMERS"]),
                    delta=change(row["NEW_CUSTOMERS_CHANGE_PERCENT"]),
                    help="First order ever in the period",
                ),
                Card(label="Ordered before", value=percent(row["REPEAT_PERCENT"]), help="Of the period's customers"),
                Card(label="Lifetime value", value=money(row["LIFETIME_VALUE"]), help="Mean net revenue per customer"),
                Card(
                    label="Gone quiet",
                    value=count(row["GONE_QUIET"]),
                    help="At least three orders ever, none for 120 days",
                ),
            )
        )
        st.caption(compared(filters))


def details(filters: Filters) -> None:
    """All below the cards."""
    values = filters.values()
    told = stories.segments(queries.ask("customers/segments", values).frame)
    if told:
        story(f"Business case: {told.title}", told.sentences, told.advice)
    left, right = st.columns(2)
    with left:
        chart(
            "Share of customers and of completed revenue, by segment",
            "customers/segments",
            charts.segments,
            values,
            alt="Per segment, the share of customers beside the share of revenue",
        )
        chart(
            "Customers by lifetime value",
            "customers/lifetime_value",
            charts.lifetime_value,
            values,
            alt="Histogram of customers by what they have spent so far",
            note="All time, whatever the period.",
        )
        chart(
            "New and returning customers",
            "customers/new_and_returning",
            charts.new_and_returning,
            values,
            alt="Stacked bars of new and returning customers over time",
        )
    with right:
        chart(
            "Top customers, net revenue in USD",
            "customers/top_customers",
            charts.top_customers,
            values,
            alt="Bars of the fifteen customers with the highest net revenue",
        )
        chart(
            "Do customers come back? Percent of each cohort",
            "customers/cohorts",
            charts.cohorts,
            values,
            alt="Heatmap of the share of each quarter's new customers who ordered again later",
            note="Cohort: quarter of the first order, with its size. All time, whatever the period.",
        )
    chart(
        "Recency and frequency",
        "customers/recency_frequency",
        charts.recency_frequency,
        values,
        alt="Dots of customers by days since the last order and number of orders",
        note="Upper right: good customers who drift away. All time; the dot's size is the money spent.",
    )
    one_customer()


def one_customer() -> None:
    """The versions that DIM_CUSTOMER keeps of one customer."""
    with panel("History of one customer (SCD type 2)") as head:
        people = queries.ask("customers/people").frame
        names = {
            int(row.CUSTOMER_ID): f"{row.CUSTOMER_NAME} · {row.CUSTOMER_ID}"
            + (f" · {row.VERSIONS} versions" if row.VERSIONS > 1 else "")
            for row in records(people)
        }
        if not names:
            st.caption("No customers yet. Load the sample shop with `ecomsim demo`.")
            return
        chosen = st.selectbox(
            "Customer", list(names), format_func=names.__getitem__, key="customer", bind="query-params"
        )
        answer = queries.ask("customers/history", {"customer_id": int(chosen)})
        more(head, answer)
        plot(
            charts.history(answer.frame),
            key="customers/history",
            alt="Versions of the customer over time",
        )
        rows_of(
            answer,
            {
                "CUSTOMER_KEY": "Key",
                "CUSTOMER_SEGMENT": "Segment",
                "CITY": "City",
                "COUNTRY": "Country",
                "EMAIL": "E-mail",
                "EFFECTIVE_DATE": st.column_config.DatetimeColumn("Valid from", format="YYYY-MM-DD HH:mm"),
                "END_DATE": st.column_config.DatetimeColumn("Valid to", format="YYYY-MM-DD HH:mm"),
                "IS_CURRENT": "Current",
                "ORDERS": "Orders",
                "NET_REVENUE": st.column_config.NumberColumn("Net revenue", format="dollar"),
            },
            codes=("CUSTOMER_SEGMENT",),
            alt="Versions of the customer",
        )
        st.caption("A sale points at the version that was valid when the order was placed, so history does not move.")
