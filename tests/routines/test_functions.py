"""User-defined functions: SQL inlined, Python and JavaScript called by id."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session
from tests.asking import rows


def test_sql_expression_and_query(session: Session) -> None:
    assert rows(session, "CREATE FUNCTION plus1(x INT) RETURNS INT AS 'x + 1'") == [
        ("Function PLUS1 successfully created.",)
    ]
    assert rows(session, "SELECT plus1(2), plus1(x => 5), plus1(NULL)") == [(3, 6, None)]
    session.execute("CREATE TABLE t (k INT, v INT) AS SELECT * FROM VALUES (1, 10), (2, 20)")
    session.execute("CREATE FUNCTION total(n INT) RETURNS INT AS 'SELECT SUM(v) FROM t WHERE k <= n'")
    session.execute("CREATE SCHEMA other")
    assert rows(session, "SELECT public.total(1), d.public.total(2)") == [(10, 30)]


def test_results_have_the_declared_type(session: Session) -> None:
    session.execute("CREATE FUNCTION half(x NUMBER(10,2)) RETURNS NUMBER(10,3) AS 'x / 2'")
    answer = session.execute("SELECT half(1.25)")
    assert str(answer.columns[0].type) == "NUMBER(10,3)"
    assert answer.rows() == [(Decimal("0.625"),)]


def test_overloads_by_argument_type(session: Session) -> None:
    session.execute("CREATE FUNCTION f(a INT) RETURNS VARCHAR AS $$ 'number' $$")
    session.execute("CREATE FUNCTION f(a VARCHAR) RETURNS VARCHAR AS $$ 'text' $$")
    session.execute("CREATE FUNCTION f(a INT, b INT DEFAULT 7) RETURNS VARCHAR AS $$ 'two ' || b $$")
    assert rows(session, "SELECT f(1), f('x'), f(1.5), f(1, 2)") == [("number", "text", "number", "two 2")]
    session.execute("DROP FUNCTION f(INT)")
    assert rows(session, "SELECT f(1)") == [("two 7",)]
    with pytest.raises(SnowflakeError, match=re.escape("001044 (42P13)")):
        session.execute("SELECT f(1, 2, 3)")


def test_table_functions(session: Session) -> None:
    session.execute("CREATE FUNCTION two() RETURNS TABLE (a INT) AS 'SELECT 1 UNION ALL SELECT 2'")
    assert rows(session, "SELECT SUM(a) FROM TABLE(two())") == [(3,)]
    session.execute("CREATE FUNCTION upto(n INT) RETURNS TABLE (i INT, s VARCHAR(3)) AS 'SELECT n, n::VARCHAR'")
    answer = session.execute("SELECT t.x, u.* FROM (SELECT 1 AS x UNION ALL SELECT 2) t, TABLE(upto(t.x)) u ORDER BY x")
    assert answer.rows() == [(1, 1, "1"), (2, 2, "2")]
    assert [str(column.type) for column in answer.columns[1:]] == ["NUMBER(38,0)", "VARCHAR(3)"]
    with pytest.raises(SnowflakeError, match="002141"):
        session.execute("SELECT two()")


def test_strict_and_default(session: Session) -> None:
    session.execute("CREATE FUNCTION s(a INT, b INT DEFAULT 5) RETURNS INT STRICT AS 'COALESCE(a, 0) + b'")
    assert rows(session, "SELECT s(1), s(NULL), s(1, NULL)") == [(6, None, None)]


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("CREATE FUNCTION g(n INT) RETURNS INT AS 'nope + 1'", "invalid identifier 'NOPE'"),
        ("CREATE FUNCTION g(n INT) RETURNS INT AS 'SELECT 1 FROM absent'", "does not exist or not authorized"),
        ("CREATE FUNCTION g(n INT) RETURNS INT AS 'g(n - 1)'", "Unknown user-defined function D.PUBLIC.G"),
        ("CREATE FUNCTION g(n INT DEFAULT 1, m INT) RETURNS INT AS 'n'", "must follow those without one"),
        ("CREATE FUNCTION g() RETURNS INT LANGUAGE JAVA HANDLER='x' AS 'x'", "LANGUAGE JAVA"),
        ("SELECT nofn(1)", "Unknown function NOFN"),
        ("DROP FUNCTION nofn(INT)", "Function 'NOFN\\(NUMBER\\)' does not exist or not authorized"),
    ],
)
def test_refused(session: Session, sql: str, message: str) -> None:
    with pytest.raises(SnowflakeError, match=message):
        session.execute(sql)


def test_replacing_by_a_recursive_body_is_refused(session: Session) -> None:
    session.execute("CREATE FUNCTION r(n INT) RETURNS INT AS 'n'")
    with pytest.raises(SnowflakeError, match="recursive function R"):
        session.execute("CREATE OR REPLACE FUNCTION r(n INT) RETURNS INT AS 'r(n - 1)'")
    assert rows(session, "SELECT r(3)") == [(3,)]


def test_replace_reaches_cached_plans(session: Session) -> None:
    session.execute("CREATE FUNCTION v() RETURNS INT AS '1'")
    assert rows(session, "SELECT v()") == [(1,)]
    session.execute("CREATE OR REPLACE FUNCTION v() RETURNS INT AS '2'")
    assert rows(session, "SELECT v()") == [(2,)]
    session.execute("CREATE TEMPORARY FUNCTION v() RETURNS INT AS '3'")
    assert rows(session, "SELECT v()") == [(3,)]
    with session.account.session(database="D", schema="PUBLIC") as other:
        assert rows(other, "SELECT v()") == [(2,)]


PYTHON = "LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'f'"


def test_python_values(session: Session) -> None:
    session.execute(
        f"CREATE FUNCTION py(x INT) RETURNS INT {PYTHON} AS $$\ndef f(x): return None if x is None else x * 2\n$$"
    )
    assert rows(session, "SELECT py(4), py(NULL)") == [(8, None)]
    session.execute(
        f"CREATE FUNCTION kinds(v VARIANT) RETURNS VARCHAR {PYTHON} AS $$\ndef f(v): return type(v).__name__\n$$"
    )
    assert rows(session, "SELECT kinds(PARSE_JSON('{}')), kinds(PARSE_JSON('[1]')), kinds(1::VARIANT)") == [
        ("dict", "list", "int")
    ]
    session.execute(
        f"CREATE FUNCTION same(d DATE, t TIMESTAMP_NTZ, n NUMBER(10,2), b BINARY, o BOOLEAN) RETURNS ARRAY {PYTHON} "
        "AS $$\n"
        "def f(*values): return [type(value).__name__ for value in values]\n$$"
    )
    assert rows(
        session,
        "SELECT ARRAY_TO_STRING("
        "same('2026-01-02'::DATE, '2026-01-02 03:04:05'::TIMESTAMP_NTZ, 1.25, TO_BINARY('AB'), TRUE), ' ')",
    ) == [("date datetime Decimal bytes bool",)]


def test_python_over_many_rows(session: Session) -> None:
    session.execute(f"CREATE FUNCTION sq(x INT) RETURNS INT {PYTHON} AS $$\ndef f(x): return x * x\n$$")
    assert rows(session, "SELECT SUM(sq(seq4())) FROM TABLE(GENERATOR(ROWCOUNT => 5000))") == [
        (sum(n * n for n in range(5000)),)
    ]


def test_python_table_function(session: Session) -> None:
    session.execute(
        "CREATE FUNCTION spread(n INT) RETURNS TABLE (i INT, s VARCHAR) LANGUAGE PYTHON RUNTIME_VERSION = '3.11' "
        "HANDLER = 'H' AS $$\nclass H:\n"
        "    def process(self, n):\n        for i in range(n):\n            yield i, None\n"
        "    def end_partition(self):\n        yield -1, 'end'\n$$"
    )
    assert rows(session, "SELECT * FROM TABLE(spread(2))") == [(0, None), (1, None), (-1, "end")]


def test_python_imports_come_from_a_stage(session: Session, tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("def times(x):\n    return x * 100\n")
    session.execute("CREATE STAGE code")
    session.execute(f"PUT file://{tmp_path}/helper.py @code AUTO_COMPRESS = FALSE")
    imports = "LANGUAGE PYTHON RUNTIME_VERSION = '3.11' IMPORTS = ('@code/helper.py')"
    session.execute(f"CREATE FUNCTION a(x INT) RETURNS INT {imports} HANDLER = 'helper.times'")
    session.execute(
        f"CREATE FUNCTION b(x INT) RETURNS INT {imports} HANDLER = 'f' AS "
        "$$\nimport helper\ndef f(x): return helper.times(x) + 1\n$$"
    )
    assert rows(session, "SELECT a(2), b(2)") == [(200, 201)]


def test_python_errors_show_the_handlers_lines(session: Session) -> None:
    session.execute(f"CREATE FUNCTION boom(x INT) RETURNS INT {PYTHON} AS $$\ndef f(x):\n    return 1 / 0\n$$")
    with pytest.raises(SnowflakeError) as caught:
        session.execute("SELECT boom(1)")
    assert (caught.value.errno, caught.value.sqlstate) == (100357, "P0000")
    assert caught.value.raw_msg.startswith("Python Interpreter Error:\nTraceback")
    assert "line 3, in f" in caught.value.raw_msg
    assert caught.value.raw_msg.endswith("ZeroDivisionError: division by zero")


def test_javascript(session: Session) -> None:
    session.execute(
        "CREATE FUNCTION js(A FLOAT) RETURNS FLOAT LANGUAGE JAVASCRIPT AS 'return A === undefined ? A : A * 2;'"
    )
    assert rows(session, "SELECT js(4), js(NULL)") == [(8.0, None)]
    session.execute(
        "CREATE FUNCTION jv(V VARIANT) RETURNS VARIANT LANGUAGE JAVASCRIPT AS $$ return {n: V.a.length}; $$"
    )
    assert rows(session, "SELECT jv(PARSE_JSON('{\"a\": [1, 2]}')):n::INT") == [(2,)]
    session.execute(
        "CREATE FUNCTION jd(T DATE) RETURNS DATE LANGUAGE JAVASCRIPT AS 'return new Date(T.getTime() + 864e5)'"
    )
    assert rows(session, "SELECT jd('2026-02-28'::DATE)::VARCHAR") == [("2026-03-01",)]
    session.execute("CREATE FUNCTION je() RETURNS INT LANGUAGE JAVASCRIPT AS $$ throw new Error('boom'); $$")
    with pytest.raises(SnowflakeError, match=r"100132 \(P0000\): JavaScript execution error: Uncaught Error: boom"):
        session.execute("SELECT je()")


def test_javascript_table_function(session: Session) -> None:
    session.execute(
        "CREATE FUNCTION jt(N FLOAT) RETURNS TABLE (I FLOAT, S VARCHAR) LANGUAGE JAVASCRIPT AS $$\n"
        "{ processRow: function(row, out) { for (let i = 0; i < row.N; i++) out.writeRow({I: i, S: `r${i}`}); } }\n$$"
    )
    assert rows(session, "SELECT * FROM TABLE(jt(2))") == [(0.0, "r0"), (1.0, "r1")]


def test_block_as_body(session: Session) -> None:
    session.execute(
        "CREATE FUNCTION tri(n INT) RETURNS INT AS "
        "$$ BEGIN LET t := 0; FOR i IN 1 TO n DO t := t + i; END FOR; RETURN t; END $$"
    )
    assert rows(session, "SELECT tri(4), tri(0)") == [(10, 0)]


def test_functions_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with Account.open(path) as account, account.session() as session:
        session.execute("CREATE DATABASE D")
        session.execute("CREATE FUNCTION one() RETURNS INT AS '1'")
        session.execute(f"CREATE FUNCTION py(x INT DEFAULT 4) RETURNS INT {PYTHON} AS $$\ndef f(x): return x + 1\n$$")
        session.execute("CREATE VIEW w AS SELECT one() AS a, py() AS b")
    with Account.open(path) as account, account.session(database="D", schema="PUBLIC") as session:
        assert rows(session, "SELECT * FROM w") == [(1, 5)]


def test_show_describe_and_ddl(session: Session) -> None:
    session.execute(
        "CREATE FUNCTION area(r FLOAT, s FLOAT DEFAULT 1) RETURNS FLOAT COMMENT = 'it''s' AS 'PI() * r * s'"
    )
    shown = session.execute("SHOW USER FUNCTIONS")
    values = dict(zip([column.name for column in shown.columns], shown.rows()[0], strict=True))
    assert values["name"] == "AREA"
    assert values["arguments"] == "AREA(FLOAT, DEFAULT FLOAT) RETURN FLOAT"
    assert (values["min_num_arguments"], values["max_num_arguments"], values["language"]) == (1, 2, "SQL")
    described = dict(rows(session, "DESCRIBE FUNCTION area(FLOAT, FLOAT)"))
    assert described["signature"] == "(R FLOAT, S FLOAT)"
    assert described["body"] == "PI() * r * s"
    text = rows(session, "SELECT GET_DDL('FUNCTION', 'area(FLOAT, FLOAT)')")[0][0]
    session.execute("DROP FUNCTION area(FLOAT, FLOAT)")
    session.execute(text)
    assert rows(session, "SELECT GET_DDL('FUNCTION', 'area(FLOAT, FLOAT)')") == [(text,)]
    assert rows(session, "SELECT ROUND(area(2), 3)") == [(6.283,)]
