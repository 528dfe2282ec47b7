-- source: Snowflake documentation, "CREATE DYNAMIC TABLE"
-- case: dynamic-tables.md 22 case 16
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

-- advance 10 seconds
CREATE OR REPLACE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

SELECT refresh_trigger, refresh_action, state
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp DESC LIMIT 1;
----
REFRESH_TRIGGER | REFRESH_ACTION | STATE
CREATION | REINITIALIZE | SUCCEEDED
