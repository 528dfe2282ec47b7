-- source: Snowflake documentation, "Introduction to tasks"
-- case: tasks.md 19 case 17
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS SELECT 1;

CREATE TASK c WAREHOUSE = wh AFTER r AS SELECT 1;

EXECUTE TASK c;
----
error: Execute task cannot be called on non-root task DB1.S1.C. Call EXECUTE TASK on the root task of its graph instead.

ALTER TASK c RESUME;

EXECUTE TASK c;
----
error: Execute task cannot be called on non-root task DB1.S1.C. Call EXECUTE TASK on the root task of its graph instead.
