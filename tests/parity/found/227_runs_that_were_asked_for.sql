-- source: Snowflake documentation, "EXECUTE TASK"
-- case: found case 227
-- needs: virtual clock

-- advance to 2026-01-05 09:00:00
CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

USE WAREHOUSE compute_wh;

CREATE TABLE log (x VARCHAR);

CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' CONFIG = '{"n": 1}' AS INSERT INTO log VALUES (SYSTEM$GET_TASK_GRAPH_CONFIG('n'));

EXECUTE TASK no_such_task;
----
error 002003: Task 'DB1.S1.NO_SUCH_TASK' does not exist or not authorized.

ALTER TASK t RESUME;

-- advance 4 minutes
EXECUTE TASK t;
----
status
Task T is scheduled to run immediately.

-- a run somebody asked for leaves the grid of the schedule alone
-- advance 7 minutes
SELECT state, scheduled_from, TO_VARCHAR(CONVERT_TIMEZONE('UTC', scheduled_time), 'HH24:MI') AS due FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE | SCHEDULED_FROM | DUE
SUCCEEDED | EXECUTE_TASK | 09:04
SUCCEEDED | SCHEDULE | 09:10

ALTER TASK t SUSPEND;

-- a condition holds for runs that were asked for too
ALTER TASK t MODIFY WHEN 1 = 2;

EXECUTE TASK t;

-- advance 1 second
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T', RESULT_LIMIT => 1));
----
STATE
SKIPPED

-- while it runs, one more run waits; the latest request takes its place
CREATE TASK slow WAREHOUSE = wh CONFIG = '{"n": "none"}' AS
BEGIN
    INSERT INTO log VALUES ('slow ' || SYSTEM$GET_TASK_GRAPH_CONFIG('n'));
    CALL SYSTEM$WAIT(5, 'MINUTES');
END;

EXECUTE TASK slow;

-- advance 1 minute
EXECUTE TASK slow USING CONFIG = '{"n": "second"}';

EXECUTE TASK slow USING CONFIG = '{"n": "third"}';

EXECUTE TASK slow USING CONFIG = 'no object';
----
error: Invalid config. Must be a string representation of a valid JSON Object.

-- advance 20 minutes
SELECT x FROM log WHERE x LIKE 'slow%' ORDER BY x;
----
X
slow none
slow third

-- a child is refused before the configuration is looked at
CREATE TASK c WAREHOUSE = wh AFTER slow AS SELECT 1;

EXECUTE TASK c USING CONFIG = 'no object';
----
error: Execute task cannot be called on non-root task
