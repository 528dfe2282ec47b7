"""The DB-API connection on the engine: cursors, transactions, binds, errors, sharing of files."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import ecomsim
from ecomsim import DictCursor

START = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def connection() -> Iterator[Any]:
    with ecomsim.connect(clock="virtual", start=START) as opened:
        opened.cursor().execute("CREATE DATABASE D")
        yield opened


@pytest.fixture
def cursor(connection: Any) -> Any:
    return connection.cursor()


def test_rows_one_by_one_many_and_all(cursor: Any) -> None:
    cursor.execute("SELECT column1 FROM VALUES (1), (2), (3), (4), (5) ORDER BY 1")
    assert cursor.rownumber is None
    assert cursor.fetchone() == (1,)
    assert cursor.rownumber == 0
    assert cursor.fetchmany(2) == [(2,), (3,)]
    assert cursor.fetchall() == [(4,), (5,)]
    assert cursor.fetchone() is None
    assert cursor.fetchall() == []


@pytest.mark.parametrize(
    ("sql", "value"), [("SELECT TO_CHAR(7, '99')", "  7"), ("SELECT TYPEOF(PARSE_JSON('1'))", "INTEGER")]
)
def test_the_first_statement_may_need_the_engines_own_functions(sql: str, value: str) -> None:
    with ecomsim.connect() as opened:
        assert opened.cursor().execute(sql).fetchone() == (value,)


def test_a_process_that_asks_for_constants_alone_keeps_its_history() -> None:
    """Nothing has imported DuckDB's package when the first batch of the query history is written."""
    script = (
        "import ecomsim\n"
        "from ecomsim.histories import history\n"
        "history.BATCH = 20\n"
        "cursor = ecomsim.connect().cursor()\n"
        "print([cursor.execute('SELECT 1').fetchone() for _ in range(50)][-1])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("(1,)\n", "")


def test_iteration_and_dictionaries(connection: Any) -> None:
    with connection.cursor(DictCursor) as cursor:
        cursor.execute("SELECT column1 AS id, column2 AS \"name\" FROM VALUES (1, 'a'), (2, 'b') ORDER BY 1")
        assert list(cursor) == [{"ID": 1, "name": "a"}, {"ID": 2, "name": "b"}]


def test_description_and_rowcount(cursor: Any) -> None:
    cursor.execute("CREATE TABLE T (a INT NOT NULL, b VARCHAR(10))")
    cursor.execute("INSERT INTO T VALUES (1, 'x'), (2, 'y')")
    assert cursor.rowcount == 2
    cursor.execute("SELECT * FROM T")
    assert cursor.rowcount == 2
    assert [(column.name, column.type_code) for column in cursor.description] == [("A", 0), ("B", 2)]
    assert len(cursor.sfqid) == 36
    assert cursor.query == "SELECT * FROM T"


def test_python_types(cursor: Any) -> None:
    cursor.execute(
        "SELECT 1, 1.50::NUMBER(10,2), 1.5::FLOAT, 'a', TRUE, '2026-01-02'::DATE, "
        "'2026-01-02 03:04:05'::TIMESTAMP_NTZ, NULL, X'00FF'::BINARY"
    )
    assert cursor.fetchone() == (
        1,
        Decimal("1.50"),
        1.5,
        "a",
        True,
        date(2026, 1, 2),
        datetime(2026, 1, 2, 3, 4, 5),
        None,
        b"\x00\xff",
    )


def test_pyformat_binds(cursor: Any) -> None:
    assert cursor.execute("SELECT %s, %s, %s", (1, "it's", None)).fetchone() == (1, "it's", None)
    assert cursor.execute("SELECT %(a)s || %(b)s", {"a": "x\\y", "b": "\n"}).fetchone() == ("x\\y\n",)
    assert cursor.execute("SELECT COUNT(*) FROM VALUES (1), (2), (3) WHERE column1 IN (%s)", ([1, 3],)).fetchone() == (
        2,
    )


@pytest.mark.parametrize(("paramstyle", "sql"), [("qmark", "SELECT ?, ?, ?"), ("numeric", "SELECT :1, :2, :3")])
def test_server_binds(paramstyle: str, sql: str) -> None:
    with ecomsim.connect(paramstyle=paramstyle, clock="virtual") as connection:
        values = (5, "x", datetime(2026, 1, 2, 3, 4, 5))
        assert connection.cursor().execute(sql, values).fetchone() == values


def test_executemany_is_one_statement(cursor: Any) -> None:
    cursor.execute("CREATE TABLE T (a INT, b VARCHAR, c DATE, d NUMBER(10,2))")
    rows = [(n, f"n{n}", date(2026, 1, 1) + timedelta(days=n), Decimal(n) / 4) for n in range(1000)]
    cursor.executemany("INSERT INTO T (a, b, c, d) VALUES (?, ?, ?, ?)", rows, _force_qmark_paramstyle=True)
    assert cursor.rowcount == 1000
    assert cursor.execute("SELECT * FROM T ORDER BY a").fetchall() == rows
    with pytest.raises(ecomsim.ProgrammingError):
        cursor.executemany("INSERT INTO T (a) VALUES (?)", [(1,), ("x",)], _force_qmark_paramstyle=True)
    assert cursor.execute("SELECT COUNT(*) FROM T").fetchone() == (1000,)


def test_executemany_with_nulls_and_expressions(cursor: Any) -> None:
    cursor.execute("CREATE TABLE T (a INT, b VARCHAR)")
    cursor.executemany("INSERT INTO T VALUES (? + 1, UPPER(?))", [(1, None), (None, "x")], _force_qmark_paramstyle=True)
    assert cursor.execute("SELECT * FROM T ORDER BY a NULLS LAST").fetchall() == [(2, None), (None, "X")]


def test_executemany_in_pyformat_and_updates_row_by_row(cursor: Any) -> None:
    cursor.execute("CREATE TABLE T (a INT, b VARCHAR)")
    cursor.executemany("INSERT INTO T VALUES (%s, %s)", [(1, "x"), (2, "y"), (3, None)])
    assert cursor.rowcount == 3
    cursor.executemany("UPDATE T SET b = %s WHERE a = %s", [("p", 1), ("q", 2), ("r", 9)])
    assert cursor.rowcount == 2
    assert cursor.execute("SELECT b FROM T ORDER BY a").fetchall() == [("p",), ("q",), (None,)]


def test_binds_keep_their_order_over_the_clauses_of_a_statement(cursor: Any) -> None:
    cursor.execute("CREATE TABLE T (a INT, b VARCHAR, c VARCHAR)")
    cursor.execute("INSERT INTO T VALUES (1, 'x', 'y'), (2, 'x', 'y')")
    cursor.execute("UPDATE T SET b = ?, c = ? WHERE a = ?", ("p", "q", 2), _force_qmark_paramstyle=True)
    assert cursor.execute("SELECT * FROM T ORDER BY a").fetchall() == [(1, "x", "y"), (2, "p", "q")]


def test_executemany_without_rows_does_nothing(cursor: Any) -> None:
    cursor.executemany("INSERT INTO NOWHERE VALUES (%s)", [])
    assert cursor.rowcount is None


def test_errors_carry_number_state_and_query_id(cursor: Any) -> None:
    with pytest.raises(ecomsim.ProgrammingError) as caught:
        cursor.execute("SELECT * FROM NOWHERE")
    error = caught.value
    assert (error.errno, error.sqlstate) == (2003, "42S02")
    assert error.sfqid == cursor.sfqid
    assert str(error).startswith("002003 (42S02): SQL compilation error:\nObject 'NOWHERE'")
    assert cursor.messages[0][1] is error


def test_a_null_in_a_required_column_is_an_integrity_error(cursor: Any) -> None:
    cursor.execute("CREATE TABLE T (a INT NOT NULL)")
    with pytest.raises(ecomsim.IntegrityError):
        cursor.execute("INSERT INTO T VALUES (NULL)")


def test_transactions(connection: Any, cursor: Any) -> None:
    cursor.execute("CREATE TABLE T (a INT)")
    cursor.execute("BEGIN")
    cursor.execute("INSERT INTO T VALUES (1)")
    connection.rollback()
    connection.autocommit(False)
    cursor.execute("INSERT INTO T VALUES (2)")
    connection.commit()
    cursor.execute("INSERT INTO T VALUES (3)")
    connection.rollback()
    connection.autocommit(True)
    assert cursor.execute("SELECT a FROM T").fetchall() == [(2,)]


def test_several_statements(connection: Any, cursor: Any) -> None:
    cursors = connection.execute_string("CREATE TABLE T (a INT); INSERT INTO T VALUES (1), (2); SELECT * FROM T;")
    assert [cursor.rowcount for cursor in cursors][1:] == [2, 2]
    with pytest.raises(ecomsim.ProgrammingError):
        cursor.execute("SELECT 1; SELECT 2")
    cursor.execute("SELECT 1; SELECT 2", num_statements=2)
    assert cursor.fetchall() == [(1,)]
    assert cursor.nextset() is cursor
    assert cursor.fetchall() == [(2,)]
    assert cursor.nextset() is None
    with pytest.raises(ecomsim.ProgrammingError) as caught:
        cursor.execute("SELECT 1; SELECT 2", num_statements=3)
    assert caught.value.errno == 8


def test_arrow_and_pandas(cursor: Any) -> None:
    cursor.execute("SELECT column1 AS a, column2 AS b FROM VALUES (1, 'x'), (300, NULL) ORDER BY 1")
    assert cursor.fetch_arrow_all().to_pylist() == [{"A": 1, "B": "x"}, {"A": 300, "B": None}]
    frame = cursor.fetch_pandas_all()
    assert list(frame.columns) == ["A", "B"]
    assert frame["A"].tolist() == [1, 300]
    assert [len(batch) for batch in cursor.fetch_pandas_batches()] == [2]
    cursor.execute("SELECT 1 AS a WHERE FALSE")
    assert cursor.fetch_arrow_all() is None
    assert cursor.fetch_arrow_all(force_return_table=True).num_rows == 0


def test_describe_runs_nothing(cursor: Any) -> None:
    cursor.execute("CREATE TABLE T (a INT)")
    columns = cursor.describe("SELECT a, a * 2 AS b FROM T")
    assert [column.name for column in columns] == ["A", "B"]
    assert cursor.describe("INSERT INTO T VALUES (1)") is None
    assert cursor.execute("SELECT COUNT(*) FROM T").fetchone() == (0,)


def test_results_of_earlier_statements(cursor: Any) -> None:
    first = cursor.execute("SELECT 7 AS n").sfqid
    cursor.execute("SELECT 8")
    cursor.get_results_from_sfqid(first)
    assert cursor.fetchall() == [(7,)]
    assert cursor.sfqid == first


def test_closed_cursors_and_connections_refuse_work(connection: Any) -> None:
    cursor = connection.cursor()
    assert cursor.close() is True
    assert cursor.close() is False
    with pytest.raises(ecomsim.InterfaceError, match="Cursor is closed"):
        cursor.execute("SELECT 1")
    other = ecomsim.connect(clock="virtual")
    open_cursor = other.cursor()
    other.close()
    other.close()
    assert other.is_closed()
    with pytest.raises(ecomsim.InterfaceError, match="Connection is closed"):
        open_cursor.execute("SELECT 1")


def test_the_clock_moves_only_when_told(connection: Any, cursor: Any) -> None:
    before = cursor.execute("SELECT SYSDATE()").fetchone()[0]
    connection.advance(timedelta(hours=2))
    after = cursor.execute("SELECT SYSDATE()").fetchone()[0]
    assert timedelta(0) <= after - before - timedelta(hours=2) < timedelta(seconds=1)


def test_the_wall_clock_cannot_be_moved() -> None:
    with (
        ecomsim.connect(scheduler=False) as connection,
        pytest.raises(ecomsim.InterfaceError, match="wall clock"),
    ):
        connection.advance(timedelta(minutes=1))


def test_connections_to_one_file_share_the_account(tmp_path: Path) -> None:
    path = tmp_path / "shop.duckdb"
    first = ecomsim.connect(path, clock="virtual", start=START)
    second = ecomsim.connect(str(path))
    first.cursor().execute("CREATE DATABASE D")
    second.cursor().execute("CREATE TABLE D.PUBLIC.T AS SELECT 1 AS a")
    assert first.account is second.account
    with pytest.raises(ecomsim.InterfaceError, match="one clock"):
        ecomsim.connect(path, clock="wall")
    with pytest.raises(ecomsim.InterfaceError, match="start is for"):
        ecomsim.connect(path, start=START)
    first.close()
    assert second.cursor().execute("SELECT a FROM D.PUBLIC.T").fetchall() == [(1,)]
    second.close()
    with ecomsim.connect(path, clock="virtual") as third:
        assert third.cursor().execute("SELECT a FROM D.PUBLIC.T").fetchall() == [(1,)]
        assert third.now() > START


UNCLOSED = """
import sys, ecomsim
connection = ecomsim.connect(sys.argv[1])
connection.cursor().execute("CREATE DATABASE d")
"""


def test_a_program_that_never_closes_its_connection_ends_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    done = subprocess.run([sys.executable, "-c", UNCLOSED, str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with ecomsim.connect(path, clock="virtual") as connection:
        assert [row[1] for row in connection.cursor().execute("SHOW DATABASES LIKE 'd'")] == ["D"]


IN_A_RUN = """
import sys, time, ecomsim
cursor = ecomsim.connect(sys.argv[1]).cursor()
cursor.execute("CREATE DATABASE d")
cursor.execute("CREATE TABLE done (step INT)")
cursor.execute(
    "CREATE TASK root SCHEDULE = '60 MINUTES' AS "
    "BEGIN INSERT INTO done VALUES (0); CALL SYSTEM$WAIT(1); INSERT INTO done VALUES (1); END"
)
for name in ("a", "b", "c"):
    cursor.execute(f"CREATE TASK {name} AFTER root AS INSERT INTO done VALUES (2)")
    cursor.execute(f"ALTER TASK {name} RESUME")
cursor.execute("ALTER TASK root RESUME")
cursor.execute("EXECUTE TASK root")
while not cursor.execute("SELECT step FROM done").fetchall():
    time.sleep(0.02)
"""


def test_a_program_that_ends_within_a_run_of_a_graph_lets_it_finish(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    done = subprocess.run([sys.executable, "-c", IN_A_RUN, str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with ecomsim.connect(path, clock="virtual") as connection:
        rows = connection.cursor().execute("SELECT step FROM d.public.done ORDER BY step").fetchall()
        assert rows == [(0,), (1,), (2,), (2,), (2,)]


def test_a_forgotten_connection_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "shop.duckdb"
    ecomsim.connect(path, clock="virtual").cursor().execute("CREATE DATABASE D")
    with ecomsim.connect(path, clock="wall", scheduler=False) as connection:
        assert connection.cursor().execute("SHOW DATABASES LIKE 'D'").rowcount == 1


def test_threads_share_a_connection(connection: Any) -> None:
    connection.cursor().execute("CREATE TABLE T (a INT)")
    errors: list[BaseException] = []

    def insert(number: int) -> None:
        try:
            connection.cursor().execute("INSERT INTO T VALUES (%s)", (number,))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=insert, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert connection.cursor().execute("SELECT COUNT(*), SUM(a) FROM T").fetchone() == (8, 28)


@pytest.mark.parametrize("content", [b"this is no database", b"\x00" * 20_000])
def test_a_damaged_file_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.duckdb"
    path.write_bytes(content)
    with pytest.raises(ecomsim.OperationalError, match=r"broken\.duckdb"):
        ecomsim.connect(path)
    assert path.read_bytes() == content


def test_a_file_in_use_by_another_process_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "busy.duckdb"
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import duckdb, sys; c = duckdb.connect({str(path)!r}); print('up', flush=True); sys.stdin.read()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "up\n"
        with pytest.raises(ecomsim.OperationalError, match="another process") as caught:
            ecomsim.connect(path)
        assert caught.value.errno == 250001
    finally:
        holder.communicate("")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ecomsim.OperationalError, match="folder"):
        ecomsim.connect(tmp_path / "none" / "x.duckdb")
    with pytest.raises(ecomsim.OperationalError, match="folder"):
        ecomsim.connect(tmp_path)
