"""Cursors: one statement at a time, in the shape of snowflake.connector's SnowflakeCursor and DictCursor.

A cursor keeps the results of its last execute; fetching moves through the rows of the current one and changes
nothing in the account. Everything that fails raises a class of ecomsim.errors with errno, sqlstate and sfqid
set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from ecomsim.client import binding, fetch
from ecomsim.client.dbapi import ResultMetadata, describe
from ecomsim.errors import InterfaceError, NotSupportedError, ProgrammingError, SnowflakeError
from ecomsim.statements.result import Result

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from ecomsim.client.connection import Connection

BULK_ROWS = 50_000
"""Rows that fetch_arrow_batches and fetch_pandas_batches give at a time."""


class SnowflakeCursor:
    """A cursor whose rows are tuples. Cursors of one connection share its session; they are not for several
    threads.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._closed = False
        self._results: list[Result] = []
        self._next_result = 0
        self._result: Result | None = None
        self._rows: Iterator[tuple[Any, ...]] | None = None
        self._description: list[ResultMetadata] | None = None
        self._rownumber = -1
        self.arraysize = 1
        self.rowcount: int | None = None
        self.sfqid: str | None = None
        self.query: str | None = None
        self.sqlstate: str | None = None
        self.messages: list[tuple[type[SnowflakeError], SnowflakeError]] = []
        self.lastrowid = None

    # --- executing ------------------------------------------------------------------------------------------

    def execute(
        self,
        operation: str,
        params: Sequence[Any] | Mapping[str, Any] | None = None,
        *,
        num_statements: int | None = None,
        _force_qmark_paramstyle: bool = False,
        _is_put_get: bool | None = None,
    ) -> Self:
        """Run one statement, or `num_statements` of them (0: any number), and stand before the first row.

        Without `num_statements` the session's MULTI_STATEMENT_COUNT counts.

        `params` follows the connection's paramstyle. Raises SnowflakeError subclasses for whatever the
        statement did wrong, InterfaceError when cursor or connection is closed.
        """
        self._reset()
        text = operation.strip()
        if not text:
            return self
        sql, binds = self._bound(text, params, force_qmark=_force_qmark_paramstyle)
        self.query = sql
        with self._recording_errors():
            wanted = self._connection.statement_count if num_statements is None else num_statements
            results = [self._connection.run(sql, binds)] if wanted == 1 else self._run_several(sql, binds, wanted)
        self._results = results
        self._next_result = 0
        self.nextset()
        return self

    def executemany(
        self,
        operation: str,
        seqparams: Iterable[Sequence[Any] | Mapping[str, Any]],
        *,
        _force_qmark_paramstyle: bool = False,
    ) -> Self:
        """Run a statement once for each set of parameters; `rowcount` is the total.

        INSERT … VALUES becomes one statement for all rows (array binding with qmark and numeric, one VALUES
        list with pyformat), so it inserts all of them or none; other statements run row by row.
        """
        rows = list(seqparams)
        self._reset()
        if not rows:
            return self
        by_position = _force_qmark_paramstyle or self._connection.paramstyle in binding.SERVER_STYLES
        if by_position and binding.is_insert_values(operation):
            values = binding.columns_of(rows)
            self.query = operation.strip()
            with self._recording_errors():
                self._results = [self._connection.run_array(self.query, values)]
            self._next_result = 0
            self.nextset()
            return self
        if not by_position and (rewritten := binding.multi_row_insert(operation, rows)) is not None:
            return self.execute(rewritten)
        total: int | None = 0
        for row in rows:
            self.execute(operation, row, _force_qmark_paramstyle=_force_qmark_paramstyle)
            total = None if total is None or self.rowcount is None else total + self.rowcount
        self.rowcount = total
        return self

    def callproc(self, procname: str, args: Sequence[Any] = ()) -> Sequence[Any]:
        """CALL a procedure; its result is then fetched as rows."""
        marks = ", ".join("?" for _ in args)
        self.execute(f"CALL {procname}({marks})", tuple(args) or None, _force_qmark_paramstyle=True)
        return args

    def describe(
        self, operation: str, params: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> list[ResultMetadata] | None:
        """The columns `operation` would return, without running it; None when it is no query."""
        self._reset()
        sql, binds = self._bound(operation.strip(), params)
        with self._recording_errors():
            columns = self._connection.columns(sql, binds)
        self._description = None if columns is None else [describe(column) for column in columns]
        return self._description

    def query_result(self, qid: str) -> Self:
        """Stand before the rows of an earlier statement of this session (kept for 24 hours)."""
        self.execute(f"SELECT * FROM TABLE(RESULT_SCAN({binding.literal(qid)}))")
        self.sfqid = qid
        return self

    def get_results_from_sfqid(self, sfqid: str) -> None:
        """As query_result; the connector's name."""
        self.query_result(sfqid)

    def _run_several(self, sql: str, binds: tuple[Any, ...], expected: int) -> list[Result]:
        pieces = self._connection.split(sql)
        if expected and len(pieces) != expected:
            raise ProgrammingError(
                f"Actual statement count {len(pieces)} did not match the desired statement count {expected}.",
                errno=8,
                sqlstate="0A000",
            )
        if binds and len(pieces) > 1:
            raise NotSupportedError("Several statements in one execute take no binds.", errno=2, sqlstate="0A000")
        return [self._connection.run(piece, binds) for piece in pieces]

    def _bound(self, sql: str, params: Any, *, force_qmark: bool = False) -> tuple[str, tuple[Any, ...]]:
        """The text to run and the values beside it."""
        if not force_qmark and self._connection.paramstyle in binding.CLIENT_STYLES:
            return binding.interpolate(sql, params), ()
        return sql, () if params is None else binding.positional(params)

    def _recording_errors(self) -> _Recording:
        return _Recording(self)

    # --- results --------------------------------------------------------------------------------------------

    def nextset(self) -> Self | None:
        """Move to the next statement's result; None when there is none."""
        self._open()
        if self._next_result >= len(self._results):
            return None
        result = self._results[self._next_result]
        self._next_result += 1
        self._result = result
        self._rows = None
        self._rownumber = -1
        self._description = [describe(column) for column in result.columns]
        self.rowcount = result.rowcount if result.kind == "dml" else result.num_rows
        self.sfqid = result.query_id
        self.sqlstate = "00000"
        return self

    @property
    def description(self) -> list[ResultMetadata] | None:
        return self._description

    @property
    def rownumber(self) -> int | None:
        """Index of the row fetched last, from 0; None before the first."""
        return self._rownumber if self._rownumber >= 0 else None

    @property
    def connection(self) -> Connection:
        return self._connection

    def fetchone(self) -> Any:
        """The next row, or None after the last."""
        row = next(self._iterate(), None)
        if row is None:
            return None
        self._rownumber += 1
        return self._shape(row)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """At most `size` rows (default: arraysize)."""
        count = self.arraysize if size is None else size
        if count < 0:
            raise ProgrammingError(
                f"The number of rows is not zero or positive number: {count}", errno=251007, sqlstate="22023"
            )
        rows = self._iterate()
        fetched = [self._shape(row) for _, row in zip(range(count), rows, strict=False)]
        self._rownumber += len(fetched)
        return fetched

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        fetched = [self._shape(row) for row in self._iterate()]
        self._rownumber += len(fetched)
        return fetched

    def _iterate(self) -> Iterator[tuple[Any, ...]]:
        self._open()
        if self._rows is None:
            self._rows = iter(fetch.rows(self._result, self._connection.timezone) if self._result else ())
        return self._rows

    def _shape(self, row: tuple[Any, ...]) -> Any:
        return row

    def __iter__(self) -> Iterator[Any]:
        while (row := self.fetchone()) is not None:
            yield row

    # --- Arrow and pandas -----------------------------------------------------------------------------------

    def fetch_arrow_all(
        self, force_return_table: bool = False, *, force_microsecond_precision: bool = False
    ) -> pa.Table | None:
        """The whole result as one Arrow table; None for a result without rows unless `force_return_table`."""
        table = self._arrow(force_microsecond_precision)
        return table if table.num_rows or force_return_table else None

    def fetch_arrow_batches(self, *, force_microsecond_precision: bool = False) -> Iterator[pa.Table]:
        """The result in Arrow tables of at most BULK_ROWS rows."""
        table = self._arrow(force_microsecond_precision)
        for start in range(0, table.num_rows, BULK_ROWS):
            yield table.slice(start, BULK_ROWS)

    def fetch_pandas_all(self, **options: Any) -> pd.DataFrame:
        """The whole result as a DataFrame; `options` go to pyarrow.Table.to_pandas."""
        return self._arrow(options.pop("force_microsecond_precision", False)).to_pandas(**options)

    def fetch_pandas_batches(self, **options: Any) -> Iterator[pd.DataFrame]:
        """The result in DataFrames of at most BULK_ROWS rows."""
        microseconds = options.pop("force_microsecond_precision", False)
        for table in self.fetch_arrow_batches(force_microsecond_precision=microseconds):
            yield table.to_pandas(**options)

    def _arrow(self, microseconds: bool) -> pa.Table:
        self._open()
        if self._result is None:
            raise ProgrammingError("No statement has been executed on this cursor.", errno=252009, sqlstate="24000")
        return fetch.arrow(
            self._result,
            self._connection.timezone,
            number_to_decimal=self._connection.arrow_number_to_decimal,
            microseconds=microseconds,
        )

    # --- life -----------------------------------------------------------------------------------------------

    def close(self) -> bool:
        """Give up the result; True when the cursor was open."""
        was_open = not self._closed
        self._reset_results()
        self._closed = True
        return was_open

    def is_closed(self) -> bool:
        return self._closed or self._connection.is_closed()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def setinputsizes(self, sizes: Sequence[Any]) -> None:
        """PEP 249 lets a driver do nothing here; the connector does nothing either."""

    def setoutputsize(self, size: int, column: int | None = None) -> None:
        """PEP 249 lets a driver do nothing here; the connector does nothing either."""

    def _open(self) -> None:
        if self._closed:
            raise InterfaceError("Cursor is closed.", errno=252006, sqlstate="08003")

    def _reset(self) -> None:
        self._open()
        self._connection.require_open()
        self._reset_results()
        self.messages.clear()
        self.rowcount = None
        self.sqlstate = None

    def _reset_results(self) -> None:
        self._results = []
        self._result = None
        self._rows = None


class DictCursor(SnowflakeCursor):
    """A cursor whose rows are dictionaries from column name to value."""

    def _shape(self, row: tuple[Any, ...]) -> dict[str, Any]:
        return dict(zip([column.name for column in self._description or ()], row, strict=True))


class _Recording:
    """Notes an error on the cursor (sfqid, sqlstate, messages) on its way to the caller."""

    def __init__(self, cursor: SnowflakeCursor) -> None:
        self._cursor = cursor

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if isinstance(error, SnowflakeError):
            self._cursor.sfqid = error.sfqid
            self._cursor.sqlstate = error.sqlstate
            self._cursor.messages.append((type(error), error))


Cursor = SnowflakeCursor
