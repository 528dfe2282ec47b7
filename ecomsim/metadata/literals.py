"""Values as SQL literals, as GET_DDL writes them."""

from __future__ import annotations

from typing import Any


def literal(value: Any) -> str:
    """A property's value as SQL."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if value is None:
        return "NULL"
    if isinstance(value, (int, float)):
        return str(value)
    return text(str(value))


def text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
