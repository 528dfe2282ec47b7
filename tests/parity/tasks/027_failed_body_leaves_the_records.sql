-- source: Snowflake documentation, "CREATE TASK", WHEN
-- case: tasks.md 19 case 27
-- fixture: nine
-- needs: virtual clock

CREATE TABLE base (x VARCHAR);

CREATE STREAM s ON TABLE base;

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' WHEN SYSTEM$STREAM_HAS_DATA('s') AS INSERT INTO target SELECT x FROM s;

INSERT INTO base VALUES ('a');

ALTER TASK t RESUME;

-- advance 1 minute
INSERT INTO base VALUES ('b');

CREATE TABLE target (x VARCHAR);

-- advance 1 minute
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
FAILED
SUCCEEDED

SELECT x FROM target ORDER BY x;
----
X
a
b
