-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 46
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK c WAREHOUSE = wh AFTER r AS INSERT INTO nope VALUES (1);

ALTER TASK c RESUME;

EXECUTE TASK r;

-- advance 1 minute
ALTER TASK c MODIFY AS SELECT 2;

EXECUTE TASK r RETRY LAST;
----
error
