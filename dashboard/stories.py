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
    share_of_people = float(first["CUSTOMERS_PERCENT"])
    ratio = float(first["REVENUE_PER_CUSTOMER"]) / float(second["REVENUE_PER_CUSTOMER"])
    name, other = words(first["CUSTOMER_SEGMENT"]), words(second["CUSTOMER_SEGMENT"])
    concentrated = float(first["SHARE_PERCENT"]) > 1.3 * share_of_people
    return Story(
        title=f"{name} customers bring {percent(first['SHARE_PERCENT'])} of the completed revenue",
        sentences=(
            f"They are {count(first['CUSTOMERS'])} of {count(frame['CUSTOMERS'].sum())} buyers "
            f"({percent(share_of_people)}) and spent {money(first['REVENUE_PER_CUSTOMER'])} each, "
            f"{ratio:.1f} times as much as a {other} customer ({money(second['REVENUE_PER_CUSTOMER'])}).",
            f"Their average order is {money(first['AVERAGE_ORDER'])}, the margin {percent(first['MARGIN_PERCENT'])}.",
        ),
        advice=(
            f"Keep the {count(first['CUSTOMERS'])} {name} customers first: one that leaves costs as much as "
            f"{ratio:.1f} {other} customers. Then move the most active {other} customers up."
            if concentrated
            else f"The revenue follows the number of customers: win more of them rather than courting {name} alone."
        ),
    )


def stock_out(frame: pd.DataFrame) -> Story | None:
    """Business case 2, from inventory/alerts: what runs out, and what it costs to prevent it."""
    dated = frame[frame["DAYS_UNTIL_STOCK_OUT"].notna()]
    if dated.empty:
        return None
    first = dated.iloc[0]
    soon = dated[dated["DAYS_UNTIL_STOCK_OUT"] < 7]
    days = float(first["DAYS_UNTIL_STOCK_OUT"])
    return Story(
        title=f"{first['PRODUCT_NAME']} is gone in {days:.1f} days",
        sentences=(
            f"{count(first['CURRENT_STOCK'])} are left and {float(first['UNITS_PER_DAY']):.1f} are sold a day.",
            f"{len(soon)} of the {len(frame)} products in the table run out within a week; "
            f"the orders in the table cost {money(frame['ORDER_COST'].sum())} at the present purchase prices.",
        ),
        advice=(
            f"Order {count(first['ORDER_QUANTITY'])} × {first['PRODUCT_NAME']} today"
            + (
                f", and the other {len(soon) - 1} that run out within a week "
                f"({money(soon['ORDER_COST'].iloc[1:].sum())}) with it."
                if len(soon) > 1
                else "; the rest can wait for the weekly order."
            )
        ),
    )


def profitability(frame: pd.DataFrame) -> Story | None:
    """Business case 3, from products/profitability: where revenue and profit part."""
    if len(frame) < 2:
        return None
    best = frame.iloc[int(frame["MARGIN_PERCENT"].astype(float).argmax())]
    worst = frame.iloc[int(frame["MARGIN_PERCENT"].astype(float).argmin())]
    first = frame.iloc[0]
    return Story(
        title=f"{first['CATEGORY']} earns {percent(first['PROFIT_SHARE_PERCENT'])} of the profit",
        sentences=(
            f"It makes {percent(first['REVENUE_SHARE_PERCENT'])} of the revenue; "
            f"{count(first['PRODUCTS_FOR_HALF_OF_PROFIT'])} of its {count(first['PRODUCTS'])} products sold bring "
            "half of its profit.",
            f"The best margin is in {best['CATEGORY']} ({percent(best['MARGIN_PERCENT'])}), the thinnest in "
            f"{worst['CATEGORY']} ({percent(worst['MARGIN_PERCENT'])}): a dollar sold there earns "
            f"{float(worst['MARGIN_PERCENT']):.0f} cents instead of {float(best['MARGIN_PERCENT']):.0f}.",
        ),
        advice=(
            f"Sell {best['CATEGORY']} along with every order from {worst['CATEGORY']}, and give discounts "
            f"in {best['CATEGORY']} only: {worst['CATEGORY']} has no room for them."
        ),
    )
