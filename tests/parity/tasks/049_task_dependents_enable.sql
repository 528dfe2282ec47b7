-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 49
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK a WAREHOUSE = wh AFTER r AS SELECT 1;

CREATE TASK b WAREHOUSE = wh AFTER a AS SELECT 1;

CREATE TASK other_root WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK other_child WAREHOUSE = wh AFTER other_root AS SELECT 1;

SELECT SYSTEM$TASK_DEPENDENTS_ENABLE('r');

SHOW TASKS;

SELECT "name", "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | state
A | started
B | started
OTHER_CHILD | suspended
OTHER_ROOT | suspended
R | started
