-- source: Snowflake documentation, "CREATE DYNAMIC TABLE"
-- case: dynamic-tables.md 22 case 17
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

CREATE DYNAMIC TABLE IF NOT EXISTS d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM src;
----
status
D already exists, statement succeeded.

SELECT * FROM d ORDER BY id;
----
ID | W
1 | 20
2 | 40

SELECT refresh_trigger, refresh_action, state
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp;
----
REFRESH_TRIGGER | REFRESH_ACTION | STATE
CREATION | INCREMENTAL | SUCCEEDED
