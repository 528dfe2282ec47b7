"""The page's logic with Streamlit's AppTest: tabs, filters, ways to be empty, late or without a shop."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.conftest import Shop, opened, showing

TABS = {
    "Overview": 5,
    "Customers": 7,
    "Products": 8,
    "Sales Trends": 7,
    "Inventory": 6,
    "Payments": 5,
    "Geography": 5,
    "Pipeline": 5,
}
"""Tab to its number of plotly charts; the one of the rows that wait in streams is not drawn when none does."""


def card(app: AppTest, label: str) -> str:
    return next(metric.value for metric in app.metric if metric.label == label)


@pytest.mark.parametrize("tab", TABS)
def test_tab_renders(page: Any, tab: str) -> None:
    app = opened(tab)
    assert not app.exception
    assert not app.error
    assert len(app.get("plotly_chart")) == TABS[tab]
    assert app.markdown[0].value.endswith("E-commerce pipeline"), "Streamlit shows any text that stands alone"
    assert len(app.metric) >= 5
    assert len(app.get("popover")) >= TABS[tab], "each chart has its SQL and its rows one click away"


def test_there_are_more_than_twenty_visualisations() -> None:
    assert sum(TABS.values()) > 40


def test_only_the_open_tab_runs(page: Any) -> None:
    assert len(opened("Payments").get("plotly_chart")) == TABS["Payments"]


def test_filters_change_numbers_and_come_from_the_address(page: Any) -> None:
    everything = opened()
    revenue = card(everything, "Net revenue")
    by_hand = everything.multiselect(key="country").select("Germany").run()
    assert card(by_hand, "Net revenue") != revenue
    linked = opened(country="Germany")
    assert linked.multiselect(key="country").value == ["Germany"]
    assert card(linked, "Net revenue") == card(by_hand, "Net revenue")
    assert card(opened(country="Germany", period="2 years"), "Net revenue") != card(linked, "Net revenue")


def test_an_address_with_an_unknown_country_is_read_without_it(page: Any) -> None:
    app = opened(country="Atlantis")
    assert not app.exception
    assert card(app, "Net revenue") == card(opened(), "Net revenue")


def test_filters_hold_across_tabs(page: Any) -> None:
    app = opened("Customers", segment="PREMIUM", period="1 year")
    assert app.multiselect(key="segment").value == ["PREMIUM"]
    assert not app.exception


def test_nothing_found_offers_everything(page: Any) -> None:
    app = opened(country="Japan", segment="BASIC", category="Gaming", period="7 days")
    assert not app.exception
    assert not app.error
    assert any("No orders in this period" in caption.value for caption in app.caption)
    button = next(each for each in app.button if each.key.startswith("widen"))
    app = button.click().run()
    assert app.multiselect(key="country").value == []
    assert card(app, "Net revenue") != "$0"


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_bears_an_empty_choice(page: Any, tab: str) -> None:
    app = opened(tab, country="Japan", segment="BASIC", category="Gaming", period="7 days")
    assert not app.exception
    assert not app.error


def test_the_sql_behind_a_chart_is_what_ran(page: Any) -> None:
    app = opened(country="Germany")
    assert not app.code, "sent before anybody looked"
    app.session_state["more overview-revenue_trend"] = True
    (shown,) = (code.value for code in app.run().code)
    assert "mean_of_7_days" in shown
    assert "country IN ('Germany')" in shown
    assert "%(" not in shown
    with page.cursor() as cursor:
        assert len(cursor.execute(shown).fetchall()) == 30


def test_downloads_hold_the_rows(page: Any) -> None:
    import io

    import filters
    import pandas as pd
    import panels
    import queries

    answer = queries.ask("overview/order_status", filters.Filters().values())
    again = pd.read_parquet(io.BytesIO(panels.parquet(answer.frame)))
    pd.testing.assert_frame_equal(again, answer.frame)


def test_a_failing_statement_stays_in_its_panel(page: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import queries

    broken = queries.text

    def with_one_broken(question: str, values: Any) -> str:
        return "SELECT nope FROM nowhere" if question == "overview/order_status" else broken(question, values)

    monkeypatch.setattr(queries, "text", with_one_broken)
    app = opened()
    assert not app.exception
    assert len(app.error) == 1
    assert "does not exist or not authorized" in app.error[0].value
    assert len(app.get("plotly_chart")) == TABS["Overview"] - 1


def test_without_a_server_the_page_says_where_it_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    monkeypatch.setenv("ECOMSIM_BACKEND", "nobody")
    st.cache_resource.clear()
    app = opened()
    assert not app.exception
    assert "choose duckdb, server or snowflake" in app.error[0].value


def test_inside_snowflake_the_app_uses_its_own_connection(
    page: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In a container there is a token, and Streamlit's own connection is the one to ask; no parameter is set on it."""
    import connection
    import streamlit as st

    asked: list[str] = []

    class Own:
        raw_connection = page

    def own(name: str) -> Own:
        asked.append(name)
        return Own()

    token = tmp_path / "token"
    token.touch()
    monkeypatch.setattr(connection, "TOKEN", token)
    monkeypatch.setattr(st, "connection", own)
    assert connection.backend() == "native"
    assert connection.refresh_seconds() is None
    assert connection.opened() is page
    assert asked == ["snowflake"]
    with connection.acting() as session:
        assert session is page
    assert page.cursor().execute("SELECT 1").fetchone() == (1,), "not closed: it is the app's"


def test_an_order_travels_to_the_overview(own_page: Any) -> None:
    """Placed with the button, carried by the clock, seen on the cards."""
    before = card(opened(period="7 days"), "Orders")
    app = opened("Pipeline")
    app = app.button(key="place order").click().run()
    assert not app.exception
    assert not app.error
    waiting = own_page.cursor().execute("SELECT COUNT(*) FROM ECOMMERCE_DB.STREAMS_TASKS.ORDERS_STREAM").fetchone()[0]
    assert waiting == 1
    app = app.selectbox(key="step").select("1 hour").run()
    app = app.button(key="advance").click().run()
    assert not app.exception
    assert not app.error
    after = card(opened(period="7 days"), "Orders")
    assert int(after.replace(",", "")) == int(before.replace(",", "")) + 1


def test_the_page_as_a_client_of_the_server(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through HTTP and the Snowflake connector: the same numbers, and the buttons work."""
    import streamlit as st

    from ecomsim.server.run import Server
    from ecomsim.server.settings import Settings

    path = str(tmp_path / "served.duckdb")
    shutil.copy(shop.path, path)
    for _ in showing(path, monkeypatch):
        direct = {metric.label: metric.value for metric in opened().metric}
    with Server(Settings(port=0, database=path, clock="virtual")) as running:
        monkeypatch.setenv("ECOMSIM_BACKEND", "server")
        monkeypatch.setenv("ECOMSIM_SERVER", f"http://127.0.0.1:{running.port}")
        st.cache_resource.clear()
        app = opened()
        assert not app.exception
        assert not app.error
        assert {metric.label: metric.value for metric in app.metric} == direct
        app = opened("Pipeline").button(key="place order").click().run()
        assert not app.exception
        assert not app.error
        import connection as source
        import queries

        journey = queries.ask_now("pipeline/journey").row
        assert journey["ORDER_ID"] == shop.dataset.orders["ORDER_ID"].max() + 1
        assert (journey["ITEMS"], journey["ROWS_IN_FACT_SALES"]) == (2, 0)
        # inside Snowflake the same connection is Streamlit's own, and no parameter may be set on it
        own = source.connection()
        monkeypatch.setattr(source, "TOKEN", Path(path))
        monkeypatch.setattr(st, "connection", lambda name: SimpleNamespace(raw_connection=own))
        st.cache_resource.clear()
        st.cache_data.clear()
        app = opened(period="90 days")
        assert not app.exception
        assert not app.error
        assert "Snowflake" in next(caption.value for caption in app.caption if "last changed" in caption.value)
        own.close()
        st.cache_resource.clear()
        st.cache_data.clear()


def test_tasks_and_tables_by_button(own_page: Any) -> None:
    own_page.advance(timedelta(minutes=1))
    app = opened("Pipeline")
    app = app.selectbox(key="table").select("ENRICHED_ORDERS").run()
    app = app.button(key="refresh table").click().run()
    assert not app.exception
    assert not app.error
    app = app.selectbox(key="task").select("RUN_QUALITY_CHECKS").run()
    app = app.button(key="run task").click().run()
    assert not app.exception
    assert not app.error
    row = own_page.cursor().execute(
        "SELECT refresh_trigger FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY("
        "NAME => 'ECOMMERCE_DB.STAGING.ENRICHED_ORDERS')) ORDER BY refresh_start_time DESC LIMIT 1"
    )
    assert row.fetchone()[0] == "MANUAL"
