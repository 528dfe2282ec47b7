-- source: Snowflake documentation, "Introduction to tasks"
-- case: tasks.md 19 case 16
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS INSERT INTO log VALUES ('a');

EXECUTE TASK t;
----
*
Task T is scheduled to run immediately.

-- advance 1 minute
SELECT state, scheduled_from FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T'));
----
STATE | SCHEDULED_FROM
SUCCEEDED | EXECUTE_TASK

SELECT x FROM log ORDER BY x;
----
X
a

SHOW TASKS LIKE 't';

SELECT "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
state
suspended
