-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 50
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK a WAREHOUSE = wh AFTER r AS SELECT 1;

CREATE TASK b WAREHOUSE = wh AFTER a AS SELECT 1;

ALTER TASK b RESUME;

DROP TASK a;

SHOW TASKS LIKE 'b';

SELECT "name", "predecessors", "state", "last_suspended_reason" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | predecessors | state | last_suspended_reason
B | [] | suspended | CHILD_BECAME_ROOT
