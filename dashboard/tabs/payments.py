"""Payments: how people pay, what fails, what is cancelled."""

from __future__ import annotations

import queries
import streamlit as st
from charts import payments as charts
from filters import Filters
from panels import Card, cards, chart, compared, more, panel
from theme import change, money, percent, points


def numbers(filters: Filters) -> None:
    """The cards."""
    with panel("Payments at a glance") as head:
        answer = queries.ask("payments/kpis", filters.values())
        more(head, answer)
        row = answer.row
        cards(
            (
                Card(
                    label="Captured",
                    value=money(row["CAPTURED"]),
                    delta=change(row["CAPTURED_CHANGE_PERCENT"]),
                ),
                Card(
                    label="Success rate",
                    value=percent(row["SUCCESS_PERCENT"]),
                    delta=points(row["SUCCESS_CHANGE_POINTS"]),
                    help="Paid or refunded, of the payments that are decided",
                ),
                Card(
                    label="Orders cancelled",
                    value=percent(row["CANCELLED_PERCENT"]),
                    delta=points(row["CANCELLED_CHANGE_POINTS"]),
                    lower_is_better=True,
                ),
                Card(
                    label="Refunded",
                    value=money(row["REFUNDED"]),
                    delta=change(row["REFUNDED_CHANGE_PERCENT"]),
                    lower_is_better=True,
                ),
                Card(label="Pending", value=money(row["PENDING"]), help="Ordered, not yet paid"),
            )
        )
        st.caption(compared(filters))


def details(filters: Filters) -> None:
    """All below the cards."""
    values = filters.values()
    left, right = st.columns(2)
    with left:
        chart("How people pay", "payments/methods", charts.methods, values, alt="Ring of orders per payment method")
        chart(
            "Success and cancellation over time, percent",
            "payments/over_time",
            charts.over_time,
            values,
            alt="Lines of the success of payments and the cancellation of orders",
            note="The last step is not over: a payment that fails is known before one that succeeds.",
        )
    with right:
        chart(
            "What goes wrong, percent of a method's orders",
            "payments/outcomes",
            charts.outcomes,
            values,
            alt="Bars of failed, cancelled and returned orders per method",
        )
        chart(
            "Do large orders fail more often?",
            "payments/by_value",
            charts.by_value,
            values,
            alt="Orders per step of value with the share that failed or was cancelled",
        )
    chart(
        "From method to payment to order",
        "payments/flows",
        charts.flows,
        values,
        alt="Flow of orders from payment method over payment status to order status",
    )
