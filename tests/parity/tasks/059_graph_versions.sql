-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 59
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS CALL SYSTEM$WAIT(5, 'MINUTES');

CREATE TASK c WAREHOUSE = wh AFTER r AS INSERT INTO log VALUES ('1 old');

ALTER TASK c RESUME;

ALTER TASK r RESUME;

-- advance 11 minutes
ALTER TASK r SUSPEND;

ALTER TASK c MODIFY AS INSERT INTO log VALUES ('2 new');

-- advance 10 minutes
SELECT x FROM log ORDER BY x;
----
X
1 old

ALTER TASK r RESUME;

-- advance 16 minutes
SELECT x FROM log ORDER BY x;
----
X
1 old
2 new

SELECT graph_version, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'C')) WHERE state <> 'SCHEDULED' ORDER BY graph_version;
----
GRAPH_VERSION | STATE
1 | SUCCEEDED
2 | SUCCEEDED
