-- source: Snowflake documentation, "CREATE TASK", usage notes
-- case: tasks.md 19 case 82
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK c WAREHOUSE = wh AFTER r AS SELECT 1;

ALTER TASK c RESUME;

GRANT OWNERSHIP ON TASK c TO ROLE sysadmin;

SHOW TASKS LIKE 'c';

SELECT "predecessors", "state", "last_suspended_reason" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
predecessors | state | last_suspended_reason
[] | suspended | GRANT_OWNERSHIP
