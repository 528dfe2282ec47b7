"""The cases of spec/scripting.md section 17 that need no procedures, by their numbers there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ecomsim.errors import SnowflakeError
from ecomsim.session import Session

T = ["CREATE TABLE t(id INT, name VARCHAR)", "INSERT INTO t VALUES (1, 'a'), (2, 'b')"]
INV = ["CREATE TABLE inv(price NUMBER(12,2))", "INSERT INTO inv VALUES (11.11), (22.22)"]
INV2 = ["CREATE TABLE inv2(id INT, price NUMBER(12,2))", "INSERT INTO inv2 VALUES (1, 11.11), (2, 22.22)"]
V = ["CREATE TABLE v(value INT)"]

# number: (setup, block, value, type or None)
ANSWERS: dict[int, tuple[list[str], str, object, str | None]] = {
    1: ([], "BEGIN RETURN 1.7777; END;", Decimal("1.7777"), "NUMBER(5,4)"),
    2: ([], "EXECUTE IMMEDIATE $$ BEGIN RETURN 5; END; $$", 5, None),
    3: ([], "BEGIN BEGIN RETURN 5; END; RETURN 6; END", 5, None),
    4: ([], "BEGIN LET x := 1; END", None, "VARCHAR(16777216)"),
    5: (["CREATE TABLE t(i INT)"], "BEGIN INSERT INTO t VALUES (1); SELECT 1; END;", None, None),
    6: ([], "BEGIN IF (FALSE) THEN RETURN 3; END IF; END", None, None),
    7: (
        [],
        "DECLARE p NUMBER(38,2) DEFAULT 0.0; BEGIN LET c NUMBER(38,2) := 100.0; LET r NUMBER(38,2) DEFAULT 110.0; "
        "p := r - c; RETURN p; END",
        Decimal("10.00"),
        None,
    ),
    8: ([], "DECLARE v NUMBER(5,2) := 1.7777; BEGIN RETURN v; END", Decimal("1.78"), "NUMBER(5,2)"),
    9: ([], "DECLARE v INT := 1.7; BEGIN RETURN v; END", 2, None),
    11: ([], "DECLARE d DATE; BEGIN d := '2020-09-30'; RETURN d::VARCHAR; END", "2020-09-30", None),
    12: (
        T,
        "DECLARE i INT; n VARCHAR; BEGIN SELECT id, name INTO :i, :n FROM t WHERE id = 1; RETURN i || ' ' || n; END",
        "1 a",
        None,
    ),
    15: ([], "DECLARE c INT DEFAULT 0; BEGIN FOR i IN 1 TO 5 DO c := c + i; END FOR; RETURN c; END", 15, None),
    16: (
        [],
        "DECLARE s VARCHAR DEFAULT ''; BEGIN FOR i IN REVERSE 1 TO 3 DO s := s || ' ' || i::VARCHAR; END FOR; "
        "RETURN s; END",
        " 3 2 1",
        None,
    ),
    17: ([], "DECLARE c INT DEFAULT 0; BEGIN FOR i IN 3 TO 1 DO c := c + 1; END FOR; RETURN c; END", 0, None),
    18: ([], "DECLARE i INT DEFAULT -999; BEGIN FOR i IN 1 TO 2 LOOP NULL; END LOOP; RETURN i; END", -999, None),
    19: ([], "DECLARE n INT DEFAULT 0; BEGIN WHILE (n < 3) DO n := n + 1; END WHILE; RETURN n; END", 3, None),
    20: ([], "DECLARE n INT DEFAULT 9; BEGIN REPEAT n := n + 1; UNTIL (n > 3) END REPEAT; RETURN n; END", 10, None),
    21: (
        [],
        "DECLARE n INT DEFAULT 0; BEGIN LOOP n := n + 1; IF (n = 2) THEN CONTINUE; END IF; "
        "IF (n > 4) THEN BREAK; END IF; END LOOP; RETURN n; END",
        5,
        None,
    ),
    22: (
        [],
        "BEGIN LET i INT := 0; LET j INT := 0; WHILE (i < 5) DO i := i + 1; j := 0; WHILE (TRUE) DO j := j + 1; "
        "IF (j = 3) THEN BREAK outer_loop; END IF; END WHILE inner_loop; END WHILE outer_loop; RETURN i; END",
        1,
        None,
    ),
    23: (
        [],
        "BEGIN CASE ('b') WHEN 'a' THEN RETURN 1; WHEN 'b' THEN RETURN 2; ELSE RETURN 3; END CASE; END",
        2,
        None,
    ),
    24: ([], "BEGIN CASE WHEN NULL THEN RETURN 1; ELSE RETURN 2; END; END", 2, None),
    25: (
        INV,
        "DECLARE t FLOAT DEFAULT 0; c CURSOR FOR SELECT price FROM inv; BEGIN FOR r IN c DO t := t + r.price; END FOR; "
        "RETURN t; END",
        pytest.approx(33.33),
        None,
    ),
    26: (
        INV,
        "DECLARE p FLOAT; c CURSOR FOR SELECT price FROM inv ORDER BY 1; BEGIN OPEN c; FETCH c INTO p; FETCH c INTO p; "
        "FETCH c INTO p; CLOSE c; RETURN p; END",
        None,
        None,
    ),
    27: (
        INV2,
        "DECLARE id INT; lo NUMBER(13,2) DEFAULT 22; hi NUMBER(13,2) DEFAULT 33; c CURSOR FOR SELECT id FROM inv2 "
        "WHERE price > ? AND price < ?; BEGIN OPEN c USING (lo, hi); FETCH c INTO id; RETURN id; END",
        2,
        None,
    ),
    35: (
        [],
        "DECLARE e EXCEPTION (-20002, 'm'); BEGIN RAISE e; EXCEPTION WHEN e THEN "
        "RETURN SQLCODE || '/' || SQLERRM || '/' || SQLSTATE; END",
        "-20002/m/P0001",
        None,
    ),
    36: (
        [],
        "BEGIN SELECT 1/0; RETURN 1; EXCEPTION WHEN STATEMENT_ERROR THEN RETURN 's'; "
        "WHEN EXPRESSION_ERROR THEN RETURN 'x'; END",
        "s",
        None,
    ),
    37: (
        [],
        "BEGIN LET v := 1/0; RETURN 1; EXCEPTION WHEN STATEMENT_ERROR THEN RETURN 's'; "
        "WHEN EXPRESSION_ERROR THEN RETURN 'x'; END",
        "x",
        None,
    ),
    41: (
        [],
        "DECLARE x INT := 0; BEGIN FOR i IN 0 TO 5 DO x := 10/i; END FOR; RETURN x; "
        "EXCEPTION WHEN EXPRESSION_ERROR CONTINUE THEN NULL; END",
        2,
        None,
    ),
    42: (
        [],
        "DECLARE e EXCEPTION (-20001,'c'); BEGIN LET n := 0; IF (TRUE) THEN RAISE e; END IF; n := n + 10; RETURN n; "
        "EXCEPTION WHEN e CONTINUE THEN n := n + 1; END",
        11,
        None,
    ),
    43: (
        [],
        "DECLARE e1 EXCEPTION (-20001,'boom'); BEGIN BEGIN RAISE e1; END; EXCEPTION WHEN e1 THEN "
        "RETURN SQLERRM || ' outer'; END",
        "boom outer",
        None,
    ),
    44: (
        [],
        "DECLARE e1 EXCEPTION (-20001,'o'); BEGIN DECLARE e1 EXCEPTION (-20002,'i'); BEGIN RAISE e1; EXCEPTION "
        "WHEN e1 THEN RETURN 'in'; END; EXCEPTION WHEN e1 THEN RETURN 'out'; END",
        "in",
        None,
    ),
    45: (
        V,
        "BEGIN INSERT INTO v VALUES (1),(2),(3); LET n INT := SQLROWCOUNT; SELECT * FROM v; RETURN n; END",
        3,
        None,
    ),
    46: (
        V,
        "BEGIN INSERT INTO v VALUES (1); SELECT * FROM v; RETURN COALESCE(SQLROWCOUNT::VARCHAR,'null'); END",
        "null",
        None,
    ),
    47: (
        V,
        "BEGIN UPDATE v SET value = 9 WHERE value = -1; RETURN SQLFOUND::VARCHAR || SQLNOTFOUND::VARCHAR; END",
        "falsetrue",
        None,
    ),
    48: (
        V,
        "BEGIN INSERT INTO v VALUES (1),(2),(3); LET a INT := ACTIVITY_COUNT; SELECT * FROM v WHERE value > 1; "
        "LET b INT := ACTIVITY_COUNT; RETURN a || ',' || b; END",
        "3,2",
        None,
    ),
    70: (
        V,
        "BEGIN BEGIN TRANSACTION; INSERT INTO v VALUES (99); ROLLBACK; "
        "RETURN (SELECT COUNT(*) FROM v WHERE value = 99); END",
        0,
        "NUMBER(18,0)",
    ),
}

# number: (setup, block, errno, sqlstate, text)
FAILURES: dict[int, tuple[list[str], str, int, str | None, str]] = {
    10: (
        [],
        "DECLARE v VARCHAR(2); BEGIN\nv := 'abcdef'; RETURN v; END",
        100078,
        None,
        "Uncaught exception of type 'EXPRESSION_ERROR' on line 2 at position 5 : String 'abcdef' is too long and would "
        "be truncated",
    ),
    13: (
        ["CREATE TABLE t(x INT)"],
        "BEGIN LET price := (SELECT x FROM t); RETURN 1; END",
        92228,
        "P0000",
        "variable 'PRICE' cannot have its type inferred from initializer",
    ),
    14: ([], "BEGIN LET a NUMBER := missing; RETURN 5; END", 904, "42000", "invalid identifier 'MISSING'"),
    33: ([], "EXECUTE IMMEDIATE 'SELECT 1; SELECT 2'", 8, "0A000", "Actual statement count 2"),
    34: (
        [],
        "DECLARE e EXCEPTION (-20002, 'Raised E.'); BEGIN RAISE e; END",
        -20002,
        "P0001",
        "Uncaught exception of type 'E' on line 1 at position 49 : Raised E.",
    ),
    38: (
        [],
        "BEGIN\n  LET n INT := 1 / 0;\n  RETURN n;\nEND",
        100051,
        None,
        "Uncaught exception of type 'EXPRESSION_ERROR' on line 2 at position 15 : Division by zero",
    ),
    39: (
        [],
        "BEGIN\n  INSERT INTO nosuchtable VALUES (1);\n  RETURN 1;\nEND",
        2003,
        None,
        "Uncaught exception of type 'STATEMENT_ERROR' on line 2 at position 2 : SQL compilation error:\n"
        "Table 'NOSUCHTABLE' does not exist or not authorized.",
    ),
    40: (
        [],
        "BEGIN\n  INSERT INTO nosuchtable VALUES (1);\nEXCEPTION WHEN OTHER THEN RAISE;\nEND",
        2003,
        None,
        "on line 2 at position 2 : SQL compilation error:\nTable 'NOSUCHTABLE' does not exist",
    ),
}


@pytest.mark.parametrize("number", ANSWERS)
def test_answer(number: int, session: Session) -> None:
    setup, block, value, kind = ANSWERS[number]
    for statement in setup:
        session.execute(statement)
    result = session.execute(block)
    assert result.columns[0].name == "anonymous block"
    assert result.rows() == [(value,)]
    if kind is not None:
        assert str(result.columns[0].type) == kind


@pytest.mark.parametrize("number", FAILURES)
def test_failure(number: int, session: Session) -> None:
    setup, block, errno, sqlstate, text = FAILURES[number]
    for statement in setup:
        session.execute(statement)
    with pytest.raises(SnowflakeError) as caught:
        session.execute(block)
    assert text in caught.value.raw_msg
    assert caught.value.errno == errno
    if sqlstate is not None:
        assert caught.value.sqlstate == sqlstate


def test_28_a_cursor_gives_all_rows(session: Session) -> None:
    for statement in INV2:
        session.execute(statement)
    result = session.execute(
        "DECLARE c CURSOR FOR SELECT * FROM inv2 ORDER BY id; BEGIN OPEN c; RETURN TABLE(RESULTSET_FROM_CURSOR(c)); END"
    )
    assert [column.name for column in result.columns] == ["ID", "PRICE"]
    assert result.rows() == [(1, Decimal("11.11")), (2, Decimal("22.22"))]


def test_29_a_resultset_is_a_table(session: Session) -> None:
    result = session.execute("DECLARE r RESULTSET DEFAULT (SELECT 1 AS a); BEGIN RETURN TABLE(r); END")
    assert [column.name for column in result.columns] == ["A"]
    assert result.rows() == [(1,)]


def test_30_a_resultset_of_dynamic_sql(session: Session) -> None:
    for statement in INV2:
        session.execute(statement)
    result = session.execute(
        "DECLARE r RESULTSET; c VARCHAR := 'id'; q VARCHAR; BEGIN q := 'SELECT ' || c || ' FROM inv2 ORDER BY 1'; "
        "r := (EXECUTE IMMEDIATE :q); RETURN TABLE(r); END"
    )
    assert result.rows() == [(1,), (2,)]


def test_31_execute_immediate_of_a_session_variable(session: Session) -> None:
    session.execute("SET stmt = $$ SELECT 7 AS x $$")
    result = session.execute("EXECUTE IMMEDIATE $stmt")
    assert [column.name for column in result.columns] == ["X"]
    assert result.rows() == [(7,)]


def test_32_execute_immediate_using(session: Session) -> None:
    result = session.execute(
        "DECLARE a INT := 2; b INT := 3; r RESULTSET; BEGIN r := (EXECUTE IMMEDIATE 'SELECT ? + ?' USING (a, b)); "
        "RETURN TABLE(r); END"
    )
    assert result.rows() == [(5,)]


def test_63_a_task_body_is_a_block(session: Session) -> None:
    session.execute("CREATE TABLE v(value INT)")
    session.execute(
        "CREATE TASK tk WAREHOUSE = COMPUTE_WH SCHEDULE = '1 MINUTE' AS BEGIN INSERT INTO v VALUES (1); "
        "INSERT INTO v VALUES (2); END"
    )
    assert session.execute("SELECT COUNT(*) FROM v").rows() == [(0,)]
    session.execute("EXECUTE TASK tk")
    assert session.execute("SELECT COUNT(*) FROM v").rows() == [(2,)]
