-- source: Snowflake documentation, "Working with resource monitors"
-- case: tasks.md 19 case 74
-- fixture: nine
-- needs: virtual clock

CREATE RESOURCE MONITOR rm WITH CREDIT_QUOTA = 1 TRIGGERS ON 100 PERCENT DO SUSPEND;

ALTER WAREHOUSE wh SET RESOURCE_MONITOR = rm AUTO_SUSPEND = 0;

ALTER WAREHOUSE wh RESUME;

-- advance 61 minutes
SHOW WAREHOUSES LIKE 'wh';

SELECT "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
state
SUSPENDED

USE WAREHOUSE wh;

SELECT * FROM log;
----
error

ALTER WAREHOUSE wh RESUME;
----
error

ALTER RESOURCE MONITOR rm SET CREDIT_QUOTA = 5;

ALTER WAREHOUSE wh RESUME;
