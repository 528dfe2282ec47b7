"""The ADBC driver, which stands on the Go driver: Arrow out, Arrow in, metadata, transactions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

driver = pytest.importorskip("adbc_driver_snowflake.dbapi")

import pyarrow as pa  # noqa: E402
from adbc_driver_manager import ProgrammingError  # noqa: E402


def connected(**options: str) -> Any:
    settings = {
        "username": "me",
        "password": "x",
        "adbc.snowflake.sql.account": "local",
        "adbc.snowflake.sql.uri.host": "127.0.0.1",
        "adbc.snowflake.sql.uri.port": os.environ["ECOMSIM_SERVER_PORT"],
        "adbc.snowflake.sql.uri.protocol": "http",
        **{f"adbc.snowflake.sql.{name}": value for name, value in options.items()},
    }
    return driver.connect(db_kwargs=settings)


@pytest.fixture(scope="module")
def connection() -> Iterator[Any]:
    with connected() as connection:
        connection.adbc_connection.set_autocommit(True)
        with connection.cursor() as cursor:
            cursor.execute("CREATE OR REPLACE DATABASE adbc_db")
            cursor.execute("CREATE TABLE t (a INT NOT NULL, b VARCHAR, c NUMBER(10,2))")
        yield connection


@pytest.fixture
def cursor(connection: Any) -> Iterator[Any]:
    with connection.cursor() as cursor:
        yield cursor


def test_values(cursor: Any) -> None:
    cursor.execute(
        """SELECT 1, 1.50::NUMBER(10,2), 2.5::FLOAT, 'é', TRUE, '2024-02-29'::DATE, '01:02:03'::TIME,
        '2024-01-01 01:02:03'::TIMESTAMP_NTZ, PARSE_JSON('{"a": 1}'), TO_BINARY('ff', 'HEX'), NULL"""
    )
    assert cursor.fetchone() == (
        Decimal(1), Decimal("1.50"), 2.5, "é", True, date(2024, 2, 29), time(1, 2, 3), datetime(2024, 1, 1, 1, 2, 3),
        '{\n  "a": 1\n}', b"\xff", None,
    )  # fmt: skip


def test_binds(cursor: Any) -> None:
    cursor.execute("SELECT ? + 1, ?", (41, "x"))
    assert cursor.fetchone() == (42, "x")
    cursor.executemany("INSERT INTO t (a, b) VALUES (?, ?)", [(1, "x"), (2, None)])
    cursor.execute("SELECT a, b FROM t ORDER BY a")
    assert cursor.fetchall() == [(1, "x"), (2, None)]


def test_large_result(cursor: Any) -> None:
    cursor.execute("SELECT SEQ4() AS n, RPAD('v' || n, 50, 'x') AS s FROM TABLE(GENERATOR(ROWCOUNT => 300000))")
    table = cursor.fetch_arrow_table()
    assert (table.num_rows, table.column_names) == (300_000, ["N", "S"])
    assert sorted(int(value) for value in table.column("N").to_pylist()[::1000]) == list(range(0, 300_000, 1000))


def test_ingest(cursor: Any) -> None:
    data = pa.table(
        {
            "a": [1, 2, 3],
            "s": ["x", "y", None],
            "n": pa.array([Decimal("1.25"), None, Decimal("-3.00")], pa.decimal128(10, 2)),
            "t": pa.array([datetime(2024, 1, 1, 1, 2, 3)] * 3, pa.timestamp("us")),
        }
    )
    assert cursor.adbc_ingest("loaded", data, mode="create") == 3
    assert cursor.adbc_ingest("loaded", data.slice(0, 1), mode="append") == 1
    cursor.execute('SELECT COUNT(*), SUM("n"), MAX("t") FROM "loaded"')
    assert cursor.fetchone() == (4, Decimal("-0.50"), datetime(2024, 1, 1, 1, 2, 3))


def test_metadata(connection: Any, cursor: Any) -> None:
    schema = connection.adbc_get_table_schema("T")
    assert [(field.name, field.metadata[b"DATA_TYPE"]) for field in schema] == [
        ("A", b"NUMBER(38,0)"),
        ("B", b"VARCHAR(16777216)"),
        ("C", b"NUMBER(10,2)"),
    ]
    assert connection.adbc_get_table_types() == ["TABLE", "VIEW"]
    found = connection.adbc_get_objects(
        depth="columns", catalog_filter="ADBC_DB", db_schema_filter="PUBLIC", table_name_filter="T"
    ).read_all().to_pylist()  # fmt: skip
    (table,) = found[0]["catalog_db_schemas"][0]["db_schema_tables"]
    assert [column["column_name"] for column in table["table_columns"]] == ["A", "B", "C"]
    described = cursor.adbc_execute_schema("SELECT 1 AS a, 'x' AS b")
    assert described.names == ["A", "B"]


def test_errors(cursor: Any) -> None:
    with pytest.raises(ProgrammingError, match="002003") as caught:
        cursor.execute("SELECT * FROM nope")
    assert caught.value.sqlstate == "42S02"


def test_transaction() -> None:
    with connected(db="ADBC_DB", schema="PUBLIC") as connection, connection.cursor() as cursor:
        cursor.execute("CREATE OR REPLACE TABLE moved (a INT)")
        connection.commit()
        cursor.execute("INSERT INTO moved VALUES (1)")
        connection.rollback()
        cursor.execute("INSERT INTO moved VALUES (2)")
        connection.commit()
        cursor.execute("SELECT a FROM moved")
        assert cursor.fetchall() == [(2,)]
