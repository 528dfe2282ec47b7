"""The shop's dashboard: header, filters, tabs. Each tab is a module of `tabs`; only the open one runs."""

from __future__ import annotations

import filters
import panels
import queries
import streamlit as st
from connection import UnreachableError, backend, connection, describe, failures, refresh_seconds
from tabs import customers, geography, inventory, overview, payments, pipeline, products, trends

TABS = {
    "Overview": overview.render,
    "Customers": customers.render,
    "Products": products.render,
    "Sales Trends": trends.render,
    "Inventory": inventory.render,
    "Payments": payments.render,
    "Geography": geography.render,
    "Pipeline": pipeline.render,
}

st.set_page_config(page_title="E-commerce pipeline", page_icon="🛒", layout="wide")


def main() -> None:
    st.html("<style>.stMainBlockContainer { padding-top: 2.5rem; }</style>")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("### :material/storefront: E-commerce pipeline", width="stretch")
        # before the first question, so that this very run reads fresh rows
        if st.button("Refresh data", icon=":material/refresh:", key="refresh"):
            queries.forget()
    require_shop()
    st.caption(as_of())
    chosen = filters.bar()
    tabs = st.tabs(list(TABS), key="tab", on_change="rerun", bind="query-params")
    for render, tab in zip(TABS.values(), tabs, strict=True):
        if tab.open:
            with tab:
                render(chosen)
    if refresh_seconds() is not None:
        watch(queries.version())


def require_shop() -> None:
    """Stop with a page that says what to do when there is nobody to ask, or no shop, or no sale in it."""
    try:
        connection()
    except UnreachableError as error:
        st.error(str(error), icon=":material/cloud_off:")
        start = "ecomsim serve" if backend() == "server" else "ecomsim demo"
        st.markdown(f"Start it with `{start}`, then press **Refresh data**.")
        st.stop()
    try:
        newest = queries.ask("filters/as_of").row["NEWEST_ORDER_AT"]
    except failures() as error:
        st.info("There is no shop in this database yet. Make one with `ecomsim demo`.", icon=":material/storefront:")
        st.caption(panels.markdown(str(error)))
        st.stop()
    if newest is None:
        st.info(
            "No sale has arrived in FACT_SALES yet. Load the shop with `ecomsim load`; its tasks take up to 10 minutes "
            "of the account's time.",
            icon=":material/hourglass_empty:",
        )
        pipeline.buttons()
        watch(queries.version())
        st.stop()


def as_of() -> str:
    """How fresh the page is: the last change of the facts, not the page's clock."""
    row = queries.ask("filters/as_of").row
    return f"Data as of {row['FACTS_AT']:%Y-%m-%d %H:%M:%S} UTC · {describe()}"


@st.fragment(run_every=refresh_seconds())
def watch(drawn: str) -> None:
    """Look every few seconds whether the data have changed since the page was drawn; draw it again if so."""
    try:
        is_stale = queries.version() != drawn
    except failures():
        return  # the server is away for a moment; the page keeps what it shows
    if is_stale:
        st.rerun()


main()
