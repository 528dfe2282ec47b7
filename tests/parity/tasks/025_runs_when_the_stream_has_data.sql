-- source: Snowflake documentation, "CREATE TASK", WHEN
-- case: tasks.md 19 case 25
-- fixture: nine
-- needs: virtual clock

CREATE TABLE base (x VARCHAR);

CREATE STREAM s ON TABLE base;

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' WHEN SYSTEM$STREAM_HAS_DATA('s') AS INSERT INTO log SELECT x FROM s;

ALTER TASK t RESUME;

-- advance 2 minutes
INSERT INTO base VALUES ('a');

-- advance 1 minute
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
SKIPPED
SKIPPED
SUCCEEDED

-- advance 1 minute
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
SKIPPED
SKIPPED
SUCCEEDED
SKIPPED

SELECT x FROM log ORDER BY x;
----
X
a
