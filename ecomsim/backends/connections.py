"""Which Snowflake account is meant: the files and variables that Snowflake's own tools read.

Invariant: what is said closer to the command wins. In this order: keyword arguments; variables of one connection
(SNOWFLAKE_CONNECTIONS_<NAME>_<KEY>); the connection in SNOWFLAKE_CONNECTIONS, connections.toml or config.toml; the
general variables (SNOWFLAKE_USER). A connection that nobody named is not mixed into an account that variables name.
Parameters are handed on as they are written, so every authenticator of the connector works.
Source: Snowflake documentation, "Managing Snowflake connections" (CLI), "Connecting with the Python connector".
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ecomsim.errors import InterfaceError

PREFIX = "SNOWFLAKE_"

GENERAL = frozenset(
    {
        *("account", "user", "password", "authenticator", "role", "warehouse", "database", "schema"),
        *("host", "port", "protocol", "region", "passcode", "passcode_in_password", "token", "token_file_path"),
        *("private_key_file", "private_key_file_pwd", "private_key_path", "private_key_passphrase", "private_key"),
        *("oauth_client_id", "oauth_client_secret", "oauth_authorization_url", "oauth_token_request_url"),
        *("oauth_redirect_uri", "oauth_scope", "workload_identity_provider"),
    }
)
"""Parameters that a general variable SNOWFLAKE_<NAME> may give; a connection may have any parameter."""

_ALIASES = {"private_key_path": "private_key_file", "private_key_passphrase": "private_key_file_pwd"}
"""Names that the Snowflake CLI writes, and the connector's for the same."""

_NUMBERS = frozenset({"port", "login_timeout", "network_timeout", "socket_timeout"})
_FLAGS = frozenset({"passcode_in_password", "client_session_keep_alive", "client_request_mfa_token"})


def resolve(options: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """Keyword arguments for the connector, which then needs to read nothing else.

    options: what the caller said; `connection_name` names a connection of the files. Raises InterfaceError, naming what
    to set or which connections there are, when no account is meant or an unknown connection is named.
    """
    said = {_alias(key): value for key, value in options.items() if key != "connection_name"}
    general = {
        _alias(key): _typed(key, environment[name])
        for key in sorted(GENERAL)
        if environment.get(name := PREFIX + key.upper())
    }
    connections, standard = _connections(environment)
    named = options.get("connection_name") or environment.get("SNOWFLAKE_DEFAULT_CONNECTION_NAME")
    chosen = str(named) if named else None
    if chosen is None and not {"account", "host"} & (said.keys() | general.keys()):
        chosen = standard if standard in connections else None
        if chosen is None:
            raise _failure(
                "No Snowflake account is configured: set SNOWFLAKE_ACCOUNT and SNOWFLAKE_USER (with "
                "SNOWFLAKE_PASSWORD or SNOWFLAKE_PRIVATE_KEY_FILE), or name a connection of connections.toml with "
                "--connection or SNOWFLAKE_DEFAULT_CONNECTION_NAME."
            )
    own = _own_variables(chosen, environment) if chosen else {}
    if chosen and chosen not in connections and not own:
        known = ", ".join(sorted(connections)) or "none"
        raise _failure(f"There is no Snowflake connection named {chosen!r}. The files define: {known}.")
    written = {_alias(key): value for key, value in connections.get(chosen or "", {}).items()}
    return {**general, **written, **own, **said}


def files(environment: Mapping[str, str]) -> tuple[Path, Path]:
    """Where connections.toml and config.toml are looked for; they need not exist."""
    home = Path(environment.get("SNOWFLAKE_HOME") or "~/.snowflake").expanduser()
    folder = home if home.is_dir() else _platform_folder(environment)
    return folder / "connections.toml", folder / "config.toml"


def _platform_folder(environment: Mapping[str, str]) -> Path:
    if sys.platform == "darwin":
        return Path("~/Library/Application Support/snowflake").expanduser()
    if sys.platform == "win32":
        return Path("~/AppData/Local/snowflake").expanduser()
    return Path(environment.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "snowflake"


def _connections(environment: Mapping[str, str]) -> tuple[dict[str, dict[str, Any]], str]:
    """Every connection of the files by name, and the name of the default one."""
    connections_file, config_file = files(environment)
    config = _read(config_file)
    standard = str(config.get("default_connection_name", "default"))
    if text := environment.get("SNOWFLAKE_CONNECTIONS"):
        found = _parsed(text, "The variable SNOWFLAKE_CONNECTIONS")
    else:
        found = _read(connections_file) if connections_file.exists() else config.get("connections", {})
    return {name: dict(values) for name, values in found.items() if isinstance(values, Mapping)}, standard


def _read(path: Path) -> dict[str, Any]:
    try:
        return _parsed(path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as cause:
        raise _failure(f"{path} is not UTF-8 text.") from cause


def _parsed(text: str, what: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise _failure(f"{what} is not TOML: {cause}.") from cause


def _own_variables(name: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """Parameters that SNOWFLAKE_CONNECTIONS_<NAME>_<KEY> give the connection."""
    prefix = f"{PREFIX}CONNECTIONS_{name.upper()}_"
    found = {}
    for variable, value in environment.items():
        if variable.startswith(prefix) and value:
            key = variable.removeprefix(prefix).lower()
            found[_alias(key)] = _typed(key, value)
    return found


def _alias(key: str) -> str:
    return _ALIASES.get(key, key)


def _typed(key: str, text: str) -> Any:
    """The value of a variable as the connector takes it."""
    if key in _NUMBERS:
        if not text.isdecimal():
            raise _failure(f"The Snowflake connection's {key} must be a number, not {text!r}.")
        return int(text)
    if key in _FLAGS:
        return text.strip().lower() in {"1", "true", "yes", "on"}
    return text


def _failure(message: str) -> InterfaceError:
    return InterfaceError(message, errno=251001, sqlstate="08001")
