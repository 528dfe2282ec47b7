-- source: Snowflake documentation, "Supported queries for dynamic tables", refresh modes
-- case: dynamic-tables.md 22 case 26
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, RANDOM() AS r FROM src;

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "refresh_mode" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
refresh_mode
FULL

CREATE DYNAMIC TABLE di TARGET_LAG = '1 minute' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS SELECT id, RANDOM() AS r FROM src;
----
error
