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
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import ecomsim
from ecomsim.ecommerce import simulate
from ecomsim.ecommerce.project_files import project_dir
from ecomsim.errors import OperationalError, SnowflakeError

DATABASE_VARIABLE = "ECOMSIM_DATABASE"
"""How the dashboard learns which file to show."""

BACKEND_VARIABLE = "ECOMSIM_BACKEND"
"""How it learns that it is not a file."""


def serve(
    database: str, *, port: int, browser: bool, seed: int | None, clock: Literal["wall", "virtual"] = "wall"
) -> None:
    """Serve the dashboard on 127.0.0.1 until the process is interrupted; with a seed, let customers shop
    meanwhile. On the virtual clock time stands still until the page's Pipeline tab moves it.

    Raises OperationalError when the port is taken.
    """
    _require_free(port)
    os.environ[DATABASE_VARIABLE] = database
    os.environ[BACKEND_VARIABLE] = "duckdb"
    with ecomsim.connect(database, clock=clock, scheduler=clock == "wall"), shopping(database, seed):
        _run_streamlit(port, browser)


def serve_account(name: str | None, *, port: int, browser: bool) -> None:
    """Serve the dashboard of a Snowflake account, of the connection `name` or the standard one, until interrupted.

    Raises OperationalError when the port is taken.
    """
    _require_free(port)
    os.environ[BACKEND_VARIABLE] = "snowflake"
    if name is not None:
        os.environ["SNOWFLAKE_DEFAULT_CONNECTION_NAME"] = name
    _run_streamlit(port, browser)


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


def _run_streamlit(port: int, browser: bool) -> None:
    from streamlit import config
    from streamlit.web import bootstrap

    app = project_dir("dashboard") / "app.py"
    warm = _dashboard("warm")
    warm.first_paint()
    threading.Thread(target=warm.the_rest, name="warm-up", daemon=True).start()
    config._main_script_path = str(app)  # as `streamlit run` does: the config.toml beside the script is read
    options: dict[str, Any] = {
        "server_port": port,
        "server_address": "127.0.0.1",
        "server_headless": not browser,
        "browser_gatherUsageStats": False,
        "global_developmentMode": False,
    }
    bootstrap.load_config_options(options)
    bootstrap.run(str(app), False, [], options)


def _dashboard(module: str) -> Any:
    """A module of the dashboard, which is a folder of scripts: imported as Streamlit imports it for the page."""
    folder = str(project_dir("dashboard"))
    if folder not in sys.path:
        sys.path.insert(0, folder)
    # outside of a page Streamlit warns of a missing runtime at each thing that it would remember
    logging.getLogger("streamlit.runtime.caching.cache_data_api").setLevel(logging.ERROR)
    return importlib.import_module(module)
