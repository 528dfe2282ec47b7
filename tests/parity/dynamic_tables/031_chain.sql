-- source: Snowflake documentation, "Dynamic table target lag", "Data consistency and pipeline boundaries"
-- case: dynamic-tables.md 22 case 31
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE a TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE b TARGET_LAG = '2 minutes' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM a;

-- advance 1 second
INSERT INTO src VALUES (3,30);

-- advance 99 seconds
SELECT name, refresh_action, state, DATEDIFF('second', '2026-01-05 08:00:00 +0000'::TIMESTAMP_TZ, data_timestamp) AS seconds
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY()) WHERE refresh_trigger = 'SCHEDULED' ORDER BY name;
----
NAME | REFRESH_ACTION | STATE | SECONDS
A | INCREMENTAL | SUCCEEDED | 96
B | INCREMENTAL | SUCCEEDED | 96
