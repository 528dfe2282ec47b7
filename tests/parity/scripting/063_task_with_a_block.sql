-- source: Snowflake documentation, "CREATE TASK"; multi-statement requests
-- case: scripting.md 17 case 63
-- needs: virtual clock

CREATE TABLE v (value INT);

CREATE TASK tk SCHEDULE = '1 MINUTE' AS BEGIN INSERT INTO v VALUES (1); INSERT INTO v VALUES (2); END;

SHOW TASKS;

SELECT "name", "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | state
TK | suspended

SELECT COUNT(*) AS n FROM v;
----
N
0

EXECUTE TASK tk;

-- advance 1 minute
SELECT COUNT(*) AS n FROM v;
----
N
2
