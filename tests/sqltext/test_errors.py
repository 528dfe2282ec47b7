"""Syntax errors: 001003 (42000) with the place and the unexpected token. Source: spec/metadata.md section 10."""

from __future__ import annotations

import pytest

from ecomsim.errors import NotSupportedError, SnowflakeError
from ecomsim.sqltext.nodes import Unsupported
from ecomsim.sqltext.parse import parse

SYNTAX: list[tuple[str, int, int, str]] = [
    ("", 1, 0, "<EOF>"),
    ("   ", 1, 0, "<EOF>"),
    ("SELECT FROM t", 1, 7, "FROM"),
    ("SELECT", 1, 6, "<EOF>"),
    ("SELECT a FROM", 1, 13, "<EOF>"),
    ("SELECT a FROM t WHERE", 1, 21, "<EOF>"),
    ("SELECT a FROM t WHERE a =", 1, 25, "<EOF>"),
    ("SELECT a FROM t WHERE a = AND b", 1, 26, "AND"),
    ("SELECT a b c FROM t", 1, 11, "c"),
    ("SELECT 1 2", 1, 9, "2"),
    ("SELECT a,, b", 1, 9, ","),
    ("SELECT a,", 1, 9, "<EOF>"),
    ("SELECT (a FROM t", 1, 10, "FROM"),
    ("SELECT a) FROM t", 1, 8, ")"),
    ("SELECT f(a,) FROM t", 1, 11, ")"),
    ("SELECT f(,a) FROM t", 1, 9, ","),
    ("SELECT a FROM t GROUP BY", 1, 24, "<EOF>"),
    ("SELECT a FROM t ORDER", 1, 16, "ORDER"),
    ("SELECT a\nFROM t\n  ORDER BY ,", 3, 11, ","),
    ("SELECT CASE WHEN a THEN b FROM t", 1, 26, "FROM"),
    ("SELECT a FROM t JOIN u ON", 1, 25, "<EOF>"),
    ("SELECT 'abc", 1, 11, "<EOF>"),
    ("SELECT a IN () FROM t", 1, 13, ")"),
    ("SELECT CAST(a AS foo)", 1, 17, "foo"),
    ("SELECT a b, c AS FROM t", 1, 17, "FROM"),
    ("SELECT 1 AS select", 1, 12, "select"),
    ("SELECT DISTINCT FROM t", 1, 16, "FROM"),
    ("SELECT a ** b", 1, 10, "*"),
    ("SELECT 'a' 'b'", 1, 11, "'b'"),
    ("SELECT #", 1, 7, "#"),
    ("FROM t", 1, 0, "FROM"),
    ("SELEC 1", 1, 0, "SELEC"),
    ("CREATE TABLE foo", 1, 16, "<EOF>"),
    ("CREATE TABLE foo (a INT", 1, 23, "<EOF>"),
    ("CREATE TABLE foo (a INT) BOGUS", 1, 25, "BOGUS"),
    ("CREATE TABLE foo (a INTT)", 1, 20, "INTT"),
    ("CREATE TABLE foo (a INT,)", 1, 24, ")"),
    ("CREATE TABLE select (a INT)", 1, 13, "select"),
    ("CREATE FOO bar", 1, 7, "FOO"),
    ("CREATE SECURE TABLE t (a INT)", 1, 7, "SECURE"),
    ("CREATE VIEW v", 1, 13, "<EOF>"),
    ("CREATE VIEW v AS", 1, 16, "<EOF>"),
    ("CREATE VIEW v AS SELECT", 1, 23, "<EOF>"),
    ("CREATE STREAM s ON TABLE t TAG (a = 'b')", 1, 27, "TAG"),
    ("CREATE STREAM s ON STREAM t", 1, 19, "STREAM"),
    ("CREATE STREAM s ON TABLE t APPEND_ONLY = 1", 1, 41, "1"),
    ("CREATE TASK t", 1, 13, "<EOF>"),
    ("CREATE TASK t AS", 1, 16, "<EOF>"),
    ("CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' AS SELECT 1 COPY GRANTS", 1, 64, "GRANTS"),
    ("ALTER TABLE t", 1, 13, "<EOF>"),
    ("ALTER TABLE t FOO", 1, 14, "FOO"),
    ("ALTER TABLE t SET", 1, 17, "<EOF>"),
    ("DROP TABLE", 1, 10, "<EOF>"),
    ("DROP TABLE a b", 1, 13, "b"),
    ("DROP FOO a", 1, 5, "FOO"),
    ("SHOW FOOS", 1, 5, "FOOS"),
    ("SHOW TABLES LIKE", 1, 16, "<EOF>"),
    ("INSERT INTO t", 1, 13, "<EOF>"),
    ("INSERT INTO t VALUES", 1, 20, "<EOF>"),
    ("INSERT t VALUES (1)", 1, 7, "t"),
    ("UPDATE t SET", 1, 12, "<EOF>"),
    ("UPDATE t SET a = ", 1, 16, "<EOF>"),
    ("UPDATE t SET a = 1 WHERE", 1, 24, "<EOF>"),
    ("DELETE t", 1, 7, "t"),
    ("MERGE INTO t USING s", 1, 20, "<EOF>"),
    ("MERGE INTO t USING s ON t.a = s.a", 1, 33, "<EOF>"),
    ("MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN INSERT", 1, 52, "INSERT"),
    ("USE", 1, 3, "<EOF>"),
    ("COMMIT now", 1, 7, "now"),
    ("EXPLAIN", 1, 7, "<EOF>"),
    ("SELECT 1 ->> SELEC 2", 1, 13, "SELEC"),
    ("SELECT 1 ->>", 1, 12, "<EOF>"),
    ("SHOW TABLES ->>\n SELECT FROM $1", 2, 8, "FROM"),
    ("EXPLAIN SELECT FROM t", 1, 15, "FROM"),
]


@pytest.mark.parametrize(("text", "line", "column", "token"), SYNTAX, ids=lambda case: str(case)[:40])
def test_syntax_error(text: str, line: int, column: int, token: str) -> None:
    with pytest.raises(SnowflakeError) as raised:
        parse(text)
    assert raised.value.raw_msg == (
        f"SQL compilation error:\nsyntax error line {line} at position {column} unexpected '{token}'."
    )
    assert (raised.value.errno, raised.value.sqlstate) == (1003, "42000")


def test_two_statements() -> None:
    with pytest.raises(SnowflakeError) as raised:
        parse("SELECT 1; SELECT 2; ")
    assert raised.value.errno == 8
    assert raised.value.raw_msg == "Actual statement count 2 did not match the desired statement count 1."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("CREATE TABLE t (a INT) FOO = 1", "invalid property 'FOO' for 'TABLE'"),
        ("CREATE WAREHOUSE w BOGUS = 1", "invalid property 'BOGUS' for 'WAREHOUSE'"),
        ("ALTER WAREHOUSE w SET INITIALLY_SUSPENDED = TRUE", "invalid property 'INITIALLY_SUSPENDED' for 'WAREHOUSE'"),
        ("CREATE TASK t COMMENT = 'a' COMMENT = 'b' AS SELECT 1", "duplicate property 'COMMENT';"),
        ("CREATE OR REPLACE TABLE IF NOT EXISTS t (a INT)", "options IF NOT EXISTS and OR REPLACE are incompatible."),
        ("CREATE TABLE t (a NUMBER(39))", "Invalid NUMBER precision: 39. Must be between 1 and 38."),
        ("CREATE TABLE t (a TIME(10))", "Invalid TIME precision: 10. Must be between 0 and 9."),
    ],
)
def test_compilation_errors(text: str, message: str) -> None:
    with pytest.raises(SnowflakeError) as raised:
        parse(text)
    assert raised.value.raw_msg == f"SQL compilation error:\n{message}"


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("CREATE NETWORK RULE r TYPE = IPV4 MODE = INGRESS", "CREATE NETWORK RULE"),
        ("UNDROP ACCOUNT a", "UNDROP ACCOUNT"),
        ("CREATE AGGREGATION POLICY p AS () RETURNS AGGREGATION_CONSTRAINT -> NULL", "CREATE AGGREGATION POLICY"),
        ("CREATE SECRET g TYPE = PASSWORD", "CREATE SECRET"),
        ("DESCRIBE INTEGRATION i", "DESCRIBE INTEGRATION"),
    ],
)
def test_statements_the_engine_has_not(text: str, feature: str) -> None:
    assert parse(text) == Unsupported(text=text, feature=feature)


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE t (a INT PROJECTION POLICY p)",
        "CREATE TABLE t (a INT) WITH AGGREGATION POLICY p",
        "CREATE OR ALTER MASKING POLICY p AS (v INT) RETURNS INT -> v",
        "CREATE OR ALTER SEQUENCE q",
        "CREATE OR ALTER SCHEMA s",
        "CREATE OR ALTER MATERIALIZED VIEW v AS SELECT 1 AS a",
        "CREATE OR ALTER TABLE t (a INT TAG (g = 'x'))",
        "CREATE TABLE t (a ARRAY(GEOGRAPHY))",
        "CREATE DYNAMIC TABLE d COPY TAGS AS SELECT 1",
        "ALTER DYNAMIC TABLE d SET CONTACT (steward = c)",
        "ALTER TABLE t SET AGGREGATION POLICY p",
        "ALTER TABLE t ADD SEARCH OPTIMIZATION",
        "DROP TABLE IDENTIFIER($x)",
    ],
)
def test_clauses_the_engine_has_not(text: str) -> None:
    with pytest.raises(NotSupportedError):
        parse(text)
