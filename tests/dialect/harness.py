"""A tiny account for dialect tests: tables in an in-memory DuckDB behind a fake resolver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from ecomsim import errors
from ecomsim.dialect.bind import BoundQuery, bind_query
from ecomsim.dialect.context import BoundRelation, Changes, Context, Udf
from ecomsim.dialect.errors import snowflake_error
from ecomsim.dialect.runtime import install
from ecomsim.names import ObjectName, quote
from ecomsim.sqltext.nodes import TimePoint
from ecomsim.sqltext.queries import parse_query
from ecomsim.types import TEXT, Column, SnowflakeType
from sqlglot import exp

NOW = "2026-01-02 03:04:05.678+00"


@dataclass
class FakeResolver:
    """Tables by name; sequences exist when asked for; no functions but those given."""

    connection: duckdb.DuckDBPyConnection
    tables: dict[str, tuple[Column, ...]] = field(default_factory=dict)
    functions: dict[str, Udf] = field(default_factory=dict)

    def relation(
        self, name: ObjectName, *, at: TimePoint | None = None, changes: Changes | None = None
    ) -> BoundRelation:
        columns = self.tables.get(name.last)
        if columns is None:
            raise errors.does_not_exist("Object", name)
        return BoundRelation(tree=exp.Table(this=exp.to_identifier(name.last, quoted=True)), columns=columns)

    def sequence(self, name: ObjectName) -> str:
        self.connection.execute(f"CREATE SEQUENCE IF NOT EXISTS {quote(name.last)}")
        return quote(name.last)

    def table_function(self, name: ObjectName, arguments: Mapping[str | int, Any]) -> BoundRelation:
        raise errors.does_not_exist("Object", name)

    def function(self, name: ObjectName, types: Sequence[SnowflakeType]) -> Udf | None:
        return self.functions.get(name.last)

    def system_function(self, name: str, arguments: Sequence[Any]) -> tuple[Any, SnowflakeType]:
        return "value", TEXT


class Bench:
    """Binds and runs queries as a session would."""

    def __init__(self, **parameters: Any) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'America/Los_Angeles'")
        self.connection.execute("CREATE SCHEMA _ecomsim")
        install(self.connection)
        self.resolver = FakeResolver(self.connection)
        self.context = Context(
            database="DB", schema="PUBLIC", resolver=self.resolver, parameters=parameters, warehouse="WH"
        )

    def table(self, name: str, *columns: Column, rows: Sequence[Sequence[Any]] = ()) -> None:
        """Create a table; rows are Python values."""
        self.resolver.tables[name] = columns
        declared = ", ".join(f"{quote(column.name)} {column.type.duckdb}" for column in columns)
        self.connection.execute(f"CREATE OR REPLACE TABLE {quote(name)} ({declared})")
        if rows:
            marks = ", ".join("?" for _ in columns)
            self.connection.executemany(f"INSERT INTO {quote(name)} VALUES ({marks})", rows)

    def bind(self, sql: str, **binds: tuple[Any, SnowflakeType]) -> BoundQuery:
        context = Context(
            database="DB",
            schema="PUBLIC",
            resolver=self.resolver,
            parameters=self.context.parameters,
            warehouse="WH",
            binds=binds,
        )
        return bind_query(parse_query(sql), context)

    def arrow(self, sql: str) -> tuple[BoundQuery, Any]:
        """The bound query and its Arrow table. Raises SnowflakeError only."""
        bound = self.bind(sql)
        values = {"ecom_now": NOW} if "ecom_now" in bound.parameters else {}
        try:
            return bound, self.connection.execute(bound.sql, values).fetch_arrow_table()
        except duckdb.Error as cause:
            raise snowflake_error(cause) from cause

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows as Python values of DuckDB."""
        _, table = self.arrow(sql)
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    def shown(self, sql: str) -> list[tuple[str | None, ...]]:
        """Rows as Snowflake shows them: every column cast to VARCHAR by the dialect itself."""
        bound = self.bind(sql)
        names = ", ".join(f"x.{quote(column.name)}::VARCHAR" for column in bound.columns)
        return self.rows(f"SELECT {names} FROM ({sql}) x")

    def names(self, sql: str) -> list[str]:
        return [column.name for column in self.bind(sql).columns]

    def types(self, sql: str) -> list[str]:
        return [str(column.type) for column in self.bind(sql).columns]
