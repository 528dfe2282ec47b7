-- source: Snowflake documentation, "CREATE TASK", cron expressions
-- case: tasks.md 19 case 9
-- needs: virtual clock

-- advance to 2026-09-11 13:10:17
CREATE TASK a WAREHOUSE = compute_wh SCHEDULE = 'USING CRON 0 0 1 * MON UTC' AS SELECT 1;

ALTER TASK a RESUME;

CREATE TASK b WAREHOUSE = compute_wh SCHEDULE = 'USING CRON 0 0 */2 * MON UTC' AS SELECT 1;

ALTER TASK b RESUME;

SELECT name, TO_VARCHAR(CONVERT_TIMEZONE('UTC', scheduled_time), 'YYYY-MM-DD HH24:MI') AS due FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) WHERE state = 'SCHEDULED' ORDER BY name;
----
NAME | DUE
A | 2026-09-14 00:00
B | 2026-09-13 00:00
