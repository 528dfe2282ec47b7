"""What a client fetches: rows and Arrow tables in the connector's own conventions.

The engine keeps NUMBER as decimals, TIMESTAMP_LTZ in UTC and TIMESTAMP_TZ as an (instant, offset) pair; the
connector shows the narrowest integers, floats for scaled numbers, and timestamps in the session's time zone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ecomsim.statements.result import Result
from ecomsim.values import decfloat
from ecomsim.values.types import Column

if TYPE_CHECKING:
    import pyarrow as pa

_INTEGERS = (("int8", 7), ("int16", 15), ("int32", 31), ("int64", 63))


def rows(result: Result, timezone: str) -> list[tuple[Any, ...]]:
    """The rows as Python values; TIMESTAMP_LTZ as datetimes in `timezone` (an IANA name)."""
    local = [index for index, column in enumerate(result.columns) if column.type.name == "TIMESTAMP_LTZ"]
    values = result.rows()
    if not local:
        return values
    zone = ZoneInfo(timezone)
    return [
        tuple(
            value.astimezone(zone) if index in local and value is not None else value for index, value in enumerate(row)
        )
        for row in values
    ]


def arrow(result: Result, timezone: str, *, number_to_decimal: bool = False, microseconds: bool = False) -> pa.Table:
    """The Arrow table of fetch_arrow_all.

    NUMBER with scale 0 becomes the narrowest signed integer that holds every value (decimal128 beyond 64
    bits), NUMBER with a scale float64 unless `number_to_decimal`, DECFLOAT text; timestamps are nanoseconds unless
    `microseconds`, or unless a value does not fit nanoseconds.
    """
    import pyarrow as pa

    arrays = [
        _array(array, column, timezone, number_to_decimal, microseconds)
        for array, column in zip(result.data.columns, result.columns, strict=True)
    ]
    fields = [
        pa.field(column.name, array.type, nullable=column.nullable)
        for array, column in zip(arrays, result.columns, strict=True)
    ]
    return pa.table(arrays, schema=pa.schema(fields))


def _array(array: pa.ChunkedArray, column: Column, timezone: str, decimals: bool, microseconds: bool) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    match kind.name:
        case "NUMBER" if kind.scale == 0:
            return _narrowest(array)
        case "NUMBER":
            return array if decimals else pc.cast(array, pa.float64())
        case "TIMESTAMP_NTZ":
            return _with_unit(array, None, microseconds)
        case "TIMESTAMP_LTZ":
            return _with_unit(array, timezone, microseconds)
        case "TIMESTAMP_TZ":
            instants = pc.struct_field(array, "instant")
            return _with_unit(pc.assume_timezone(instants, "UTC"), timezone, microseconds)
        case "DECFLOAT":
            return pa.chunked_array([pa.array(_decimal_floats(array), type=pa.string())])
        case "VARIANT" | "OBJECT" | "ARRAY" | "MAP":
            return pa.chunked_array([pa.array(_pretty(array, column), type=pa.string())])
    return array


def _narrowest(array: pa.ChunkedArray) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(array) == array.null_count:
        return pc.cast(array, pa.int64())
    bounds = pc.min_max(array).as_py()
    low, high = int(bounds["min"]), int(bounds["max"])
    for name, bits in _INTEGERS:
        if -(1 << bits) <= low and high < 1 << bits:
            return pc.cast(pc.cast(array, pa.int64()), getattr(pa, name)())
    return array


def _with_unit(array: pa.ChunkedArray, zone: str | None, microseconds: bool) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not microseconds:
        try:
            return pc.cast(array, pa.timestamp("ns", tz=zone))
        except pa.ArrowInvalid:  # a value outside 1677 … 2262: the column stays in microseconds, as in the connector
            return pc.cast(array, pa.timestamp("us", tz=zone))
    return pc.cast(array, pa.timestamp("us", tz=zone))


def _decimal_floats(array: pa.ChunkedArray) -> list[str | None]:
    return [None if pair is None else decfloat.shown(decfloat.of_pair(pair)) for pair in array.to_pylist()]


def _pretty(array: pa.ChunkedArray, column: Column) -> list[str | None]:
    from ecomsim.statements.result import converter

    convert = converter(column.type)
    return [convert(value) if convert else value for value in array.to_pylist()]
