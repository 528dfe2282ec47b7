"""Backends: where Snowflake SQL runs, and what each can do beyond it.

Both give the same DB-API connection shape, so callers hold a connection and never ask which one it is; what
only one can do is a declared value of its Backend.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from ecomsim.errors import SnowflakeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """Capabilities. supports_clock_control: the connection has `advance`, and time may be simulated."""

    name: str
    supports_clock_control: bool


DUCKDB = Backend(name="duckdb", supports_clock_control=True)
SNOWFLAKE = Backend(name="snowflake", supports_clock_control=False)


def of(connection: Any) -> Backend:
    """The backend behind an open connection."""
    from ecomsim.client.connection import Connection

    return DUCKDB if isinstance(connection, Connection) else SNOWFLAKE


def has_virtual_clock(connection: Any) -> bool:
    """Whether `connection.advance` moves the time of this very account."""
    return of(connection).supports_clock_control and connection.account.clock.is_virtual


def steadily(connection: Any) -> AbstractContextManager[None]:
    """Surroundings in which a simulation gives the same rows in the same order every time."""
    return connection.account.steadily() if has_virtual_clock(connection) else nullcontext()


def errors_of(connection: Any) -> tuple[type[Exception], ...]:
    """The exception classes that a statement run on `connection` may raise."""
    if of(connection) is DUCKDB:
        return (SnowflakeError,)
    import snowflake.connector.errors

    return (snowflake.connector.errors.Error,)
