"""Live: the account on the wall clock, traffic in a thread, the dashboard in this very process.

A DuckDB file belongs to one process, so the process that serves the page must be the one that runs the
engine; the page's own `ecomsim.connect` then shares the account that is open here.
"""

from __future__ import annotations

import importlib
import logging
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.request import urlopen

import ecomsim
from ecomsim.ecommerce import simulate
from ecomsim.ecommerce.project_files import project_dir
from ecomsim.errors import OperationalError, SnowflakeError

DATABASE_VARIABLE = "ECOMSIM_DATABASE"
"""How the dashboard learns which file to show."""

BACKEND_VARIABLE = "ECOMSIM_BACKEND"
"""How it learns that it is not a file."""


def serve(
    database: str,
    *,
    port: int,
    browser: bool,
    seed: int | None,
    clock: Literal["wall", "virtual"] = "wall",
    on_ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve the dashboard on 127.0.0.1 until the process is interrupted; with a seed, let customers shop
    meanwhile. On the virtual clock time stands still until the page's Pipeline tab moves it.

    `on_ready` is called, and the browser opened, once the page answers and has been drawn for nobody: its first
    visitor then waits for little more than the browser. Raises OperationalError when the port is taken.
    """
    _require_free(port)
    os.environ[DATABASE_VARIABLE] = database
    os.environ[BACKEND_VARIABLE] = "duckdb"
    with ecomsim.connect(database, clock=clock, scheduler=clock == "wall"), shopping(database, seed):
        options = _configured(port)
        warm = _warmed()
        threading.Thread(target=warm.the_rest, name="warm-up", daemon=True).start()
        _run_streamlit(options, browser, on_ready)


def serve_account(name: str | None, *, port: int, browser: bool, on_ready: Callable[[], None] = lambda: None) -> None:
    """Serve the dashboard of a Snowflake account, of the connection `name` or the standard one, until interrupted.

    Raises OperationalError when the port is taken.
    """
    _require_free(port)
    os.environ[BACKEND_VARIABLE] = "snowflake"
    if name is not None:
        os.environ["SNOWFLAKE_DEFAULT_CONNECTION_NAME"] = name
    options = _configured(port)
    _warmed()  # the other tabs' questions would cost credits, and nobody may open them
    _run_streamlit(options, browser, on_ready)


@contextmanager
def shopping(database: str, seed: int | None) -> Iterator[None]:
    """Traffic from a thread of its own, with a session of its own, for as long as the block lasts."""
    if seed is None:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_shop, args=(database, seed, stop), name="traffic", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=30)


def _shop(database: str, seed: int, stop: threading.Event) -> None:
    try:
        with ecomsim.connect(database) as connection:
            simulate.live(connection, seed=seed, stop=stop)
    except SnowflakeError:
        logging.getLogger("ecomsim").exception("The simulated traffic stopped; the dashboard goes on without it.")


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as cause:
            raise OperationalError(
                f"Port {port} is in use by another program: choose another with --port.",
                errno=250001,
                sqlstate="08001",
            ) from cause


def _configured(port: int) -> dict[str, Any]:
    """Streamlit's options for a page at this port, set. Must come first: the rehearsal reads them, and Streamlit warns
    of a server whose options change after they were read.
    """
    from streamlit import config
    from streamlit.web import bootstrap

    config._main_script_path = str(_app())  # as `streamlit run` does: the config.toml beside the script is read
    options: dict[str, Any] = {
        "server_port": port,
        "server_address": "127.0.0.1",
        "server_headless": True,
        "browser_gatherUsageStats": False,
        "global_developmentMode": False,
        "logger_level": "warning",
        "logger_hideWelcomeMessage": True,
    }
    bootstrap.load_config_options(options)
    return options


def _warmed() -> Any:
    """The dashboard's module `warm`, after its rehearsal."""
    folder = str(_app().parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    # outside of a page Streamlit warns of what a page would have
    for name in ("runtime.caching.cache_data_api", "runtime.scriptrunner_utils.script_run_context"):
        logging.getLogger(f"streamlit.{name}").setLevel(logging.ERROR)
    warm = importlib.import_module("warm")  # a folder of scripts: imported as Streamlit imports it for the page
    warm.rehearse()
    return warm


def _run_streamlit(options: dict[str, Any], browser: bool, on_ready: Callable[[], None]) -> None:
    from streamlit.web import bootstrap

    stopped = threading.Event()
    welcome = (options["server_port"], browser, on_ready, stopped)
    threading.Thread(target=_welcome, args=welcome, name="welcome", daemon=True).start()
    try:
        bootstrap.run(str(_app()), False, [], options)
    finally:
        stopped.set()


def _welcome(port: int, browser: bool, on_ready: Callable[[], None], stopped: threading.Event) -> None:
    """Wait until the page answers, say so, and show it."""
    address = f"http://127.0.0.1:{port}"
    while not _answers(f"{address}/_stcore/health"):
        if stopped.wait(0.05):
            return
    on_ready()
    if browser:
        webbrowser.open(address)


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _app() -> Path:
    return project_dir("dashboard") / "app.py"
