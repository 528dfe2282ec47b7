-- source: Snowflake documentation, "CREATE TASK", "ALTER TASK"
-- case: tasks.md 19 case 1
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS INSERT INTO log VALUES ('a');
----
status
Task T successfully created.

SHOW TASKS;

SELECT "name", "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | state
T | suspended

-- advance 1 hour
SELECT x FROM log ORDER BY x;
----
X
