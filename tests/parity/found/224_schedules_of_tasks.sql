-- source: Snowflake documentation, "CREATE TASK" (SCHEDULE), "ALTER TASK"
-- case: found case 224
-- needs: virtual clock

-- advance to 2026-01-05 09:00:00
CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

USE WAREHOUSE compute_wh;

CREATE TABLE log (x VARCHAR);

-- an interval counts from RESUME, whatever was set meanwhile; the text is shown as written
CREATE TASK t WAREHOUSE = wh SCHEDULE = '+5 m' AS SELECT 1;

ALTER TASK t RESUME;

-- advance 7 minutes
ALTER TASK t SUSPEND;

ALTER TASK t SET SCHEDULE = '10 Minutes  ';

ALTER TASK t RESUME;

SHOW TASKS LIKE 't';

SELECT '>' || "schedule" || '<' AS schedule FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
SCHEDULE
>10 Minutes  <

-- advance 25 minutes
SELECT TO_VARCHAR(CONVERT_TIMEZONE('UTC', scheduled_time), 'HH24:MI') AS due FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
DUE
09:05
09:17
09:27

ALTER TASK t SUSPEND;

-- a step larger than its range gives the first value; blanks and the case of the zone do not matter
ALTER TASK t SET SCHEDULE = 'USING CRON  */61   * * * *   utc';

ALTER TASK t RESUME;

-- advance to 2026-01-05 10:30:00
SELECT TO_VARCHAR(CONVERT_TIMEZONE('UTC', MAX(scheduled_time)), 'HH24:MI') AS due FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED';
----
DUE
10:00

ALTER TASK t SUSPEND;

ALTER TASK t SET SCHEDULE = 'USING CRON 0 0 * * * +01:00';
----
error: is not a recognized time zone

ALTER TASK t SET SCHEDULE = 'USING CRON 0 7 * * * Etc/GMT+5';

ALTER TASK t RESUME;

-- advance to 2026-01-05 13:00:00
SELECT TO_VARCHAR(CONVERT_TIMEZONE('UTC', MAX(scheduled_time)), 'HH24:MI') AS due FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED';
----
DUE
12:00

-- neither a schedule nor a stream: it runs when it is asked to
CREATE TASK idle WAREHOUSE = wh AS INSERT INTO log VALUES ('asked');

ALTER TASK idle RESUME;

-- advance 1 day
SELECT COUNT(*) AS n FROM log;
----
N
0

EXECUTE TASK idle;

-- advance 1 second
SELECT COUNT(*) AS n FROM log;
----
N
1
