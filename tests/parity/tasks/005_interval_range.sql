-- source: Snowflake documentation, "CREATE TASK", "ALTER TASK"
-- case: tasks.md 19 case 5
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '9 SECONDS' AS SELECT 1;
----
error: Cannot set schedule less than 10 seconds.

CREATE TASK t WAREHOUSE = wh SCHEDULE = '11521 MINUTES' AS SELECT 1;
----
error: Cannot set schedule greater than 11,520 minutes.

CREATE TASK t WAREHOUSE = wh SCHEDULE = '193 H' AS SELECT 1;
----
error: Cannot set schedule greater than 11,520 minutes.

CREATE TASK t WAREHOUSE = wh SCHEDULE = '691201 SECONDS' AS SELECT 1;
----
error: Cannot set schedule greater than 11,520 minutes.

CREATE TASK t1 WAREHOUSE = wh SCHEDULE = '11520 MINUTES' AS SELECT 1;

CREATE TASK t2 WAREHOUSE = wh SCHEDULE = '192 HOURS' AS SELECT 1;

CREATE TASK t3 WAREHOUSE = wh SCHEDULE = '691200 SECONDS' AS SELECT 1;

CREATE TASK t4 WAREHOUSE = wh SCHEDULE = '10 S' AS SELECT 1;

CREATE TASK t5 WAREHOUSE = wh SCHEDULE = '+5 M' AS SELECT 1;

CREATE TASK t6 WAREHOUSE = wh SCHEDULE = '1 Minute' AS SELECT 1;

SHOW TASKS;

SELECT "name", "schedule" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | schedule
T1 | 11520 MINUTES
T2 | 192 HOURS
T3 | 691200 SECONDS
T4 | 10 S
T5 | +5 M
T6 | 1 Minute
