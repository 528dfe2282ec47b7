-- source: Snowflake documentation, "CREATE TASK", WHEN
-- case: tasks.md 19 case 26
-- fixture: nine
-- needs: virtual clock

CREATE TABLE base (x VARCHAR);

CREATE STREAM s ON TABLE base;

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' WHEN SYSTEM$STREAM_HAS_DATA('s') AS SELECT COUNT(*) FROM s;

INSERT INTO base VALUES ('a');

ALTER TASK t RESUME;

-- advance 3 minutes
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
SUCCEEDED
SUCCEEDED
SUCCEEDED

SELECT COUNT(*) AS n FROM s;
----
N
1
