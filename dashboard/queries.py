"""Questions: each is one file of sql/dashboard, plain Snowflake SQL, asked with the filters' values.

The values are written into the text as literals, as the Snowflake connector does with %(name)s, so the SQL shown
beside a chart is the SQL that ran and runs anywhere. For that each file is whole: it repeats the filters of the page
instead of taking them from a template. Answers are kept until one of the tables behind them has
changed: `version()` is a part of their key, so a page never shows an old number and never asks twice for the
same one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from connection import acting, connection

_HERE = Path(__file__).resolve().parent
_INSIDE = _HERE / "sql" / "dashboard"
FOLDER = _INSIDE if _INSIDE.is_dir() else _HERE.parent / "sql" / "dashboard"
"""The questions: beside this file inside Streamlit in Snowflake, beside its folder elsewhere."""
_BIND = re.compile(r"%\((\w+)\)s")

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The rows and the SQL that gave them."""

    question: str
    sql: str
    frame: pd.DataFrame

    @property
    def row(self) -> dict[str, Any]:
        """The first row, missing values as None; empty when there is none."""
        if self.frame.empty:
            return {}
        return {str(name): None if pd.isna(value) else value for name, value in self.frame.iloc[0].items()}


def ask(question: str, values: Values | None = None) -> Answer:
    """Ask sql/dashboard/<question>.sql; the answer is remembered until the data change."""
    sql = text(question, values or {})
    return Answer(question=question, sql=sql, frame=_remembered(sql, version()))


def ask_now(question: str, values: Values | None = None) -> Answer:
    """Ask without memory: for what changes without a table changing (streams, runs, lag, the clock)."""
    sql = text(question, values or {})
    return Answer(question=question, sql=sql, frame=rows(sql))


@st.cache_data(ttl="1s", show_spinner=False)
def version() -> str:
    """A text that is another one when a table behind the charts has changed, or the day has.

    Asked at most once a second, however many charts a page has.
    """
    return "|".join(str(value) for value in rows(text("filters/version", {})).iloc[0])


def rows(sql: str) -> pd.DataFrame:
    """Run a query. Whole numbers come as 64 bits: the connector sends the narrowest type that holds them, in which
    a product overflows.
    """
    with connection().cursor() as cursor:
        cursor.execute(sql)
        frame: pd.DataFrame = cursor.fetch_pandas_all()
    narrow = [name for name, kind in frame.dtypes.items() if kind.kind in "iu" and kind.itemsize < 8]
    return frame.astype(dict.fromkeys(narrow, "int64"))


def run(sql: str) -> None:
    """Run statements that change something, in a session of their own."""
    with acting() as session:
        session.execute_string(sql)


def forget() -> None:
    """Forget the answers, so that the next ask reads fresh rows."""
    version.clear()
    _remembered.clear()


@st.cache_data(ttl="1h", max_entries=1000, show_spinner=False)
def _remembered(sql: str, version: str) -> pd.DataFrame:
    """`version` is only a part of the key."""
    return rows(sql)


# --- text ---------------------------------------------------------------------------------------------------


def text(question: str, values: Values) -> str:
    """The SQL of a question with every %(name)s replaced by a literal.

    Raises KeyError for a name without a value, FileNotFoundError for a question that nobody asks.
    """
    return _BIND.sub(lambda found: literal(values[found.group(1)]), _file(question))


@lru_cache
def _file(question: str) -> str:
    return (FOLDER / f"{question}.sql").read_text(encoding="utf-8").strip().rstrip(";")


def literal(value: bool | int | str | Sequence[str]) -> str:
    """A value as Snowflake SQL; a list as the inside of IN (…)."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "''")
        return f"'{escaped}'"
    return ", ".join(literal(item) for item in value)
