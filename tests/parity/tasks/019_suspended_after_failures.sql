-- source: Snowflake documentation, "Introduction to tasks"
-- case: tasks.md 19 case 19
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' SUSPEND_TASK_AFTER_NUM_FAILURES = 3 AS INSERT INTO nope VALUES (1);

ALTER TASK t RESUME;

-- advance 10 minutes
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
FAILED
FAILED
FAILED_AND_AUTO_SUSPENDED

SHOW TASKS LIKE 't';

SELECT "state", "last_suspended_reason" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
state | last_suspended_reason
suspended | SUSPENDED_DUE_TO_ERRORS
