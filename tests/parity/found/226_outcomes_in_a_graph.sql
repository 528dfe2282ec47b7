-- source: Snowflake documentation, "Create a sequence of tasks with a task graph", "CREATE TASK"
-- case: found case 226
-- needs: virtual clock

-- advance to 2026-01-05 09:00:00
CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

USE WAREHOUSE compute_wh;

CREATE TABLE log (x VARCHAR);

CREATE TABLE base (k INT);

CREATE STREAM s ON TABLE base;

CREATE PROCEDURE said() RETURNS VARCHAR LANGUAGE SQL AS 'BEGIN INSERT INTO log VALUES (''before''); END';

-- one predecessor skipped by its own condition, one that succeeded: the child does not run
CREATE TASK r WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;

CREATE TASK skipped WAREHOUSE = wh AFTER r WHEN SYSTEM$STREAM_HAS_DATA('s') AS SELECT 1;

CREATE TASK ran WAREHOUSE = wh AFTER r AS SELECT 1;

CREATE TASK mixed WAREHOUSE = wh AFTER skipped, ran AS SELECT 1;

-- a failing task counts by itself: the third failure in a row suspends the root, and the children keep their state
CREATE TASK bad WAREHOUSE = wh AFTER r AS INSERT INTO nowhere VALUES (1);

ALTER TASK r SET SUSPEND_TASK_AFTER_NUM_FAILURES = 3;

SELECT SYSTEM$TASK_DEPENDENTS_ENABLE('r');

-- advance 1 hour
SELECT name, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) WHERE state <> 'SCHEDULED' ORDER BY name;
----
NAME | STATE
BAD | FAILED
R | SUCCEEDED
RAN | SUCCEEDED
SKIPPED | SKIPPED

-- a run somebody asked for counts as well
EXECUTE TASK r;

-- advance 5 hours
SELECT name, state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'BAD')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
NAME | STATE
BAD | FAILED
BAD | FAILED
BAD | FAILED_AND_AUTO_SUSPENDED

SHOW TASKS;

SELECT "name", "state", "last_suspended_reason" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) WHERE "name" IN ('R', 'BAD', 'RAN') ORDER BY "name";
----
name | state | last_suspended_reason
BAD | started | NULL
R | suspended | SUSPENDED_DUE_TO_ERRORS
RAN | started | NULL

-- a cancelled task makes its graph run a cancelled one, and nothing below it runs
CREATE TASK q WAREHOUSE = wh AS SELECT 1;

CREATE TASK waiting WAREHOUSE = wh AFTER q AS CALL SYSTEM$WAIT(10, 'MINUTES');

CREATE TASK below WAREHOUSE = wh AFTER waiting AS SELECT 1;

ALTER TASK below RESUME;

ALTER TASK waiting RESUME;

EXECUTE TASK q;

-- advance 1 minute
SELECT SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS('waiting');

-- advance 1 second
SELECT root_task_name, state FROM TABLE(INFORMATION_SCHEMA.COMPLETE_TASK_GRAPHS()) WHERE root_task_name = 'Q';
----
ROOT_TASK_NAME | STATE
Q | CANCELLED

SELECT COUNT(*) AS n FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'BELOW'));
----
N
0

-- a procedure has no version: the running graph calls it as it is by then
CREATE TASK p WAREHOUSE = wh AS CALL SYSTEM$WAIT(5, 'MINUTES');

CREATE TASK calling WAREHOUSE = wh AFTER p AS CALL said();

ALTER TASK calling RESUME;

EXECUTE TASK p;

-- advance 1 minute
CREATE OR REPLACE PROCEDURE said() RETURNS VARCHAR LANGUAGE SQL AS 'BEGIN INSERT INTO log VALUES (''after''); END';

-- advance 10 minutes
SELECT x FROM log;
----
X
after
