-- source: Snowflake documentation, "SHOW TASKS", "TASK_HISTORY", "COMPLETE_TASK_GRAPHS", "TASK_DEPENDENTS"
-- case: tasks.md 19 case 66
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS SELECT 1;

-- advance 3 minutes
ALTER TASK t RESUME;

-- advance 20 minutes
SELECT run_id, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) /* the function's own ORDER BY */;
----
RUN_ID | STATE
1767605580000 | SCHEDULED
1767604980000 | SUCCEEDED
1767604380000 | SUCCEEDED
