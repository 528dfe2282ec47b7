-- source: Snowflake documentation, "Introduction to tasks"
-- case: tasks.md 19 case 22
-- fixture: nine
-- needs: virtual clock

CREATE TABLE base (x VARCHAR);

CREATE STREAM s ON TABLE base;

INSERT INTO base VALUES ('a');

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' SUSPEND_TASK_AFTER_NUM_FAILURES = 3 WHEN SYSTEM$STREAM_HAS_DATA('S') AS INSERT INTO nope SELECT x FROM s;

ALTER TASK t RESUME;

-- advance 2 minutes
INSERT INTO log SELECT x FROM s;

-- advance 1 minute
INSERT INTO base VALUES ('b');

-- advance 2 minutes
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
FAILED
FAILED
SKIPPED
FAILED_AND_AUTO_SUSPENDED

SHOW TASKS LIKE 't';

SELECT "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
state
suspended
