-- source: Snowflake documentation, "RESULT_SCAN", "Flow operators"
-- case: metadata.md 11 case 49

CREATE TABLE t (a INT);

CREATE TABLE u (a INT);

SHOW TABLES;

SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name
T
U
