"""A small Snowpark session for Python procedures: SQL in, rows out, through the session that runs the CALL.

It has what procedures use to run SQL; what it has not is an AttributeError that names it, never a wrong answer.
Source: spec/scripting.md 13.6.
"""

from __future__ import annotations

import types as python_types
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ecomsim.names import quote
from ecomsim.routines import snowpark_columns, snowpark_types
from ecomsim.routines.snowpark_columns import stored
from ecomsim.routines.snowpark_frames import DataFrame
from ecomsim.routines.snowpark_rows import Row

if TYPE_CHECKING:
    from ecomsim.sessions import session as engine


class Session:
    """What a handler gets as its first argument."""

    def __init__(self, inner: engine.Session) -> None:
        self._inner = inner

    def sql(self, query: str, params: Sequence[Any] | None = None) -> DataFrame:
        """A statement that runs when its rows are asked for."""
        return DataFrame(self, query, tuple(params or ()))

    def table(self, name: str | Sequence[str]) -> DataFrame:
        return self.sql(f"SELECT * FROM {name if isinstance(name, str) else '.'.join(name)}")

    def create_dataframe(self, data: Any, schema: Any = None) -> DataFrame:
        """Rows given as tuples, dictionaries or single values, or a pandas DataFrame.

        schema: names, or a StructType, whose types the values are cast to.
        """
        if hasattr(data, "itertuples"):
            schema, data = schema or list(data.columns), [tuple(row) for row in data.itertuples(index=False)]
        rows = [
            tuple(row.values()) if isinstance(row, Mapping) else row if isinstance(row, (tuple, list)) else (row,)
            for row in data
        ]
        fields = schema.fields if isinstance(schema, snowpark_types.StructType) else ()
        if not rows and not fields:
            raise ValueError("create_dataframe needs at least one row, or a StructType")
        first = data[0] if rows else ()
        names = [each.name for each in fields] or list(
            schema or (first if isinstance(first, Mapping) else [f"_{n}" for n in range(1, len(rows[0]) + 1)])
        )
        kinds = [f"::{each.datatype}" for each in fields] or [""] * len(names)
        columns = ", ".join(
            f"COLUMN{place}{kind} AS {quote(stored(name))}"
            for place, (name, kind) in enumerate(zip(names, kinds, strict=True), start=1)
        )
        marks = ", ".join("(" + ", ".join("?" * len(names)) + ")" for _ in rows or [()])
        cells = [cell for row in rows or [(None,) * len(names)] for cell in row]
        return self.sql(f"SELECT {columns} FROM VALUES {marks}{'' if rows else ' WHERE FALSE'}", cells)

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

    def use_role(self, name: str) -> None:
        self.sql(f"USE ROLE {name}").collect()

    def get_fully_qualified_current_schema(self) -> str:
        return f"{quote(self._inner.database or '')}.{quote(self._inner.schema or '')}"


def _quoted(name: str | None) -> str | None:
    return None if name is None else quote(name)


# --- packages ----------------------------------------------------------------------------------------------------

_ROOT = "snowflake.snowpark"


def package(name: str, fromlist: Sequence[str]) -> python_types.ModuleType:
    """What `import` of snowflake.snowpark, its functions, types and window gives. Raises ModuleNotFoundError."""
    if name not in _MODULES:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return _MODULES[name] if fromlist else _MODULES["snowflake"]


def _module(name: str, content: Mapping[str, Any]) -> python_types.ModuleType:
    module = python_types.ModuleType(name)
    for key, value in content.items():
        setattr(module, key, value)
    return module


def _modules() -> dict[str, python_types.ModuleType]:
    inner = {
        "functions": _module(f"{_ROOT}.functions", snowpark_columns.FUNCTIONS),
        "types": _module(f"{_ROOT}.types", snowpark_types.TYPES),
        "window": _module(f"{_ROOT}.window", {"Window": snowpark_columns.Window}),
    }
    own = {each.__name__: each for each in (Session, DataFrame, Row, snowpark_columns.Column, snowpark_columns.Window)}
    snowpark = _module(_ROOT, {**own, **inner})
    return {
        "snowflake": _module("snowflake", {"snowpark": snowpark}),
        _ROOT: snowpark,
        **{f"{_ROOT}.{name}": module for name, module in inner.items()},
    }


_MODULES = _modules()
