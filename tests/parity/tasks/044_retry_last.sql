-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 44
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS INSERT INTO log VALUES ('r');

CREATE TASK c WAREHOUSE = wh AFTER r AS INSERT INTO late VALUES (1);

ALTER TASK c RESUME;

EXECUTE TASK r;

-- advance 1 minute
CREATE TABLE late (i INT);

EXECUTE TASK r RETRY LAST;

-- advance 1 minute
SELECT name, attempt_number, scheduled_from, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) ORDER BY name, attempt_number;
----
NAME | ATTEMPT_NUMBER | SCHEDULED_FROM | STATE
C | 1 | EXECUTE_TASK | FAILED
C | 2 | MANUAL RETRY | SUCCEEDED
R | 1 | EXECUTE_TASK | SUCCEEDED

EXECUTE TASK r RETRY LAST;
----
error 091456: had no failures
