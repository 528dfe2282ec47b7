-- source: Snowflake documentation, "Manage dynamic tables", suspension
-- case: dynamic-tables.md 22 case 46
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

ALTER DYNAMIC TABLE d SUSPEND;

INSERT INTO src VALUES (3,30);

-- advance 10 minutes
ALTER DYNAMIC TABLE d REFRESH;

SELECT COUNT(*) AS n FROM d;
----
N
3

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "scheduling_state", DATEDIFF('second', '2026-01-05 08:00:00 +0000'::TIMESTAMP_TZ, "last_suspended_on") AS seconds FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
scheduling_state | SECONDS
SUSPENDED | 0
