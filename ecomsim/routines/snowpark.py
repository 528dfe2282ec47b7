"""A small Snowpark session for Python procedures: SQL in, rows out, through the session that runs the CALL.

It has what procedures use to run SQL; what it has not is an AttributeError that names it, never a wrong answer.
Source: spec/scripting.md 13.6.
"""

from __future__ import annotations

import types as python_types
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ecomsim.names import quote
from ecomsim.result import Result

if TYPE_CHECKING:
    import pandas as pd

    from ecomsim import session as engine


class Row(tuple):
    """One row: by position, by name, or as an attribute."""

    _names: tuple[str, ...]

    def __new__(cls, values: Iterable[Any] = (), names: Sequence[str] = ()) -> Row:
        row = super().__new__(cls, values)
        row._names = tuple(names)
        return row

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            if key not in self._names:
                raise KeyError(key)
            return super().__getitem__(self._names.index(key))
        return super().__getitem__(key)

    def __getattr__(self, name: str) -> Any:
        for candidate in (name, name.upper()):
            if candidate in self._names:
                return self[candidate]
        raise AttributeError(f"Row has no column {name}")

    def as_dict(self) -> dict[str, Any]:
        return dict(zip(self._names, self, strict=True))

    asDict = as_dict  # noqa: N815 - the name Snowpark gives it


class Session:
    """What a handler gets as its first argument."""

    def __init__(self, inner: engine.Session) -> None:
        self._inner = inner

    def sql(self, query: str, params: Sequence[Any] | None = None) -> DataFrame:
        """A statement that runs when its rows are asked for."""
        return DataFrame(self, query, tuple(params or ()))

    def table(self, name: str | Sequence[str]) -> DataFrame:
        return self.sql(f"SELECT * FROM {name if isinstance(name, str) else '.'.join(name)}")

    def create_dataframe(self, data: Sequence[Any], schema: Sequence[str] | None = None) -> DataFrame:
        """Rows given as tuples, dictionaries or single values, with column names."""
        rows = [
            tuple(row.values()) if isinstance(row, Mapping) else row if isinstance(row, (tuple, list)) else (row,)
            for row in data
        ]
        if not rows:
            raise ValueError("create_dataframe needs at least one row")
        first = data[0]
        names = list(schema or (first if isinstance(first, Mapping) else [f"_{n}" for n in range(1, len(rows[0]) + 1)]))
        marks = ", ".join("(" + ", ".join("?" * len(names)) + ")" for _ in rows)
        columns = ", ".join(f"COLUMN{place} AS {quote(name.upper())}" for place, name in enumerate(names, start=1))
        return self.sql(f"SELECT {columns} FROM VALUES {marks}", [cell for row in rows for cell in row])

    createDataFrame = create_dataframe  # noqa: N815

    def call(self, name: str, *arguments: Any) -> Any:
        """The value that a procedure returns."""
        marks = ", ".join("?" * len(arguments))
        return self.sql(f"CALL {name}({marks})", arguments).collect()[0][0]

    def get_current_database(self) -> str | None:
        return _quoted(self._inner.database)

    def get_current_schema(self) -> str | None:
        return _quoted(self._inner.schema)

    def get_current_warehouse(self) -> str | None:
        return _quoted(self._inner.warehouse)

    def get_current_role(self) -> str | None:
        return _quoted(self._inner.role)

    def get_current_user(self) -> str | None:
        return _quoted(self._inner.user)

    def use_database(self, name: str) -> None:
        self.sql(f"USE DATABASE {name}").collect()

    def use_schema(self, name: str) -> None:
        self.sql(f"USE SCHEMA {name}").collect()

    def use_warehouse(self, name: str) -> None:
        self.sql(f"USE WAREHOUSE {name}").collect()


def _quoted(name: str | None) -> str | None:
    return None if name is None else quote(name)


class DataFrame:
    """A statement and, once asked for, its answer."""

    def __init__(self, session: Session, query: str, params: tuple[Any, ...] = ()) -> None:
        self.session = session
        self._query, self._params = query, params
        self._answer: Result | None = None

    def answer(self) -> Result:
        """Run the statement once."""
        if self._answer is None:
            self._answer = self.session._inner.execute(self._query, self._params or None)
        return self._answer

    def collect(self) -> list[Row]:
        answer = self.answer()
        names = self.columns
        return [Row(row, names) for row in answer.rows()]

    @property
    def columns(self) -> list[str]:
        return [column.name for column in self.answer().columns]

    def to_pandas(self) -> pd.DataFrame:
        import pandas

        return pandas.DataFrame(self.answer().rows(), columns=self.columns)

    toPandas = to_pandas  # noqa: N815

    def to_local_iterator(self) -> Iterable[Row]:
        return iter(self.collect())

    def first(self, n: int | None = None) -> Any:
        rows = self.limit(n or 1).collect()
        return (rows[0] if rows else None) if n is None else rows

    def count(self) -> int:
        return self._over("COUNT(*)").collect()[0][0]

    def select(self, *columns: str) -> DataFrame:
        return self._over(", ".join(columns))

    def filter(self, condition: str) -> DataFrame:
        return self._over("*", f" WHERE {condition}")

    where = filter

    def sort(self, *columns: str) -> DataFrame:
        return self._over("*", f" ORDER BY {', '.join(columns)}")

    order_by = sort

    def limit(self, n: int) -> DataFrame:
        return self._over("*", f" LIMIT {int(n)}")

    def _over(self, columns: str, rest: str = "") -> DataFrame:
        return DataFrame(self.session, f"SELECT {columns} FROM ({self._query}){rest}", self._params)

    def create_or_replace_view(self, name: str) -> None:
        self.session.sql(f"CREATE OR REPLACE VIEW {name} AS {self._query}", self._params).collect()

    @property
    def write(self) -> Writer:
        return Writer(self)


class Writer:
    """df.write.mode("append").save_as_table("t")."""

    def __init__(self, frame: DataFrame, mode: str = "errorifexists") -> None:
        self._frame, self._mode = frame, mode

    def mode(self, mode: str) -> Writer:
        return Writer(self._frame, mode)

    def save_as_table(self, name: str, *, mode: str | None = None) -> None:
        session, query, params = self._frame.session, self._frame._query, self._frame._params
        match (mode or self._mode).lower():
            case "append":
                session.sql(f"INSERT INTO {name} {query}", params).collect()
            case "overwrite":
                session.sql(f"CREATE OR REPLACE TABLE {name} AS {query}", params).collect()
            case "errorifexists":
                session.sql(f"CREATE TABLE {name} AS {query}", params).collect()
            case "ignore":
                session.sql(f"CREATE TABLE IF NOT EXISTS {name} AS {query}", params).collect()
            case other:
                raise ValueError(f"save mode {other!r}")

    saveAsTable = save_as_table  # noqa: N815


def package(name: str, fromlist: Sequence[str]) -> python_types.ModuleType:
    """snowflake.snowpark with the names of this module; nothing below it."""
    if name != "snowflake.snowpark":
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    inner = python_types.ModuleType("snowflake.snowpark")
    for each in (Session, DataFrame, Row):
        setattr(inner, each.__name__, each)
    if fromlist:
        return inner
    outer = python_types.ModuleType("snowflake")
    outer.snowpark = inner  # type: ignore[attr-defined]
    return outer
