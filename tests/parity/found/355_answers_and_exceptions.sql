-- source: RETURN, "Handling exceptions", "Determining the number of rows affected"; spec/scripting.md 8.1 to 10.4
-- case: found case 355

CREATE TABLE v(value INT);

CREATE TABLE t(x INT) AS SELECT 99 UNION ALL SELECT 1;

CREATE PROCEDURE literal() RETURNS VARCHAR AS BEGIN RETURN 5; END;

CREATE PROCEDURE variable() RETURNS NUMBER(10,2) AS BEGIN LET x INT := 5; RETURN x; END;

CREATE PROCEDURE no_number() RETURNS NUMBER AS BEGIN RETURN 'abc'; END;

CREATE PROCEDURE renamed() RETURNS TABLE(a INT, b VARCHAR) AS BEGIN LET r RESULTSET := (SELECT 1 AS x, 'q' AS y); RETURN TABLE(r); END;

CREATE PROCEDURE other_type() RETURNS TABLE(a INT) AS BEGIN LET r RESULTSET := (SELECT 'x' AS x); RETURN TABLE(r); END;

CREATE PROCEDURE never_null() RETURNS INT NOT NULL AS BEGIN RETURN NULL; END;

BEGIN RETURN; END;
----
anonymous block
NULL

CALL literal();
----
LITERAL
5

CALL variable();
----
VARIABLE
5.00

CALL no_number();
----
error 100038 (22018): Numeric value 'abc' is not recognized

CALL renamed();
----
A | B
1 | q

CALL other_type();
----
error: data type of returned table does not match expected returned table type

CALL never_null();
----
error: NOT NULL

-- numbers of exceptions, what is caught where
DECLARE e EXCEPTION (-19999, 'x'); BEGIN RAISE e; END;
----
error 001003 (42000): unexpected '-'

DECLARE e EXCEPTION; BEGIN RAISE e; EXCEPTION WHEN OTHER THEN RETURN SQLCODE || '|' || SQLERRM || '|' || SQLSTATE; END;
----
anonymous block
-20000||P0001

DECLARE a EXCEPTION; b EXCEPTION (-20001, 'b'); BEGIN RAISE b; EXCEPTION WHEN a OR b THEN RETURN 'ab'; WHEN OTHER THEN RETURN 'o'; END;
----
anonymous block
ab

BEGIN SELECT 1/0; EXCEPTION WHEN OTHER THEN RETURN SQLCODE || '|' || SQLERRM || '|' || SQLSTATE; END;
----
anonymous block
100051|Division by zero|22012

BEGIN BEGIN LET x INT := 1/0; EXCEPTION WHEN OTHER THEN NULL; END; RETURN 'after'; END;
----
anonymous block
after

-- an error in a handler or in DECLARE goes to the enclosing block
BEGIN BEGIN LET x INT := 1/0; EXCEPTION WHEN OTHER THEN SELECT 1/0; END; EXCEPTION WHEN STATEMENT_ERROR THEN RETURN 'statement'; END;
----
anonymous block
statement

BEGIN DECLARE z INT := 1/0; BEGIN NULL; EXCEPTION WHEN OTHER THEN RETURN 'own'; END; EXCEPTION WHEN OTHER THEN RETURN 'enclosing'; END;
----
anonymous block
enclosing

-- a scalar subquery in an expression fails as the expression
BEGIN LET a INT := (SELECT x FROM t); RETURN a; EXCEPTION WHEN EXPRESSION_ERROR THEN RETURN 'expression'; WHEN STATEMENT_ERROR THEN RETURN 's'; END;
----
anonymous block
expression

-- CONTINUE goes on after the statement, in a loop with the next round, after a condition behind its branches or loop
DECLARE s VARCHAR := ''; BEGIN s := s || 'a'; SELECT 1/0; s := s || 'b'; WHILE (1/0 = 1) DO s := s || 'no'; END WHILE; s := s || 'c'; RETURN s; EXCEPTION WHEN OTHER CONTINUE THEN s := s || '!'; END;
----
anonymous block
a!b!c

DECLARE s VARCHAR := ''; BEGIN FOR i IN 1 TO 3 DO s := s || i; LET z INT := 1/(i - 2); s := s || 'k'; END FOR; RETURN s; EXCEPTION WHEN OTHER CONTINUE THEN s := s || '!'; END;
----
anonymous block
1k2!3k

-- nested calls wrap again, outermost first
CREATE PROCEDURE bad() RETURNS INT AS BEGIN RETURN 1/0; END;

BEGIN CALL bad(); END;
----
error 100051 (22012): Uncaught exception of type 'STATEMENT_ERROR' on line 1 at position 6 : Uncaught exception of type 'EXPRESSION_ERROR' on line 1 at position 13 : Division by zero

-- the status variables after DML, after anything else, and before
DECLARE a VARCHAR; BEGIN a := NVL(SQLROWCOUNT::VARCHAR,'n') || NVL(SQLFOUND::VARCHAR,'n') || NVL(ACTIVITY_COUNT::VARCHAR,'n'); RETURN a; END;
----
anonymous block
nnn

BEGIN INSERT INTO v VALUES (1), (2); CREATE OR REPLACE TABLE made(a INT); RETURN NVL(SQLROWCOUNT::VARCHAR,'n') || NVL(SQLFOUND::VARCHAR,'n') || NVL(ACTIVITY_COUNT::VARCHAR,'n'); END;
----
anonymous block
nn1

BEGIN INSERT INTO v VALUES (5); LET z := 1; IF (z = 1) THEN z := 2; END IF; RETURN SQLROWCOUNT || ' ' || SQLFOUND::VARCHAR; END;
----
anonymous block
1 true

BEGIN MERGE INTO v USING (SELECT 5 AS k UNION ALL SELECT 6) s ON v.value = s.k WHEN MATCHED THEN UPDATE SET value = 7 WHEN NOT MATCHED THEN INSERT VALUES (s.k); RETURN SQLROWCOUNT; END;
----
anonymous block
2

BEGIN INSERT ALL INTO v VALUES (n) INTO made VALUES (n) SELECT 1 AS n UNION ALL SELECT 2; RETURN SQLROWCOUNT; END;
----
anonymous block
4
