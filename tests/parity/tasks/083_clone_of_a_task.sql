-- source: Snowflake documentation, "CREATE TASK", usage notes
-- case: tasks.md 19 case 83
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK c WAREHOUSE = wh AFTER r AS SELECT 2;

ALTER TASK c RESUME;

ALTER TASK r RESUME;

CREATE TASK r2 CLONE r;

SHOW TASKS LIKE 'r2';

SELECT "name", "state", "schedule", "definition" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | state | schedule | definition
R2 | suspended | 1 HOUR | SELECT 1

ALTER TASK r SUSPEND;

CREATE TASK c2 CLONE c;

SHOW TASKS LIKE 'c2';

SELECT "name", "state", "predecessors", "definition" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | state | predecessors | definition
C2 | suspended | ["DB1.S1.R"] | SELECT 2
