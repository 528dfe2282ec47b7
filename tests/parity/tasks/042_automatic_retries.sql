-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 42
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' TASK_AUTO_RETRY_ATTEMPTS = 2 SUSPEND_TASK_AFTER_NUM_FAILURES = 2 AS SELECT 1;

CREATE TASK c WAREHOUSE = wh AFTER r AS INSERT INTO nope VALUES (1);

ALTER TASK c RESUME;

ALTER TASK r RESUME;

-- advance 61 minutes
SELECT name, attempt_number, scheduled_from, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) WHERE state <> 'SCHEDULED' ORDER BY name, attempt_number;
----
NAME | ATTEMPT_NUMBER | SCHEDULED_FROM | STATE
C | 1 | SCHEDULE | FAILED
C | 2 | AUTOMATIC RETRY | FAILED
C | 3 | AUTOMATIC RETRY | FAILED
R | 1 | SCHEDULE | SUCCEEDED

SHOW TASKS LIKE 'r';

SELECT "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
state
started
