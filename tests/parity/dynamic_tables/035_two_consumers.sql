-- source: Snowflake documentation, "Dynamic table target lag", "Data consistency and pipeline boundaries"
-- case: dynamic-tables.md 22 case 35
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE a TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE b TARGET_LAG = '2 minutes' WAREHOUSE = wh AS SELECT id FROM a;

CREATE DYNAMIC TABLE c TARGET_LAG = '10 minutes' WAREHOUSE = wh AS SELECT v FROM a;

-- advance 400 seconds
SELECT name, DATEDIFF('second', '2026-01-05 08:00:00 +0000'::TIMESTAMP_TZ, data_timestamp) AS seconds
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY()) WHERE refresh_trigger = 'SCHEDULED' ORDER BY name, seconds;
----
NAME | SECONDS
A | 96
A | 192
A | 288
A | 384
B | 96
B | 192
B | 288
B | 384
C | 384
