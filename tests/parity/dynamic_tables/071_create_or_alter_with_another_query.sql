-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", "ALTER DYNAMIC TABLE"
-- case: dynamic-tables.md 22 case 71
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

CREATE OR ALTER DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 3 AS w FROM src;

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

-- advance 50 seconds
SELECT refresh_trigger, refresh_action, state
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp;
----
REFRESH_TRIGGER | REFRESH_ACTION | STATE
CREATION | INCREMENTAL | SUCCEEDED
SCHEDULED | REINITIALIZE | SUCCEEDED

SELECT * FROM d ORDER BY id;
----
ID | W
1 | 30
2 | 60
