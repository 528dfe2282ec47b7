-- source: Snowflake documentation, "Overview of warehouses", "Understanding compute cost"
-- case: tasks.md 19 case 71
-- fixture: nine
-- needs: virtual clock

CREATE WAREHOUSE twice INITIALLY_SUSPENDED = TRUE;

USE WAREHOUSE compute_wh;

ALTER WAREHOUSE wh RESUME;

ALTER WAREHOUSE twice RESUME;

-- advance 10 seconds
ALTER WAREHOUSE twice SUSPEND;

-- advance 10 seconds
ALTER WAREHOUSE twice RESUME;

-- advance 10 seconds
ALTER WAREHOUSE twice SUSPEND;

ALTER WAREHOUSE wh SUSPEND;

-- advance 2 hours
SELECT warehouse_name, ROUND(SUM(credits_used_compute), 3) AS credits FROM TABLE(INFORMATION_SCHEMA.WAREHOUSE_METERING_HISTORY(DATEADD('day', -1, CURRENT_DATE())))
WHERE warehouse_name IN ('WH', 'TWICE') GROUP BY warehouse_name ORDER BY warehouse_name;
----
WAREHOUSE_NAME | CREDITS
TWICE | 0.033
WH | 0.017
