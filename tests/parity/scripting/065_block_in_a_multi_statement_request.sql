-- source: Snowflake documentation, "CREATE TASK"; multi-statement requests
-- case: scripting.md 17 case 65
-- The last of the results is scanned: the procedure's.

ALTER SESSION SET MULTI_STATEMENT_COUNT = 0;

CREATE PROCEDURE z() RETURNS INT AS BEGIN LET x := CASE WHEN TRUE THEN 1 ELSE 2 END; IF (x = 1) THEN RETURN x; END IF; END; CALL z();

SELECT z FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
Z
1
