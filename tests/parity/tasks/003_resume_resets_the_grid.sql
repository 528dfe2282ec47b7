-- source: Snowflake documentation, "CREATE TASK", "ALTER TASK"
-- case: tasks.md 19 case 3
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS INSERT INTO log VALUES ('a');

-- advance 3 minutes
ALTER TASK t RESUME;

-- advance to 2026-01-05 09:35:00
ALTER TASK t SUSPEND;

-- advance to 2026-01-05 09:36:00
ALTER TASK t RESUME;

-- advance to 2026-01-05 09:46:00
SELECT state, TO_VARCHAR(CONVERT_TIMEZONE('UTC', scheduled_time), 'HH24:MI') AS due
FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE | DUE
SUCCEEDED | 09:13
SUCCEEDED | 09:23
SUCCEEDED | 09:33
SUCCEEDED | 09:46
