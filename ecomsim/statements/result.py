"""Results: Arrow data with Snowflake's column names and types beside it.

Rows, Arrow, pandas and polars all come from the one Arrow table, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any, Literal

from ecomsim.values import decfloat, variant
from ecomsim.values.types import BOOLEAN, INTEGER, TEXT, Column, SnowflakeType

if TYPE_CHECKING:
    import pyarrow as pa

ResultKind = Literal["query", "dml", "ddl", "show", "call"]

FEW = 200
"""Rows up to which a column leaves Arrow value by value: pyarrow's way into NumPy imports pandas."""
PLAIN = frozenset({"BOOLEAN", "FLOAT", "NUMBER", "VARCHAR"})
"""Types whose values DuckDB gives in rows of its own as well as in Arrow data."""
ONE_BY_ONE = 8
"""Up to so many integers are converted one by one: pyarrow's functions are imported for more of them."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one statement answered.

    columns: names and Snowflake types, in order, one for each column of `data`; content: the rows, as Arrow data or,
    for the few of a status or a count, as the values that `rows` gives, which become Arrow data when asked for (a
    statement that only says it is done should not pay for an Arrow table); rowcount: rows returned, or rows
    affected for DML, None for DDL; statement_type: as QUERY_HISTORY names it (SELECT, INSERT, CREATE_TABLE …);
    counts: what DML answers, label by label.
    """

    columns: tuple[Column, ...]
    content: pa.Table | tuple[tuple[Any, ...], ...]
    kind: ResultKind = "query"
    rowcount: int | None = None
    statement_type: str = "SELECT"
    query_id: str = ""
    counts: tuple[tuple[str, int], ...] = ()

    @cached_property
    def data(self) -> pa.Table:
        """The rows as Arrow data."""
        return table(self.columns, self.content) if isinstance(self.content, tuple) else self.content

    @property
    def num_rows(self) -> int:
        """How many rows there are."""
        return len(self.content) if isinstance(self.content, tuple) else int(self.content.num_rows)

    def rows(self) -> list[tuple[Any, ...]]:
        """Rows as Python values: int for NUMBER with scale 0, Decimal otherwise, float, str, bool, bytes, date,
        time, datetime; Decimal for DECFLOAT; VARIANT, OBJECT and ARRAY as JSON text indented by two blanks, as
        clients show them.
        """
        if isinstance(self.content, tuple):
            return list(self.content)
        columns = [_values(array, column.type) for column, array in zip(self.columns, self.data.columns, strict=True)]
        return list(zip(*columns, strict=True)) if columns else []

    def with_id(self, query_id: str) -> Result:
        return replace(self, query_id=query_id)


def as_values(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    """DuckDB's rows as those of a result."""
    converters = [converter(column.type) for column in columns]
    return tuple(
        tuple(convert(value) if convert else value for convert, value in zip(converters, row, strict=True))
        for row in rows
    )


def _values(array: pa.ChunkedArray, kind: SnowflakeType) -> list[Any]:
    """A column as Python values. The common types leave Arrow as a whole column, not value by value."""
    if kind.name == "NUMBER" and kind.scale == 0:
        return _integers(array)
    if len(array) > FEW and str(array.type) in {"timestamp[us]", "date32[day]"}:
        values: list[Any] = array.to_numpy().tolist()  # NULL comes as None
        return values
    convert = converter(kind)
    return [convert(value) for value in array.to_pylist()] if convert else array.to_pylist()


def _integers(array: pa.ChunkedArray) -> list[Any]:
    if len(array) <= ONE_BY_ONE:
        return _one_by_one(array)
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        narrow = pc.cast(array, pa.int64())
    except pa.ArrowInvalid:  # beyond 64 bits
        return _one_by_one(array)
    few = len(narrow) <= FEW
    values: list[Any] = narrow.to_pylist() if few or narrow.null_count else narrow.to_numpy().tolist()
    return values


def _one_by_one(array: pa.ChunkedArray) -> list[Any]:
    return [None if value is None else int(value) for value in array.to_pylist()]


def converter(kind: SnowflakeType) -> Callable[[Any], Any] | None:
    """The function from an Arrow value to the connector's Python value, or None when they are the same."""
    if kind.name == "NUMBER" and kind.scale == 0:
        return lambda value: None if value is None else int(value)
    if kind.name == "NUMBER":
        quantum = Decimal(1).scaleb(-(kind.scale or 0))
        return lambda value: value if value is None or isinstance(value, Decimal) else Decimal(value).quantize(quantum)
    return _pretty_in_order if kind.is_structured else _SPECIAL.get(kind.name)


def _timestamp_tz(value: dict[str, Any] | None) -> Any:
    """A datetime with a fixed offset from the stored (instant, offset) pair."""
    from datetime import UTC, timedelta, timezone

    if value is None:
        return None
    zone = timezone(timedelta(minutes=value["offset_minutes"]))
    return value["instant"].replace(tzinfo=UTC).astimezone(zone)


def _decfloat(value: dict[str, Any] | None) -> Decimal | None:
    """The number of a stored pair."""
    return None if value is None else decfloat.of_pair(value)


def _pretty_json(value: str | None) -> str | None:
    """A stored VARIANT as clients show it."""
    return None if value is None else variant.pretty(value)


def _pretty_in_order(value: str | None) -> str | None:
    """A stored value of a structured type, whose keys have the order of the type."""
    return None if value is None else variant.pretty(value, in_order=True)


def localised(data: pa.Table, columns: Sequence[Column], zone: str) -> pa.Table:
    """The rows with each TIMESTAMP_LTZ inside a VARIANT as it is in `zone`, an IANA name."""
    for place, column in enumerate(columns):
        if column.type.is_json and _has_local_time(data.column(place)):
            data = _with_texts(data, place, lambda text: variant.localised(text, zone))
    return data


def _has_local_time(texts: pa.ChunkedArray) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(pc.match_substring(texts, variant.LTZ_MARK)).as_py())


def as_json(data: pa.Table, columns: Sequence[Column], zone: str) -> pa.Table:
    """The rows with VARIANT, OBJECT, ARRAY and MAP as TO_JSON gives them."""
    for place, column in enumerate(columns):
        if column.type.is_json:
            change = partial(variant.compact, zone=zone, in_order=column.type.is_structured)
            data = _with_texts(data, place, change)
    return data


def _with_texts(data: pa.Table, place: int, change: Callable[[str], str]) -> pa.Table:
    import pyarrow as pa

    texts = [None if text is None else change(text) for text in data.column(place).to_pylist()]
    return data.set_column(place, data.field(place).name, pa.chunked_array([pa.array(texts, type=pa.string())]))


_SPECIAL: dict[str, Callable[[Any], Any]] = {
    "DECFLOAT": _decfloat,
    "TIMESTAMP_TZ": _timestamp_tz,
    "VARIANT": _pretty_json,
    "OBJECT": _pretty_json,
    "ARRAY": _pretty_json,
}


def table(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> pa.Table:
    """An Arrow table with one column of the right Arrow type for each of `columns`."""
    import pyarrow as pa

    data = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array(values, type=arrow_type(column.type)) for column, values in zip(columns, data, strict=True)]
    return pa.table(arrays, schema=pa.schema([(column.name, arrow_type(column.type)) for column in columns]))


def arrow_type(kind: SnowflakeType) -> pa.DataType:
    """The Arrow type DuckDB gives for `kind.duckdb`."""
    import pyarrow as pa

    match kind.name:
        case "NUMBER":
            return pa.decimal128(kind.precision or 38, kind.scale or 0)
        case "FLOAT":
            return pa.float64()
        case "DECFLOAT":
            return pa.struct([("rank", pa.int32()), ("digits", pa.decimal128(38, 0))])
        case "BOOLEAN":
            return pa.bool_()
        case "DATE":
            return pa.date32()
        case "TIME":
            return pa.time64("us")
        case "TIMESTAMP_NTZ":
            return pa.timestamp("us")
        case "TIMESTAMP_LTZ":
            return pa.timestamp("us", tz="UTC")
        case "TIMESTAMP_TZ":
            return pa.struct([("instant", pa.timestamp("us")), ("offset_minutes", pa.int16())])
        case "BINARY":
            return pa.binary()
    return pa.string()


def of_rows(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    kind: ResultKind = "show",
    statement_type: str = "SHOW",
) -> Result:
    """A result from Python rows: SHOW, DESCRIBE and the like."""
    data = table(columns, rows)
    return Result(
        columns=tuple(columns), content=data, kind=kind, rowcount=data.num_rows, statement_type=statement_type
    )


def status(text: str, statement_type: str) -> Result:
    """The one-row answer of DDL and session commands."""
    columns = (Column("status", TEXT),)
    return Result(
        columns=columns,
        content=((text,),),
        kind="ddl",
        rowcount=None,
        statement_type=statement_type,
    )


def dml(counts: Sequence[tuple[str, int]], statement_type: str) -> Result:
    """The one-row answer of DML: [("number of rows inserted", 3)]; rowcount is the sum over the affected rows."""
    affected = sum(count for name, count in counts if "multi-joined" not in name)
    return Result(
        columns=_counted(tuple(name for name, _ in counts)),
        content=(tuple(count for _, count in counts),),
        kind="dml",
        rowcount=affected,
        statement_type=statement_type,
        counts=tuple(counts),
    )


@lru_cache
def _counted(names: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of a DML answer."""
    return tuple(Column(name, INTEGER) for name in names)


def text_columns(*names: str) -> tuple[Column, ...]:
    """Columns of type VARCHAR, for SHOW and DESCRIBE grids."""
    return tuple(Column(name, TEXT) for name in names)


__all__ = ["BOOLEAN", "Result", "arrow_type", "dml", "of_rows", "status", "table", "text_columns"]


@dataclass(frozen=True, slots=True)
class Counts:
    """The row counts that QUERY_HISTORY has of a statement; None where it has none."""

    produced: int | None = None
    inserted: int | None = None
    updated: int | None = None
    deleted: int | None = None


def row_counts(result: Result | None) -> Counts:
    """What QUERY_HISTORY says of a result."""
    if result is None:
        return Counts()
    if result.kind != "dml":
        return Counts(produced=result.num_rows)

    def number(label: str) -> int | None:
        found = [count for name, count in result.counts if name.startswith(label)]
        return sum(found) if found else None

    return Counts(
        produced=1,
        inserted=number("number of rows inserted"),
        updated=number("number of rows updated"),
        deleted=number("number of rows deleted"),
    )
