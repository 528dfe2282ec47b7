"""Business cases in words: frames in, sentences and advice out. Every number comes from a question's answer.

Nothing here knows Streamlit. None: there is too little data for a claim.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from theme import count, money, percent, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What the numbers say, and what follows from them."""

    title: str
    sentences: tuple[str, ...]
    advice: str


def segments(frame: pd.DataFrame) -> Story | None:
    """Business case 1, from customers/segments: who brings the revenue."""
    if len(frame) < 2:
        return None
    first, second = frame.iloc[0], frame.iloc[1]
    times = f"{float(first['TIMES_THE_NEXT']):.1f}"
    name, other = words(first["CUSTOMER_SEGMENT"]), words(second["CUSTOMER_SEGMENT"])
    return Story(
        title=f"{name} customers bring {percent(first['SHARE_PERCENT'])} of the completed revenue",
        sentences=(
            f"They are {count(first['CUSTOMERS'])} of {count(first['ALL_CUSTOMERS'])} buyers "
            f"({percent(first['CUSTOMERS_PERCENT'])}) and spent {money(first['REVENUE_PER_CUSTOMER'])} each, "
            f"{times} times as much as a {other} customer ({money(second['REVENUE_PER_CUSTOMER'])}).",
            f"Their average order is {money(first['AVERAGE_ORDER'])}, the margin {percent(first['MARGIN_PERCENT'])}.",
        ),
        advice=(
            f"Keep the {count(first['CUSTOMERS'])} {name} customers first: one that leaves costs as much as "
            f"{times} {other} customers. Then move the most active {other} customers up."
            if first["IS_CONCENTRATED"]
            else f"The revenue follows the number of customers: win more of them rather than courting {name} alone."
        ),
    )


def stock_out(frame: pd.DataFrame) -> Story | None:
    """Business case 2, from inventory/alerts: what runs out, and what it costs to prevent it."""
    dated = frame[frame["DAYS_UNTIL_STOCK_OUT"].notna()]
    if dated.empty:
        return None
    first = dated.iloc[0]
    name, days, pace = first["PRODUCT_NAME"], float(first["DAYS_UNTIL_STOCK_OUT"]), float(first["UNITS_PER_DAY"])
    urgent = count(first["URGENT"]) if first["URGENT"] else "None"
    others = "one that runs out" if first["OTHER_URGENT"] == 1 else f"{count(first['OTHER_URGENT'])} that run out"
    return Story(
        title=f"{name} is gone in {days:.1f} days" if first["CURRENT_STOCK"] > 0 else f"{name} is sold out",
        sentences=(
            f"{count(first['CURRENT_STOCK'])} are left and {pace:.1f} are sold a day."
            if first["CURRENT_STOCK"] > 0
            else f"{pace:.1f} were sold a day.",
            f"{urgent} of the {count(first['ALERTS'])} products to be ordered run out within a week; "
            f"the orders for all of them cost {money(first['ALL_ORDER_COST'])} at the present purchase prices.",
        ),
        advice=(
            f"Order {count(first['ORDER_QUANTITY'])} × {name} today"
            + (
                f", and the other {others} within a week ({money(first['OTHER_URGENT_COST'])}) with it."
                if first["OTHER_URGENT"]
                else "; the rest can wait for the weekly order."
            )
        ),
    )


def profitability(frame: pd.DataFrame) -> Story | None:
    """Business case 3, from products/profitability: where revenue and profit part."""
    if len(frame) < 2:
        return None
    first = frame.iloc[0]
    best, thinnest = first["BEST_CATEGORY"], first["THINNEST_CATEGORY"]
    return Story(
        title=f"{first['CATEGORY']} earns {percent(first['PROFIT_SHARE_PERCENT'])} of the profit",
        sentences=(
            f"It makes {percent(first['REVENUE_SHARE_PERCENT'])} of the revenue; "
            f"{count(first['PRODUCTS_FOR_HALF_OF_PROFIT'])} of its {count(first['PRODUCTS'])} products sold bring "
            "half of its profit.",
            f"The best margin is in {best} ({percent(first['BEST_MARGIN_PERCENT'])}), the thinnest in "
            f"{thinnest} ({percent(first['THINNEST_MARGIN_PERCENT'])}): a dollar sold there earns "
            f"{count(first['THINNEST_MARGIN_PERCENT'])} cents instead of {count(first['BEST_MARGIN_PERCENT'])}.",
        ),
        advice=(
            f"Sell {best} along with every order from {thinnest}, and give discounts in {best} only: "
            f"{thinnest} has no room for them."
        ),
    )
