-- source: Snowflake documentation, "CREATE TASK", WHEN
-- case: tasks.md 19 case 24
-- fixture: nine
-- needs: virtual clock

CREATE TABLE base (x VARCHAR);

CREATE STREAM s ON TABLE base;

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' WHEN SYSTEM$STREAM_HAS_DATA('s') AS INSERT INTO log SELECT x FROM s;

ALTER TASK t RESUME;

-- advance 2 minutes
SELECT state, error_code, error_message, query_id FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED';
----
STATE | ERROR_CODE | ERROR_MESSAGE | QUERY_ID
SKIPPED | 0040003 | Conditional expression for task evaluated to false. | NULL
SKIPPED | 0040003 | Conditional expression for task evaluated to false. | NULL

SHOW WAREHOUSES LIKE 'wh';

SELECT "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
state
SUSPENDED
