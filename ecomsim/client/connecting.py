"""`ecomsim.connect`: parameters are checked, the account is opened, a session begins.

DuckDB starts to read the account's file as soon as its path is known, and the engine is imported meanwhile: so this
module and what it imports (accounts, binding, database_file) do without what takes long to import, even pathlib and
dataclasses.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, overload

from ecomsim.accounts.open_accounts import ClockName, accounts
from ecomsim.client import binding
from ecomsim.errors import InterfaceError, ProgrammingError

if TYPE_CHECKING:
    from datetime import datetime

    from ecomsim.client.connection import Connection


@overload
def connect(
    database: str | os.PathLike[str] = ...,
    *,
    backend: Literal["duckdb"] = ...,
    clock: ClockName | None = ...,
    start: datetime | None = ...,
    scheduler: bool | None = ...,
    memory_limit: str | None = ...,
    snowflake_database: str | None = ...,
    schema: str | None = ...,
    warehouse: str | None = ...,
    role: str | None = ...,
    user: str | None = ...,
    session_parameters: Mapping[str, Any] | None = ...,
    paramstyle: str = ...,
    autocommit: bool = ...,
    arrow_number_to_decimal: bool = ...,
) -> Connection: ...
@overload
def connect(database: str | os.PathLike[str] = ..., *, backend: Literal["snowflake"], **options: Any) -> Any: ...
def connect(
    database: str | os.PathLike[str] = ":memory:",
    *,
    backend: Literal["duckdb", "snowflake"] = "duckdb",
    clock: ClockName | None = None,
    start: datetime | None = None,
    scheduler: bool | None = None,
    memory_limit: str | None = None,
    snowflake_database: str | None = None,
    schema: str | None = None,
    warehouse: str | None = None,
    role: str | None = None,
    user: str | None = None,
    session_parameters: Mapping[str, Any] | None = None,
    paramstyle: str = "pyformat",
    autocommit: bool = True,
    arrow_number_to_decimal: bool = False,
    **options: Any,
) -> Any:
    """Open a connection.

    database: the DuckDB file that holds the account, created when missing; ":memory:" is private to the
    connection, ":memory:name" shared by the connections of this process. The *Snowflake* database to begin in
    is `snowflake_database`, its schema `schema` (or run USE).

    clock: "wall" (the default) or "virtual", which stands still until `Connection.advance`; `start` is where
    a virtual clock begins. Both belong to the account: a further connection to an open file leaves them out
    or repeats them. scheduler: run due tasks and refreshes by themselves; by default on the wall clock only,
    since `advance` runs them on a virtual one.

    memory_limit: how much memory DuckDB may use, "4GB" or "50%", for the connection that opens the account; what does
    not fit is spilled to disk. By default the variable ECOMSIM_MEMORY_LIMIT, else 60% of the machine's.

    backend="snowflake" returns `snowflake.connector.connect(...)` on a real account: see
    ecomsim.backends.snowflake for where its parameters come from; `options` are its own.

    Raises OperationalError when the file cannot be opened (in use by another process, damaged, no such
    folder), InterfaceError for parameters that contradict each other or the open account.
    """
    if backend == "snowflake":
        from ecomsim.backends import snowflake

        if any(each is not None for each in (clock, start, scheduler, memory_limit)):
            raise InterfaceError(
                "A Snowflake account has its own clock and memory: leave clock, start, scheduler and memory_limit out.",
                errno=251007,
                sqlstate="22023",
            )
        given = {
            "database": snowflake_database,
            "schema": schema,
            "warehouse": warehouse,
            "role": role,
            "user": user,
            "session_parameters": dict(session_parameters) if session_parameters else None,
            "paramstyle": paramstyle,
            "autocommit": autocommit,
        }
        return snowflake.connect(**options, **{name: value for name, value in given.items() if value is not None})
    if backend != "duckdb":
        raise InterfaceError(
            f"Unknown backend {backend!r}: choose 'duckdb' or 'snowflake'.", errno=251007, sqlstate="22023"
        )
    if options:
        raise InterfaceError(
            f"connect() does not know {', '.join(sorted(options))}: misspelt, or for backend='snowflake'.",
            errno=251007,
            sqlstate="22023",
        )
    if paramstyle not in binding.CLIENT_STYLES | binding.SERVER_STYLES:
        raise ProgrammingError(
            f"Invalid paramstyle: {paramstyle!r}. Supported: format, numeric, pyformat, qmark",
            errno=251007,
            sqlstate="22023",
        )
    shared = accounts.acquire(os.fspath(database), clock, start, memory_limit)
    try:
        from ecomsim.client.connection import Connection

        settings = {
            "database": snowflake_database,
            "schema": schema,
            "warehouse": warehouse,
            "role": role,
            "user": user,
            "parameters": {key.upper(): value for key, value in (session_parameters or {}).items()},
        }
        session = shared.account.session(**{key: value for key, value in settings.items() if value is not None})
        connection = Connection(
            shared.account,
            session,
            paramstyle=paramstyle,
            arrow_number_to_decimal=arrow_number_to_decimal,
            release=lambda: accounts.release(shared),
        )
    except BaseException:
        accounts.release(shared)
        raise
    if not autocommit:
        connection.autocommit(False)
    if scheduler or (scheduler is None and not shared.account.clock.is_virtual):
        shared.account.start_scheduler()
    return connection
