-- source: Snowflake documentation, "CREATE TASK", WHEN
-- case: tasks.md 19 case 28
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' WHEN CURRENT_TIMESTAMP LIKE '20%' AS SELECT 1;
----
error: Invalid expression for task condition expression. Only some data type conversions and the following functions are allowed: [SYSTEM$GET_PREDECESSOR_RETURN_VALUE, SYSTEM$STREAM_HAS_DATA].

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' WHEN (SELECT 1) = 1 AS SELECT 1;
----
error: Invalid expression for task condition expression.

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' WHEN PARSE_JSON('{}') IS NULL AS SELECT 1;
----
error: Invalid expression for task condition expression.

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' WHEN 1=2 AS SELECT 1;

ALTER TASK t RESUME;

-- advance 1 minute
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
SKIPPED
