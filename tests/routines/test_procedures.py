"""Procedures: calls, arguments, answers, rights, scoped transactions."""

from __future__ import annotations

import pytest

from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session
from tests.asking import rows


def failure(session: Session, sql: str) -> SnowflakeError:
    with pytest.raises(SnowflakeError) as caught:
        session.execute(sql)
    return caught.value


def test_bare_and_quoted_bodies(session: Session) -> None:
    body = "DECLARE r FLOAT; BEGIN r := 3; RETURN PI() * r * r; END"
    for written in (f"{body};", f"$${body}$$"):
        status = rows(session, f"CREATE OR REPLACE PROCEDURE area() RETURNS FLOAT LANGUAGE SQL AS {written}")
        assert status == [("Function AREA successfully created.",)]
        answer = session.execute("CALL area()")
        assert [column.name for column in answer.columns] == ["AREA"]
        assert answer.rows()[0][0] == pytest.approx(28.274333882)


def test_arguments_by_position_by_name_and_default(session: Session) -> None:
    session.execute("CREATE PROCEDURE p(a INT, b INT DEFAULT 5) RETURNS INT AS 'BEGIN RETURN a + b; END'")
    assert rows(session, "CALL p(1)") == [(6,)]
    assert rows(session, "CALL p(a => 1, b => 2)") == [(3,)]
    assert session.execute("CALL p(?, ?)", [1, 4]).rows() == [(5,)]
    assert rows(session, "CALL p((SELECT MAX(x) FROM VALUES (1), (9) AS v(x)))") == [(14,)]
    assert rows(session, "BEGIN LET v INT := 0; CALL p(1) INTO :v; RETURN v; END") == [(6,)]
    assert failure(session, "CALL p()").errno == 1044
    assert failure(session, "CALL nosuch()").errno == 2141


def test_out_arguments_are_written_back(session: Session) -> None:
    session.execute(
        "CREATE PROCEDURE o(x OUT NUMBER) RETURNS STRING AS $$ BEGIN x := COALESCE(x, 0) + 7; RETURN 'ok'; END $$"
    )
    assert rows(session, "DECLARE v NUMBER; BEGIN CALL o(:v); CALL o(:v); RETURN v; END") == [(14,)]


def test_table_answers(session: Session) -> None:
    session.execute(
        "CREATE PROCEDURE tp() RETURNS TABLE (a INTEGER) AS "
        "$$ DECLARE r RESULTSET DEFAULT (SELECT 1 AS z UNION ALL SELECT 2); BEGIN RETURN TABLE(r); END $$"
    )
    answer = session.execute("CALL tp()")
    assert [(column.name, str(column.type)) for column in answer.columns] == [("A", "NUMBER(38,0)")]
    assert answer.rows() == [(1,), (2,)]
    assert rows(session, "SELECT * FROM TABLE(tp()) WHERE a > 1") == [(2,)]
    session.execute(
        "CREATE PROCEDURE wrong() RETURNS TABLE (a DATE) AS "
        "$$ DECLARE r RESULTSET DEFAULT (SELECT 1 AS a); BEGIN RETURN TABLE(r); END $$"
    )
    assert "data type of returned table does not match" in failure(session, "CALL wrong()").raw_msg


def test_answers_without_return_and_types(session: Session) -> None:
    session.execute("CREATE PROCEDURE n() RETURNS NUMBER(5,2) AS 'BEGIN LET x := 1; END'")
    answer = session.execute("CALL n()")
    assert (str(answer.columns[0].type), answer.rows()) == ("NUMBER(5,2)", [(None,)])
    session.execute("CREATE PROCEDURE t() RETURNS VARCHAR AS 'BEGIN RETURN 5; END'")
    assert rows(session, "CALL t()") == [("5",)]
    session.execute("CREATE PROCEDURE nn() RETURNS INT NOT NULL AS 'BEGIN RETURN NULL; END'")
    assert "NULL value returned" in failure(session, "CALL nn()").raw_msg


def test_rights(session: Session) -> None:
    session.execute("SET myv = 'hello'")
    session.execute("CREATE PROCEDURE q() RETURNS VARCHAR EXECUTE AS OWNER AS $$ BEGIN RETURN $MYV; END $$")
    error = failure(session, "CALL q()")
    assert "'$MYV'" in error.raw_msg
    assert "owners rights" in error.raw_msg
    session.execute("CREATE OR REPLACE PROCEDURE q() RETURNS VARCHAR EXECUTE AS CALLER AS $$ BEGIN RETURN $MYV; END $$")
    assert rows(session, "CALL q()") == [("hello",)]
    session.execute("CREATE PROCEDURE u() RETURNS INT AS 'BEGIN USE SCHEMA PUBLIC; RETURN 1; END'")
    assert "Unsupported statement type 'USE'" in failure(session, "CALL u()").raw_msg


def test_names_are_the_owners_or_the_callers(session: Session) -> None:
    session.execute("CREATE TABLE t AS SELECT 'public' AS c")
    for rights in ("OWNER", "CALLER"):
        session.execute(
            f"CREATE PROCEDURE {rights}s() RETURNS VARCHAR EXECUTE AS {rights} AS 'BEGIN RETURN (SELECT c FROM t); END'"
        )
    session.execute("CREATE SCHEMA other")
    session.execute("CREATE TABLE t AS SELECT 'other' AS c")
    assert rows(session, "CALL public.owners()") == [("public",)]
    assert rows(session, "CALL public.callers()") == [("other",)]
    assert session.schema == "OTHER"


def test_a_procedure_cannot_end_the_callers_transaction(session: Session) -> None:
    session.execute("CREATE TABLE t (i INT)")
    session.execute("CREATE PROCEDURE c() RETURNS INT AS 'BEGIN COMMIT; RETURN 1; END'")
    session.execute("CREATE PROCEDURE d() RETURNS INT AS 'BEGIN CREATE TABLE z (i INT); RETURN 1; END'")
    session.execute("BEGIN")
    session.execute("INSERT INTO t VALUES (1)")
    for name in ("c", "d"):
        assert "started at a different scope" in failure(session, f"CALL {name}()").raw_msg
    session.execute("ROLLBACK")
    assert rows(session, "SELECT * FROM t") == []


def test_dml_of_a_procedure_belongs_to_the_callers_transaction(session: Session) -> None:
    session.execute("CREATE TABLE t (i INT)")
    session.execute(
        "CREATE PROCEDURE ins(x INT) RETURNS INT AS 'BEGIN INSERT INTO t VALUES (:x); RETURN SQLROWCOUNT; END'"
    )
    session.execute("BEGIN")
    assert rows(session, "CALL ins(1)") == [(1,)]
    session.execute("ROLLBACK")
    session.execute("CALL ins(2)")
    assert rows(session, "SELECT * FROM t") == [(2,)]


def test_a_transaction_of_its_own_survives_the_callers_rollback(session: Session) -> None:
    session.execute("CREATE TABLE log (i INT)")
    session.execute("CREATE TABLE t (i INT)")
    session.execute(
        "CREATE PROCEDURE note() RETURNS INT AS "
        "'BEGIN BEGIN TRANSACTION; INSERT INTO log VALUES (9); COMMIT; INSERT INTO t VALUES (2); RETURN 1; END'"
    )
    session.execute("BEGIN")
    session.execute("INSERT INTO t VALUES (1)")
    session.execute("CALL note()")
    assert rows(session, "SELECT * FROM t ORDER BY i") == [(1,), (2,)]
    session.execute("ROLLBACK")
    assert rows(session, "SELECT * FROM t") == []
    assert rows(session, "SELECT * FROM log") == [(9,)]


def test_waiting_for_the_caller_ends_at_once(session: Session) -> None:
    session.execute("CREATE TABLE t (i INT)")
    session.execute("INSERT INTO t VALUES (0)")
    session.execute(
        "CREATE PROCEDURE a() RETURNS INT AS 'BEGIN BEGIN TRANSACTION; UPDATE t SET i = 2; COMMIT; RETURN 1; END'"
    )
    session.execute("BEGIN")
    session.execute("UPDATE t SET i = 1")
    assert failure(session, "CALL a()").errno == 625
    session.execute("COMMIT")
    assert rows(session, "SELECT * FROM t") == [(1,)]


def test_what_a_call_leaves_open_is_rolled_back(session: Session) -> None:
    session.execute("CREATE TABLE t (i INT)")
    body = "BEGIN BEGIN TRANSACTION; INSERT INTO t VALUES (1); RETURN 1; END"
    session.execute(f"CREATE PROCEDURE o() RETURNS INT AS '{body}'")
    for sql in ("CALL o()", body):
        error = failure(session, sql)
        assert (error.errno, error.sqlstate) == (90232, "25000")
    assert session.transaction is None
    assert rows(session, "SELECT * FROM t") == []


def test_the_classic_pairing_mistake(session: Session) -> None:
    """spec/streams.md 8.2: only the row written before the outer transaction remains."""
    session.execute("CREATE TABLE t (c VARCHAR)")
    session.execute(
        "CREATE PROCEDURE inner_() RETURNS INT AS "
        "$$ BEGIN BEGIN TRANSACTION; INSERT INTO t VALUES ('i'); RETURN 1; END $$"
    )
    session.execute(
        "CREATE PROCEDURE outer_() RETURNS INT AS $$ BEGIN INSERT INTO t VALUES ('o1'); BEGIN TRANSACTION; "
        "INSERT INTO t VALUES ('o2'); CALL inner_(); COMMIT; RETURN 1; END $$"
    )
    failure(session, "CALL outer_()")
    assert rows(session, "SELECT * FROM t") == [("o1",)]


def test_recursion_has_an_end(session: Session) -> None:
    session.execute(
        "CREATE PROCEDURE r(n INT) RETURNS INT AS "
        "'BEGIN LET x INT := 0; IF (n > 0) THEN CALL r(:n - 1) INTO :x; END IF; RETURN x + 1; END'"
    )
    assert rows(session, "CALL r(3)") == [(4,)]
    assert "maximum call depth" in failure(session, "CALL r(100)").raw_msg


def test_errors_keep_number_and_place(session: Session) -> None:
    session.execute("CREATE PROCEDURE e() RETURNS INT AS $$ BEGIN\n  RETURN 1 / 0;\nEND $$")
    error = failure(session, "CALL e()")
    assert error.errno == 100051
    assert error.raw_msg.startswith("Uncaught exception of type 'EXPRESSION_ERROR' on line 2 at position 9 : Division")
    assert failure(session, "CREATE PROCEDURE s() RETURNS INT AS 'BEGIN RETURN nope; END'").errno == 904


def test_python_procedure(session: Session) -> None:
    session.execute(
        "CREATE PROCEDURE py(n INT) RETURNS VARCHAR LANGUAGE PYTHON RUNTIME_VERSION = '3.11' "
        "PACKAGES = ('snowflake-snowpark-python') HANDLER = 'main' AS $$\n"
        "from snowflake.snowpark import Session\n"
        "def main(session: Session, n: int):\n"
        "    session.sql('CREATE TABLE made AS SELECT 1 AS a UNION ALL SELECT 2').collect()\n"
        "    frame = session.table('made').filter('a > 1')\n"
        "    frame.write.mode('append').save_as_table('made')\n"
        "    return f\"{session.table('made').count()} {frame.collect()[0]['A'] + n}\"\n$$"
    )
    assert rows(session, "CALL py(5)") == [("3 7",)]


def test_python_procedure_returns_a_table(session: Session) -> None:
    session.execute(
        "CREATE PROCEDURE rows_() RETURNS TABLE (n INT) LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'f' AS $$\n"
        "def f(session): return session.create_dataframe([(1,), (2,)], ['n'])\n$$"
    )
    assert rows(session, "CALL rows_()") == [(1,), (2,)]


def test_javascript_procedure(session: Session) -> None:
    session.execute("CREATE TABLE t (i INT)")
    session.execute(
        "CREATE PROCEDURE js(N FLOAT) RETURNS VARCHAR LANGUAGE JAVASCRIPT AS $$\n"
        "const s = snowflake.createStatement({sqlText: 'INSERT INTO t VALUES (?), (2)', binds: [N]});\n"
        "s.execute();\n"
        "const r = snowflake.execute({sqlText: 'SELECT SUM(i) AS total FROM t'});\n"
        "r.next();\n"
        "let failed = '';\n"
        "try { snowflake.execute({sqlText: 'SELECT * FROM nope'}); } catch (e) { failed = e.code; }\n"
        "return `${s.getNumRowsAffected()} ${r.getColumnValue('TOTAL')} ${failed}`;\n$$"
    )
    assert rows(session, "CALL js(5)") == [("2 7 2003",)]


def test_alter_show_and_ddl(session: Session) -> None:
    session.execute("CREATE PROCEDURE p(a INT, o OUT VARCHAR) RETURNS INT AS 'BEGIN RETURN a; END'")
    session.execute("ALTER PROCEDURE p(INT, VARCHAR) SET COMMENT = 'x'")
    session.execute("ALTER PROCEDURE p(INT, VARCHAR) EXECUTE AS CALLER")
    shown = session.execute("SHOW PROCEDURES LIKE 'p'").rows()
    assert shown[0][8:10] == ("P(NUMBER, OUT VARCHAR) RETURN NUMBER", "x")
    text = rows(session, "SELECT GET_DDL('PROCEDURE', 'p(INT, VARCHAR)')")[0][0]
    assert "EXECUTE AS CALLER" in text
    session.execute("ALTER PROCEDURE p(INT, VARCHAR) RENAME TO p2")
    assert rows(session, "DROP PROCEDURE p2(INT, VARCHAR)") == [("P2 successfully dropped.",)]
    session.execute(text)
    assert rows(session, "SELECT GET_DDL('PROCEDURE', 'p(INT, VARCHAR)')") == [(text,)]
