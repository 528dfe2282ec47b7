-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 37
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK a WAREHOUSE = wh AFTER r AS SELECT 1;

CREATE TASK b WAREHOUSE = wh AFTER a AS SELECT 1;

ALTER TASK b RESUME;

EXECUTE TASK r;

-- advance 1 minute
SELECT name, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) WHERE state <> 'SCHEDULED' ORDER BY name, scheduled_time, attempt_number;
----
NAME | STATE
R | SUCCEEDED
