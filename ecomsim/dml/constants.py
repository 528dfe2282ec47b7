"""INSERT … VALUES of constants: the rows are read here, so DuckDB has nothing to bind but the columns' names.

A statement that fills a table row by row has another text each time. Bound as a query, each is planned with its
conversions anew, which takes several times as long as writing the row. Invariant: a constant that is read here is the
value that the bound query gives; whatever is not certain (a computed value, text that is converted, a number that is
rounded or too large, a format that the session has set, an error) makes the whole statement go the way of a query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim.catalog.objects import Table, TableColumn
from ecomsim.dialect.convert import iso_moment
from ecomsim.dialect.session_formats import is_usual
from ecomsim.dml import target
from ecomsim.duck import again
from ecomsim.lineage.access import Access
from ecomsim.lineage.history import note
from ecomsim.sqltext.parse import parse_expression
from ecomsim.statements.plans import Binds
from ecomsim.statements.result import Result, arrow_type, dml
from ecomsim.storage import layout
from ecomsim.storage.effects import Effect
from ecomsim.storage.found import number_rows
from ecomsim.values.types import SnowflakeType

if TYPE_CHECKING:
    import pyarrow as pa

    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction

Row = tuple[Any, ...]

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")
_DIGITS = 15
"""Of a number: so many a FLOAT holds exactly, and numbers of one column have a common type whatever their scales."""


class UncertainError(Exception):
    """A constant that only the bound query can tell."""


@dataclass(frozen=True, slots=True)
class ConstantInsert:
    """An INSERT of rows that are known: for each its values in the order of the table's stored columns."""

    table: Table
    rows: tuple[Row, ...]
    access: Access

    @property
    def cacheable(self) -> bool:
        return True

    def run(self, session: Session, binds: Binds) -> Result:
        note(session, self.access)
        with session.writing() as transaction:
            target.claim(transaction, [self.table.id], frozenset(), session, "append")
            if len(self.rows) == 1 and not transaction.explicit:
                self._write_one(session, transaction)
            else:
                added = number_rows(_as_arrow(self.table, self.rows), transaction.next_rows[self.table.id])
                transaction.reserve(self.table.id, len(self.rows))
                transaction.apply(Effect(table_id=self.table.id, added=added))
            target.check_frozen(self.table, transaction, session)
        return dml([("number of rows inserted", len(self.rows))], "INSERT")

    def _write_one(self, session: Session, transaction: Transaction) -> None:
        """One row, in a text that is the same for every row of the table."""
        (row,) = self.rows
        table_id = self.table.id
        values = (*row, transaction.reserve(table_id, 1), transaction.written[table_id])
        again(
            session.duck,
            f"INSERT INTO {layout.current(table_id)} ({layout.column_list(self.table.columns)}, {layout.ROW}, "
            f"{layout.FROM}) SELECT {', '.join('?' * len(values))}",
            values,
        )
        transaction.wrote(table_id, 1)


def rows(source: exp.Expr, columns: Sequence[TableColumn], table: Table, session: Session) -> tuple[Row, ...] | None:
    """The rows of a VALUES that fills `columns`, as those of all stored columns; None when they are not certain."""
    if not isinstance(source, exp.Values):
        return None
    try:
        readers = {column.name: _reader(column, session.parameters) for column in target.stored(table)}
        listed = [readers[column.name] for column in columns]
        given = [_given(row, listed) for row in source.expressions]
        if tuple(columns) == target.stored(table):
            return tuple(given)
        absent = {
            column.name: _default(column, readers[column.name])
            for column in target.stored(table)
            if column not in columns
        }
        names = [column.name for column in columns]
        known = [absent | dict(zip(names, row, strict=True)) for row in given]
    except UncertainError:
        return None
    return tuple(tuple(row[name] for name in readers) for row in known)


Reader = tuple["Callable[[exp.Expr], Any]", bool]
"""Reads a constant that is not NULL, and whether NULL is a value, too."""


def _given(row: exp.Expr, readers: Sequence[Reader]) -> Row:
    cells = row.expressions if isinstance(row, exp.Tuple) else [row.this if isinstance(row, exp.Paren) else row]
    if len(cells) != len(readers):
        raise UncertainError
    return tuple(_value(cell, reader) for cell, reader in zip(cells, readers, strict=True))


def _value(node: exp.Expr, reader: Reader) -> Any:
    read, nullable = reader
    if not isinstance(node, exp.Null):
        return read(node)
    if not nullable:
        raise UncertainError
    return None


def _default(column: TableColumn, reader: Reader) -> Any:
    """What the column takes when a row gives none."""
    if column.identity is not None:
        raise UncertainError
    return _value(parse_expression(column.default) if column.default is not None else exp.Null(), reader)


def _reader(column: TableColumn, parameters: Mapping[str, Any]) -> Reader:
    kind = column.type
    if kind.name in ("NUMBER", "FLOAT"):
        read: Callable[[exp.Expr], Any] = _number(kind)
    elif kind.name == "BOOLEAN":
        read = _boolean
    elif kind.is_text:
        read = _text(kind.length or 0)
    elif kind.name in _FORMATS and is_usual(_FORMATS[kind.name], parameters):
        read = _moment(kind)
    else:
        read = _uncertain
    return read, column.nullable


def _uncertain(node: exp.Expr) -> Any:
    raise UncertainError


def _number(kind: SnowflakeType) -> Callable[[exp.Expr], Any]:
    """A NUMBER that loses no digit in the column, or a FLOAT."""
    scale, leading = kind.scale or 0, (kind.precision or 0) - (kind.scale or 0)

    def read(node: exp.Expr) -> Any:
        negative = isinstance(node, exp.Neg)
        node = node.this if negative else node
        if not isinstance(node, exp.Literal) or node.is_string or not _NUMBER.fullmatch(node.this):
            raise UncertainError
        whole, _, fraction = node.this.partition(".")
        if len(whole) + len(fraction) > _DIGITS:
            raise UncertainError
        value = 0 - Decimal(node.this) if negative else Decimal(node.this)
        if kind.name == "FLOAT":
            return float(value)
        if len(fraction) > scale or len(whole.lstrip("0")) > leading:
            raise UncertainError
        return value if scale else int(value)

    return read


def _boolean(node: exp.Expr) -> bool:
    if not isinstance(node, exp.Boolean):
        raise UncertainError
    return bool(node.this)


def _string(node: exp.Expr) -> str:
    if not isinstance(node, exp.RawString) and not (isinstance(node, exp.Literal) and node.is_string):
        raise UncertainError
    return node.name


def _text(longest: int) -> Callable[[exp.Expr], Any]:
    def read(node: exp.Expr) -> str:
        text = _string(node)
        if len(text) > longest or "\0" in text:
            raise UncertainError
        return text

    return read


def _moment(kind: SnowflakeType) -> Callable[[exp.Expr], Any]:
    def read(node: exp.Expr) -> Any:
        value = iso_moment(_string(node), kind)
        if value is None:
            raise UncertainError
        return value

    return read


_FORMATS = {"DATE": "DATE_INPUT_FORMAT", "TIME": "TIME_INPUT_FORMAT", "TIMESTAMP_NTZ": "TIMESTAMP_INPUT_FORMAT"}
"""Types that text becomes without regard to a time zone, and the parameters with their formats."""


def _as_arrow(table: Table, rows: Sequence[Row]) -> pa.Table:
    import pyarrow as pa

    columns = target.stored(table)
    arrays = [
        pa.array(values, type=_arrow(column.type))
        if any(value is not None for value in values)
        else pa.nulls(len(rows))
        for column, values in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    return pa.table(arrays, names=[column.duckdb for column in columns])


def _arrow(kind: SnowflakeType) -> pa.DataType:
    """The type that carries the values read here; DuckDB makes the column's of it."""
    import pyarrow as pa

    return pa.int64() if kind.name == "NUMBER" and not kind.scale else arrow_type(kind)
