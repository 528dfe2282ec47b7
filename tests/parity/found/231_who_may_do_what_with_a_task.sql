-- source: Snowflake documentation, "Introduction to tasks" (task security), "Access control privileges"
-- case: found case 231
-- needs: virtual clock

-- advance to 2026-01-05 09:00:00
CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

USE WAREHOUSE compute_wh;

CREATE TABLE log (x VARCHAR);

CREATE ROLE operator;

CREATE ROLE onlooker;

CREATE ROLE stranger;

GRANT ROLE operator TO ROLE accountadmin;

GRANT ROLE onlooker TO ROLE accountadmin;

GRANT ROLE stranger TO ROLE accountadmin;

CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 HOUR' AS INSERT INTO log VALUES (CURRENT_ROLE());

GRANT USAGE ON DATABASE db1 TO ROLE operator;

GRANT USAGE ON SCHEMA db1.s1 TO ROLE operator;

GRANT OPERATE ON TASK t TO ROLE operator;

GRANT USAGE ON DATABASE db1 TO ROLE onlooker;

GRANT USAGE ON SCHEMA db1.s1 TO ROLE onlooker;

GRANT MONITOR ON TASK t TO ROLE onlooker;

GRANT USAGE ON DATABASE db1 TO ROLE stranger;

GRANT USAGE ON SCHEMA db1.s1 TO ROLE stranger;

USE SECONDARY ROLES NONE;

-- OPERATE: resume, suspend, execute; the body runs as the owner all the same
USE ROLE operator;

ALTER TASK t RESUME;

ALTER TASK t SUSPEND;

EXECUTE TASK t;

ALTER TASK t SET COMMENT = 'x';
----
error 003001

USE ROLE onlooker;

ALTER TASK t RESUME;
----
error 003001

EXECUTE TASK t;
----
error 003001

-- advance 1 second
SELECT state FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T'));
----
STATE
SUCCEEDED

USE ROLE stranger;

SELECT COUNT(*) AS n FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T'));
----
N
0

EXECUTE TASK t;
----
error 002003

-- the same for alerts
USE ROLE accountadmin;

CREATE ALERT a WAREHOUSE = wh SCHEDULE = '1 HOUR' IF (EXISTS (SELECT 1)) THEN SELECT 1;

GRANT OPERATE ON ALERT a TO ROLE operator;

GRANT MONITOR ON ALERT a TO ROLE onlooker;

USE ROLE operator;

ALTER ALERT a RESUME;

EXECUTE ALERT a;

ALTER ALERT a SET COMMENT = 'x';
----
error 003001

USE ROLE onlooker;

EXECUTE ALERT a;
----
error 003001

SELECT state FROM TABLE(INFORMATION_SCHEMA.ALERT_HISTORY(ALERT_NAME => 'A')) WHERE state <> 'SCHEDULED';
----
STATE
TRIGGERED

USE ROLE stranger;

SELECT COUNT(*) AS n FROM TABLE(INFORMATION_SCHEMA.ALERT_HISTORY(ALERT_NAME => 'A'));
----
N
0

USE ROLE accountadmin;

SELECT x FROM log;
----
X
ACCOUNTADMIN
