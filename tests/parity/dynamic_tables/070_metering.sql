-- source: Snowflake documentation, "Understanding costs for dynamic tables"
-- case: dynamic-tables.md 22 case 70
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

ALTER WAREHOUSE wh SET AUTO_SUSPEND = 60;

-- advance 3 hours
SET before = (SELECT COALESCE(SUM(credits_used_compute), 0)::NUMBER(12,6) FROM TABLE(INFORMATION_SCHEMA.WAREHOUSE_METERING_HISTORY(DATE_RANGE_START => DATEADD('day', -1, CURRENT_DATE()), WAREHOUSE_NAME => 'WH')));

-- advance 480 seconds
SHOW WAREHOUSES LIKE 'wh';

SELECT "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
state
SUSPENDED

INSERT INTO src VALUES (3,30);

-- advance 48 seconds
SHOW WAREHOUSES LIKE 'wh';

SELECT "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
state
STARTED

-- advance 3 hours
SELECT SUM(credits_used_compute)::NUMBER(12,6) - $before BETWEEN 0.016 AND 0.036 AS one_minimum FROM TABLE(INFORMATION_SCHEMA.WAREHOUSE_METERING_HISTORY(DATE_RANGE_START => DATEADD('day', -1, CURRENT_DATE()), WAREHOUSE_NAME => 'WH'));
----
ONE_MINIMUM
TRUE
