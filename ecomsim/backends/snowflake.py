"""The real Snowflake: the official connector, configured the way its own tools are.

Parameters come, the later winning, from the connection of connections.toml that
SNOWFLAKE_DEFAULT_CONNECTION_NAME or `connection_name` names, from SNOWFLAKE_* variables, and from the keyword
arguments.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ecomsim.errors import InterfaceError

VARIABLES: dict[str, str] = {
    "SNOWFLAKE_ACCOUNT": "account",
    "SNOWFLAKE_USER": "user",
    "SNOWFLAKE_PASSWORD": "password",
    "SNOWFLAKE_AUTHENTICATOR": "authenticator",
    "SNOWFLAKE_PRIVATE_KEY_FILE": "private_key_file",
    "SNOWFLAKE_PRIVATE_KEY_PATH": "private_key_file",
    "SNOWFLAKE_PRIVATE_KEY_FILE_PWD": "private_key_file_pwd",
    "SNOWFLAKE_TOKEN": "token",
    "SNOWFLAKE_TOKEN_FILE_PATH": "token_file_path",
    "SNOWFLAKE_ROLE": "role",
    "SNOWFLAKE_WAREHOUSE": "warehouse",
    "SNOWFLAKE_DATABASE": "database",
    "SNOWFLAKE_SCHEMA": "schema",
    "SNOWFLAKE_HOST": "host",
    "SNOWFLAKE_PORT": "port",
    "SNOWFLAKE_PROTOCOL": "protocol",
}
"""The variables the Snowflake CLI reads for a connection, and the connector's parameter for each."""


def connect(**options: Any) -> Any:
    """`snowflake.connector.connect` with what the environment and connections.toml say.

    Raises InterfaceError, naming what to set, when nothing says which account to use.
    """
    parameters = resolve(options, os.environ)
    import snowflake.connector

    return snowflake.connector.connect(**parameters)


def resolve(options: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """The keyword arguments for the connector: a named connection, then variables, then `options`."""
    from_variables = {name: environment[variable] for variable, name in VARIABLES.items() if environment.get(variable)}
    parameters = {**from_variables, **options}
    named = options.get("connection_name") or environment.get("SNOWFLAKE_DEFAULT_CONNECTION_NAME")
    if named:
        parameters["connection_name"] = named
    if not named and "account" not in parameters and "host" not in parameters:
        raise InterfaceError(
            "No Snowflake account is configured: set SNOWFLAKE_ACCOUNT and SNOWFLAKE_USER (with "
            "SNOWFLAKE_PASSWORD or SNOWFLAKE_PRIVATE_KEY_FILE), or name a connection of connections.toml in "
            "SNOWFLAKE_DEFAULT_CONNECTION_NAME.",
            errno=251001,
            sqlstate="08001",
        )
    return parameters
