-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", "Understanding dynamic table refresh"
-- case: dynamic-tables.md 22 case 1
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

SELECT * FROM d ORDER BY id;
----
ID | W
1 | 20
2 | 40

SELECT refresh_trigger, refresh_action, state, DATEDIFF('second', '2026-01-05 08:00:00 +0000'::TIMESTAMP_TZ, data_timestamp) AS seconds
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp;
----
REFRESH_TRIGGER | REFRESH_ACTION | STATE | SECONDS
CREATION | INCREMENTAL | SUCCEEDED | 0
