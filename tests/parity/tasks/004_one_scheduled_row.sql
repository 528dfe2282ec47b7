-- source: Snowflake documentation, "CREATE TASK", "ALTER TASK"
-- case: tasks.md 19 case 4
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS INSERT INTO log VALUES ('a');

-- advance 3 minutes
ALTER TASK t RESUME;

SELECT state, TO_VARCHAR(CONVERT_TIMEZONE('UTC', scheduled_time), 'HH24:MI') AS due, query_id
FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T'));
----
STATE | DUE | QUERY_ID
SCHEDULED | 09:13 | NULL

ALTER TASK t SUSPEND;

SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T'));
----
STATE
