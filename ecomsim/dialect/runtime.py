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
from ecomsim.duck import first_row


@lru_cache(maxsize=1)
def macro_texts() -> tuple[str, ...]:
    """Every CREATE OR REPLACE MACRO, those that others call first."""
    texts = [*macros.MACROS, *flatten.MACROS]
    for module in MODULES:
        texts.extend(getattr(module, "MACROS", ()))
    return tuple(texts)


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Register Python functions; create the macros unless the stored ones are these. Schema _ecomsim must exist."""
    connection.create_function(
        python_functions.NAME,
        python_functions.run,
        ["VARCHAR", "VARCHAR[]"],
        "VARCHAR",
        type=PythonUDFType.ARROW,
        null_handling=FunctionNullHandling.SPECIAL,
    )
    version = _version()
    if _stored(connection) == version:
        return
    for text in macro_texts():
        connection.execute(text)
    connection.execute(f"CREATE OR REPLACE MACRO _ecomsim.sf_version() AS '{version}'")


@lru_cache(maxsize=1)
def _version() -> str:
    return hashlib.sha256("\n".join(macro_texts()).encode()).hexdigest()[:16]


def _stored(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The version of the macros in the file, None when there are none."""
    row = first_row(
        connection.execute(
            "SELECT macro_definition FROM duckdb_functions() "
            "WHERE schema_name = '_ecomsim' AND function_name = 'sf_version'"
        )
    )
    return None if row is None else str(row[0]).strip("'")
