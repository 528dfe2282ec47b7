"""The Python connector, unmodified, against the server."""

from __future__ import annotations

import threading
import time as clock
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Context, Decimal, localcontext
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
import snowflake.connector
from snowflake.connector.errors import DatabaseError, ProgrammingError

Connect = Callable[..., Any]


def test_context_of_a_new_session(connect: Connect) -> None:
    connection = connect()
    assert (connection.database, connection.schema) == (None, None)
    assert (connection.warehouse, connection.role) == ("COMPUTE_WH", "ACCOUNTADMIN")
    connection.cursor().execute("CREATE DATABASE shop")
    connection.cursor().execute("CREATE SCHEMA raw")
    later = connect(database="shop", schema="raw")
    assert (later.database, later.schema) == ("SHOP", "RAW")
    nowhere = connect(database="nowhere")
    assert nowhere.database is None or nowhere.cursor().execute("SELECT CURRENT_DATABASE()").fetchone() == (None,)


def test_values_of_every_type(cursor: Any) -> None:
    cursor.execute("ALTER SESSION SET TIMEZONE = 'UTC'")
    row = cursor.execute(
        """SELECT 1, 12345678901234567890123, 1.50::NUMBER(10,2), 2.5::FLOAT, 'é', TRUE, '1969-12-30'::DATE,
        '01:02:03.000004'::TIME, '1969-12-31 23:59:59.5'::TIMESTAMP_NTZ, '2024-01-01 00:00:00'::TIMESTAMP_LTZ,
        '2024-01-01 05:30:00 +0530'::TIMESTAMP_TZ, PARSE_JSON('{"a":[1]}'), X'01FF'"""
    ).fetchone()
    assert row == (
        1,
        12345678901234567890123,
        Decimal("1.50"),
        2.5,
        "é",
        True,
        date(1969, 12, 30),
        time(1, 2, 3, 4),
        datetime(1969, 12, 31, 23, 59, 59, 500000),
        datetime(2024, 1, 1, tzinfo=UTC),
        datetime(2024, 1, 1, tzinfo=UTC),
        '{\n  "a": [\n    1\n  ]\n}',
        b"\x01\xff",
    )
    assert row[10].utcoffset() == timedelta(hours=5, minutes=30)


@pytest.mark.parametrize("result_format", ["ARROW", "JSON"])
def test_null_of_every_type(cursor: Any, result_format: str) -> None:
    cursor.execute(f"ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = '{result_format}'")
    types = "INT NUMBER(5,2) FLOAT VARCHAR BOOLEAN DATE TIME TIMESTAMP_NTZ TIMESTAMP_LTZ TIMESTAMP_TZ VARIANT BINARY"
    columns = ", ".join(f"NULL::{name}" for name in types.split())
    assert cursor.execute(f"SELECT {columns}").fetchone() == (None,) * len(types.split())


def test_json_and_arrow_agree(cursor: Any) -> None:
    sql = """SELECT column1, column1 * 1.25, column1 / 3::FLOAT, column2, column3::TIMESTAMP_NTZ(3),
        column3::TIMESTAMP_TZ, column3::TIME(0), column3::DATE, TO_BINARY(column2, 'UTF-8'), [column1]
        FROM VALUES (1, 'a', '1969-07-20 20:17:40.123'), (-7, 'ü', '2262-05-01 00:00:00'), (NULL, NULL, NULL)"""
    arrow = cursor.execute(sql).fetchall()
    cursor.execute("ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = 'JSON'")
    assert cursor.execute(sql).fetchall() == arrow


def test_description(cursor: Any) -> None:
    cursor.execute("CREATE TABLE t (a NUMBER(10,2) NOT NULL, b VARCHAR(10), c TIMESTAMP_NTZ(3), d BINARY)")
    cursor.execute("SELECT * FROM t")
    described = [
        (c.name, c.type_code, c.internal_size, c.precision, c.scale, c.is_nullable) for c in cursor.description
    ]
    assert described == [
        ("A", 0, None, 10, 2, False),
        ("B", 2, 10, None, None, True),
        ("C", 8, None, 0, 3, True),
        ("D", 11, 8388608, None, None, True),
    ]
    assert [column.name for column in cursor.describe("SELECT b, a FROM t WHERE a = ?", (1,))] == ["B", "A"]


def test_row_counts(cursor: Any) -> None:
    cursor.execute("CREATE TABLE t (a INT, b VARCHAR)")
    cursor.execute("INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'z')")
    assert cursor.rowcount == 3
    assert cursor.execute("UPDATE t SET b = 'w' WHERE a > 1").rowcount == 2
    assert cursor.execute("DELETE FROM t WHERE a = 1").rowcount == 1
    cursor.execute("MERGE INTO t USING (SELECT 3 a UNION ALL SELECT 4) s ON t.a = s.a "
                   "WHEN MATCHED THEN UPDATE SET b = 'm' WHEN NOT MATCHED THEN INSERT VALUES (s.a, 'n')")  # fmt: skip
    assert cursor.fetchall() == [(1, 1)]
    assert cursor.rowcount == 2
    assert cursor.execute("SELECT * FROM t").rowcount == 3


@pytest.mark.parametrize(
    ("sql", "errno", "sqlstate", "text"),
    [
        ("SELECT * FROM nope", 2003, "42S02", "Object 'NOPE' does not exist or not authorized."),
        ("SELECT 1/0", 100051, "22012", "Division by zero"),
        ("SELEC 1", 1003, "42000", "syntax error line 1 at position 0 unexpected 'SELEC'."),
        ("SELECT 1; SELECT 2", 8, "0A000", "Actual statement count 2 did not match the desired statement count 1."),
        ("SELECT nope", 904, "42000", "invalid identifier 'NOPE'"),
    ],
)
def test_errors(cursor: Any, sql: str, errno: int, sqlstate: str, text: str) -> None:
    with pytest.raises(ProgrammingError) as caught:
        cursor.execute(sql)
    assert (caught.value.errno, caught.value.sqlstate) == (errno, sqlstate)
    assert text in str(caught.value)
    assert len(caught.value.sfqid) == 36
    assert cursor.execute("SELECT 1").fetchone() == (1,)


def test_binds(cursor: Any) -> None:
    values = (
        7, Decimal("1.25"), 2.5, "it's", True, None, b"\x00\xff", date(1960, 2, 29), time(23, 59, 59, 999999),
        datetime(9999, 12, 31, 23, 59, 59), ("TIMESTAMP_LTZ", datetime(2024, 5, 1, 12, tzinfo=UTC)),
    )  # fmt: skip
    cursor.execute("ALTER SESSION SET TIMEZONE = 'UTC'")
    row = cursor.execute(f"SELECT {', '.join('?' * len(values))}", values).fetchone()
    assert row == (*values[:-1], datetime(2024, 5, 1, 12, tzinfo=UTC))
    assert cursor.execute("SELECT ? LIKE 'a%' AND '?' = '?'", ("abc",)).fetchone() == (True,)


def test_timestamp_tz_bind_keeps_its_instant(cursor: Any) -> None:
    zone = datetime(2024, 1, 1, tzinfo=UTC).astimezone(ZoneInfo("Asia/Kolkata"))
    cursor.execute("CREATE TABLE t (a TIMESTAMP_TZ)")
    cursor.execute("INSERT INTO t VALUES (?)", (("TIMESTAMP_TZ", zone),))
    assert cursor.execute("SELECT a FROM t").fetchone()[0] == zone


def test_executemany(cursor: Any) -> None:
    cursor.execute("CREATE TABLE t (a INT, b VARCHAR, c DATE)")
    rows = [(number, f"name {number}", date(2024, 1, 1) + timedelta(number)) for number in range(2000)]
    rows[7] = (7, None, None)
    cursor.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
    assert cursor.rowcount == 2000
    assert cursor.execute("SELECT * FROM t ORDER BY a").fetchall() == rows
    cursor.executemany("UPDATE t SET b = ? WHERE a = ?", [("x", 1), ("y", 2)])
    assert cursor.execute("SELECT b FROM t WHERE a IN (1, 2) ORDER BY a").fetchall() == [("x",), ("y",)]


def test_executemany_is_all_or_nothing(cursor: Any) -> None:
    cursor.execute("CREATE TABLE t (a INT NOT NULL)")
    with pytest.raises(DatabaseError):
        cursor.executemany("INSERT INTO t VALUES (?)", [(1,), (None,), (3,)])
    assert cursor.execute("SELECT COUNT(*) FROM t").fetchone() == (0,)


def test_several_statements(cursor: Any) -> None:
    cursor.execute("SELECT 1; CREATE TABLE m (a INT); SELECT 'b'", num_statements=3)
    answers = [cursor.fetchall()]
    while cursor.nextset():
        answers.append(cursor.fetchall())
    assert answers == [[(1,)], [("Table M successfully created.",)], [("b",)]]
    with pytest.raises(ProgrammingError) as caught:
        cursor.execute("INSERT INTO m VALUES (5); SELECT * FROM nope; SELECT 2", num_statements=0)
    assert caught.value.errno == 2003
    assert cursor.execute("SELECT * FROM m").fetchall() == [(5,)]


def test_session_parameters(connect: Connect) -> None:
    connection = connect(session_parameters={"QUERY_TAG": "nightly", "TIMEZONE": "Europe/Berlin"})
    cursor = connection.cursor()
    assert cursor.execute("SELECT '2024-07-01 00:00:00'::TIMESTAMP_LTZ").fetchone()[0].utcoffset() == timedelta(hours=2)
    cursor.execute("SHOW PARAMETERS LIKE 'QUERY_TAG'")
    assert cursor.fetchone()[1] == "nightly"
    cursor.execute("SHOW PARAMETERS LIKE 'QUERY_TAG'", _statement_params={"QUERY_TAG": "once"})
    assert cursor.fetchone()[1] == "once"
    cursor.execute("SHOW PARAMETERS LIKE 'QUERY_TAG'")
    assert cursor.fetchone()[1] == "nightly"


def test_transactions_and_two_sessions(connect: Connect, cursor: Any) -> None:
    cursor.execute("CREATE TABLE t (a INT)")
    other = connect(database="DB1", schema="S1").cursor()
    cursor.execute("BEGIN")
    cursor.execute("INSERT INTO t VALUES (1)")
    assert other.execute("SELECT COUNT(*) FROM t").fetchone() == (0,)
    cursor.execute("COMMIT")
    assert other.execute("SELECT COUNT(*) FROM t").fetchone() == (1,)
    cursor.connection.autocommit(False)
    cursor.execute("INSERT INTO t VALUES (2)")
    cursor.connection.rollback()
    assert other.execute("SELECT COUNT(*) FROM t").fetchone() == (1,)


def test_logout_rolls_back(connect: Connect, cursor: Any) -> None:
    cursor.execute("CREATE TABLE t (a INT)")
    leaving = connect(database="DB1", schema="S1")
    leaving.cursor().execute("BEGIN")
    leaving.cursor().execute("INSERT INTO t VALUES (1)")
    leaving.close()
    cursor.execute("INSERT INTO t VALUES (2)")
    assert cursor.execute("SELECT * FROM t").fetchall() == [(2,)]


def test_pandas(cursor: Any) -> None:
    cursor.execute("SELECT SEQ4() AS n, n * 0.5 AS half, 'r' || n AS name FROM TABLE(GENERATOR(ROWCOUNT => 5))")
    frame = cursor.fetch_pandas_all()
    expected = pd.DataFrame({"N": range(5), "HALF": [n / 2 for n in range(5)], "NAME": [f"r{n}" for n in range(5)]})
    pd.testing.assert_frame_equal(frame, expected, check_dtype=False)


def test_large_result_comes_in_chunks(cursor: Any) -> None:
    count = 300_000
    cursor.execute(
        f"SELECT SEQ4() AS n, n * 1.5 AS x, RPAD('v' || n, 40, 'x') AS s FROM TABLE(GENERATOR(ROWCOUNT => {count}))"
    )
    table = cursor.fetch_arrow_all()
    assert table.num_rows == count
    assert table.column("N").to_pylist() == list(range(count))
    cursor.execute("ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = 'JSON'")
    cursor.execute("SELECT SEQ4() AS n, RPAD('v', 60, 'x') FROM TABLE(GENERATOR(ROWCOUNT => 50000))")
    assert [row[0] for row in cursor] == list(range(50_000))


def test_empty_result_keeps_its_columns(cursor: Any) -> None:
    cursor.execute("SELECT 1 AS a, 'x' AS b WHERE FALSE")
    assert cursor.fetchall() == []
    assert [column.name for column in cursor.description] == ["A", "B"]
    assert list(cursor.execute("SELECT 1 AS a WHERE FALSE").fetch_pandas_all().columns) == ["A"]


def test_async_query(cursor: Any) -> None:
    connection = cursor.connection
    cursor.execute_async("SELECT COUNT(*), CURRENT_DATE() FROM TABLE(GENERATOR(ROWCOUNT => 1000))")
    query_id = cursor.sfqid
    while connection.is_still_running(connection.get_query_status(query_id)):
        clock.sleep(0.02)
    assert rows_of(cursor, query_id)[0][0] == 1000
    cursor.execute_async("SELECT * FROM nope")
    with pytest.raises(ProgrammingError, match="does not exist"):
        rows_of(cursor, cursor.sfqid)


def rows_of(cursor: Any, query_id: str) -> list[tuple[Any, ...]]:
    """The rows of an asynchronous query, once it is over."""
    cursor.get_results_from_sfqid(query_id)
    return cursor.fetchall()


def test_cancel(cursor: Any) -> None:
    cursor.execute_async(SLOW)
    query_id = cursor.sfqid
    assert cursor.connection.get_query_status(query_id).name == "RUNNING"
    assert cursor.abort_query(query_id)
    with pytest.raises(ProgrammingError, match="SQL execution canceled"):
        rows_of(cursor, query_id)
    assert cursor.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.skipif(
    snowflake.connector.__version__.startswith("5."),
    reason="5.x takes no timeout from its caller: make clients runs it with 4.x",
)
def test_timeout_of_the_client(cursor: Any) -> None:
    with pytest.raises(ProgrammingError) as caught:
        cursor.execute(SLOW, timeout=1)
    assert caught.value.errno == 604
    assert cursor.execute("SELECT 1").fetchone() == (1,)


SLOW = (
    "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 100000000)) a CROSS JOIN TABLE(GENERATOR(ROWCOUNT => 100000)) b"
)


def test_statement_timeout(cursor: Any) -> None:
    cursor.execute("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1")
    with pytest.raises(ProgrammingError) as caught:
        cursor.execute(SLOW)
    assert caught.value.errno == 630


def test_sessions_work_at_the_same_time(connect: Connect, cursor: Any) -> None:
    cursor.execute("CREATE TABLE t (worker INT, n INT)")
    connections = [connect(database="DB1", schema="S1") for _ in range(8)]
    errors: list[Exception] = []

    def work(worker: int) -> None:
        try:
            for number in range(10):
                connections[worker].cursor().execute(f"INSERT INTO t VALUES ({worker}, {number})")
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert cursor.execute("SELECT COUNT(*), COUNT(DISTINCT worker, n) FROM t").fetchone() == (80, 80)


def test_accounts_are_apart(server: Any, cursor: Any) -> None:
    def databases(account: str | None) -> list[str]:
        with snowflake.connector.connect(
            user="me", password="x", account="local", host="127.0.0.1", port=server.port, protocol="http",
            session_parameters={} if account is None else {"ECOMSIM_ACCOUNT": account},
        ) as connection:  # fmt: skip
            return [row[1] for row in connection.cursor().execute("SHOW DATABASES")]

    assert "DB1" not in databases(None)
    assert "DB1" not in databases("elsewhere")


@pytest.mark.parametrize("result_format", ["ARROW", "JSON"])
def test_decimal_floats(cursor: Any, result_format: str) -> None:
    """The connector rounds what Arrow brings to the digits of the thread's decimal context."""
    cursor.execute(f"ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = '{result_format}'")
    texts = ["0", "-1.5", "12345678901234567890123456789012345678", "1e16384", "1e16385", "-9.876e-8000", "1e-16383"]
    columns = ", ".join(f"'{text}'::DECFLOAT" for text in texts)
    with localcontext(Context(prec=38)):
        row = cursor.execute(f"SELECT {columns}, NULL::DECFLOAT").fetchone()
    assert row == (*map(Decimal, texts), None)
    assert all(isinstance(value, Decimal) for value in row[:-1])


def test_decimal_floats_as_binds(cursor: Any) -> None:
    given = Decimal("-1234e4000")
    assert cursor.execute("SELECT ?", [("DECFLOAT", given)]).fetchone() == (given,)
    assert cursor.execute("SELECT ? + 1", [("DECFLOAT", "1.5")]).fetchone() == (Decimal("2.5"),)
    assert cursor.execute("SELECT ?::DECFLOAT", ["1E+16384"]).fetchone() == (Decimal("1e16384"),)
    cursor.execute("CREATE TABLE floats (id INT, d DECFLOAT)")
    rows = [(1, ("DECFLOAT", "1e100")), (2, ("DECFLOAT", "-0.5")), (3, None)]
    cursor.executemany("INSERT INTO floats VALUES (?, ?)", rows)
    assert cursor.execute("SELECT d FROM floats ORDER BY id").fetchall() == [
        (Decimal("1e100"),),
        (Decimal("-0.5"),),
        (None,),
    ]
