-- source: Snowflake documentation, "Dynamic table target lag", "Data consistency and pipeline boundaries"
-- case: dynamic-tables.md 22 case 38
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE a TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE b TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM a;

-- advance 10 seconds
INSERT INTO src VALUES (3,30);

ALTER DYNAMIC TABLE b REFRESH;

SELECT COUNT(*) AS n FROM b;
----
N
3

-- advance 10 seconds
INSERT INTO src VALUES (4,40);

ALTER DYNAMIC TABLE a REFRESH;

SELECT COUNT(*) AS n FROM a;
----
N
4

SELECT COUNT(*) AS n FROM b;
----
N
3

SELECT name, DATEDIFF('second', '2026-01-05 08:00:00 +0000'::TIMESTAMP_TZ, data_timestamp) AS seconds
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY()) WHERE refresh_trigger = 'MANUAL' ORDER BY name, seconds;
----
NAME | SECONDS
A | 10
A | 20
B | 10
