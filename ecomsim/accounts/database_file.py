"""The file: the DuckDB connection that owns it, and why one cannot be had.

Connecting reads the file's whole catalog, in native code that leaves Python free. An `Opening` connects in a thread of
its own, so that the engine's modules are imported meanwhile; for that, this module imports nothing of the engine, and
of DuckDB only the extension module: the package around it is most of its import.

Invariant: the connection of an opening is asked for or the opening is given up, never neither.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

import _duckdb

from ecomsim.errors import InterfaceError, OperationalError

if TYPE_CHECKING:
    import duckdb

MEMORY_VARIABLE = "ECOMSIM_MEMORY_LIMIT"
DEFAULT_MEMORY = "60%"
"""What DuckDB may take of the machine's memory; the rest is for results and for what Python computes."""


class Opening:
    """A connection that is being made to `path`; `memory_limit` as for `connect`."""

    def __init__(self, path: str, memory_limit: str | None = None) -> None:
        self._found: duckdb.DuckDBPyConnection | BaseException | None = None
        self._thread = threading.Thread(target=self._connect, args=(path, memory_limit), name="ecomsim-opening")
        self._thread.start()

    def _connect(self, path: str, memory_limit: str | None) -> None:
        try:
            self._found = connect(path, memory_limit)
        except BaseException as cause:  # raised where the connection is asked for
            self._found = cause

    def connection(self) -> duckdb.DuckDBPyConnection:
        """Wait for the connection. Raises what `connect` raises."""
        self._thread.join()
        if isinstance(self._found, BaseException):
            raise self._found
        assert self._found is not None
        return self._found

    def give_up(self) -> None:
        """Release the file, when nobody will ask for the connection."""
        self._thread.join()
        if isinstance(self._found, _duckdb.DuckDBPyConnection):
            self._found.close()


def connect(path: str, memory_limit: str | None = None) -> duckdb.DuckDBPyConnection:
    """The DuckDB connection that owns the file. What does not fit into `memory_limit` ("4GB", "50%"; by default
    ECOMSIM_MEMORY_LIMIT, else 60%) is spilled beside the file, for an account in memory into the system's own
    temporary folder.

    Raises OperationalError when the file cannot be opened, InterfaceError for a limit that is no amount of memory.
    """
    limit = memory_limit or os.environ.get(MEMORY_VARIABLE) or DEFAULT_MEMORY
    config: dict[str, Any] = {"memory_limit": limit}
    if path == ":memory:":
        import tempfile

        config["temp_directory"] = os.path.join(tempfile.gettempdir(), f"ecomsim-{os.getpid()}.tmp")
    try:
        return _duckdb.connect(path, config=config)
    except _duckdb.ParserException as cause:
        raise InterfaceError(
            f"Invalid memory limit {limit!r}: give an amount such as '4GB' or a share such as '50%'.",
            errno=251007,
            sqlstate="22023",
        ) from cause
    except _duckdb.Error as cause:
        raise cannot_open(path, why_closed(path, cause)) from cause


def why_closed(path: str, cause: duckdb.Error) -> str:
    """Why DuckDB does not open a file, and what to do."""
    text = str(cause)
    if not isinstance(cause, _duckdb.IOException):
        return "it is damaged; restore it from a copy"
    if "lock" in text.lower():
        return "another process holds it. Stop that process (or connect to its server) and try again"
    if "No such file" in text or "Cannot open" in text:
        if os.path.isfile(path):
            return "it may only be read. Make it writable (chmod u+w), or open a copy"
        return "the folder does not exist or is not writable"
    if os.path.isfile(path) and not os.path.getsize(path):
        return "it is empty. Restore a copy, or delete it: an account is made where no file is"
    return "it is not a DuckDB database, or it is damaged; restore it from a copy"


def cannot_open(path: str, why: str) -> OperationalError:
    """The error for a file that cannot be used, with what to do about it."""
    import json

    return OperationalError(f"Cannot open the database file {json.dumps(path)}: {why}.", errno=250001, sqlstate="08001")
