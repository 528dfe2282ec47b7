"""Panels: how an answer stands on the page, with its title, its SQL, its downloads, and its way to be empty or fail.

A statement that fails shows its Snowflake error in its own panel and leaves the rest of the page alone.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import queries
import streamlit as st
from charts.drawing import drawn
from connection import failures
from filters import Filters, widen
from queries import Answer
from streamlit.delta_generator import DeltaGenerator
from theme import markdown, words

FEW = 15
"""Rows that a table shows all at once."""
CONFIG: dict[str, Any] = {"displayModeBar": False, "topojsonURL": "app/static/topojson/"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One number. `lower_is_better` turns the colours of the change round."""

    label: str
    value: str
    delta: str | None = None
    help: str | None = None
    lower_is_better: bool = False


@contextmanager
def panel(title: str) -> Iterator[DeltaGenerator]:
    """A bordered card under `title`, as high as its neighbours; yields its head line, where `more` puts the SQL."""
    with st.container(border=True, height="stretch"):
        head = st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small")
        head.markdown(f"**{title}**", width="stretch")
        try:
            yield head
        except failures() as error:
            st.error(str(error), icon=":material/error:")


def chart(
    title: str,
    question: str,
    draw: Callable[[pd.DataFrame], go.Figure],
    values: Mapping[str, Any],
    *,
    alt: str,
    note: str | None = None,
) -> None:
    """One question as a chart. `alt` says for a screen reader what is drawn."""
    with panel(title) as head:
        answer = queries.ask(question, values)
        more(head, answer)
        if is_blank(answer.frame):
            empty(question)
            return
        plot(draw(answer.frame), key=question, alt=alt)
        if note:
            st.caption(markdown(note))


def plot(figure: go.Figure, *, key: str, alt: str, **selecting: Any) -> None:
    """A figure; `selecting` are Streamlit's options for choosing on it."""
    st.plotly_chart(drawn(figure), theme=None, key=key, config=CONFIG, alt=alt, **selecting)


def table(
    title: str,
    question: str,
    values: Mapping[str, Any],
    columns: Mapping[str, Any],
    *,
    codes: Sequence[str] = (),
    alt: str,
) -> None:
    """One question as a table; `columns` and `codes` as in `rows_of`."""
    with panel(title) as head:
        answer = queries.ask(question, values)
        more(head, answer)
        if answer.frame.empty:
            empty(question)
            return
        rows_of(answer, columns, codes=codes, alt=alt)


def rows_of(answer: Answer, columns: Mapping[str, Any], *, codes: Sequence[str] = (), alt: str) -> None:
    """The rows of an answer as a table: `columns` are Streamlit column configurations, in order; those of `codes` are
    shown in words. Few rows are shown without scrolling.
    """
    frame = answer.frame
    st.dataframe(
        frame.assign(**{name: frame[name].map(words, na_action="ignore") for name in codes}),
        hide_index=True,
        height="content" if len(frame) <= FEW else "auto",
        placeholder="–",
        column_order=list(columns),
        column_config=dict(columns),
        key=f"rows {answer.question}",
        alt=alt,
    )


def cards(shown: Sequence[Card]) -> None:
    """A row of numbers that wraps on a narrow screen."""
    with st.container(horizontal=True):
        for card in shown:
            st.metric(
                card.label,
                card.value,
                card.delta,
                delta_color="inverse" if card.lower_is_better else "normal",
                help=card.help,
                border=True,
                width="stretch",
                height="stretch",
            )


def story(title: str, sentences: Sequence[str], advice: str) -> None:
    """A business case: what the numbers say, and what follows. Those in a row are equally high."""
    with st.container(border=True, height="stretch"):
        st.markdown(f":material/lightbulb: **{title}**")
        st.markdown(markdown(" ".join(sentences)))
        st.markdown(f":green[**Do:**] {markdown(advice)}")


def empty(key: str) -> None:
    """Why there is nothing, and the way out."""
    st.caption("No orders in this period with these filters.")
    st.button("Show everything", key=f"widen {key}", on_click=widen, icon=":material/zoom_out_map:")


def is_blank(frame: pd.DataFrame) -> bool:
    """Whether there is nothing to draw: no rows, or no amount that is not zero."""
    if frame.empty:
        return True
    amounts = [name for name in ("NET_REVENUE", "AMOUNT", "ORDERS", "PROFIT", "UNITS") if name in frame.columns]
    return bool(amounts) and all((frame[name].fillna(0) == 0).all() for name in amounts)


def compared(filters: Filters) -> str:
    """What the changes on the cards compare with."""
    return f"Last {filters.period}, today included; changes against the {filters.period} before, up to this hour."


def more(head: DeltaGenerator, answer: Answer, *, key: str | None = None) -> None:
    """The button that opens the SQL and the downloads of an answer; `key` tells two for one answer apart."""
    with head.container(width="content"):
        behind(answer, (key or answer.question).replace("/", "-"))


@st.fragment
def behind(answer: Answer, name: str) -> None:
    """What stands behind a chart, sent when it is opened: a page has a dozen of these, and few are looked at."""
    opened = st.popover(
        "SQL",
        type="tertiary",
        help="The SQL behind this, and its rows as a file",
        key=f"more {name}",
        on_change="rerun",
    )
    if not opened.open:
        return
    with opened:
        st.code(answer.sql, language="sql", height=320)
        with st.container(horizontal=True):
            st.download_button(
                "CSV",
                data=lambda: answer.frame.to_csv(index=False),
                file_name=f"{name}.csv",
                mime="text/csv",
                key=f"csv {name}",
                on_click="ignore",
                icon=":material/download:",
            )
            st.download_button(
                "Parquet",
                data=lambda: parquet(answer.frame),
                file_name=f"{name}.parquet",
                mime="application/vnd.apache.parquet",
                key=f"parquet {name}",
                on_click="ignore",
                icon=":material/download:",
            )


def parquet(frame: pd.DataFrame) -> bytes:
    """The rows as a Parquet file."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()
