-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 36
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK a WAREHOUSE = wh AFTER r AS SELECT 1;

CREATE TASK b WAREHOUSE = wh AFTER r AS INSERT INTO nope VALUES (1);

CREATE TASK c WAREHOUSE = wh AFTER a, b AS SELECT 1;

ALTER TASK a RESUME;

ALTER TASK c RESUME;

EXECUTE TASK r;

-- advance 1 minute
SELECT name, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) WHERE state <> 'SCHEDULED' ORDER BY name, scheduled_time, attempt_number;
----
NAME | STATE
A | SUCCEEDED
C | SUCCEEDED
R | SUCCEEDED

SELECT root_task_name, state FROM TABLE(INFORMATION_SCHEMA.COMPLETE_TASK_GRAPHS());
----
ROOT_TASK_NAME | STATE
R | SUCCEEDED
