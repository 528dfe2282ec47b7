"""Where statements end."""

from __future__ import annotations

import pytest

from ecomsim.sqltext.split import Piece, is_ended, split

CASES: list[tuple[str, list[str]]] = [
    ("", []),
    (" ;; ; -- nothing\n", []),
    ("SELECT 1", ["SELECT 1"]),
    ("SELECT 1;SELECT 2;", ["SELECT 1", "SELECT 2"]),
    ("SELECT ';' ; SELECT \";\" ; SELECT $$;$$", ["SELECT ';'", 'SELECT ";"', "SELECT $$;$$"]),
    (r"SELECT 'it''s;' ; SELECT 'a\';b'", ["SELECT 'it''s;'", r"SELECT 'a\';b'"]),
    ("-- a;b\nSELECT 1 /* ; */ + 1 // ; x\n; SELECT 2", ["SELECT 1 /* ; */ + 1", "SELECT 2"]),
    ("SELECT 1 -- last", ["SELECT 1"]),
    ("SELECT 'open; SELECT 2", ["SELECT 'open; SELECT 2"]),
    ("SELECT $$open; SELECT 2", ["SELECT $$open; SELECT 2"]),
    ("BEGIN; SELECT 1; COMMIT;", ["BEGIN", "SELECT 1", "COMMIT"]),
    ("BEGIN TRANSACTION; SELECT 1; ROLLBACK", ["BEGIN TRANSACTION", "SELECT 1", "ROLLBACK"]),
    ("begin work; begin name x; begin", ["begin work", "begin name x", "begin"]),
    ("BEGIN SELECT 1; SELECT 2; END; SELECT 3", ["BEGIN SELECT 1; SELECT 2; END", "SELECT 3"]),
    (
        "DECLARE x INT; BEGIN x := 1; RETURN x; END; SELECT 1",
        ["DECLARE x INT; BEGIN x := 1; RETURN x; END", "SELECT 1"],
    ),
    (
        "BEGIN IF (a) THEN SELECT 1; ELSEIF (b) THEN SELECT 2; ELSE SELECT 3; END IF; RETURN 1; END; SELECT 4",
        [
            "BEGIN IF (a) THEN SELECT 1; ELSEIF (b) THEN SELECT 2; ELSE SELECT 3; END IF; RETURN 1; END",
            "SELECT 4",
        ],
    ),
    (
        "BEGIN CASE (x) WHEN 1 THEN SELECT 1; ELSE SELECT 2; END CASE; END; SELECT 3",
        ["BEGIN CASE (x) WHEN 1 THEN SELECT 1; ELSE SELECT 2; END CASE; END", "SELECT 3"],
    ),
    (
        "BEGIN CASE WHEN a THEN SELECT 1; END; SELECT CASE WHEN b THEN 1 END; END; SELECT 3",
        ["BEGIN CASE WHEN a THEN SELECT 1; END; SELECT CASE WHEN b THEN 1 END; END", "SELECT 3"],
    ),
    (
        "BEGIN FOR i IN 1 TO 3 DO SELECT 1; END FOR; FOR j IN 1 TO 2 LOOP SELECT 2; END LOOP l; END; SELECT 3",
        ["BEGIN FOR i IN 1 TO 3 DO SELECT 1; END FOR; FOR j IN 1 TO 2 LOOP SELECT 2; END LOOP l; END", "SELECT 3"],
    ),
    (
        "BEGIN WHILE (a) DO SELECT 1; END WHILE; WHILE (a) LOOP SELECT 1; END LOOP; REPEAT SELECT 1; UNTIL (b) END "
        "REPEAT; LOOP BREAK; END LOOP; END; SELECT 3",
        [
            "BEGIN WHILE (a) DO SELECT 1; END WHILE; WHILE (a) LOOP SELECT 1; END LOOP; REPEAT SELECT 1; UNTIL (b) "
            "END REPEAT; LOOP BREAK; END LOOP; END",
            "SELECT 3",
        ],
    ),
    (
        "BEGIN BEGIN SELECT 1; END; DECLARE y INT; BEGIN SELECT 2; END; END; SELECT 3",
        ["BEGIN BEGIN SELECT 1; END; DECLARE y INT; BEGIN SELECT 2; END; END", "SELECT 3"],
    ),
    (
        "BEGIN BEGIN TRANSACTION; INSERT INTO t VALUES (1); COMMIT; END; SELECT 3",
        ["BEGIN BEGIN TRANSACTION; INSERT INTO t VALUES (1); COMMIT; END", "SELECT 3"],
    ),
    (
        "BEGIN SELECT 1; EXCEPTION WHEN OTHER THEN SELECT 2; END; SELECT 3",
        ["BEGIN SELECT 1; EXCEPTION WHEN OTHER THEN SELECT 2; END", "SELECT 3"],
    ),
    (
        "CREATE TASK t WAREHOUSE = w AS BEGIN SELECT 1; SELECT 2; END; ALTER TASK t RESUME",
        ["CREATE TASK t WAREHOUSE = w AS BEGIN SELECT 1; SELECT 2; END", "ALTER TASK t RESUME"],
    ),
    (
        "CREATE OR REPLACE TASK IF NOT EXISTS t AS SELECT 1; SELECT 2",
        ["CREATE OR REPLACE TASK IF NOT EXISTS t AS SELECT 1", "SELECT 2"],
    ),
    (
        "ALTER TASK t MODIFY AS BEGIN SELECT 1; END; SELECT 2",
        ["ALTER TASK t MODIFY AS BEGIN SELECT 1; END", "SELECT 2"],
    ),
    (
        "CREATE OR REPLACE SECURE PROCEDURE p() RETURNS INT LANGUAGE SQL EXECUTE AS OWNER AS DECLARE x INT; BEGIN "
        "RETURN 1; END; CALL p()",
        [
            "CREATE OR REPLACE SECURE PROCEDURE p() RETURNS INT LANGUAGE SQL EXECUTE AS OWNER AS DECLARE x INT; BEGIN "
            "RETURN 1; END",
            "CALL p()",
        ],
    ),
    (
        "CREATE PROCEDURE p() RETURNS INT AS $$ BEGIN RETURN 1; END; $$; CALL p()",
        ["CREATE PROCEDURE p() RETURNS INT AS $$ BEGIN RETURN 1; END; $$", "CALL p()"],
    ),
    ("CREATE TABLE begin AS SELECT 1; SELECT 2", ["CREATE TABLE begin AS SELECT 1", "SELECT 2"]),
    ("SELECT CASE WHEN a THEN 1 END; SELECT 2", ["SELECT CASE WHEN a THEN 1 END", "SELECT 2"]),
    (
        "EXECUTE IMMEDIATE $$ BEGIN SELECT 1; END $$; SELECT 2",
        ["EXECUTE IMMEDIATE $$ BEGIN SELECT 1; END $$", "SELECT 2"],
    ),
    (
        "DECLARE p PROCEDURE () RETURNS INT AS BEGIN RETURN 1; END; x INT; BEGIN CALL p(); END; SELECT 1",
        ["DECLARE p PROCEDURE () RETURNS INT AS BEGIN RETURN 1; END; x INT; BEGIN CALL p(); END", "SELECT 1"],
    ),
    (
        "BEGIN SELECT CASE WHEN a THEN REPEAT('x', 2) ELSE t.end END; END; SELECT 1",
        ["BEGIN SELECT CASE WHEN a THEN REPEAT('x', 2) ELSE t.end END; END", "SELECT 1"],
    ),
    ("BEGIN SELECT 1; SELECT 2", ["BEGIN SELECT 1; SELECT 2"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=lambda case: str(case)[:40])
def test_split(text: str, expected: list[str]) -> None:
    assert [piece.text for piece in split(text)] == expected


def test_places() -> None:
    first, second = split("  SELECT 1;\n\n -- x\n  SELECT\n 2;")
    assert first == Piece("SELECT 1", 2, 1, 2)
    assert second == Piece("SELECT\n 2", 21, 4, 2)


@pytest.mark.parametrize(
    "text",
    ["SELECT 1;", "SELECT 1; -- done", "BEGIN;", "BEGIN SELECT 1; END;", "CREATE PROCEDURE p() AS $$ BEGIN END; $$;"],
)
def test_ended(text: str) -> None:
    assert is_ended(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-- SELECT 1;",
        "SELECT 1",
        "SELECT 1; SELECT 2",
        "SELECT 'a;",
        "BEGIN SELECT 1;",
        "CREATE TASK t AS\nBEGIN\n    DELETE FROM a;",
        "CREATE PROCEDURE p() AS $$ BEGIN END;",
    ],
)
def test_not_ended(text: str) -> None:
    assert not is_ended(text)
