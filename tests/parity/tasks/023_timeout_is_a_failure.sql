-- source: Snowflake documentation, "Introduction to tasks"
-- case: tasks.md 19 case 23
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' USER_TASK_TIMEOUT_MS = 1000 SUSPEND_TASK_AFTER_NUM_FAILURES = 2 AS CALL SYSTEM$WAIT(5);

ALTER TASK t RESUME;

-- advance 5 minutes
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
FAILED
FAILED_AND_AUTO_SUSPENDED
