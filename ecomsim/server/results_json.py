"""Results as JSON rows: every value a text or null, in the notation of its wire type.

Source: spec/wire-protocol.md 5.1.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa

from ecomsim.statements.result import converter
from ecomsim.values import decfloat
from ecomsim.values.types import Column, SnowflakeType

Text = Callable[[Any], str]

_EPOCH = datetime(1970, 1, 1)
_FIRST_DAY = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)


def rows(columns: Sequence[Column], data: pa.Table, booleans: tuple[str, str] = ("0", "1")) -> list[list[str | None]]:
    """The rows as lists of texts; `booleans` are the words for false and true."""
    texts = [
        [None if value is None else text(value) for value in array.to_pylist()]
        for array, text in zip(data.columns, (writer(column, booleans) for column in columns), strict=True)
    ]
    return [list(row) for row in zip(*texts, strict=True)] if texts else []


def chunk(columns: Sequence[Column], data: pa.Table) -> bytes:
    """The body of a chunk: rows with commas between them and no brackets around."""
    return json.dumps(rows(columns, data), ensure_ascii=False, separators=(",", ":"))[1:-1].encode()


def writer(column: Column, booleans: tuple[str, str] = ("0", "1")) -> Text:
    """The function from an Arrow value (as Python) of this column to its text; NULL is not passed to it."""
    kind = column.type
    scale = kind.scale or 0
    match kind.name:
        case "NUMBER":
            return lambda value: format(value, f".{scale}f")
        case "FLOAT":
            return _real
        case "DECFLOAT":
            return lambda value: decfloat.shown(decfloat.of_pair(value))
        case "BOOLEAN":
            return lambda value: booleans[value]
        case "DATE":
            return lambda value: str(value.toordinal() - _FIRST_DAY)
        case "TIME":
            return lambda value: _seconds(_since_midnight(value), scale)
        case "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ":
            return lambda value: _seconds(_since_epoch(value), scale)
        case "TIMESTAMP_TZ":
            return lambda value: f"{_seconds(_since_epoch(value['instant']), scale)} {value['offset_minutes'] + 1440}"
        case "BINARY":
            return lambda value: value.hex().upper()
        case "VECTOR":
            return lambda value: json.dumps(value, separators=(",", ":"))
    return _other(kind)


def _other(kind: SnowflakeType) -> Text:
    return converter(kind) or str


def _real(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _since_midnight(value: time) -> int:
    return (value.hour * 3600 + value.minute * 60 + value.second) * 1_000_000 + value.microsecond


def _since_epoch(value: datetime) -> int:
    naive = value if value.tzinfo is None else (value - value.utcoffset()).replace(tzinfo=None)  # type: ignore[operator]
    return (naive - _EPOCH) // _MICROSECOND


def _seconds(microseconds: int, scale: int) -> str:
    """Seconds with `scale` decimals; the sign stands before the whole, as in -0.500."""
    sign = "-" if microseconds < 0 else ""
    digits = f"{abs(microseconds):07d}" + "000"
    whole, fraction = digits[:-9], digits[-9:]
    return f"{sign}{whole}.{fraction[:scale]}" if scale else f"{sign}{whole}"
