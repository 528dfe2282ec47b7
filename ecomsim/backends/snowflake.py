"""The real Snowflake: the official connector, configured the way its own tools are."""

from __future__ import annotations

import os
from typing import Any

from ecomsim.backends.connections import resolve


def connect(**options: Any) -> Any:
    """`snowflake.connector.connect` with what the files and the environment say (ecomsim.backends.connections).

    Raises InterfaceError, naming what to set, when nothing says which account to use.
    """
    parameters = resolve(options, os.environ)
    import snowflake.connector

    return snowflake.connector.connect(**parameters)


def place(connection: Any) -> str:
    """Which account an open connection writes to, in a few words."""
    named = {"account": connection.account, "user": connection.user, "role": connection.role}
    return ", ".join(f"{what} {value}" for what, value in named.items() if value)
