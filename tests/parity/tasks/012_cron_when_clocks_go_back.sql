-- source: Snowflake documentation, "CREATE TASK", cron expressions
-- case: tasks.md 19 case 12
-- fixture: nine
-- needs: virtual clock

-- advance to 2026-10-31 12:00:00
CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 0 1 * * * America/Los_Angeles' AS INSERT INTO log VALUES ('a');

ALTER TASK t RESUME;

-- advance to 2026-11-02 12:00:00
SELECT state, TO_VARCHAR(CONVERT_TIMEZONE('UTC', scheduled_time), 'MM-DD HH24:MI') AS due
FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE | DUE
SUCCEEDED | 11-01 08:00
SUCCEEDED | 11-01 09:00
SUCCEEDED | 11-02 09:00
