"""Products: what sells, what earns, what comes back, and one product closely."""

from __future__ import annotations

import queries
import stories
import streamlit as st
from charts import products as charts
from filters import Filters
from frames import records
from panels import Card, cards, chart, compared, more, panel, plot, rows_of, story
from theme import change, count, money, percent, points


def numbers(filters: Filters) -> None:
    """The cards."""
    with panel("Products at a glance") as head:
        answer = queries.ask("products/kpis", filters.values())
        more(head, answer)
        row = answer.row
        cards(
            (
                Card(label="Units sold", value=count(row["UNITS"]), delta=change(row["UNITS_CHANGE_PERCENT"])),
                Card(
                    label="Products sold",
                    value=f"{count(row['PRODUCTS_SOLD'])} of {count(row['PRODUCTS_ACTIVE'])}",
                    delta=change(row["PRODUCTS_SOLD_CHANGE_PERCENT"]),
                ),
                Card(label="Profit", value=money(row["PROFIT"]), delta=change(row["PROFIT_CHANGE_PERCENT"])),
                Card(
                    label="Margin",
                    value=percent(row["MARGIN_PERCENT"]),
                    delta=points(row["MARGIN_CHANGE_POINTS"]),
                ),
                Card(
                    label="Units returned",
                    value=percent(row["RETURN_PERCENT"]),
                    delta=points(row["RETURN_CHANGE_POINTS"]),
                    lower_is_better=True,
                ),
            )
        )
        st.caption(compared(filters))


def details(filters: Filters) -> None:
    """All below the cards."""
    values = filters.values()
    told = stories.profitability(queries.ask("products/profitability", values).frame)
    if told:
        story(f"Business case: {told.title}", told.sentences, told.advice)
    chart(
        "What fills the till, and at which margin",
        "products/catalogue",
        charts.catalogue,
        values,
        alt="Treemap of categories and products by revenue, coloured by margin",
        note="Area: net revenue; the 80 largest products have a tile of their own. Click a category to look into it.",
    )
    left, right = st.columns(2)
    with left:
        chart(
            "Share of revenue and of profit, by category",
            "products/profitability",
            charts.profitability,
            values,
            alt="Per category, the share of revenue beside the share of profit",
        )
        chart(
            "Margins inside each category",
            "products/category_margins",
            charts.category_margins,
            values,
            alt="Box plots of product margins per category",
        )
        chart(
            "Units that come back, percent of delivered",
            "products/returns",
            charts.returns,
            values,
            alt="Dots of the return rate per category",
        )
    with right:
        chart(
            "Most profitable products, USD, with their margin",
            "products/top_products",
            charts.top_products,
            values,
            alt="Bars of the fifteen products with the highest profit",
        )
        chart(
            "Price against volume",
            "products/price_and_volume",
            charts.price_and_volume,
            values,
            alt="Dots of products by mean price and units sold",
            note="Both scales are logarithmic; the dot's size is the profit.",
        )
    chart(
        "How few products make most of the revenue (ABC)",
        "products/abc",
        charts.abc,
        values,
        alt="Revenue per product, largest first, with the share reached",
        note="A: the products up to 80 % of the revenue, B: up to 95 %, C: the rest.",
    )
    one_product(filters)


def one_product(filters: Filters) -> None:
    """One product: its prices over time and its weeks."""
    with panel("One product closely") as head:
        articles = queries.ask("products/articles", filters.values()).frame
        names = {int(row.PRODUCT_ID): f"{row.PRODUCT_NAME} · {row.CATEGORY}" for row in records(articles)}
        if not names:
            st.caption("No products yet. Load the sample shop with `ecomsim demo`.")
            return
        chosen = st.selectbox("Product", list(names), format_func=names.__getitem__, key="product", bind="query-params")
        weeks = queries.ask("products/one_product", {"product_id": int(chosen)})
        facts = queries.ask("products/one_product_facts", {"product_id": int(chosen)})
        more(head, weeks)
        present = facts.frame[facts.frame["IS_CURRENT"]].iloc[0]
        cards(
            (
                Card(label="Price", value=money(present["UNIT_PRICE"])),
                Card(label="Cost", value=money(present["UNIT_COST"])),
                Card(label="Margin at list price", value=percent(present["LIST_MARGIN_PERCENT"])),
                Card(label="Sold ever", value=count(present["UNITS_EVER"])),
                Card(label="Revenue ever", value=money(present["NET_REVENUE_EVER"])),
            )
        )
        plot(
            charts.one_product(weeks.frame),
            key="products/one_product",
            alt="Units and profit of the product per week of the last year",
        )
        rows_of(
            facts,
            {
                "PRODUCT_KEY": "Key",
                "UNIT_PRICE": st.column_config.NumberColumn("Price", format="dollar"),
                "UNIT_COST": st.column_config.NumberColumn("Cost", format="dollar"),
                "LIST_MARGIN_PERCENT": st.column_config.NumberColumn("Margin", format="%.1f %%"),
                "EFFECTIVE_DATE": st.column_config.DatetimeColumn("Valid from", format="YYYY-MM-DD HH:mm"),
                "END_DATE": st.column_config.DatetimeColumn("Valid to", format="YYYY-MM-DD HH:mm"),
                "UNITS": st.column_config.NumberColumn("Units sold", format="localized"),
                "NET_REVENUE": st.column_config.NumberColumn("Net revenue", format="dollar"),
            },
            alt="Prices of the product over time",
        )
