-- source: Snowflake documentation, "Create a sequence of tasks with a task graph" (observed)
-- case: tasks.md 19 case 41
-- fixture: nine
-- needs: virtual clock

CREATE TASK r1 WAREHOUSE = wh AS SELECT 1;

CREATE TASK c1 WAREHOUSE = wh AFTER r1 AS SELECT 1;

CREATE TASK f1 WAREHOUSE = wh FINALIZE = r1 AS SELECT 1;

CREATE TASK r2 WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK f2 WAREHOUSE = wh FINALIZE = r1 AS SELECT 1;
----
error: Finalize target R1 already have finalizer.

CREATE TASK f3 WAREHOUSE = wh SCHEDULE = '1 HOUR' FINALIZE = r2 AS SELECT 1;
----
error: Task F3 cannot have a schedule and be a finalizer task.

CREATE TASK f5 WAREHOUSE = wh FINALIZE = r2 AFTER c1 AS SELECT 1;
----
error: Task DB1.S1.F5 cannot have predecessors as a finalizer task.

CREATE TASK c2 WAREHOUSE = wh AFTER f1 AS SELECT 1;
----
error: Task DB1.S1.F1 cannot have children as a finalizer task.

CREATE TASK f2 WAREHOUSE = wh FINALIZE = no_such_task AS SELECT 1;
----
error: Invalid finalized root task NO_SUCH_TASK was specified.

CREATE TASK f2 WAREHOUSE = wh FINALIZE = c1 AS SELECT 1;
----
error: Task DB1.S1.F2 cannot finalize a non-root task DB1.S1.C1.

CREATE SCHEMA s2;

CREATE TASK r9 WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

USE SCHEMA s1;

CREATE TASK f2 WAREHOUSE = wh FINALIZE = s2.r9 AS SELECT 1;
----
error: Cannot finalize graph S2.R9 in a different schema.

ALTER TASK r2 SET FINALIZE = r2;
----
error: Task R2 cannot finalize itself.

ALTER TASK r1 ADD AFTER r2;
----
error: This task has a finalizer and cannot be made a child task. Please remove the finalizer before adding a predecessor.

CREATE OR REPLACE TASK r1 WAREHOUSE = wh AFTER r2 AS SELECT 1;
----
error: Cannot replace task DB1.S1.R1 with a non-root task because it has a finalizer task. Please remove the finalizer task first.
