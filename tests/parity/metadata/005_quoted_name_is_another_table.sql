-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account
-- case: metadata.md 11 case 5

CREATE TABLE t (a INT);

CREATE TABLE "t" (a INT);
----
status
Table t successfully created.

SHOW TABLES;

SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name
T
t
