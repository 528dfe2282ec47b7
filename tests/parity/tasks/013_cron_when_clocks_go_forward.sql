-- source: Snowflake documentation, "CREATE TASK", cron expressions
-- case: tasks.md 19 case 13
-- fixture: nine
-- needs: virtual clock

-- advance to 2026-03-07 12:00:00
CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 0 2 * * * America/Los_Angeles' AS INSERT INTO log VALUES ('a');

ALTER TASK t RESUME;

-- advance to 2026-03-09 12:00:00
SELECT state, TO_VARCHAR(CONVERT_TIMEZONE('UTC', scheduled_time), 'MM-DD HH24:MI') AS due
FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE | DUE
SUCCEEDED | 03-09 09:00
