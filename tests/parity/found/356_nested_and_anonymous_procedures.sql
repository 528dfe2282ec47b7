-- source: DECLARE (nested stored procedures), "CALL (with anonymous procedure)", "CREATE PROCEDURE" (procedure-scoped
-- temporary tables); spec/scripting.md 1.5, 12.6, 12.7, 12.9
-- case: found case 356

CREATE TABLE v(value INT);

DECLARE plus PROCEDURE (a INT) RETURNS INT AS BEGIN RETURN a + 1; END; x INT; BEGIN CALL plus(3) INTO :x; RETURN x; END;
----
anonymous block
4

-- it sees what was declared before it, not what hides it where it is called, and may change it
DECLARE x INT := 1; p PROCEDURE () RETURNS INT AS BEGIN x := x + 1; RETURN x; END; BEGIN DECLARE x INT := 50; BEGIN CALL p(); END; CALL p(); RETURN x; END;
----
anonymous block
3

DECLARE p PROCEDURE (a INT, b VARCHAR) RETURNS VARCHAR AS DECLARE q INT := 5; BEGIN RETURN a || b || q; END; s VARCHAR; BEGIN CALL p(b => 'z', a => 1 + 1) INTO :s; RETURN s; END;
----
anonymous block
2z5

DECLARE p PROCEDURE () RETURNS TABLE(a INT) AS BEGIN LET r RESULTSET := (SELECT 1 AS z UNION ALL SELECT 2); RETURN TABLE(r); END; t RESULTSET; BEGIN t := (CALL p()); RETURN TABLE(t); END;
----
A
1
2

DECLARE p PROCEDURE (a INT) RETURNS INT AS BEGIN RETURN 1/a; END; BEGIN CALL p(0); END;
----
error 100051 (22012): Uncaught exception of type 'STATEMENT_ERROR' on line 1 at position 72 : Uncaught exception of type 'EXPRESSION_ERROR' on line 1 at position 56 : Division by zero

CREATE PROCEDURE stored() RETURNS INT AS $$ DECLARE k INT := 7; times PROCEDURE (a INT) RETURNS INT AS BEGIN RETURN a * k; END; z INT; BEGIN CALL times(6) INTO :z; RETURN z; END $$;

CALL stored();
----
STORED
42

-- no OUT and no optional arguments, no EXECUTE IMMEDIATE, no ASYNC
DECLARE p PROCEDURE (a INT DEFAULT 2) RETURNS INT AS BEGIN RETURN a; END; BEGIN CALL p(); END;
----
error 001003 (42000)

DECLARE p PROCEDURE (a OUT INT) RETURNS INT AS BEGIN RETURN 1; END; BEGIN NULL; END;
----
error 001003 (42000)

DECLARE p PROCEDURE () RETURNS INT AS BEGIN RETURN 1; END; BEGIN EXECUTE IMMEDIATE 'CALL p()'; END;
----
error 002141 (42601): Unknown user-defined function P

DECLARE p PROCEDURE () RETURNS INT AS BEGIN RETURN 1; END; BEGIN ASYNC (CALL p()); END;
----
error 001003 (42000): unexpected 'CALL'

-- an anonymous procedure runs once, with its caller's rights, and is not kept
SET greeting = 'hello';

WITH hello AS PROCEDURE (name VARCHAR) RETURNS VARCHAR LANGUAGE SQL AS $$ BEGIN RETURN $greeting || ' ' || name; END $$ CALL hello('you');
----
HELLO
hello you

WITH triple AS PROCEDURE (a INT) RETURNS INT LANGUAGE PYTHON RUNTIME_VERSION = '3.11' PACKAGES = ('snowflake-snowpark-python') HANDLER = 'f' AS $$
def f(session, a): return a * 3
$$ CALL triple(2);
----
TRIPLE
6

CALL triple(2);
----
error 002141 (42601): Unknown user-defined function TRIPLE

DECLARE k INT; BEGIN WITH twice AS PROCEDURE (a INT) RETURNS INT AS $$ BEGIN RETURN a * 2; END $$ CALL twice(21) INTO :k; RETURN k; END;
----
anonymous block
42

-- a procedure-scoped temporary table ends with the call
CREATE PROCEDURE counted() RETURNS INT AS BEGIN CREATE OR REPLACE PROCEDURE SCOPED TEMP TABLE scratch(a INT); INSERT INTO scratch VALUES (1), (2); RETURN (SELECT COUNT(*) FROM scratch); END;

CALL counted();
----
COUNTED
2

CALL counted();
----
COUNTED
2

SELECT * FROM scratch;
----
error 002003 (42S02): does not exist or not authorized

CREATE PROCEDURE SCOPED TEMP TABLE scratch(a INT);
----
error 001003 (42000)
