-- source: Snowflake documentation, "Dynamic table target lag", "Data consistency and pipeline boundaries"
-- case: dynamic-tables.md 22 case 33
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE a TARGET_LAG = '10 minutes' WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE b TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id FROM a;

-- advance 20 minutes
SELECT name, DATEDIFF('second', '2026-01-05 08:00:00 +0000'::TIMESTAMP_TZ, data_timestamp) AS seconds
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY()) WHERE refresh_trigger = 'SCHEDULED' ORDER BY name, seconds;
----
NAME | SECONDS
A | 384
A | 768
A | 1152
