-- source: Snowflake documentation, "ALTER TASK", "Create a sequence of tasks with a task graph"
-- case: found case 223
-- needs: virtual clock

-- advance to 2026-01-05 09:00:00
CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

USE WAREHOUSE compute_wh;

CREATE TABLE log (x VARCHAR);

CREATE TASK r1 WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK r2 WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK c1 WAREHOUSE = wh AFTER r2 AS SELECT 1;

-- one that is there already is added to no effect
ALTER TASK c1 ADD AFTER r2;

ALTER TASK c1 REMOVE AFTER r1;
----
error: Task C1 does not have predecessor R1.

ALTER TASK c1 SET TASK_AUTO_RETRY_ATTEMPTS = 2;
----
error: Cannot set parameter TASK_AUTO_RETRY_ATTEMPTS on non-root task C1. Non-root tasks use the parameter setting from their root task. Please set this on the root task for this task instead.

-- without its last predecessor a task stands alone
ALTER TASK c1 REMOVE AFTER r2;

SHOW TASKS LIKE 'c1';

SELECT "predecessors", "state", "last_suspended_reason" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
predecessors | state | last_suspended_reason
[] | suspended | CHILD_BECAME_ROOT

CREATE TASK f WAREHOUSE = wh FINALIZE = r1 AS SELECT 1;

ALTER TASK f RESUME;

SHOW TASKS;

SELECT "name", "task_relations" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) WHERE "name" IN ('F', 'R1') ORDER BY "name";
----
name | task_relations
F | {"FinalizedRootTask":"DB1.S1.R1","Predecessors":[]}
R1 | {"Predecessors":[],"FinalizerTask":"DB1.S1.F"}

ALTER TASK f UNSET FINALIZE;

SHOW TASKS LIKE 'f';

SELECT "schedule", "state", "last_suspended_reason" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
schedule | state | last_suspended_reason
NULL | suspended | FINALIZER_BECAME_ROOT

-- a dropped root frees its finalizer
ALTER TASK f SET FINALIZE = r1;

DROP TASK r1;

SHOW TASKS LIKE 'f';

SELECT "task_relations" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
task_relations
{"Predecessors":[]}

DROP TASK IF EXISTS r1;

-- a failing finalizer makes the graph run a failed one
CREATE OR REPLACE TASK f WAREHOUSE = wh FINALIZE = r2 AS INSERT INTO nowhere VALUES (1);

ALTER TASK f RESUME;

EXECUTE TASK r2;

-- advance 1 second
SELECT root_task_name, state, first_error_task_name FROM TABLE(INFORMATION_SCHEMA.COMPLETE_TASK_GRAPHS());
----
ROOT_TASK_NAME | STATE | FIRST_ERROR_TASK_NAME
R2 | FAILED | F
