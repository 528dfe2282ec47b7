"""Filters: period, country, segment and category, for all tabs at once, kept in the page's address.

`Filters.values()` is what the questions' %(names)s stand for. An address with a value that does not exist (any
more) is read without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import queries
import streamlit as st

PERIODS: dict[str, int] = {"7 days": 7, "30 days": 30, "90 days": 90, "1 year": 365, "2 years": 730}
DEFAULT = "30 days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """days: calendar days up to and with today; an empty tuple chooses everything."""

    days: int = 30
    countries: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def values(self, **more: Any) -> dict[str, Any]:
        """Values for a question; `more` are those that only some questions ask for."""
        chosen = {"country": self.countries, "segment": self.segments, "category": self.categories}
        plural = {"country": "countries", "segment": "segments", "category": "categories"}
        return {
            "days": self.days,
            "grain": grain(self.days),
            "coarse_grain": coarse_grain(self.days),
            **{f"every_{kind}": not values for kind, values in chosen.items()},
            **{plural[kind]: values or ("",) for kind, values in chosen.items()},
            **more,
        }

    @property
    def period(self) -> str:
        """The period in words, for titles."""
        return next(name for name, days in PERIODS.items() if days == self.days)


def grain(days: int) -> str:
    """The step of time series: about 8 to 60 of them."""
    return "DAY" if days <= 31 else "WEEK" if days <= 366 else "MONTH"


def coarse_grain(days: int) -> str:
    """The step where each needs enough orders for a rate."""
    return "DAY" if days <= 7 else "WEEK" if days <= 120 else "MONTH"


def bar() -> Filters:
    """Draw the filters and return what is chosen."""
    options = queries.ask("filters/options").frame
    by_kind = {kind: tuple(group["VALUE"]) for kind, group in options.groupby("KIND")}
    with st.container(horizontal=True, vertical_alignment="top"):
        period = st.segmented_control(
            "Period",
            list(PERIODS),
            default=DEFAULT,
            required=True,
            key="period",
            bind="query-params",
        )
        chosen = {
            kind: tuple(
                st.multiselect(
                    kind.capitalize(),
                    by_kind.get(kind, ()),
                    key=kind,
                    bind="query-params",
                    placeholder="All",
                    width=230,
                )
            )
            for kind in ("country", "segment", "category")
        }
    return Filters(
        days=PERIODS[period or DEFAULT],
        countries=chosen["country"],
        segments=chosen["segment"],
        categories=chosen["category"],
    )


def widen() -> None:
    """Choose everything: the way out of an empty page."""
    st.session_state["period"] = "2 years"
    for kind in ("country", "segment", "category"):
        st.session_state[kind] = []
