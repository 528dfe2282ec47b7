"""Values between Snowflake and handlers in other languages.

DuckDB gives a handler its arguments as text and takes text back; a procedure's arguments are stored values. Both become
the Python value that Snowflake documents for the type: NUMBER(p,0) int, NUMBER(p,s) Decimal, VARIANT its parsed JSON.
Source: spec/scripting.md 13.4.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from ecomsim.values import decfloat, variant
from ecomsim.values.types import SnowflakeType

_PAIR = re.compile(r"\{'?instant'?: (.+?), '?offset_minutes'?: (-?\d+)\}")


def reader(kind: SnowflakeType) -> Callable[[str], Any]:
    """The function from DuckDB's text of a value to its Python value."""
    if kind.name == "NUMBER":
        return Decimal if kind.scale else int
    return _READERS.get(kind.name, variant.value if kind.is_json else str)


def _timestamp_tz(text: str) -> datetime:
    found = _PAIR.fullmatch(text)
    if found is None:
        raise ValueError(f"not a timestamp with time zone: {text}")
    return _with_offset(datetime.fromisoformat(found.group(1)), int(found.group(2)))


def _with_offset(instant: datetime, minutes: int) -> datetime:
    return instant.replace(tzinfo=UTC).astimezone(timezone(timedelta(minutes=minutes)))


_READERS: dict[str, Callable[[str], Any]] = {
    "FLOAT": float,
    "DECFLOAT": decfloat.pair_of,  # of blocks of SQL, which alone have the type
    "BOOLEAN": lambda text: text == "true",
    "DATE": date.fromisoformat,
    "TIME": time.fromisoformat,
    "TIMESTAMP_NTZ": datetime.fromisoformat,
    "TIMESTAMP_LTZ": datetime.fromisoformat,
    "TIMESTAMP_TZ": _timestamp_tz,
    "BINARY": bytes.fromhex,
}


def writer(kind: SnowflakeType) -> Callable[[Any], str]:
    """The function from a Python value to text that DuckDB casts to the type."""
    if kind.is_json or kind.name in ("GEOGRAPHY", "GEOMETRY"):
        return _json
    return _WRITERS.get(kind.name, _plain)


def _json(value: Any) -> str:
    return variant.of_python(value, _json_value)


def _json_value(value: Any) -> Any:
    if isinstance(value, (date, time)):
        return str(value)
    if isinstance(value, bytes):
        return value.hex().upper()
    if isinstance(value, set):
        return list(value)
    raise TypeError(f"{type(value).__name__} is not a value a VARIANT can hold")


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _tz_text(value: Any) -> str:
    aware = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    offset = aware.utcoffset() or timedelta()
    instant = aware.astimezone(UTC).replace(tzinfo=None)
    return f"{{'instant': '{instant}', 'offset_minutes': {int(offset.total_seconds() // 60)}}}"


_WRITERS: dict[str, Callable[[Any], str]] = {
    "NUMBER": _number,
    "FLOAT": _number,
    "DECFLOAT": decfloat.written,
    "BINARY": lambda value: bytes(value).hex(),
    "TIMESTAMP_TZ": _tz_text,
}


def from_stored(value: Any, kind: SnowflakeType) -> Any:
    """The Python value of a stored one: VARIANT is JSON text, TIMESTAMP_TZ a pair."""
    if value is None:
        return None
    if kind.is_json:
        return variant.value(value)
    if kind.name == "TIMESTAMP_TZ" and isinstance(value, dict):
        return _with_offset(value["instant"], value["offset_minutes"])
    return value


def to_stored(value: Any, kind: SnowflakeType) -> Any:
    """The stored form of what a handler returned, before it is converted to `kind`."""
    if value is None:
        return None
    return _json(value) if kind.is_json else value
