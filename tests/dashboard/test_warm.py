"""What is done before the first visitor comes, and the two stages in which that visitor gets the page."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.conftest import FOLDER

ORDERS = "SELECT COUNT(*) AS n FROM ECOMMERCE_DB.RAW_DATA.ORDERS"


@pytest.fixture
def asked(page: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of the account while the test lasts."""
    import queries

    seen: list[str] = []
    rows = queries.rows

    def noting(sql: str) -> Any:
        seen.append(sql)
        return rows(sql)

    monkeypatch.setattr(queries, "rows", noting)
    return seen


def test_every_question_that_needs_no_choice_is_asked_and_nothing_is_changed(asked: list[str]) -> None:
    import queries
    import warm
    from filters import Filters

    values = Filters().values()
    (before,) = queries.rows(ORDERS)["N"]
    warm.rehearse()
    assert not warm.visited.is_set(), "the rehearsal is no visitor"
    for question in ("overview/kpis", "overview/latest_orders", "inventory/alerts", "filters/as_of"):
        assert queries.text(question, values) in asked, question
    assert queries.text("trends/seasonality", values) not in asked
    warm.visited.set()
    warm.the_rest()
    for question in ("products/kpis", "trends/seasonality", "pipeline/kpis"):
        assert queries.text(question, values) in asked, question
    (after,) = queries.rows(ORDERS)["N"]
    assert after == before


def test_what_the_rehearsal_has_asked_the_visitor_does_not_ask_again(asked: list[str]) -> None:
    import queries
    import warm

    warm.rehearse()
    asked.clear()
    AppTest.from_file(str(FOLDER / "app.py"), default_timeout=600).run()
    assert set(asked) <= {queries.text("filters/version", {})}


def test_the_numbers_come_first_and_the_charts_when_the_browser_asks(page: Any) -> None:
    app = AppTest.from_file(str(FOLDER / "app.py"), default_timeout=600).run()
    assert not app.exception
    assert len(app.metric) == 6
    assert not app.get("plotly_chart")
    assert len(app.get("skeleton")) == 1
    app.run()
    assert len(app.metric) == 6
    assert len(app.get("plotly_chart")) == 5
    assert not app.get("skeleton")
    app.run()
    assert len(app.get("plotly_chart")) == 5, "only the first look has stages"
