"""Scalar functions, each executed on DuckDB and compared with what Snowflake answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlglot import exp

from ecomsim.dialect import runtime
from ecomsim.dialect.bind import ScopeColumn, bind_expression
from ecomsim.dialect.context import BoundRelation, Context, Udf
from ecomsim.dialect.errors import snowflake_error
from ecomsim.dialect.functions import FUNCTIONS
from ecomsim.errors import SnowflakeError
from ecomsim.sqltext.queries import parse_expression
from ecomsim.values.types import INTEGER, TEXT, SnowflakeType

CASES = [
    (text, None if value == "\\N" else value, kind)
    for text, value, kind in (
        line.split("\t")
        for line in (Path(__file__).parent / "function_cases.tsv").read_text().splitlines()
        if not line.startswith("#")
    )
]
NOW = datetime(2024, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
COLUMNS = {
    "COLUMN_NULL": (INTEGER, "CAST(NULL AS DECIMAL(38,0))"),
    "COLUMN_ZERO": (INTEGER, "CAST(0 AS DECIMAL(38,0))"),
    "COLUMN_TWO": (INTEGER, "CAST(2 AS DECIMAL(38,0))"),
    "COLUMN_EMPTY": (TEXT, "''"),
    "COLUMN_TEXT": (TEXT, "'k\"y'"),
}


class Nothing:
    """A resolver of an account without objects; system functions answer with their own name."""

    def relation(self, name: Any, *, at: Any = None, changes: Any = None) -> BoundRelation:
        raise AssertionError(name)

    def sequence(self, name: Any) -> str:
        raise AssertionError(name)

    def table_function(self, name: Any, arguments: Mapping[str | int, Any]) -> BoundRelation:
        raise AssertionError(name)

    def function(self, name: Any, types: Sequence[SnowflakeType], keys: Sequence[str | None] = ()) -> Udf | None:
        return None

    def acting(self, udf: Udf) -> AbstractContextManager[None]:
        raise AssertionError(udf)

    def is_table_function(self, name: Any) -> bool:
        return False

    def evaluate(self, node: Any) -> Any:
        raise AssertionError(node)

    def first_column(self, query: Any) -> list[Any]:
        raise AssertionError(query)

    def system_function(self, name: str, arguments: Sequence[Any]) -> tuple[Any, SnowflakeType]:
        return f"answer of {name}", TEXT


def context(**parameters: Any) -> Context:
    return Context(database="SHOP", schema="PUBLIC", resolver=Nothing(), parameters=parameters)


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'America/Los_Angeles'")
    connection.execute("CREATE SCHEMA _ecomsim")
    runtime.install(connection)
    runtime.register(connection)
    columns = ", ".join(f'{value} AS "{name}"' for name, (_, value) in COLUMNS.items())
    connection.execute(f"CREATE TABLE given AS SELECT {columns}")
    yield connection
    connection.close()


def bound(text: str, where: Context) -> Any:
    columns = [
        ScopeColumn(name=name, type=kind, duckdb=exp.column(name, quoted=True)) for name, (kind, _) in COLUMNS.items()
    ]
    return bind_expression(parse_expression(text), columns, where)


def evaluate(duck: duckdb.DuckDBPyConnection, text: str, where: Context) -> tuple[str | None, str]:
    """The value of an expression as text, and its type; its DuckDB type must be the one the type says."""
    expression = bound(text, where)
    shown = f"TO_JSON({text})" if expression.type.is_semi_structured else f"({text})::VARCHAR"
    selected = [bound(shown, where).tree, exp.Anonymous(this="typeof", expressions=[expression.tree])]
    sql = exp.Select(expressions=selected).from_("given").sql("duckdb")
    value, physical = duck.execute(sql, {"ecom_now": NOW} if "$ecom_now" in sql else {}).fetchone() or ()
    expected = duck.execute(f"SELECT typeof(CAST(NULL AS {expression.type.duckdb}))").fetchone()
    assert (physical,) == expected, sql
    return value, str(expression.type)


@pytest.mark.parametrize(("text", "value", "kind"), CASES, ids=[case[0] for case in CASES])
def test_value(duck: duckdb.DuckDBPyConnection, text: str, value: str | None, kind: str) -> None:
    assert evaluate(duck, text, context()) == (value, kind)


@pytest.mark.parametrize(
    ("text", "errno"),
    [
        ("MOD(5, column_zero)", 100051),
        ("'2024-01-01 00:00:00.123456789'::TIMESTAMP", 2),
        ("'2024-01-01 00:00:00.1234561 +0100'::TIMESTAMP_TZ", 2),
        ("TRY_TO_TIME(column_text || '10:00:00.123456789')", 2),
        ("TO_TIMESTAMP('2024-01-01 00:00:00.123456789', 'YYYY-MM-DD HH24:MI:SS.FF9')", 2),
        ("TO_TIMESTAMP('20240101000000123456789', 'YYYYMMDDHH24MISSFF9')", 2),
        ("TO_TIMESTAMP(1700000000123456789, 9)", 2),
        ("TO_TIMESTAMP('1700000000123456789')", 2),
        ("DATEADD(nanosecond, 1, '2024-01-01'::TIMESTAMP)", 2),
        ("TIME_FROM_PARTS(1, 2, 3, 4)", 2),
        ("PARSE_JSON('\"2024-01-01 00:00:00.123456789\"')::TIMESTAMP", 2),
        ("SQRT(-1)", 100050),
        ("LN(0)", 100050),
        ("TO_DATE('2024-02-30', 'YYYY-MM-DD')", 100096),
        ("TO_TIMESTAMP('x', 'YYYY')", 100096),
        ("TO_NUMBER('abc', '999')", 100140),
        ("TO_NUMBER('abc')", 100038),
        ("TO_BOOLEAN('maybe')", 100037),
        ("TO_BINARY('zz')", 100115),
        ("PARSE_JSON('{bad')", 100069),
        ("TO_OBJECT(PARSE_JSON('[1]'))", 100071),
        ("OBJECT_INSERT(OBJECT_CONSTRUCT('a', 1), 'a', 2)", 100093),
        ("OBJECT_CONSTRUCT('a', 1, 'a', 2)", 100099),
        ("PARSE_URL('example.int/hello')", 100139),
        ("REGEXP_LIKE('a', 'a', 'q')", 100048),
        ("NEXT_DAY('2024-01-05'::DATE, 'xx')", 100351),
        ("DATEADD(day, 1, '10:00'::TIME)", 2018),
        ("DATEADD(fortnight, 1, '2024-01-01'::DATE)", 2018),
        ("DATE_TRUNC('hour', TRUE)", 1044),
        ("LEFT('a')", 938),
        ("LEFT('a', 1, 2)", 939),
        ("ST_X(TO_GEOGRAPHY('POINT(x)'))", 100227),
        ("ST_DISTANCE(TO_GEOGRAPHY('LINESTRING(0 0, 1 1)'), ST_MAKEPOINT(1, 0))", 2),
    ],
)
def test_error(duck: duckdb.DuckDBPyConnection, text: str, errno: int) -> None:
    def attempt() -> None:
        try:
            evaluate(duck, text, context())
        except duckdb.Error as cause:
            raise snowflake_error(cause) from cause

    with pytest.raises(SnowflakeError) as failure:
        attempt()
    assert failure.value.errno == errno


@pytest.mark.parametrize(
    ("text", "start", "policy", "value"),
    [
        # Snowflake documentation, "Calendar weeks and weekdays", tables of examples
        ("DAYOFWEEK('2017-01-01'::DATE)", 0, 0, "0"),
        ("DAYOFWEEK('2017-01-01'::DATE)", 1, 0, "7"),
        ("DAYOFWEEK('2017-01-01'::DATE)", 7, 0, "1"),
        ("DAYOFWEEK('2017-01-02'::DATE)", 3, 0, "6"),
        ("WEEK('2017-01-01'::DATE)", 0, 0, "52"),
        ("WEEK('2017-01-01'::DATE)", 1, 1, "1"),
        ("WEEK('2017-01-02'::DATE)", 1, 1, "2"),
        ("WEEK('2017-01-01'::DATE)", 7, 1, "1"),
        ("YEAROFWEEK('2017-01-01'::DATE)", 0, 1, "2017"),
        ("YEAROFWEEK('2017-01-01'::DATE)", 0, 0, "2016"),
        ("DATE_TRUNC('week', '2017-01-01'::DATE)", 7, 0, "2017-01-01"),
        ("DATE_TRUNC('week', '2017-01-01'::DATE)", 3, 0, "2016-12-28"),
        ("LAST_DAY('2017-01-01'::DATE, 'week')", 1, 0, "2017-01-01"),
        ("LAST_DAY('2017-01-01'::DATE, 'week')", 7, 0, "2017-01-07"),
        ("DATEDIFF(week, '2017-01-01'::DATE, '2017-01-02'::DATE)", 1, 0, "1"),
        ("DATEDIFF(week, '2017-01-01'::DATE, '2017-01-02'::DATE)", 7, 0, "0"),
    ],
)
def test_week_parameters(duck: duckdb.DuckDBPyConnection, text: str, start: int, policy: int, value: str) -> None:
    assert evaluate(duck, text, context(WEEK_START=start, WEEK_OF_YEAR_POLICY=policy))[0] == value


def test_the_timestamp_type_follows_its_parameter(duck: duckdb.DuckDBPyConnection) -> None:
    where = context(TIMESTAMP_TYPE_MAPPING="TIMESTAMP_LTZ")
    assert evaluate(duck, "TO_TIMESTAMP(0)", where) == ("1969-12-31 16:00:00.000 -0800", "TIMESTAMP_LTZ(9)")


@pytest.mark.parametrize(
    ("text", "parameters", "value"),
    [
        ("TO_DATE('15/01/2024')", {"DATE_INPUT_FORMAT": "DD/MM/YYYY"}, "2024-01-15"),
        ("TO_TIMESTAMP('15/01/2024 10')", {"TIMESTAMP_INPUT_FORMAT": "DD/MM/YYYY HH24"}, "2024-01-15 10:00:00.000"),
        ("TO_VARCHAR('2024-01-15'::DATE)", {"DATE_OUTPUT_FORMAT": "DD/MM/YYYY"}, "15/01/2024"),
        ("TO_BINARY('Hi')", {"BINARY_INPUT_FORMAT": "UTF-8"}, "4869"),
    ],
)
def test_formats_of_the_session(
    duck: duckdb.DuckDBPyConnection, text: str, parameters: dict[str, str], value: str
) -> None:
    assert evaluate(duck, text, context(**parameters))[0] == value


def test_a_value_of_this_moment_is_not_cached() -> None:
    assert not bound("LAST_QUERY_ID()", context()).cacheable
    assert bound("CURRENT_TIMESTAMP()", context()).cacheable


def test_every_function_has_room_for_its_arguments() -> None:
    for name, function in FUNCTIONS.items():
        assert name == name.upper()
        assert function.max_args is None or function.min_args <= function.max_args, name
