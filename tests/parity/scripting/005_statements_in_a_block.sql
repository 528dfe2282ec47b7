-- source: Snowflake documentation, "Snowflake Scripting blocks"
-- case: scripting.md 17 case 5

CREATE TABLE t (i INT);

BEGIN INSERT INTO t VALUES (1); SELECT 1; END;
----
anonymous block
NULL

SELECT COUNT(*) AS n FROM t;
----
N
1
