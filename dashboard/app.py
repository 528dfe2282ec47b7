"""The shop's dashboard: header, filters, tabs.

Each tab is a module of `tabs` with two functions, `numbers(filters)` and `details(filters)`; only the open one runs.
"""

from __future__ import annotations

import filters
import queries
import stages
import streamlit as st
import warm
from connection import (
    UnreachableError,
    connection,
    describe,
    failures,
    is_missing,
    lost,
    refresh_seconds,
    remedy,
)
from tabs import customers, geography, inventory, overview, payments, pipeline, products, trends
from theme import PAGE, markdown

TABS = {
    "Overview": overview,
    "Customers": customers,
    "Products": products,
    "Sales Trends": trends,
    "Inventory": inventory,
    "Payments": payments,
    "Geography": geography,
    "Pipeline": pipeline,
}

# what the theme has no word for: white letters on the primary colour would be too faint, and a phone is narrow
STYLE = f"""<style>
.stMainBlockContainer {{ padding-top: 2.5rem; padding-bottom: 3rem; }}
[data-testid=stBaseButton-primary] p, [data-testid=stBaseButton-primary] span {{ color: {PAGE}; }}
@media (max-width: 480px) {{ [data-testid=stButtonGroup] button {{ padding: 0 0.5rem; }} }}
</style>"""

st.set_page_config(page_title="E-commerce pipeline", page_icon="🛒", layout="wide")


def main() -> None:
    st.html(STYLE)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("### :material/storefront: E-commerce pipeline", width="stretch")
        # before the first question, so that this very run reads fresh rows
        if st.button("Refresh data", icon=":material/refresh:", key="refresh"):
            queries.forget()
    try:
        connection()
        page()
    except UnreachableError as error:
        nobody(error)
    except failures() as error:
        if is_missing(error):
            no_shop(error)
        else:
            nobody(error)


def page() -> None:
    """Filters and tabs, or why there are none yet."""
    if queries.ask("filters/as_of").row["NEWEST_ORDER_AT"] is None:
        no_sale()
        return
    st.caption(as_of())
    chosen = filters.bar()
    tabs = st.tabs(list(TABS), key="tab", on_change="rerun", bind="query-params")
    for shown, tab in zip(TABS.values(), tabs, strict=True):
        if tab.open:
            with tab:
                shown.numbers(chosen)
                if stages.is_first():
                    st.skeleton(height=700)
                else:
                    shown.details(chosen)
    if stages.is_first():
        stages.rest_follows()
        return
    warm.visited.set()
    if refresh_seconds() is not None:
        watch(queries.version())


def nobody(error: Exception) -> None:
    """There is nobody to ask: say what to do; the next look tries again."""
    lost()
    st.error(markdown(str(error)), icon=":material/cloud_off:")
    st.markdown(f"{remedy()}; then press **Refresh data**.")


def no_shop(error: Exception) -> None:
    """There is an account, and no shop in it, or a part of one."""
    st.info("There is no shop in this database yet. Make one with `ecomsim demo`.", icon=":material/storefront:")
    st.caption(markdown(str(error)))


def no_sale() -> None:
    """There is a shop, and nothing sold: its tasks have not run yet."""
    st.info(
        "No sale has arrived in FACT_SALES yet. Load the shop with `ecomsim load`; its tasks take up to 10 minutes "
        "of the account's time.",
        icon=":material/hourglass_empty:",
    )
    pipeline.buttons()
    watch(queries.version())


def as_of() -> str:
    """How fresh the page is: the last change of the facts, not the page's clock."""
    row = queries.ask("filters/as_of").row
    return f"Sales last changed {row['FACTS_AT']:%Y-%m-%d %H:%M:%S} UTC · {describe()}"


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
