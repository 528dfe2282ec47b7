"""Every number of the dashboard against a recomputation from the generator's data set."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
import polars as pl
import pytest
from polars import col

from tests.dashboard.conftest import FOLDER, Shop
from tests.dashboard.recomputed import Asked, order_lines
from tests.dashboard.recomputed_customers import CUSTOMERS
from tests.dashboard.recomputed_goods import GOODS
from tests.dashboard.recomputed_markets import MARKETS
from tests.dashboard.recomputed_sales import SALES

RECOMPUTED = SALES | CUSTOMERS | GOODS | MARKETS
WITHOUT_NUMBERS = {"filters/as_of", "filters/options", "filters/version", "customers/people", "pipeline/place_order"}
"""Names and instants to choose from, and the one statement that changes something."""
QUESTIONS = sorted(
    str(path.relative_to(FOLDER.parent / "sql" / "dashboard").with_suffix(""))
    for path in (FOLDER.parent / "sql" / "dashboard").glob("*/*.sql")
)
FILTERS: dict[str, dict[str, Any]] = {
    "everything": {"days": 30},
    "one country, one segment": {"days": 90, "countries": ("Germany", "France"), "segments": ("PREMIUM",)},
    "one category": {"days": 365, "categories": ("Accessories",)},
}
TOLERANCES = {
    **dict.fromkeys(("PERCENT", "LOWEST", "HIGHEST", "QUARTILE", "MIDDLE", "TIMES_THE_NEXT"), 0.0501),
    "POINTS": 0.1001,
}
"""What rounding to one decimal may change, by the end of a column's name; in a difference of two, twice that."""
ONE = {"customer_id": 1, "product_id": 1, "every_place": True, "place": ""}


@pytest.fixture(scope="module")
def every_line(shop: Shop) -> pl.DataFrame:
    return order_lines(shop.dataset)


def test_every_number_is_recomputed() -> None:
    """Those of the pipeline are in test_pipeline_numbers.py."""
    assert {name for name in QUESTIONS if not name.startswith("pipeline/")} - WITHOUT_NUMBERS == set(RECOMPUTED)


@pytest.mark.parametrize("chosen", FILTERS.values(), ids=FILTERS)
@pytest.mark.parametrize("question", RECOMPUTED)
def test_answers_equal_their_recomputation(
    questions: Any, shop: Shop, every_line: pl.DataFrame, question: str, chosen: dict[str, Any]
) -> None:
    import filters
    import queries

    given = filters.Filters(**chosen)
    answer = queries.ask(question, given.values(**ONE))
    lines = every_line
    for column, values in (
        ("COUNTRY", given.countries),
        ("CUSTOMER_SEGMENT", given.segments),
        ("CATEGORY", given.categories),
    ):
        if values:
            lines = lines.filter(col(column).is_in(values))
    expected = RECOMPUTED[question](
        Asked(
            every_line=every_line,
            lines=lines,
            dataset=shop.dataset,
            days=given.days,
            now=shop.now,
            grain=filters.grain(given.days),
            coarse_grain=filters.coarse_grain(given.days),
            categories=given.categories,
        )
    )
    found = answer.frame.to_dict("records")
    assert len(found) == len(expected)
    for row, right in zip(found, expected, strict=True):
        for name, value in right.items():
            assert same(row[name], value, name), (name, row, right)


def same(found: Any, expected: Any, name: str) -> bool:
    """Equal; amounts to a cent, percentages and their like to the one decimal that most questions round to."""
    if expected is None:
        return bool(pd.isna(found))
    if isinstance(expected, datetime.date):
        return pd.Timestamp(found).date() == (expected.date() if isinstance(expected, datetime.datetime) else expected)
    if isinstance(expected, (int, float)) and not isinstance(expected, bool):
        ending = next((each for each in TOLERANCES if name.removesuffix("_BEFORE").endswith(each)), None)
        return abs(float(found) - float(expected)) <= TOLERANCES.get(ending or "", 0.0101)
    return bool(found == expected)


@pytest.mark.parametrize("question", [name for name in QUESTIONS if name not in {"pipeline/place_order", *RECOMPUTED}])
def test_every_other_question_has_an_answer(questions: Any, question: str) -> None:
    import filters
    import queries

    frame = queries.ask_now(question, filters.Filters().values(**ONE)).frame
    assert len(frame.columns) > 1
    assert question == "pipeline/errors" or not frame.empty


def test_few_rows_reach_the_browser(questions: Any) -> None:
    """Charts are drawn as SVG, which wants hundreds of marks, not thousands."""
    import filters
    import queries

    for question in QUESTIONS:
        if not question.startswith("pipeline/"):
            assert len(queries.ask_now(question, filters.Filters(days=730).values(**ONE)).frame) <= 1500, question


def test_a_text_cannot_leave_its_quotes() -> None:
    import queries

    assert queries.literal("O'Hara \\") == "'O''Hara \\\\'"
    assert queries.literal(("a", "b'")) == "'a', 'b'''"
    assert queries.literal(True) == "TRUE"
    assert queries.literal(7) == "7"


def test_filters_reach_every_question_that_can_hear_them() -> None:
    """A question about sales hears all of period, country, segment and category, or says why in its first lines."""
    import queries

    all_time = {"customers/cohorts", "customers/lifetime_value", "customers/recency_frequency", "trends/seasonality"}
    fixed = {"trends/growth", "trends/calendar", "trends/forecast", "geography/over_time"}
    for question in QUESTIONS:
        tab, _, name = question.partition("/")
        if tab in {"filters", "inventory", "pipeline"} or name in {
            "people",
            "history",
            "articles",
            "one_product",
            "one_product_facts",
            "latest_orders",
        }:
            continue
        text = queries._file(question)
        assert all(f"%({word})s" in text for word in ("countries", "segments", "categories")), question
        assert ("%(days)s" in text) is (question not in all_time | fixed), question


def test_no_number_is_computed_outside_of_sql() -> None:
    """What would make one number of others; lengths and scales of a drawing are no numbers of the shop."""
    import ast

    makers = {"sum", "mean", "median", "diff", "cumsum", "quantile", "std", "var", "agg", "aggregate", "pivot_table"}
    makers |= {"pct_change", "rolling", "value_counts", "nunique", "rank", "corr", "interpolate", "fsum", "polyfit"}
    found = []
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
                found += [f"{path.name}:{node.lineno} {name}"] if name in makers else []
    assert found == []
