-- source: Snowflake documentation, "Introduction to tasks"
-- case: tasks.md 19 case 21
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' SUSPEND_TASK_AFTER_NUM_FAILURES = 3 AS INSERT INTO sometimes VALUES (1);

ALTER TASK t RESUME;

-- advance 2 minutes
CREATE TABLE sometimes (i INT);

-- advance 1 minute
DROP TABLE sometimes;

-- advance 2 minutes
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
FAILED
FAILED
SUCCEEDED
FAILED
FAILED

SHOW TASKS LIKE 't';

SELECT "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
state
started
