-- source: Snowflake documentation, "Introduction to tasks" (task security: the owner role is dropped), "DROP ROLE"
-- case: found case 840
-- needs: virtual clock

CREATE TABLE log (x VARCHAR);

CREATE ROLE automator;

GRANT USAGE ON DATABASE db1 TO ROLE automator;

GRANT USAGE ON SCHEMA db1.s1 TO ROLE automator;

GRANT EXECUTE TASK, EXECUTE MANAGED TASK ON ACCOUNT TO ROLE automator;

GRANT OWNERSHIP ON TABLE log TO ROLE automator;

CREATE TASK t SCHEDULE = '10 MINUTES' AS INSERT INTO log VALUES ('ran');

GRANT OWNERSHIP ON TASK t TO ROLE automator;

ALTER TASK t RESUME;

-- advance 11 minutes
DROP ROLE automator;

SHOW TASKS ->> SELECT "name", "owner", "state", "last_suspended_reason" FROM $1;
----
name | owner | state | last_suspended_reason
T | ACCOUNTADMIN | suspended | GRANT_OWNERSHIP

-- advance 20 minutes
SELECT * FROM log;
----
X
ran

ALTER TASK t RESUME;

-- advance 11 minutes
SELECT * FROM log;
----
X
ran
ran
