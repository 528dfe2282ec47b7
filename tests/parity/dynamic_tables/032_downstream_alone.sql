-- source: Snowflake documentation, "Dynamic table target lag", "Data consistency and pipeline boundaries"
-- case: dynamic-tables.md 22 case 32
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id FROM src;

INSERT INTO src VALUES (3,30);

-- advance 23 hours
SELECT refresh_trigger, refresh_action, state
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp;
----
REFRESH_TRIGGER | REFRESH_ACTION | STATE
CREATION | INCREMENTAL | SUCCEEDED
