-- source: Snowflake documentation, "Triggered tasks"
-- case: tasks.md 19 case 31
-- fixture: nine
-- needs: virtual clock

CREATE TABLE base (x VARCHAR);

CREATE STREAM s ON TABLE base;

CREATE TASK t WAREHOUSE = wh WHEN SYSTEM$STREAM_HAS_DATA('s') AS INSERT INTO log SELECT x FROM s;

INSERT INTO base VALUES ('a');

-- advance 10 minutes
ALTER TASK t RESUME;

-- advance 1 second
SELECT state, TO_VARCHAR(CONVERT_TIMEZONE('UTC', scheduled_time), 'HH24:MI:SS') AS due
FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE | DUE
SUCCEEDED | 09:10:00

SELECT x FROM log ORDER BY x;
----
X
a
