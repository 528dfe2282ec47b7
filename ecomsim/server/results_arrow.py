"""Results as Arrow: the engine's table recast into the types and field metadata that clients decode.

How a column travels is decided once from the whole result, so all chunks of it agree. NUMBER goes as the narrowest
integer that holds its unscaled values, as the service sends it. Source: spec/wire-protocol.md 5.2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ecomsim.statements.result import Result, converter
from ecomsim.values import decfloat
from ecomsim.values.types import MAX_VARCHAR, Column

Encode = Callable[[pa.Array], pa.Array]

_INTEGERS = ((7, pa.int8()), (15, pa.int16()), (31, pa.int32()), (63, pa.int64()))
_LOGICAL = {"NUMBER": "FIXED", "FLOAT": "REAL", "VARCHAR": "TEXT", "GEOGRAPHY": "OBJECT", "GEOMETRY": "OBJECT"}
_LOGICAL["MAP"] = "OBJECT"
_FRACTION = pa.struct([("epoch", pa.int64()), ("fraction", pa.int32())])
_ZONED = pa.struct([("epoch", pa.int64()), ("fraction", pa.int32()), ("timezone", pa.int32())])
_DECFLOAT = pa.struct([("exponent", pa.int16()), ("significand", pa.binary())])
MICROSECONDS = 1_000_000
MIDDLE_OFFSET = 1440
"""What is added to an offset in minutes so that it is never negative."""


@dataclass(frozen=True, slots=True)
class WireColumn:
    """One column on its way out: the field with its metadata, and the function from the engine's array."""

    field: pa.Field
    encode: Encode


def plan(result: Result) -> tuple[WireColumn, ...]:
    """How each column of the result travels."""
    return tuple(_plan(column, array) for column, array in zip(result.columns, result.data.columns, strict=True))


def stream(data: pa.Table, columns: tuple[WireColumn, ...]) -> memoryview:
    """A complete Arrow IPC stream with these rows; nothing at all for no rows, as the service does it."""
    if not data.num_rows:
        return memoryview(b"")
    schema = pa.schema([column.field for column in columns])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        for batch in data.to_batches():
            arrays = [column.encode(array) for column, array in zip(columns, batch.columns, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
    return memoryview(sink.getvalue())


def _plan(column: Column, array: pa.ChunkedArray) -> WireColumn:
    kind = column.type
    scale = kind.scale or 0
    match kind.name:
        case "NUMBER":
            target = _number_type(array, kind.precision or 38, scale)
            return _column(column, target, lambda values: _number(values, target))
        case "DECFLOAT":
            return _column(column, _DECFLOAT, _decimal_floats)
        case "TIME":
            return _column(column, pa.int64(), lambda values: _ticks(values, scale))
        case "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" if scale <= 6:
            return _column(column, pa.int64(), lambda values: _ticks(values, scale))
        case "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ":
            return _column(column, _FRACTION, _instants)
        case "TIMESTAMP_TZ":
            return _column(column, _ZONED, _zoned)
        case "VARIANT" | "OBJECT" | "ARRAY" | "MAP":
            return _column(column, pa.string(), lambda values: _pretty(values, column))
        case "VECTOR":
            element = pa.int32() if kind.inner[0].name == "NUMBER" else pa.float32()
            return _column(column, pa.list_(element, kind.length or -1), None)
    target = {
        "FLOAT": pa.float64(),
        "BOOLEAN": pa.bool_(),
        "BINARY": pa.binary(),
        "DATE": pa.date32(),
    }.get(kind.name, pa.string())
    return _column(column, target, None)


def _column(column: Column, target: pa.DataType, encode: Encode | None) -> WireColumn:
    kind = column.type
    length = kind.length if kind.name in ("VARCHAR", "BINARY") and kind.length else 0
    size = min(4 * length, MAX_VARCHAR) if kind.name == "VARCHAR" else length
    metadata = {
        "logicalType": _LOGICAL.get(kind.name, kind.name),
        "precision": str(kind.precision or 38),
        "scale": str(kind.scale or 0),
        "charLength": str(length),
        "byteLength": "16" if kind.name == "TIMESTAMP_TZ" else str(size),
        "finalType": "T",
    }

    def cast(values: pa.Array) -> pa.Array:
        return values if values.type == target else pc.cast(values, target)

    return WireColumn(pa.field(column.name, target, nullable=True, metadata=metadata), encode or cast)


# --- numbers -------------------------------------------------------------------------------------------------


def _number_type(array: pa.ChunkedArray, precision: int, scale: int) -> pa.DataType:
    """The narrowest integer for the unscaled values of the whole column, decimal128 beyond 64 bits."""
    if len(array) == array.null_count:
        return pa.int8()
    bounds = [_bounds(chunk, scale) for chunk in array.chunks if len(chunk) > chunk.null_count]
    low, high = min(each[0] for each in bounds), max(each[1] for each in bounds)
    for bits, integer in _INTEGERS:
        if -(1 << bits) <= low and high < 1 << bits:
            return integer
    return pa.decimal128(precision, scale)


def _bounds(values: pa.Array, scale: int) -> tuple[int, int]:
    """The least and the largest unscaled value; values of 64 bits are compared as such, eight times as fast."""
    if pa.types.is_decimal128(values.type) and not values.null_count:
        low, high = _halves(values)
        if (high == low >> 63).all():
            return int(low.min()), int(low.max())
    bounds = pc.min_max(values).as_py()
    least, largest = (int(Decimal(bounds[end]).scaleb(scale)) for end in ("min", "max"))
    return least, largest


def _halves(values: pa.Array) -> tuple[Any, Any]:
    """The low and high 64 bits of decimals, which are the number and its sign when 64 bits hold it."""
    words = np.frombuffer(values.buffers()[1] or b"", dtype="<i8")[
        2 * values.offset : 2 * (values.offset + len(values))
    ]
    return words[0::2], words[1::2]


def _number(values: pa.Array, target: pa.DataType) -> pa.Array:
    """Unscaled integers: the low half of each 128-bit decimal is the number when 64 bits hold it."""
    if values.type == target:
        return values
    if not pa.types.is_decimal128(values.type) or pa.types.is_decimal(target):
        return pc.cast(values, target)
    low, _ = _halves(values)
    return pa.array(low.astype(target.to_pandas_dtype()), type=target, mask=_mask(values))


def _decimal_floats(values: pa.Array) -> pa.Array:
    """Exponents and significands, these as big-endian bytes in two's complement."""
    return pa.array([None if pair is None else _exponential(pair) for pair in values.to_pylist()], type=_DECFLOAT)


def _exponential(pair: dict[str, Any]) -> dict[str, Any]:
    exponent, significand = decfloat.wire(decfloat.of_pair(pair))
    length = significand.bit_length() // 8 + 1
    return {"exponent": exponent, "significand": significand.to_bytes(length, "big", signed=True)}


# --- times ---------------------------------------------------------------------------------------------------


def _mask(values: pa.Array) -> Any:
    """True where the value is NULL; None when there is no NULL."""
    return pc.is_null(values).to_numpy(zero_copy_only=False) if values.null_count else None


def _microseconds(values: pa.Array) -> Any:
    """Microseconds as a numpy array, 0 for NULL."""
    return pc.fill_null(pc.cast(values, pa.int64()), 0).to_numpy(zero_copy_only=False)


def _ticks(values: pa.Array, scale: int) -> pa.Array:
    """Counts of 10^-scale seconds."""
    micros = _microseconds(values)
    ticks = micros * 10 ** (scale - 6) if scale > 6 else np.floor_divide(micros, 10 ** (6 - scale))
    return pa.array(ticks, type=pa.int64(), mask=_mask(values))


def _instants(values: pa.Array) -> pa.Array:
    """Seconds rounded down, and the nanoseconds above them."""
    seconds, rest = np.divmod(_microseconds(values), MICROSECONDS)
    return _struct(_FRACTION, [seconds, rest * 1000], values)


def _zoned(values: pa.Array) -> pa.Array:
    seconds, rest = np.divmod(_microseconds(pc.struct_field(values, "instant")), MICROSECONDS)
    offsets = pc.fill_null(pc.struct_field(values, "offset_minutes"), 0).to_numpy(zero_copy_only=False)
    return _struct(_ZONED, [seconds, rest * 1000, offsets.astype(np.int32) + MIDDLE_OFFSET], values)


def _struct(target: pa.StructType, columns: list[Any], values: pa.Array) -> pa.Array:
    mask = _mask(values)
    children = [pa.array(column, type=field.type, mask=mask) for column, field in zip(columns, target, strict=True)]
    return pa.StructArray.from_arrays(children, fields=list(target), mask=None if mask is None else pa.array(mask))


def _pretty(values: pa.Array, column: Column) -> pa.Array:
    convert = converter(column.type)
    assert convert is not None
    return pa.array([convert(value) for value in values.to_pylist()], type=pa.string())
