"""Binds: Python values into statements, the way the Snowflake connector does it.

pyformat and format styles paste literals into the text on the client; qmark and numeric send values beside
it. Both accept the same Python types. Everything here is pure: text and values in, text and values out.
"""

from __future__ import annotations

import math
import re
import time as time_module
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from ecomsim.errors import InterfaceError, ProgrammingError

_HINTS: dict[str, Callable[[Any], Any]] = {
    "DECFLOAT": lambda number: ("DECFLOAT", number),
    "FIXED": lambda value: value if isinstance(value, (int, Decimal)) else Decimal(str(value)),
    "REAL": float,
    "TEXT": str,
    "BOOLEAN": bool,
    "BINARY": bytes,
    "DATE": lambda value: value,
    "TIME": lambda value: value,
    "TIMESTAMP_NTZ": lambda value: value,
    "TIMESTAMP_LTZ": lambda value: value,
}
"""Type hints a bind may carry, and how the value becomes one of that type."""

CLIENT_STYLES = frozenset({"pyformat", "format"})
SERVER_STYLES = frozenset({"qmark", "numeric"})

_PLAIN = (bool, int, float, Decimal, str, bytes, date, time, timedelta)
_AS_THEY_ARE = frozenset({bool, int, float, Decimal, str, bytes, date, time})
_INSERT = re.compile(r"insert\s+into\b", re.IGNORECASE)
_VALUES = re.compile(r"\bvalues\s*\(", re.IGNORECASE)
_BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# what a scan for the closing parenthesis must know: quotes with their escapes, and parentheses
_TOKENS = re.compile(r"\$\$.*?\$\$|'(?:[^'\\]|''|\\.)*'|\"(?:[^\"]|\"\")*\"|[()]", re.DOTALL)


def interpolate(sql: str, parameters: Sequence[Any] | Mapping[str, Any] | Any | None) -> str:
    """`sql` with every %s or %(name)s replaced by a literal; without parameters the text is left alone, % and
    all.

    Raises InterfaceError when placeholders and parameters do not fit, ProgrammingError 255001 for a Python
    type that has no literal.
    """
    if parameters is None:
        return sql
    if isinstance(parameters, Mapping):
        values: Any = {name: literal(value) for name, value in parameters.items()}
    elif isinstance(parameters, (list, tuple)):
        values = tuple(literal(value) for value in parameters)
    else:
        values = (literal(parameters),)
    if not values:
        return sql
    try:
        return sql % values
    except (TypeError, ValueError, KeyError) as cause:
        raise InterfaceError(
            f"The parameters do not fit the placeholders of the statement: {cause}. "
            "Write a literal percent sign as %% when the statement has parameters.",
            errno=251007,
            sqlstate="07001",
        ) from cause


def literal(value: Any) -> str:
    """The SQL literal of a Python value; a list becomes `a,b,c` for use in IN (%s)."""
    if isinstance(value, (list, tuple)) and not isinstance(value, time_module.struct_time):
        return ",".join(literal(item) for item in value)
    plain = scalar(value)
    if plain is None:
        return "NULL"
    if isinstance(plain, bool):
        return "TRUE" if plain else "FALSE"
    if isinstance(plain, float):
        return _float(plain)
    if isinstance(plain, (int, Decimal)):
        return str(plain)
    if isinstance(plain, bytes):
        return f"X'{plain.hex()}'"
    text = plain if isinstance(plain, str) else temporal_text(plain)
    return "'" + _escape(text) + "'"


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("'", "\\'")


def _float(value: float) -> str:
    if math.isnan(value):
        return "'NaN'::FLOAT"
    if math.isinf(value):
        return "'inf'::FLOAT" if value > 0 else "'-inf'::FLOAT"
    return repr(value)


def scalar(value: Any) -> Any:
    """A bind value as plain Python: numpy and pandas scalars unwrapped, bytearray as bytes, struct_time as
    datetime.

    Raises ProgrammingError 255001 for any other type, as the connector does.
    """
    if isinstance(value, time_module.struct_time):  # a tuple of numbers, local time
        return datetime(*value[:6])
    if hasattr(value, "item") and hasattr(value, "dtype"):  # a numpy scalar; some are floats by inheritance
        return _numpy(value)
    if isinstance(value, datetime) and type(value) is not datetime:
        return _pandas(value)
    if value is None or isinstance(value, _PLAIN):
        return value
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    kind = type(value).__name__.lower()
    raise ProgrammingError(
        f"Binding data in type ({kind}) is not supported. Convert the value to a supported Python type "
        "(str, int, float, bool, bytes, date/datetime/time/timedelta) before binding it.",
        errno=255001,
        sqlstate="22000",
    )


def _pandas(value: Any) -> datetime | None:
    """pandas' NaT is a datetime unequal to itself; its Timestamp carries nanoseconds that nothing else
    knows.
    """
    if value != value:
        return None
    return value.to_pydatetime() if hasattr(value, "to_pydatetime") else value


def _numpy(value: Any) -> Any:
    if value.dtype.kind == "M":
        return value.astype("datetime64[us]").item()
    return value.item()


def temporal_text(value: date | time | timedelta) -> str:
    """Dates and times as the connector spells them in literals."""
    if isinstance(value, datetime):
        # timespec: microseconds only when there are any; the offset as +HH:MM
        text = value.replace(tzinfo=None).isoformat(sep=" ")
        offset = value.utcoffset()
        return text if offset is None else text + _offset(offset)
    if isinstance(value, timedelta):
        seconds = value.days * 86_400 + value.seconds
        text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        return f"{text}.{value.microseconds:06d}" if value.microseconds else text
    return value.isoformat()


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"{'+' if minutes >= 0 else '-'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


# --- qmark and numeric --------------------------------------------------------------------------------------


def positional(parameters: Sequence[Any] | Any) -> tuple[Any, ...]:
    """The values of ? or :1, :2 … in order; ("TIMESTAMP_LTZ", value) says which type is meant.

    Raises ProgrammingError for a mapping: Snowflake binds by position only.
    """
    if isinstance(parameters, Mapping):
        raise ProgrammingError(
            "Binds by name need paramstyle pyformat; qmark and numeric take a sequence.",
            errno=252004,
            sqlstate="07001",
        )
    values = parameters if isinstance(parameters, (list, tuple)) else (parameters,)
    return tuple(_hinted(value) for value in values)


def _hinted(value: Any) -> Any:
    """A value with the type the connector binds it as, told by the Python type alone.

    A datetime is a TIMESTAMP_NTZ, an aware one in UTC; only the hint TIMESTAMP_LTZ keeps it an instant.
    """
    hint = None
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str):
        hint, value = value[0].upper(), value[1]
    plain = scalar(value)
    if hint is not None and hint not in _HINTS:
        raise ProgrammingError(
            f"Binding with type {hint} is not supported; choose one of {', '.join(sorted(_HINTS))}.",
            errno=255001,
            sqlstate="22000",
        )
    if plain is None:
        return None
    if isinstance(plain, datetime):
        instant = plain.replace(tzinfo=UTC) if plain.tzinfo is None else plain.astimezone(UTC)
        if hint == "TIMESTAMP_LTZ":
            return instant
        return instant.date() if hint == "DATE" else instant.replace(tzinfo=None)
    if isinstance(plain, timedelta):
        return (datetime.min + plain).time()
    return _HINTS[hint](plain) if hint else plain


def columns_of(rows: Sequence[Any]) -> list[list[Any]]:
    """The rows of an executemany as one list of values for each placeholder, each value as `positional` gives it.

    Raises InterfaceError when the rows differ in length.
    """
    values = [row if isinstance(row, (list, tuple)) else positional(row) for row in rows]
    width = len(values[0])
    for number, row in enumerate(values, start=1):
        if len(row) != width:
            raise InterfaceError(
                f"Bulk data size doesn't match: row {number} has {len(row)} values, the first has {width}.",
                errno=251007,
                sqlstate="07001",
            )
    return [_column(column) for column in zip(*values, strict=True)]


def _column(values: Sequence[Any]) -> list[Any]:
    """One column of binds. Values of different types are sent as text, which the target column then converts."""
    kinds = set(map(type, values)) - {type(None)}
    plain = list(values) if kinds <= _AS_THEY_ARE else [_hinted(value) for value in values]
    families = {_family(value) for value in plain if value is not None} if len(kinds) > 1 else kinds
    if len(families) <= 1:
        return plain
    return [None if value is None else _as_text(value) for value in plain]


def _family(value: Any) -> type:
    return Decimal if type(value) is int else type(value)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.hex()
    return temporal_text(value) if isinstance(value, (date, time)) else str(value)


# --- executemany in the client styles -----------------------------------------------------------------------


def multi_row_insert(sql: str, rows: Sequence[Any]) -> str | None:
    """INSERT INTO … VALUES (%s, …) with one parenthesis per row, as the connector sends it; None when `sql`
    is no INSERT … VALUES with placeholders, which is then executed row by row.
    """
    stripped = sql.strip()
    if not _INSERT.match(_BLOCK_COMMENT.sub("", stripped).lstrip()):
        return None
    clause = values_clause(stripped)
    if clause is None:
        return None
    start, end = clause
    template = stripped[start:end]
    return stripped[:start] + ",".join(interpolate(template, row) for row in rows) + stripped[end:]


def values_clause(sql: str) -> tuple[int, int] | None:
    """Where the first parenthesis after VALUES begins and ends; None without one."""
    start = _VALUES.search(sql)
    if start is None:
        return None
    depth = 0
    for token in _TOKENS.finditer(sql, start.end() - 1):
        if token.group() == "(":
            depth += 1
        elif token.group() == ")":
            depth -= 1
            if depth == 0:
                return start.end() - 1, token.end()
    return None


def is_insert_values(sql: str) -> bool:
    """Whether `sql` is an INSERT INTO … VALUES (…), the statement Snowflake binds arrays to."""
    text = _BLOCK_COMMENT.sub("", sql).strip()
    return _INSERT.match(text) is not None and values_clause(text) is not None
