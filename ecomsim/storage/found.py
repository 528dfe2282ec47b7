"""Rows that a statement found and has yet to write: few as an Arrow table, many as a relation of DuckDB.

Many rows in Arrow would fill Python's memory beside DuckDB's own. In a temporary table they stay within DuckDB's memory
limit, which spills them. Where the rows of the tables read are few, the temporary table is not worth its making; where
they are many, it is made first, and what turns out to be little is taken out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ecomsim.duck import batches, first_row
from ecomsim.names import quote
from ecomsim.storage import spill

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from ecomsim.accounts.account import Account
    from ecomsim.sessions.session import Session

LARGE = 1_000_000
"""Row ids that a table has given out from which on a statement may find many of its rows."""
MANY = 200_000
"""Rows from which on they stay in DuckDB."""


@dataclass(frozen=True, slots=True)
class Held:
    """Rows in DuckDB: what stands in FROM, its columns, and how many rows it has."""

    relation: str
    column_names: tuple[str, ...]
    num_rows: int

    def select(self, columns: Sequence[str]) -> Held:
        return Held(self.relation, tuple(columns), self.num_rows)

    def drop_columns(self, columns: Sequence[str]) -> Held:
        return self.select([name for name in self.column_names if name not in columns])

    def filter(self, condition: str, count: int) -> Held:
        """The `count` rows that satisfy a condition."""
        return Held(f"(SELECT * FROM {self.relation} WHERE {condition})", self.column_names, count)

    def sql(self) -> str:
        """The rows as a query."""
        return f"SELECT {', '.join(map(quote, self.column_names))} FROM {self.relation}"


Rows: TypeAlias = "pa.Table | Held"


def is_large(account: Account, tables: Iterable[int]) -> bool:
    """Whether a statement that reads these tables may find many rows."""
    heads = (account.timelines.head(table_id) for table_id in tables)
    return any(head is not None and head.next_row >= LARGE for head in heads)


@contextmanager
def found(
    session: Session, sql: str, values: Mapping[str, Any], tables: Iterable[int], *, again: bool = False
) -> Iterator[Rows]:
    """The rows of a query over `tables`, for the length of a block in the caller's DuckDB transaction.

    What fails inside the block is undone by that transaction, the temporary table with it.
    """
    if not is_large(session.account, tables):
        yield session.fetch(sql, values, again=again)
        return
    name = session.temporary_name()
    count = session.write(f"CREATE TEMPORARY TABLE {name} AS {sql}", values)
    if count < MANY:
        data = session.fetch(f"SELECT * FROM {name}")
        session.duck.execute(f"DROP TABLE {name}")
        yield data
        return
    columns = tuple(row[0] for row in session.duck.execute(f"DESCRIBE {name}").fetchall())
    yield Held(name, columns, count)
    session.duck.execute(f"DROP TABLE {name}")


def fetched(duck: duckdb.DuckDBPyConnection, rows: Rows) -> pa.Table:
    """The rows as an Arrow table, many of them in a file."""
    return spill.collected(*batches(duck, rows.sql(), None)) if isinstance(rows, Held) else rows


def distinct(session: Session, rows: Held, column: str) -> bool:
    """Whether no value of `column` occurs twice; NULL is no value."""
    name = quote(column)
    row = first_row(session.duck.execute(f"SELECT count({name}) = count(DISTINCT {name}) FROM {rows.relation}"))
    return bool(row and row[0])


def numbered(rows: Rows, first: int) -> Rows:
    """The rows with new row ids from `first` on in "$row", in their order."""
    if isinstance(rows, Held):
        sql = f'(SELECT *, {first - 1} + row_number() OVER () AS "$row" FROM ({rows.sql()}) AS rows)'
        return Held(sql, (*rows.column_names, "$row"), rows.num_rows)
    return number_rows(rows, first)


def number_rows(data: pa.Table, first: int) -> pa.Table:
    """`numbered` for rows that are known to be few."""
    import numpy
    import pyarrow as pa

    ids = pa.array(numpy.arange(first, first + data.num_rows, dtype=numpy.int64))
    return data.append_column("$row", ids)


def together(one: Rows, other: Rows) -> Rows:
    """All rows of two that have the same columns, `one` first."""
    if isinstance(one, Held) and isinstance(other, Held):
        sql = f"({one.sql()} UNION ALL BY NAME {other.sql()})"
        return Held(sql, one.column_names, one.num_rows + other.num_rows)
    import pyarrow as pa

    return pa.concat_tables([one, other])
