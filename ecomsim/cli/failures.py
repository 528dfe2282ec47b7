"""Failures as one line each: what went wrong, and what to do next.

Only failures a user can cause are here; anything else is a bug and keeps its traceback.
"""

from __future__ import annotations

import re


class CommandError(Exception):
    """A command cannot go on; `str()` is the line for stderr (empty when it was already said)."""


def explain(error: Exception) -> str | None:
    """The line for `error`, or None when it is not a failure that a user can do something about."""
    from ecomsim.ecommerce.deploy import ScriptError
    from ecomsim.ecommerce.load import AlreadyLoadedError
    from ecomsim.ecommerce.safety import NotOwnError
    from ecomsim.errors import OperationalError, SnowflakeError

    if isinstance(error, ScriptError):
        resume = " Repair it, then go on with: ecomsim deploy" if 0 < error.script.number < 99 else ""
        return one_line(str(error)) + resume
    if isinstance(error, (AlreadyLoadedError, CommandError, NotOwnError)):
        return str(error)
    if isinstance(error, OperationalError):
        return one_line(error.raw_msg)
    if isinstance(error, SnowflakeError):
        return one_line(str(error)) + _hint(error.errno, str(error))
    if isinstance(error, FileNotFoundError):
        return _missing(error)
    if isinstance(error, (IsADirectoryError, PermissionError)):
        return f"{error.filename}: {error.strerror}. Choose another file."
    if isinstance(error, UnicodeDecodeError):
        return f"The file is not UTF-8 text (byte {error.start}). Save it as UTF-8 and try again."
    if type(error).__module__.startswith("snowflake.connector"):
        return one_line(str(error))
    return None


def one_line(text: str) -> str:
    """A message of several lines as one, ending in a full stop."""
    joined = re.sub(r"\s*\n\s*", " ", text.strip())
    return joined if joined.endswith((".", "!", "?")) else joined + "."


def _hint(errno: int, text: str) -> str:
    """What to do about a missing object of the shop; a name of somebody's own says enough."""
    if errno in (2003, 2043) and "ECOMMERCE_DB" in text:
        return " Deploy the project first (ecomsim deploy), or check the name."
    return ""


def _missing(error: FileNotFoundError) -> str:
    if error.filename:
        return f"There is no file {error.filename}. Check the path."
    return one_line(str(error))
