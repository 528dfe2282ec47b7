"""Questions: one function per file of sql/dashboard, answered through a connection and cached for a few
seconds.
"""

from __future__ import annotations

import os
from typing import Any

import pandas as pd
import streamlit as st

import ecomsim
from ecomsim.ecommerce import status
from ecomsim.ecommerce.project_files import project_dir


@st.cache_resource(show_spinner=False)
def connection() -> Any:
    """The connection of this page: ECOMSIM_BACKEND and ECOMSIM_DATABASE say to what."""
    backend = os.environ.get("ECOMSIM_BACKEND", "duckdb")
    if backend == "snowflake":
        return ecomsim.connect(backend="snowflake", warehouse="DE_PROJECT_WH")
    return ecomsim.connect(os.environ.get("ECOMSIM_DATABASE", "ecomsim.duckdb"), warehouse="DE_PROJECT_WH")


def is_deployed() -> bool:
    """Whether the project's database is there."""
    return status.is_deployed(connection())


@st.cache_data(ttl="20s", show_spinner=False)
def ask(question: str) -> pd.DataFrame:
    """The rows of sql/dashboard/<question>.sql."""
    sql = (project_dir("sql") / "dashboard" / f"{question}.sql").read_text(encoding="utf-8")
    with connection().cursor() as cursor:
        cursor.execute(sql.strip().rstrip(";"))
        frame: pd.DataFrame = cursor.fetch_pandas_all()
        return frame


def refresh() -> None:
    """Forget the answers, so that the next ask reads fresh rows."""
    ask.clear()
