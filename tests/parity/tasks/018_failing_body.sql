-- source: Snowflake documentation, "Introduction to tasks"
-- case: tasks.md 19 case 18
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS INSERT INTO nope VALUES (1);

ALTER TASK t RESUME;

-- advance 10 minutes
SELECT state, error_code, error_message FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED';
----
STATE | ERROR_CODE | ERROR_MESSAGE
FAILED | 002003 | ~.*does not exist or not authorized.*

SELECT x FROM log ORDER BY x;
----
X
