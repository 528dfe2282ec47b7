-- source: Snowflake documentation, "Supported queries for dynamic tables", refresh modes
-- case: dynamic-tables.md 22 case 20
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS SELECT id FROM src EXCEPT SELECT 1;
----
error 002711 (0A000): is defined with REFRESH_MODE = INCREMENTAL, but the query is not supported

SHOW DYNAMIC TABLES;

SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name
