-- source: Snowflake documentation, "Introduction to tasks" (task security), "GRANT <privileges>"
-- case: found case 124
-- needs: virtual clock

CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

CREATE TABLE log (x VARCHAR);

CREATE ROLE automator;

GRANT USAGE ON WAREHOUSE wh TO ROLE automator;

GRANT USAGE ON DATABASE db1 TO ROLE automator;

GRANT USAGE ON SCHEMA db1.s1 TO ROLE automator;

GRANT OWNERSHIP ON TABLE log TO ROLE automator;

CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS INSERT INTO log VALUES ('ran');

CREATE TASK managed SCHEDULE = '10 MINUTES' AS SELECT 1;

GRANT OWNERSHIP ON TASK t TO ROLE automator;

GRANT OWNERSHIP ON TASK managed TO ROLE automator;

ALTER TASK t RESUME;
----
error

GRANT EXECUTE TASK ON ACCOUNT TO ROLE automator;

ALTER TASK t RESUME;

-- without a warehouse a further privilege is needed
ALTER TASK managed RESUME;
----
error

GRANT EXECUTE MANAGED TASK ON ACCOUNT TO ROLE automator;

ALTER TASK managed RESUME;

-- advance 11 minutes
REVOKE EXECUTE TASK ON ACCOUNT FROM ROLE automator;

-- advance 10 minutes
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
SUCCEEDED
FAILED
