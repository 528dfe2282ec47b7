"""What the dialect needs inside DuckDB: macros, kept in the file, and Python functions, registered at every open.

Invariant: install() is safe to repeat; macros are created again only when their text has changed.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import duckdb
from duckdb.func import FunctionNullHandling, PythonUDFType

from ecomsim.dialect import flatten, macros
from ecomsim.dialect.functions import MODULES, python_functions


@lru_cache(maxsize=1)
def macro_texts() -> tuple[str, ...]:
    """Every CREATE OR REPLACE MACRO, those that others call first."""
    texts = [*macros.MACROS, *flatten.MACROS]
    for module in MODULES:
        texts.extend(getattr(module, "MACROS", ()))
    return tuple(texts)


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Register Python functions; create the macros unless the stored ones are these. Schema _ecomsim must exist."""
    found = _present(connection)
    if python_functions.NAME not in found:
        connection.create_function(
            python_functions.NAME,
            python_functions.run,
            ["VARCHAR", "VARCHAR[]"],
            "VARCHAR",
            type=PythonUDFType.ARROW,
            null_handling=FunctionNullHandling.SPECIAL,
        )
    version = _version()
    if found.get("sf_version") == version:
        return
    for text in macro_texts():
        connection.execute(text)
    connection.execute(f"CREATE OR REPLACE MACRO _ecomsim.sf_version() AS '{version}'")


@lru_cache(maxsize=1)
def _version() -> str:
    return hashlib.sha256("\n".join(macro_texts()).encode()).hexdigest()[:16]


def _present(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Which of our functions there are: the Python entry, and the macros with their version."""
    rows = connection.execute(
        "SELECT function_name, macro_definition FROM duckdb_functions() WHERE function_name = ? "
        "OR (function_name = 'sf_version' AND schema_name = '_ecomsim')",
        [python_functions.NAME],
    ).fetchall()
    return {name: (definition or "").strip("'") for name, definition in rows}
