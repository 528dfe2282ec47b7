-- source: Snowflake documentation, "SHOW TASKS", "TASK_HISTORY", "COMPLETE_TASK_GRAPHS", "TASK_DEPENDENTS"
-- case: tasks.md 19 case 69
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' SUSPEND_TASK_AFTER_NUM_FAILURES = 1 AS CALL SYSTEM$WAIT(10, 'MINUTES');

ALTER TASK t RESUME;

-- advance 90 seconds
SELECT SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS('t') AS answer;
----
ANSWER
~Marked 1 task runs for cancellation\. It may take a few seconds for cancellation to complete\. Query ids canceled: \[.*\]

-- advance 1 second
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
CANCELLED

SHOW TASKS LIKE 't';

SELECT "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
state
started

SELECT SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS('t') AS answer;
----
ANSWER
~Task .*T has no currently running executions\. If the task was dropped or replaced after a previous execution started, use SYSTEM\$CANCEL_QUERY along with the query id to cancel the run\.
