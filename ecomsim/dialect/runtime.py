"""What the dialect needs inside DuckDB: macros, kept in the file, and Python functions, registered in every process.

Invariant: install() is safe to repeat; macros are created again only when their text has changed.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import _duckdb as duckdb

from ecomsim import duck
from ecomsim.dialect import decfloats, flatten, macros, variants
from ecomsim.dialect.functions import MODULES, python_functions


@lru_cache(maxsize=1)
def macro_texts() -> tuple[str, ...]:
    """Every CREATE OR REPLACE MACRO, those that others call first."""
    texts = [*macros.MACROS, *variants.MACROS, *decfloats.MACROS, *flatten.MACROS]
    for module in MODULES:
        texts.extend(getattr(module, "MACROS", ()))
    return tuple(texts)


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the macros unless the stored ones are these. Schema _ecomsim must exist.

    All macros are one text in one transaction: a statement each would take twice as long, on a file several times.
    """
    text, version = _script()
    if _installed(connection) != version:
        connection.execute(text)


@lru_cache(maxsize=1)
def _script() -> tuple[str, str]:
    """What creates the macros, and their version, which the last one gives."""
    version = hashlib.sha256("\n".join(macro_texts()).encode()).hexdigest()[:16]
    return duck.transaction(
        (
            # a macro may only call what there is: this stands for the Python function, which to register takes longer
            f"CREATE MACRO {python_functions.NAME}(name, arguments) AS NULL::VARCHAR",
            *macro_texts(),
            f"DROP MACRO {python_functions.NAME}",
            f"CREATE OR REPLACE MACRO _ecomsim.sf_version() AS '{version}'",
        )
    ), version


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """The one Python function, which the open database may have already. To list its functions takes far longer."""
    from duckdb.func import FunctionNullHandling, PythonUDFType

    try:
        connection.create_function(
            python_functions.NAME,
            python_functions.run,
            ["VARCHAR", "VARCHAR[]"],
            "VARCHAR",
            type=PythonUDFType.ARROW,
            null_handling=FunctionNullHandling.SPECIAL,
        )
    except (duckdb.NotImplementedException, duckdb.CatalogException) as cause:
        if "already" not in str(cause):
            raise


def _installed(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The version of the macros in the file; None when there are none."""
    try:
        row = duck.first_row(connection.execute("SELECT _ecomsim.sf_version()"))
    except duckdb.CatalogException:
        return None
    return row[0] if row else None
