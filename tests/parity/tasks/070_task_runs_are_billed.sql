-- source: Snowflake documentation, "Overview of warehouses", "Understanding compute cost"
-- case: tasks.md 19 case 70
-- fixture: nine
-- needs: virtual clock

ALTER WAREHOUSE wh SET AUTO_SUSPEND = 60;

CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS INSERT INTO log SELECT SYSTEM$WAIT(5);

ALTER TASK t RESUME;

-- advance 25 minutes
ALTER TASK t SUSPEND;

-- advance 2 hours
SELECT ROUND(SUM(credits_used_compute), 3) AS credits FROM TABLE(INFORMATION_SCHEMA.WAREHOUSE_METERING_HISTORY(DATE_RANGE_START => DATEADD('day', -1, CURRENT_DATE()), WAREHOUSE_NAME => 'WH'));
----
CREDITS
0.036
