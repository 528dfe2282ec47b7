"""A tiny account for dialect tests: tables in an in-memory DuckDB behind a fake resolver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import duckdb
from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert
from ecomsim.dialect.bind import BoundQuery, assign, bind_query
from ecomsim.dialect.context import BoundRelation, Changes, Context, Udf
from ecomsim.dialect.errors import snowflake_error
from ecomsim.dialect.functions.model import Bound
from ecomsim.dialect.runtime import install, register
from ecomsim.names import ObjectName, distinct_names, quote
from ecomsim.sqltext.nodes import TimePoint
from ecomsim.sqltext.queries import parse_query
from ecomsim.values.types import INTEGER, TEXT, Column, SnowflakeType

NOW = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)


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
        physical = tuple(distinct_names([column.name for column in columns]))
        tree = exp.Table(this=exp.to_identifier(name.last, quoted=True))
        return BoundRelation(tree=tree, columns=columns, physical=physical)

    def sequence(self, name: ObjectName) -> str:
        self.connection.execute(f"CREATE SEQUENCE IF NOT EXISTS {quote(name.last)}")
        return quote(name.last)

    def table_function(self, name: ObjectName, arguments: Mapping[str | int, Any]) -> BoundRelation:
        if name.last != "RESULT_SCAN":
            raise errors.does_not_exist("Object", name)
        one = exp.Select(expressions=[exp.alias_(exp.cast(exp.Literal.number(1), "DECIMAL(38,0)"), "X", quoted=True)])
        return BoundRelation(tree=exp.Subquery(this=one), columns=(Column("X", INTEGER),), cacheable=False)

    def function(self, name: ObjectName, types: Sequence[SnowflakeType], keys: Sequence[str | None] = ()) -> Udf | None:
        return self.functions.get(name.last)

    def acting(self, udf: Udf) -> AbstractContextManager[None]:
        return nullcontext()

    def is_table_function(self, name: ObjectName) -> bool:
        found = self.functions.get(name.last)
        return found is not None and found.is_table

    def evaluate(self, node: exp.Expression) -> Any:
        return node.name

    def first_column(self, query: exp.Expr) -> list[Any]:
        bound = bind_query(query, Context(database="DB", schema="PUBLIC", resolver=self))
        return [row[0] for row in self.connection.execute(bound.sql).fetchall()]

    def system_function(self, name: str, arguments: Sequence[Any]) -> tuple[Any, SnowflakeType]:
        return "value", TEXT


class Bench:
    """Binds and runs queries as a session would."""

    def __init__(self, **parameters: Any) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'America/Los_Angeles'")
        self.connection.execute("CREATE SCHEMA _ecomsim")
        install(self.connection)
        register(self.connection)
        self.resolver = FakeResolver(self.connection)
        self.context = Context(
            database="DB", schema="PUBLIC", resolver=self.resolver, parameters=parameters, warehouse="WH"
        )

    def table(self, name: str, *columns: Column, rows: Sequence[Sequence[Any]] = ()) -> None:
        """Create a table; rows are Python values."""
        self.resolver.tables[name] = columns
        names = distinct_names([column.name for column in columns])
        declared = ", ".join(
            f"{quote(physical)} {column.type.duckdb}" for physical, column in zip(names, columns, strict=True)
        )
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
            return bound, self.connection.sql(bound.sql, params=values or None).to_arrow_table()
        except duckdb.Error as cause:
            raise snowflake_error(cause) from cause

    def insert(self, name: str, source: exp.Expression) -> None:
        """INSERT INTO name source, through the dialect's assignment rules."""
        bound = bind_query(source, self.context)
        columns = self.resolver.tables[name]
        trees = [
            assign(exp.column(physical, quoted=True), kind, column, self.context, table=name).sql("duckdb")
            for physical, kind, column in zip(bound.physical, bound.types, columns, strict=True)
        ]
        self.connection.execute(f"INSERT INTO {quote(name)} SELECT {', '.join(trees)} FROM ({bound.sql}) AS x")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows as Python values of DuckDB."""
        _, table = self.arrow(sql)
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    def shown(self, sql: str) -> list[tuple[str | None, ...]]:
        """Rows as Snowflake shows them: every column cast to VARCHAR by the dialect itself."""
        bound = self.bind(sql)
        shown = [
            convert.implicit(Bound(exp.column(physical, quoted=True), column.type), TEXT).sql("duckdb")
            if not column.type.is_json and column.type.name != "VECTOR"
            else f"CAST({quote(physical)} AS VARCHAR)"
            for physical, column in zip(bound.physical, bound.columns, strict=True)
        ]
        values = {"ecom_now": NOW} if "ecom_now" in bound.parameters else None
        try:
            return self.connection.sql(f"SELECT {', '.join(shown)} FROM ({bound.sql}) AS x", params=values).fetchall()
        except duckdb.Error as cause:
            raise snowflake_error(cause) from cause

    def names(self, sql: str) -> list[str]:
        return [column.name for column in self.bind(sql).columns]

    def types(self, sql: str) -> list[str]:
        return [str(column.type) for column in self.bind(sql).columns]
