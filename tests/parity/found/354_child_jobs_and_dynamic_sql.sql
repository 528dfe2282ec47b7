-- source: "Working with asynchronous child jobs", SYSTEM$GET_RESULTSET_STATUS, EXECUTE IMMEDIATE; spec/scripting.md 7.1
-- to 7.5, 11.1 to 11.3
-- case: found case 354

CREATE TABLE v(value INT);

EXECUTE IMMEDIATE 'SELECT 1 AS a;';
----
A
1

EXECUTE IMMEDIATE 'SELECT ' || '2 AS b';
----
B
2

-- the text sees no variables of the block
DECLARE a INT := 3; BEGIN EXECUTE IMMEDIATE 'SELECT :a'; END;
----
error: Bind variable

DECLARE a INT := 3; BEGIN EXECUTE IMMEDIATE 'BEGIN RETURN a; END'; END;
----
error 000904 (42000): invalid identifier 'A'

DECLARE t VARCHAR := 'V'; r RESULTSET; BEGIN r := (EXECUTE IMMEDIATE 'SELECT COUNT(*) AS n FROM IDENTIFIER(?)' USING (t)); RETURN TABLE(r); END;
----
N
0

-- a child job's failure is raised by AWAIT
BEGIN LET r RESULTSET := ASYNC (INSERT INTO v VALUES (1)); AWAIT r; RETURN (SELECT COUNT(*) FROM v); END;
----
anonymous block
1

BEGIN LET r RESULTSET := ASYNC (SELECT 1/0 AS a); LET z := 1; AWAIT r; RETURN 1; EXCEPTION WHEN OTHER THEN RETURN 'caught ' || SQLERRM; END;
----
anonymous block
caught Division by zero

BEGIN LET r RESULTSET := ASYNC (SELECT 5 AS a); RETURN TABLE(r); END;
----
error: AWAIT

BEGIN FOR i IN 2 TO 4 DO ASYNC (INSERT INTO v VALUES (:i)); END FOR; AWAIT ALL; RETURN (SELECT SUM(value) FROM v); END;
----
anonymous block
10

BEGIN LET r RESULTSET := ASYNC (SELECT 5 AS a); AWAIT r; RETURN SYSTEM$GET_RESULTSET_STATUS(r); END;
----
anonymous block
SUCCESS

BEGIN LET r RESULTSET := ASYNC (SELECT 5 AS a); CANCEL r; RETURN SYSTEM$GET_RESULTSET_STATUS(r); END;
----
anonymous block
ABORTED

DECLARE r RESULTSET; s VARCHAR; BEGIN r := ASYNC (SELECT 1/0 AS a); AWAIT r; RETURN 'no'; EXCEPTION WHEN OTHER THEN RETURN SYSTEM$GET_RESULTSET_STATUS(r); END;
----
anonymous block
FAILED_WITH_ERROR
