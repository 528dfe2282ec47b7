"""What colours, words and numbers mean; every chart and card takes them from here, none repeats a hex code.

Colour never stands alone: the word or a mark is beside it. `.streamlit/config.toml` holds the same palette.
"""

from __future__ import annotations

import math
from decimal import Decimal

GOOD, LATE, FAILED, IDLE = "#2FBF8F", "#E69F00", "#D9622B", "#A9B4C6"
PRIMARY, SECOND, TEXT = "#56B4E9", "#E69F00", "#E6EAF2"
PAGE, CARD, BORDER, LAND = "#0E1420", "#182133", "#2C3850", "#22304A"
QUIET = "#6B7FA6"
"""What a chart compares with, beside what it is about."""
PALETTE = ("#56B4E9", "#E69F00", "#2FBF8F", "#F0E442", "#E377A8", "#D9622B", "#9A8CFF", "#A9B4C6")
SCALE = ("#3689C9", "#3F92CF", "#53A2DA", "#6BB3E4", "#86C3EC", "#A2D2F2", "#BDE1F7", "#D6EFFB")

STATUS_COLOURS = {
    "PENDING": "#F0E442",
    "PROCESSING": "#9A8CFF",
    "SHIPPED": PRIMARY,
    "COMPLETED": GOOD,
    "RETURNED": LATE,
    "CANCELLED": FAILED,
}
PAYMENT_COLOURS = {"PAID": GOOD, "PENDING": "#F0E442", "FAILED": FAILED, "REFUNDED": LATE}
SEGMENT_COLOURS = {"PREMIUM": "#9A8CFF", "STANDARD": PRIMARY, "BASIC": SECOND}
STOCK_COLOURS = {"LOW": FAILED, "MEDIUM": LATE, "HEALTHY": GOOD}
RUN_COLOURS = {
    "SUCCEEDED": GOOD,
    "SKIPPED": IDLE,
    "SCHEDULED": PRIMARY,
    "EXECUTING": "#F0E442",
    "FAILED": FAILED,
    "FAILED_AND_AUTO_SUSPENDED": FAILED,
    "CANCELLED": LATE,
}
ACTION_COLOURS = {"INCREMENTAL": PRIMARY, "FULL": LATE, "REINITIALIZE": "#E377A8", "NO_DATA": IDLE}

Number = int | float | Decimal


def money(value: Number | None) -> str:
    """$128.4K, $12.50, $0; a dash when there is nothing."""
    if value is None:
        return "–"
    if value == 0:
        return "$0"
    amount = float(value)
    sign = "-" if amount < 0 else ""
    for limit, unit in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if abs(amount) >= limit:
            return f"{sign}${abs(amount) / limit:,.1f}{unit}"
    return f"{sign}${abs(amount):,.2f}"


def count(value: Number | None) -> str:
    """12,345; a dash when there is nothing."""
    return "–" if value is None else f"{float(value):,.0f}"


def percent(value: Number | None) -> str:
    """12.3%; a dash when there is nothing."""
    return "–" if value is None else f"{float(value):.1f}%"


def change(percent: Number | None) -> str | None:
    """+12.0%, large ones as +1,592%; None when there was nothing to compare with."""
    if percent is None or math.isnan(percent):
        return None
    size = float(percent)
    return f"{size:+,.0f}%" if abs(size) >= 1000 else f"{size:+.1f}%"


def points(difference: Number | None) -> str | None:
    """Change of a rate in percentage points, as -0.4 pp."""
    return None if difference is None else f"{float(difference):+.1f} pp"


NAMES = {
    "PAYPAL": "PayPal",
    "APPLE_PAY": "Apple Pay",
    **{day[:3]: day for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")},
}
"""Codes whose words are written in a way of their own."""


def words(code: object) -> str:
    """CREDIT_CARD as Credit card, PAYPAL as PayPal, Mon as Monday."""
    return NAMES.get(str(code)) or str(code).replace("_", " ").capitalize()


def seconds(value: Number | None) -> str:
    """95 as 1 min 35 s."""
    if value is None:
        return "–"
    whole = round(float(value))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    if minutes:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{rest} s"


def markdown(text: str) -> str:
    """Text that may go into markdown: a dollar sign would begin a formula."""
    return text.replace("$", r"\$")
