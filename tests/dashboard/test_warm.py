"""What is asked before the first visitor comes."""

from __future__ import annotations

from typing import Any


def test_every_question_that_needs_no_choice_is_asked_and_nothing_is_changed(page: Any) -> None:
    import queries
    import warm
    from filters import Filters

    (before,) = queries.rows("SELECT COUNT(*) AS n FROM ECOMMERCE_DB.RAW_DATA.ORDERS")["N"]
    warm.first_paint()
    warm.the_rest()
    asked = set(
        queries.rows("SELECT query_text FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION(RESULT_LIMIT => 1000))")[
            "QUERY_TEXT"
        ]
    )
    for question in ("overview/kpis", "products/kpis", "trends/seasonality", "pipeline/kpis", "filters/as_of"):
        assert queries.text(question, Filters().values()) in asked, question
    (after,) = queries.rows("SELECT COUNT(*) AS n FROM ECOMMERCE_DB.RAW_DATA.ORDERS")["N"]
    assert after == before
