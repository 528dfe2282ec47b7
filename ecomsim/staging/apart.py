"""A DuckDB apart from every account, which looks at staged files before a statement reads them.

The process keeps one in memory: to open one takes longer than to read a small file. Invariant: nothing is stored in it
but the engine's macros, and it remembers nothing of a file, which may be another one the next time.
"""

from __future__ import annotations

from functools import cache
from threading import Lock

import duckdb

from ecomsim.dialect import runtime


def connection() -> duckdb.DuckDBPyConnection:
    """A connection of its own for one use, to be closed after it."""
    return _kept().cursor()


def furnished() -> duckdb.DuckDBPyConnection:
    """The same with the engine's macros, which most who look at a file do without."""
    with _FURNISHING:
        duck = connection()
        duck.execute("CREATE SCHEMA IF NOT EXISTS _ecomsim")
        runtime.install(duck)
    return duck


_FURNISHING = Lock()


@cache
def _kept() -> duckdb.DuckDBPyConnection:
    duck = duckdb.connect(config={"enable_external_file_cache": False})
    runtime.register(duck)
    return duck
