-- source: Snowflake documentation, "Introduction to tasks"
-- case: tasks.md 19 case 15
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS CALL SYSTEM$WAIT(15, 'MINUTES');

ALTER TASK t RESUME;

-- advance to 2026-01-05 10:06:00
SELECT state, TO_VARCHAR(CONVERT_TIMEZONE('UTC', scheduled_time), 'HH24:MI') AS due
FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE | DUE
SUCCEEDED | 09:10
SUCCEEDED | 09:30
SUCCEEDED | 09:50
