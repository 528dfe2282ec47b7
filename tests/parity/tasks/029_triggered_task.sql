-- source: Snowflake documentation, "Triggered tasks"
-- case: tasks.md 19 case 29
-- fixture: nine
-- needs: virtual clock

CREATE TABLE base (x VARCHAR);

CREATE STREAM s ON TABLE base;

CREATE TASK t WAREHOUSE = wh WHEN SYSTEM$STREAM_HAS_DATA('s') AS INSERT INTO log SELECT x FROM s;

ALTER TASK t RESUME;

-- advance 1 hour
SELECT COUNT(*) AS n FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state = 'SUCCEEDED';
----
N
0

-- advance to 2026-01-05 10:05:10
INSERT INTO base VALUES ('a');

-- advance 1 second
SELECT TO_VARCHAR(CONVERT_TIMEZONE('UTC', scheduled_time), 'HH24:MI:SS') AS due, scheduled_from
FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state = 'SUCCEEDED';
----
DUE | SCHEDULED_FROM
10:05:10 | TRIGGER

SHOW TASKS LIKE 't';

SELECT "schedule" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
schedule
NULL
