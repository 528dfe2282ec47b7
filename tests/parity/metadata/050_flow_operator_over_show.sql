-- source: Snowflake documentation, "RESULT_SCAN", "Flow operators"
-- case: metadata.md 11 case 50

CREATE TABLE t (a INT);

CREATE TABLE u (a INT);

SHOW TABLES ->> SELECT "name" FROM $1 WHERE "kind" = 'TABLE';
----
name
T
U
