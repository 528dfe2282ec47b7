"""The first look of a visitor comes in two stages: the numbers, then the charts, when the browser asks for them.

The library that draws the charts keeps the browser busy for a second before the first of them stands, and a page sent
whole shows nothing until then. So the first run of a session ends below the cards, and leaves a fragment that the
browser runs again as soon as it has the page; that asks for all of it. No later run has stages.
"""

from __future__ import annotations

import streamlit as st

WHOLE = "whole"
"""In the state of a session: its browser shows the numbers and has asked for the rest."""
_SENT = "numbers sent"
PACE = 0.3
"""Seconds after which the browser asks."""


def is_first() -> bool:
    """Whether this run is the first of its session, of which only the numbers are sent."""
    return not st.session_state.get(WHOLE, False)


@st.fragment(run_every=PACE)
def rest_follows() -> None:
    """The first call is the page's own; the next one comes from the browser."""
    if st.session_state.get(_SENT, False):
        st.session_state[WHOLE] = True
        st.rerun()
    st.session_state[_SENT] = True
