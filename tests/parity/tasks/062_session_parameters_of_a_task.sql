-- source: Snowflake documentation, "Create a sequence of tasks with a task graph"
-- case: tasks.md 19 case 62
-- fixture: nine
-- needs: virtual clock

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 HOUR' TIMESTAMP_OUTPUT_FORMAT = 'YYYY' AS INSERT INTO log SELECT TO_VARCHAR(CURRENT_TIMESTAMP);

EXECUTE TASK t;

-- advance 1 minute
SELECT x FROM log ORDER BY x;
----
X
2026

SELECT LENGTH(TO_VARCHAR(CURRENT_TIMESTAMP)) > 4 AS unaffected;
----
UNAFFECTED
TRUE

SHOW PARAMETERS LIKE 'TIMESTAMP_OUTPUT_FORMAT' IN TASK t;

SELECT "key", "value", "level" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
key | value | level
TIMESTAMP_OUTPUT_FORMAT | YYYY | TASK
