-- source: Snowflake documentation, "CREATE TASK", cron expressions
-- case: tasks.md 19 case 14
-- fixture: nine
-- needs: virtual clock

ALTER SESSION SET TIMEZONE = 'Asia/Tokyo';

CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 0 12 * * * UTC' AS INSERT INTO log VALUES ('a');

ALTER TASK t RESUME;

-- advance to 2026-01-05 12:00:00
SELECT state, TO_VARCHAR(CONVERT_TIMEZONE('UTC', scheduled_time), 'HH24:MI') AS due
FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE | DUE
SUCCEEDED | 12:00
