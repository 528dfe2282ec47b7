"""The business cases: the sentences say what the numbers say, and advice follows from them."""

from __future__ import annotations

from typing import Any

import pandas as pd


def test_segments() -> None:
    import stories

    frame = pd.DataFrame(
        {
            "CUSTOMER_SEGMENT": ["PREMIUM", "STANDARD"],
            "CUSTOMERS": [10, 30],
            "CUSTOMERS_PERCENT": [25.0, 75.0],
            "COMPLETED_REVENUE": [6000.0, 4000.0],
            "SHARE_PERCENT": [60.0, 40.0],
            "REVENUE_PER_CUSTOMER": [600.0, 133.33],
            "AVERAGE_ORDER": [120.0, 80.0],
            "MARGIN_PERCENT": [33.0, 32.0],
            "ALL_CUSTOMERS": [40, 40],
            "TIMES_THE_NEXT": [4.5, None],
            "IS_CONCENTRATED": [True, False],
        }
    )
    told = stories.segments(frame)
    assert told is not None
    assert told.title == "Premium customers bring 60.0% of the completed revenue"
    assert "10 of 40 buyers (25.0%)" in told.sentences[0]
    assert "4.5 times" in told.sentences[0]
    assert told.advice.startswith("Keep the 10 Premium customers first")
    assert stories.segments(frame.iloc[:1]) is None


def test_advice_changes_with_the_numbers() -> None:
    import stories

    frame = pd.DataFrame(
        {
            "CUSTOMER_SEGMENT": ["STANDARD", "PREMIUM"],
            "CUSTOMERS": [90, 10],
            "CUSTOMERS_PERCENT": [90.0, 10.0],
            "COMPLETED_REVENUE": [9000.0, 1000.0],
            "SHARE_PERCENT": [90.0, 10.0],
            "REVENUE_PER_CUSTOMER": [100.0, 100.0],
            "AVERAGE_ORDER": [50.0, 50.0],
            "MARGIN_PERCENT": [33.0, 32.0],
            "ALL_CUSTOMERS": [100, 100],
            "TIMES_THE_NEXT": [1.0, None],
            "IS_CONCENTRATED": [False, False],
        }
    )
    told = stories.segments(frame)
    assert told is not None
    assert told.advice.startswith("The revenue follows the number of customers")


def test_stock_out() -> None:
    import stories

    frame = pd.DataFrame(
        {
            "PRODUCT_NAME": ["Wireless Mouse", "USB-C Cable", "Shelf warmer"],
            "CURRENT_STOCK": [8, 12, 1],
            "UNITS_PER_DAY": [5.0, 2.0, 0.0],
            "DAYS_UNTIL_STOCK_OUT": [1.6, 6.0, None],
            "ORDER_QUANTITY": [62, 16, 10],
            "ORDER_COST": [620.0, 80.0, 50.0],
            "ALERTS": [3, 3, 3],
            "ALL_ORDER_COST": [750.0, 750.0, 750.0],
            "URGENT": [2, 2, 2],
            "OTHER_URGENT": [1, 1, 2],
            "OTHER_URGENT_COST": [80.0, 620.0, 700.0],
        }
    )
    told = stories.stock_out(frame)
    assert told is not None
    assert told.title == "Wireless Mouse is gone in 1.6 days"
    assert "2 of the 3 products" in told.sentences[1]
    assert told.advice == (
        "Order 62 × Wireless Mouse today, and the other one that runs out within a week ($80.00) with it."
    )
    assert stories.stock_out(frame.iloc[2:]) is None
    sold_out = stories.stock_out(frame.assign(CURRENT_STOCK=0, DAYS_UNTIL_STOCK_OUT=0.0))
    assert sold_out is not None
    assert (sold_out.title, sold_out.sentences[0]) == ("Wireless Mouse is sold out", "5.0 were sold a day.")


def test_stories_of_the_loaded_shop(page: Any) -> None:
    import filters
    import queries
    import stories

    values = filters.Filters(days=730).values()
    segments = stories.segments(queries.ask("customers/segments", values).frame)
    stock = stories.stock_out(queries.ask("inventory/alerts", values).frame)
    products = stories.profitability(queries.ask("products/profitability", values).frame)
    assert segments is not None
    assert segments.title.startswith("Premium customers bring")
    assert stock is not None
    assert "Wireless Mouse" in stock.title
    assert products is not None
    assert "%" in products.title
