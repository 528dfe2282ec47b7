"""Small helpers around DuckDB's Python connection.

DuckDB in Python is an extension module, `_duckdb`, and a package around it that gives a connection its relations and
Arrow. The package takes longer to import than the extension, so what an opening imports names the extension alone, and
`Account.register`, which comes before every statement over tables, imports the package.
"""

from __future__ import annotations

import builtins
import threading
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

import _duckdb as duckdb

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyRelation

LONG = 800
"""Characters of SQL from which planning a statement costs more than copying its rows once."""

BATCH_ROWS = 100_000
"""Rows of one piece of a result."""

KEPT = 512
"""How many long or frequent statements stay parsed: a third of the time of such a statement is reading its text."""

_REMARK = "Arrow output on a DB-API result makes an extra copy of the rows"
# `arrow` below makes that copy on purpose
warnings.filterwarnings("ignore", message=_REMARK, category=UserWarning)


def arrow(duck: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None) -> pa.Table:
    """The rows of a query as Arrow. A relation streams its rows but plans twice; a long text is planned once."""
    values = dict(parameters) if parameters else None
    if len(sql) < LONG or not _silent():
        return duck.sql(sql, params=values).to_arrow_table()
    return duck.execute(_statements.get(duck, sql), values).to_arrow_table()


def batches(
    duck: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None
) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """The rows of a query in pieces, made while they are read. Raises duckdb.Error, also in the middle."""
    values = dict(parameters) if parameters else None
    reader = duck.sql(sql, params=values).to_arrow_reader(BATCH_ROWS)
    return reader.schema, _read(reader)


def _read(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    while True:
        try:
            yield reader.read_next_batch()
        except StopIteration:
            return
        except OSError as cause:  # what DuckDB raises there, in Arrow's words
            raise _named(str(cause)) from cause


def _named(text: str) -> duckdb.Error:
    """DuckDB's own exception for a message like `Conversion Error: …`."""
    kind = text.partition(" Error: ")[0].replace(" ", "").lower() + "exception"
    found = next((each for name, each in vars(duckdb).items() if name.lower() == kind), duckdb.Error)
    return found(text) if isinstance(found, type) and issubclass(found, duckdb.Error) else duckdb.Error(text)


def written(duck: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None) -> int:
    """Run DML and give the number of rows it says it wrote."""
    values = dict(parameters) if parameters else None
    row = first_row(duck.execute(sql if len(sql) < LONG else _statements.get(duck, sql), values))
    return int(row[0]) if row else 0


def values(
    duck: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any], *, again: bool
) -> list[tuple[Any, ...]]:
    """The rows of a query as Python values; `again`: the same text is likely to return."""
    rows: list[tuple[Any, ...]]
    rows = duck.execute(_statements.get(duck, sql) if again else sql, dict(parameters) or None).fetchall()
    return rows


def again(
    duck: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()
) -> duckdb.DuckDBPyConnection:
    """Execute a statement whose text returns often: it is read once."""
    return duck.execute(_statements.get(duck, sql), parameters)


def written_over(
    duck: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any], tables: Mapping[str, pa.Table]
) -> None:
    """`again` for DML that names Arrow tables. Registering them would be one more statement for each.

    DuckDB looks for a name it does not know among the variables of the function that calls it, so it is called by a
    function whose variables are the tables.
    """
    _among(_execute.__code__, tables)(duck, _statements.get(duck, sql), dict(parameters)).fetchall()


def arrow_over(
    duck: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any], tables: Mapping[str, pa.Table]
) -> pa.Table:
    """The rows of a query that names Arrow tables, a text that returns often."""
    if _silent():
        return _among(_execute.__code__, tables)(duck, _statements.get(duck, sql), dict(parameters)).to_arrow_table()
    return _among(_arrow.__code__, tables)(duck, sql, dict(parameters))


def _among(code: CodeType, tables: Mapping[str, pa.Table]) -> Callable[..., Any]:
    return FunctionType(code, {**tables, "__builtins__": builtins})


def _execute(duck: duckdb.DuckDBPyConnection, statement: duckdb.Statement, values: dict[str, Any]) -> Any:
    return duck.execute(statement, values)


def _arrow(duck: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any]) -> Any:
    return duck.sql(sql, params=values).to_arrow_table()


class _Statements:
    """Statements by their text, parsed; the least recently used go first. They serve any connection and thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, duckdb.Statement] = OrderedDict()

    def get(self, duck: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
        with self._lock:
            found = self._kept.get(sql)
            if found is not None:
                self._kept.move_to_end(sql)
                return found
        (found,) = duck.extract_statements(sql)
        with self._lock:
            self._kept[sql] = found
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


_statements = _Statements()


class Relations:
    """The repeated queries of one connection, each kept as a relation: it is planned once for each run, not twice.

    DuckDB runs what draws from a sequence at once and keeps its rows, so that is never kept as a relation.
    """

    CAPACITY = 200

    def __init__(self) -> None:
        self._duck: duckdb.DuckDBPyConnection | None = None
        self._version = -1
        self._kept: dict[str, DuckDBPyRelation] = {}

    def get(self, duck: duckdb.DuckDBPyConnection, sql: str, version: int) -> DuckDBPyRelation:
        """A query without parameters; `version` is that of the catalog its text was made for."""
        if duck is not self._duck or version != self._version:
            self._duck, self._version = duck, version
            self._kept.clear()
        relation = self._kept.get(sql)
        if relation is None:
            relation = duck.sql(sql)
            if "nextval(" in sql.lower():
                return relation
            self._kept[sql] = relation
            if len(self._kept) > self.CAPACITY:
                del self._kept[next(iter(self._kept))]
        return relation


def _silent() -> bool:
    """Whether DuckDB's remark on that copy stays unheard; a program may have set filters of its own since."""
    for action, message, category, module, _ in warnings.filters:
        if issubclass(UserWarning, category) and module is None and (message is None or message.match(_REMARK)):
            return action == "ignore"
    return False


def first_row(executed: duckdb.DuckDBPyConnection) -> tuple[Any, ...] | None:
    """The first row of an executed statement, its result drained: DuckDB refuses new work beside an open one."""
    rows = executed.fetchall()
    return rows[0] if rows else None


def literal(text: str) -> str:
    """`text` as a literal in DuckDB SQL."""
    return "'" + text.replace("'", "''") + "'"


def transaction(statements: Iterable[str]) -> str:
    """One text that runs statements in one transaction; a failure leaves it open, for a connection that is given up."""
    return ";\n".join(("BEGIN TRANSACTION", *statements, "COMMIT"))
