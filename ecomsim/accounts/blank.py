"""A blank account, kept in a temporary file while the process runs, for the accounts in memory that it opens.

To create the internal tables and to bind every macro takes ten times as long as to copy them. The first account is made
anew; the second one is, and is kept before anything is stored in it; every later one is a copy of that.
Invariant: only what `bootstrap.prepare` makes for a new account is ever kept here.
"""

from __future__ import annotations

import atexit
import logging
import shutil
import tempfile
import threading
from pathlib import Path

import _duckdb as duckdb

from ecomsim.duck import literal

_NAME = "ecomsim_blank"

_log = logging.getLogger("ecomsim.accounts.blank")


class Blank:
    """The file, once it is worth having."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made = 0
        self._path: Path | None = None

    def copy_to(self, duck: duckdb.DuckDBPyConnection) -> bool:
        """Fill an empty database in memory; False when there is no blank account yet, or not any more."""
        with self._lock:
            if self._path is None:
                return False
            try:
                duck.execute(f"ATTACH {literal(str(self._path))} AS {_NAME} (READ_ONLY)")
            except duckdb.IOException:  # temporary files are cleared away now and then
                self._path = None
                return False
            duck.execute(f"COPY FROM DATABASE {_NAME} TO memory; DETACH {_NAME}")
            return True

    def keep(self, duck: duckdb.DuckDBPyConnection) -> None:
        """Remember an account that has just been made, if it is not the first one."""
        with self._lock:
            self._made += 1
            if self._made > 1 and self._path is None:
                self._path = _written(duck)


def _written(duck: duckdb.DuckDBPyConnection) -> Path | None:
    """The file with what is in memory; None when there is no room for it, which costs the next account some time."""
    try:
        folder = tempfile.mkdtemp(prefix="ecomsim-blank-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        path = Path(folder, "blank.duckdb")
        duck.execute(f"ATTACH {literal(str(path))} AS {_NAME}")
        try:
            duck.execute(f"COPY FROM DATABASE memory TO {_NAME}")
        finally:
            duck.execute(f"DETACH {_NAME}")
    except (OSError, duckdb.Error) as cause:
        _log.warning("Every account in memory is made anew: %s", cause)
        return None
    return path


blank = Blank()
"""The one of this process."""
