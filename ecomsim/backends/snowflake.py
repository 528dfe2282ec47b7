"""The real Snowflake: the official connector, configured the way its own tools are."""

from __future__ import annotations

import os
from typing import Any

from ecomsim.backends.connections import resolve

KEPT = {"enable_server_session_keep_alive_auto_detection": True}
"""Queries that still run when a connection is closed go on, as they always did: the connector is going to do
otherwise unless it is told, and warns until then."""


def connect(**options: Any) -> Any:
    """`snowflake.connector.connect` with what the files and the environment say (ecomsim.backends.connections).

    Raises InterfaceError, naming what to set, when nothing says which account to use.
    """
    parameters = resolve(options, os.environ)
    import snowflake.connector

    return snowflake.connector.connect(**{**KEPT, **parameters})


def place(connection: Any) -> str:
    """Which account an open connection writes to, in a few words."""
    named = {"account": connection.account, "user": connection.user, "role": connection.role}
    return ", ".join(f"{what} {value}" for what, value in named.items() if value)
