-- source: Snowflake documentation, "Setting up alerts based on data in Snowflake" (privileges), "EXECUTE ALERT"
-- case: found case 220
-- needs: virtual clock

CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

CREATE TABLE log (x VARCHAR);

CREATE ROLE automator;

GRANT USAGE ON WAREHOUSE wh TO ROLE automator;

GRANT USAGE ON DATABASE db1 TO ROLE automator;

GRANT USAGE ON SCHEMA db1.s1 TO ROLE automator;

GRANT OWNERSHIP ON TABLE log TO ROLE automator;

CREATE ALERT a WAREHOUSE = wh SCHEDULE = '10 MINUTES' IF (EXISTS (SELECT 1)) THEN INSERT INTO log VALUES ('alerted');

CREATE ALERT managed SCHEDULE = '10 MINUTES' IF (EXISTS (SELECT 1)) THEN SELECT 1;

GRANT OWNERSHIP ON ALERT a TO ROLE automator;

GRANT OWNERSHIP ON ALERT managed TO ROLE automator;

ALTER ALERT a RESUME;
----
error

EXECUTE ALERT a;
----
error

GRANT EXECUTE ALERT ON ACCOUNT TO ROLE automator;

ALTER ALERT a RESUME;

-- without a warehouse a further privilege is needed
ALTER ALERT managed RESUME;
----
error

GRANT EXECUTE MANAGED ALERT ON ACCOUNT TO ROLE automator;

ALTER ALERT managed RESUME;

-- advance 11 minutes
REVOKE EXECUTE ALERT ON ACCOUNT FROM ROLE automator;

-- advance 10 minutes
SELECT state FROM TABLE(INFORMATION_SCHEMA.ALERT_HISTORY(ALERT_NAME => 'A')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
TRIGGERED
FAILED

SELECT x FROM log;
----
X
alerted
