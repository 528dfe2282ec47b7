-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", "Understanding dynamic table refresh"
-- case: dynamic-tables.md 22 case 10
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

-- advance 20 seconds
ALTER DYNAMIC TABLE d REFRESH;

SELECT refresh_trigger, refresh_action, state, DATEDIFF('second', '2026-01-05 08:00:00 +0000'::TIMESTAMP_TZ, data_timestamp) AS seconds
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp;
----
REFRESH_TRIGGER | REFRESH_ACTION | STATE | SECONDS
CREATION | INCREMENTAL | SUCCEEDED | 0
MANUAL | NO_DATA | SUCCEEDED | 20

SHOW DYNAMIC TABLES LIKE 'd';

SELECT DATEDIFF('second', '2026-01-05 08:00:00 +0000'::TIMESTAMP_TZ, "data_timestamp") AS seconds FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
SECONDS
20
