"""Server-side binds: texts with a wire type become the engine's typed values.

Source: spec/wire-protocol.md 6.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlglot.tokens import TokenType

from ecomsim import errors
from ecomsim.sqltext.cursor import tokenize
from ecomsim.statements import execution
from ecomsim.statements.execution import Typed
from ecomsim.values import decfloat, types, variant
from ecomsim.values.types import SnowflakeType

_EPOCH = datetime(1970, 1, 1)
_LAST_MILLISECOND = 253_402_300_799_999
"""The last instant of the year 9999: a larger DATE is in nanoseconds, as some clients send arrays."""


def values(bindings: Mapping[str, Any] | None) -> dict[str, Any] | execution.Batch | None:
    """The binds of a request: one typed value for each name, or columns when they are arrays.

    Raises 002049 for a value that does not fit its type, and for arrays of different lengths.
    """
    if not bindings:
        return None
    if not isinstance(bindings, Mapping) or not all(isinstance(bind, Mapping) for bind in bindings.values()):
        raise _bad("bindings must be an object of typed values")
    if any(isinstance(bind.get("value"), list) for bind in bindings.values()):
        return _batch(bindings)
    return {name: _value(name, bind.get("type"), bind.get("value")) for name, bind in bindings.items()}


def _batch(bindings: Mapping[str, Any]) -> execution.Batch:
    if not all(name.isdecimal() for name in bindings) or not all(
        isinstance(bind.get("value"), list) for bind in bindings.values()
    ):
        raise _bad("array binds are numbered and all of them are arrays")
    ordered = sorted(bindings.items(), key=lambda item: int(item[0]))
    columns = [[_plain(name, bind.get("type"), value) for value in bind["value"]] for name, bind in ordered]
    if len({len(column) for column in columns}) != 1:
        raise _bad("the arrays differ in length")
    return execution.Batch(columns)


def row_of(batch: execution.Batch, index: int) -> dict[str, Any]:
    """One row of array binds as single values, for statements that take no arrays."""
    return {str(number): column[index] for number, column in enumerate(batch.columns, start=1)}


def _value(name: str, kind: Any, value: Any) -> Any:
    plain = _plain(name, kind, value)
    given = _TYPES.get(str(kind or "TEXT").upper())
    if plain is None and given is not None:
        return Typed(None, given)
    if str(kind).upper() in ("VARIANT", "OBJECT", "ARRAY"):
        return Typed(plain, given or types.VARIANT)
    return plain


def _plain(name: str, kind: Any, value: Any) -> Any:
    """The Python value; the engine tells its Snowflake type by it."""
    if value is None:
        return None
    read = _READERS.get(str(kind or "TEXT").upper())
    if read is None:
        raise _bad(f"bind variable {name} has the unknown type {kind!r}")
    try:
        return read(value if isinstance(value, str) else _text(value))
    except (ValueError, InvalidOperation, OverflowError) as cause:
        raise _bad(f"bind variable {name}: {value!r} is no {kind}") from cause


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _fixed(text: str) -> int | Decimal:
    try:
        return int(text)
    except ValueError:
        number = Decimal(text)
        if not number.is_finite():
            raise
        return Decimal(format(number, "f"))


def _decfloat(text: str) -> Typed:
    value = decfloat.read(text)
    if value is None:
        raise ValueError(text)
    return Typed(decfloat.pair(value), types.DECFLOAT)


def _boolean(text: str) -> bool:
    word = text.lower()
    if word not in ("true", "false", "1", "0"):
        raise ValueError(text)
    return word in ("true", "1")


def _date(text: str) -> date:
    number = int(text)
    seconds = number // 1000 if abs(number) <= _LAST_MILLISECOND else number // 1_000_000_000
    return (_EPOCH + timedelta(seconds=seconds)).date()


def _time(text: str) -> time:
    return (_EPOCH + timedelta(microseconds=int(text) // 1000)).time()


def _timestamp(text: str) -> datetime:
    return _EPOCH + timedelta(microseconds=int(text) // 1000)


def _instant(text: str) -> datetime:
    return _timestamp(text).replace(tzinfo=UTC)


def _zoned(text: str) -> Typed:
    """Nanoseconds and the offset in minutes + 1440; without an offset it is UTC."""
    nanoseconds, _, offset = text.partition(" ")
    value = {"instant": _timestamp(nanoseconds), "offset_minutes": int(offset or 1440) - 1440}
    return Typed(value, types.timestamp_tz())


_READERS: dict[str, Callable[[str], Any]] = {
    "FIXED": _fixed,
    "REAL": float,
    "DECFLOAT": _decfloat,
    "TEXT": str,
    "ANY": str,
    "BOOLEAN": _boolean,
    "BINARY": bytes.fromhex,
    "DATE": _date,
    "TIME": _time,
    "TIMESTAMP_NTZ": _timestamp,
    "TIMESTAMP_LTZ": _instant,
    "TIMESTAMP_TZ": _zoned,
    "VARIANT": variant.stored,
    "OBJECT": variant.stored,
    "ARRAY": variant.stored,
}

_TYPES: dict[str, SnowflakeType] = {
    "FIXED": types.INTEGER,
    "REAL": types.FLOAT,
    "DECFLOAT": types.DECFLOAT,
    "BOOLEAN": types.BOOLEAN,
    "BINARY": types.binary(),
    "DATE": types.DATE,
    "TIME": types.time(),
    "TIMESTAMP_NTZ": types.timestamp_ntz(),
    "TIMESTAMP_LTZ": types.timestamp_ltz(),
    "TIMESTAMP_TZ": types.timestamp_tz(),
    "VARIANT": types.VARIANT,
    "OBJECT": types.OBJECT,
    "ARRAY": types.ARRAY,
}


def placeholders(sql: str) -> tuple[str, ...]:
    """The names of the binds a text asks for: "1", "2" … for ?, the numbers or names of :1 and :name."""
    tokens = tokenize(sql)
    names: dict[str, None] = {}
    marks = 0
    for index, token in enumerate(tokens):
        if token.token_type is TokenType.PLACEHOLDER:
            marks += 1
            names[str(marks)] = None
        elif token.token_type is TokenType.COLON and index + 1 < len(tokens):
            following = tokens[index + 1]
            before = tokens[index - 1] if index else None
            touches = before is not None and before.end + 1 == token.start
            if following.token_type is TokenType.NUMBER and following.start == token.end + 1 and not touches:
                names[following.text] = None
    return tuple(names)


def _bad(detail: str) -> errors.SnowflakeError:
    return errors.compilation(2049, "42601", f"Bind variable not set or not valid: {detail}.")
