"""What colours and numbers mean; every chart takes them from here."""

from __future__ import annotations

from decimal import Decimal

GOOD, LATE, FAILED, IDLE = "#2FBF8F", "#E69F00", "#D9622B", "#A9B4C6"
PRIMARY = "#56B4E9"

STATUS_COLOURS = {
    "PENDING": "#F0E442",
    "PROCESSING": "#9A8CFF",
    "SHIPPED": PRIMARY,
    "COMPLETED": GOOD,
    "RETURNED": LATE,
    "CANCELLED": FAILED,
}

Number = int | float | Decimal


def money(value: Number | None) -> str:
    """$128.4K; a dash when there is nothing."""
    if value is None:
        return "–"
    amount = float(value)
    for limit, unit in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if abs(amount) >= limit:
            return f"${amount / limit:,.1f}{unit}"
    return f"${amount:,.2f}"


def percent(value: Number | None) -> str:
    """12.3%; a dash when there is nothing."""
    return "–" if value is None else f"{float(value):.1f}%"


def change(value: Number | None, before: Number | None) -> str | None:
    """Relative change as +12.0%; None when there is nothing to compare with."""
    if value is None or not before:
        return None
    return f"{100 * (float(value) / float(before) - 1):+.1f}%"


def points(value: Number | None, before: Number | None) -> str | None:
    """Change of a rate in percentage points."""
    return None if value is None or before is None else f"{float(value) - float(before):+.1f} pp"
