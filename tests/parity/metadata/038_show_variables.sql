-- source: Snowflake documentation, "SHOW <objects>"
-- case: metadata.md 11 case 38

SET (min, max) = (40, 70);

SHOW VARIABLES;

SELECT "name", "value", "type" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | value | type
MAX | 70 | fixed
MIN | 40 | fixed
