-- source: Snowflake documentation, "Setting up alerts based on data in Snowflake", "SYSTEM$SEND_EMAIL"
-- case: tasks.md 19 case 78
-- fixture: nine
-- needs: virtual clock

CREATE ALERT al WAREHOUSE = wh SCHEDULE = '1 MINUTE' IF (EXISTS (SELECT 1 FROM log WHERE x = 'bad')) THEN INSERT INTO log VALUES ('alerted');

-- advance 5 minutes
SELECT COUNT(*) AS n FROM TABLE(INFORMATION_SCHEMA.ALERT_HISTORY(ALERT_NAME => 'AL'));
----
N
0

ALTER ALERT al RESUME;

-- advance 2 minutes
SELECT state FROM TABLE(INFORMATION_SCHEMA.ALERT_HISTORY(ALERT_NAME => 'AL')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
CONDITION_FALSE
CONDITION_FALSE

INSERT INTO log VALUES ('bad');

-- advance 1 minute
SELECT state FROM TABLE(INFORMATION_SCHEMA.ALERT_HISTORY(ALERT_NAME => 'AL')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE
CONDITION_FALSE
CONDITION_FALSE
TRIGGERED

SELECT x FROM log ORDER BY x;
----
X
alerted
bad
