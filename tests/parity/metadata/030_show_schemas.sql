-- source: Snowflake documentation, "SHOW <objects>"
-- case: metadata.md 11 case 30

SHOW SCHEMAS;

SELECT "name", "is_current" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | is_current
INFORMATION_SCHEMA | N
PUBLIC | N
S1 | Y
