-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 39
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' WHEN 1=2 AS SELECT 1;

CREATE TASK f WAREHOUSE = wh FINALIZE = r AS INSERT INTO log VALUES ('f');

ALTER TASK f RESUME;

EXECUTE TASK r;

-- advance 1 minute
SELECT name, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) WHERE state <> 'SCHEDULED' ORDER BY name, scheduled_time, attempt_number;
----
NAME | STATE
R | SKIPPED

SELECT COUNT(*) AS n FROM TABLE(INFORMATION_SCHEMA.COMPLETE_TASK_GRAPHS());
----
N
0

SELECT x FROM log ORDER BY x;
----
X
