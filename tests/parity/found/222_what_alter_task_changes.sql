-- source: Snowflake documentation, "CREATE TASK", "ALTER TASK"
-- case: found case 222
-- needs: virtual clock

-- advance to 2026-01-05 09:00:00
CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

USE WAREHOUSE compute_wh;

CREATE TABLE log (x VARCHAR);

-- the body runs in the task's own database and schema, as the owner; RETURN is no return value
CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS
BEGIN
    INSERT INTO log SELECT CURRENT_ROLE() || ' ' || CURRENT_SCHEMA() || ' ' || (CURRENT_DATABASE() IS NOT NULL);
    RETURN 'no';
END;

CREATE SCHEMA elsewhere;

EXECUTE TASK s1.t;

USE SCHEMA s1;

-- advance 1 second
SELECT x FROM log;
----
X
ACCOUNTADMIN S1 true

SELECT state, return_value FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED';
----
STATE | RETURN_VALUE
SUCCEEDED | NULL

ALTER TASK t RENAME TO u;
----
error

-- either verb twice changes nothing
ALTER TASK t RESUME;
----
status
Statement executed successfully.

ALTER TASK t RESUME;
----
status
Statement executed successfully.

-- a replaced task loses its pending run
ALTER TASK t SUSPEND;

ALTER TASK t SUSPEND;
----
status
Statement executed successfully.

ALTER TASK t RESUME;

-- advance 5 minutes
ALTER TASK t SUSPEND;

CREATE OR REPLACE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS INSERT INTO log VALUES ('replaced');

-- advance 30 minutes
SELECT COUNT(*) AS n FROM log WHERE x = 'replaced';
----
N
0

-- SET CONFIG replaces the whole
ALTER TASK t SET CONFIG = '{"a": 1, "b": 2}';

ALTER TASK t SET CONFIG = '{"c": 3}' COMMENT = 'said';

ALTER TASK t UNSET COMMENT = 1;
----
error

-- without a warehouse it is serverless
ALTER TASK t UNSET WAREHOUSE;

SHOW TASKS LIKE 't';

SELECT "warehouse", "config", "comment", "scheduling_mode" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
warehouse | config | comment | scheduling_mode
NULL | {"c": 3} | said | FIXED

ALTER TASK t SET COMMENT = 'one' COMMENT = 'two';
----
error: duplicate property 'COMMENT'

ALTER TASK t SET COMMENT = 'one' comment = 'two';

ALTER TASK t MODIFY AS INSERT INTO log VALUES ('modified');

ALTER TASK t MODIFY WHEN 1 = 2;

ALTER TASK t REMOVE WHEN;

ALTER TASK t RESUME;

-- CREATE OR ALTER neither suspends nor resumes, and is refused while it runs by schedule
CREATE OR ALTER TASK t SCHEDULE = '10 MINUTES' AS SELECT 1;
----
error 091421

ALTER TASK t SUSPEND;

SHOW TASKS LIKE 't';

SELECT "definition", "condition", "comment", "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
definition | condition | comment | state
INSERT INTO log VALUES ('modified') | NULL | two | suspended
