-- source: Snowflake documentation, "Introduction to tasks"
-- case: tasks.md 19 case 20
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' AS INSERT INTO nope VALUES (1);

CREATE TASK never WAREHOUSE = wh SCHEDULE = '1 MINUTE' SUSPEND_TASK_AFTER_NUM_FAILURES = 0 AS INSERT INTO nope VALUES (1);

ALTER TASK t RESUME;

ALTER TASK never RESUME;

-- advance 1 hour
SELECT name, COUNT(*) AS n FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(RESULT_LIMIT => 1000)) WHERE state <> 'SCHEDULED' GROUP BY name ORDER BY name;
----
NAME | N
NEVER | 60
T | 10

SHOW TASKS;

SELECT "name", "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | state
NEVER | started
T | suspended
