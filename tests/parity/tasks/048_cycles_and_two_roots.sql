-- source: Snowflake documentation, "Create a sequence of tasks with a task graph" (observed)
-- case: tasks.md 19 case 48
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK a WAREHOUSE = wh AFTER r AS SELECT 1;

CREATE TASK b WAREHOUSE = wh AFTER a AS SELECT 1;

ALTER TASK a ADD AFTER b;

ALTER TASK r RESUME;
----
error: Graph has at least one cycle containing task

CREATE TASK r1 WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK r2 WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK common WAREHOUSE = wh AFTER r1, r2 AS SELECT 1;

ALTER TASK r1 RESUME;
----
error: The graph has more than one root task (one without predecessors)

ALTER TASK r2 RESUME;
----
error: The graph has more than one root task (one without predecessors)
