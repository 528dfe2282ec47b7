-- source: Snowflake documentation, "Supported queries for dynamic tables", refresh modes
-- case: dynamic-tables.md 22 case 19
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM src EXCEPT SELECT 1;

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "refresh_mode", "refresh_mode_reason" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
refresh_mode | refresh_mode_reason
FULL | ~.*Unsupported query operator type: SetOperation\[EXCEPT\].*
