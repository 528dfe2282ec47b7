-- source: Snowflake documentation, "Create a sequence of tasks with a task graph" (observed)
-- case: tasks.md 19 case 47
-- fixture: nine
-- needs: virtual clock

CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK c WAREHOUSE = wh AFTER r AS SELECT 1;

ALTER TASK c RESUME;

ALTER TASK r RESUME;

ALTER TASK c SUSPEND;
----
error 091421 (22000): Unable to update graph with root task DB1.S1.R since that root task is not suspended.

ALTER TASK r SET COMMENT = 'x';
----
error 091421 (22000): Unable to update graph with root task DB1.S1.R since that root task is not suspended.

CREATE TASK n WAREHOUSE = wh AFTER r AS SELECT 1;
----
error 091421 (22000): Unable to update graph with root task DB1.S1.R since that root task is not suspended.

CREATE OR REPLACE TASK c WAREHOUSE = wh AFTER r AS SELECT 2;
----
error 091421 (22000): Unable to update graph with root task DB1.S1.R since that root task is not suspended.

CREATE OR ALTER TASK c WAREHOUSE = wh AFTER r AS SELECT 2;
----
error 091421 (22000): Unable to update graph with root task DB1.S1.R since that root task is not suspended.

DROP TASK c;
----
error 091421 (22000): Unable to update graph with root task DB1.S1.R since that root task is not suspended.

SHOW TASKS;

SELECT "name", "state", "definition", "comment" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | state | definition | comment
C | started | SELECT 1 | ''
R | started | SELECT 1 | ''

ALTER TASK r SUSPEND;
