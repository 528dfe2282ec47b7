"""ecomsim: a local-first Snowflake on DuckDB.

`ecomsim.connect()` gives a DB-API 2.0 connection shaped like snowflake.connector's. Importing the package
loads nothing heavy: every public name below is fetched from its module at first use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecomsim.client.connecting import connect
    from ecomsim.client.connection import Connection
    from ecomsim.client.cursor import Cursor, DictCursor, ResultMetadata, SnowflakeCursor
    from ecomsim.errors import (
        DatabaseError,
        DataError,
        Error,
        IntegrityError,
        InterfaceError,
        InternalError,
        NotSupportedError,
        OperationalError,
        ProgrammingError,
        SnowflakeError,
    )

__version__ = "0.1.0"

apilevel = "2.0"
threadsafety = 2  # threads may share the module and connections, not cursors
paramstyle = "pyformat"

_HOME = {
    "connect": "client.connecting",
    "Connection": "client.connection",
    "SnowflakeConnection": "client.connection",
    "Cursor": "client.cursor",
    "DictCursor": "client.cursor",
    "ResultMetadata": "client.cursor",
    "SnowflakeCursor": "client.cursor",
    **dict.fromkeys(
        (
            "DatabaseError",
            "DataError",
            "Error",
            "IntegrityError",
            "InterfaceError",
            "InternalError",
            "NotSupportedError",
            "OperationalError",
            "ProgrammingError",
            "SnowflakeError",
            "Warning",
        ),
        "errors",
    ),
    **dict.fromkeys(
        (
            "BINARY",
            "Binary",
            "DATETIME",
            "Date",
            "DateFromTicks",
            "NUMBER",
            "ROWID",
            "STRING",
            "Time",
            "TimeFromTicks",
            "Timestamp",
            "TimestampFromTicks",
        ),
        "client.dbapi",
    ),
}


def __getattr__(name: str) -> Any:
    """PEP 562: load the module that defines `name` and keep the value."""
    if name not in _HOME:
        raise AttributeError(f"module 'ecomsim' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"ecomsim.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})


__all__ = [
    "Connection",
    "Cursor",
    "DataError",
    "DatabaseError",
    "DictCursor",
    "Error",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
    "ResultMetadata",
    "SnowflakeCursor",
    "SnowflakeError",
    "__version__",
    "apilevel",
    "connect",
    "paramstyle",
    "threadsafety",
]
