"""Where the numbers come from: one DB-API connection, chosen by the environment, shared by every page.

    ECOMSIM_BACKEND=duckdb      the engine in this process, on the file ECOMSIM_DATABASE (the default)
    ECOMSIM_BACKEND=server      `ecomsim serve` at ECOMSIM_SERVER, through the Snowflake connector
    ECOMSIM_BACKEND=snowflake   a real account, from connections.toml or SNOWFLAKE_* variables

Inside Streamlit in Snowflake the connection of the app is used and the environment is not asked. Nothing above
this module knows which it is: all four speak the same SQL, and their errors are `failures()`.
Source: Snowflake documentation, "Manage secrets and configure your Streamlit app".
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

WAREHOUSE = "DE_PROJECT_WH"
TOKEN = Path("/snowflake/session/token")
"""What an app finds in a container of Snowflake, and nowhere else."""
DEFAULT_SERVER = "http://127.0.0.1:8765"
PATIENCE = 60
"""Seconds until a server that does not answer counts as gone."""
MISSING = {2003, 2043}
"""Error numbers of an object that does not exist, or that the role may not see."""


class UnreachableError(Exception):
    """There is nobody to ask. `str()` says where it was tried and what to do."""


def backend() -> str:
    """duckdb, server, snowflake, or native (Streamlit in Snowflake)."""
    if TOKEN.exists() or importlib.util.find_spec("_snowflake") is not None:
        return "native"
    return os.environ.get("ECOMSIM_BACKEND", "duckdb")


def refresh_seconds() -> float | None:
    """How often the page looks for changes by itself; None: never.

    ECOMSIM_REFRESH_SECONDS says otherwise. On a real account a look every few seconds would keep the warehouse
    awake, so there it is the button alone.
    """
    standard = "0" if backend() in {"snowflake", "native"} else "5"
    value = float(os.environ.get("ECOMSIM_REFRESH_SECONDS", standard))
    return value if value > 0 else None


def describe() -> str:
    """What the page shows, in a few words."""
    return {
        "duckdb": f"ecomsim · {os.path.basename(os.environ.get('ECOMSIM_DATABASE', 'ecomsim.duckdb'))}",
        "server": f"ecomsim · {os.environ.get('ECOMSIM_SERVER', DEFAULT_SERVER)}",
    }.get(backend(), "Snowflake")


@st.cache_resource(show_spinner=False)
def connection() -> Any:
    """The connection for questions. Raises UnreachableError."""
    return opened()


@contextmanager
def acting() -> Iterator[Any]:
    """A session of its own for statements that change something: its transaction is nobody else's."""
    session = opened()
    try:
        yield session
    finally:
        if backend() != "native":
            session.close()


def opened() -> Any:
    """A new connection whose times are UTC. Raises UnreachableError.

    An app inside Snowflake may not set parameters of its session, which is its owner's; there the charts turn
    instants into UTC themselves.
    """
    try:
        session = _open()
        if backend() == "native":
            return session
        with session.cursor() as cursor:
            cursor.execute("ALTER SESSION SET TIMEZONE = 'UTC'")
    except failures() as error:
        raise UnreachableError(f"{_place()}: {error}") from error
    return session


def is_missing(error: Exception) -> bool:
    """Whether an object was asked for that is not there; anything else that happens to the first question of a page
    means that there is nobody to ask."""
    return getattr(error, "errno", None) in MISSING


def lost() -> None:
    """Forget the connection, so that the next look opens a new one."""
    connection.clear()


def remedy() -> str:
    """What to do when there is nobody to ask."""
    return {
        "duckdb": "Close the program that holds the file, or make a shop of your own with `ecomsim demo`",
        "server": "Start it with `ecomsim serve`; ECOMSIM_SERVER, ECOMSIM_USER and ECOMSIM_PASSWORD say which and who",
        "snowflake": "Check the account, the user and its password or key in `connections.toml` or the SNOWFLAKE_* "
        "variables",
    }.get(backend(), "Ask the owner of the app whether its role may use DE_PROJECT_WH")


def failures() -> tuple[type[Exception], ...]:
    """What a statement that goes wrong may raise."""
    kind = backend()
    if kind == "duckdb":
        from ecomsim import Error

        return (Error,)
    import snowflake.connector.errors

    return (snowflake.connector.errors.Error,)


def _open() -> Any:
    kind = backend()
    if kind == "native":
        return st.connection("snowflake").raw_connection
    if kind == "server":
        import snowflake.connector

        address = urlsplit(os.environ.get("ECOMSIM_SERVER", DEFAULT_SERVER))
        return snowflake.connector.connect(
            account="ecomsim",
            user=os.environ.get("ECOMSIM_USER", "ecomsim"),
            password=os.environ.get("ECOMSIM_PASSWORD", "ecomsim"),
            host=address.hostname,
            port=address.port or (443 if address.scheme == "https" else 80),
            protocol=address.scheme,
            warehouse=WAREHOUSE,
            login_timeout=PATIENCE,
            network_timeout=PATIENCE,
        )
    import ecomsim

    if kind == "snowflake":
        return ecomsim.connect(backend="snowflake", warehouse=WAREHOUSE, network_timeout=PATIENCE)
    if kind == "duckdb":
        return ecomsim.connect(os.environ.get("ECOMSIM_DATABASE", "ecomsim.duckdb"), warehouse=WAREHOUSE)
    raise UnreachableError(f"ECOMSIM_BACKEND is {kind!r}: choose duckdb, server or snowflake.")


def _place() -> str:
    return {
        "duckdb": f"The file {os.environ.get('ECOMSIM_DATABASE', 'ecomsim.duckdb')} could not be opened",
        "server": f"No answer from {os.environ.get('ECOMSIM_SERVER', DEFAULT_SERVER)}: is `ecomsim serve` running",
    }.get(backend(), "The Snowflake account could not be reached")
