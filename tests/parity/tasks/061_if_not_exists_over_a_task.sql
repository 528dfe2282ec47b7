-- source: Snowflake documentation, "Create a sequence of tasks with a task graph" (observed)
-- case: tasks.md 19 case 61
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK IF NOT EXISTS t WAREHOUSE = wh SCHEDULE = '1 HOUR' CONFIG = 'bad' AS SELECT 2;
----
status
T already exists, statement succeeded.

SHOW TASKS LIKE 't';

SELECT "definition", "config" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
definition | config
SELECT 1 | NULL

CREATE TASK IF NOT EXISTS t WAREHOUSE = wh NOT_A_PARAM = 1 AS SELECT 2;
----
error: invalid property 'NOT_A_PARAM' for 'TASK'
