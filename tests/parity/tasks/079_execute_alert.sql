-- source: Snowflake documentation, "Setting up alerts based on data in Snowflake", "SYSTEM$SEND_EMAIL"
-- case: tasks.md 19 case 79
-- fixture: nine
-- needs: virtual clock

CREATE ALERT al WAREHOUSE = wh SCHEDULE = '1 MINUTE' IF (EXISTS (SELECT 1)) THEN INSERT INTO log VALUES ('alerted');

EXECUTE ALERT al;

-- advance 1 second
SELECT state, scheduled_from FROM TABLE(INFORMATION_SCHEMA.ALERT_HISTORY(ALERT_NAME => 'AL'));
----
STATE | SCHEDULED_FROM
TRIGGERED | EXECUTE ALERT

SHOW ALERTS LIKE 'al';

SELECT "state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
state
suspended

CREATE ALERT broken WAREHOUSE = wh SCHEDULE = '1 MINUTE' IF (EXISTS (SELECT 1)) THEN INSERT INTO nope VALUES (1);

EXECUTE ALERT broken;

-- advance 1 second
SELECT state FROM TABLE(INFORMATION_SCHEMA.ALERT_HISTORY(ALERT_NAME => 'BROKEN'));
----
STATE
ACTION_FAILED
