-- source: Snowflake documentation, "CREATE DYNAMIC TABLE"
-- case: dynamic-tables.md 22 case 14
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT 1/(id-1) AS x FROM src;
----
error: Division by zero

SHOW DYNAMIC TABLES LIKE 'D';

SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name
