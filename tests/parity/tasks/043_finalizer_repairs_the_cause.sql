-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 43
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' TASK_AUTO_RETRY_ATTEMPTS = 1 AS SELECT 1;

CREATE TASK c WAREHOUSE = wh AFTER r AS INSERT INTO repaired VALUES (1);

CREATE TASK f WAREHOUSE = wh FINALIZE = r AS CREATE TABLE IF NOT EXISTS repaired (i INT);

ALTER TASK c RESUME;

ALTER TASK f RESUME;

EXECUTE TASK r;

-- advance 1 minute
SELECT name, attempt_number, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'C')) ORDER BY attempt_number;
----
NAME | ATTEMPT_NUMBER | STATE
C | 1 | FAILED
C | 2 | SUCCEEDED
